//! A bonus for documents in which the words of a query stand side by side.
//!
//! Only the best documents by BM25 are looked at, always the same number of them, so that pages join.

use std::collections::BTreeMap;

use super::error::SearchError;
use super::quotes::{Match, Quoter};
use super::request::Sort;
use super::searcher::{Run, Searcher};

/// Words farther apart than this are not near each other.
const FAR: u32 = 8;

/// Raises the scores of the best documents by how near the words stand.
pub(super) fn reward(searcher: &Searcher<'_>, run: &mut Run<'_>) -> Result<(), SearchError> {
    let ranking = searcher.ranking();
    let words = run.plan.scoring().count();
    if ranking.proximity <= 0.0 || words < 2 {
        return Ok(());
    }
    let order = searcher.order(Sort::Score, true);
    let best = order.first(&run.matches, ranking.proximity_depth);
    let matches = Quoter::new(searcher, run).matches(&best)?;
    for (found, matches) in best.iter().zip(matches) {
        let bonus = ranking.proximity * found.score * closeness(&matches, words);
        run.read.insert((found.segment, found.doc), matches);
        let part = &mut run.matches[found.segment as usize];
        if let Ok(index) = part.docs.binary_search(&found.doc)
            && let Some(score) = part.scores.get_mut(index)
        {
            *score += bonus;
        }
    }
    Ok(())
}

/// From 0, no two different words near each other, to 1, all side by side. `matches` are in the order of their
/// positions.
fn closeness(matches: &[Match], words: usize) -> f32 {
    let mut nearest: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    for pair in matches.windows(2) {
        let distance = pair[1].first().saturating_sub(pair[0].last()).max(1);
        if pair[0].leaf != pair[1].leaf && distance <= FAR {
            let key = (pair[0].leaf.min(pair[1].leaf), pair[0].leaf.max(pair[1].leaf));
            let known = nearest.entry(key).or_insert(distance);
            *known = distance.min(*known);
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let sum: f32 = nearest.values().map(|&distance| 1.0 / distance as f32).sum();
    #[expect(clippy::cast_precision_loss, reason = "small numbers")]
    let most = words.saturating_sub(1).max(1) as f32;
    (sum / most).min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(position: u32, leaf: usize) -> Match {
        Match { leaf, phrase: false, words: smallvec::smallvec![(0, 0, position)], weight: 1.0 }
    }

    #[test]
    fn words_side_by_side_are_close() {
        assert!((closeness(&[at(1, 0), at(2, 1)], 2) - 1.0).abs() < 1e-6);
        assert!((closeness(&[at(1, 0), at(5, 1)], 2) - 0.25).abs() < 1e-6);
        assert!(closeness(&[at(1, 0), at(2, 0), at(90, 1)], 2) < 1e-6);
    }
}
