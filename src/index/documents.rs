//! The manifest of a generation: what every document of every segment was made from.
//!
//! One file, `documents`: for each segment, in the order of its documents, the content hash and the place of
//! the record (which tell unchanged records at the next run), the hash of its id, its near-duplicate
//! signature and its near-duplicate group. Readers use two columns of it, lines and groups, in place; only a
//! writer reads it whole.

use serde::{Deserialize, Serialize};
use tantivy::HasLen;
use tantivy::directory::{FileSlice, OwnedBytes};

/// The file's name in the generation.
pub(super) const FILE: &str = "documents";

const MAGIC: &[u8; 8] = b"VBDOCS\0\x01";
/// Bytes of a signature.
pub(super) const SIGNATURE: usize = 48;
/// Bytes of a row in the columns: hash, id, file, line, group, signature.
const ROW: usize = 8 + 8 + 4 + 4 + 4 + SIGNATURE;

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
    /// The file's bytes: magic, number of segments; for each its id and number of rows; the columns of each;
    /// the files.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let rows: usize = self.segments.iter().map(|segment| segment.rows.len()).sum();
        let mut out = Vec::with_capacity(rows * ROW + 4096);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&(self.segments.len() as u32).to_le_bytes());
        for segment in &self.segments {
            let mut id = [0; 32];
            let given = segment.segment.as_bytes();
            id[..given.len().min(32)].copy_from_slice(&given[..given.len().min(32)]);
            out.extend_from_slice(&id);
            out.extend_from_slice(&(segment.rows.len() as u32).to_le_bytes());
        }
        for SegmentDocuments { rows, .. } in &self.segments {
            out.extend(rows.iter().flat_map(|row| row.group.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.line.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.hash.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.id.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.file.to_le_bytes()));
            out.extend(rows.iter().flat_map(|row| row.signature));
        }
        out.extend(postcard::to_stdvec(&self.files).unwrap_or_default());
        out
    }

    /// Reads the file's bytes; `None` when they are damaged.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (head, mut at) = read_head(bytes)?;
        let mut documents = Self::default();
        for (segment, count) in head {
            let count = count as usize;
            let mut column = |width: usize| {
                let column = bytes.get(at..at.checked_add(width * count)?)?;
                at += width * count;
                Some(column)
            };
            let (groups, lines) = (column(4)?, column(4)?);
            let (hashes, ids) = (column(8)?, column(8)?);
            let (files, signatures) = (column(4)?, column(SIGNATURE)?);
            let rows = (0..count)
                .map(|row| {
                    Some(Row {
                        hash: u64::from_le_bytes(*hashes[row * 8..].first_chunk()?),
                        id: u64::from_le_bytes(*ids[row * 8..].first_chunk()?),
                        file: u32::from_le_bytes(*files[row * 4..].first_chunk()?),
                        line: u32::from_le_bytes(*lines[row * 4..].first_chunk()?),
                        group: u32::from_le_bytes(*groups[row * 4..].first_chunk()?),
                        signature: *signatures[row * SIGNATURE..].first_chunk()?,
                    })
                })
                .collect::<Option<Vec<Row>>>()?;
            documents.segments.push(SegmentDocuments { segment, rows });
        }
        documents.files = postcard::from_bytes(bytes.get(at..)?).ok()?;
        Some(documents)
    }
}

/// Segment ids with their numbers of rows, and where the columns begin.
type Head = (Vec<(String, u32)>, usize);

fn read_head(bytes: &[u8]) -> Option<Head> {
    if bytes.get(..8)? != MAGIC {
        return None;
    }
    let count = u32::from_le_bytes(*bytes.get(8..)?.first_chunk()?) as usize;
    let mut segments = Vec::new();
    let mut at = 12;
    for _ in 0..count {
        let id = bytes.get(at..at + 32)?;
        let id = std::str::from_utf8(id).ok()?.trim_end_matches('\0').to_owned();
        let rows = u32::from_le_bytes(*bytes.get(at + 32..)?.first_chunk()?);
        segments.push((id, rows));
        at += 36;
    }
    Some((segments, at))
}

/// The columns of one segment that readers use.
#[derive(Debug)]
pub(super) struct DocumentColumns {
    file: FileSlice,
    start: usize,
    rows: usize,
    groups: OwnedBytes,
}

impl DocumentColumns {
    /// Opens the columns of all segments: reads the head only. `None` when it is damaged.
    pub(super) fn open(file: &FileSlice) -> std::io::Result<Option<Vec<(String, Self)>>> {
        let prefix = file.read_bytes_slice(0..12.min(file.len()))?;
        let Some(count) = prefix.get(8..).and_then(|rest| rest.first_chunk()) else { return Ok(None) };
        let length = 12 + 36 * u32::from_le_bytes(*count) as usize;
        if length > file.len() {
            return Ok(None);
        }
        let head = file.read_bytes_slice(0..length)?;
        let Some((segments, mut start)) = read_head(&head) else { return Ok(None) };
        let mut columns = Vec::with_capacity(segments.len());
        for (segment, rows) in segments {
            let rows = rows as usize;
            let Some(end) = rows.checked_mul(ROW).and_then(|bytes| bytes.checked_add(start)) else {
                return Ok(None);
            };
            if end > file.len() {
                return Ok(None);
            }
            // Four bytes a document, read now: whoever asks later cannot be told of damage.
            let groups = file.read_bytes_slice(start..start + 4 * rows)?;
            columns.push((segment, Self { file: file.clone(), start, rows, groups }));
            start = end;
        }
        Ok(Some(columns))
    }

    /// The near-duplicate group of a document.
    pub(super) fn group(&self, doc: u32) -> Option<u32> {
        let at = 4 * doc as usize;
        self.groups.get(at..).and_then(|rest| rest.first_chunk()).map(|bytes| u32::from_le_bytes(*bytes))
    }

    /// The line of a document's record, when its file holds several.
    pub(super) fn line(&self, doc: u32) -> std::io::Result<Option<u64>> {
        if doc as usize >= self.rows {
            return Ok(None);
        }
        let at = self.start + 4 * self.rows + 4 * doc as usize;
        let bytes = self.file.read_bytes_slice(at..at + 4)?;
        let line = bytes.first_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes)) & !LINE_IN_ID;
        Ok((line > 0).then(|| u64::from(line)))
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
            group: n / 2,
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
        let columns = DocumentColumns::open(&FileSlice::from(bytes.clone())).unwrap().unwrap();
        assert_eq!(columns[1].0, "b".repeat(32));
        assert_eq!(columns[1].1.group(2), Some(3));
        assert_eq!(columns[1].1.group(3), None);
        assert_eq!(columns[0].1.line(0).unwrap(), None);
        assert_eq!(columns[1].1.line(1).unwrap(), Some(6));
        for end in 0..bytes.len() - 1 {
            assert!(Documents::from_bytes(&bytes[..end]).is_none());
            let _ = DocumentColumns::open(&FileSlice::from(bytes[..end].to_vec()));
        }
    }
}
