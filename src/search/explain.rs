//! Why a document scored what it did.

use tantivy::fieldnorm::FieldNormReader;

use super::error::SearchError;
use super::rank::Found;
use super::searcher::{Run, Searcher};
use crate::model::{ExplainedPart, Explanation, MatchKind};
use crate::search::evaluate::Evaluation;
use crate::search::matches::Tables;
use crate::search::plan::{Body, Clause};

/// Takes a score apart, word by word.
pub(super) fn explain(
    searcher: &Searcher<'_>,
    run: &Run<'_>,
    found: &Found,
) -> Result<Explanation, SearchError> {
    let Some(context) = run.contexts.get(found.segment as usize) else { return Ok(Explanation::default()) };
    let docs = [found.doc];
    let mut explanation = Explanation {
        length: FieldNormReader::id_to_fieldnorm(
            context.lengths.get(found.doc as usize).copied().unwrap_or(0),
        ),
        mean_length: searcher.mean_length(),
        ..Explanation::default()
    };
    let mut tables = Tables::default();
    for (number, leaf) in run.plan.scoring() {
        let mut counts: Vec<(MatchKind, u64)> = Vec::new();
        let mut weighted = 0.0;
        context.occurrences(leaf, &docs[..], &mut |occurrence| {
            weighted += occurrence.weight;
            for (&lookup, place) in occurrence.lookups.iter().zip(occurrence.places) {
                let Some(form) = context.opened[lookup].forms.get(place.form()) else { continue };
                match counts.iter_mut().find(|(kind, _)| *kind == form.kind) {
                    Some((_, count)) => *count += 1,
                    None => counts.push((form.kind, 1)),
                }
            }
        })?;
        if counts.is_empty() {
            continue;
        }
        counts.sort_unstable();
        let mut title = 0.0;
        if let (Body::Word { lookup, .. }, None) = (&leaf.body, &leaf.sections) {
            context.opened[*lookup].probe_title(context.segment, &docs, |_, weight| title += weight)?;
        }
        let mut evaluation =
            Evaluation { context, fields: searcher.index.fields(), idf: &run.idf, tables: &mut tables };
        let score = evaluation.clause(&Clause::Leaf(number), Some(&docs))?.score(0);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count, estimated")]
        let documents = run.holding[number].round() as u64;
        explanation.parts.push(ExplainedPart {
            word: leaf.text.clone(),
            counts,
            weighted,
            title,
            documents,
            idf: run.idf[number],
            score,
        });
    }
    let parts: f32 = explanation.parts.iter().map(|part| part.score).sum();
    explanation.proximity = (found.score - parts).max(0.0);
    if explanation.proximity < 1e-4 * found.score.abs() {
        explanation.proximity = 0.0;
    }
    Ok(explanation)
}
