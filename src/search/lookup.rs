//! From a planned word to the posting lists of one segment: which written forms it matches there and what an
//! occurrence of each counts.

use std::io;

use rustc_hash::FxHashSet;
use tantivy::DocId;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

use super::buffers::Reused;
use super::expand;
use super::matches::{Documents, Marks, Matches};
use super::places::{self, Choice, Form, Place};
use super::plan::{Lookup, Source};
use super::postings::{self, Wanted};
use super::ranking::Ranking;
use super::tails;
use crate::dutch::{Analyser, Method};
use crate::index::{Mark, Segment, Tail};
use crate::model::MatchKind;

/// A word opened on one segment.
#[derive(Default)]
pub(super) struct Opened {
    /// The written forms; [`Place::form`] and the lists below point at them.
    pub(super) forms: Vec<Form>,
    /// Posting lists of single forms, the first forms in order.
    terms: Vec<TermInfo>,
    /// Precomputed lists of many rare forms, each with the number of its first form.
    tails: Vec<(usize, Tail)>,
    /// Lists of the title field with the weight of their forms.
    title: Vec<(f32, TermInfo)>,
    /// Documents in all lists, those in several counted as often: what reading costs.
    pub(super) postings: u64,
    /// Bytes of all positions: what reading those costs.
    pub(super) positions: u64,
    /// An estimate of the documents that hold one of the forms.
    pub(super) documents: f64,
}

impl Opened {
    /// Looks a word up.
    pub(super) fn new(
        lookup: &Lookup,
        segment: &Segment,
        analyser: &Analyser,
        ranking: &Ranking,
    ) -> io::Result<Self> {
        let mut opening =
            Opening { segment, ranking, seen: FxHashSet::default(), shown: None, out: Self::default() };
        match &lookup.source {
            // Without the chain there is nothing written together or completed.
            Source::Family(keys) if analyser.method() != Method::Full => {
                opening.itself(&lookup.form, true)?;
                opening.families(keys, |_| true)?;
            }
            Source::Literal => opening.itself(&lookup.form, true)?,
            Source::Family(keys) => {
                opening.itself(&lookup.form, false)?;
                opening.families(keys, |_| true)?;
            }
            Source::Own(keys) => {
                opening.families(keys, |kind| kind <= MatchKind::Modifier)?;
            }
            Source::Expansion(key) => {
                opening.shown = Some(MatchKind::Expansion);
                let keys = [(key.clone(), MatchKind::Lemma)];
                opening.families(&keys, |kind| kind <= MatchKind::Modifier)?;
            }
            Source::Pattern(pattern) => {
                for (ordinal, kind, part) in expand::expand(*pattern, &lookup.form, segment, analyser)? {
                    opening.term(ordinal, kind, part)?;
                }
            }
        }
        Ok(opening.finish())
    }

    /// Tells the system that the lists are about to be read.
    pub(super) fn expect(&self, segment: &Segment) {
        segment.expect_postings(self.terms.iter());
        segment.expect_title_postings(self.title.iter().map(|(_, info)| info));
    }

    /// True when the segment holds none of the forms.
    pub(super) fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.tails.is_empty()
    }

    /// The lists of single forms, the first of [`Self::forms`], and of many forms, each with the number of its first.
    pub(super) fn lists(&self) -> (&[TermInfo], &[(usize, Tail)]) {
        (&self.terms, &self.tails)
    }

    /// True when there is but one list, so that its documents come in order by themselves.
    pub(super) fn is_single(&self) -> bool {
        self.terms.len() == 1 && self.tails.is_empty() && self.title.is_empty()
    }

    /// Calls `sink` with every document, once a list, and the weighted frequency in that list.
    #[inline]
    pub(super) fn scan(&self, segment: &Segment, mut sink: impl FnMut(DocId, f32)) -> io::Result<()> {
        for (form, info) in self.forms.iter().zip(&self.terms) {
            let weight = above_zero(form.weight);
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            postings::scan(&segment.text, info, |doc, frequency| sink(doc, weight * frequency as f32))?;
        }
        for (base, tail) in &self.tails {
            let weights = self.weights(*base);
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            tails::scan(tail, |doc, member, frequency| {
                let weight = weights.get(member).copied().unwrap_or(0.0);
                if weight > 0.0 {
                    sink(doc, weight * frequency as f32);
                }
            });
        }
        Ok(())
    }

    /// What the forms from a place on count: close together, for lists that jump between them.
    fn weights(&self, base: usize) -> Vec<f32> {
        self.forms.get(base..).unwrap_or_default().iter().map(|form| form.weight).collect()
    }

    /// Like [`Self::scan`] for the documents among `candidates`, and perhaps others between the first and the
    /// last of them.
    #[inline]
    pub(super) fn scan_near(
        &self,
        segment: &Segment,
        candidates: &[DocId],
        mut sink: impl FnMut(DocId, f32),
    ) -> io::Result<()> {
        let option = IndexRecordOption::WithFreqs;
        for (form, info) in self.forms.iter().zip(&self.terms) {
            let weight = above_zero(form.weight);
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            postings::scan_near(&segment.text, info, candidates, option, |doc, frequency| {
                sink(doc, weight * frequency as f32);
            })?;
        }
        for (base, tail) in &self.tails {
            let weights = self.weights(*base);
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            tails::scan_near(tail, candidates, |doc, member, frequency| {
                let weight = weights.get(member).copied().unwrap_or(0.0);
                if weight > 0.0 {
                    sink(doc, weight * frequency as f32);
                }
            });
        }
        Ok(())
    }

    /// Like [`Self::scan_near`] over the title field.
    #[inline]
    pub(super) fn scan_title_near(
        &self,
        segment: &Segment,
        candidates: &[DocId],
        mut sink: impl FnMut(DocId, f32),
    ) -> io::Result<()> {
        let option = IndexRecordOption::WithFreqs;
        for (weight, info) in &self.title {
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one title")]
            postings::scan_near(&segment.title, info, candidates, option, |doc, frequency| {
                sink(doc, weight * frequency as f32);
            })?;
        }
        Ok(())
    }

    /// Calls `sink` with every document that holds one of the forms, once a list, frequencies unread; with
    /// `candidates` those among them and perhaps others.
    #[inline]
    pub(super) fn documents(
        &self,
        segment: &Segment,
        candidates: Option<&[DocId]>,
        mut sink: impl FnMut(DocId),
    ) -> io::Result<()> {
        for info in &self.terms {
            match candidates {
                None => {
                    postings::scan_docs(&segment.text, info, |docs| docs.iter().for_each(|&doc| sink(doc)))?;
                }
                Some(candidates) => {
                    let option = IndexRecordOption::Basic;
                    postings::scan_near(&segment.text, info, candidates, option, |doc, _| sink(doc))?;
                }
            }
        }
        for (base, tail) in &self.tails {
            let weights = self.weights(*base);
            let entry = |doc, member: usize, _| {
                if weights.get(member).is_some_and(|&weight| weight > 0.0) {
                    sink(doc);
                }
            };
            match candidates {
                None => tails::scan(tail, entry),
                Some(candidates) => tails::scan_near(tail, candidates, entry),
            }
        }
        Ok(())
    }

    /// For a word of a single list: its documents in order with the weighted frequency.
    pub(super) fn scan_single(&self, segment: &Segment, out: &mut Matches) -> io::Result<()> {
        for (form, info) in self.forms.iter().zip(&self.terms) {
            let weight = above_zero(form.weight);
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            postings::scan_blocks(&segment.text, info, |docs, freqs| {
                out.docs.extend_from_slice(docs);
                out.scores.extend(freqs.iter().map(|&frequency| weight * frequency as f32));
            })?;
        }
        Ok(())
    }

    /// Like [`Self::scan`] over the title field.
    #[inline]
    pub(super) fn scan_title(&self, segment: &Segment, mut sink: impl FnMut(DocId, f32)) -> io::Result<()> {
        for (weight, info) in &self.title {
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one title")]
            postings::scan(&segment.title, info, |doc, frequency| sink(doc, weight * frequency as f32))?;
        }
        Ok(())
    }

    /// Calls `sink` with the index in `candidates` of those that a list holds, once a list.
    pub(super) fn probe(
        &self,
        segment: &Segment,
        candidates: &[DocId],
        mut sink: impl FnMut(usize, f32),
    ) -> io::Result<()> {
        for (form, info) in self.forms.iter().zip(&self.terms) {
            let weight = above_zero(form.weight);
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            postings::probe(&segment.text, info, candidates, |index, frequency| {
                sink(index, weight * frequency as f32);
            })?;
        }
        for (base, tail) in &self.tails {
            let forms = &self.forms[*base..];
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one document")]
            tails::probe(tail, candidates, |index, member, frequency| {
                if let Some(form) = forms.get(member).filter(|form| form.counts()) {
                    sink(index, form.weight * frequency as f32);
                }
            });
        }
        Ok(())
    }

    /// Like [`Self::probe`] over the title field.
    pub(super) fn probe_title(
        &self,
        segment: &Segment,
        candidates: &[DocId],
        mut sink: impl FnMut(usize, f32),
    ) -> io::Result<()> {
        for (weight, info) in &self.title {
            #[expect(clippy::cast_precision_loss, reason = "a frequency in one title")]
            postings::probe(&segment.title, info, candidates, |index, frequency| {
                sink(index, weight * frequency as f32);
            })?;
        }
        Ok(())
    }

    /// Adds the occurrences in `docs` of each form to its place in `counts`; `marks` are on the same documents when
    /// these are many.
    pub(super) fn add_counts(
        &self,
        segment: &Segment,
        docs: &[DocId],
        marks: Option<&Marks>,
        counts: &mut [u64],
    ) -> io::Result<()> {
        let option = IndexRecordOption::WithFreqs;
        for (info, count) in self.terms.iter().zip(&mut *counts) {
            match marks {
                None => postings::probe(&segment.text, info, docs, |_, frequency| {
                    *count += u64::from(frequency);
                })?,
                Some(marks) => postings::scan_near(&segment.text, info, docs, option, |doc, frequency| {
                    *count += u64::from(marks.of(doc)) * u64::from(frequency);
                })?,
            }
        }
        for (base, tail) in &self.tails {
            let Some(counts) = counts.get_mut(*base..) else { continue };
            let mut add = |member: usize, marked: u8, frequency: u32| {
                if let Some(count) = counts.get_mut(member) {
                    *count += u64::from(marked) * u64::from(frequency);
                }
            };
            match marks {
                None => tails::probe(tail, docs, |_, member, frequency| add(member, 1, frequency)),
                Some(marks) => tails::scan_near(tail, docs, |doc, member, frequency| {
                    add(member, marks.of(doc), frequency);
                }),
            }
            for (count, form) in counts.iter_mut().zip(&self.forms[*base..]).take(tail.members() as usize) {
                // It counts where it is the head of another family.
                *count *= u64::from(form.counts());
            }
        }
        Ok(())
    }

    /// The occurrences in `docs` (at most [`super::places::CHUNK`] of them), in order, as far as
    /// they are of use. Of a single form in those documents only that `of_forms` names, where it names some.
    pub(super) fn places(
        &self,
        segment: &Segment,
        docs: &[DocId],
        choice: &impl Choice,
        of_forms: &[Option<Documents>],
        out: &mut Reused<Place>,
    ) -> io::Result<()> {
        out.clear();
        let mut buffer = Vec::new();
        let wanted = Wanted::new(docs, segment.reader.max_doc());
        // The places of one form are in order.
        let mut is_sorted = true;
        segment.expect_positions(self.terms.iter());
        for (number, info) in self.terms.iter().enumerate() {
            let before = out.len();
            let wanted = wanted.among(of_forms.get(number).and_then(Option::as_ref));
            postings::positions(segment, info, &wanted, &mut buffer, choice, |index, position| {
                out.push(Place::new(index, position, number));
            })?;
            is_sorted &= before == 0 || before == out.len();
        }
        let before = out.len();
        for (base, tail) in &self.tails {
            let weights = self.weights(*base);
            tails::positions(tail, &wanted, &mut buffer, |index, member, positions| {
                if weights.get(member).is_some_and(|&weight| weight > 0.0) {
                    choice.keep(index, positions, |position| {
                        out.push(Place::new(index, position, base + member));
                    });
                }
            });
        }
        if !is_sorted || before < out.len() {
            places::sort(out, docs.len());
        }
        Ok(())
    }
}

struct Opening<'s, 'r> {
    segment: &'s Segment,
    ranking: &'r Ranking,
    seen: FxHashSet<u64>,
    /// The kind that is told instead of each form's own.
    shown: Option<MatchKind>,
    out: Opened,
}

impl Opening<'_, '_> {
    /// The written form itself; the pieces and joined spellings of the same letters too, unless `literal`.
    fn itself(&mut self, form: &str, literal: bool) -> io::Result<()> {
        let dictionary = self.segment.text.terms();
        if let Some(ordinal) = dictionary.term_ord(form)? {
            self.term(ordinal, MatchKind::Exact, 0..0)?;
        }
        let mut term = String::with_capacity(form.len() + 1);
        for mark in [Mark::Part, Mark::Joined, Mark::Completed] {
            if literal && mark != Mark::Part {
                continue;
            }
            term.clear();
            term.push_str(mark.prefix());
            term.push_str(form);
            if let Some(ordinal) = dictionary.term_ord(&term)? {
                let kind = match mark {
                    Mark::Part | Mark::None => MatchKind::Exact,
                    Mark::Joined => MatchKind::Lemma,
                    Mark::Completed => MatchKind::Hanging,
                };
                self.term(ordinal, kind, 0..0)?;
            }
        }
        Ok(())
    }

    fn families(&mut self, keys: &[(String, MatchKind)], keep: impl Fn(MatchKind) -> bool) -> io::Result<()> {
        let mut families = Vec::with_capacity(keys.len());
        for (key, kind) in keys {
            match self.segment.families.get(key)? {
                Some(family) => families.push((family, *kind)),
                // The table leaves out a key whose only form is the key itself.
                None => {
                    if let Some(ordinal) = self.segment.text.terms().term_ord(key)? {
                        self.term(ordinal, *kind, 0..0)?;
                    }
                }
            }
        }
        let heads = families.iter().flat_map(|(family, _)| &family.members);
        self.segment.families.expect(heads.map(|member| member.ordinal))?;
        // Single forms of all keys first: a form in the tail of one key and the head of another counts once.
        for (family, limit) in &families {
            for member in &family.members {
                let kind = member.kind.max(*limit);
                if keep(kind) {
                    self.term(member.ordinal, kind, member.part.clone())?;
                }
            }
        }
        let only = families.len() == 1;
        for (family, limit) in families {
            let Some(tail) = family.tail else { continue };
            let base = self.out.forms.len();
            // The members of one family differ from each other.
            self.out.forms.reserve(tail.members() as usize);
            for member in tail.all_members() {
                let kind = member.kind.max(limit);
                let counts = keep(kind)
                    && if only {
                        !self.seen.contains(&member.ordinal)
                    } else {
                        self.seen.insert(member.ordinal)
                    };
                let weight = if counts { self.ranking.weight(kind) } else { 0.0 };
                let kind = self.shown.unwrap_or(kind);
                self.out.forms.push(Form { ordinal: member.ordinal, kind, part: member.part, weight });
            }
            self.out.postings += u64::from(tail.entries());
            self.out.positions += u64::from(tail.entries());
            self.out.tails.push((base, tail));
        }
        Ok(())
    }

    fn term(&mut self, ordinal: u64, kind: MatchKind, part: std::ops::Range<u16>) -> io::Result<()> {
        if !self.seen.insert(ordinal) {
            return Ok(());
        }
        let Some(info) = self.segment.families.term_info(ordinal)? else { return Ok(()) };
        let weight = self.ranking.weight(kind);
        if self.ranking.title > 0.0
            && let Some(info) = self.segment.families.title_info(ordinal)?
        {
            self.out.title.push((above_zero(weight * self.ranking.title), info));
        }
        self.out.postings += u64::from(info.doc_freq);
        self.out.positions += info.positions_range.len() as u64;
        self.out.terms.push(info);
        let kind = self.shown.unwrap_or(kind);
        self.out.forms.push(Form { ordinal, kind, part, weight });
        Ok(())
    }

    fn finish(mut self) -> Opened {
        let documents = f64::from(self.segment.reader.max_doc().max(1));
        let mut without = 1.0;
        for info in &self.out.terms {
            without *= 1.0 - f64::from(info.doc_freq) / documents;
        }
        for (_, tail) in &self.out.tails {
            without *= 1.0 - (f64::from(tail.documents()) / documents).min(1.0);
        }
        self.out.documents = documents * (1.0 - without);
        self.out
    }
}

/// A weight that leaves a trace in a sum even where a ranking counts its kind for nothing: the document still
/// matches.
fn above_zero(weight: f32) -> f32 {
    weight.max(f32::MIN_POSITIVE)
}
