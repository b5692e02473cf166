//! Asking the system for pages of a file before they are read.
//!
//! A file that is mapped and not in memory costs a wait on the disk for every 4 KiB that are touched first, one
//! after the other. Of what is about to be read the system is told beforehand: the disk then works on
//! all of it at once, and goes on while other things are done. Where the pages are in memory already, telling costs more
//! than it saves; so it is done only once a wait on the disk was noticed ([`Pace`]).

use std::fs::File;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// What reading pages from memory takes at most, unless the program was interrupted for longer: some twenty times what it
/// does take, and less than fast disks take for one.
const FROM_MEMORY: Duration = Duration::from_micros(45);
/// The same for each page more.
const PAGE_FROM_MEMORY: Duration = Duration::from_micros(3);

/// So many bytes a disk brings about as soon as a few pages one by one.
pub(super) const AT_ONCE: usize = 256 * 1024;

/// Whether pages come from a disk, as far as was noticed.
#[derive(Debug, Default)]
pub(super) struct Pace(AtomicBool);

impl Pace {
    /// True when a wait on the disk was noticed.
    pub(super) fn is_slow(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Does what touches so many pages, and notices whether they had to be waited for.
    pub(super) fn watch<T>(&self, pages: usize, touch: impl FnOnce() -> T) -> T {
        if self.is_slow() {
            return touch();
        }
        let begun = Instant::now();
        let touched = touch();
        let more = PAGE_FROM_MEMORY.saturating_mul(u32::try_from(pages).unwrap_or(u32::MAX));
        if begun.elapsed() > FROM_MEMORY.saturating_add(more) {
            self.0.store(true, Ordering::Relaxed);
        }
        touched
    }
}

/// A file whose pages can be asked for. It is opened at the first wish.
#[derive(Debug)]
pub(super) struct ReadAhead {
    path: PathBuf,
    pace: Arc<Pace>,
    file: OnceLock<Option<File>>,
}

impl ReadAhead {
    pub(super) fn new(path: PathBuf, pace: Arc<Pace>) -> Self {
        Self { path, pace, file: OnceLock::new() }
    }

    /// Whether pages come from a disk.
    pub(super) fn pace(&self) -> &Pace {
        &self.pace
    }

    /// Tells the system that these bytes are about to be read. It is a hint: where there is no such call, or where it
    /// fails, the bytes are read when they are touched.
    pub(super) fn expect(&self, range: &Range<usize>) {
        if !self.pace.is_slow() {
            return;
        }
        if let Some(file) = self.file.get_or_init(|| File::open(&self.path).ok()) {
            advise(file, range);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_noticed_and_remembered() {
        let pace = Pace::default();
        pace.watch(usize::MAX, || std::thread::sleep(Duration::from_millis(1)));
        assert!(!pace.is_slow(), "so many pages take longer");
        assert_eq!(pace.watch(1, || std::thread::sleep(Duration::from_millis(1))), ());
        assert!(pace.is_slow());
        assert_eq!(pace.watch(1, || 5), 5);
        assert!(pace.is_slow());
    }
}
