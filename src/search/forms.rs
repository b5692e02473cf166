//! The written forms that matched, summed over all hits.

use std::collections::BTreeMap;

use super::error::SearchError;
use super::plan::Body;
use super::searcher::Run;
use crate::index::Mark;
use crate::model::{MatchKind, MatchedForm};

/// Occurrences of every form in all documents that match, most frequent first.
pub(super) fn over_all(run: &Run<'_>) -> Result<Vec<MatchedForm>, SearchError> {
    let mut sums: BTreeMap<(&str, String, MatchKind), u64> = BTreeMap::new();
    for (context, matches) in run.contexts.iter().zip(&run.matches) {
        let mut counts: Vec<Vec<u64>> =
            context.opened.iter().map(|opened| vec![0; opened.forms.len()]).collect();
        for (_, leaf) in run.plan.scoring() {
            match &leaf.body {
                Body::Word { lookup, .. } if leaf.sections.is_none() => {
                    let counts = &mut counts[*lookup];
                    context.opened[*lookup].counts(
                        context.segment,
                        &matches.docs,
                        |_, form, frequency| {
                            if let Some(count) = counts.get_mut(form) {
                                *count += u64::from(frequency);
                            }
                        },
                    )?;
                }
                _ => context.occurrences(leaf, &matches.docs, &mut |occurrence| {
                    for (&lookup, place) in occurrence.lookups.iter().zip(occurrence.places) {
                        if let Some(count) = counts[lookup].get_mut(place.form()) {
                            *count += 1;
                        }
                    }
                })?,
            }
        }
        for (lookup, counts) in counts.into_iter().enumerate() {
            for (form, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let term = context.term(lookup, form)?;
                let written = Mark::split(&term).1.to_owned();
                let kind = context.opened[lookup].forms[form].kind;
                *sums.entry((&run.plan.lookups[lookup].text, written, kind)).or_default() += count;
            }
        }
    }
    let mut matched: Vec<MatchedForm> = sums
        .into_iter()
        .map(|((word, form, kind), count)| MatchedForm { form, word: word.to_owned(), kind, count })
        .collect();
    // A compound that several words of the query match is named once, for the word it is closest to.
    matched.sort_by(|a, b| (&a.form, a.kind, &a.word).cmp(&(&b.form, b.kind, &b.word)));
    matched.dedup_by(|next, kept| next.form == kept.form);
    matched.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.form.cmp(&b.form)));
    Ok(matched)
}
