//! From positions to bytes: tokenises the few words around a wanted position, from the nearest anchor on.

use std::ops::Range;

use crate::dutch::{TokenKind, Tokenizer};
use crate::index::{Mark, StoredRecord};
use crate::model::{Exchange, MatchKind, Section, WrittenQuestion};
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
        let last = slice.last().map_or(position, |wanted| wanted.position);
        tokenizer.run_to(text, start as usize..end, position, last, &mut |token| {
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

/// Labels that one answer covers, written shortly: letters are left out where their number stands beside them,
/// and three or more numbers in a row become a range (`1, 1a, 1b, 2, 3` is `1-3`).
fn joint_label(labels: &[&str]) -> String {
    let number = |label: &str| label.trim_end_matches(|c: char| c.is_ascii_alphabetic()).to_owned();
    let heads: Vec<&str> = labels
        .iter()
        .copied()
        .filter(|label| number(label) == **label || !labels.contains(&number(label).as_str()))
        .collect();
    let mut parts: Vec<String> = Vec::new();
    let mut at = 0;
    while at < heads.len() {
        let first: Option<u32> = heads[at].parse().ok();
        let run = first.map_or(1, |first| {
            (first..).zip(&heads[at..]).take_while(|(expected, label)| label.parse() == Ok(*expected)).count()
        });
        if run >= 3 {
            parts.push(format!("{}-{}", heads[at], heads[at + run - 1]));
            at += run;
        } else {
            parts.push(heads[at].to_owned());
            at += 1;
        }
    }
    parts.join(", ")
}

/// The narrowest exchange whose question or answer holds a byte (2c inside 2), and where that side lies.
fn exchange_at(
    question: &WrittenQuestion,
    section: Section,
    byte: usize,
) -> Option<(&Exchange, &Range<u32>)> {
    let byte = u32::try_from(byte).ok()?;
    question
        .exchanges
        .iter()
        .filter_map(|exchange| {
            let span = match section {
                Section::Title => None,
                Section::Question => exchange.question.as_ref(),
                Section::Answer => exchange.answer.as_ref(),
            };
            span.filter(|span| span.contains(&byte)).map(|span| (exchange, span))
        })
        .min_by_key(|(_, span)| span.len())
}

/// The bytes of the sub-question or answer that holds a byte; those of its section outside any exchange.
pub(super) fn side_at(question: &WrittenQuestion, section: Section, byte: usize) -> Range<usize> {
    let span = exchange_at(question, section, byte).map_or_else(
        || match section {
            Section::Title => &question.sections.title,
            Section::Question => &question.sections.question,
            Section::Answer => &question.sections.answer,
        },
        |(_, span)| span,
    );
    span.start as usize..span.end as usize
}

/// `vraag 2c`, `antwoord 2c` for a byte inside an exchange; else `vraag`, `antwoord` or `titel`.
pub(super) fn label_at(question: &WrittenQuestion, section: Section, byte: usize) -> String {
    let exchange = exchange_at(question, section, byte).map(|(exchange, _)| exchange);
    match (section, exchange) {
        (Section::Title, _) => "titel".to_owned(),
        (Section::Question, None) => "vraag".to_owned(),
        (Section::Answer, None) => "antwoord".to_owned(),
        // Sub-questions whose numbers were lost have no label.
        (Section::Question, Some(exchange)) => format!("vraag {}", exchange.label).trim_end().to_owned(),
        (Section::Answer, Some(exchange)) => {
            let joint = exchange.answered_with.iter().map(String::as_str);
            let mut labels: Vec<&str> = std::iter::once(exchange.label.as_str()).chain(joint).collect();
            labels.sort_by_key(|label| natural(label));
            labels.dedup();
            format!("antwoord {}", joint_label(&labels)).trim_end().to_owned()
        }
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
    use crate::model::ExchangeStatus;

    #[test]
    fn a_sub_question_without_number_is_just_a_question() {
        let exchange = Exchange {
            label: String::new(),
            question: Some(0..7),
            answer: Some(8..15),
            answered_with: Vec::new(),
            refers_to: Vec::new(),
            status: ExchangeStatus::Unpaired,
        };
        let question = WrittenQuestion {
            text: "Waarom? Daarom.".to_owned(),
            exchanges: vec![exchange],
            ..WrittenQuestion::default()
        };
        assert_eq!(label_at(&question, Section::Question, 2), "vraag");
        assert_eq!(label_at(&question, Section::Answer, 9), "antwoord");
    }

    #[test]
    fn labels_sort_as_people_count() {
        let mut labels = ["10", "1b", "2", "1", "1a"];
        labels.sort_by_key(|label| natural(label));
        assert_eq!(labels, ["1", "1a", "1b", "2", "10"]);
    }

    #[test]
    fn joint_answers_are_labelled_shortly() {
        assert_eq!(joint_label(&["2c"]), "2c");
        assert_eq!(joint_label(&["1", "1a", "1b", "1c"]), "1");
        assert_eq!(joint_label(&["2a", "2b"]), "2a, 2b");
        assert_eq!(joint_label(&["1", "1a", "2", "3", "4"]), "1-4");
        assert_eq!(joint_label(&["1", "2", "5", "6", "7"]), "1, 2, 5-7");
    }
}
