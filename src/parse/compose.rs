//! The one text of a document, with its sections, exchanges and citations.
//!
//! In: a [`Draft`]. Out: the text that is stored and quoted: title, question and answer, each reflowed, one
//! line feed between them. Sub-questions are cut apart while the line breaks of the page still show where
//! they start; each is reflowed by itself, so that a label always opens a line.

use std::ops::Range;

use crate::model::{Citation, Exchange, Kind, SectionSpans};
use crate::text::{Joining, reflow};

use super::draft::{self, Block, Draft, doubt, span};
use super::labels::{Label, Labels, read_labels};
use super::numbering::{self, Item, Side, items, marks};
use super::pairing::{Passage, pair};
use super::{citations, page};

/// What the text of a draft came to.
#[derive(Debug, Default)]
pub struct Composed {
    pub text: String,
    pub sections: SectionSpans,
    pub exchanges: Vec<Exchange>,
}

/// Puts the text together and pairs its sub-questions; doubts are added to the draft's.
pub fn compose(draft: &mut Draft, joining: &dyn Joining) -> Composed {
    let mut out = Composed::default();
    let running = |passage: &draft::Passage| match passage {
        draft::Passage::Running(text) => text.len(),
        draft::Passage::Blocks(blocks) => blocks.iter().map(|block| block.body.len()).sum(),
    };
    out.text.reserve(draft.title.len() + running(&draft.question) + running(&draft.answer) + 64);
    push_words(&mut out.text, &draft.title);
    out.sections.title = span(0..out.text.len());

    let question_annex = cut_annex(&mut draft.question);
    let answer_annex = cut_annex(&mut draft.answer);
    let (question_items, answer_items) = find_items(draft);
    let start = open_section(&mut out.text);
    let questions = lay(&mut out.text, &draft.question, &question_items, Side::Question, joining);
    push_reflowed(&mut out.text, &question_annex, joining);
    out.sections.question = close_section(&mut out.text, start);
    let start = open_section(&mut out.text);
    let asked: Vec<Label> = question_items.iter().flat_map(|item| item.labels.iter().copied()).collect();
    let answers = lay(&mut out.text, &draft.answer, &answer_items, Side::Answer(&asked), joining);
    let whole_answer = close_section(&mut out.text, start);
    push_reflowed(&mut out.text, &answer_annex, joining);
    out.sections.answer = close_section(&mut out.text, start);

    // A postponement answers nothing yet.
    let whole_answer = if draft.kind == Kind::Postponement { 0..0 } else { whole_answer };
    out.exchanges = pair(&out.text, questions, &answers, whole_answer, &mut draft.doubts);
    out
}

/// Takes the annexes off a side: they are text of the document and part of no exchange.
fn cut_annex(passage: &mut draft::Passage) -> String {
    let draft::Passage::Running(text) = passage else { return String::new() };
    page::annex_start(text).map(|at| text.split_off(at)).unwrap_or_default()
}

/// The citations in a composed text. `own` is the document's own reference, which is never one of them.
pub fn cites(text: &str, own: &[crate::model::Reference]) -> Vec<Citation> {
    let context = own.first().cloned().unwrap_or_default();
    let mut cites = citations::find_references(text, &context);
    let keys: Vec<_> = own.iter().filter_map(crate::model::Reference::key).collect();
    cites.retain(|cite| cite.reference.key().is_none_or(|key| !keys.contains(&key)));
    cites
}

/// The items of the running passages; blocks have their labels already.
fn find_items(draft: &mut Draft) -> (Vec<Item>, Vec<Item>) {
    if draft.question.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut question_items = match &draft.question {
        draft::Passage::Running(text) => items(text, &marks(text), Side::Question),
        draft::Passage::Blocks(_) => Vec::new(),
    };
    if question_items.is_empty() {
        return (question_items, Vec::new());
    }
    let asked: Vec<Label> = question_items.iter().flat_map(|item| item.labels.iter().copied()).collect();
    let answer_items = match &draft.answer {
        draft::Passage::Running(text) => items(text, &marks(text), Side::Answer(&asked)),
        draft::Passage::Blocks(_) => Vec::new(),
    };
    let highest = |items: &[Item]| items.iter().flat_map(|item| &item.labels).map(|l| l.number).max();
    if let draft::Passage::Running(text) = &draft.question
        && highest(&answer_items) > highest(&question_items)
        && let Some(cut) = unnumbered_tail(text, &question_items)
    {
        if let Some(last) = question_items.last_mut() {
            last.range.end = cut;
        }
        question_items.push(Item { labels: Labels::new(), range: cut..text.len(), body: cut });
        draft.doubts.push(doubt(
            "numbering-broken",
            "the answer counts more sub-questions than carry a number: numbers were lost in the question",
        ));
    }
    if let Some(missing) = first_gap(&asked) {
        draft.doubts.push(doubt("numbering-broken", format!("sub-question {missing} is missing")));
    }
    (question_items, answer_items)
}

/// Where, after the first paragraph of the last sub-question, further paragraphs ask without a number.
fn unnumbered_tail(text: &str, items: &[Item]) -> Option<usize> {
    let last = items.last()?;
    let mut at = last.body;
    let mut cut = None;
    for paragraph in text[last.body..].split_inclusive("\n\n") {
        if cut.is_none() && at > last.body && !paragraph.trim().is_empty() {
            cut = Some(at);
        }
        at += paragraph.len();
    }
    cut.filter(|&cut| text[cut..].contains('?'))
}

fn first_gap(asked: &[Label]) -> Option<u8> {
    let mut numbers: Vec<u8> = asked.iter().map(|label| label.number).filter(|&number| number > 0).collect();
    numbers.dedup();
    numbers.windows(2).find(|pair| pair[1] > pair[0] + 1).map(|pair| pair[0] + 1)
}

/// Appends a passage; gives its labelled parts with their place in the text.
fn lay(
    out: &mut String,
    passage: &draft::Passage,
    items: &[Item],
    side: Side<'_>,
    joining: &dyn Joining,
) -> Vec<Passage> {
    match passage {
        draft::Passage::Running(text) if !text.contains('\n') => lay_line(out, text, items),
        draft::Passage::Running(text) => {
            lay_page(out, text, items, side, joining).unwrap_or_else(|| lay_lines(out, text, items, joining))
        }
        draft::Passage::Blocks(blocks) => {
            blocks.iter().filter_map(|block| lay_block(out, block, joining)).collect()
        }
    }
}

/// Reflows a whole passage, which tells most about the width of its page, and finds the same labels in the
/// paragraphs; `None` when they are not the same any more.
fn lay_page(
    out: &mut String,
    text: &str,
    items: &[Item],
    side: Side<'_>,
    joining: &dyn Joining,
) -> Option<Vec<Passage>> {
    let flowed = reflow(text, joining);
    let flowed = flowed.trim();
    let again = match items.is_empty() {
        true => Vec::new(),
        false => numbering::items(flowed, &marks(flowed), side),
    };
    let same = again.len() == items.len() && again.iter().zip(items).all(|(a, b)| a.labels == b.labels);
    same.then(|| lay_line(out, flowed, &again))
}

/// Text on one line is taken as it is.
fn lay_line(out: &mut String, text: &str, items: &[Item]) -> Vec<Passage> {
    let base = out.len();
    out.push_str(text);
    items
        .iter()
        .map(|item| {
            let part = &text[item.body.min(item.range.end)..item.range.end];
            let start = item.range.end - part.trim_start().len();
            let end = item.range.end - (part.len() - part.trim_end().len());
            Passage { labels: item.labels.clone(), body: span(base + start.min(end)..base + end) }
        })
        .collect()
}

fn lay_lines(out: &mut String, text: &str, items: &[Item], joining: &dyn Joining) -> Vec<Passage> {
    let first = items.first().map_or(text.len(), |item| item.range.start);
    push_reflowed(out, &text[..first], joining);
    let mut passages = Vec::with_capacity(items.len());
    for item in items {
        let heading = &text[item.range.start..item.body.clamp(item.range.start, item.range.end)];
        if heading.len() > 2 && heading.starts_with(char::is_uppercase) {
            // A heading in words keeps its line.
            start_line(out);
            push_words(out, heading);
            start_line(out);
            let body = push_reflowed(out, &text[item.body.min(item.range.end)..item.range.end], joining);
            passages.push(Passage { labels: item.labels.clone(), body: span(body) });
            continue;
        }
        let range = push_reflowed(out, &text[item.range.clone()], joining);
        let piece = &out[range.clone()];
        let label = match item.labels.is_empty() {
            true => 0,
            false => read_labels(piece, true).map_or(0, |(_, length)| length),
        };
        let rest = &piece[label..];
        let body = range.start + label + (rest.len() - rest.trim_start().len());
        passages.push(Passage { labels: item.labels.clone(), body: span(body..range.end) });
    }
    passages
}

fn lay_block(out: &mut String, block: &Block, joining: &dyn Joining) -> Option<Passage> {
    if !block.heading.is_empty() {
        start_line(out);
        push_words(out, &block.heading);
    }
    let body = push_reflowed(out, &block.body, joining);
    (!block.labels.is_empty()).then(|| Passage { labels: block.labels.clone(), body: span(body) })
}

/// Appends a piece of a page, reflowed, on a line of its own; gives its place.
fn push_reflowed(out: &mut String, piece: &str, joining: &dyn Joining) -> Range<usize> {
    let piece = piece.trim();
    if !piece.is_empty() {
        start_line(out);
    }
    let start = out.len();
    if piece.contains('\n') {
        out.push_str(reflow(piece, joining).trim());
    } else {
        out.push_str(piece);
    }
    start..out.len()
}

fn push_words(out: &mut String, text: &str) {
    for (i, word) in text.split_whitespace().enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

fn start_line(out: &mut String) {
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
}

/// Sections are separated by one line feed even where one is empty, so that their spans never touch.
fn open_section(out: &mut String) -> usize {
    out.push('\n');
    out.len()
}

fn close_section(out: &mut String, start: usize) -> Range<u32> {
    let length = out.trim_end().len().max(start);
    out.truncate(length);
    span(start..length)
}
