//! The ids of documents, which decide between documents that nothing else tells apart.
//!
//! In: documents of an open index. Out: a key each, the id and then the source, whose order is the same however
//! the index came about. Ids stand in no column: few are read with their documents, and once many are asked for,
//! those of the whole segment are gathered from its terms.

use std::cmp::Ordering;
use std::sync::atomic::{AtomicU32, Ordering as Atomic};
use std::sync::{Mutex, OnceLock, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId};

use super::postings;
use crate::index::{Fields, Index, IndexError, Segment};

/// So many ids of a segment are read with their documents; then all of them from its terms, which costs as much
/// as reading some hundred documents of each hundred thousand.
const FEW: u32 = 200;

/// The ids of an index's documents, read when asked for and then kept.
pub(super) struct Ids<'i> {
    index: &'i Index,
    segments: Vec<Known>,
}

#[derive(Default)]
struct Known {
    asked: AtomicU32,
    few: Mutex<FxHashMap<DocId, Option<String>>>,
    all: OnceLock<Table>,
}

/// The keys of a whole segment, one after another.
#[derive(Default)]
struct Table {
    bytes: String,
    /// Where a document's key starts and ends in `bytes`.
    spans: Vec<(u32, u32)>,
}

impl<'i> Ids<'i> {
    /// Of an index; nothing is read yet.
    pub(super) fn new(index: &'i Index) -> Self {
        Self { index, segments: index.segments().iter().map(|_| Known::default()).collect() }
    }

    /// Orders two documents by id, then source. Documents that cannot be read come first, in the order of the
    /// index.
    pub(super) fn compare(&self, a: (u32, DocId), b: (u32, DocId)) -> Ordering {
        if a == b {
            return Ordering::Equal;
        }
        self.with(a, |one| self.with(b, |other| one.cmp(&other))).then_with(|| a.cmp(&b))
    }

    /// Calls `work` with a document's source and id; both are empty for one that cannot be read.
    pub(super) fn name<T>(&self, document: (u32, DocId), work: impl FnOnce(&str, &str) -> T) -> T {
        self.with(document, |key| {
            let (id, source) = key.and_then(|key| key.split_once('\0')).unwrap_or_default();
            work(source, id)
        })
    }

    fn with<T>(&self, (number, doc): (u32, DocId), work: impl FnOnce(Option<&str>) -> T) -> T {
        let Some(known) = self.segments.get(number as usize) else { return work(None) };
        let Some(segment) = self.index.segments().get(number as usize) else { return work(None) };
        if let Some(table) = known.all.get() {
            return work(table.get(doc));
        }
        let read = known.few.lock().unwrap_or_else(PoisonError::into_inner).get(&doc).cloned();
        if let Some(key) = read {
            return work(key.as_deref());
        }
        if known.asked.fetch_add(1, Atomic::Relaxed) >= FEW {
            let table = known.all.get_or_init(|| {
                Table::of(segment, self.index.fields()).unwrap_or_else(|| {
                    let reason = "the ids of a segment cannot be read".to_owned();
                    segment.notice(IndexError::Damaged { path: self.index.path().to_owned(), reason });
                    Table::default()
                })
            });
            return work(table.get(doc));
        }
        let record = self.index.record(DocAddress::new(number, doc));
        let record = record.map_err(|error| segment.notice(error)).ok();
        let key =
            record.map(|record| key(&Fields::id_in_source(&record.question.source, &record.question.id)));
        let result = work(key.as_deref());
        known.few.lock().unwrap_or_else(PoisonError::into_inner).insert(doc, key);
        result
    }
}

/// The key of a term `source NUL id`: the id, then the source.
fn key(term: &str) -> String {
    let (source, id) = term.split_once('\0').unwrap_or(("", term));
    format!("{id}\0{source}")
}

impl Table {
    /// Gathers the keys of a segment from the terms of its ids.
    fn of(segment: &Segment, fields: &Fields) -> Option<Self> {
        let mut table = Self { bytes: String::new(), spans: vec![(0, 0); segment.reader.max_doc() as usize] };
        let reader = segment.reader.inverted_index(fields.id).ok()?;
        let mut stream = reader.terms().stream().ok()?;
        while let Some((term, info)) = stream.next() {
            let Ok(term) = std::str::from_utf8(term) else { continue };
            // Every document has a term with its source, and one without.
            if !term.contains('\0') {
                continue;
            }
            let start = u32::try_from(table.bytes.len()).ok()?;
            table.bytes.push_str(&key(term));
            let end = u32::try_from(table.bytes.len()).ok()?;
            postings::scan_docs(&reader, info, |docs| {
                for &doc in docs {
                    if let Some(span) = table.spans.get_mut(doc as usize) {
                        *span = (start, end);
                    }
                }
            })
            .ok()?;
        }
        Some(table)
    }

    fn get(&self, doc: DocId) -> Option<&str> {
        let (start, end) = *self.spans.get(doc as usize)?;
        self.bytes.get(start as usize..end as usize).filter(|key| !key.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_the_id_before_the_source() {
        assert_eq!(key("archief\0k-1"), "k-1\0archief");
        assert_eq!(key("\0k-1"), "k-1\0");
        assert!(key("b\0k-1") < key("a\0k-2"));
    }
}
