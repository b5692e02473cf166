//! Sorted sets of documents with scores, the currency of evaluation, and the table in which posting lists are
//! added up.

use tantivy::DocId;

/// Documents of one segment, ascending, with a score each.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Matches {
    /// The documents.
    pub(super) docs: Vec<DocId>,
    /// A score a document, or nothing at all where none counts.
    pub(super) scores: Vec<f32>,
}

impl Matches {
    /// Documents without scores.
    pub(super) fn unscored(docs: Vec<DocId>) -> Self {
        Self { docs, scores: Vec::new() }
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
            self.scores = vec![0.0; self.docs.len()];
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
        let mut out = Self::default();
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

/// A sum for each document of a segment (or for each candidate), emptied by reading it out.
#[derive(Debug, Default)]
pub(super) struct Tally {
    values: Vec<f32>,
    touched: Vec<u64>,
}

impl Tally {
    /// Makes room for `size` documents; all sums are 0 before and after.
    pub(super) fn prepare(&mut self, size: usize) {
        if self.values.len() < size {
            self.values.resize(size, 0.0);
            self.touched.resize(size.div_ceil(64), 0);
        }
    }

    /// Adds to a document below the size prepared for; others are passed over.
    #[inline]
    pub(super) fn add(&mut self, index: usize, value: f32) {
        if let Some(sum) = self.values.get_mut(index) {
            *sum += value;
            self.touched[index >> 6] |= 1 << (index & 63);
        }
    }

    /// Hands over the sums in ascending order and empties the table.
    #[inline]
    pub(super) fn drain(&mut self, mut sink: impl FnMut(usize, f32)) {
        for (word, bits) in self.touched.iter_mut().enumerate() {
            let mut rest = std::mem::take(bits);
            while rest != 0 {
                let index = word * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                sink(index, std::mem::take(&mut self.values[index]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    use super::*;

    fn matches(pairs: &[(u32, f32)]) -> Matches {
        Matches {
            docs: pairs.iter().map(|pair| pair.0).collect(),
            scores: pairs.iter().map(|pair| pair.1).collect(),
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
        tally.drain(|index, sum| seen.push((index, sum)));
        assert_eq!(seen, [(3, 0.5), (130, 2.0)]);
        tally.drain(|index, _| panic!("{index} left behind"));
    }

    proptest! {
        #[test]
        fn sets_behave_as_sets(a in proptest::collection::btree_set(0u32..80, 0..40), b in proptest::collection::btree_set(0u32..80, 0..40)) {
            let set = |set: &std::collections::BTreeSet<u32>| Matches { docs: set.iter().copied().collect(), scores: vec![1.0; set.len()] };
            let union = set(&a).union(&set(&b));
            prop_assert_eq!(union.docs, a.union(&b).copied().collect::<Vec<_>>());
            let mut both = set(&a);
            both.intersect(&set(&b));
            prop_assert_eq!(both.docs, a.intersection(&b).copied().collect::<Vec<_>>());
            let mut rest = set(&a);
            rest.subtract(&set(&b).docs);
            prop_assert_eq!(rest.docs, a.difference(&b).copied().collect::<Vec<_>>());
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
            tally.drain(|index, sum| seen.push((index, sum)));
            prop_assert_eq!(seen, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
