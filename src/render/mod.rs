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

/// How many characters of a document without a title stand for it.
const OPENING: usize = 70;

/// What stands over a document for people: its title, or that it has none and how it begins.
pub(crate) fn heading(document: &WrittenQuestion) -> std::borrow::Cow<'_, str> {
    let title = title(document);
    if title.trim().is_empty() {
        format!("(zonder titel) {}", document.opening(OPENING)).trim_end().to_owned().into()
    } else {
        title.into()
    }
}

/// How a document without a title begins; `None` where there is a title, or nothing at all.
pub(crate) fn opening(document: &WrittenQuestion) -> Option<String> {
    let untitled = title(document).trim().is_empty();
    untitled.then(|| document.opening(OPENING)).filter(|opening| !opening.is_empty())
}

/// The title that an export must have: where there is none, the first words in square brackets, which is how
/// catalogues mark a title that they supply; the id where there are not even words.
pub(crate) fn supplied_title(document: &WrittenQuestion) -> String {
    let title = crate::text::one_line(title(document));
    if !title.is_empty() {
        return title;
    }
    let opening = document.opening(OPENING);
    if opening.is_empty() { document.id.clone() } else { format!("[{opening}]") }
}

/// A document's title; empty when it has none.
pub(crate) fn title(document: &WrittenQuestion) -> &str {
    slice(document, &document.sections.title)
}
