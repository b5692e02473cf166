//! Makes the table of pairs of a segment.
//!
//! The positions of the frequent forms are read a window of documents at a time and put side by side by
//! document. What is in memory are a window's positions and a byte or two for each document of a pair.

use std::cmp::Reverse;
use std::io::{self, Write};
use std::ops::Range;

use tantivy::positions::PositionReader;
use tantivy::postings::{BlockSegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, InvertedIndexReader};

use super::super::bytes::{Cursor, put_number};
use super::super::positions::Positions;
use super::{ENTRY, FOOTER, MAGIC, coding, is_worthwhile};

/// In smaller segments phrases cost little anyhow.
const LEAST_DOCUMENTS: u32 = 4096;
/// So many forms at most, the most frequent.
const MOST_FORMS: usize = 1024;
/// A pair in more than one of so many of the documents that hold both forms by chance tells too little to be kept.
const USEFUL: u64 = 3;
/// Documents of a window.
const WINDOW: u32 = 256;
/// No document has this number.
const NEVER: DocId = DocId::MAX;
/// Bits of an entry of a window: document, position, form.
const POSITION_BITS: u32 = 32;
const FORM_BITS: u32 = 16;

/// True for a segment of so many documents that it has a table.
pub(crate) fn is_wanted(documents: u32) -> bool {
    documents >= LEAST_DOCUMENTS
}

/// Builds the table of a segment with so many documents.
pub(crate) fn build(
    text: &InvertedIndexReader,
    positions: &Positions,
    documents: u32,
    out: &mut dyn Write,
) -> io::Result<()> {
    let forms = frequent(text, documents)?;
    let mut pairs = Collected::new(&forms, documents);
    let mut lists = Vec::with_capacity(forms.len());
    for (form, (_, info)) in (0_u16..).zip(&forms) {
        let postings = text.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
        lists.push(List::open(form, postings, positions.of(info)?));
    }
    let mut window = Window::default();
    for first in (0..documents).step_by(WINDOW as usize) {
        let end = first.saturating_add(WINDOW).min(documents);
        window.entries.clear();
        for list in &mut lists {
            list.read(&(first..end), &mut window.entries);
        }
        window.pair(first, &mut pairs);
    }
    pairs.write(&forms, documents, out)
}

/// The forms that may have pairs, by ordinal.
fn frequent(text: &InvertedIndexReader, documents: u32) -> io::Result<Vec<(u32, TermInfo)>> {
    let mut forms = Vec::new();
    let mut terms = text.terms().stream()?;
    let mut ordinal = 0_u32;
    while let Some((_, info)) = terms.next() {
        // With the most frequent form there is, which can be in all documents.
        if is_worthwhile(info.doc_freq, documents, documents) {
            forms.push((ordinal, info.clone()));
        }
        ordinal += 1;
    }
    forms.sort_by_key(|(ordinal, info)| (Reverse(info.doc_freq), *ordinal));
    forms.truncate(MOST_FORMS);
    forms.sort_by_key(|(ordinal, _)| *ordinal);
    Ok(forms)
}

/// The postings of one form, at the window that comes next.
struct List {
    form: u16,
    postings: BlockSegmentPostings,
    positions: PositionReader,
    /// Positions before those of the block.
    offset: u64,
    /// The steps of the block's positions, and how many of its documents and of its steps were dealt with.
    steps: Vec<u32>,
    done: (usize, usize),
}

impl List {
    fn open(form: u16, postings: BlockSegmentPostings, positions: PositionReader) -> Self {
        let mut list = Self { form, postings, positions, offset: 0, steps: Vec::new(), done: (0, 0) };
        list.load();
        list
    }

    /// Reads the steps of the block.
    fn load(&mut self) {
        // Behind the last block there are no documents, but the engine shows the last frequencies.
        let frequencies = self.postings.docs().iter().zip(self.postings.freqs());
        let count = frequencies.map(|(_, &frequency)| frequency as usize).sum();
        self.steps.clear();
        self.steps.resize(count, 0);
        if count > 0 {
            self.positions.read(self.offset, &mut self.steps);
        }
        self.offset += count as u64;
        self.done = (0, 0);
    }

    /// Reads the occurrences up to the end of the window.
    fn read(&mut self, window: &Range<DocId>, entries: &mut Vec<u64>) {
        loop {
            let docs = self.postings.docs();
            let (mut number, mut at) = self.done;
            let rest = docs.iter().zip(self.postings.freqs()).skip(number);
            for (&doc, &frequency) in rest.take_while(|(doc, _)| **doc < window.end) {
                let row = u64::from(doc - window.start) << (POSITION_BITS + FORM_BITS);
                let end = at + frequency as usize;
                let mut position = 0_u32;
                for step in self.steps.get(at..end).unwrap_or_default() {
                    position = position.wrapping_add(*step);
                    entries.push(row | u64::from(position) << FORM_BITS | u64::from(self.form));
                }
                at = end;
                number += 1;
            }
            self.done = (number, at);
            if docs.is_empty() || number < docs.len() {
                return;
            }
            self.postings.advance();
            self.load();
        }
    }
}

/// The occurrences of all forms in a window of documents.
#[derive(Default)]
struct Window {
    /// Form by form.
    entries: Vec<u64>,
    /// The same, document by document.
    sorted: Vec<u64>,
    /// Where each document's end in `sorted`.
    ends: Vec<u32>,
    /// The number of the form at each position of a document and 1, 0 for none of them.
    at: Vec<u16>,
}

impl Window {
    /// Hands over the pairs of all documents, of which `first` is the first.
    fn pair(&mut self, first: DocId, pairs: &mut Collected) {
        let row = |entry: u64| (entry >> (POSITION_BITS + FORM_BITS)) as usize;
        self.ends.clear();
        self.ends.resize(WINDOW as usize + 1, 0);
        for &entry in &self.entries {
            self.ends[row(entry) + 1] += 1;
        }
        let mut sum = 0;
        for end in &mut self.ends {
            sum += *end;
            *end = sum;
        }
        self.sorted.clear();
        self.sorted.resize(self.entries.len(), 0);
        for &entry in &self.entries {
            let place = &mut self.ends[row(entry)];
            self.sorted[*place as usize] = entry;
            *place += 1;
        }
        // What was the start of each document has become its end.
        let mut start = 0;
        for (doc, &end) in (first..).zip(&self.ends) {
            pair_document(&self.sorted[start..end as usize], &mut self.at, |left, right| {
                pairs.add(left, right, doc);
            });
            start = end as usize;
        }
    }
}

/// Calls `sink` with every two forms of a document that follow each other. `at` is empty before and after.
fn pair_document(entries: &[u64], at: &mut Vec<u16>, mut sink: impl FnMut(u16, u16)) {
    let read = |entry: u64| ((entry >> FORM_BITS) as u32 as usize, entry as u16);
    let length = entries.iter().map(|&entry| read(entry).0 + 2).max().unwrap_or(0);
    at.resize(length, 0);
    // A token can have more than one form.
    let mut others: Vec<(usize, u16)> = Vec::new();
    for &entry in entries {
        let (position, form) = read(entry);
        match &mut at[position] {
            free @ 0 => *free = form + 1,
            _ => others.push((position, form)),
        }
    }
    for &entry in entries {
        let (position, left) = read(entry);
        if let Some(right) = at[position + 1].checked_sub(1) {
            sink(left, right);
        }
        for (_, right) in others.iter().filter(|(place, _)| *place == position + 1) {
            sink(left, *right);
        }
    }
    at.clear();
}

/// The documents of all pairs.
struct Collected {
    forms: usize,
    /// For each pair, left form by left form, the first document that it may still be seen in: none where the numbers of
    /// both forms' documents say that it is not kept, see [`is_worthwhile`].
    next: Vec<DocId>,
    pairs: Vec<Pair>,
}

/// The documents of one pair on their way to the file.
#[derive(Clone, Default)]
struct Pair {
    count: u32,
    /// The gaps between the documents.
    gaps: Vec<u8>,
}

impl Collected {
    fn new(forms: &[(u32, TermInfo)], documents: u32) -> Self {
        let mut next = Vec::with_capacity(forms.len() * forms.len());
        for (_, left) in forms {
            next.extend(forms.iter().map(|(_, right)| {
                if is_worthwhile(left.doc_freq, right.doc_freq, documents) { 0 } else { NEVER }
            }));
        }
        Self { forms: forms.len(), pairs: vec![Pair::default(); next.len()], next }
    }

    #[inline]
    fn add(&mut self, left: u16, right: u16, doc: DocId) {
        let number = usize::from(left) * self.forms + usize::from(right);
        let next = &mut self.next[number];
        if *next <= doc {
            let pair = &mut self.pairs[number];
            put_number(&mut pair.gaps, u64::from(doc - *next));
            pair.count += 1;
            *next = doc + 1;
        }
    }

    fn write(self, forms: &[(u32, TermInfo)], documents: u32, out: &mut dyn Write) -> io::Result<()> {
        let (mut rows, mut directory) = (Vec::new(), Vec::with_capacity((forms.len() + 1) * ENTRY));
        let (mut list, mut numbers) = (Vec::new(), Vec::new());
        let mut at = 0_u64;
        let rows_of_pairs = self.pairs.chunks(self.forms.max(1)).zip(self.next.chunks(self.forms.max(1)));
        for ((row, next), (_, left)) in rows_of_pairs.zip(forms) {
            directory.extend_from_slice(&at.to_le_bytes());
            directory.extend_from_slice(&(rows.len() as u64).to_le_bytes());
            let mut known = vec![0_u8; forms.len().div_ceil(8)];
            let mut entries = Vec::new();
            let mut before = 0;
            for (number, (pair, (_, right))) in row.iter().zip(forms).enumerate() {
                let chance = u64::from(left.doc_freq) * u64::from(right.doc_freq) / u64::from(documents);
                if next[number] == NEVER || u64::from(pair.count) * USEFUL > chance {
                    continue;
                }
                known[number / 8] |= 1 << (number % 8);
                if pair.count == 0 {
                    continue;
                }
                put_number(&mut entries, (number - before) as u64);
                put_number(&mut entries, u64::from(pair.count));
                before = number;
                numbers.clear();
                let mut cursor = Cursor::new(&pair.gaps);
                let mut doc = 0;
                while let Some(gap) = cursor.number() {
                    numbers.push(doc + gap as u32);
                    doc += gap as u32 + 1;
                }
                list.clear();
                coding::encode(&numbers, documents, &mut list);
                out.write_all(&list)?;
                at += list.len() as u64;
            }
            rows.extend_from_slice(&known);
            rows.extend_from_slice(&entries);
        }
        directory.extend_from_slice(&at.to_le_bytes());
        directory.extend_from_slice(&(rows.len() as u64).to_le_bytes());
        let mut footer = Vec::with_capacity(FOOTER);
        footer.extend_from_slice(&u64::from(documents).to_le_bytes());
        footer.extend_from_slice(&(forms.len() as u64).to_le_bytes());
        for length in [0, rows.len(), directory.len()] {
            at += length as u64;
            footer.extend_from_slice(&at.to_le_bytes());
        }
        footer.extend_from_slice(MAGIC);
        for part in [&rows, &directory] {
            out.write_all(part)?;
        }
        for (ordinal, _) in forms {
            out.write_all(&ordinal.to_le_bytes())?;
        }
        out.write_all(&footer)
    }
}
