//! "Did you mean": for a word that occurs nowhere, frequent words of the index that are spelt alike.

use std::collections::BTreeMap;

use super::error::SearchError;
use super::expand::within;
use super::plan::{Body, Source};
use super::searcher::Run;
use crate::index::{Index, Mark};
use crate::model::Suggestion;
use crate::query::Pattern;

/// Suggestions a word.
const MOST: usize = 3;

/// Suggestions for the words of a query that the index does not hold.
pub(super) fn for_plan(index: &Index, run: &Run<'_>) -> Result<Vec<Suggestion>, SearchError> {
    let mut suggestions: Vec<Suggestion> = Vec::new();
    for (_, leaf) in run.plan.scoring() {
        let lookups: &[usize] = match &leaf.body {
            Body::Word { lookup, .. } => std::slice::from_ref(lookup),
            Body::Phrase { slots, .. } => slots,
        };
        for &number in lookups {
            let lookup = &run.plan.lookups[number];
            let spelt = match &lookup.source {
                Source::Family(_) | Source::Own(_) | Source::Literal => true,
                Source::Expansion(_) => false,
                Source::Pattern(pattern) => matches!(pattern, Pattern::Fuzzy { .. }),
            };
            let held = run.contexts.iter().any(|context| !context.opened[number].is_empty());
            if !spelt || held || suggestions.iter().any(|known| known.word == lookup.text) {
                continue;
            }
            let candidates = near(index, &lookup.form)?;
            if !candidates.is_empty() {
                suggestions.push(Suggestion { word: lookup.text.clone(), candidates });
            }
        }
    }
    Ok(suggestions)
}

/// The words of the index nearest to a form: fewest edits, then same first letter, then most frequent.
fn near(index: &Index, form: &str) -> Result<Vec<String>, SearchError> {
    let letters: Vec<char> = form.chars().collect();
    let limit = match letters.len() {
        0..=2 => return Ok(Vec::new()),
        3..=5 => 1,
        _ => 2,
    };
    let mut found: BTreeMap<String, (usize, u64)> = BTreeMap::new();
    let mut rows = Vec::new();
    for segment in index.segments() {
        let mut stream = segment.text.terms().stream()?;
        while let Some((term, info)) = stream.next() {
            // Bytes are at least as many as letters, and in Dutch hardly more.
            if term.len() + limit < letters.len() || term.len() > form.len() + limit + 4 {
                continue;
            }
            let Ok(term) = std::str::from_utf8(term) else { continue };
            if Mark::split(term).0 != Mark::None || !term.chars().any(char::is_alphabetic) {
                continue;
            }
            if let Some(edits) = within(&letters, term, limit, &mut rows) {
                let entry = found.entry(term.to_owned()).or_insert((edits, 0));
                entry.1 += u64::from(info.doc_freq);
            }
        }
    }
    let mut ranked: Vec<(String, (usize, u64))> = found.into_iter().collect();
    let first = |word: &str| word.chars().next() != letters.first().copied();
    // A second edit must be paid for by frequency.
    ranked.sort_by(|(a, (edits_a, count_a)), (b, (edits_b, count_b))| {
        (edits_a, first(a), std::cmp::Reverse(count_a), a).cmp(&(
            edits_b,
            first(b),
            std::cmp::Reverse(count_b),
            b,
        ))
    });
    Ok(ranked.into_iter().take(MOST).map(|(word, _)| word).collect())
}
