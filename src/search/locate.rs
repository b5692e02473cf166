//! From positions to bytes: tokenises the few words around a wanted position, from the nearest anchor on.

use std::ops::Range;

use crate::dutch::{TokenKind, Tokenizer};
use crate::index::{Mark, StoredRecord};
use crate::model::{MatchKind, Section, WrittenQuestion};
use crate::text::{fold, unfold};

/// A token to be found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted<'t> {
    /// Its position.
    pub(super) position: u32,
    /// Its term, mark included; empty when unknown.
    pub(super) term: &'t str,
    /// How it matched: only a part of a compound is narrower than its token.
    pub(super) kind: MatchKind,
    /// The bytes of the form that matched.
    pub(super) part: Range<u16>,
}

/// Finds the bytes of each wanted token in the record's text. `wanted` must be in the order of positions; the
/// answer has a range for each, empty where the token is not found (a damaged index).
pub(super) fn locate(
    record: &StoredRecord,
    wanted: &[Wanted<'_>],
    tokenizer: &mut Tokenizer,
) -> Vec<Range<usize>> {
    let text = &record.question.text;
    let mut found = vec![0..0; wanted.len()];
    let mut next = 0;
    while let Some(first) = wanted.get(next) {
        let anchor = record.anchors.partition_point(|anchor| anchor.1 <= first.position);
        let (start, position) =
            anchor.checked_sub(1).and_then(|at| record.anchors.get(at)).copied().unwrap_or((0, 0));
        // Everything up to where the second next anchor begins is read in one go.
        let limit = record.anchors.get(anchor).map_or(u32::MAX, |anchor| anchor.1);
        let end = record.anchors.get(anchor + 1).map_or(text.len(), |anchor| anchor.0 as usize);
        let end = section_end(&record.question, start as usize).min(end);
        let run = next..next + wanted[next..].partition_point(|token| token.position < limit).max(1);
        let slice = &wanted[run.clone()];
        tokenizer.run(text, start as usize..end, position, &mut |token| {
            let from = slice.partition_point(|wanted| wanted.position < token.position);
            for (at, wanted) in slice.iter().enumerate().skip(from) {
                if wanted.position != token.position {
                    break;
                }
                let place = &mut found[run.start + at];
                let (mark, form) = Mark::split(wanted.term);
                let same = mark == Mark::of(token.kind) && form == token.form;
                if same {
                    *place = part_of(text, &token.span, token.form, wanted);
                } else if place.start >= place.end && token.kind == TokenKind::Word {
                    *place = token.span.clone();
                }
            }
        });
        next = run.end;
    }
    found
}

/// The bytes of the token that matched: a part of a compound, or the whole word.
fn part_of(text: &str, span: &Range<usize>, form: &str, wanted: &Wanted<'_>) -> Range<usize> {
    let whole = span.clone();
    if !matches!(wanted.kind, MatchKind::Head | MatchKind::Modifier) || wanted.part.is_empty() {
        return whole;
    }
    let Some(original) = text.get(span.clone()) else { return whole };
    let part = usize::from(wanted.part.start)..usize::from(wanted.part.end);
    // A form that was mended or joined no longer mirrors its letters.
    if part.end > form.len() || !fold(original).starts_with(form) {
        return whole;
    }
    let inner = unfold(original, part);
    span.start + inner.start..span.start + inner.end
}

/// Where the section that holds a byte ends.
fn section_end(question: &WrittenQuestion, byte: usize) -> usize {
    let byte = u32::try_from(byte).unwrap_or(u32::MAX);
    let spans = &question.sections;
    [&spans.title, &spans.question, &spans.answer]
        .into_iter()
        .find(|span| span.contains(&byte))
        .map_or(question.text.len(), |span| span.end as usize)
}

/// The section that holds a byte.
pub(super) fn section_at(question: &WrittenQuestion, byte: usize) -> (Section, Range<usize>) {
    let byte = u32::try_from(byte).unwrap_or(u32::MAX);
    let spans = &question.sections;
    let wide = |span: &Range<u32>| span.start as usize..span.end as usize;
    if spans.answer.contains(&byte) {
        (Section::Answer, wide(&spans.answer))
    } else if spans.title.contains(&byte) {
        (Section::Title, wide(&spans.title))
    } else {
        (Section::Question, wide(&spans.question))
    }
}

/// `vraag 2c`, `antwoord 2c` for a byte inside an exchange; else `vraag`, `antwoord` or `titel`.
pub(super) fn label_at(question: &WrittenQuestion, section: Section, byte: usize) -> String {
    let byte = u32::try_from(byte).unwrap_or(u32::MAX);
    let holds = |span: &Option<Range<u32>>| span.as_ref().filter(|span| span.contains(&byte)).map(Range::len);
    // The narrowest exchange: 2c inside 2.
    let exchange = |side: fn(&crate::model::Exchange) -> &Option<Range<u32>>| {
        question
            .exchanges
            .iter()
            .filter_map(|exchange| holds(side(exchange)).map(|length| (length, exchange)))
            .min_by_key(|(length, _)| *length)
            .map(|(_, exchange)| exchange)
    };
    match section {
        Section::Title => "titel".to_owned(),
        Section::Question => exchange(|exchange| &exchange.question)
            .map_or_else(|| "vraag".to_owned(), |exchange| format!("vraag {}", exchange.label)),
        Section::Answer => exchange(|exchange| &exchange.answer).map_or_else(
            || "antwoord".to_owned(),
            |exchange| {
                let joint = exchange.answered_with.iter().map(String::as_str);
                let mut labels: Vec<&str> = std::iter::once(exchange.label.as_str()).chain(joint).collect();
                labels
                    .sort_by_key(|label| question.exchanges.iter().position(|other| other.label == **label));
                labels.dedup();
                format!("antwoord {}", labels.join(", "))
            },
        ),
    }
}

/// Sorts `2` before `10` and `1` before `1a`.
fn natural(label: &str) -> (u32, &str) {
    let digits = label.len() - label.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (label[..digits].parse().unwrap_or(u32::MAX), &label[digits..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_sort_as_people_count() {
        let mut labels = ["10", "1b", "2", "1", "1a"];
        labels.sort_by_key(|label| natural(label));
        assert_eq!(labels, ["1", "1a", "1b", "2", "10"]);
    }
}
