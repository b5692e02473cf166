//! The company a query keeps: words that stand near its occurrences more often than chance would have them.

use std::collections::BTreeMap;

use super::error::{SearchError, guarded};
use super::quotes::Quoter;
use super::rank::{Found, documents};
use super::request::CollocatesRequest;
use super::searcher::Searcher;
use super::vocabulary::count;
use crate::dutch::TokenKind;
use crate::model::{Association, Collocate, Collocates};

/// Documents read together.
const BATCH: usize = 128;

impl Searcher<'_> {
    /// Counts the words inside the window around every occurrence of the query and measures how much more
    /// often they stand there than elsewhere. Windows end at the borders of a section; a word in two
    /// overlapping windows counts once.
    ///
    /// # Errors
    /// When the query has no words, or the index cannot be read.
    pub fn collocates(&self, request: &CollocatesRequest) -> Result<Collocates, SearchError> {
        guarded(self.index, || self.collocates_unguarded(request))
    }

    fn collocates_unguarded(&self, request: &CollocatesRequest) -> Result<Collocates, SearchError> {
        let plan = self.plan(&request.query);
        if plan.scoring().next().is_none() {
            return Err(SearchError::NoWords(request.query.to_string()));
        }
        let run = self.run(&plan, false)?;
        let found: Vec<Found> = documents(&run.matches).collect();
        let quoter = Quoter::new(self, &run);
        let mut tokenizer = self.tokenizer();
        let mut together: BTreeMap<String, u64> = BTreeMap::new();
        let (mut occurrences, mut window_words) = (0_u64, 0_u64);
        for batch in found.chunks(BATCH) {
            let matches = quoter.matches(batch)?;
            for (found, matches) in batch.iter().zip(matches) {
                let mut nodes: Vec<u32> =
                    matches.iter().flat_map(|one| one.words.iter().map(|word| word.2)).collect();
                nodes.sort_unstable();
                nodes.dedup();
                occurrences += nodes.len() as u64;
                let record = quoter.record(found)?;
                for (start, end, first) in stretches(&record.anchors, &nodes, request.window) {
                    let end = end.map_or(record.question.text.len(), |end| end as usize);
                    tokenizer.run(&record.question.text, start as usize..end, first, &mut |token| {
                        if token.kind == TokenKind::Word
                            && token.form.chars().any(char::is_alphabetic)
                            && in_window(&nodes, token.position, request.window)
                        {
                            window_words += 1;
                            *together.entry(token.form.to_owned()).or_default() += 1;
                        }
                    });
                }
            }
        }
        let words: u64 = self.index.segments().iter().map(|segment| segment.text.total_num_tokens()).sum();
        let mut collocates = Vec::new();
        for (word, together) in together {
            if together < request.minimum.max(1) {
                continue;
            }
            let mut total = 0;
            for segment in self.index.segments() {
                let dictionary = segment.text.terms();
                if let Some(info) = dictionary.get(&word)? {
                    total += count(segment, &info)?.1;
                }
            }
            let total = total.max(together);
            let score = match request.association {
                Association::LogLikelihood => log_likelihood(together, window_words, total, words),
                Association::LogDice => log_dice(together, occurrences, total),
            };
            collocates.push(Collocate { word, together, occurrences: total, score });
        }
        collocates.sort_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.word.cmp(&b.word)));
        if request.limit > 0 {
            collocates.truncate(request.limit);
        }
        Ok(Collocates {
            query: request.query.to_string(),
            association: request.association,
            window: request.window,
            minimum: request.minimum,
            occurrences,
            words,
            collocates,
        })
    }
}

/// The stretches between anchors that hold a window: first byte, last byte, first position. Each once.
fn stretches(anchors: &[(u32, u32)], nodes: &[u32], window: u32) -> Vec<(u32, Option<u32>, u32)> {
    let mut wanted: Vec<usize> = Vec::new();
    for &node in nodes {
        let from =
            anchors.partition_point(|anchor| anchor.1 <= node.saturating_sub(window)).saturating_sub(1);
        let to = anchors.partition_point(|anchor| anchor.1 <= node.saturating_add(window));
        wanted.extend(from..to.max(from + 1));
    }
    wanted.sort_unstable();
    wanted.dedup();
    wanted
        .into_iter()
        .map(|at| {
            let (byte, position) = anchors.get(at).copied().unwrap_or((0, 0));
            (byte, anchors.get(at + 1).map(|next| next.0), position)
        })
        .collect()
}

/// True when a position is in the window of an occurrence and no occurrence itself.
fn in_window(nodes: &[u32], position: u32, window: u32) -> bool {
    let at = nodes.partition_point(|&node| node < position);
    if nodes.get(at) == Some(&position) {
        return false;
    }
    nodes.get(at).is_some_and(|&node| node - position <= window)
        || at.checked_sub(1).and_then(|at| nodes.get(at)).is_some_and(|&node| position - node <= window)
}

/// Dunning's log-likelihood ratio of a word inside the windows against outside; negative when it is rarer
/// inside.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn log_likelihood(inside: u64, inside_words: u64, total: u64, words: u64) -> f64 {
    let outside = total.saturating_sub(inside) as f64;
    let (inside, inside_words) = (inside as f64, inside_words.max(1) as f64);
    let outside_words = (words as f64 - inside_words).max(1.0);
    let share = (inside + outside) / (inside_words + outside_words);
    let term = |seen: f64, expected: f64| if seen > 0.0 { seen * (seen / expected).ln() } else { 0.0 };
    let ratio = 2.0 * (term(inside, inside_words * share) + term(outside, outside_words * share));
    if inside / inside_words < outside / outside_words { -ratio } else { ratio }
}

/// Rychlý's logDice, 14 for words that never stand alone.
#[expect(clippy::cast_precision_loss, reason = "counts far below 2^52")]
fn log_dice(together: u64, node: u64, word: u64) -> f64 {
    14.0 + (2.0 * together as f64 / (node + word).max(1) as f64).log2()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_agree_with_hand_calculation() {
        // 10 of 100 words inside, 10 of 900 outside: expected 2 and 18.
        let expected = 2.0 * (10.0 * (10.0_f64 / 2.0).ln() + 10.0 * (10.0_f64 / 18.0).ln());
        assert!((log_likelihood(10, 100, 20, 1000) - expected).abs() < 1e-9);
        assert!(log_likelihood(1, 100, 500, 1000) < 0.0);
        assert!((log_dice(5, 5, 5) - 14.0).abs() < 1e-9);
        assert!((log_dice(1, 16, 16) - 10.0).abs() < 1e-9);
    }

    #[test]
    fn windows_leave_out_the_word_itself() {
        let nodes = [10, 14];
        assert!(!in_window(&nodes, 10, 5));
        assert!(in_window(&nodes, 12, 2));
        assert!(in_window(&nodes, 8, 2));
        assert!(!in_window(&nodes, 7, 2));
        assert!(in_window(&nodes, 16, 2));
        assert!(!in_window(&nodes, 17, 2));
    }

    #[test]
    fn stretches_hold_every_window() {
        let anchors = [(0, 0), (400, 64), (800, 128)];
        assert_eq!(stretches(&anchors, &[10], 5), [(0, Some(400), 0)]);
        assert_eq!(stretches(&anchors, &[62], 5), [(0, Some(400), 0), (400, Some(800), 64)]);
        assert_eq!(stretches(&anchors, &[130], 1), [(800, None, 128)]);
    }
}
