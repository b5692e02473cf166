//! How far a run has come: counts the bytes as they are read and reports them.

use std::cell::{Cell, RefCell};
use std::io::{Read, Seek, SeekFrom};

use super::{ReadOptions, ReadProgress};

/// Counts the bytes that are read and reports them.
pub(super) struct Meter<'s> {
    options: &'s ReadOptions,
    bytes: Cell<u64>,
    /// Bytes of the file being read that have not been counted: archives read some twice, skipped files few.
    left: Cell<u64>,
    files: Cell<u64>,
    file: RefCell<String>,
}

impl<'s> Meter<'s> {
    pub(super) fn new(options: &'s ReadOptions) -> Self {
        let (bytes, left, files) = (Cell::new(0), Cell::new(0), Cell::new(0));
        Self { options, bytes, left, files, file: RefCell::default() }
    }

    pub(super) fn begin(&self, file: &str) {
        self.files.set(self.files.get() + 1);
        file.clone_into(&mut self.file.borrow_mut());
        self.report();
    }

    /// The size of the file just begun.
    pub(super) fn expect(&self, size: u64) {
        self.left.set(size);
    }

    /// The file is done with, read to its end or not.
    pub(super) fn end(&self) {
        self.add(self.left.get());
    }

    fn add(&self, count: u64) {
        let count = count.min(self.left.get());
        self.left.set(self.left.get() - count);
        let before = self.bytes.get();
        self.bytes.set(before + count);
        if before >> 20 != (before + count) >> 20 {
            self.report();
        }
    }

    /// Bytes read so far, as they lie on disk.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    /// Files begun so far.
    pub(super) fn files(&self) -> u64 {
        self.files.get()
    }

    fn report(&self) {
        if let Some(progress) = &self.options.progress {
            let file = self.file.borrow();
            progress(&ReadProgress { bytes: self.bytes.get(), files: self.files.get(), file: &file });
        }
    }
}

/// A file whose bytes are counted.
pub(super) struct Metered<'s, R> {
    inner: R,
    meter: &'s Meter<'s>,
}

impl<'s, R> Metered<'s, R> {
    pub(super) fn new(inner: R, meter: &'s Meter<'s>) -> Self {
        Self { inner, meter }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(out)?;
        self.meter.add(count as u64);
        Ok(count)
    }
}

impl<R: Seek> Seek for Metered<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}
