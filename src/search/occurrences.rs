//! Where the words and phrases of a query stand in given documents: the ground of phrases, sections, snippets,
//! concordances and counts of occurrences.

use std::io;

use tantivy::DocId;
use tantivy::directory::OwnedBytes;

use super::beside::{self, Candidates};
use super::buffers::Reused;
use super::columns::Columns;
use super::lookup::Opened;
use super::matches::{Documents, Marks, Matches};
use super::places::{All, CHUNK, Near, Place, Slot, phrases, windows};
use super::plan::{Body, Leaf, Plan};
use super::ranking::{Norms, Ranking};
use crate::index::Segment;
use crate::model::Section;

/// A query opened on one segment.
pub(super) struct Context<'a> {
    pub(super) segment: &'a Segment,
    pub(super) plan: &'a Plan,
    /// As [`Plan::lookups`].
    pub(super) opened: Vec<Opened>,
    pub(super) ranking: &'a Ranking,
    pub(super) norms: &'a Norms,
    /// The length of every document, a byte each.
    pub(super) lengths: OwnedBytes,
}

/// Candidates fewer than one in so many documents are dealt with one by one, not in tables over all documents.
pub(super) const FEW: usize = 64;
/// A list this much shorter than the segment is sorted instead of tallied.
pub(super) const SPARSE: u64 = 40;

/// Documents in which occurrences are looked for.
#[derive(Clone, Copy)]
pub(super) struct Asked<'d> {
    docs: &'d [DocId],
    /// For each word of a phrase and each of its single forms the only ones of them that matter, where that is known.
    of_forms: &'d [Vec<Option<Documents>>],
}

impl<'d> Asked<'d> {
    /// Some documents; of the forms of a phrase, `of_forms` tells in which of them they matter.
    pub(super) fn new(docs: &'d [DocId], of_forms: &'d [Vec<Option<Documents>>]) -> Self {
        Self { docs, of_forms }
    }

    /// The documents.
    pub(super) fn docs(&self) -> &'d [DocId] {
        self.docs
    }
}

impl<'d> From<&'d [DocId]> for Asked<'d> {
    fn from(docs: &'d [DocId]) -> Self {
        Self { docs, of_forms: &[] }
    }
}

/// One occurrence of a leaf: a word, or a phrase with a place a word.
pub(super) struct Occurrence<'a> {
    /// Index of the document among those asked for.
    pub(super) index: usize,
    /// The lookups that the places belong to.
    pub(super) lookups: &'a [usize],
    /// A place a lookup.
    pub(super) places: &'a [Place],
    /// What it counts.
    pub(super) weight: f32,
}

impl Context<'_> {
    /// The term of a form, mark included.
    pub(super) fn term(&self, lookup: usize, form: usize) -> io::Result<String> {
        let Some(form) = self.opened.get(lookup).and_then(|opened| opened.forms.get(form)) else {
            return Ok(String::new());
        };
        let mut term = Vec::new();
        self.segment.text.terms().ord_to_term(form.ordinal, &mut term)?;
        Ok(String::from_utf8_lossy(&term).into_owned())
    }

    /// Calls `sink` with every occurrence of a leaf in the documents asked for; those of one document come together but, for a
    /// compound, not all in the order of the text. Negligible memory whatever the number of documents.
    pub(super) fn occurrences<'d>(
        &self,
        leaf: &Leaf,
        asked: impl Into<Asked<'d>>,
        sink: &mut dyn FnMut(Occurrence<'_>),
    ) -> io::Result<()> {
        let Asked { docs, of_forms } = asked.into();
        for (number, chunk) in docs.chunks(CHUNK).enumerate() {
            let base = number * CHUNK;
            self.chunk(leaf, Asked::new(chunk, of_forms), &mut |mut occurrence| {
                occurrence.index += base;
                sink(occurrence);
            })?;
        }
        Ok(())
    }

    /// Of a compound, only the occurrences of its parts near each other; `docs` hold all parts.
    pub(super) fn scattered_only(
        &self,
        leaf: &Leaf,
        docs: &[DocId],
        sink: &mut dyn FnMut(Occurrence<'_>),
    ) -> io::Result<()> {
        let Body::Word { parts, .. } = &leaf.body else { return Ok(()) };
        for (number, chunk) in docs.chunks(CHUNK).enumerate() {
            let indexes: Vec<usize> = (number * CHUNK..number * CHUNK + chunk.len()).collect();
            self.scattered_among(leaf, parts, chunk, &indexes, sink)?;
        }
        Ok(())
    }

    fn chunk(&self, leaf: &Leaf, asked: Asked<'_>, sink: &mut dyn FnMut(Occurrence<'_>)) -> io::Result<()> {
        match &leaf.body {
            Body::Word { lookup, parts } => {
                let docs = asked.docs;
                let opened = &self.opened[*lookup];
                let mut places = Reused::take();
                opened.places(self.segment, docs, &All, &[], &mut places)?;
                self.restrict(leaf, docs, &mut places);
                let mut last = None;
                for &place in &places {
                    // Two forms of one token (a completed hanging compound beside its piece) are one place.
                    let here = (place.index(), place.position());
                    let Some(form) = opened.forms.get(place.form()).filter(|form| form.counts()) else {
                        continue;
                    };
                    if last.replace(here) == Some(here) {
                        continue;
                    }
                    let lookups = std::slice::from_ref(lookup);
                    sink(Occurrence { index: here.0, lookups, places: &[place], weight: form.weight });
                }
                if !parts.is_empty() {
                    self.scattered(leaf, parts, docs, sink)?;
                }
                Ok(())
            }
            Body::Phrase { slots, within } => self.phrase(leaf, slots, *within, asked, sink),
        }
    }

    /// The places where all parts of a compound stand near each other.
    fn scattered(
        &self,
        leaf: &Leaf,
        parts: &[usize],
        docs: &[DocId],
        sink: &mut dyn FnMut(Occurrence<'_>),
    ) -> io::Result<()> {
        let both = self.holding_all(parts, Some(docs))?;
        if both.is_empty() {
            return Ok(());
        }
        self.scattered_among(leaf, parts, &both, &indexes(docs, &both), sink)
    }

    /// The same in documents that hold all parts; `indexes` says which they are to the caller.
    fn scattered_among(
        &self,
        leaf: &Leaf,
        parts: &[usize],
        docs: &[DocId],
        indexes: &[usize],
        sink: &mut dyn FnMut(Occurrence<'_>),
    ) -> io::Result<()> {
        let lists = self.slot_places(leaf, parts, docs.into(), self.ranking.scatter, false)?;
        let slots = self.slots(parts, &lists);
        windows(&slots, self.ranking.scatter, true, |places| {
            if let Some(&index) = indexes.get(places[0].index()) {
                let weight = self.ranking.scattered * mean_weight(&slots, places);
                sink(Occurrence { index, lookups: parts, places, weight });
            }
        });
        Ok(())
    }

    fn phrase(
        &self,
        leaf: &Leaf,
        slots: &[usize],
        within: Option<u32>,
        asked: Asked<'_>,
        sink: &mut dyn FnMut(Occurrence<'_>),
    ) -> io::Result<()> {
        let last = u32::try_from(slots.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let span = last.saturating_add(within.unwrap_or(0));
        let lists = self.slot_places(leaf, slots, asked, span, within.is_none())?;
        let opened = self.slots(slots, &lists);
        let mut found = |places: &[Place]| {
            let weight = mean_weight(&opened, places);
            sink(Occurrence { index: places[0].index(), lookups: slots, places, weight });
        };
        if within.is_some() {
            windows(&opened, span, false, &mut found);
        } else {
            phrases(&opened, &mut found);
        }
        Ok(())
    }

    fn slots<'b>(&'b self, lookups: &[usize], lists: &'b [Reused<Place>]) -> Vec<Slot<'b>> {
        lookups
            .iter()
            .zip(lists)
            .map(|(&lookup, places)| Slot { places, forms: &self.opened[lookup].forms })
            .collect()
    }

    /// The places of every slot, as far as they can be part of a phrase: within `span` positions, or `ordered`,
    /// each no farther than the slots lie apart. The cheapest are read first; of the next only the places near
    /// those of the one before are kept, and only documents that have some are read further.
    fn slot_places(
        &self,
        leaf: &Leaf,
        slots: &[usize],
        asked: Asked<'_>,
        span: u32,
        ordered: bool,
    ) -> io::Result<Vec<Reused<Place>>> {
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_key(|&slot| self.opened[slots[slot]].positions);
        let mut lists: Vec<Reused<Place>> = slots.iter().map(|_| Reused::default()).collect();
        // Those of the documents that are still of use, which of all the documents each is, and which of the places of the
        // slot before are its.
        let mut left: Option<Reused<DocId>> = None;
        let mut indexes: Reused<u32> = Reused::take();
        let mut ranges: Reused<(u32, u32)> = Reused::take();
        let mut before: Option<usize> = None;
        for slot in order {
            let docs = left.as_ref().map_or(asked.docs, |left| &left[..]);
            let near = before.map(|before| {
                let reach = if ordered { slot.abs_diff(before) as u32 } else { span };
                let (left, right) = (!ordered || before < slot, !ordered || slot < before);
                let reach = |wanted: bool| if wanted { reach } else { 0 };
                Near::new(&lists[before], &ranges, reach(left), reach(right))
            });
            let mut places = Reused::take();
            let of_forms = asked.of_forms.get(slot).map_or(&[][..], |of_forms| of_forms);
            let opened = &self.opened[slots[slot]];
            match &near {
                Some(near) => opened.places(self.segment, docs, near, of_forms, &mut places)?,
                None => opened.places(self.segment, docs, &All, of_forms, &mut places)?,
            }
            self.restrict(leaf, docs, &mut places);
            let (mut kept, mut kept_indexes, mut kept_ranges) =
                (Reused::take(), Reused::take(), Reused::take());
            let mut last = usize::MAX;
            for (at, place) in (0..).zip(&mut places) {
                let index = place.index();
                // At the beginning all documents are there.
                let of_all =
                    if left.is_none() { index as u32 } else { indexes.get(index).copied().unwrap_or(0) };
                if index != last {
                    last = index;
                    kept.push(docs.get(index).copied().unwrap_or(0));
                    kept_indexes.push(of_all);
                    kept_ranges.push((at, at));
                }
                if let Some((_, end)) = kept_ranges.last_mut() {
                    *end = at + 1;
                }
                if left.is_some() {
                    *place = Place::new(of_all as usize, place.position(), place.form());
                }
            }
            (left, indexes, ranges) = (Some(kept), kept_indexes, kept_ranges);
            lists[slot] = places;
            before = Some(slot);
        }
        Ok(lists)
    }

    /// Where the words of a phrase may stand side by side; `None` where that is not known, or is of no use for
    /// `candidates`.
    pub(super) fn beside(
        &self,
        slots: &[usize],
        candidates: Option<&[DocId]>,
    ) -> io::Result<Option<Candidates>> {
        let size = self.segment.reader.max_doc() as usize;
        if candidates.is_some_and(|candidates| candidates.len().saturating_mul(FEW) < size) {
            return Ok(None);
        }
        let words: Vec<&Opened> = slots.iter().map(|&slot| &self.opened[slot]).collect();
        beside::candidates(self.segment, &words)
    }

    /// Documents that hold all of the lookups, without scores.
    pub(super) fn holding_all(
        &self,
        lookups: &[usize],
        candidates: Option<&[DocId]>,
    ) -> io::Result<Reused<DocId>> {
        let mut order: Vec<usize> = lookups.to_vec();
        order.sort_by_key(|&lookup| self.opened[lookup].postings);
        order.dedup();
        let mut docs: Option<Reused<DocId>> = None;
        for lookup in order {
            let next = self.holding(lookup, docs.as_ref().map(|docs| &docs[..]).or(candidates))?;
            let done = next.is_empty();
            docs = Some(next);
            if done {
                break;
            }
        }
        Ok(docs.unwrap_or_default())
    }

    /// Documents that hold a lookup, without scores.
    pub(super) fn holding(&self, lookup: usize, candidates: Option<&[DocId]>) -> io::Result<Reused<DocId>> {
        let opened = &self.opened[lookup];
        let mut docs = Reused::take();
        if opened.is_empty() {
            return Ok(docs);
        }
        let size = self.segment.reader.max_doc();
        let few = match candidates {
            None => opened.postings.saturating_mul(SPARSE) < u64::from(size),
            Some(candidates) => candidates.len().saturating_mul(FEW) < size as usize,
        };
        if !few {
            let mut marks = Marks::new(size as usize);
            opened.documents(self.segment, candidates, |doc| marks.set(doc, 1))?;
            return Ok(match candidates {
                None => marks.having(1),
                Some(candidates) => marks.among(candidates, 1),
            });
        }
        match candidates {
            None => opened.scan(self.segment, |doc, _| docs.push(doc))?,
            Some(candidates) => {
                opened.probe(self.segment, candidates, |index, _| docs.push(candidates[index]))?;
            }
        }
        if !docs.is_sorted_by(|a, b| a < b) {
            docs.sort_unstable();
            docs.dedup();
        }
        Ok(docs)
    }

    /// Leaves out places outside the sections of the leaf.
    fn restrict(&self, leaf: &Leaf, docs: &[DocId], places: &mut Vec<Place>) {
        let Some(sections) = &leaf.sections else { return };
        let mut bounds = (usize::MAX, 0, 0);
        places.retain(|place| {
            if bounds.0 != place.index() {
                let Some(&doc) = docs.get(place.index()) else { return false };
                let (question, answer) = self.segment.section_starts(doc);
                bounds = (place.index(), question, answer);
            }
            sections.contains(&section_of(place.position(), bounds.1, bounds.2))
        });
    }

    /// BM25 of weighted frequencies.
    pub(super) fn score(&self, frequencies: &mut Matches, idf: f32) {
        let lengths = self.lengths.as_slice();
        for (&doc, score) in frequencies.docs.iter().zip(&mut frequencies.scores) {
            let length = lengths.get(doc as usize).copied().unwrap_or(0);
            *score = idf * self.norms.saturate(*score, length);
        }
    }
}

/// The mean of what the forms at the places of a phrase count.
fn mean_weight(slots: &[Slot<'_>], places: &[Place]) -> f32 {
    let weights = slots
        .iter()
        .zip(places)
        .map(|(slot, place)| slot.forms.get(place.form()).map_or(0.0, |form| form.weight));
    #[expect(clippy::cast_precision_loss, reason = "the number of words in a phrase")]
    let number = places.len().max(1) as f32;
    weights.sum::<f32>() / number
}

/// The section that a position lies in.
pub(super) fn section_of(position: u32, question: u32, answer: u32) -> Section {
    if position >= answer {
        Section::Answer
    } else if position >= question {
        Section::Question
    } else {
        Section::Title
    }
}

/// Where each of `docs` stands in `all`, of which they are a part.
fn indexes(all: &[DocId], docs: &[DocId]) -> Vec<usize> {
    let mut at = 0;
    docs.iter()
        .map(|&doc| {
            at = super::matches::seek(all, at, doc);
            at
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_follow_each_other() {
        assert_eq!(section_of(3, 100, 300), Section::Title);
        assert_eq!(section_of(100, 100, 300), Section::Question);
        assert_eq!(section_of(300, 100, 300), Section::Answer);
    }
}
