//! The ids of documents, without their records: what a run over many topics prints.

use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocSet, TERMINATED};

use super::schema::LONGEST_VALUE;
use super::{Index, IndexError};

/// The ids of all documents of an index, read once.
#[derive(Debug)]
pub struct DocumentIds<'i> {
    index: &'i Index,
    /// By segment: where the id of each document lies in `bytes`; empty for one that was not found.
    spans: Vec<Vec<(u32, u32)>>,
    bytes: String,
}

impl Index {
    /// Reads the ids of all documents from their terms: some 100 ns each, where a record costs ten times as much
    /// or more.
    ///
    /// # Errors
    /// When the terms cannot be read.
    pub fn ids(&self) -> Result<DocumentIds<'_>, IndexError> {
        let mut ids = DocumentIds { index: self, spans: Vec::new(), bytes: String::new() };
        for segment in self.segments() {
            let failed = |error| IndexError::io("read the ids of", segment.folder(), error);
            let engine = IndexError::engine(segment.folder());
            let mut spans = vec![(0, 0); segment.reader.max_doc() as usize];
            let inverted = segment.reader.inverted_index(self.fields().id).map_err(&engine)?;
            let mut terms = inverted.terms().stream().map_err(failed)?;
            while let Some((term, info)) = terms.next() {
                // Every document has two terms: its id, and the same behind its source and a NUL.
                if term.contains(&0) || term.len() >= LONGEST_VALUE - 4 {
                    continue;
                }
                let Ok(id) = std::str::from_utf8(term) else { continue };
                let start = ids.bytes.len() as u32;
                ids.bytes.push_str(id);
                let span = (start, ids.bytes.len() as u32);
                let postings = inverted.read_postings_from_terminfo(info, IndexRecordOption::Basic);
                let mut postings = postings.map_err(failed)?;
                let mut doc = postings.doc();
                while doc != TERMINATED {
                    if let Some(place) = spans.get_mut(doc as usize) {
                        *place = span;
                    }
                    doc = postings.advance();
                }
            }
            ids.spans.push(spans);
        }
        Ok(ids)
    }
}

impl DocumentIds<'_> {
    /// The id of a document.
    ///
    /// # Errors
    /// When it is not among the terms (it is too long for one) and the record cannot be read.
    pub fn get(&self, address: DocAddress) -> Result<std::borrow::Cow<'_, str>, IndexError> {
        let span = self.spans.get(address.segment_ord as usize).and_then(|s| s.get(address.doc_id as usize));
        let id = span.and_then(|&(start, end)| self.bytes.get(start as usize..end as usize));
        match id.filter(|id| !id.is_empty()) {
            Some(id) => Ok(id.into()),
            None => Ok(self.index.record(address)?.question.id.into()),
        }
    }
}
