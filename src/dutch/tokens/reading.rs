//! Reads one chunk: which of the readers (`address`, `number`, `abbreviation`, `word`) takes a place in the text.

use super::bytes::{DIGIT, class};
use super::chunk::{Chunk, tied};
use super::{abbreviation, address, number, word};

/// Reads the chunk at `at`, where a word starts, and returns the offset behind it.
pub(super) fn read(text: &str, at: usize, chunk: &mut Chunk) -> usize {
    chunk.begin(at);
    if let Some(end) = address::read(text, at, chunk) {
        chunk.extend_to(end);
        return end;
    }
    let mut next = at;
    loop {
        let digit = text.as_bytes().get(next).is_some_and(|&byte| class(byte) & DIGIT != 0);
        let end = if digit {
            number::read(text, next, chunk)
        } else {
            abbreviation::read(text, next, chunk).unwrap_or_else(|| word::read(text, next, chunk))
        };
        chunk.extend_to(end);
        match tied(text, end) {
            Some(tied) if !chunk.is_full() => next = tied,
            _ => return end,
        }
    }
}
