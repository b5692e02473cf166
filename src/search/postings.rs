//! Reading tantivy's posting lists: block by block when much is wanted, by seeking when little is.

use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::matches::seek;

/// Seeking pays when a list has this many documents for each one wanted.
const SEEK_RATIO: u64 = 12;

/// Calls `sink` with every document of a list and its frequency.
#[inline]
pub(super) fn scan(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    mut sink: impl FnMut(DocId, u32),
) -> io::Result<()> {
    let mut postings = reader.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    loop {
        let docs = postings.docs();
        if docs.is_empty() {
            return Ok(());
        }
        for (&doc, &frequency) in docs.iter().zip(postings.freqs()) {
            sink(doc, frequency);
        }
        postings.advance();
    }
}

/// Calls `sink` with every document of a list, frequencies unread.
#[inline]
pub(super) fn scan_docs(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    mut sink: impl FnMut(&[DocId]),
) -> io::Result<()> {
    let mut postings = reader.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    loop {
        let docs = postings.docs();
        if docs.is_empty() {
            return Ok(());
        }
        sink(docs);
        postings.advance();
    }
}

/// Calls `sink` with the index in `candidates` and the frequency of those that a list holds.
#[inline]
pub(super) fn probe(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    candidates: &[DocId],
    mut sink: impl FnMut(usize, u32),
) -> io::Result<()> {
    let Some(&last) = candidates.last() else { return Ok(()) };
    let mut postings = reader.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    if (candidates.len() as u64) * SEEK_RATIO < u64::from(info.doc_freq) {
        for (index, &doc) in candidates.iter().enumerate() {
            let at = postings.seek(doc);
            if postings.doc(at) == doc {
                sink(index, postings.freq(at));
            }
        }
        return Ok(());
    }
    let mut index = 0;
    postings.seek(candidates[0]);
    loop {
        let docs = postings.docs();
        let (Some(&first), Some(&end)) = (docs.first(), docs.last()) else { return Ok(()) };
        if first > last {
            return Ok(());
        }
        let freqs = postings.freqs();
        index = seek(candidates, index, first);
        let mut at = 0;
        while let Some(&doc) = candidates.get(index) {
            if doc > end {
                break;
            }
            while docs[at] < doc {
                at += 1;
            }
            if docs[at] == doc {
                // A field without frequencies counts each document once.
                sink(index, freqs.get(at).copied().unwrap_or(1));
            }
            index += 1;
        }
        if index == candidates.len() {
            return Ok(());
        }
        postings.advance();
    }
}

/// Calls `sink` with the index in `docs`, the frequency and the positions of those that a list holds.
pub(super) fn positions(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    docs: &[DocId],
    buffer: &mut Vec<u32>,
    mut sink: impl FnMut(usize, &[u32]),
) -> io::Result<()> {
    let mut postings = reader.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
    for (index, &wanted) in docs.iter().enumerate() {
        let mut doc = postings.doc();
        if doc < wanted {
            doc = postings.seek(wanted);
        }
        if doc == TERMINATED {
            break;
        }
        if doc == wanted {
            buffer.clear();
            postings.append_positions_with_offset(0, buffer);
            sink(index, buffer);
        }
    }
    Ok(())
}
