//! Asking the system for pages of a file before they are read.
//!
//! A file that is mapped and not in memory costs a wait on the disk for every 4 KiB that are touched first, one
//! after the other. Of what is about to be read whole the system is told beforehand: the disk then works on
//! all of it at once, and goes on while other things are done.

use std::fs::File;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A file whose pages can be asked for. It is opened at the first wish.
#[derive(Debug)]
pub(super) struct ReadAhead {
    path: PathBuf,
    file: OnceLock<Option<File>>,
}

impl ReadAhead {
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, file: OnceLock::new() }
    }

    /// Tells the system that these bytes are about to be read. It is a hint: where there is no such call, or where it
    /// fails, the bytes are read when they are touched.
    pub(super) fn expect(&self, range: &Range<usize>) {
        if let Some(file) = self.file.get_or_init(|| File::open(&self.path).ok()) {
            advise(file, range);
        }
    }
}

/// Tells the system that these bytes of a file are about to be read.
pub(super) fn expect(path: &Path, range: &Range<usize>) {
    ReadAhead::new(path.to_owned()).expect(range);
}

#[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd"))]
fn advise(file: &File, range: &Range<usize>) {
    use std::num::NonZeroU64;

    use rustix::fs::{Advice, fadvise};
    if let Some(length) = NonZeroU64::new(range.len() as u64) {
        // A hint that is refused leaves everything as it was.
        let _ = fadvise(file, range.start as u64, Some(length), Advice::WillNeed);
    }
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd")))]
fn advise(_file: &File, _range: &Range<usize>) {}
