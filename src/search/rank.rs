//! The order of hits: by score, date or number, with ties that never depend on how the index was built.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::columns::Columns;
use super::ids::Ids;
use super::matches::{Matches, seek};
use super::request::Sort;
use crate::index::Segment;

/// A document that matches.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    /// Number of its segment.
    pub(super) segment: u32,
    /// Number in the segment.
    pub(super) doc: DocId,
    /// Its score.
    pub(super) score: f32,
}

/// Documents whose scores are looked at together.
const RUN: usize = 32;
/// Pages up to this many hits deep keep a heap; beyond, everything is sorted.
const DEEP: usize = 2048;

/// Compares documents.
pub(super) struct Order<'a> {
    segments: &'a [Segment],
    ids: Option<&'a Ids<'a>>,
    sort: Sort,
    /// False for a query without words: by date then.
    scored: bool,
}

impl<'a> Order<'a> {
    /// An order of documents; without `ids` the last ties break by place in the index.
    pub(super) fn new(segments: &'a [Segment], ids: Option<&'a Ids<'a>>, sort: Sort, scored: bool) -> Self {
        Self { segments, ids, sort, scored }
    }

    /// `Less` when `a` comes before `b`.
    pub(super) fn compare(&self, a: &Found, b: &Found) -> Ordering {
        let first = match self.sort {
            Sort::Score if self.scored => b.score.total_cmp(&a.score),
            Sort::Score | Sort::DateDescending => newest(self.date(a), self.date(b)),
            Sort::DateAscending => oldest(self.date(a), self.date(b)),
            Sort::Number => Ordering::Equal,
        };
        first.then_with(|| self.tie(a, b))
    }

    /// By session and number, then by id.
    fn tie(&self, a: &Found, b: &Found) -> Ordering {
        let key = |found: &Found| {
            self.segments
                .get(found.segment as usize)
                .map_or(u64::MAX, |segment| segment.number_key(found.doc))
        };
        key(a).cmp(&key(b)).then_with(|| {
            let (a, b) = ((a.segment, a.doc), (b.segment, b.doc));
            self.ids.map_or_else(|| a.cmp(&b), |ids| ids.compare(a, b))
        })
    }

    fn date(&self, found: &Found) -> Option<i64> {
        self.segments.get(found.segment as usize)?.day(found.doc)
    }

    /// The first `count` documents in order.
    pub(super) fn first(&self, matches: &[Matches], count: usize) -> Vec<Found> {
        let total: usize = matches.iter().map(Matches::len).sum();
        let count = count.min(total);
        if count == 0 {
            return Vec::new();
        }
        if count > DEEP {
            return self.all(matches, count);
        }
        if self.scored && self.sort == Sort::Score {
            return self.best(matches, count);
        }
        let mut heap: BinaryHeap<Ranked<'_, '_>> = BinaryHeap::with_capacity(count + 1);
        for found in documents(matches) {
            if heap.len() < count {
                heap.push(Ranked { found, order: self });
            } else if let Some(mut worst) = heap.peek_mut()
                && self.compare(&found, &worst.found).is_lt()
            {
                worst.found = found;
            }
        }
        heap.into_sorted_vec().into_iter().map(|ranked| ranked.found).collect()
    }

    /// The first `count` documents by score. What decides between equal scores is read from disk: it is asked for only
    /// among those that are left when the others have lost by their score alone.
    fn best(&self, matches: &[Matches], count: usize) -> Vec<Found> {
        let mut room = (2 * count).max(RUN);
        let mut kept: Vec<Found> = Vec::with_capacity(room);
        let mut least = f32::NEG_INFINITY;
        for (part, segment) in matches.iter().zip(0_u32..) {
            let scored = part.scores.len() == part.docs.len();
            for (run, docs) in part.docs.chunks(RUN).enumerate() {
                let scores = part.scores.get(run * RUN..).unwrap_or_default();
                if scored && scores.iter().take(docs.len()).fold(true, |all, &score| all & (score < least)) {
                    continue;
                }
                for (at, &doc) in docs.iter().enumerate() {
                    let score = scores.get(at).copied().unwrap_or(0.0);
                    if score < least {
                        continue;
                    }
                    kept.push(Found { segment, doc, score });
                    if kept.len() >= room {
                        least = drop_worse(&mut kept, count);
                        room = room.max(2 * kept.len());
                    }
                }
            }
        }
        drop_worse(&mut kept, count);
        if count < kept.len() {
            kept.select_nth_unstable_by(count, |a, b| self.compare(a, b));
            kept.truncate(count);
        }
        kept.sort_unstable_by(|a, b| self.compare(a, b));
        kept
    }

    fn all(&self, matches: &[Matches], count: usize) -> Vec<Found> {
        let mut all: Vec<Found> = documents(matches).collect();
        all.sort_unstable_by(|a, b| self.compare(a, b));
        all.truncate(count);
        all
    }

    /// The first `count` groups of near duplicates after `offset`, each by its first document, with the number
    /// of its other documents.
    pub(super) fn first_groups(
        &self,
        matches: &[Matches],
        offset: usize,
        count: usize,
    ) -> Vec<(Found, usize)> {
        // Most documents are alone in their group: a few more than wanted are nearly always enough.
        let total: usize = matches.iter().map(Matches::len).sum();
        let wanted = offset.saturating_add(count);
        let mut depth = wanted.saturating_mul(2).saturating_add(8);
        loop {
            let mut seen: FxHashMap<u32, usize> = FxHashMap::default();
            let mut groups: Vec<(Found, u32)> = Vec::new();
            for found in self.first(matches, depth) {
                let group = self.group(&found);
                if let std::collections::hash_map::Entry::Vacant(entry) = seen.entry(group) {
                    entry.insert(0);
                    groups.push((found, group));
                }
            }
            if groups.len() >= wanted || depth >= total {
                let page: Vec<(Found, u32)> = groups.into_iter().skip(offset).take(count).collect();
                let sizes = self.sizes(matches);
                return page
                    .into_iter()
                    .map(|(found, group)| (found, sizes.get(&group).map_or(0, |size| size - 1)))
                    .collect();
            }
            depth = depth.saturating_mul(4);
        }
    }

    fn group(&self, found: &Found) -> u32 {
        self.segments
            .get(found.segment as usize)
            .and_then(|segment| segment.group(found.doc))
            .unwrap_or(u32::MAX - found.doc)
    }

    /// The number of groups of near duplicates.
    pub(super) fn groups(&self, matches: &[Matches]) -> u64 {
        let total: usize = matches.iter().map(Matches::len).sum();
        let doubled: usize = self.sizes(matches).values().map(|size| size - 1).sum();
        (total - doubled) as u64
    }

    /// How many of the matching documents are in each group, for groups of several documents.
    fn sizes(&self, matches: &[Matches]) -> FxHashMap<u32, usize> {
        let mut sizes = FxHashMap::default();
        for (part, segment) in matches.iter().zip(self.segments) {
            let (shared, groups) = segment.grouped();
            let (mut at, mut next) = (0, 0);
            while let Some(&doc) = part.docs.get(at) {
                next = seek(shared, next, doc);
                let Some(&other) = shared.get(next) else { break };
                if other == doc {
                    *sizes.entry(groups.get(next).copied().unwrap_or(u32::MAX)).or_insert(0) += 1;
                    at += 1;
                } else {
                    at = seek(&part.docs, at, other);
                }
            }
        }
        sizes
    }
}

/// Drops the documents whose score is below that of the one at place `count`, and returns that score.
fn drop_worse(kept: &mut Vec<Found>, count: usize) -> f32 {
    if kept.len() <= count {
        return f32::NEG_INFINITY;
    }
    let (_, last, _) = kept.select_nth_unstable_by(count - 1, |a, b| b.score.total_cmp(&a.score));
    let least = last.score;
    kept.retain(|found| found.score >= least);
    least
}

fn newest(a: Option<i64>, b: Option<i64>) -> Ordering {
    b.cmp(&a)
}

fn oldest(a: Option<i64>, b: Option<i64>) -> Ordering {
    a.is_none().cmp(&b.is_none()).then(a.cmp(&b))
}

/// Every document that matches, in the order of the segments.
pub(super) fn documents(matches: &[Matches]) -> impl Iterator<Item = Found> + '_ {
    matches.iter().zip(0_u32..).flat_map(|(part, segment)| {
        part.docs.iter().enumerate().map(move |(index, &doc)| Found {
            segment,
            doc,
            score: part.score(index),
        })
    })
}

/// A document in a heap whose top is the last in order.
struct Ranked<'o, 'a> {
    found: Found,
    order: &'o Order<'a>,
}

impl Ord for Ranked<'_, '_> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order.compare(&self.found, &other.found)
    }
}

impl PartialOrd for Ranked<'_, '_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked<'_, '_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ranked<'_, '_> {}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn ties_at_the_end_of_a_page_are_decided_like_all_others(
            scores in proptest::collection::vec(0_u8..6, 1..400), count in 1_usize..80, split in 0_usize..400,
        ) {
            let order = Order::new(&[], None, Sort::Score, true);
            let scores: Vec<f32> = scores.into_iter().map(f32::from).collect();
            let (one, other) = scores.split_at(split.min(scores.len()));
            let matches = [one, other].map(|scores| Matches {
                docs: (0..scores.len() as u32).map(|doc| 3 * doc).collect::<Vec<_>>().into(),
                scores: scores.to_vec().into(),
            });
            let count = count.min(scores.len());
            prop_assert_eq!(order.first(&matches, count), order.all(&matches, count));
        }
    }

    #[test]
    fn undated_documents_come_last_both_ways() {
        assert!(newest(Some(5), Some(3)).is_lt());
        assert!(newest(Some(5), None).is_lt());
        assert!(oldest(Some(3), Some(5)).is_lt());
        assert!(oldest(Some(5), None).is_lt());
    }

    #[test]
    fn the_best_come_first_and_pages_join() {
        let segments = [];
        let order = Order::new(&segments, None, Sort::Score, true);
        let matches = [
            Matches { docs: vec![1, 4, 9].into(), scores: vec![0.5, 3.0, 1.0].into() },
            Matches { docs: vec![2, 3].into(), scores: vec![1.0, 2.0].into() },
        ];
        let places = |found: &[Found]| found.iter().map(|f| (f.segment, f.doc)).collect::<Vec<_>>();
        let all = [(0, 4), (1, 3), (0, 9), (1, 2), (0, 1)];
        for count in 0..=6 {
            assert_eq!(places(&order.first(&matches, count)), all[..count.min(5)]);
            assert_eq!(places(&order.all(&matches, count)), all[..count.min(5)]);
        }
    }
}
