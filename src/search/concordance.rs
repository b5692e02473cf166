//! Concordance: every occurrence of a query on a line of its own, with its context.

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::{SearchError, guarded};
use super::locate::{label_at, section_at};
use super::quotes::{Match, Quoter};
use super::rank::Found;
use super::request::{ConcordanceRequest, ConcordanceSort, Sort};
use super::searcher::{Run, Searcher};
use crate::index::StoredRecord;
use crate::model::{Concordance, ConcordanceLine, DocumentKey, WrittenQuestion};
use crate::text::fold;

/// Documents read together.
const BATCH: usize = 256;
/// Words of context that are compared when sorting by context.
const COMPARED: usize = 5;

impl Searcher<'_> {
    /// Every occurrence of the query's words and phrases that are not negated. Overlapping occurrences (a word
    /// inside a phrase of the same query) are one.
    ///
    /// # Errors
    /// When the query has no words, or the index cannot be read.
    pub fn concordance(&self, request: &ConcordanceRequest) -> Result<Concordance, SearchError> {
        guarded(self.index, || self.concordance_unguarded(request))
    }

    fn concordance_unguarded(&self, request: &ConcordanceRequest) -> Result<Concordance, SearchError> {
        let plan = self.plan(&request.query);
        if plan.scoring().next().is_none() {
            return Err(SearchError::NoWords(request.query.to_string()));
        }
        let run = self.run(&plan, false)?;
        let found = self.ordered(&run, Sort::DateAscending);
        let mut out = Concordance {
            query: request.query.to_string(),
            documents: found.len() as u64,
            ..Concordance::default()
        };
        let mut chooser = Chooser::new(request, self.occurrences_in(&run)?);
        out.total = chooser.total;
        let mut quoter = Quoter::new(self, &run);
        for batch in found.chunks(BATCH) {
            if chooser.done() {
                break;
            }
            let matches = quoter.matches(batch)?;
            for (found, matches) in batch.iter().zip(matches) {
                let occurrences = distinct(matches);
                let wanted: Vec<&Match> = occurrences.iter().filter(|_| chooser.wants_next()).collect();
                if !wanted.is_empty() {
                    let record = quoter.record(found)?;
                    lines(&mut quoter, found, &record, &wanted, request.context, &mut out.lines)?;
                }
            }
        }
        sort(&mut out.lines, request.sort);
        if request.limit > 0 {
            out.lines.truncate(request.limit);
        }
        Ok(out)
    }

    /// Occurrences of the query in all documents that match.
    pub(super) fn occurrences_in(&self, run: &Run<'_>) -> Result<u64, SearchError> {
        let mut total = 0;
        self.each_count(run, &mut |_, count| total += count)?;
        Ok(total)
    }

    /// Calls `sink` with every document that matches and the number of its occurrences.
    pub(super) fn each_count(
        &self,
        run: &Run<'_>,
        sink: &mut dyn FnMut(Found, u64),
    ) -> Result<(), SearchError> {
        for (segment, (context, matches)) in (0_u32..).zip(run.contexts.iter().zip(&run.matches)) {
            for (number, docs) in matches.docs.chunks(BATCH * 16).enumerate() {
                let base = number * BATCH * 16;
                let mut spans: BTreeMap<usize, Vec<(u32, u32)>> = BTreeMap::new();
                for (_, leaf) in run.plan.scoring() {
                    let phrase = matches!(leaf.body, super::plan::Body::Phrase { within: None, .. });
                    context.occurrences(leaf, docs, &mut |occurrence| {
                        let spans = spans.entry(occurrence.index).or_default();
                        let positions = || occurrence.places.iter().map(|place| place.position());
                        if phrase {
                            let first = positions().min().unwrap_or(0);
                            spans.push((first, positions().max().unwrap_or(first)));
                        } else {
                            spans.extend(positions().map(|position| (position, position)));
                        }
                    })?;
                }
                for (index, mut spans) in spans {
                    spans.sort_unstable();
                    let score = matches.score(base + index);
                    sink(Found { segment, doc: docs[index], score }, merged(&spans));
                }
            }
        }
        Ok(())
    }
}

/// The number of spans left when those that overlap are made one.
fn merged(spans: &[(u32, u32)]) -> u64 {
    let mut count = 0;
    let mut reached: Option<u32> = None;
    for &(first, last) in spans {
        if reached.is_none_or(|reached| first > reached) {
            count += 1;
            reached = Some(last);
        } else {
            reached = reached.max(Some(last));
        }
    }
    count
}

/// The occurrences of one document, words of near-phrases apart, overlapping ones made one.
fn distinct(matches: Vec<Match>) -> Vec<Match> {
    let mut single: Vec<Match> = Vec::with_capacity(matches.len());
    for one in matches {
        if one.phrase || one.words.len() == 1 {
            single.push(one);
        } else {
            single.extend(
                one.words.iter().map(|&word| Match { words: smallvec::smallvec![word], ..one.clone() }),
            );
        }
    }
    single.sort_by_key(|one| (one.first(), one.last()));
    let mut distinct: Vec<Match> = Vec::with_capacity(single.len());
    for one in single {
        match distinct.last_mut() {
            Some(last) if one.first() <= last.last() => {
                let end = last.last();
                if one.last() > end {
                    last.phrase = true;
                    last.words.extend(one.words);
                }
            }
            _ => distinct.push(one),
        }
    }
    distinct
}

/// Which occurrences become lines, asked for one after the other in the order of date.
struct Chooser {
    total: u64,
    /// Numbers of the occurrences wanted, descending; `None` for all.
    sample: Option<Vec<u64>>,
    next: u64,
    /// Lines still wanted, where the order of date is the order asked for.
    left: u64,
}

impl Chooser {
    fn new(request: &ConcordanceRequest, total: u64) -> Self {
        let sample = request.sample.filter(|&size| (size as u64) < total).map(|size| {
            let mut chosen = sample(total, size, request.seed);
            chosen.reverse();
            chosen
        });
        let early = request.limit > 0 && sample.is_none() && request.sort == ConcordanceSort::Date;
        Self { total, sample, next: 0, left: if early { request.limit as u64 } else { u64::MAX } }
    }

    fn done(&self) -> bool {
        self.left == 0 || self.sample.as_ref().is_some_and(Vec::is_empty)
    }

    fn wants_next(&mut self) -> bool {
        let number = self.next;
        self.next += 1;
        match &mut self.sample {
            Some(sample) => {
                let wanted = sample.last() == Some(&number);
                if wanted {
                    sample.pop();
                }
                wanted
            }
            None if self.left > 0 => {
                self.left -= 1;
                true
            }
            None => false,
        }
    }
}

/// `size` distinct numbers below `total`, ascending: Floyd's algorithm over a SplitMix64 generator.
fn sample(total: u64, size: usize, seed: u64) -> Vec<u64> {
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut chosen = std::collections::BTreeSet::new();
    for upper in total - size as u64..total {
        let pick = ((u128::from(random()) * u128::from(upper + 1)) >> 64) as u64;
        if !chosen.insert(pick) {
            chosen.insert(upper);
        }
    }
    chosen.into_iter().collect()
}

fn lines(
    quoter: &mut Quoter<'_, '_>,
    found: &Found,
    record: &StoredRecord,
    wanted: &[&Match],
    context: usize,
    out: &mut Vec<ConcordanceLine>,
) -> Result<(), SearchError> {
    let document = key_of(&record.question);
    for ranges in quoter.bytes(found.segment, record, wanted)? {
        let (Some(start), Some(end)) =
            (ranges.iter().map(|range| range.start).min(), ranges.iter().map(|range| range.end).max())
        else {
            continue;
        };
        out.push(line(&record.question, document.clone(), start..end, context));
    }
    Ok(())
}

fn line(
    question: &WrittenQuestion,
    document: DocumentKey,
    hit: Range<usize>,
    context: usize,
) -> ConcordanceLine {
    let (section, span) = section_at(question, hit.start);
    let text = &question.text;
    let before = &text[span.start.min(hit.start)..hit.start];
    let after = &text[hit.end..span.end.max(hit.end).min(text.len())];
    let left_start = before.char_indices().rev().take(context).last().map_or(before.len(), |(at, _)| at);
    let right_end = after.char_indices().nth(context).map_or(after.len(), |(at, _)| at);
    ConcordanceLine {
        document,
        section: Some(section),
        label: label_at(question, section, hit.start),
        left: before[left_start..].replace('\n', " "),
        hit: text[hit.clone()].replace('\n', " "),
        right: after[..right_end].replace('\n', " "),
        offset: u32::try_from(hit.start).unwrap_or(u32::MAX),
    }
}

/// Lines come in the order of date, reference and place; sorting keeps that order among equals.
fn sort(lines: &mut [ConcordanceLine], order: ConcordanceSort) {
    let words = |text: &str, from_end: bool| -> Vec<String> {
        let folded = fold(text);
        let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        if from_end {
            words.rev().take(COMPARED).map(str::to_owned).collect()
        } else {
            words.take(COMPARED).map(str::to_owned).collect()
        }
    };
    match order {
        ConcordanceSort::Date => {}
        ConcordanceSort::Left => lines.sort_by_cached_key(|line| words(&line.left, true)),
        ConcordanceSort::Hit => {
            lines.sort_by_cached_key(|line| (fold(&line.hit).into_owned(), words(&line.right, false)));
        }
        ConcordanceSort::Right => lines.sort_by_cached_key(|line| words(&line.right, false)),
    }
}

/// The metadata of a document in a line.
pub(super) fn key_of(question: &WrittenQuestion) -> DocumentKey {
    DocumentKey {
        id: question.id.clone(),
        source: question.source.clone(),
        reference: question.references().into_iter().next().unwrap_or_default(),
        title: question.title().replace('\n', " "),
        date: question.date,
        askers: question.askers.iter().map(|asker| asker.name.clone()).collect(),
        ministers: question
            .ministers
            .iter()
            .filter_map(|minister| minister.name.clone().or_else(|| minister.portfolio.clone()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_distinct_ascending_and_repeatable() {
        let a = sample(1000, 50, 7);
        assert_eq!(a.len(), 50);
        assert!(a.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(a, sample(1000, 50, 7));
        assert_ne!(a, sample(1000, 50, 8));
        assert_eq!(sample(5, 5, 1), [0, 1, 2, 3, 4]);
    }

    #[test]
    fn overlapping_spans_are_one_occurrence() {
        assert_eq!(merged(&[(1, 1), (1, 2), (2, 2), (3, 3), (9, 10)]), 3);
        assert_eq!(merged(&[]), 0);
    }

    #[test]
    fn context_is_cut_by_characters() {
        let question = WrittenQuestion {
            text: "één twee maatwerk drie vier".to_owned(),
            sections: crate::model::SectionSpans { question: 0..29, ..Default::default() },
            ..Default::default()
        };
        let at = question.text.find("maatwerk").unwrap();
        let line = line(&question, DocumentKey::default(), at..at + 8, 7);
        assert_eq!(
            (line.left.as_str(), line.hit.as_str(), line.right.as_str()),
            ("n twee ", "maatwerk", " drie v")
        );
    }
}
