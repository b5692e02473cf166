//! The searcher: plans a query, runs it on every segment, ranks, and gathers what was asked for.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use rustc_hash::FxHashMap;
use tantivy::directory::OwnedBytes;
use tantivy::{DocAddress, DocId};

use super::error::{SearchError, guarded};
use super::evaluate::Evaluation;
use super::ids::Ids;
use super::lookup::Opened;
use super::matches::{Matches, Tables};
use super::occurrences::Context;
use super::plan::{Body, Clause, Plan};
use super::quotes::{Match, Quoter};
use super::rank::{Found, Order};
use super::ranking::{Norms, Ranking};
use super::request::{SearchRequest, Sort, StageTimes};
use super::{facets, feedback, forms, proximity, suggest};
use crate::dutch::Tokenizer;
use crate::index::{Index, Segment};
use crate::model::{Hit, SearchResults};
use crate::query::Query;

/// Answers requests from one open index. Cheap to make; may be shared between threads.
pub struct Searcher<'i> {
    pub(super) index: &'i Index,
    pub(super) ranking: Ranking,
    pub(super) norms: Norms,
    /// Documents of all segments, deleted ones included: what frequencies are relative to.
    documents: u64,
    mean_length: f32,
    pub(super) ids: Ids<'i>,
    /// Tables that no search uses just now.
    idle: Mutex<Vec<Tables>>,
}

/// A query run on all segments.
pub(super) struct Run<'a> {
    pub(super) plan: &'a Plan,
    /// One a segment.
    pub(super) contexts: Vec<Context<'a>>,
    /// Inverse document frequency of every leaf, times its share.
    pub(super) idf: Vec<f32>,
    /// Documents that hold a leaf, estimated.
    pub(super) holding: Vec<f64>,
    /// Documents that match, a set a segment.
    pub(super) matches: Vec<Matches>,
    /// True when no document holds all words.
    pub(super) relaxed: bool,
    /// The occurrences in the best documents, by segment and number, once they were read for their nearness.
    pub(super) read: FxHashMap<(u32, DocId), Vec<Match>>,
}

impl Run<'_> {
    pub(super) fn total(&self) -> u64 {
        self.matches.iter().map(|part| part.len() as u64).sum()
    }
}

impl<'i> Searcher<'i> {
    /// A searcher with the tuned ranking.
    pub fn new(index: &'i Index) -> Self {
        Self::with_ranking(index, Ranking::default())
    }

    /// A searcher with another ranking, for tuning.
    pub fn with_ranking(index: &'i Index, ranking: Ranking) -> Self {
        let segments = index.segments();
        let documents: u64 = segments.iter().map(|segment| u64::from(segment.reader.max_doc())).sum();
        let words: u64 = segments.iter().map(|segment| segment.text.total_num_tokens()).sum();
        #[expect(clippy::cast_precision_loss, reason = "a mean")]
        let mean_length = (words as f64 / documents.max(1) as f64) as f32;
        let norms = Norms::new(&ranking, mean_length);
        let ids = Ids::new(index);
        Self { index, ranking, norms, documents, mean_length, ids, idle: Mutex::new(Vec::new()) }
    }

    /// The ranking in force.
    pub fn ranking(&self) -> &Ranking {
        &self.ranking
    }

    /// Mean length of a document in words, as BM25 sees it.
    pub(super) fn mean_length(&self) -> f32 {
        self.mean_length
    }

    /// Documents of all segments.
    pub(super) fn documents(&self) -> u64 {
        self.documents
    }

    /// Runs a search.
    ///
    /// # Errors
    /// When the index cannot be read or is damaged, or a facet does not exist.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResults, SearchError> {
        guarded(self.index, || self.search_unguarded(request)).map(|(results, _)| results)
    }

    /// Runs a search and tells where its time went.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn search_timed(&self, request: &SearchRequest) -> Result<(SearchResults, StageTimes), SearchError> {
        guarded(self.index, || self.search_unguarded(request))
    }

    fn search_unguarded(&self, request: &SearchRequest) -> Result<(SearchResults, StageTimes), SearchError> {
        let begun = Instant::now();
        let plan = self.plan_for(request)?;
        let run = self.run(&plan, request.relax)?;
        let scored = plan.scoring().next().is_some();
        let order = self.order(request.sort, scored);
        let page = self.page(&run, &order, request);
        self.index.expect_records(page.iter().map(|(found, _)| DocAddress::new(found.segment, found.doc)));
        let mut times = StageTimes::default();
        let mut results = self.summary(&run, &order, request)?;
        results.hits = self.hits(&run, request, &page, request.offset, &mut times)?;
        let took = begun.elapsed();
        results.took_ms = took.as_secs_f64() * 1000.0;
        times.search = took.saturating_sub(times.fetch + times.snippets);
        Ok((results, times))
    }

    /// Everything about a run's hits but the hits.
    pub(super) fn summary(
        &self,
        run: &Run<'_>,
        order: &Order<'_>,
        request: &SearchRequest,
    ) -> Result<SearchResults, SearchError> {
        let total = run.total();
        let (matched, matched_forms) =
            if request.forms { forms::over_all(run, request.most_forms)? } else { Default::default() };
        Ok(SearchResults {
            query: request.query.to_string(),
            total,
            total_collapsed: if request.collapse { order.groups(&run.matches) } else { total },
            relaxed: run.relaxed,
            took_ms: 0.0,
            hits: Vec::new(),
            matched,
            matched_forms,
            facets: facets::count(self.index, &run.matches, &request.facets)?,
            suggestions: suggest::for_plan(self.index, run)?,
            names: self.name_notes(&request.query)?,
        })
    }

    /// The documents of a request's page in order, with their scores and nothing fetched: for runs over many
    /// topics.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn ranked(&self, request: &SearchRequest) -> Result<Vec<(DocAddress, f32)>, SearchError> {
        guarded(self.index, || {
            let plan = self.plan_for(request)?;
            let run = self.run(&plan, request.relax)?;
            let scored = plan.scoring().next().is_some();
            let order = self.order(request.sort, scored);
            let page = self.page(&run, &order, request);
            let address = |found: &Found| (DocAddress::new(found.segment, found.doc), found.score);
            Ok(page.iter().map(|(found, _)| address(found)).collect())
        })
    }

    /// An order of documents.
    pub(super) fn order(&self, sort: Sort, scored: bool) -> Order<'_> {
        Order::new(self.index.segments(), Some(&self.ids), sort, scored)
    }

    pub(super) fn page(
        &self,
        run: &Run<'_>,
        order: &Order<'_>,
        request: &SearchRequest,
    ) -> Vec<(Found, usize)> {
        let (offset, limit) = (request.offset, request.limit);
        if limit == 0 {
            return Vec::new();
        }
        if request.collapse {
            return order.first_groups(&run.matches, offset, limit);
        }
        let found = order.first(&run.matches, offset.saturating_add(limit));
        found.into_iter().skip(offset).map(|found| (found, 0)).collect()
    }

    pub(super) fn hits(
        &self,
        run: &Run<'_>,
        request: &SearchRequest,
        page: &[(Found, usize)],
        before: usize,
        times: &mut StageTimes,
    ) -> Result<Vec<Hit>, SearchError> {
        let mut quoter = Quoter::new(self, run);
        let documents: Vec<Found> = page.iter().map(|(found, _)| *found).collect();
        let mut hits = quoter.hits(&documents, request, times)?;
        for (number, (hit, (_, duplicates))) in hits.iter_mut().zip(page).enumerate() {
            hit.rank = before + number + 1;
            hit.duplicates = *duplicates;
        }
        Ok(hits)
    }

    /// Analyses a query.
    pub(super) fn plan(&self, query: &Query) -> Plan {
        Plan::new(&self.read_names(query), self.index.analyser(), &mut self.tokenizer(), 0.0)
    }

    /// Analyses the query of a request.
    pub(super) fn plan_for(&self, request: &SearchRequest) -> Result<Plan, SearchError> {
        let parts = if request.parts { self.ranking.parts } else { 0.0 };
        let query = self.read_names(&request.query);
        let plan = Plan::new(&query, self.index.analyser(), &mut self.tokenizer(), parts);
        if request.expand { feedback::expanded(self, plan, request) } else { Ok(plan) }
    }

    /// A tokenizer that makes the tokens of the index.
    pub(super) fn tokenizer(&self) -> Tokenizer {
        Tokenizer::new()
    }

    /// The documents that match a query, without anything else.
    pub(super) fn run<'a>(&'a self, plan: &'a Plan, relax: bool) -> Result<Run<'a>, SearchError> {
        let mut contexts = Vec::with_capacity(self.index.segments().len());
        for segment in self.index.segments() {
            contexts.push(self.context(plan, segment)?);
        }
        let (holding, idf) = self.frequencies(plan, &contexts);
        let mut run = Run {
            plan,
            contexts,
            idf,
            holding,
            matches: Vec::new(),
            relaxed: false,
            read: FxHashMap::default(),
        };
        let mut tables = self.idle().pop().unwrap_or_default();
        run.matches = self.evaluate(&run, &plan.root, &mut tables)?;
        if relax && run.total() == 0 {
            self.relax(&mut run, &mut tables)?;
        }
        self.idle().push(tables);
        proximity::reward(self, &mut run)?;
        Ok(run)
    }

    /// The lengths of a segment's documents, as BM25 sees them: a byte each.
    pub(super) fn lengths(&self, segment: &Segment) -> Result<OwnedBytes, SearchError> {
        Ok(segment.lengths(self.index.fields())?)
    }

    fn context<'a>(&'a self, plan: &'a Plan, segment: &'a Segment) -> Result<Context<'a>, SearchError> {
        let lengths = self.lengths(segment)?;
        let mut opened: Vec<Opened> = Vec::with_capacity(plan.lookups.len());
        for lookup in &plan.lookups {
            let lookup = Opened::new(lookup, segment, self.index.analyser(), &self.ranking)?;
            lookup.expect(segment);
            opened.push(lookup);
        }
        Ok(Context { segment, plan, opened, ranking: &self.ranking, norms: &self.norms, lengths })
    }

    /// For every leaf the documents that hold it (estimated) and its inverse document frequency, times its share;
    /// of a phrase the sum over its words.
    fn frequencies(&self, plan: &Plan, contexts: &[Context<'_>]) -> (Vec<f64>, Vec<f32>) {
        let holding =
            |lookup: usize| -> f64 { contexts.iter().map(|context| context.opened[lookup].documents).sum() };
        plan.leaves
            .iter()
            .map(|leaf| match &leaf.body {
                Body::Word { lookup, .. } => {
                    let documents = holding(*lookup);
                    (documents, leaf.share * Ranking::idf(self.documents, documents))
                }
                Body::Phrase { slots, .. } => {
                    let each = slots.iter().map(|&slot| holding(slot));
                    let least = each.clone().fold(f64::INFINITY, f64::min);
                    (least, each.map(|documents| Ranking::idf(self.documents, documents)).sum())
                }
            })
            .unzip()
    }

    /// The living documents for which a clause holds.
    fn evaluate(
        &self,
        run: &Run<'_>,
        clause: &Clause,
        tables: &mut Tables,
    ) -> Result<Vec<Matches>, SearchError> {
        let fields = self.index.fields();
        let mut all = Vec::with_capacity(run.contexts.len());
        for context in &run.contexts {
            let mut evaluation = Evaluation { context, fields, idf: &run.idf, tables };
            let mut matches = evaluation.clause(clause, None)?;
            if let Some(alive) = context.segment.reader.alive_bitset() {
                matches.retain(|_, doc| alive.is_alive(doc));
            }
            all.push(matches);
        }
        Ok(all)
    }

    /// No document holds all words: those that hold most of them, all filters and exclusions obeyed.
    fn relax(&self, run: &mut Run<'_>, tables: &mut Tables) -> Result<(), SearchError> {
        let Clause::And(clauses) = &run.plan.root else { return Ok(()) };
        let scores = |clause: &&Clause| !matches!(clause, Clause::Filter(_) | Clause::Not(_) | Clause::All);
        let words: Vec<&Clause> = clauses.iter().filter(scores).collect();
        if words.len() < 2 {
            return Ok(());
        }
        let conditions: Vec<Clause> = clauses.iter().filter(|clause| !scores(clause)).cloned().collect();
        let mut counted: Vec<(Matches, Vec<u8>)> =
            run.contexts.iter().map(|_| (Matches::default(), Vec::new())).collect();
        for word in words {
            let clause = if conditions.is_empty() {
                word.clone()
            } else {
                Clause::And([&conditions[..], std::slice::from_ref(word)].concat())
            };
            for ((sum, counts), found) in counted.iter_mut().zip(self.evaluate(run, &clause, tables)?) {
                let mut count = Matches {
                    docs: sum.docs.clone(),
                    scores: counts.iter().map(|&n| f32::from(n)).collect::<Vec<_>>().into(),
                };
                count = count
                    .union(&Matches { docs: found.docs.clone(), scores: vec![1.0; found.docs.len()].into() });
                #[expect(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "small whole numbers"
                )]
                {
                    *counts = count.scores.iter().map(|&n| n.min(255.0) as u8).collect();
                }
                *sum = std::mem::take(sum).union(&found);
            }
        }
        let most = counted.iter().flat_map(|(_, counts)| counts).copied().max().unwrap_or(0);
        run.relaxed = most > 0;
        run.matches = counted
            .into_iter()
            .map(|(mut sum, counts)| {
                sum.retain(|index, _| counts.get(index) == Some(&most));
                sum
            })
            .collect();
        Ok(())
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Tables>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The documents of a query in the order of the request, without quotations: what exports stream over.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub(super) fn ordered(&self, run: &Run<'_>, sort: Sort) -> Vec<Found> {
        let scored = run.plan.scoring().next().is_some();
        let total = run.matches.iter().map(Matches::len).sum();
        self.order(sort, scored).first(&run.matches, total)
    }
}
