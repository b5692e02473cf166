//! Sorted sets of documents with scores, the currency of evaluation, and the table in which posting lists are
//! added up.

use tantivy::DocId;

use super::buffers::Reused;

/// Documents of one segment, ascending, with a score each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Matches {
    /// The documents.
    pub(super) docs: Reused<DocId>,
    /// A score a document, or nothing at all where none counts.
    pub(super) scores: Reused<f32>,
}

impl Matches {
    /// Documents without scores.
    pub(super) fn unscored(docs: impl Into<Reused<DocId>>) -> Self {
        Self { docs: docs.into(), scores: Reused::default() }
    }

    /// None yet, with room for many.
    pub(super) fn many() -> Self {
        Self { docs: Reused::take(), scores: Reused::take() }
    }

    /// Makes room for so many more.
    pub(super) fn reserve(&mut self, more: usize) {
        self.docs.reserve(more);
        self.scores.reserve(more);
    }

    pub(super) fn len(&self) -> usize {
        self.docs.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.docs.is_empty()
    }

    /// The score of the document at `index`; 0 where none counts.
    pub(super) fn score(&self, index: usize) -> f32 {
        self.scores.get(index).copied().unwrap_or(0.0)
    }

    pub(super) fn push(&mut self, doc: DocId, score: f32) {
        self.docs.push(doc);
        self.scores.push(score);
    }

    /// Keeps the documents for which `keep` holds.
    pub(super) fn retain(&mut self, mut keep: impl FnMut(usize, DocId) -> bool) {
        let mut kept = 0;
        for index in 0..self.docs.len() {
            let doc = self.docs[index];
            if keep(index, doc) {
                self.docs[kept] = doc;
                if let Some(&score) = self.scores.get(index) {
                    self.scores[kept] = score;
                }
                kept += 1;
            }
        }
        self.docs.truncate(kept);
        self.scores.truncate(kept);
    }

    /// Keeps what `other` holds too; scores add up.
    pub(super) fn intersect(&mut self, other: &Self) {
        if self.scores.is_empty() && !other.scores.is_empty() {
            self.scores = Reused::filled(0.0, self.docs.len());
        }
        let mut at = 0;
        let mut kept = 0;
        for index in 0..self.docs.len() {
            let doc = self.docs[index];
            at = seek(&other.docs, at, doc);
            if other.docs.get(at) == Some(&doc) {
                self.docs[kept] = doc;
                if let Some(&score) = self.scores.get(index) {
                    self.scores[kept] = score + other.score(at);
                }
                kept += 1;
            }
        }
        self.docs.truncate(kept);
        self.scores.truncate(kept);
    }

    /// Leaves out what `other` holds.
    pub(super) fn subtract(&mut self, other: &[DocId]) {
        let mut at = 0;
        self.retain(|_, doc| {
            at = seek(other, at, doc);
            other.get(at) != Some(&doc)
        });
    }

    /// The documents of either; scores add up.
    pub(super) fn union(self, other: &Self) -> Self {
        if self.is_empty() {
            return other.clone();
        }
        if other.is_empty() {
            return self;
        }
        let scored = !self.scores.is_empty() || !other.scores.is_empty();
        let mut out = Self::many();
        out.docs.reserve(self.len() + other.len());
        if scored {
            out.scores.reserve(self.len() + other.len());
        }
        let (mut left, mut right) = (0, 0);
        loop {
            let (doc, score) = match (self.docs.get(left), other.docs.get(right)) {
                (None, None) => break,
                (Some(&a), Some(&b)) if a == b => {
                    let score = self.score(left) + other.score(right);
                    left += 1;
                    right += 1;
                    (a, score)
                }
                (Some(&a), b) if b.is_none_or(|&b| a < b) => {
                    left += 1;
                    (a, self.score(left - 1))
                }
                (_, Some(&b)) => {
                    right += 1;
                    (b, other.score(right - 1))
                }
                (Some(_), None) => break,
            };
            out.docs.push(doc);
            if scored {
                out.scores.push(score);
            }
        }
        out
    }
}

/// Index of the first element of `docs[from..]` that is not below `target`: galloping, as most jumps are short.
pub(super) fn seek(docs: &[DocId], from: usize, target: DocId) -> usize {
    let mut low = from;
    let mut step = 1;
    while docs.get(low + step - 1).is_some_and(|&doc| doc < target) {
        low += step;
        step *= 2;
    }
    let high = (low + step - 1).min(docs.len());
    low + docs.get(low..high).map_or(0, |part| part.partition_point(|&doc| doc < target))
}

/// Values looked at together when a table is read out: as many as a word has bits.
const RUN: usize = 64;
/// So few of them are cheaper scored one by one.
const SINGLE: u32 = 16;

/// A sum for each document of a segment (or for each candidate), emptied by reading it out. What is added is
/// above 0. A bit for each sum tells which are not 0, so that reading looks at those only.
#[derive(Debug, Default)]
pub(super) struct Tally {
    values: Reused<f32>,
    bits: Vec<u64>,
}

impl Tally {
    /// Makes room for `size` documents; all sums are 0 before and after.
    pub(super) fn prepare(&mut self, size: usize) -> &mut Self {
        if self.values.len() < size {
            self.values = Reused::filled(0.0, size);
            self.bits = vec![0; size.div_ceil(RUN)];
        }
        self
    }

    /// Adds to a document below the size prepared for; others are passed over.
    #[inline]
    pub(super) fn add(&mut self, index: usize, value: f32) {
        if let (Some(sum), Some(bits)) = (self.values.get_mut(index), self.bits.get_mut(index / RUN)) {
            *sum += value;
            *bits |= 1 << (index % RUN);
        }
    }

    /// Adds without a bit: for what is read with [`Self::drain_at`], and for words of so many documents that setting
    /// bits costs more than looking at all sums, after [`Self::mark_all`].
    #[inline]
    pub(super) fn add_unmarked(&mut self, index: usize, value: f32) {
        if let Some(sum) = self.values.get_mut(index) {
            *sum += value;
        }
    }

    /// Says that any of the first `size` sums may be above 0.
    pub(super) fn mark_all(&mut self, size: usize) {
        let words = size.div_ceil(RUN).min(self.bits.len());
        self.bits[..words].fill(u64::MAX);
    }

    /// Adds what `score` makes of the sums of the first `size` documents to those of another table and empties this
    /// one. `score` is handed the number of a document and its sum; `score_run`, which has to come to the same, the number of a
    /// document and the sums from it on, to be replaced: those of 0 must stay so.
    #[inline]
    pub(super) fn drain_to(
        &mut self,
        size: usize,
        other: &mut Self,
        score: impl Fn(usize, f32) -> f32,
        score_run: impl Fn(usize, &mut [f32]),
    ) {
        let size = size.min(self.values.len()).min(other.values.len());
        let values = self.values[..size].chunks_mut(RUN).zip(other.values[..size].chunks_mut(RUN));
        let bits = self.bits.iter_mut().zip(&mut other.bits);
        for (run, ((values, sums), (bits, other_bits))) in values.zip(bits).enumerate() {
            if *bits == 0 {
                continue;
            }
            if bits.count_ones() <= SINGLE {
                let mut rest = std::mem::take(bits);
                *other_bits |= rest;
                while rest != 0 {
                    let at = rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    if let (Some(sum), Some(value)) = (sums.get_mut(at), values.get_mut(at)) {
                        *sum += score(run * RUN + at, std::mem::take(value));
                    }
                }
                continue;
            }
            score_run(run * RUN, values);
            for (sum, value) in sums.iter_mut().zip(values.iter()) {
                *sum += *value;
            }
            *other_bits |= std::mem::take(bits);
            values.fill(0.0);
        }
    }

    /// Hands over the sums of the first `size` documents in ascending order and empties the table.
    #[inline]
    pub(super) fn drain(&mut self, size: usize, mut sink: impl FnMut(usize, f32)) {
        let size = size.min(self.values.len());
        for (run, (values, bits)) in self.values[..size].chunks_mut(RUN).zip(&mut self.bits).enumerate() {
            let mut rest = std::mem::take(bits);
            while rest != 0 {
                let at = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                if let Some(value) = values.get_mut(at).filter(|value| **value != 0.0) {
                    sink(run * RUN + at, std::mem::take(value));
                }
            }
        }
    }

    /// As [`Self::drain`], to the end of `out`.
    pub(super) fn drain_into(&mut self, size: usize, out: &mut Matches) {
        let size = size.min(self.values.len());
        let most: u32 = self.bits.iter().map(|bits| bits.count_ones()).sum();
        out.reserve((most as usize).min(size));
        let (mut docs, mut sums) = ([0; RUN], [0.0; RUN]);
        for (run, (values, bits)) in self.values[..size].chunks_mut(RUN).zip(&mut self.bits).enumerate() {
            let mut rest = std::mem::take(bits);
            let first = (run * RUN) as DocId;
            let mut kept = 0;
            if rest == u64::MAX {
                // Without branches: which documents match is not to be foretold.
                for (doc, value) in (first..).zip(values.iter()) {
                    docs[kept % RUN] = doc;
                    sums[kept % RUN] = *value;
                    kept += usize::from(*value != 0.0);
                }
                values.fill(0.0);
                rest = 0;
            }
            while rest != 0 {
                let at = rest.trailing_zeros();
                rest &= rest - 1;
                if let Some(value) = values.get_mut(at as usize) {
                    docs[kept % RUN] = first + at;
                    sums[kept % RUN] = std::mem::take(value);
                    kept += 1;
                }
            }
            out.docs.extend_from_slice(&docs[..kept]);
            out.scores.extend_from_slice(&sums[..kept]);
        }
    }

    /// Hands over the sums of `candidates`, added without bits, and empties the table from the first of them to the last,
    /// of others' sums too.
    pub(super) fn drain_at(&mut self, candidates: &[DocId], out: &mut Matches) {
        out.reserve(candidates.len());
        let (mut docs, mut sums) = ([0; RUN], [0.0; RUN]);
        for run in candidates.chunks(RUN) {
            let mut kept = 0;
            for &doc in run {
                let value = self.values.get(doc as usize).copied().unwrap_or(0.0);
                docs[kept % RUN] = doc;
                sums[kept % RUN] = value;
                kept += usize::from(value != 0.0);
            }
            out.docs.extend_from_slice(&docs[..kept]);
            out.scores.extend_from_slice(&sums[..kept]);
        }
        if let (Some(&first), Some(&last)) = (candidates.first(), candidates.last()) {
            let end = (last as usize + 1).min(self.values.len());
            if let Some(touched) = self.values.get_mut(first as usize..end) {
                touched.fill(0.0);
            }
        }
    }
}

/// The tables of an evaluation, empty before and after each use.
#[derive(Debug, Default)]
pub(super) struct Tables {
    /// Weighted frequencies of a word or a phrase.
    pub(super) frequencies: Tally,
    /// Scores of several.
    pub(super) scores: Tally,
}

/// A set of documents of a segment, a bit each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Documents(Vec<u64>);

impl Documents {
    /// None of so many.
    pub(super) fn new(size: usize) -> Self {
        Self(vec![0; size.div_ceil(RUN)])
    }

    /// Those of so many, ascending.
    pub(super) fn of(docs: &[DocId], size: usize) -> Self {
        let mut set = Self::new(size);
        // A word of bits is written once: to read again what was just written takes longer than to add to it.
        let (mut at, mut bits) = (0, 0);
        let mut put = |at: usize, bits: u64| set.0.get_mut(at).map(|word| *word |= bits);
        for &doc in docs {
            let word = doc as usize / RUN;
            if word != at {
                put(at, bits);
                (at, bits) = (word, 0);
            }
            bits |= 1 << (doc as usize % RUN);
        }
        put(at, bits);
        set
    }

    /// True for a set of none of no documents.
    pub(super) fn is_void(&self) -> bool {
        self.0.is_empty()
    }

    #[inline]
    pub(super) fn add(&mut self, doc: DocId) {
        if let Some(word) = self.0.get_mut(doc as usize / RUN) {
            *word |= 1 << (doc as usize % RUN);
        }
    }

    #[inline]
    pub(super) fn holds(&self, doc: DocId) -> bool {
        self.0.get(doc as usize / RUN).is_some_and(|word| word >> (doc as usize % RUN) & 1 != 0)
    }

    /// Leaves out what `other` does not hold.
    pub(super) fn intersect(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
    }

    /// Adds what `other` holds.
    pub(super) fn unite(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own |= other);
    }

    /// All, ascending.
    pub(super) fn all(&self) -> Reused<DocId> {
        let mut all = Reused::take();
        for (word, first) in self.0.iter().zip((0..).step_by(RUN)) {
            let mut rest = *word;
            while rest != 0 {
                all.push(first + rest.trailing_zeros());
                rest &= rest - 1;
            }
        }
        all
    }

    /// Those of `candidates`.
    pub(super) fn among(&self, candidates: &[DocId]) -> Reused<DocId> {
        let mut found = Reused::take();
        found.extend(candidates.iter().copied().filter(|&doc| self.holds(doc)));
        found
    }

    /// How many.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The numbers of documents before each word of bits, for [`Self::rank`].
    pub(super) fn ranks(&self) -> Vec<u32> {
        let before = |sum: &mut u32, word: &u64| Some(std::mem::replace(sum, *sum + word.count_ones()));
        self.0.iter().scan(0, before).collect()
    }

    /// The number of documents of the set before one; `ranks` are [`Self::ranks`].
    #[inline]
    pub(super) fn rank(&self, ranks: &[u32], doc: DocId) -> u32 {
        let word = doc as usize / RUN;
        let (Some(bits), Some(before)) = (self.0.get(word), ranks.get(word)) else { return 0 };
        before + (bits & ((1 << (doc as usize % RUN)) - 1)).count_ones()
    }
}

/// Marks on the documents of a segment: which of up to eight things each of them has.
pub(super) struct Marks(Reused<u8>);

impl Marks {
    pub(super) fn new(size: usize) -> Self {
        Self(Reused::filled(0, size))
    }

    #[inline]
    pub(super) fn set(&mut self, doc: DocId, bit: u8) {
        if let Some(marks) = self.0.get_mut(doc as usize) {
            *marks |= bit;
        }
    }

    /// The marks of a document.
    #[inline]
    pub(super) fn of(&self, doc: DocId) -> u8 {
        self.0.get(doc as usize).copied().unwrap_or(0)
    }

    /// Documents with all of the marks in `all`.
    pub(super) fn having(&self, all: u8) -> Reused<DocId> {
        let mut found = Reused::take();
        let mut docs = [0; RUN];
        for (run, marks) in self.0.chunks(RUN).enumerate() {
            let mut kept = 0;
            for (doc, &marks) in ((run * RUN) as DocId..).zip(marks) {
                docs[kept % RUN] = doc;
                kept += usize::from(marks & all == all);
            }
            found.extend_from_slice(&docs[..kept]);
        }
        found
    }

    /// Those of `candidates` with all of the marks in `all`.
    pub(super) fn among(&self, candidates: &[DocId], all: u8) -> Reused<DocId> {
        let has = |doc: DocId| self.of(doc) & all == all;
        let mut found = Reused::take();
        let mut docs = [0; RUN];
        for run in candidates.chunks(RUN) {
            let mut kept = 0;
            for &doc in run {
                docs[kept % RUN] = doc;
                kept += usize::from(has(doc));
            }
            found.extend_from_slice(&docs[..kept]);
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    use super::*;

    fn matches(pairs: &[(u32, f32)]) -> Matches {
        Matches {
            docs: pairs.iter().map(|pair| pair.0).collect::<Vec<_>>().into(),
            scores: pairs.iter().map(|pair| pair.1).collect::<Vec<_>>().into(),
        }
    }

    #[test]
    fn scores_add_up() {
        let a = matches(&[(1, 1.0), (3, 2.0), (9, 4.0)]);
        let b = matches(&[(3, 0.5), (4, 1.0)]);
        assert_eq!(a.clone().union(&b), matches(&[(1, 1.0), (3, 2.5), (4, 1.0), (9, 4.0)]));
        let mut both = a.clone();
        both.intersect(&b);
        assert_eq!(both, matches(&[(3, 2.5)]));
        let mut rest = a;
        rest.subtract(&b.docs);
        assert_eq!(rest, matches(&[(1, 1.0), (9, 4.0)]));
    }

    #[test]
    fn filters_do_not_score() {
        let mut both = Matches::unscored(vec![1, 2, 3]);
        both.intersect(&matches(&[(2, 5.0)]));
        assert_eq!(both, matches(&[(2, 5.0)]));
    }

    #[test]
    fn a_tally_is_empty_after_reading() {
        let mut tally = Tally::default();
        tally.prepare(200);
        tally.add(130, 1.0);
        tally.add(3, 0.5);
        tally.add(130, 1.0);
        tally.add(100_000, 1.0);
        let mut seen = Vec::new();
        tally.drain(200, |index, sum| seen.push((index, sum)));
        assert_eq!(seen, [(3, 0.5), (130, 2.0)]);
        tally.drain(200, |index, _| panic!("{index} left behind"));
    }

    proptest! {
        #[test]
        fn sets_behave_as_sets(a in proptest::collection::btree_set(0u32..80, 0..40), b in proptest::collection::btree_set(0u32..80, 0..40)) {
            let set = |set: &std::collections::BTreeSet<u32>| Matches { docs: set.iter().copied().collect::<Vec<_>>().into(), scores: vec![1.0; set.len()].into() };
            let union = set(&a).union(&set(&b));
            prop_assert_eq!(&*union.docs, &a.union(&b).copied().collect::<Vec<_>>());
            let mut both = set(&a);
            both.intersect(&set(&b));
            prop_assert_eq!(&*both.docs, &a.intersection(&b).copied().collect::<Vec<_>>());
            let mut rest = set(&a);
            rest.subtract(&set(&b).docs);
            prop_assert_eq!(&*rest.docs, &a.difference(&b).copied().collect::<Vec<_>>());
        }

        #[test]
        fn seeking_is_a_lower_bound(docs in proptest::collection::btree_set(0u32..200, 0..60), from in 0usize..60, target in 0u32..220) {
            let docs: Vec<u32> = docs.into_iter().collect();
            let from = from.min(docs.len());
            let expected = from + docs[from..].partition_point(|&doc| doc < target);
            prop_assert_eq!(seek(&docs, from, target), expected);
        }

        #[test]
        fn tallies_add(pairs in proptest::collection::vec((0usize..300, 1u8..5), 0..80)) {
            let mut tally = Tally::default();
            tally.prepare(300);
            let mut expected: BTreeMap<usize, f32> = BTreeMap::new();
            for &(index, value) in &pairs {
                tally.add(index, f32::from(value));
                *expected.entry(index).or_default() += f32::from(value);
            }
            let mut seen = Vec::new();
            tally.drain(300, |index, sum| seen.push((index, sum)));
            prop_assert_eq!(&seen, &expected.clone().into_iter().collect::<Vec<_>>());
            let again = |tally: &mut Tally| pairs.iter().for_each(|&(index, value)| tally.add(index, f32::from(value)));
            let pairs_seen: Vec<(u32, f32)> = seen.iter().map(|pair| (pair.0 as u32, pair.1)).collect();
            let all = matches(&pairs_seen);
            let mut found = Matches::default();
            again(&mut tally);
            tally.drain_into(300, &mut found);
            prop_assert_eq!(&found, &all);
            let mut other = Tally::default();
            other.prepare(300);
            other.add(5, 0.5);
            again(&mut tally);
            tally.drain_to(300, &mut other, |doc, sum| sum * (1.0 + doc as f32), |first, sums| {
                for (doc, sum) in (first..).zip(sums) {
                    *sum *= 1.0 + doc as f32;
                }
            });
            tally.drain(300, |index, _| panic!("{index} left behind"));
            let mut doubled: BTreeMap<usize, f32> = expected.iter().map(|(&doc, &sum)| (doc, sum * (1.0 + doc as f32))).collect();
            *doubled.entry(5).or_default() += 0.5;
            let mut sums = Vec::new();
            other.drain(300, |index, sum| sums.push((index, sum)));
            prop_assert_eq!(sums, doubled.into_iter().collect::<Vec<_>>());
            let mut found = Matches::default();
            again(&mut tally);
            tally.mark_all(300);
            tally.drain_into(300, &mut found);
            prop_assert_eq!(&found, &all);
            let mut found = Matches::default();
            let candidates: Vec<u32> = (7..290).step_by(3).collect();
            for &(index, value) in &pairs {
                if (7..290).contains(&index) {
                    tally.add_unmarked(index, f32::from(value));
                }
            }
            tally.drain_at(&candidates, &mut found);
            let mut wanted = all;
            wanted.retain(|_, doc| candidates.binary_search(&doc).is_ok());
            prop_assert_eq!(found, wanted);
            tally.drain(300, |index, _| panic!("{index} left behind"));
        }

        #[test]
        fn documents_are_a_set(docs in proptest::collection::btree_set(0u32..300, 0..90), others in proptest::collection::btree_set(0u32..300, 0..90)) {
            let of = |docs: &std::collections::BTreeSet<u32>| {
                let mut set = Documents::new(300);
                docs.iter().for_each(|&doc| set.add(doc));
                set
            };
            let mut set = of(&docs);
            set.add(100_000);
            let sorted: Vec<u32> = docs.iter().copied().collect();
            prop_assert_eq!(&*set.all(), &sorted);
            let ranks = set.ranks();
            for (rank, &doc) in (0..).zip(&sorted) {
                prop_assert_eq!(set.rank(&ranks, doc), rank);
            }
            for doc in 0..400 {
                prop_assert_eq!(set.holds(doc), docs.contains(&doc));
            }
            prop_assert_eq!(&Documents::of(&sorted, 300), &set);
            let both: Vec<u32> = docs.intersection(&others).copied().collect();
            prop_assert_eq!(&*set.among(&others.iter().copied().collect::<Vec<_>>()), &both);
            set.intersect(&of(&others));
            prop_assert_eq!(&*set.all(), &both);
        }

        #[test]
        fn marks_are_found_again(pairs in proptest::collection::vec((0u32..200, 0u8..3), 0..90)) {
            let mut marks = Marks::new(200);
            for &(doc, bit) in &pairs {
                marks.set(doc, 1 << bit);
            }
            let has = |doc: u32, bit: u8| pairs.contains(&(doc, bit));
            let expected: Vec<u32> = (0..200).filter(|&doc| has(doc, 0) && has(doc, 2)).collect();
            for doc in 0..210 {
                let marked = (0..3).filter(|&bit| has(doc, bit)).fold(0, |marks, bit| marks | 1 << bit);
                prop_assert_eq!(marks.of(doc), marked);
            }
            prop_assert_eq!(&*marks.having(0b101), &expected);
            let odd: Vec<u32> = (1..200).step_by(2).collect();
            let expected: Vec<u32> = expected.into_iter().filter(|doc| doc % 2 == 1).collect();
            prop_assert_eq!(&*marks.among(&odd, 0b101), &expected);
        }
    }
}
