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
pub mod json;
mod markdown;
mod provenance;
mod ris;
mod svg;
pub mod terminal;

use std::ops::Range;

use crate::model::WrittenQuestion;

pub use export::{Export, ExportFormat};
pub use provenance::Provenance;
pub use svg::trend_chart;

/// Bytes of a document's text; empty where they lie outside it.
pub(crate) fn slice<'d>(document: &'d WrittenQuestion, range: &Range<u32>) -> &'d str {
    document.text.get(range.start as usize..range.end as usize).unwrap_or_default()
}

/// A document's title; empty when it has none.
pub(crate) fn title(document: &WrittenQuestion) -> &str {
    slice(document, &document.sections.title)
}
