//! Candidates of a phrase of frequent words: the documents in which its neighbours may stand side by side, by the
//! index's table of pairs ([`crate::index::Pairs`]).
//!
//! A word of a phrase is many written forms. For two frequent ones the table names the documents; of the others all
//! documents with the rarer form are candidates, or those with both where that is worth another look. So are those
//! with a token that both words are parts of. What comes out holds every document with the phrase and is confirmed
//! by positions.

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

/// The documents of a segment that may hold a phrase of these words, in this order. `None` where looking at all
/// documents that hold the words costs no more.
pub(super) fn candidates(segment: &Segment, words: &[&Opened]) -> io::Result<Option<Documents>> {
    let size = u64::from(segment.reader.max_doc());
    if words.len() < 2 || words.iter().any(|word| word.postings.saturating_mul(RARE) < size) {
        return Ok(None);
    }
    let pairs = segment.pairs()?;
    if pairs.is_empty() {
        return Ok(None);
    }
    let neighbours = words.windows(2).take(MOST);
    let mut all_lists = neighbours
        .map(|neighbours| Lists::of(segment, pairs, neighbours[0], neighbours[1]))
        .collect::<io::Result<Vec<_>>>()?;
    all_lists.sort_by_key(Lists::postings);
    let fewest = all_lists.first().map_or(0, Lists::postings);
    // What is read in vain costs more than it spares.
    all_lists.retain(|lists| {
        lists.postings().saturating_mul(USELESS) <= size && lists.postings() <= fewest * WORTH
    });
    if all_lists.is_empty() {
        return Ok(None);
    }
    let mut found: Option<Documents> = None;
    for lists in &all_lists {
        let mut documents = Documents::new(size as usize);
        lists.read(segment, pairs, &mut documents)?;
        match &mut found {
            Some(found) => found.intersect(&documents),
            None => found = Some(documents),
        }
    }
    Ok(found)
}

/// Where the candidates of two neighbours stand.
#[derive(Default)]
struct Lists<'a> {
    pairs: Vec<PairList>,
    terms: Vec<&'a TermInfo>,
    /// Forms of the left word, a bit each, and forms of the right one with the bits of those that are needed beside.
    both: (Vec<&'a TermInfo>, Vec<(&'a TermInfo, u8)>),
    /// An estimate of the documents with both.
    meetings: u64,
    /// Lists of many forms, and which of these count.
    tails: Vec<(&'a Tail, Vec<bool>)>,
}

impl<'a> Lists<'a> {
    fn of(segment: &Segment, pairs: &Pairs, left: &'a Opened, right: &'a Opened) -> io::Result<Self> {
        let mut lists = Self::default();
        let (left_terms, left_tails) = left.lists();
        let (right_terms, right_tails) = right.lists();
        // Of which forms all documents are candidates: those that can be in one token with one of the other word,
        let (mut left_all, mut right_all) =
            in_one_token(&left.forms, &right.forms, segment.families.marked());
        // and of two that the table does not know the rarer, or both.
        let size = u64::from(segment.reader.max_doc()).max(1);
        let mut needed = vec![0_u8; right_terms.len()];
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
                match known.and_then(|(row, number)| row.get(number)) {
                    Some(list) => lists.pairs.push(list),
                    None if is_spared && (bit.is_some() || lists.both.0.len() < MOST) => {
                        needed[j] |= 1
                            << *bit.get_or_insert_with(|| {
                                lists.both.0.push(info);
                                lists.both.0.len() - 1
                            });
                        lists.meetings += by_chance;
                    }
                    None if info.doc_freq <= other_info.doc_freq => left_all[i] = true,
                    None => right_all[j] = true,
                }
            }
        }
        for (terms, all) in [(left_terms, &left_all), (right_terms, &right_all)] {
            lists.terms.extend(terms.iter().zip(all).filter(|(_, all)| **all).map(|(info, _)| info));
        }
        let needed = right_terms.iter().zip(needed).filter(|(_, bits)| *bits != 0);
        lists.both.1.extend(needed);
        for (base, tail) in left_tails {
            lists.add_tail(tail, *base, &left.forms, &left_all, Form::closes);
        }
        for (base, tail) in right_tails {
            lists.add_tail(tail, *base, &right.forms, &right_all, Form::opens);
        }
        Ok(lists)
    }

    fn add_tail(
        &mut self,
        tail: &'a Tail,
        base: usize,
        forms: &[Form],
        all: &[bool],
        meets: impl Fn(&Form) -> bool,
    ) {
        let members = (base..forms.len()).take(tail.members() as usize);
        let wanted: Vec<bool> =
            members.map(|form| all[form] || forms[form].counts() && meets(&forms[form])).collect();
        if wanted.contains(&true) {
            self.tails.push((tail, wanted));
        }
    }

    /// The documents in all lists, those in several counted as often.
    fn postings(&self) -> u64 {
        let pairs = self.pairs.iter().map(|list| u64::from(list.documents()));
        let terms = self.terms.iter().map(|info| u64::from(info.doc_freq));
        let tails = self.tails.iter().map(|(tail, wanted)| {
            let share = wanted.iter().filter(|&&wanted| wanted).count() as u64;
            u64::from(tail.entries()) * share / wanted.len().max(1) as u64
        });
        self.meetings + pairs.chain(terms).chain(tails).sum::<u64>()
    }

    /// Adds the documents to `out`.
    fn read(&self, segment: &Segment, pairs: &Pairs, out: &mut Documents) -> io::Result<()> {
        for list in &self.pairs {
            pairs.documents(*list, |doc| out.add(doc))?;
        }
        for info in &self.terms {
            postings::scan_docs(&segment.text, info, |docs| {
                docs.iter().for_each(|&doc| out.add(doc));
            })?;
        }
        if !self.both.0.is_empty() {
            let mut left = Marks::new(segment.reader.max_doc() as usize);
            for (number, info) in self.both.0.iter().enumerate() {
                postings::scan_docs(&segment.text, info, |docs| {
                    docs.iter().for_each(|&doc| left.set(doc, 1 << number));
                })?;
            }
            for (info, bits) in &self.both.1 {
                postings::scan_docs(&segment.text, info, |docs| {
                    for &doc in docs {
                        if left.of(doc) & bits != 0 {
                            out.add(doc);
                        }
                    }
                })?;
            }
        }
        for (tail, wanted) in &self.tails {
            tails::scan(tail, |doc, member, _| {
                if wanted.get(member).is_some_and(|&wanted| wanted) {
                    out.add(doc);
                }
            });
        }
        Ok(())
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
