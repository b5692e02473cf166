//! Reading the merged postings of a family's rare forms as a whole, for candidates, or with positions.

use tantivy::{DocId, TERMINATED};

use super::matches::seek;
use super::places::Positions;
use super::postings::Wanted;
use crate::index::Tail;

/// Calls `sink` with document, member and frequency of every entry.
#[inline]
pub(super) fn scan(tail: &Tail, mut sink: impl FnMut(DocId, usize, u32)) {
    let mut cursor = tail.cursor();
    loop {
        let (docs, members, freqs) = cursor.block();
        for ((&doc, &member), &freq) in docs.iter().zip(members).zip(freqs) {
            sink(doc, member as usize, freq);
        }
        if !cursor.next_block() {
            return;
        }
    }
}

/// Calls `sink` with document, member and frequency of every entry from the first to the last candidate.
#[inline]
pub(super) fn scan_near(tail: &Tail, candidates: &[DocId], mut sink: impl FnMut(DocId, usize, u32)) {
    let (Some(&first), Some(&last)) = (candidates.first(), candidates.last()) else { return };
    let mut cursor = tail.cursor();
    cursor.seek(first);
    loop {
        let (docs, members, freqs) = cursor.block();
        let inside = docs.partition_point(|&doc| doc <= last);
        for ((&doc, &member), &freq) in docs[..inside].iter().zip(members).zip(freqs) {
            sink(doc, member as usize, freq);
        }
        if inside < docs.len() || !cursor.next_block() {
            return;
        }
    }
}

/// Calls `sink` with the index in `candidates`, the member and its frequency.
#[inline]
pub(super) fn probe(tail: &Tail, candidates: &[DocId], mut sink: impl FnMut(usize, usize, u32)) {
    let mut cursor = tail.cursor();
    let mut index = 0;
    while let Some(&wanted) = candidates.get(index) {
        let doc = cursor.seek(wanted);
        if doc == TERMINATED {
            return;
        }
        index = seek(candidates, index, doc);
        while candidates.get(index) == Some(&doc) && cursor.doc() == doc {
            sink(index, cursor.member() as usize, cursor.freq());
            cursor.advance();
        }
    }
}

/// Entries are looked at one after the other where there are no more than so many for each document wanted.
const CROWDED: usize = 8;

/// Like [`probe`], with the positions instead of the frequency.
pub(super) fn positions(
    tail: &Tail,
    wanted: &Wanted<'_>,
    buffer: &mut Vec<u32>,
    mut sink: impl FnMut(usize, usize, Positions<'_>),
) {
    let mut cursor = tail.cursor();
    let candidates = wanted.docs();
    if tail.entries() as usize <= candidates.len().saturating_mul(CROWDED)
        && let Some(index_of) = wanted.indexes()
    {
        while cursor.doc() != TERMINATED {
            if let Some(index) = index_of(cursor.doc()) {
                cursor.positions(buffer);
                sink(index, cursor.member() as usize, Positions::Plain(buffer));
            }
            cursor.advance();
        }
        return;
    }
    let mut index = 0;
    while let Some(&wanted) = candidates.get(index) {
        let doc = cursor.seek(wanted);
        if doc == TERMINATED {
            return;
        }
        index = seek(candidates, index, doc);
        while candidates.get(index) == Some(&doc) && cursor.doc() == doc {
            cursor.positions(buffer);
            sink(index, cursor.member() as usize, Positions::Plain(buffer));
            cursor.advance();
        }
    }
}
