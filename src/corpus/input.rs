//! A buffered byte stream that can be looked into without consuming, read by lines of bounded length, and
//! read whole up to a limit.

use std::io::{self, Read};

/// The buffer's first size; lines longer than that make it grow.
const BUFFER: usize = 256 << 10;

/// How many bytes are looked at to tell a format.
pub(super) const HEAD: usize = 16 << 10;

/// A stream with a buffer of its own. Memory: the longest line wanted, never more than the limit given.
pub(super) struct Input<'a> {
    inner: Box<dyn Read + 'a>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

/// A line of an [`Input`], without its line feed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'b> {
    /// Its bytes.
    Bytes(&'b [u8]),
    /// The bytes behind the last line feed.
    Last(&'b [u8]),
    /// It was longer than the limit and has been passed over.
    TooLong,
    /// The stream has ended.
    End,
}

impl<'a> Input<'a> {
    pub(super) fn new(inner: impl Read + 'a) -> Self {
        Self { inner: Box::new(inner), buffer: vec![0; BUFFER], start: 0, end: 0 }
    }

    /// The next bytes, `wanted` of them or fewer at the end of the stream, without consuming them.
    pub(super) fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        while self.end - self.start < wanted && self.fill(wanted)? {}
        Ok(&self.buffer[self.start..self.end])
    }

    /// Passes over `count` bytes that have been peeked at.
    pub(super) fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// The next line. A line longer than `limit` bytes is read over without being held.
    pub(super) fn line(&mut self, limit: usize) -> io::Result<Line<'_>> {
        let mut scanned = 0;
        loop {
            if let Some(at) = memchr::memchr(b'\n', &self.buffer[self.start + scanned..self.end]) {
                let start = self.start;
                let end = start + scanned + at;
                self.start = end + 1;
                return Ok(if end - start > limit {
                    Line::TooLong
                } else {
                    Line::Bytes(&self.buffer[start..end])
                });
            }
            scanned = self.end - self.start;
            if scanned > limit {
                self.pass_line(limit)?;
                return Ok(Line::TooLong);
            }
            if !self.fill(limit)? {
                let start = std::mem::replace(&mut self.start, self.end);
                return Ok(if start == self.end {
                    Line::End
                } else {
                    Line::Last(&self.buffer[start..self.end])
                });
            }
        }
    }

    /// The rest of the stream, or `None` when it is longer than `limit` bytes.
    pub(super) fn whole(mut self, limit: usize) -> io::Result<Option<Vec<u8>>> {
        let mut bytes = self.buffer[self.start..self.end].to_vec();
        let left = limit.saturating_add(1).saturating_sub(bytes.len());
        self.inner.by_ref().take(left as u64).read_to_end(&mut bytes)?;
        Ok((bytes.len() <= limit).then_some(bytes))
    }

    /// Reads on to the next line feed, holding nothing, and gives back what the long line made the buffer take.
    fn pass_line(&mut self, limit: usize) -> io::Result<()> {
        self.buffer.truncate(BUFFER);
        self.buffer.shrink_to_fit();
        loop {
            (self.start, self.end) = (0, 0);
            if !self.fill(limit)? {
                return Ok(());
            }
            if let Some(at) = memchr::memchr(b'\n', &self.buffer[..self.end]) {
                self.start = at + 1;
                return Ok(());
            }
        }
    }

    /// Reads more behind what is buffered, which grows to little more than `most` bytes; false at the end of the
    /// stream.
    fn fill(&mut self, most: usize) -> io::Result<bool> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            let most = most.saturating_add(BUFFER).max(self.buffer.len() + BUFFER);
            self.buffer.resize((self.buffer.len() * 2).min(most), 0);
        }
        loop {
            match self.inner.read(&mut self.buffer[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Read for Input<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end {
            return self.inner.read(out);
        }
        let count = out.len().min(self.end - self.start);
        out[..count].copy_from_slice(&self.buffer[self.start..self.start + count]);
        self.start += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8], limit: usize) -> Vec<Option<Vec<u8>>> {
        let mut input = Input::new(bytes);
        let mut lines = Vec::new();
        loop {
            match input.line(limit).unwrap() {
                Line::Bytes(line) | Line::Last(line) => lines.push(Some(line.to_vec())),
                Line::TooLong => lines.push(None),
                Line::End => return lines,
            }
        }
    }

    #[test]
    fn lines_end_at_line_feeds_and_at_the_end() {
        assert_eq!(lines(b"a\n\nbc", 10), [Some(b"a".to_vec()), Some(vec![]), Some(b"bc".to_vec())]);
        assert_eq!(lines(b"a\n", 10), [Some(b"a".to_vec())]);
        assert_eq!(lines(b"", 10), []);
    }

    #[test]
    fn long_lines_are_passed_over_without_growing_the_buffer() {
        let mut bytes = vec![b'x'; 3 << 20];
        bytes.extend_from_slice(b"\nnext");
        assert_eq!(lines(&bytes, 1000), [None, Some(b"next".to_vec())]);
        let mut input = Input::new(&bytes[..]);
        input.line(1000).unwrap();
        assert_eq!(input.buffer.len(), BUFFER);
    }

    #[test]
    fn lines_across_buffers_stay_whole() {
        let long = vec![b'y'; BUFFER * 3 + 17];
        let mut bytes = b"first\n".to_vec();
        bytes.extend_from_slice(&long);
        bytes.push(b'\n');
        bytes.extend_from_slice(b"last");
        assert_eq!(lines(&bytes, 10 << 20), [Some(b"first".to_vec()), Some(long), Some(b"last".to_vec())]);
    }

    #[test]
    fn whole_respects_the_limit_and_what_was_peeked() {
        let mut input = Input::new(&b"abcdef"[..]);
        assert_eq!(&input.peek(3).unwrap()[..3], b"abc");
        assert_eq!(input.whole(6).unwrap(), Some(b"abcdef".to_vec()));
        assert_eq!(Input::new(&b"abcdef"[..]).whole(5).unwrap(), None);
    }
}
