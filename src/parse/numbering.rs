//! Which of the numbers in a text are labels of sub-questions and answers.
//!
//! In: the text of a question or an answer, with its line breaks or glued together at the sentence ends.
//! Out: [`Mark`]s (places that look like a label) and from these [`Item`]s: the one run of numbers that
//! counts the sub-questions, with the letters below it. A list in the introduction, a list inside an answer,
//! `1.200`, `9/09/2016` or `nr. 5.` are told apart by three things: where a mark may stand (line start or
//! sentence end), that a run counts up from 1, and that a run which is resumed encloses what was in between.

use std::ops::Range;

use super::labels::{Label, Labels, read_labels, read_worded, says_answer, spaces};

/// A place that looks like a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it names; letters without number have number 0.
    pub labels: Labels,
    /// First byte of the label.
    pub start: usize,
    /// First byte after the label and its blanks.
    pub body: usize,
    /// At the start of a line or of the text.
    pub line_start: bool,
    /// A heading in words (`Vraag 2`, `Antwoord op vragen 1 en 3`).
    pub worded: bool,
    /// Glued to a year (`20181. Er`): a label only where others follow it.
    pub weak: bool,
}

/// A label with the text it heads, up to the next item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it names.
    pub labels: Labels,
    /// From the label to the next item.
    pub range: Range<usize>,
    /// First byte after the label.
    pub body: usize,
}

/// Which side of the exchange a text is on: they count alike but not with the same evidence.
#[derive(Clone, Copy, Debug)]
pub enum Side<'a> {
    /// Sub-questions: the run that asks something counts.
    Question,
    /// Answers to these labels: the run that covers most of them counts.
    Answer(&'a [Label]),
}

/// All places that look like a label, in the order of the text.
pub fn marks(text: &str) -> Vec<Mark> {
    let bytes = text.as_bytes();
    let mut marks = Vec::new();
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        let next = bytes.get(i + 1).copied().unwrap_or(b'\n');
        let candidate = if b.is_ascii_digit() {
            i == 0 || !bytes[i - 1].is_ascii_digit()
        } else {
            matches!(next, b')' | b'.')
                && b.is_ascii_lowercase()
                && (i == 0 || !bytes[i - 1].is_ascii_alphanumeric())
        };
        if b.is_ascii_uppercase()
            && place(bytes, i) == Some(Place::LineStart)
            && let Some((labels, length)) = read_worded(&text[i..])
        {
            let body = i + length + spaces(&text[i + length..]);
            marks.push(Mark { labels, start: i, body, line_start: true, worded: true, weak: false });
            i = body;
            continue;
        }
        if candidate && let Some((labels, length)) = glued_to_year(text, i) {
            let (start, body) = (i + 4, i + length + spaces(&text[i + length..]));
            marks.push(Mark { labels, start, body, line_start: false, worded: false, weak: true });
            i = body;
            continue;
        }
        if candidate
            && let Some(place) = place(bytes, i)
            && let Some((labels, length)) = read_labels(&text[i..], true)
            && place.allows(&labels, &bytes[i + length..])
        {
            let body =
                i + length + bytes[i + length..].iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
            let line_start = place == Place::LineStart;
            marks.push(Mark { labels, start: i, body, line_start, worded: false, weak: false });
            i = body.max(i + 1);
            continue;
        }
        if b.is_ascii_digit() {
            i += bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count();
        } else {
            i += 1;
        }
    }
    marks
}

/// `op 30 januari 20181. Er worden`: a year with the label of the next sentence behind it; gives the bytes read.
fn glued_to_year(text: &str, at: usize) -> Option<(Labels, usize)> {
    let digits = text.as_bytes()[at..].iter().take_while(|b| b.is_ascii_digit()).count();
    let rest = text[at..].get(4..).filter(|_| matches!(digits, 5 | 6))?;
    let year = text[at..].starts_with("19") || text[at..].starts_with("20");
    let dotted = |length: &usize| rest[..*length].ends_with('.');
    let (labels, length) = read_labels(rest, true).filter(|(_, length)| year && dotted(length))?;
    let place = Place::Glued;
    place.allows(&labels, &rest.as_bytes()[length..]).then_some((labels, 4 + length))
}

/// Where a label may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    LineStart,
    SentenceEnd,
    /// `Infrabel1. Is het …`: glued to the word before.
    Glued,
}

impl Place {
    /// Weaker places ask for more: after the label blanks or a capital, glued ones for one number only.
    fn allows(self, labels: &Labels, after: &[u8]) -> bool {
        let next = after.first().copied().unwrap_or(b' ');
        match self {
            Self::LineStart => true,
            Self::SentenceEnd => next != b',' && next != b';',
            Self::Glued => {
                labels.len() == 1
                    && labels[0].number > 0
                    && next == b' '
                    && after.get(1).is_some_and(u8::is_ascii_uppercase)
            }
        }
    }
}

fn place(bytes: &[u8], at: usize) -> Option<Place> {
    let mut i = at;
    while i > 0 && matches!(bytes[i - 1], b' ' | b'\t' | b'\r') {
        i -= 1;
    }
    if i == 0 || bytes[i - 1] == b'\n' {
        return Some(Place::LineStart);
    }
    match bytes[i - 1] {
        b'.' | b'?' | b'!' | b':' | b';' | b')' | b'"' | b'\'' => Some(Place::SentenceEnd),
        // Closing quotes and the ellipsis end in these bytes.
        0x9d | 0x99 | 0xbb | 0xa6 if i >= 2 && bytes[i - 2] >= 0x80 => Some(Place::SentenceEnd),
        b if i == at && b.is_ascii_lowercase() => Some(Place::Glued),
        _ => None,
    }
}

/// A run of numbers that counts up from its first.
#[derive(Debug, Default)]
struct Run {
    marks: Vec<usize>,
    last: u8,
    letter: u8,
    /// All its labels are headings in words, or none.
    worded: bool,
}

/// The items of one side of a document. Empty when nothing in it counts up.
pub fn items(text: &str, marks: &[Mark], side: Side<'_>) -> Vec<Item> {
    let mut run = choose_run(text, marks, side);
    if run.is_empty() {
        run = run_from_two(marks, side);
    }
    if run.is_empty() {
        return letters_only(text, marks, side);
    }
    let mut items: Vec<Item> = Vec::with_capacity(run.len());
    for (position, &index) in run.iter().enumerate() {
        let mark = &marks[index];
        let end = run.get(position + 1).map_or(text.len(), |&next| marks[next].start);
        let next_index = run.get(position + 1).copied().unwrap_or(marks.len());
        items.push(Item { labels: mark.labels.clone(), range: mark.start..end, body: mark.body });
        if let [label] = mark.labels[..] {
            let inner = marks[index + 1..next_index].iter().filter(|m| m.start < end);
            letters(label, inner, side, &mut items);
        }
    }
    close(&mut items, text.len());
    items
}

/// Makes every item end where the next starts.
fn close(items: &mut [Item], end: usize) {
    for i in 0..items.len() {
        items[i].range.end = items.get(i + 1).map_or(end, |next| next.range.start);
    }
}

/// Adds the lettered items below the numbered one that was pushed last.
fn letters<'a>(label: Label, inner: impl Iterator<Item = &'a Mark>, side: Side<'_>, items: &mut Vec<Item>) {
    let mut last = label.letter;
    let first_new = items.len();
    for mark in inner {
        if mark.labels.iter().any(|l| l.number != 0) {
            continue;
        }
        let labels: Labels =
            mark.labels.iter().map(|l| Label { number: label.number, letter: l.letter }).collect();
        let known = match side {
            Side::Question => true,
            Side::Answer(asked) => labels.iter().all(|l| asked.contains(l)),
        };
        let next = labels[0].letter;
        let counts =
            next == last.max(b'a' - 1) + 1 || (matches!(side, Side::Answer(_)) && next > last && known);
        if known && counts {
            last = labels[labels.len() - 1].letter;
            items.push(Item { labels, range: mark.start..mark.start, body: mark.body });
        }
    }
    // One letter alone is no enumeration, unless the number had one too (`1. a) … b) …`) or it was asked.
    if matches!(side, Side::Question) && items.len() == first_new + 1 && label.letter == 0 {
        items.pop();
    }
}

fn letters_only(text: &str, marks: &[Mark], side: Side<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    if matches!(side, Side::Answer(asked) if !asked.iter().any(|label| label.number == 0)) {
        return items;
    }
    letters(Label::number(0), marks.iter(), side, &mut items);
    close(&mut items, text.len());
    items
}

/// The indexes of the marks of the run that counts the sub-questions.
fn choose_run(text: &str, marks: &[Mark], side: Side<'_>) -> Vec<usize> {
    let asked: &[Label] = match side {
        Side::Question => &[],
        Side::Answer(asked) => asked,
    };
    let known = |mark: &Mark| mark.labels.iter().all(|label| asked.iter().any(|a| a.number == label.number));
    let mut open: Vec<Run> = Vec::new();
    for (index, mark) in marks.iter().enumerate() {
        let (Some(first), Some(last)) = (mark.labels.first(), mark.labels.last()) else { continue };
        if first.number == 0 || mark.worded && asked.is_empty() && says_answer(&text[mark.start..]) {
            continue;
        }
        let follows = |run: &Run| {
            let next = first.number == run.last + 1;
            let letter = first.number == run.last && first.letter > run.letter && run.letter > 0;
            run.worded == mark.worded && (next || letter)
        };
        // A gap in the numbers is believed at the start of a line only.
        let skips = |run: &Run| {
            mark.line_start
                && run.worded == mark.worded
                && first.number > run.last
                && match side {
                    Side::Question => first.number - run.last == 2,
                    Side::Answer(_) => known(mark),
                }
        };
        let found = open
            .iter()
            .rposition(follows)
            .or_else(|| (first.number > 1).then(|| open.iter().position(skips))?);
        // `1., 2. en 4. … 3. …`: a joint heading passed over what is answered later.
        let left_out = |run: &Run| {
            let covered = || run.marks.iter().flat_map(|&i| &marks[i].labels);
            run.worded == mark.worded
                && run.marks.iter().any(|&i| marks[i].labels.len() > 1)
                && mark.labels.iter().all(|label| asked.contains(label) && !covered().any(|c| c == label))
        };
        if found.is_none()
            && first.number < open.first().map_or(0, |run| run.last)
            && let Some(run) = open.first_mut().filter(|run| left_out(run))
        {
            run.marks.push(index);
        } else if let Some(depth) = found {
            // What was opened since lies inside this run.
            open.truncate(depth + 1);
            let run = &mut open[depth];
            run.marks.push(index);
            (run.last, run.letter) = (last.number, last.letter);
        } else if first.number == 1
            || (mark.line_start
                && !asked.is_empty()
                && known(mark)
                && open.iter().all(|run| run.worded != mark.worded))
        {
            let (last, letter) = (last.number, last.letter);
            open.push(Run { marks: vec![index], last, letter, worded: mark.worded });
        }
    }
    open.retain(|run| run.marks.len() > 1 || !run.marks.iter().any(|&index| marks[index].weak));
    match side {
        Side::Question => choose_question_run(text, marks, open),
        Side::Answer(_) => {
            let is_asked = |label: &&Label| asked.iter().any(|a| a.number == label.number);
            let covered = |run: &Run| {
                let labels = run.marks.iter().flat_map(|&i| &marks[i].labels);
                labels.filter(is_asked).count()
            };
            // Of equal runs the first: what follows is a list inside its last answer.
            let mut best = open.iter().map(covered).max().unwrap_or(0);
            if let Some(worded) = open.iter().filter(|run| run.worded).map(covered).max()
                && (worded > 1 || worded == best)
            {
                // What has headings in words counts by nothing else.
                open.retain(|run| run.worded);
                best = worded;
            }
            open.into_iter()
                .find(|run| best > 0 && covered(run) == best)
                .map(|run| run.marks)
                .unwrap_or_default()
        }
    }
}

/// The answers from 2 on, where 1 alone cannot be read (`1.2016…`): all others must be there, in their order.
fn run_from_two(marks: &[Mark], side: Side<'_>) -> Vec<usize> {
    let Side::Answer(asked) = side else { return Vec::new() };
    let highest = asked.iter().map(|label| label.number).max().unwrap_or(0);
    let mut run = Vec::new();
    let mut last = 1;
    for (index, mark) in marks.iter().enumerate().filter(|(_, mark)| !mark.worded && !mark.weak) {
        if mark.labels.first().is_some_and(|label| label.number == last + 1) {
            last = mark.labels.last().map_or(last, |label| label.number);
            run.push(index);
        }
    }
    if last == highest && run.len() > 1 { run } else { Vec::new() }
}

/// Of several runs that start at 1 one after another, the last that asks: those before it are lists of the
/// introduction, those after it lists inside the last sub-question.
fn choose_question_run(text: &str, marks: &[Mark], mut runs: Vec<Run>) -> Vec<usize> {
    if runs.iter().any(|run| run.worded) {
        runs.retain(|run| run.worded);
    }
    let bounds: Vec<usize> = runs
        .iter()
        .filter_map(|run| run.marks.first().map(|&i| marks[i].start))
        .chain([text.len()])
        .collect();
    let mut chosen: Option<(usize, bool)> = None;
    for (i, run) in runs.iter().enumerate() {
        let asks = run
            .marks
            .iter()
            .enumerate()
            .filter(|&(k, &index)| {
                let end = run.marks.get(k + 1).map_or(bounds[i + 1], |&next| marks[next].start);
                asks(&text[marks[index].body.min(end)..end])
            })
            .count();
        let many = asks * 2 >= run.marks.len() && asks > 0;
        let introduced = text[..bounds[i]].trim_end().ends_with(':');
        let better = match chosen {
            None => true,
            Some((_, before)) if before => many && !introduced,
            Some(_) => many || run.marks.len() > runs[chosen.map_or(0, |c| c.0)].marks.len(),
        };
        if better {
            chosen = Some((i, many));
        }
    }
    // A single "1." that asks nothing is no numbering.
    match chosen {
        Some((i, many)) if many || runs[i].marks.len() > 1 => {
            runs.into_iter().nth(i).map(|run| run.marks).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// True when a passage asks or requests something.
pub fn asks(text: &str) -> bool {
    const REQUESTS: [&str; 12] = [
        "Graag",
        "graag ",
        "Kan de minister",
        "Kan u",
        "Kunt u",
        "Gelieve",
        "overzicht van",
        "Welke ",
        "Hoeveel ",
        "Wat is",
        "Wanneer ",
        "Hoe ",
    ];
    memchr::memchr(b'?', text.as_bytes()).is_some() || REQUESTS.iter().any(|request| text.contains(request))
}

#[cfg(test)]
#[path = "numbering_tests.rs"]
mod tests;
