//! Occurrences as numbers: where each word of a query stands, and which of them make a phrase or stand near
//! each other.

use std::ops::Range;

use super::buffers::Reused;
use crate::model::MatchKind;

/// Documents whose occurrences are looked at together.
pub(super) const CHUNK: usize = 1 << 16;
const POSITION_BITS: u32 = 28;
const FORM_BITS: u32 = 20;

/// An occurrence: which document of a chunk, the position of its token, which of a word's forms. Ordered so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u64);

impl Place {
    /// Positions and forms beyond what fits are held at the largest.
    pub(super) fn new(index: usize, position: u32, form: usize) -> Self {
        let position = u64::from(position.min((1 << POSITION_BITS) - 1));
        let form = (form as u64).min((1 << FORM_BITS) - 1);
        Self(((index as u64) << (POSITION_BITS + FORM_BITS)) | (position << FORM_BITS) | form)
    }

    /// Index of the document in the chunk.
    pub(super) fn index(self) -> usize {
        usize::try_from(self.0 >> (POSITION_BITS + FORM_BITS)).unwrap_or(usize::MAX)
    }

    /// Position of the token.
    pub(super) fn position(self) -> u32 {
        ((self.0 >> FORM_BITS) & ((1 << POSITION_BITS) - 1)) as u32
    }

    /// Index in the forms of the word.
    pub(super) fn form(self) -> usize {
        (self.0 & ((1 << FORM_BITS) - 1)) as usize
    }
}

/// Positions of a form in a document.
#[derive(Clone, Copy, Debug)]
pub(super) enum Positions<'a> {
    /// As they are.
    Plain(&'a [u32]),
    /// As steps from the one before, as the file has them: to add them up while they are compared saves a walk.
    Steps(&'a [u32]),
}

impl Positions<'_> {
    /// Calls `sink` with every position.
    #[inline(always)]
    pub(super) fn each(self, mut sink: impl FnMut(u32)) {
        match self {
            Self::Plain(positions) => positions.iter().for_each(|&position| sink(position)),
            Self::Steps(steps) => {
                let mut position = 0_u32;
                for step in steps {
                    position = position.wrapping_add(*step);
                    sink(position);
                }
            }
        }
    }
}

/// Which positions of a document are of use.
pub(super) trait Choice {
    /// Calls `sink` with those of document number `index` that are.
    fn keep(&self, index: usize, positions: Positions<'_>, sink: impl FnMut(u32));
}

/// All of them are.
pub(super) struct All;

impl Choice for All {
    #[inline(always)]
    fn keep(&self, _index: usize, positions: Positions<'_>, sink: impl FnMut(u32)) {
        positions.each(sink);
    }
}

/// Places that others must be near to, to be of use.
pub(super) struct Near<'a> {
    places: &'a [Place],
    /// Of every document the first of its places and the one behind its last.
    ranges: &'a [(u32, u32)],
    /// How far before and behind them others may be.
    before: u32,
    behind: u32,
}

impl<'a> Near<'a> {
    /// Others may be at most `behind` positions behind one of `places`, or `before` before it. Those of document number
    /// n of the others are in `ranges[n]`.
    pub(super) fn new(places: &'a [Place], ranges: &'a [(u32, u32)], behind: u32, before: u32) -> Self {
        Self { places, ranges, before, behind }
    }
}

impl Choice for Near<'_> {
    #[inline(always)]
    fn keep(&self, index: usize, positions: Positions<'_>, mut sink: impl FnMut(u32)) {
        let Some(&(start, end)) = self.ranges.get(index) else { return };
        let mut own = self.places.get(start as usize..end as usize).unwrap_or_default();
        if let [only] = own {
            let low = only.position().saturating_sub(self.before);
            let width = only.position().saturating_add(self.behind) - low;
            positions.each(|position| {
                if position.wrapping_sub(low) <= width {
                    sink(position);
                }
            });
            return;
        }
        positions.each(|position| {
            while let Some((first, rest)) = own.split_first()
                && first.position().saturating_add(self.behind) < position
            {
                own = rest;
            }
            if own.first().is_some_and(|first| first.position() <= position.saturating_add(self.before)) {
                sink(position);
            }
        });
    }
}

/// Sorts places of `docs` documents that come as a few sorted lists one behind the other: by document first, by
/// counting, then the few of each document.
pub(super) fn sort(places: &mut Reused<Place>, docs: usize) {
    if places.len() < docs / 8 || places.len() < 64 {
        places.sort_unstable();
        return;
    }
    let mut ends = Reused::filled(0_u32, docs + 1);
    for place in &**places {
        if let Some(end) = ends.get_mut(place.index() + 1) {
            *end += 1;
        }
    }
    let mut sum = 0;
    for end in &mut ends {
        sum += *end;
        *end = sum;
    }
    if sum as usize != places.len() {
        places.sort_unstable();
        return;
    }
    let mut sorted = Reused::filled(Place(0), places.len());
    for &place in &**places {
        let at = &mut ends[place.index()];
        sorted[*at as usize] = place;
        *at += 1;
    }
    // What was the start of each document has become its end.
    let mut start = 0;
    for &end in ends.iter().take(docs) {
        let end = end as usize;
        let here = &mut sorted[start..end];
        if here.len() > 1 && !here.is_sorted() {
            here.sort_unstable();
        }
        start = end;
    }
    *places = sorted;
}

/// One written form that a word matches.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Form {
    /// Its term in the `text` field.
    pub(super) ordinal: u64,
    /// How it is related to the word.
    pub(super) kind: MatchKind,
    /// Bytes of the form that the word makes up; empty for the whole form.
    pub(super) part: Range<u16>,
    /// What an occurrence counts; 0 for a form that another list of the same word counts already.
    pub(super) weight: f32,
}

impl Form {
    /// False for a form that another list of the same word counts already.
    pub(super) fn counts(&self) -> bool {
        self.weight > 0.0
    }

    /// True when no other word stands before it in the token.
    pub(super) fn opens(&self) -> bool {
        match self.kind {
            MatchKind::Head => false,
            MatchKind::Modifier => self.part.start == 0,
            _ => true,
        }
    }

    /// True when no other word stands behind it in the token.
    pub(super) fn closes(&self) -> bool {
        self.kind != MatchKind::Modifier
    }
}

/// True when the second of two occurrences directly follows the first: as the next token, or as the next part
/// of the same token with at most a linking sound between.
fn follows(left: Place, left_form: &Form, right: Place, right_form: &Form) -> bool {
    if right.position() == left.position() + 1 {
        return left_form.closes() && right_form.opens();
    }
    right.position() == left.position()
        && left_form.part.end > 0
        && right_form.part.start >= left_form.part.end
        && right_form.part.start <= left_form.part.end + 2
}

/// The occurrences of one word of a phrase with the forms they point at.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    /// Ascending.
    pub(super) places: &'a [Place],
    /// What [`Place::form`] points at.
    pub(super) forms: &'a [Form],
}

impl Slot<'_> {
    fn form(&self, place: Place) -> Option<&Form> {
        self.forms.get(place.form()).filter(|form| form.counts())
    }
}

/// Calls `sink` with the occurrences, one a slot, of every place where the slots follow each other in order.
pub(super) fn phrases(slots: &[Slot<'_>], mut sink: impl FnMut(&[Place])) {
    let Some(first) = slots.first() else { return };
    let mut cursors = vec![0; slots.len()];
    let mut chain = Vec::with_capacity(slots.len());
    let mut last_start = None;
    for &start in first.places {
        // Two forms of one token are one place.
        let here = (start.index(), start.position());
        if last_start == Some(here) || first.form(start).is_none() {
            continue;
        }
        chain.clear();
        chain.push(start);
        if extend(slots, &mut cursors, &mut chain) {
            last_start = Some(here);
            sink(&chain);
        }
    }
}

fn extend(slots: &[Slot<'_>], cursors: &mut [usize], chain: &mut Vec<Place>) -> bool {
    let depth = chain.len();
    let Some(slot) = slots.get(depth) else { return true };
    let left = chain[depth - 1];
    let Some(left_form) = slots[depth - 1].form(left) else { return false };
    let from = Place::new(left.index(), left.position(), 0);
    while slot.places.get(cursors[depth]).is_some_and(|&place| place < from) {
        cursors[depth] += 1;
    }
    let mut at = cursors[depth];
    while let Some(&right) = slot.places.get(at) {
        if right.index() != left.index() || right.position() > left.position() + 1 {
            return false;
        }
        if slot.form(right).is_some_and(|form| follows(left, left_form, right, form)) {
            chain.push(right);
            if extend(slots, cursors, chain) {
                return true;
            }
            chain.truncate(depth);
        }
        at += 1;
    }
    false
}

/// Calls `sink` with the occurrences, one a slot, of every place where all slots stand within `span` positions,
/// in any order and each occurrence used once. With `apart` they must be different tokens.
pub(super) fn windows(slots: &[Slot<'_>], span: u32, apart: bool, mut sink: impl FnMut(&[Place])) {
    if let [left, right] = slots {
        return pairs(*left, *right, span, apart, sink);
    }
    let mut at = vec![0; slots.len()];
    let mut window: Vec<Place> = Vec::with_capacity(slots.len());
    loop {
        window.clear();
        for (slot, at) in slots.iter().zip(&mut at) {
            while slot.places.get(*at).is_some_and(|&place| slot.form(place).is_none()) {
                *at += 1;
            }
            let Some(&place) = slot.places.get(*at) else { return };
            window.push(place);
        }
        let last_index = window.iter().map(|place| place.index()).max().unwrap_or(0);
        if window.iter().any(|place| place.index() < last_index) {
            let from = Place::new(last_index, 0, 0);
            for (slot, at) in slots.iter().zip(&mut at) {
                *at += slot.places[*at..].partition_point(|&place| place < from);
            }
            continue;
        }
        let Some((lowest, first)) = window.iter().enumerate().min_by_key(|(_, place)| place.position())
        else {
            return;
        };
        let last = window.iter().map(|place| place.position()).max().unwrap_or(0);
        let distinct = !apart
            || window
                .iter()
                .enumerate()
                .all(|(i, a)| window[..i].iter().all(|b| a.position() != b.position()));
        if last - first.position() <= span && distinct {
            sink(&window);
            // Words that stand in the window are used up, all forms of their tokens with them.
            for ((slot, at), used) in slots.iter().zip(&mut at).zip(&window) {
                let next = Place::new(used.index(), used.position() + 1, 0);
                *at += slot.places[*at..].partition_point(|&place| place < next);
            }
        } else {
            at[lowest] += 1;
        }
    }
}

/// [`windows`] of two slots.
fn pairs(left: Slot<'_>, right: Slot<'_>, span: u32, apart: bool, mut sink: impl FnMut(&[Place])) {
    let skip = |slot: Slot<'_>, mut at: usize| {
        while slot.places.get(at).is_some_and(|&place| slot.form(place).is_none()) {
            at += 1;
        }
        at
    };
    // The next token's places: those of the other forms of this one are used up with it.
    let behind = |slot: Slot<'_>, mut at: usize, place: Place| {
        let next = Place::new(place.index(), place.position() + 1, 0);
        while slot.places.get(at).is_some_and(|&place| place < next) {
            at += 1;
        }
        at
    };
    let (mut i, mut j) = (0, 0);
    loop {
        i = skip(left, i);
        j = skip(right, j);
        let (Some(&a), Some(&b)) = (left.places.get(i), right.places.get(j)) else { return };
        if a.index() == b.index() {
            let (first, last) = (a.position().min(b.position()), a.position().max(b.position()));
            if last - first <= span && !(apart && first == last) {
                sink(&[a, b]);
                i = behind(left, i, a);
                j = behind(right, j, b);
            } else if a.position() <= b.position() {
                i += 1;
            } else {
                j += 1;
            }
        } else if a < b {
            i += 1;
        } else {
            j += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_near_others_are_kept() {
        let place = |index, position| Place::new(index, position, 0);
        let places = [place(0, 5), place(2, 5), place(2, 90), place(3, 7)];
        let kept = |behind, before, index, positions: &[u32]| {
            let mut kept = Vec::new();
            let near = Near::new(&places, &[(0, 1), (1, 3), (3, 4)], behind, before);
            near.keep(index, Positions::Plain(positions), |position| kept.push(position));
            let mut last = 0;
            let steps: Vec<u32> =
                positions.iter().map(|&here| here - std::mem::replace(&mut last, here)).collect();
            let mut by_steps = Vec::new();
            near.keep(index, Positions::Steps(&steps), |position| by_steps.push(position));
            assert_eq!(kept, by_steps);
            kept
        };
        assert_eq!(kept(1, 0, 0, &[4, 5, 6, 7]), [5, 6]);
        assert_eq!(kept(0, 1, 0, &[3, 4, 5, 6]), [4, 5]);
        assert_eq!(kept(2, 2, 1, &[1, 3, 7, 8, 87, 88, 92, 93]), [3, 7, 88, 92]);
        assert_eq!(kept(0, 0, 2, &[6, 7, 8]), [7]);
        assert!(kept(1, 1, 7, &[5]).is_empty());
    }

    fn whole(weight: f32) -> Form {
        Form { ordinal: 0, kind: MatchKind::Lemma, part: 0..0, weight }
    }

    fn part(kind: MatchKind, part: Range<u16>) -> Form {
        Form { ordinal: 0, kind, part, weight: 1.0 }
    }

    fn places(list: &[(usize, u32, usize)]) -> Vec<Place> {
        list.iter().map(|&(index, position, form)| Place::new(index, position, form)).collect()
    }

    fn found(slots: &[(&[Place], &[Form])]) -> Vec<(usize, u32)> {
        let slots: Vec<_> = slots.iter().map(|&(places, forms)| Slot { places, forms }).collect();
        let mut out = Vec::new();
        phrases(&slots, |chain| out.push((chain[0].index(), chain[0].position())));
        out
    }

    #[test]
    fn a_place_holds_three_numbers() {
        let place = Place::new(12_345, 200_000_000, 70_000);
        assert_eq!((place.index(), place.position(), place.form()), (12_345, 200_000_000, 70_000));
    }

    #[test]
    fn words_in_order_are_a_phrase() {
        let forms = [whole(1.0)];
        let a = places(&[(0, 3, 0), (0, 9, 0), (1, 4, 0)]);
        let b = places(&[(0, 4, 0), (1, 3, 0), (1, 5, 0), (2, 1, 0)]);
        assert_eq!(found(&[(&a, &forms), (&b, &forms)]), [(0, 3), (1, 4)]);
    }

    #[test]
    fn parts_meet_at_the_border_of_their_words_only() {
        // "sociale economie" meets `sociale economiebedrijven`, not `sociale planeconomie`.
        let sociale = [whole(1.0)];
        let economie = [part(MatchKind::Modifier, 0..8), part(MatchKind::Head, 4..12)];
        let a = places(&[(0, 1, 0), (1, 1, 0)]);
        let b = places(&[(0, 2, 0), (1, 2, 1)]);
        assert_eq!(found(&[(&a, &sociale), (&b, &economie)]), [(0, 1)]);
    }

    #[test]
    fn parts_of_one_word_are_a_phrase() {
        let maatwerk = [part(MatchKind::Modifier, 0..8)];
        let bedrijf = [part(MatchKind::Head, 8..17)];
        let a = places(&[(0, 5, 0)]);
        assert_eq!(found(&[(&a, &maatwerk), (&a, &bedrijf)]), [(0, 5)]);
        assert!(found(&[(&a, &bedrijf), (&a, &maatwerk)]).is_empty());
    }

    #[test]
    fn a_wrong_turn_is_taken_back() {
        // Two forms at position 2; only the second lets the third word follow.
        let forms = [part(MatchKind::Modifier, 0..3), whole(1.0)];
        let one = [whole(1.0)];
        let a = places(&[(0, 1, 0)]);
        let b = places(&[(0, 2, 0), (0, 2, 1)]);
        let c = places(&[(0, 3, 0)]);
        assert_eq!(found(&[(&a, &one), (&b, &forms), (&c, &one)]), [(0, 1)]);
    }

    #[test]
    fn sorting_by_document_sorts() {
        let lists =
            [vec![(0, 3, 0), (1, 9, 0), (4, 1, 0)], vec![(0, 1, 1), (1, 10, 1), (2, 2, 1), (4, 0, 1)]];
        let one: Vec<Place> = lists.iter().flat_map(|list| places(list)).collect();
        let mut expected: Vec<Place> = (0..40).flat_map(|_| one.clone()).collect();
        let mut many = Reused::from(expected.clone());
        expected.sort_unstable();
        sort(&mut many, 5);
        assert_eq!(*many, expected);
    }

    #[test]
    fn windows_use_each_word_once() {
        let forms = [whole(1.0)];
        let a = places(&[(0, 1, 0), (0, 50, 0), (1, 7, 0), (2, 3, 0)]);
        let b = places(&[(0, 3, 0), (0, 4, 0), (1, 7, 0), (2, 1, 0)]);
        let slots = [Slot { places: &a, forms: &forms }, Slot { places: &b, forms: &forms }];
        let mut seen = Vec::new();
        windows(&slots, 4, false, |window| seen.push((window[0].index(), window[0].position())));
        assert_eq!(seen, [(0, 1), (1, 7), (2, 3)]);
        seen.clear();
        windows(&slots, 4, true, |window| seen.push((window[0].index(), window[0].position())));
        assert_eq!(seen, [(0, 1), (2, 3)]);
    }
}
