//! The positions of a field in one segment, list by list: for reading many documents' at once, which the engine's own
//! postings do one document after the other.

use std::io;

use tantivy::HasLen;
use tantivy::directory::{CompositeFile, FileSlice};
use tantivy::index::SegmentComponent;
use tantivy::positions::PositionReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;

/// The positions of a field.
#[derive(Clone, Debug)]
pub(super) struct Positions(FileSlice);

impl Positions {
    /// Those of a field of a segment.
    pub(super) fn open(segment: &tantivy::Segment, field: Field) -> tantivy::Result<Self> {
        let file = CompositeFile::open(&segment.open_read(SegmentComponent::Positions)?)?;
        Ok(Self(file.open_read(field).unwrap_or_else(FileSlice::empty)))
    }

    /// All positions of a term, one after the other, as steps from the one before in the document.
    ///
    /// # Errors
    /// When the file is damaged.
    pub(super) fn of(&self, info: &TermInfo) -> io::Result<PositionReader> {
        let range = info.positions_range.clone();
        if range.start > range.end || range.end > self.0.len() {
            let damage = "the postings point beyond the positions";
            return Err(io::Error::new(io::ErrorKind::InvalidData, damage));
        }
        PositionReader::open(self.0.read_bytes_slice(range)?)
    }
}
