//! Reading tantivy's posting lists: block by block when much is wanted, by seeking when little is.

use std::io;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, TERMINATED};

use super::matches::{Documents, seek};
use super::places::{Choice, Positions};
use crate::index::Segment;

/// Seeking pays when a list has this many documents for each one wanted.
const SEEK_RATIO: u64 = 12;
/// Reading a list block by block pays when no more than so many of its documents are there for each one wanted.
const BULK_RATIO: u64 = 32;
/// Of a block the positions of single documents are read where it has more than so many for each that is wanted.
const SINGLY: usize = 200;

/// True when so many wanted documents are sought one by one in a list.
fn is_sought(wanted: usize, info: &TermInfo) -> bool {
    (wanted as u64) * SEEK_RATIO < u64::from(info.doc_freq)
}

/// Calls `sink` with every document of a list and its frequency.
#[inline]
pub(super) fn scan(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    mut sink: impl FnMut(DocId, u32),
) -> io::Result<()> {
    scan_blocks(reader, info, |docs, freqs| {
        for (&doc, &frequency) in docs.iter().zip(freqs) {
            sink(doc, frequency);
        }
    })
}

/// Calls `sink` with the documents and frequencies of every block of a list.
#[inline]
pub(super) fn scan_blocks(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    mut sink: impl FnMut(&[DocId], &[u32]),
) -> io::Result<()> {
    let mut postings = reader.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    loop {
        let docs = postings.docs();
        if docs.is_empty() {
            return Ok(());
        }
        sink(docs, postings.freqs());
        postings.advance();
    }
}

/// Calls `sink` with documents of a list and their frequencies: all of `candidates` that it holds, and others
/// too when reading them is cheaper than passing them over.
#[inline]
pub(super) fn scan_near(
    reader: &InvertedIndexReader,
    info: &TermInfo,
    candidates: &[DocId],
    option: IndexRecordOption,
    mut sink: impl FnMut(DocId, u32),
) -> io::Result<()> {
    let (Some(&first), Some(&last)) = (candidates.first(), candidates.last()) else { return Ok(()) };
    let mut postings = reader.read_block_postings_from_terminfo(info, option)?;
    if is_sought(candidates.len(), info) {
        for &doc in candidates {
            let at = postings.seek(doc);
            if postings.doc(at) == doc {
                sink(doc, postings.freqs().get(at).copied().unwrap_or(1));
            }
        }
        return Ok(());
    }
    postings.seek(first);
    loop {
        let docs = postings.docs();
        // Nothing above the last candidate is handed over: the caller empties its table up to there.
        let (Some(&low), Some(&high)) = (docs.first(), docs.last()) else { return Ok(()) };
        if low > last {
            return Ok(());
        }
        let inside = if high > last { docs.partition_point(|&doc| doc <= last) } else { docs.len() };
        let outside = if low < first { docs.partition_point(|&doc| doc < first) } else { 0 };
        let docs = docs.get(outside..inside).unwrap_or_default();
        let freqs = postings.freqs();
        if freqs.len() >= inside {
            for (&doc, &frequency) in docs.iter().zip(freqs.get(outside..).unwrap_or_default()) {
                sink(doc, frequency);
            }
        } else {
            docs.iter().for_each(|&doc| sink(doc, 1));
        }
        if high >= last {
            return Ok(());
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
    if is_sought(candidates.len(), info) {
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

/// Documents whose positions are read from several lists.
pub(super) struct Wanted<'d> {
    docs: &'d [DocId],
    /// The same as bits, with their ranks; void when few are wanted.
    set: Documents,
    ranks: Vec<u32>,
}

/// Those of them that are wanted from one list.
pub(super) struct WantedOfList<'w, 'd> {
    all: &'w Wanted<'d>,
    /// Those that are; `None` for all.
    among: Option<Documents>,
    count: usize,
}

/// Bits for all documents pay when one in so many is wanted.
const DENSE: usize = 32;
/// To leave documents out pays when it is one in so many.
const LEFT_OUT: usize = 4;
/// Documents of a block of a posting list.
const BLOCK: usize = 128;

/// Of documents of a block the index in those that are wanted, and the place in the block.
type Kept = [(u32, u32); BLOCK];

/// Where the positions of each document of a block end, counted from the block's first. They are added up in fours: one
/// by one each addition waits for the one before.
fn ends_of(freqs: &[u32]) -> [u32; BLOCK] {
    let mut ends = [0; BLOCK];
    for (end, &frequency) in ends.iter_mut().zip(freqs) {
        *end = frequency;
    }
    let mut sum = 0_u32;
    for four in ends.as_chunks_mut::<4>().0 {
        let [a, b, c, d] = *four;
        let two = a.wrapping_add(b);
        let all = two.wrapping_add(c.wrapping_add(d));
        *four = [a, two, two.wrapping_add(c), all].map(|part| sum.wrapping_add(part));
        sum = sum.wrapping_add(all);
    }
    ends
}

impl<'d> Wanted<'d> {
    /// `docs` of a segment of so many documents.
    pub(super) fn new(docs: &'d [DocId], size: u32) -> Self {
        let mut set = Documents::default();
        if docs.len().saturating_mul(DENSE) > size as usize {
            set = Documents::of(docs, size as usize);
        }
        let ranks = set.ranks();
        Self { docs, set, ranks }
    }

    /// The documents.
    pub(super) fn docs(&self) -> &'d [DocId] {
        self.docs
    }

    /// Tells the index of a document that is wanted; nothing where that would have to be searched for.
    pub(super) fn indexes(&self) -> Option<impl Fn(DocId) -> Option<usize> + '_> {
        let rank = |doc| self.set.rank(&self.ranks, doc) as usize;
        (!self.set.is_void()).then_some(move |doc| self.set.holds(doc).then(|| rank(doc)))
    }

    /// Those that a list is asked for, of which `documents` holds all that matter.
    pub(super) fn among(&self, documents: Option<&Documents>) -> WantedOfList<'_, 'd> {
        let all = WantedOfList { all: self, among: None, count: self.docs.len() };
        let Some(documents) = documents.filter(|_| !self.set.is_void()) else { return all };
        let mut among = self.set.clone();
        among.intersect(documents);
        let count = among.len();
        if count + self.docs.len() / LEFT_OUT > self.docs.len() {
            return all;
        }
        WantedOfList { all: self, among: Some(among), count }
    }
}

impl WantedOfList<'_, '_> {
    /// Puts those of a block that are wanted into `kept`, and says how many. `from` is the index of the first that may be.
    #[inline]
    fn of_block(&self, block: &[DocId], from: &mut usize, kept: &mut Kept) -> usize {
        let Wanted { docs, set, ranks } = self.all;
        let mut count = 0;
        if set.is_void() {
            for (place, &doc) in (0..).zip(block) {
                if docs.get(*from).is_some_and(|&wanted| wanted < doc) {
                    *from = seek(docs, *from + 1, doc);
                }
                kept[count % BLOCK] = (*from as u32, place);
                count += usize::from(docs.get(*from) == Some(&doc));
            }
            return count;
        }
        let among = self.among.as_ref().unwrap_or(set);
        // Without a branch: which documents are wanted is not to be foretold.
        for (place, &doc) in (0..).zip(block) {
            kept[count % BLOCK] = (doc, place);
            count += usize::from(among.holds(doc));
        }
        for (doc, _) in kept.get_mut(..count).unwrap_or_default() {
            *doc = set.rank(ranks, *doc);
        }
        count
    }
}

/// Calls `sink` with the index in the wanted documents, and with each position that `choice` keeps, of those that a list
/// of the text holds.
#[inline]
pub(super) fn positions(
    segment: &Segment,
    info: &TermInfo,
    wanted: &WantedOfList<'_, '_>,
    buffer: &mut Vec<u32>,
    choice: &impl Choice,
    sink: impl FnMut(usize, u32),
) -> io::Result<()> {
    if (wanted.count as u64) * BULK_RATIO < u64::from(info.doc_freq) {
        positions_sought(segment, info, wanted, buffer, choice, sink)
    } else {
        positions_in_bulk(segment, info, wanted, buffer, choice, sink)
    }
}

fn positions_sought(
    segment: &Segment,
    info: &TermInfo,
    wanted: &WantedOfList<'_, '_>,
    buffer: &mut Vec<u32>,
    choice: &impl Choice,
    mut sink: impl FnMut(usize, u32),
) -> io::Result<()> {
    let option = IndexRecordOption::WithFreqsAndPositions;
    let mut postings = segment.text.read_postings_from_terminfo(info, option)?;
    for (index, &doc_wanted) in wanted.all.docs.iter().enumerate() {
        if wanted.among.as_ref().is_some_and(|among| !among.holds(doc_wanted)) {
            continue;
        }
        let mut doc = postings.doc();
        if doc < doc_wanted {
            doc = postings.seek(doc_wanted);
        }
        if doc == TERMINATED {
            break;
        }
        if doc == doc_wanted {
            buffer.clear();
            postings.append_positions_with_offset(0, buffer);
            choice.keep(index, Positions::Plain(buffer), |position| sink(index, position));
        }
    }
    Ok(())
}

/// Reads the positions of whole blocks of documents, many times cheaper a document than one by one, or where little of a
/// block is wanted that.
fn positions_in_bulk(
    segment: &Segment,
    info: &TermInfo,
    wanted: &WantedOfList<'_, '_>,
    buffer: &mut Vec<u32>,
    choice: &impl Choice,
    mut sink: impl FnMut(usize, u32),
) -> io::Result<()> {
    let docs = wanted.all.docs;
    let Some(&last) = docs.last() else { return Ok(()) };
    let mut postings = segment.text.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    let mut reader = segment.positions(info)?;
    let mut offset = 0_u64;
    let mut index = 0;
    let mut kept = [(0, 0); BLOCK];
    loop {
        let block = postings.docs();
        let (Some(&low), Some(&high)) = (block.first(), block.last()) else { return Ok(()) };
        if low > last {
            return Ok(());
        }
        let freqs = postings.freqs();
        let count: u64 = freqs.iter().map(|&frequency| u64::from(frequency)).sum();
        index = seek(docs, index, low);
        if docs.get(index).is_some_and(|&doc| doc <= high) {
            // A document's positions are no more than the file can hold: damage is caught before it allocates.
            let length = usize::try_from(count).unwrap_or(usize::MAX);
            if length > info.positions_range.len().saturating_mul(8 * 128).saturating_add(128) {
                let damage = "a frequency is out of range";
                return Err(io::Error::new(io::ErrorKind::InvalidData, damage));
            }
            let number = wanted.of_block(block, &mut index, &mut kept);
            let kept = kept.get(..number).unwrap_or_default();
            let ends = if kept.is_empty() { [0; BLOCK] } else { ends_of(freqs) };
            if buffer.len() < length {
                buffer.resize(length, 0);
            }
            let steps = buffer.get_mut(..length).unwrap_or_default();
            let is_singly = number * SINGLY < length;
            if !is_singly {
                reader.read(offset, steps);
            }
            for &(index, place) in kept {
                let place = place as usize % BLOCK;
                let end = ends[place];
                let start = end.saturating_sub(freqs.get(place).copied().unwrap_or(0));
                let Some(steps) = steps.get_mut(start as usize..end as usize) else { break };
                if is_singly {
                    reader.read(offset + u64::from(start), steps);
                }
                let index = index as usize;
                choice.keep(index, Positions::Steps(steps), |position| sink(index, position));
            }
        }
        offset += count;
        postings.advance();
    }
}
