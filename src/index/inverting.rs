//! The terms of a batch of documents with their postings, made on one of the preparing threads.
//!
//! The engine's own way in looks every token up in one table of all terms, on one thread, and most of a
//! build's time is waiting for memory there. Here a batch of documents is inverted by itself, in a table that
//! the processor's cache holds, on any thread; what reaches the one table of all terms ([`super::filling`]) is
//! each term of the batch once.
//!
//! A posting list of a batch: the number of documents; for each document its step from the one before (from
//! −1), and in fields with frequencies their number and, with positions, the steps between them; all as
//! numbers of seven bits a byte.

use hashbrown::HashTable;
use tantivy::schema::Field;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::bytes::{put_number, same};
use super::tokens::{LONGEST_FORM, Mark};

/// How much of a field's postings is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Detail {
    Documents,
    Frequencies,
    Positions,
}

/// A token, or another term of a document.
#[derive(Clone, Copy)]
struct Occurrence {
    term: u32,
    document: u32,
    position: u32,
}

/// A term of a batch.
#[derive(Clone, Copy, Debug)]
struct BatchTerm {
    /// Its hash, which stays the same through all batches.
    hash: u64,
    key_start: u32,
    key_length: u16,
    detail: Detail,
    occurrences: u32,
}

/// Collects the terms of a batch; its tables are used again for the next.
#[derive(Default)]
pub(super) struct Inverter {
    /// The numbers of the terms.
    places: HashTable<u32>,
    terms: Vec<BatchTerm>,
    keys: Vec<u8>,
    occurrences: Vec<Occurrence>,
    documents: u32,
    /// A marked form.
    marked: Vec<u8>,
    /// Document and position of every occurrence, by term.
    sorted: Vec<(u32, u32)>,
    postings: Vec<u8>,
}

impl std::fmt::Debug for Inverter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inverter").field("terms", &self.terms.len()).finish_non_exhaustive()
    }
}

impl Inverter {
    /// Adds a token of the document being added. Forms that are empty or too long to be words are left out:
    /// gives whether it was taken.
    pub(super) fn token(
        &mut self,
        field: Field,
        detail: Detail,
        position: u32,
        mark: Mark,
        form: &str,
    ) -> bool {
        if form.is_empty() || form.len() > LONGEST_FORM {
            return false;
        }
        if mark == Mark::None {
            self.add(field, detail, position, form.as_bytes());
        } else {
            let mut marked = std::mem::take(&mut self.marked);
            marked.clear();
            marked.extend_from_slice(mark.prefix().as_bytes());
            marked.extend_from_slice(form.as_bytes());
            self.add(field, detail, position, &marked);
            self.marked = marked;
        }
        true
    }

    /// Adds a term of the document being added.
    pub(super) fn term(&mut self, field: Field, term: &[u8]) {
        // The engine's limit.
        if term.len() <= usize::from(u16::MAX) - 5 {
            self.add(field, Detail::Documents, 0, term);
        }
    }

    /// Adds a facet: each of its beginnings is a term.
    pub(super) fn facet(&mut self, field: Field, path: &str) {
        self.term(field, &[]);
        for end in (1..path.len()).filter(|&at| path.as_bytes()[at] == 0).chain([path.len()]) {
            self.term(field, &path.as_bytes()[..end]);
        }
    }

    /// Ends the document being added.
    pub(super) fn end_document(&mut self) {
        self.documents += 1;
    }

    fn add(&mut self, field: Field, detail: Detail, position: u32, term: &[u8]) {
        let field = field.field_id() as u8;
        let hash = xxh3_64_with_seed(term, u64::from(field));
        let (terms, keys) = (&self.terms, &self.keys);
        let is = |&number: &u32| {
            let known = &terms[number as usize];
            let start = known.key_start as usize;
            let key = &keys[start..start + usize::from(known.key_length)];
            known.hash == hash && key[0] == field && same(&key[1..], term)
        };
        let term = match self.places.find(hash, is) {
            Some(&number) => number,
            None => {
                let key_start = self.keys.len() as u32;
                self.keys.push(field);
                self.keys.extend_from_slice(term);
                let key_length = (1 + term.len()) as u16;
                let number = self.terms.len() as u32;
                self.terms.push(BatchTerm { hash, key_start, key_length, detail, occurrences: 0 });
                let terms = &self.terms;
                self.places.insert_unique(hash, number, |&other| terms[other as usize].hash);
                number
            }
        };
        self.terms[term as usize].occurrences += 1;
        self.occurrences.push(Occurrence { term, document: self.documents, position });
    }

    /// Gives the terms and postings of the documents added since the last time.
    pub(super) fn finish(&mut self) -> Inverted {
        // Occurrences by term, in the order in which they came.
        let mut at = 0;
        let mut next: Vec<u32> = Vec::with_capacity(self.terms.len());
        for term in &self.terms {
            next.push(at);
            at += term.occurrences;
        }
        // What is left there from another batch is written over.
        self.sorted.resize(self.sorted.len().max(self.occurrences.len()), (0, 0));
        for occurrence in &self.occurrences {
            let place = &mut next[occurrence.term as usize];
            self.sorted[*place as usize] = (occurrence.document, occurrence.position);
            *place += 1;
        }
        self.postings.clear();
        let mut terms = Vec::with_capacity(self.terms.len());
        let mut rest = &mut self.sorted[..];
        for term in &self.terms {
            let (own, after) = rest.split_at_mut(term.occurrences as usize);
            rest = after;
            let postings_start = self.postings.len() as u32;
            terms.push(InvertedTerm {
                hash: term.hash,
                key_start: term.key_start,
                postings_start,
                occurrences: term.occurrences,
                documents: write_postings(own, term.detail, &mut self.postings),
                key_length: term.key_length,
            });
        }
        let inverted = Inverted { keys: self.keys.clone(), terms, postings: self.postings.clone() };
        self.places.clear();
        self.terms.clear();
        self.keys.clear();
        self.occurrences.clear();
        self.documents = 0;
        inverted
    }
}

/// Writes the postings of one term: (document, position) in the order of documents. Gives how many documents
/// there are.
fn write_postings(occurrences: &mut [(u32, u32)], detail: Detail, out: &mut Vec<u8>) -> u32 {
    let documents = occurrences.chunk_by(|left, right| left.0 == right.0).count() as u32;
    put_number(out, u64::from(documents));
    let mut next = 0;
    for own in occurrences.chunk_by_mut(|left, right| left.0 == right.0) {
        let document = own[0].0;
        put_number(out, u64::from(document - next));
        next = document + 1;
        if detail == Detail::Documents {
            continue;
        }
        put_number(out, own.len() as u64);
        if detail == Detail::Frequencies {
            continue;
        }
        // A form may come after one that stands later: pieces of numbers, words written together.
        if !own.is_sorted() {
            own.sort_unstable();
        }
        let mut last = 0;
        for &(_, position) in own.iter() {
            put_number(out, u64::from(position - last));
            last = position;
        }
    }
    documents
}

/// A term of an inverted batch.
#[derive(Clone, Copy, Debug)]
pub(super) struct InvertedTerm {
    pub(super) hash: u64,
    pub(super) key_start: u32,
    pub(super) postings_start: u32,
    /// Tokens.
    pub(super) occurrences: u32,
    pub(super) documents: u32,
    pub(super) key_length: u16,
}

/// The terms of a batch with their postings. A key is the number of the field, then the term.
#[derive(Debug, Default)]
pub(super) struct Inverted {
    pub(super) keys: Vec<u8>,
    pub(super) terms: Vec<InvertedTerm>,
    pub(super) postings: Vec<u8>,
}

impl Inverted {
    /// The key of one of its terms.
    pub(super) fn key(&self, term: &InvertedTerm) -> &[u8] {
        let start = term.key_start as usize;
        &self.keys[start..start + usize::from(term.key_length)]
    }
}

#[cfg(test)]
mod tests {
    use super::super::bytes::number_at;
    use super::*;

    fn read(inverted: &Inverted, key: &[u8], detail: Detail) -> Vec<(u32, Vec<u32>)> {
        let term = inverted.terms.iter().find(|term| inverted.key(term) == key).unwrap();
        let mut at = term.postings_start as usize;
        let mut next = 0;
        let mut number = || {
            let (number, next) = number_at(&inverted.postings, at).unwrap();
            at = next;
            number as u32
        };
        let mut out = Vec::new();
        for _ in 0..number() {
            let document = next + number();
            next = document + 1;
            let count = if detail == Detail::Documents { 0 } else { number() };
            let mut last = 0;
            let positions = (0..count).map(|_| {
                last += number();
                last
            });
            out.push((document, positions.collect()));
        }
        out
    }

    #[test]
    fn a_batch_is_inverted_and_the_next_begins_afresh() {
        let (text, facet) = (Field::from_field_id(0), Field::from_field_id(7));
        let mut inverter = Inverter::default();
        for _ in 0..2 {
            inverter.token(text, Detail::Positions, 300, Mark::None, "werk");
            inverter.token(text, Detail::Positions, 5, Mark::Joined, "werk");
            inverter.token(text, Detail::Positions, 7, Mark::None, "werk");
            inverter.end_document();
            inverter.end_document();
            assert!(!inverter.token(text, Detail::Positions, 0, Mark::None, &"x".repeat(300)));
            inverter.token(text, Detail::Positions, 1, Mark::None, "werk");
            inverter.facet(facet, "2018\x0001");
            inverter.facet(facet, "2018\x0002");
            inverter.end_document();
            let inverted = inverter.finish();
            assert_eq!(read(&inverted, b"\0werk", Detail::Positions), [(0, vec![7, 300]), (2, vec![1])]);
            assert_eq!(read(&inverted, b"\0\x02werk", Detail::Positions), [(0, vec![5])]);
            for key in [&b"\x07"[..], b"\x072018", b"\x072018\x0001", b"\x072018\x0002"] {
                assert_eq!(read(&inverted, key, Detail::Documents), [(2, vec![])]);
            }
            assert_eq!(inverted.terms.len(), 6);
        }
    }
}
