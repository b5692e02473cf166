//! What belongs to one field in a file of a segment: its posting lists, its positions, its terms.
//!
//! A word has dozens of lists that stand far from each other; read one by one, each is waited for, so the system is told
//! which are about to be. Terms that nobody reads are not checked. The engine reads all of them, and does not tell where in the
//! file those of a field begin: that is learnt from the place it reads first.

use std::io;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::HasLen;
use tantivy::directory::{CompositeFile, FileHandle, FileSlice, OwnedBytes};
use tantivy::index::SegmentComponent;
use tantivy::schema::Field;

use super::IndexError;
use super::checksums::{CheckedDirectory, CheckedFile};

/// The lists, or the terms, of a field in one of a segment's files.
#[derive(Debug)]
pub(super) struct Lists {
    file: Arc<CheckedFile>,
    start: usize,
    length: usize,
}

impl Lists {
    /// Those of a field; nothing where it has none.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub(super) fn open(
        directory: &CheckedDirectory,
        segment: &tantivy::Segment,
        component: SegmentComponent,
        field: Field,
    ) -> Result<Option<Self>, IndexError> {
        let name = segment.relative_path(component.clone());
        let (_, file) = directory.checked_file(&name.to_string_lossy())?;
        let Some(file) = file else { return Ok(None) };
        let watched = Arc::new(Watched { file: Arc::clone(&file), first: AtomicUsize::new(0) });
        let failed = |error| super::checksums::read_error(&directory.root().join(&name), error);
        // The engine ends its files with a footer of its own.
        let engine = segment
            .open_read(component)
            .map_err(|error| IndexError::engine(directory.root())(error.into()))?;
        let file_of_fields = FileSlice::new(watched.clone()).slice_to(engine.len());
        let fields = CompositeFile::open(&file_of_fields).map_err(failed)?;
        let Some(lists) = fields.open_read(field).filter(|lists| !lists.is_empty()) else { return Ok(None) };
        lists.read_bytes_slice(0..1).map_err(failed)?;
        let start = watched.first.load(Ordering::Relaxed);
        Ok(Some(Self { file, start, length: lists.len() }))
    }

    /// Where the lists begin in their file.
    #[cfg(test)]
    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// Tells the system that these bytes of the field's are about to be read.
    pub(super) fn expect(&self, range: &Range<usize>) {
        self.file.expect(&(self.start.saturating_add(range.start)..self.start.saturating_add(range.end)));
    }

    /// Leaves these bytes unchecked: the engine maps them as a whole, and nobody reads them.
    pub(super) fn leave_unchecked(&self) {
        self.file.leave_unchecked(&(self.start..self.start.saturating_add(self.length)));
    }
}

/// A file that remembers where it was read last.
#[derive(Debug)]
struct Watched {
    file: Arc<CheckedFile>,
    first: AtomicUsize,
}

impl HasLen for Watched {
    fn len(&self) -> usize {
        self.file.len()
    }
}

impl FileHandle for Watched {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        self.first.store(range.start, Ordering::Relaxed);
        self.file.read_bytes(range)
    }
}
