//! Query expansion by pseudo-relevance feedback: RM3 (Abdul-Jaleel et al., "UMass at TREC 2004").
//!
//! The best documents of a first run are taken for relevant. Each of their lemmas is weighed by the relevance
//! model of Lavrenko and Croft (SIGIR 2001), the sum over these documents of P(lemma | document) times the share
//! of the document's score, and the best lemmas are added to the query at a low weight. As in Anserini, what is
//! shorter than three letters or stands in more than a tenth of all documents is left out.
//!
//! Where one word is enough, documents that hold only such lemmas are found too; where all words must match,
//! they only change the order, so that totals keep their meaning.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use smallvec::SmallVec;
use tantivy::DocAddress;

use super::error::SearchError;
use super::lookup::Opened;
use super::plan::{Body, Clause, Leaf, Lookup, Plan, Source};
use super::request::{SearchRequest, Sort};
use super::searcher::Searcher;
use crate::dutch::{TokenKind, Tokenizer};

/// Letters of the shortest word that is added.
const SHORTEST: usize = 3;
/// What stands in more than this share of all documents, and in more than [`FEW`] of them, is not added.
const COMMON: f64 = 0.1;
/// A share of fewer documents says nothing.
const FEW: f64 = 5.0;

/// The plan with the lemmas added that the best documents of its first run have in common.
pub(super) fn expanded(
    searcher: &Searcher<'_>,
    mut plan: Plan,
    request: &SearchRequest,
) -> Result<Plan, SearchError> {
    let ranking = searcher.ranking();
    if plan.scoring().next().is_none() || ranking.expansion <= 0.0 {
        return Ok(plan);
    }
    let run = searcher.run(&plan, false)?;
    let order = searcher.order(Sort::Score, true);
    let best = order.first(&run.matches, ranking.feedback);
    let mut weights: FxHashMap<String, f32> = FxHashMap::default();
    let scores: f32 = best.iter().map(|found| found.score).sum();
    let mut keys: FxHashMap<String, Option<String>> = FxHashMap::default();
    let mut tokenizer = Tokenizer::new();
    for found in &best {
        let record = searcher.index.record(DocAddress::new(found.segment, found.doc))?;
        let text = &record.question.text;
        let mut counts: BTreeMap<String, u32> = BTreeMap::new();
        let mut length = 0_u32;
        tokenizer.run(text, 0..text.len(), 0, &mut |token| {
            if token.kind != TokenKind::Word {
                return;
            }
            length += 1;
            let key = match keys.get(token.form) {
                Some(key) => key.clone(),
                None => {
                    let key = key_of(searcher, token.form);
                    keys.insert(token.form.to_owned(), key.clone());
                    key
                }
            };
            if let Some(key) = key {
                *counts.entry(key).or_default() += 1;
            }
        });
        #[expect(clippy::cast_precision_loss, reason = "words of one document")]
        for (key, count) in counts {
            *weights.entry(key).or_default() +=
                found.score / scores.max(f32::MIN_POSITIVE) * count as f32 / length.max(1) as f32;
        }
    }
    drop(run);
    let mut ranked: Vec<(String, f32)> = weights.into_iter().collect();
    ranked.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut added: Vec<(String, f32)> = Vec::with_capacity(ranking.expansions);
    for (key, weight) in ranked {
        if added.len() == ranking.expansions {
            break;
        }
        if !asked_for(&plan, &key) && !common(searcher, &key)? {
            added.push((key, weight));
        }
    }
    let Some(most) = added.first().map(|(_, weight)| *weight) else { return Ok(plan) };
    let mut clauses = Vec::with_capacity(added.len());
    for (key, weight) in added {
        let share = ranking.expansion * weight / most;
        let (text, form) = (key.clone(), key.clone());
        plan.lookups.push(Lookup { text: text.clone(), form, source: Source::Expansion(key) });
        let body = Body::Word { lookup: plan.lookups.len() - 1, parts: SmallVec::new() };
        plan.leaves.push(Leaf { text, sections: None, body, share });
        plan.positive.push(true);
        clauses.push(Clause::Leaf(plan.leaves.len() - 1));
    }
    plan.root = add(plan.root, clauses, request.parts);
    Ok(plan)
}

/// The key that a word of a document is added under.
fn key_of(searcher: &Searcher<'_>, form: &str) -> Option<String> {
    let letters = form.chars().filter(|c| c.is_alphabetic()).count();
    if letters < SHORTEST || letters < form.chars().count() {
        return None;
    }
    searcher.index.analyser().analyse(form).lemmas.into_iter().next()
}

/// True for a key that the query looks up anyway.
fn asked_for(plan: &Plan, key: &str) -> bool {
    plan.lookups.iter().any(|lookup| match &lookup.source {
        Source::Family(keys) | Source::Own(keys) => keys.iter().any(|(known, _)| known == key),
        Source::Literal | Source::Pattern(_) | Source::Expansion(_) => lookup.form == key,
    })
}

/// True for what stands in so many documents that it tells nothing.
fn common(searcher: &Searcher<'_>, key: &str) -> Result<bool, SearchError> {
    let lookup =
        Lookup { text: String::new(), form: key.to_owned(), source: Source::Expansion(key.to_owned()) };
    let mut documents = 0.0;
    for segment in searcher.index.segments() {
        let opened = Opened::new(&lookup, segment, searcher.index.analyser(), searcher.ranking())?;
        documents += opened.documents;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of documents, far below 2^52")]
    Ok(documents > (COMMON * searcher.documents() as f64).max(FEW))
}

/// Adds alternatives to the words of a query; the conditions beside them still hold. Unless `any` word is
/// enough, they only score.
fn add(root: Clause, clauses: Vec<Clause>, any: bool) -> Clause {
    if !any {
        return Clause::Favour(Box::new(root), clauses);
    }
    match root {
        Clause::And(parts) => {
            let words = |clause: &Clause| !matches!(clause, Clause::Filter(_) | Clause::Not(_) | Clause::All);
            let (words, mut conditions): (Vec<Clause>, Vec<Clause>) = parts.into_iter().partition(words);
            let words = if words.len() == 1 { words } else { vec![Clause::And(words)] };
            conditions.push(Clause::Or(words.into_iter().chain(clauses).collect()));
            Clause::And(conditions)
        }
        root => Clause::Or(std::iter::once(root).chain(clauses).collect()),
    }
}
