//! The manifest of a generation: what every document of every segment was made from.
//!
//! One file, `documents`: for each segment, in the order of its documents, the content hash and the place of
//! the record (which tell unchanged records at the next run), the hash of its id, its near-duplicate
//! signature, its near-duplicate group and the key that sorts by number. Readers use three columns of it in place: the
//! documents that are not alone in their group, lines and numbers. Only a writer reads it whole.

use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::HasLen;
use tantivy::directory::{FileSlice, OwnedBytes};

use super::bytes;
use super::checksums::CheckedFile;

/// The file's name in the generation.
pub(super) const FILE: &str = "documents";

const MAGIC: &[u8; 8] = b"VBDOCS\0\x02";
/// Bytes of a signature.
pub(super) const SIGNATURE: usize = 48;
/// Bytes of a row in the columns: line, number, hash, id, file, signature.
const ROW: usize = 4 + 8 + 8 + 8 + 4 + SIGNATURE;
/// So many numbers of a segment are read one by one; then all of them at once.
const FEW: u32 = 16;
/// Bytes of a document that is not alone in its group: its number and its group's.
const GROUPED: usize = 4 + 4;
/// Bytes of a segment in the head: its id, the number of its rows, and of those not alone in their group.
const SEGMENT: usize = 32 + 4 + 4;

/// Marks a line that the document's id was made from: when the record moves, its id changes.
pub(super) const LINE_IN_ID: u32 = 1 << 31;

/// A near-duplicate signature; all zero when a document has none.
pub(super) type SignatureBytes = [u8; SIGNATURE];

/// What is known of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// [`crate::corpus::EncodedRecord::bytes_hash`].
    pub(super) hash: u64,
    /// Hash of source and id.
    pub(super) id: u64,
    /// Place in [`Documents::files`].
    pub(super) file: u32,
    /// Line in the file, 0 when the file is one record; with [`LINE_IN_ID`] when the id was made from it.
    pub(super) line: u32,
    /// A key that sorts by session, then number; the greatest where unknown.
    pub(super) number: u64,
    /// Near-duplicate group: the number of its first document in the generation, counting all segments.
    pub(super) group: u32,
    /// Near-duplicate signature.
    pub(super) signature: SignatureBytes,
}

/// A file that documents were read from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct FileName {
    /// The source it belongs to.
    pub(super) source: String,
    /// Its path as named.
    pub(super) path: String,
    /// The member of an archive.
    pub(super) member: Option<String>,
}

impl FileName {
    /// True for what was read from `path`, or below it, for a source.
    pub(super) fn lies_in(&self, source: &str, path: &Path) -> bool {
        self.source == source && Path::new(&self.path).starts_with(path)
    }
}

/// The rows of one segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SegmentDocuments {
    /// The segment's id.
    pub(super) segment: String,
    /// One row a document, deleted ones included.
    pub(super) rows: Vec<Row>,
}

/// The whole manifest, as a writer holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Documents {
    /// The files that documents were read from.
    pub(super) files: Vec<FileName>,
    /// The segments in the order of the generation.
    pub(super) segments: Vec<SegmentDocuments>,
}

impl Documents {
    /// The file's bytes: magic, number of segments; for each its id and numbers of rows; the columns of each;
    /// the files.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let rows: usize = self.segments.iter().map(|segment| segment.rows.len()).sum();
        let grouped = self.grouped();
        let mut out = Vec::with_capacity(rows * ROW + 4096);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&(self.segments.len() as u32).to_le_bytes());
        for (segment, grouped) in self.segments.iter().zip(&grouped) {
            let mut id = [0; 32];
            let given = segment.segment.as_bytes();
            id[..given.len().min(32)].copy_from_slice(&given[..given.len().min(32)]);
            out.extend_from_slice(&id);
            out.extend_from_slice(&(segment.rows.len() as u32).to_le_bytes());
            out.extend_from_slice(&(grouped.len() as u32).to_le_bytes());
        }
        for (SegmentDocuments { rows, .. }, grouped) in self.segments.iter().zip(&grouped) {
            out.extend(grouped.iter().flat_map(|(doc, _)| doc.to_le_bytes()));
            out.extend(grouped.iter().flat_map(|(_, group)| group.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.line.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.number.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.hash.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.id.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.file.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.signature));
        }
        out.extend(postcard::to_stdvec(&self.files).unwrap_or_default());
        out
    }

    /// For each segment its documents that are not alone in their group, with the group.
    fn grouped(&self) -> Vec<Vec<(u32, u32)>> {
        let mut members: FxHashMap<u32, u32> = FxHashMap::default();
        for row in self.segments.iter().flat_map(|segment| &segment.rows) {
            *members.entry(row.group).or_default() += 1;
        }
        let mut first = 0_u32;
        let grouped = self.segments.iter().map(|segment| {
            let rows = (0_u32..).zip(&segment.rows);
            let alone = |doc: u32, row: &Row| row.group == first + doc && members.get(&row.group) == Some(&1);
            let grouped =
                rows.filter(|&(doc, row)| !alone(doc, row)).map(|(doc, row)| (doc, row.group)).collect();
            first += segment.rows.len() as u32;
            grouped
        });
        grouped.collect()
    }

    /// Reads the file's bytes; `None` when they are damaged.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, mut at) = read_head(bytes)?;
        let mut documents = Self::default();
        let mut first = 0_u32;
        for Head { segment, rows, grouped } in head {
            let mut column = |width: usize, count: usize| {
                let column = bytes.get(at..at.checked_add(width * count)?)?;
                at += width * count;
                Some(column)
            };
            let (shared, groups) = (column(4, grouped)?, column(4, grouped)?);
            let (lines, numbers) = (column(4, rows)?, column(8, rows)?);
            let (hashes, ids) = (column(8, rows)?, column(8, rows)?);
            let (files, signatures) = (column(4, rows)?, column(SIGNATURE, rows)?);
            let mut rows = (0..rows)
                .map(|row| {
                    Some(Row {
                        hash: bytes::u64_at(hashes, row * 8)?,
                        id: bytes::u64_at(ids, row * 8)?,
                        file: bytes::u32_at(files, row * 4)?,
                        line: bytes::u32_at(lines, row * 4)?,
                        number: bytes::u64_at(numbers, row * 8)?,
                        group: first + row as u32,
                        signature: *signatures[row * SIGNATURE..].first_chunk()?,
                    })
                })
                .collect::<Option<Vec<Row>>>()?;
            for place in 0..grouped {
                rows.get_mut(bytes::u32_at(shared, place * 4)? as usize)?.group =
                    bytes::u32_at(groups, place * 4)?;
            }
            first += rows.len() as u32;
            documents.segments.push(SegmentDocuments { segment, rows });
        }
        documents.files = postcard::from_bytes(bytes.get(at..)?).ok()?;
        Some(documents)
    }
}

/// A segment in the head.
struct Head {
    segment: String,
    rows: usize,
    grouped: usize,
}

/// The segments, and where the columns begin.
fn read_head(bytes: &[u8]) -> Option<(Vec<Head>, usize)> {
    if bytes.get(..8)? != MAGIC {
        return None;
    }
    let count = bytes::u32_at(bytes, 8)? as usize;
    let mut segments = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let id = bytes.get(at..at + 32)?;
        let segment = std::str::from_utf8(id).ok()?.trim_end_matches('\0').to_owned();
        let (rows, grouped) =
            (bytes::u32_at(bytes, at + 32)? as usize, bytes::u32_at(bytes, at + 36)? as usize);
        segments.push(Head { segment, rows, grouped });
        at += SEGMENT;
    }
    Some((segments, at))
}

/// The columns of one segment that readers use.
#[derive(Debug)]
pub(super) struct DocumentColumns {
    file: FileSlice,
    /// The same file, to ask for parts of it.
    ahead: Option<Arc<CheckedFile>>,
    /// Where the lines begin; the numbers stand behind them.
    lines: usize,
    rows: usize,
    /// How many numbers were asked for, and all of them once these were many.
    asked: AtomicU32,
    numbers: OnceLock<OwnedBytes>,
    /// The number of the segment's first document in the generation.
    first: u32,
    /// Documents that are not alone in their group, ascending.
    shared: Vec<u32>,
    /// The groups of those.
    groups: Vec<u32>,
}

impl DocumentColumns {
    /// Opens the columns of all segments: reads the head and the groups. `None` when it is damaged.
    pub(super) fn open(
        file: &FileSlice,
        ahead: Option<&Arc<CheckedFile>>,
    ) -> std::io::Result<Option<Vec<(String, Self)>>> {
        let prefix = file.read_bytes_slice(0..12.min(file.len()))?;
        let Some(count) = bytes::u32_at(&prefix, 8) else { return Ok(None) };
        let length = 12 + SEGMENT * count as usize;
        if length > file.len() {
            return Ok(None);
        }
        let head = file.read_bytes_slice(0..length)?;
        let Some((segments, mut start)) = read_head(&head) else { return Ok(None) };
        let mut columns = Vec::with_capacity(segments.len());
        let mut first = 0_u32;
        for Head { segment, rows, grouped } in segments {
            let lines = grouped.checked_mul(GROUPED).and_then(|bytes| bytes.checked_add(start));
            let end = rows.checked_mul(ROW).and_then(|bytes| bytes.checked_add(lines?));
            let (Some(lines), Some(end)) = (lines, end) else { return Ok(None) };
            if end > file.len() {
                return Ok(None);
            }
            // Read now: whoever asks later cannot be told of damage.
            let bytes = file.read_bytes_slice(start..lines)?;
            let mut numbers = bytes.chunks_exact(4).filter_map(|bytes| bytes::u32_at(bytes, 0));
            let shared: Vec<u32> = numbers.by_ref().take(grouped).collect();
            let groups = numbers.collect();
            if !shared.is_sorted_by(|a, b| a < b) {
                return Ok(None);
            }
            columns.push((
                segment,
                Self {
                    file: file.clone(),
                    ahead: ahead.cloned(),
                    lines,
                    rows,
                    asked: AtomicU32::new(0),
                    numbers: OnceLock::new(),
                    first,
                    shared,
                    groups,
                },
            ));
            first = first.saturating_add(rows as u32);
            start = end;
        }
        Ok(Some(columns))
    }

    /// The near-duplicate group of a document.
    pub(super) fn group(&self, doc: u32) -> Option<u32> {
        if doc as usize >= self.rows {
            return None;
        }
        match self.shared.binary_search(&doc) {
            Ok(place) => self.groups.get(place).copied(),
            Err(_) => Some(self.first + doc),
        }
    }

    /// The documents that are not alone in their group, ascending, and the groups of those.
    pub(super) fn grouped(&self) -> (&[u32], &[u32]) {
        (&self.shared, &self.groups)
    }

    /// Tells the system that the line of a document is about to be asked for.
    pub(super) fn expect_line(&self, doc: u32) {
        if let (Some(ahead), Some(range)) = (&self.ahead, self.line_range(doc)) {
            ahead.expect(&range);
        }
    }

    /// The line of a document's record, when its file holds several.
    pub(super) fn line(&self, doc: u32) -> std::io::Result<Option<u64>> {
        let Some(range) = self.line_range(doc) else { return Ok(None) };
        let bytes = self.file.read_bytes_slice(range)?;
        let line = bytes::u32_at(&bytes, 0).unwrap_or(0) & !LINE_IN_ID;
        Ok((line > 0).then(|| u64::from(line)))
    }

    /// The key that sorts by session, then number.
    pub(super) fn number(&self, doc: u32) -> std::io::Result<Option<u64>> {
        let place = doc as usize;
        if place >= self.rows {
            return Ok(None);
        }
        let start = self.lines + 4 * self.rows;
        if let Some(numbers) = self.numbers.get() {
            return Ok(bytes::u64_at(numbers, 8 * place));
        }
        if self.asked.fetch_add(1, Ordering::Relaxed) >= FEW {
            let all = self.file.read_bytes_slice(start..start + 8 * self.rows)?;
            return Ok(bytes::u64_at(self.numbers.get_or_init(|| all), 8 * place));
        }
        let one = self.file.read_bytes_slice(start + 8 * place..start + 8 * place + 8)?;
        Ok(bytes::u64_at(&one, 0))
    }

    fn line_range(&self, doc: u32) -> Option<Range<usize>> {
        let start = self.lines + 4 * doc as usize;
        ((doc as usize) < self.rows).then_some(start..start + 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_manifest_comes_back_and_its_columns_can_be_read_in_place() {
        let row = |n: u32| Row {
            hash: u64::from(n) << 40,
            id: u64::MAX - u64::from(n),
            file: n % 2,
            line: n,
            number: u64::from(n) << 50,
            group: if n < 3 || n == 6 { n } else { 3 },
            signature: [n as u8; SIGNATURE],
        };
        let documents = Documents {
            files: vec![FileName::default(), FileName { path: "a.jsonl".into(), ..FileName::default() }],
            segments: vec![
                SegmentDocuments { segment: "a".repeat(32), rows: (0..5).map(row).collect() },
                SegmentDocuments { segment: "b".repeat(32), rows: (5..8).map(row).collect() },
            ],
        };
        let bytes = documents.to_bytes();
        assert_eq!(Documents::from_bytes(&bytes).unwrap(), documents);
        let columns = DocumentColumns::open(&FileSlice::from(bytes.clone()), None).unwrap().unwrap();
        assert_eq!(columns[1].0, "b".repeat(32));
        let groups = |segment: usize| (0..6).map(|doc| columns[segment].1.group(doc)).collect::<Vec<_>>();
        assert_eq!(groups(0), [Some(0), Some(1), Some(2), Some(3), Some(3), None]);
        assert_eq!(groups(1), [Some(3), Some(6), Some(3), None, None, None]);
        assert_eq!(columns[1].1.grouped(), (&[0, 2][..], &[3, 3][..]));
        assert_eq!(columns[0].1.line(0).unwrap(), None);
        assert_eq!(columns[1].1.line(1).unwrap(), Some(6));
        for _ in 0..=FEW {
            assert_eq!(columns[1].1.number(2).unwrap(), Some(7 << 50));
            assert_eq!(columns[1].1.number(3).unwrap(), None);
        }
        assert!(columns[1].1.numbers.get().is_some());
        for end in 0..bytes.len() - 1 {
            assert!(Documents::from_bytes(&bytes[..end]).is_none());
            let _ = DocumentColumns::open(&FileSlice::from(bytes[..end].to_vec()), None);
        }
    }
}
