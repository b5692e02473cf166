//! From what the engine returns to what people and programs read: one file an output format.
//!
//! In: values of [`crate::model`], nothing from the engine. Out: text, written to a `Write` or returned. Text
//! that comes from documents is cleaned of control and bidirectional characters before it reaches a terminal.

mod bibliography;
mod bibtex;
mod csl_json;
mod delimited;
pub mod dutch_text;
mod export;
mod markdown;
mod provenance;
mod ris;
mod svg;
pub mod terminal;

pub use export::{Export, ExportFormat};
pub use provenance::Provenance;
pub use svg::trend_chart;
