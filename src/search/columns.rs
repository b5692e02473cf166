//! A segment's columns as the search wants them: a value a document, and none where the column is silent.

use tantivy::DocId;

use crate::index::{IndexError, Segment};

/// Reads single values of a segment's columns. A column that cannot be read is silent, and the segment remembers it
/// ([`Segment::notice`]): the search fails at its end.
pub(super) trait Columns {
    /// The first position behind the title.
    fn title_end(&self, doc: DocId) -> u32;
    /// First positions of the question and of the answer.
    fn section_starts(&self, doc: DocId) -> (u32, u32);
    /// Days since 1970-01-01.
    fn day(&self, doc: DocId) -> Option<i64>;
    /// A key that sorts by session, then number; the greatest where unknown.
    fn number_key(&self, doc: DocId) -> u64;
    /// Words of the document.
    fn word_count(&self, doc: DocId) -> u64;
}

/// The value, or nothing and a note.
fn noted<T>(segment: &Segment, read: Result<T, IndexError>) -> Option<T> {
    read.map_err(|error| segment.notice(error)).ok()
}

/// A position, where there is one.
fn narrow(value: Option<u64>) -> Option<u32> {
    value.and_then(|value| u32::try_from(value).ok())
}

impl Columns for Segment {
    fn title_end(&self, doc: DocId) -> u32 {
        noted(self, self.question_start()).and_then(|column| narrow(column.first(doc))).unwrap_or(0)
    }

    fn section_starts(&self, doc: DocId) -> (u32, u32) {
        let answer = noted(self, self.answer_start()).and_then(|column| narrow(column.first(doc)));
        (self.title_end(doc), answer.unwrap_or(u32::MAX))
    }

    fn day(&self, doc: DocId) -> Option<i64> {
        noted(self, self.date())?.first(doc)
    }

    fn number_key(&self, doc: DocId) -> u64 {
        noted(self, self.number(doc)).unwrap_or(u64::MAX)
    }

    fn word_count(&self, doc: DocId) -> u64 {
        noted(self, self.words()).and_then(|column| column.first(doc)).unwrap_or(0)
    }
}
