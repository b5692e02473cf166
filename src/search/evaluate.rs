//! Evaluation of a plan on one segment, a set at a time: every clause gives its documents in order, cheap and
//! narrow clauses first, and what they found are the only candidates of the next.

use std::io;

use tantivy::DocId;

use super::beside::Candidates;
use super::filter::Condition;
use super::matches::{Matches, Tables};
use super::occurrences::{Asked, Context, FEW, SPARSE};
use super::plan::{Body, Clause};
use crate::index::Fields;

/// Sets that together hold one in so many documents or more are added up in a table, not merged.
const DENSE: usize = 8;
/// A word in one of so many documents or more is added up without looking after which they are.
const CROWDED: u64 = 3;

/// Evaluates clauses on one segment.
pub(super) struct Evaluation<'a, 'c> {
    pub(super) context: &'c Context<'a>,
    pub(super) fields: &'a Fields,
    /// Inverse document frequency of every leaf, over the whole index.
    pub(super) idf: &'a [f32],
    /// Reused between clauses and queries.
    pub(super) tables: &'c mut Tables,
}

impl Evaluation<'_, '_> {
    /// The documents for which a clause holds, all or those among `candidates`.
    pub(super) fn clause(&mut self, clause: &Clause, candidates: Option<&[DocId]>) -> io::Result<Matches> {
        match clause {
            Clause::All => Ok(self.all(candidates)),
            Clause::Filter(filter) => {
                Condition::new(filter, self.context.segment, self.fields)?.matches(candidates)
            }
            Clause::Leaf(number) => self.leaf(*number, candidates),
            Clause::Not(inner) => {
                let mut rest = self.all(candidates);
                rest.subtract(&self.clause(inner, candidates)?.docs);
                Ok(rest)
            }
            Clause::Favour(inner, others) => {
                let mut found = self.clause(inner, candidates)?;
                for other in others {
                    let more = self.clause(other, Some(&found.docs))?;
                    found = found.union(&more);
                }
                Ok(found)
            }
            Clause::Or(clauses) => self.any(clauses, candidates),
            Clause::And(clauses) => self.every(clauses, candidates),
        }
    }

    fn all(&self, candidates: Option<&[DocId]>) -> Matches {
        Matches::unscored(match candidates {
            Some(candidates) => candidates.to_vec(),
            None => (0..self.context.segment.reader.max_doc()).collect(),
        })
    }

    fn every(&mut self, clauses: &[Clause], candidates: Option<&[DocId]>) -> io::Result<Matches> {
        let mut order: Vec<(bool, u64, &Clause, Option<Condition>)> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            // Conditions are looked up once, for their cost and for their documents.
            let condition = match clause {
                Clause::Filter(filter) => Some(Condition::new(filter, self.context.segment, self.fields)?),
                _ => None,
            };
            let cost = match &condition {
                Some(condition) => condition.postings(),
                None => self.cost(clause)?,
            };
            order.push((matches!(clause, Clause::Not(_)), cost, clause, condition));
        }
        // What excludes comes last, when little is left to exclude from.
        order.sort_by_key(|(negated, cost, ..)| (*negated, *cost));
        let mut found: Option<Matches> = None;
        for (negated, _, clause, condition) in order {
            if let Some(condition) = condition {
                let docs = found.as_ref().map(|found| &found.docs[..]).or(candidates);
                let next = condition.matches(docs)?;
                match &mut found {
                    Some(found) => found.intersect(&next),
                    None => found = Some(next),
                }
                continue;
            }
            match (&mut found, clause) {
                (Some(found), _) if found.is_empty() => break,
                (Some(found), Clause::Not(inner)) if negated => {
                    let excluded = self.clause(inner, Some(&found.docs))?;
                    found.subtract(&excluded.docs);
                }
                (Some(found), clause) => {
                    let next = self.clause(clause, Some(&found.docs))?;
                    found.intersect(&next);
                }
                (None, clause) => found = Some(self.clause(clause, candidates)?),
            }
        }
        Ok(found.unwrap_or_default())
    }

    fn any(&mut self, clauses: &[Clause], candidates: Option<&[DocId]>) -> io::Result<Matches> {
        if candidates.is_none()
            && let Some(words) = self.frequent_words(clauses)
        {
            return self.any_word(&words);
        }
        let mut parts: Vec<Matches> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let part = self.clause(clause, candidates)?;
            if !part.is_empty() {
                parts.push(part);
            }
        }
        // Smallest first, so that what is copied most often is short.
        parts.sort_by_key(Matches::len);
        let size = self.context.segment.reader.max_doc() as usize;
        let sum: usize = parts.iter().map(Matches::len).sum();
        if parts.len() > 1 && sum.saturating_mul(DENSE) > size && parts.iter().all(is_positive) {
            let scores = self.tables.scores.prepare(size);
            for part in &parts {
                for (&doc, &score) in part.docs.iter().zip(&part.scores) {
                    scores.add(doc as usize, score);
                }
            }
            let mut all = Matches::many();
            scores.drain_into(size, &mut all);
            return Ok(all);
        }
        let mut all = Matches::default();
        for next in parts {
            all = all.union(&next);
        }
        Ok(all)
    }

    /// The leaves of clauses that are all words, anywhere in the text, and together in so many documents that their scores
    /// are best added up in a table.
    fn frequent_words(&self, clauses: &[Clause]) -> Option<Vec<usize>> {
        let mut postings = 0_u64;
        let mut words = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let Clause::Leaf(number) = clause else { return None };
            let leaf = &self.context.plan.leaves[*number];
            let (Body::Word { lookup, .. }, None) = (&leaf.body, &leaf.sections) else { return None };
            postings += self.context.opened[*lookup].postings;
            words.push(*number);
        }
        let size = u64::from(self.context.segment.reader.max_doc());
        (words.len() > 1 && postings.saturating_mul(DENSE as u64) > size).then_some(words)
    }

    /// The documents that hold any of the words: each word's scores go straight to the sums.
    fn any_word(&mut self, words: &[usize]) -> io::Result<Matches> {
        let context = self.context;
        let size = context.segment.reader.max_doc() as usize;
        let lengths = context.lengths.as_slice();
        self.tables.scores.prepare(size);
        for &number in words {
            let Body::Word { lookup, parts } = &context.plan.leaves[number].body else { continue };
            let scattered = self.scattered(*lookup, parts, number, None)?;
            self.tally_word(*lookup, scattered)?;
            let idf = self.idf[number];
            let score = |doc: usize, frequency: f32| {
                context.norms.score(frequency, lengths.get(doc).copied().unwrap_or(0), idf)
            };
            let Tables { frequencies, scores } = &mut *self.tables;
            frequencies.drain_to(size, scores, score, |first, frequencies| {
                context.norms.score_run(frequencies, lengths.get(first..).unwrap_or_default(), idf);
            });
        }
        let mut found = Matches::many();
        self.tables.scores.drain_into(size, &mut found);
        Ok(found)
    }

    /// Adds the weighted frequencies of a word to the table of all documents, with those that its parts earn.
    fn tally_word(&mut self, lookup: usize, scattered: Vec<(DocId, f32)>) -> io::Result<()> {
        let segment = self.context.segment;
        let opened = &self.context.opened[lookup];
        let size = segment.reader.max_doc();
        let tally = self.tables.frequencies.prepare(size as usize);
        if opened.postings.saturating_mul(CROWDED) > u64::from(size) {
            tally.mark_all(size as usize);
            opened.scan(segment, |doc, weight| tally.add_unmarked(doc as usize, weight))?;
        } else {
            opened.scan(segment, |doc, weight| tally.add(doc as usize, weight))?;
        }
        opened.scan_title(segment, |doc, weight| tally.add(doc as usize, weight))?;
        for (doc, weight) in scattered {
            tally.add(doc as usize, weight);
        }
        Ok(())
    }

    /// An estimate of what evaluating a clause costs, in postings.
    fn cost(&self, clause: &Clause) -> io::Result<u64> {
        let everything = u64::from(self.context.segment.reader.max_doc());
        Ok(match clause {
            Clause::All | Clause::Not(_) => everything,
            Clause::Filter(filter) => Condition::new(filter, self.context.segment, self.fields)?.postings(),
            Clause::Leaf(number) => match &self.context.plan.leaves[*number].body {
                Body::Word { lookup, parts } => {
                    self.context.opened[*lookup].postings + self.rarest(parts).unwrap_or(0)
                }
                Body::Phrase { slots, .. } => self.rarest(slots).unwrap_or(0).saturating_mul(4),
            },
            Clause::Favour(inner, _) => self.cost(inner)?,
            Clause::Or(clauses) => {
                let mut sum = 0_u64;
                for clause in clauses {
                    sum = sum.saturating_add(self.cost(clause)?);
                }
                sum
            }
            Clause::And(clauses) => {
                let mut least = everything;
                for clause in clauses {
                    least = least.min(self.cost(clause)?);
                }
                least
            }
        })
    }

    fn rarest(&self, lookups: &[usize]) -> Option<u64> {
        lookups.iter().map(|&lookup| self.context.opened[lookup].postings).min()
    }

    fn leaf(&mut self, number: usize, candidates: Option<&[DocId]>) -> io::Result<Matches> {
        let leaf = &self.context.plan.leaves[number];
        let mut found = match &leaf.body {
            Body::Word { lookup, parts } if leaf.sections.is_none() => {
                self.word(*lookup, parts, number, candidates)?
            }
            Body::Word { lookup, parts } => {
                let mut docs = self.context.holding(*lookup, candidates)?;
                if !parts.is_empty() {
                    let both = Matches::unscored(self.context.holding_all(parts, candidates)?);
                    docs = Matches::unscored(docs).union(&both).docs;
                }
                self.read(number, (&docs[..]).into())?
            }
            Body::Phrase { slots, within } => {
                let beside = if within.is_none() { self.context.beside(slots, candidates)? } else { None };
                match (beside, candidates) {
                    // Positions tell which of them hold all words.
                    (Some(Candidates { documents, of_forms }), None) => {
                        self.read(number, Asked::new(&documents.all(), &of_forms))?
                    }
                    (Some(Candidates { documents, of_forms }), Some(candidates)) => {
                        self.read(number, Asked::new(&documents.among(candidates), &of_forms))?
                    }
                    (None, candidates) => {
                        let docs = self.context.holding_all(slots, candidates)?;
                        self.read(number, (&docs[..]).into())?
                    }
                }
            }
        };
        self.context.score(&mut found, self.idf[number]);
        Ok(found)
    }

    /// Weighted frequencies of a leaf in the documents asked for, by its occurrences; documents without one are left out.
    fn read(&mut self, number: usize, asked: Asked<'_>) -> io::Result<Matches> {
        let docs = asked.docs();
        let leaf = &self.context.plan.leaves[number];
        let tally = self.tables.frequencies.prepare(docs.len());
        self.context.occurrences(leaf, asked, &mut |occurrence| {
            tally.add(occurrence.index, occurrence.weight);
        })?;
        let mut found = Matches::default();
        tally.drain(docs.len(), |index, frequency| found.push(docs[index], frequency));
        Ok(found)
    }

    /// Weighted frequencies of a word.
    fn word(
        &mut self,
        lookup: usize,
        parts: &[usize],
        number: usize,
        candidates: Option<&[DocId]>,
    ) -> io::Result<Matches> {
        let context = self.context;
        let segment = context.segment;
        let opened = &context.opened[lookup];
        let scattered = self.scattered(lookup, parts, number, candidates)?;
        let size = segment.reader.max_doc() as usize;
        let mut found = Matches::many();
        if let Some(candidates) = candidates
            && candidates.len().saturating_mul(FEW) < size
        {
            let tally = self.tables.frequencies.prepare(candidates.len());
            opened.probe(segment, candidates, |index, weight| tally.add(index, weight))?;
            opened.probe_title(segment, candidates, |index, weight| tally.add(index, weight))?;
            let mut at = 0;
            for (doc, weight) in scattered {
                at = super::matches::seek(candidates, at, doc);
                tally.add(at, weight);
            }
            tally.drain(candidates.len(), |index, frequency| found.push(candidates[index], frequency));
        } else if let Some(candidates) = candidates {
            let tally = self.tables.frequencies.prepare(size);
            let mut add = |doc: DocId, weight| tally.add_unmarked(doc as usize, weight);
            opened.scan_near(segment, candidates, &mut add)?;
            opened.scan_title_near(segment, candidates, &mut add)?;
            for (doc, weight) in scattered {
                add(doc, weight);
            }
            tally.drain_at(candidates, &mut found);
        } else if opened.is_single() && scattered.is_empty() {
            opened.scan_single(segment, &mut found)?;
        } else if opened.postings.saturating_mul(SPARSE) < size as u64 {
            let mut pairs = scattered;
            opened.scan(segment, |doc, weight| pairs.push((doc, weight)))?;
            opened.scan_title(segment, |doc, weight| pairs.push((doc, weight)))?;
            pairs.sort_by_key(|pair| pair.0);
            for (doc, weight) in pairs {
                if found.docs.last() == Some(&doc) {
                    if let Some(sum) = found.scores.last_mut() {
                        *sum += weight;
                    }
                } else {
                    found.push(doc, weight);
                }
            }
        } else {
            self.tally_word(lookup, scattered)?;
            self.tables.frequencies.drain_into(size, &mut found);
        }
        Ok(found)
    }

    /// What the best place counts where all parts of a compound stand near each other, for each document that
    /// does not hold the word itself: these come first. More such places count no more.
    fn scattered(
        &mut self,
        lookup: usize,
        parts: &[usize],
        number: usize,
        candidates: Option<&[DocId]>,
    ) -> io::Result<Vec<(DocId, f32)>> {
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        let mut both = Matches::unscored(self.context.holding_all(parts, candidates)?);
        both.subtract(&self.context.holding(lookup, Some(&both.docs))?);
        let docs = both.docs;
        let mut sums: Vec<(DocId, f32)> = Vec::new();
        self.context.scattered_only(&self.context.plan.leaves[number], &docs, &mut |occurrence| {
            let doc = docs[occurrence.index];
            match sums.last_mut() {
                Some(last) if last.0 == doc => last.1 = last.1.max(occurrence.weight),
                _ => sums.push((doc, occurrence.weight)),
            }
        })?;
        Ok(sums)
    }
}

/// True when every document has a score above 0, so that a sum of 0 tells that it is in none of the sets.
fn is_positive(part: &Matches) -> bool {
    part.scores.len() == part.docs.len() && part.scores.iter().all(|&score| score > 0.0)
}
