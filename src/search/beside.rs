//! Candidates of a phrase of frequent words: the documents in which its neighbours may stand side by side, by the
//! index's table of pairs ([`crate::index::Pairs`]).
//!
//! A word of a phrase is many written forms. For two frequent ones the table names the documents; of the others all
//! documents with the rarer form are candidates, or those with both where that is worth another look. So are those
//! with a token that both words are parts of. What comes out holds every document with the phrase and is confirmed
//! by positions. Those of the most frequent forms are needed in fewer documents still: where the form itself may stand beside
//! one of its neighbours.

use std::io;

use rustc_hash::FxHashSet;
use tantivy::postings::TermInfo;

use super::lookup::Opened;
use super::matches::{Documents, Marks};
use super::places::Form;
use super::{postings, tails};
use crate::index::{PairList, Pairs, Segment, Tail};

/// A phrase of which one word stands in fewer than one in so many documents is found soon without.
const RARE: u64 = 16;
/// Candidates that are more than one in so many documents are no help.
const USELESS: u64 = 2;
/// Neighbours, and forms of one word, that can be told apart at a time.
const MOST: usize = 8;
/// Candidates of two neighbours are not read when those of two others are fewer by so much.
const WORTH: u64 = 4;
/// Documents with both of two forms are looked for where, by chance, they are fewer than those with the rarer by one in so
/// many documents.
const SPARED: u64 = 50;
/// A form in one of so many documents or more is worth a look at which of them it is needed in.
const FREQUENT: u64 = 16;
/// It is narrowed to these where they are no more than this part of the candidates.
const SPARING: (u64, u64) = (2, 3);

/// Where a phrase may stand.
pub(super) struct Candidates {
    /// The documents.
    pub(super) documents: Documents,
    /// For each word and each of its single forms the only ones of them in which that form can be part of the phrase,
    /// where that is known.
    pub(super) of_forms: Vec<Vec<Option<Documents>>>,
}

/// The documents of a segment that may hold a phrase of these words, in this order. `None` where looking at all
/// documents that hold the words costs no more.
pub(super) fn candidates(segment: &Segment, words: &[&Opened]) -> io::Result<Option<Candidates>> {
    let size = u64::from(segment.reader.max_doc());
    if words.len() < 2 || words.iter().any(|word| word.postings.saturating_mul(RARE) < size) {
        return Ok(None);
    }
    let pairs = segment.pairs()?;
    if pairs.is_empty() {
        return Ok(None);
    }
    let neighbours = words.windows(2).enumerate().take(MOST);
    let mut all_lists = neighbours
        .map(|(left, neighbours)| Ok((left, Lists::of(segment, pairs, neighbours[0], neighbours[1])?)))
        .collect::<io::Result<Vec<_>>>()?;
    all_lists.sort_by_key(|(_, lists)| lists.postings);
    let fewest = all_lists.first().map_or(0, |(_, lists)| lists.postings);
    // What is read in vain costs more than it spares.
    all_lists.retain(|(_, lists)| {
        lists.postings.saturating_mul(USELESS) <= size && lists.postings <= fewest * WORTH
    });
    let mut found: Option<Documents> = None;
    let mut of_forms: Vec<Vec<Option<Documents>>> =
        words.iter().map(|word| word.lists().0.iter().map(|_| None).collect()).collect();
    for (left, lists) in &all_lists {
        let read = lists.read(segment, pairs)?;
        let sides = [(*left, &lists.left, read.left), (left + 1, &lists.right, read.right)];
        for (word, side, sets) in sides {
            for (&form, documents) in side.narrowed.iter().zip(sets) {
                narrow(&mut of_forms[word][form], documents);
            }
        }
        narrow(&mut found, read.all);
    }
    Ok(found.map(|documents| Candidates { documents, of_forms }))
}

/// Leaves out what `documents` does not hold.
fn narrow(known: &mut Option<Documents>, documents: Documents) {
    match known {
        Some(known) => known.intersect(&documents),
        None => *known = Some(documents),
    }
}

/// What is read for one of two neighbours. Forms are named by their places among the single forms of the word.
#[derive(Default)]
struct Side<'a> {
    /// Forms of which all documents are candidates.
    terms: Vec<&'a TermInfo>,
    /// Lists of many forms, and which of these are such.
    tails: Vec<(&'a Tail, Vec<bool>)>,
    /// For each single form how many documents, about, it stands in beside single forms of the other word, or may.
    meetings: Vec<u64>,
    /// Frequent forms that are needed in few of the candidates.
    narrowed: Vec<usize>,
}

impl<'a> Side<'a> {
    fn new(word: &Opened) -> Self {
        Self { meetings: vec![0; word.lists().0.len()], ..Self::default() }
    }

    /// Takes the forms in `all`, and of the lists of many forms those that count and meet the other word.
    fn take(&mut self, word: &'a Opened, all: &[bool], meets: impl Fn(&Form) -> bool) {
        let (terms, tails) = word.lists();
        self.terms.extend(terms.iter().zip(all).filter(|(_, all)| **all).map(|(info, _)| info));
        for (base, tail) in tails {
            let members = (*base..word.forms.len()).take(tail.members() as usize);
            let is_wanted = |form: usize| all[form] || word.forms[form].counts() && meets(&word.forms[form]);
            let wanted: Vec<bool> = members.map(is_wanted).collect();
            if wanted.contains(&true) {
                self.tails.push((tail, wanted));
            }
        }
    }

    /// The documents in all lists, those in several counted as often.
    fn postings(&self) -> u64 {
        let terms = self.terms.iter().map(|info| u64::from(info.doc_freq));
        let tails = self.tails.iter().map(|(tail, wanted)| {
            let share = wanted.iter().filter(|&&wanted| wanted).count() as u64;
            u64::from(tail.entries()) * share / wanted.len().max(1) as u64
        });
        terms.chain(tails).sum()
    }

    /// Chooses the forms that are needed in few of so many candidates: where they meet a single form of the other word,
    /// or where one of those stands of which all `others` documents are candidates.
    fn choose_narrowed(&mut self, word: &Opened, all: &[bool], others: u64, candidates: u64, size: u64) {
        let forms = word.lists().0.iter().zip(all).zip(&self.meetings).enumerate();
        let is_worth = |all: bool, info: &TermInfo, meetings: u64| {
            !all && u64::from(info.doc_freq) * FREQUENT >= size
                && (meetings + others) * SPARING.1 <= candidates * SPARING.0
        };
        let worth = forms.filter(|(_, ((info, all), meetings))| is_worth(**all, info, **meetings));
        self.narrowed = worth.map(|(form, _)| form).take(MOST).collect();
    }

    /// The documents in all lists.
    fn read(&self, segment: &Segment) -> io::Result<Documents> {
        let mut out = Documents::new(segment.reader.max_doc() as usize);
        for info in &self.terms {
            postings::scan_docs(&segment.text, info, |docs| {
                docs.iter().for_each(|&doc| out.add(doc));
            })?;
        }
        for (tail, wanted) in &self.tails {
            tails::scan(tail, |doc, member, _| {
                if wanted.get(member).is_some_and(|&wanted| wanted) {
                    out.add(doc);
                }
            });
        }
        Ok(out)
    }

    /// Where a form stands among those that are narrowed.
    fn place(&self, form: usize) -> Option<usize> {
        self.narrowed.iter().position(|&known| known == form)
    }
}

/// Where the candidates of two neighbours stand.
struct Lists<'a> {
    left: Side<'a>,
    right: Side<'a>,
    /// Lists of two forms.
    pairs: Vec<(PairList, usize, usize)>,
    /// Forms of the left word, a bit each, that are looked for beside forms of the right one.
    wanted: Vec<(&'a TermInfo, usize)>,
    /// Forms of the right word with the bits of those that are looked for beside them.
    beside: Vec<(&'a TermInfo, usize, u8)>,
    /// The documents in all lists, those in several counted as often.
    postings: u64,
}

/// The candidates of two neighbours, and for the forms of each that are narrowed the documents that they are needed in.
struct Read {
    all: Documents,
    left: Vec<Documents>,
    right: Vec<Documents>,
}

impl<'a> Lists<'a> {
    fn of(segment: &Segment, pairs: &Pairs, left: &'a Opened, right: &'a Opened) -> io::Result<Self> {
        let (left_terms, right_terms) = (left.lists().0, right.lists().0);
        let (mut left_side, mut right_side) = (Side::new(left), Side::new(right));
        // Of which forms all documents are candidates: those that can be in one token with one of the other word,
        let (mut left_all, mut right_all) =
            in_one_token(&left.forms, &right.forms, segment.families.marked());
        // and of two that the table does not know the rarer, or both.
        let size = u64::from(segment.reader.max_doc()).max(1);
        let mut needed = vec![0_u8; right_terms.len()];
        let (mut lists, mut wanted) = (Vec::new(), Vec::new());
        for (i, (form, info)) in left.forms.iter().zip(left_terms).enumerate() {
            if left_all[i] || !form.counts() || !form.closes() {
                continue;
            }
            let mut bit = None;
            let row = pairs.number(form.ordinal).map(|number| pairs.row(number)).transpose()?;
            for (j, (other, other_info)) in right.forms.iter().zip(right_terms).enumerate() {
                if right_all[j] || !other.counts() || !other.opens() {
                    continue;
                }
                let known = row.as_ref().zip(pairs.number(other.ordinal));
                let (here, there) = (u64::from(info.doc_freq), u64::from(other_info.doc_freq));
                let by_chance = here * there / size;
                let is_spared = here.min(there).saturating_sub(by_chance) * SPARED > size;
                let meetings = match known.and_then(|(row, number)| row.get(number)) {
                    Some(list) => {
                        lists.push((list, i, j));
                        u64::from(list.documents())
                    }
                    None if is_spared && (bit.is_some() || wanted.len() < MOST) => {
                        needed[j] |= 1
                            << *bit.get_or_insert_with(|| {
                                wanted.push((info, i));
                                wanted.len() - 1
                            });
                        by_chance
                    }
                    None if here <= there => {
                        left_all[i] = true;
                        0
                    }
                    None => {
                        right_all[j] = true;
                        0
                    }
                };
                left_side.meetings[i] += meetings;
                right_side.meetings[j] += meetings;
            }
        }
        left_side.take(left, &left_all, Form::closes);
        right_side.take(right, &right_all, Form::opens);
        let (left_any, right_any) = (left_side.postings(), right_side.postings());
        let postings = left_side.meetings.iter().sum::<u64>() + left_any + right_any;
        left_side.choose_narrowed(left, &left_all, right_any, postings, size);
        right_side.choose_narrowed(right, &right_all, left_any, postings, size);
        let needed = right_terms.iter().zip(needed).enumerate().filter(|(_, (_, bits))| *bits != 0);
        let beside = needed.map(|(j, (info, bits))| (info, j, bits)).collect();
        Ok(Self { left: left_side, right: right_side, pairs: lists, wanted, beside, postings })
    }

    /// Reads the documents.
    fn read(&self, segment: &Segment, pairs: &Pairs) -> io::Result<Read> {
        let (left_any, right_any) = (self.left.read(segment)?, self.right.read(segment)?);
        let mut left = vec![right_any.clone(); self.left.narrowed.len()];
        let mut right = vec![left_any.clone(); self.right.narrowed.len()];
        let mut all = left_any;
        all.unite(&right_any);
        for &(list, i, j) in &self.pairs {
            let mut own = self.left.place(i).and_then(|at| left.get_mut(at));
            let mut other = self.right.place(j).and_then(|at| right.get_mut(at));
            pairs.documents(list, |doc| {
                all.add(doc);
                for documents in own.iter_mut().chain(&mut other) {
                    documents.add(doc);
                }
            })?;
        }
        if self.wanted.is_empty() {
            return Ok(Read { all, left, right });
        }
        let mut marks = Marks::new(segment.reader.max_doc() as usize);
        let mut narrowed = Vec::new();
        for (number, &(info, i)) in self.wanted.iter().enumerate() {
            narrowed.extend(self.left.place(i).map(|place| (1_u8 << number, place)));
            postings::scan_docs(&segment.text, info, |docs| {
                docs.iter().for_each(|&doc| marks.set(doc, 1 << number));
            })?;
        }
        for &(info, j, bits) in &self.beside {
            let mut other = self.right.place(j).and_then(|at| right.get_mut(at));
            postings::scan_docs(&segment.text, info, |docs| {
                for &doc in docs {
                    let met = marks.of(doc) & bits;
                    if met == 0 {
                        continue;
                    }
                    all.add(doc);
                    if let Some(documents) = &mut other {
                        documents.add(doc);
                    }
                    for &(_, place) in narrowed.iter().filter(|(bit, _)| met & bit != 0) {
                        left[place].add(doc);
                    }
                }
            })?;
        }
        Ok(Read { all, left, right })
    }
}

/// Which forms of two words can stand in one token with one of the other: those that have parts of both, and those
/// that are marked, which share their place with another. Ordinals below `marked` are those of marked forms.
fn in_one_token(left: &[Form], right: &[Form], marked: u64) -> (Vec<bool>, Vec<bool>) {
    // Something of the token is left behind the one word, something before the other.
    let goes_on = |form: &Form| form.part.end > 0;
    let is_behind = |form: &Form| form.part.start > 0;
    let behind: FxHashSet<u64> =
        right.iter().filter(|form| is_behind(form)).map(|form| form.ordinal).collect();
    let left = left.iter();
    let left = left.map(|form| goes_on(form) && (form.ordinal < marked || behind.contains(&form.ordinal)));
    let right = right.iter().map(|form| is_behind(form) && form.ordinal < marked);
    (left.collect(), right.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::MatchKind;

    fn part(ordinal: u64, part: std::ops::Range<u16>) -> Form {
        let kind = if part.start == 0 { MatchKind::Modifier } else { MatchKind::Head };
        Form { ordinal, kind, part, weight: 1.0 }
    }

    #[test]
    fn parts_of_one_token_are_candidates() {
        let whole = |ordinal| Form { ordinal, kind: MatchKind::Lemma, part: 0..0, weight: 1.0 };
        // `zorg` and `vraag`: themselves, `zorgvraag` (12), `zorgplan` (13) and `vraagzorg` (14).
        let left = [whole(10), part(12, 0..4), part(13, 0..4), part(14, 5..9)];
        let right = [whole(11), part(12, 4..9), part(14, 0..5)];
        let both = in_one_token(&left, &right, 5);
        assert_eq!(both, (vec![false, true, false, false], vec![false; 3]));
        // A marked form shares its token with the one that it was made of.
        let (left_all, right_all) = in_one_token(&left, &right, 20);
        assert_eq!(left_all, [false, true, true, true]);
        assert_eq!(right_all, [false, true, false]);
    }
}
