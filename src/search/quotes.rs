//! The hits of a page: their documents, the passages to quote, what matched and why they scored.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId};

use super::columns::Columns;
use super::error::SearchError;
use super::explain;
use super::locate::{Wanted, label_at, locate, section_at, side_at};
use super::occurrences::Occurrence;
use super::passages::{Shown, choose, cut};
use super::plan::Body;
use super::rank::Found;
use super::request::{SearchRequest, StageTimes};
use super::searcher::{Run, Searcher};
use crate::dutch::Tokenizer;
use crate::index::StoredRecord;
use crate::model::{Hit, MatchKind, MatchedForm, Snippet};

/// Matches so many positions from a passage's core may fall inside the passage.
const NEAR: u32 = 60;

/// An occurrence in one document.
#[derive(Clone, Debug)]
pub(super) struct Match {
    pub(super) leaf: usize,
    /// True for a phrase: highlighted from its first word to its last.
    pub(super) phrase: bool,
    /// Lookup, form and position of each word.
    pub(super) words: smallvec::SmallVec<[(usize, usize, u32); 1]>,
    pub(super) weight: f32,
}

impl Match {
    pub(super) fn first(&self) -> u32 {
        self.words.iter().map(|word| word.2).min().unwrap_or(0)
    }

    pub(super) fn last(&self) -> u32 {
        self.words.iter().map(|word| word.2).max().unwrap_or(0)
    }
}

/// Makes hits; keeps what documents have in common.
pub(super) struct Quoter<'a, 'i> {
    searcher: &'a Searcher<'i>,
    run: &'a Run<'a>,
    tokenizer: Tokenizer,
    /// The terms of forms, by segment, lookup and form.
    terms: FxHashMap<(u32, usize, usize), String>,
}

impl<'a, 'i> Quoter<'a, 'i> {
    pub(super) fn new(searcher: &'a Searcher<'i>, run: &'a Run<'a>) -> Self {
        Self { searcher, run, tokenizer: searcher.tokenizer(), terms: FxHashMap::default() }
    }

    /// The hits for documents in any order.
    pub(super) fn hits(
        &mut self,
        found: &[Found],
        request: &SearchRequest,
        times: &mut StageTimes,
    ) -> Result<Vec<Hit>, SearchError> {
        let begun = Instant::now();
        let addresses = found.iter().map(|one| DocAddress::new(one.segment, one.doc));
        self.searcher.index.expect_records(addresses);
        let wanted = request.snippets || request.forms || request.explain;
        let mut matches = match wanted {
            true => self.read_before(found).map_or_else(|| self.matches(found), Ok)?,
            false => Vec::new(),
        };
        let mut hits = Vec::with_capacity(found.len());
        for (number, one) in found.iter().enumerate() {
            let asked = Instant::now();
            let record = self.record(one)?;
            times.fetch += asked.elapsed();
            let matches = matches.get_mut(number).map(std::mem::take).unwrap_or_default();
            let (title_highlights, snippets) = if request.snippets {
                self.quote(one, &record, &self.asked_for(one.segment, &matches))?
            } else {
                (Vec::new(), Vec::new())
            };
            let matched = if request.forms { self.matched(one.segment, &matches)? } else { Vec::new() };
            let explanation =
                if request.explain { Some(explain::explain(self.searcher, self.run, one)?) } else { None };
            hits.push(Hit {
                rank: number + 1,
                score: one.score,
                document: record.question,
                title_highlights,
                snippets,
                matched,
                duplicates: 0,
                explanation,
            });
        }
        times.snippets = begun.elapsed().saturating_sub(times.fetch);
        Ok(hits)
    }

    /// The matches of what was asked for: words that were added to the query are quoted only where nothing else
    /// is found.
    fn asked_for<'m>(&self, segment: u32, matches: &'m [Match]) -> std::borrow::Cow<'m, [Match]> {
        let added = |one: &Match| {
            one.words.iter().all(|&(lookup, form, _)| {
                let forms = &self.run.contexts[segment as usize].opened[lookup].forms;
                forms.get(form).is_some_and(|form| form.kind == MatchKind::Expansion)
            })
        };
        let asked = matches.iter().filter(|one| !added(one)).count();
        if asked == 0 || asked == matches.len() {
            return matches.into();
        }
        matches.iter().filter(|one| !added(one)).cloned().collect()
    }

    pub(super) fn record(&self, found: &Found) -> Result<StoredRecord, SearchError> {
        Ok(self.searcher.index.record(DocAddress::new(found.segment, found.doc))?)
    }

    /// The occurrences in each of the documents, where all of them were read when the run was ranked.
    fn read_before(&self, found: &[Found]) -> Option<Vec<Vec<Match>>> {
        found.iter().map(|one| self.run.read.get(&(one.segment, one.doc)).cloned()).collect()
    }

    /// The occurrences in each of the documents, in the order of their positions.
    pub(super) fn matches(&self, found: &[Found]) -> Result<Vec<Vec<Match>>, SearchError> {
        let mut all: Vec<Vec<Match>> = vec![Vec::new(); found.len()];
        for (segment, context) in (0_u32..).zip(&self.run.contexts) {
            let mut here: Vec<(DocId, usize)> = found
                .iter()
                .enumerate()
                .filter(|(_, one)| one.segment == segment)
                .map(|(number, one)| (one.doc, number))
                .collect();
            if here.is_empty() {
                continue;
            }
            here.sort_unstable();
            let docs: Vec<DocId> = here.iter().map(|(doc, _)| *doc).collect();
            for (number, leaf) in self.run.plan.scoring() {
                let phrase = matches!(leaf.body, Body::Phrase { within: None, .. });
                context.occurrences(leaf, &docs[..], &mut |occurrence: Occurrence<'_>| {
                    let Some(&(_, at)) = here.get(occurrence.index) else { return };
                    all[at].push(Match {
                        leaf: number,
                        phrase,
                        words: occurrence
                            .lookups
                            .iter()
                            .zip(occurrence.places)
                            .map(|(&lookup, place)| (lookup, place.form(), place.position()))
                            .collect(),
                        weight: occurrence.weight,
                    });
                })?;
            }
        }
        for matches in &mut all {
            matches.sort_by_key(Match::first);
        }
        Ok(all)
    }

    /// The term of a form, mark included.
    pub(super) fn term(&mut self, segment: u32, lookup: usize, form: usize) -> Result<&str, SearchError> {
        let key = (segment, lookup, form);
        if !self.terms.contains_key(&key) {
            let term = match self.run.contexts.get(segment as usize) {
                Some(context) => context.term(lookup, form)?,
                None => String::new(),
            };
            self.terms.insert(key, term);
        }
        Ok(self.terms.get(&key).map_or("", String::as_str))
    }

    /// The bytes of each match in the record's text: one range for a word or a phrase, one a word for words
    /// near each other; empty ranges are left out.
    pub(super) fn bytes(
        &mut self,
        segment: u32,
        record: &StoredRecord,
        matches: &[&Match],
    ) -> Result<Vec<Vec<Range<usize>>>, SearchError> {
        let mut words: Vec<(u32, usize, usize, usize, usize)> = Vec::new();
        for (number, one) in matches.iter().enumerate() {
            for (slot, &(lookup, form, position)) in one.words.iter().enumerate() {
                self.term(segment, lookup, form)?;
                words.push((position, number, slot, lookup, form));
            }
        }
        words.sort_unstable();
        let wanted: Vec<Wanted<'_>> = words
            .iter()
            .map(|&(position, _, _, lookup, form)| {
                let shape = self
                    .run
                    .contexts
                    .get(segment as usize)
                    .and_then(|context| context.opened.get(lookup))
                    .and_then(|opened| opened.forms.get(form));
                Wanted {
                    position,
                    term: self.terms.get(&(segment, lookup, form)).map_or("", String::as_str),
                    kind: shape.map_or(MatchKind::Exact, |form| form.kind),
                    part: shape.map_or(0..0, |form| form.part.clone()),
                }
            })
            .collect();
        let located = locate(record, &wanted, &mut self.tokenizer);
        let mut ranges: Vec<Vec<Range<usize>>> =
            matches.iter().map(|one| vec![0..0; one.words.len()]).collect();
        for (&(_, number, slot, _, _), range) in words.iter().zip(located) {
            ranges[number][slot] = range;
        }
        for (one, ranges) in matches.iter().zip(&mut ranges) {
            ranges.retain(|range| !range.is_empty());
            if one.phrase {
                let start = ranges.iter().map(|range| range.start).min();
                let end = ranges.iter().map(|range| range.end).max();
                *ranges = start.zip(end).map(|(start, end)| start..end).into_iter().collect();
            }
        }
        Ok(ranges)
    }

    /// Highlights of the title, and the passages.
    fn quote(
        &mut self,
        found: &Found,
        record: &StoredRecord,
        matches: &[Match],
    ) -> Result<(Vec<Range<usize>>, Vec<Snippet>), SearchError> {
        let title_end = self
            .run
            .contexts
            .get(found.segment as usize)
            .map_or(0, |context| context.segment.title_end(found.doc));
        let segment = found.segment;
        let split = matches.partition_point(|one| one.first() < title_end);
        let (in_title, below) = matches.split_at(split);
        let in_title: Vec<&Match> = in_title.iter().collect();
        let title_span =
            record.question.sections.title.start as usize..record.question.sections.title.end as usize;
        let title: Vec<Range<usize>> =
            self.bytes(segment, record, &in_title)?.into_iter().flatten().collect();
        let title_highlights = tidy(title, &title_span);
        let shown: Vec<Shown> = below
            .iter()
            .map(|one| Shown {
                position: one.first(),
                last: one.last(),
                leaf: one.leaf,
                weight: self.run.idf.get(one.leaf).copied().unwrap_or(1.0) * one.weight.max(0.05),
            })
            .collect();
        let mut snippets = Vec::new();
        for range in choose(&shown) {
            snippets.extend(self.snippet(segment, record, range, below)?);
        }
        if snippets.is_empty() && !title_highlights.is_empty() {
            let ranges: Vec<Range<usize>> = title_highlights
                .iter()
                .map(|range| title_span.start + range.start..title_span.start + range.end)
                .collect();
            snippets.extend(passage(record, &ranges, ranges.iter().cloned()));
        }
        Ok((title_highlights, snippets))
    }

    /// A passage around the chosen matches; others that fall inside it are highlighted too.
    fn snippet(
        &mut self,
        segment: u32,
        record: &StoredRecord,
        chosen: Range<usize>,
        all: &[Match],
    ) -> Result<Option<Snippet>, SearchError> {
        let (Some(first), Some(last)) = (all.get(chosen.start), all.get(chosen.end - 1)) else {
            return Ok(None);
        };
        let low = first.first().saturating_sub(NEAR);
        let high = last.last().saturating_add(NEAR);
        let start = all.partition_point(|one| one.first() < low);
        let near: Vec<&Match> = all[start..].iter().take_while(|one| one.first() <= high).collect();
        let ranges = self.bytes(segment, record, &near)?;
        let core: Vec<Range<usize>> =
            ranges.get(chosen.start - start..chosen.end - start).unwrap_or_default().concat();
        Ok(passage(record, &core, ranges.into_iter().flatten()))
    }

    /// The written forms that matched in one document.
    fn matched(&mut self, segment: u32, matches: &[Match]) -> Result<Vec<MatchedForm>, SearchError> {
        let mut counts: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for one in matches {
            for &(lookup, form, _) in &one.words {
                *counts.entry((lookup, form)).or_default() += 1;
            }
        }
        let mut matched: Vec<MatchedForm> = Vec::with_capacity(counts.len());
        for ((lookup, form), count) in counts {
            let context = &self.run.contexts[segment as usize];
            let Some(kind) = context.opened[lookup].forms.get(form).map(|form| form.kind) else { continue };
            let word = self.run.plan.lookups[lookup].text.clone();
            let (_, written) = crate::index::Mark::split(self.term(segment, lookup, form)?);
            let form = written.to_owned();
            match matched
                .iter_mut()
                .find(|known| known.form == form && known.word == word && known.kind == kind)
            {
                Some(known) => known.count += count,
                None => matched.push(MatchedForm { form, word, kind, count }),
            }
        }
        matched.sort_by(|a, b| {
            (a.kind, std::cmp::Reverse(a.count), &a.form).cmp(&(b.kind, std::cmp::Reverse(b.count), &b.form))
        });
        Ok(matched)
    }
}

/// Cuts a passage around the matches of its core and highlights every match inside it.
fn passage(
    record: &StoredRecord,
    core: &[Range<usize>],
    all: impl Iterator<Item = Range<usize>>,
) -> Option<Snippet> {
    let question = &record.question;
    let start = core.iter().map(|range| range.start).min()?;
    let (section, _) = section_at(question, start);
    // A passage stays inside the sub-question or answer that its label names.
    let side = side_at(question, section, start);
    let end = core.iter().filter(|range| range.end <= side.end).map(|range| range.end).max()?;
    let cut = cut(&question.text, side, start..end);
    Some(Snippet {
        section,
        label: label_at(question, section, start),
        text: question.text.get(cut.range.clone())?.replace('\n', " "),
        highlights: tidy(all.collect(), &cut.range),
        cut_before: cut.before,
        cut_after: cut.after,
    })
}

/// Ranges relative to `within`, in order, those that touch or overlap made one.
fn tidy(mut ranges: Vec<Range<usize>>, within: &Range<usize>) -> Vec<Range<usize>> {
    ranges.retain(|range| range.start >= within.start && range.end <= within.end && !range.is_empty());
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut tidy: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        let range = range.start - within.start..range.end - within.start;
        match tidy.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => tidy.push(range),
        }
    }
    tidy
}
