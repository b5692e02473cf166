//! Compressed text forms: `.gz` and `.zst`, bounded against bombs.

use std::cell::Cell;
use std::io::{self, BufReader, Read};
use std::rc::Rc;

use super::SkipReason;

/// How many bytes a compressed byte may become …
const MOST_RATIO: u64 = 250;
/// … once this many bytes have come out (repetitive texts compress very well).
const ALWAYS_ALLOWED: u64 = 256 << 20;

/// Decompresses gzip, also several members in a row.
pub(super) fn gzip<'a>(inner: impl Read + 'a) -> impl Read + 'a {
    let (inner, taken) = Counted::new(inner);
    Guarded { inner: flate2::read::MultiGzDecoder::new(inner), taken, given: 0, limit: ALWAYS_ALLOWED }
}

/// Decompresses zstd; a frame's window may take 128 MB.
pub(super) fn zstd<'a>(inner: impl Read + 'a) -> io::Result<impl Read + 'a> {
    let (inner, taken) = Counted::new(inner);
    let inner = zstd::stream::read::Decoder::with_buffer(BufReader::new(inner))?;
    Ok(Guarded { inner, taken, given: 0, limit: ALWAYS_ALLOWED })
}

/// Bounds one member of a zip archive of which the compressed size is known.
pub(super) fn member<'a>(inner: impl Read + 'a, compressed: u64) -> impl Read + 'a {
    Guarded { inner, taken: Rc::new(Cell::new(compressed)), given: 0, limit: ALWAYS_ALLOWED }
}

/// Counts the compressed bytes.
struct Counted<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let taken = Rc::new(Cell::new(0));
        (Self { inner, taken: Rc::clone(&taken) }, taken)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.taken.set(self.taken.get() + count as u64);
        Ok(count)
    }
}

/// Compares what went in with what came out, and gives the decoder's errors a reason.
struct Guarded<R> {
    inner: R,
    taken: Rc<Cell<u64>>,
    given: u64,
    limit: u64,
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted => error,
            _ => io::Error::other(SkipReason::Archive(error.to_string())),
        })?;
        self.given += count as u64;
        let ratio = self.given / self.taken.get().max(1);
        if self.given > self.limit && ratio > MOST_RATIO {
            return Err(io::Error::other(SkipReason::Bomb { limit_mb: self.given >> 20, ratio }));
        }
        Ok(count)
    }
}
