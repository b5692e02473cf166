//! Evaluation of a plan on one segment, a set at a time: every clause gives its documents in order, cheap and
//! narrow clauses first, and what they found are the only candidates of the next.

use std::io;

use tantivy::DocId;

use super::filter::Condition;
use super::matches::{Matches, Tally};
use super::occurrences::Context;
use super::plan::{Body, Clause};
use crate::index::Fields;

/// A list this much shorter than the segment is sorted instead of tallied.
const SPARSE: u64 = 40;

/// Evaluates clauses on one segment.
pub(super) struct Evaluation<'a, 'c> {
    pub(super) context: &'c Context<'a>,
    pub(super) fields: &'a Fields,
    /// Inverse document frequency of every leaf, over the whole index.
    pub(super) idf: &'a [f32],
    /// Reused between clauses and queries.
    pub(super) tally: &'c mut Tally,
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
        let mut order: Vec<(bool, u64, &Clause)> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            order.push((matches!(clause, Clause::Not(_)), self.cost(clause)?, clause));
        }
        // What excludes comes last, when little is left to exclude from.
        order.sort_by_key(|(negated, cost, _)| (*negated, *cost));
        let mut found: Option<Matches> = None;
        for (negated, _, clause) in order {
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
        let mut parts: Vec<Matches> = Vec::with_capacity(clauses.len());
        for clause in clauses {
            let part = self.clause(clause, candidates)?;
            if !part.is_empty() {
                parts.push(part);
            }
        }
        // Smallest first, so that what is copied most often is short.
        parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
        let mut all = parts.pop().unwrap_or_default();
        while let Some(next) = parts.pop() {
            all = all.union(&next);
        }
        Ok(all)
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
                self.read(number, &docs)?
            }
            Body::Phrase { slots, .. } => {
                let docs = self.context.holding_all(slots, candidates)?;
                self.read(number, &docs)?
            }
        };
        self.context.score(&mut found, self.idf[number]);
        Ok(found)
    }

    /// Weighted frequencies of a leaf in `docs`, by its occurrences; documents without one are left out.
    fn read(&mut self, number: usize, docs: &[DocId]) -> io::Result<Matches> {
        let leaf = &self.context.plan.leaves[number];
        self.tally.prepare(docs.len());
        let tally = &mut *self.tally;
        self.context.occurrences(leaf, docs, &mut |occurrence| {
            tally.add(occurrence.index, occurrence.weight);
        })?;
        let mut found = Matches::default();
        self.tally.drain(|index, frequency| found.push(docs[index], frequency));
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
        let scattered =
            if parts.is_empty() { Vec::new() } else { self.scattered(parts, number, candidates)? };
        let mut found = Matches::default();
        if let Some(candidates) = candidates {
            self.tally.prepare(candidates.len());
            let tally = &mut *self.tally;
            opened.probe(segment, candidates, |index, weight| tally.add(index, weight))?;
            opened.probe_title(segment, candidates, |index, weight| tally.add(index, weight))?;
            let mut at = 0;
            for (doc, weight) in scattered {
                at = super::matches::seek(candidates, at, doc);
                tally.add(at, weight);
            }
            tally.drain(|index, frequency| found.push(candidates[index], frequency));
        } else if opened.is_single() && scattered.is_empty() {
            opened.scan(segment, |doc, weight| found.push(doc, weight))?;
        } else if opened.postings.saturating_mul(SPARSE) < u64::from(segment.reader.max_doc()) {
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
            self.tally.prepare(segment.reader.max_doc() as usize);
            let tally = &mut *self.tally;
            opened.scan(segment, |doc, weight| tally.add(doc as usize, weight))?;
            opened.scan_title(segment, |doc, weight| tally.add(doc as usize, weight))?;
            for (doc, weight) in scattered {
                tally.add(doc as usize, weight);
            }
            tally.drain(|doc, frequency| found.push(doc as DocId, frequency));
        }
        Ok(found)
    }

    /// What the places count where all parts of a compound stand near each other, a document each.
    fn scattered(
        &mut self,
        parts: &[usize],
        number: usize,
        candidates: Option<&[DocId]>,
    ) -> io::Result<Vec<(DocId, f32)>> {
        let docs = self.context.holding_all(parts, candidates)?;
        let mut sums: Vec<(DocId, f32)> = Vec::new();
        self.context.scattered_only(&self.context.plan.leaves[number], &docs, &mut |occurrence| {
            let doc = docs[occurrence.index];
            match sums.last_mut() {
                Some(last) if last.0 == doc => last.1 += occurrence.weight,
                _ => sums.push((doc, occurrence.weight)),
            }
        })?;
        Ok(sums)
    }
}
