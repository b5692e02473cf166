//! From what the engine returns to what people and programs read: one file an output format.
//!
//! In: values of [`crate::model`], nothing from the engine. Out: text, written to a `Write` or returned. Text
//! that comes from documents is cleaned of control and bidirectional characters before it reaches a terminal.

pub mod dutch_text;
pub mod terminal;
