//! Questions and answers of the Tweede Kamer, as the text of their publications.
//!
//! In: normalised text of an `ah-tk-…` (question with answer, or a postponement), a `kv-tk-…` (question) or a
//! ministry's own paper (`AH 616 / 2024Z15900`). Out: a [`Draft`] with a block for every `Vraag n` and
//! `Antwoord n`. Running footers are left out, and the footnotes at the foot of each page go to the block
//! that refers to them, so that no sentence is cut in two by a page.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

use crate::model::{Kind, Parliament, Session};

use super::draft::{Block, Draft, Passage};
use super::labels::{Labels, read_labels};
use super::tk_header;

/// The layout shows itself within so many lines.
const HEADER_WITHIN: usize = 30;

/// Running heads and feet, which are no part of any sentence.
static FURNITURE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(?:
            (?:ah|kv)-tk-[0-9A-Z]+(?:-[0-9]+)?
            | ISSN\ 0921.*
            | ['’]s-Gravenhage\ [0-9]{4}.*
            | Tweede\ Kamer,\ vergaderjaar\ [0-9]{4}.{1,3}[0-9]{2,4},\ (?:Aanhangsel|Vragen)(?:\ [0-9]+)?
            | Tweede\ Kamer\ der\ Staten-Generaal\ ?[0-9]?
            | Vragen\ gesteld\ door\ de\ leden\ der\ Kamer,\ met\ de\ daarop\ door\ de
            | regering\ gegeven\ antwoorden
        )$",
    )
    .ok()
});

/// What a line opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Question,
    Answer,
    /// `Mededeling`: why the answer is late.
    Notice,
    /// `Toelichting`, and whatever has no label.
    Remark,
}

/// A block while its lines are gathered.
#[derive(Debug)]
struct Open<'a> {
    side: Side,
    heading: String,
    labels: Labels,
    lines: Vec<Cow<'a, str>>,
    notes: Vec<String>,
    /// Lines that stood on earlier pages.
    before_page: usize,
}

/// Recognises the layout and takes the text apart; `None` when nothing in it shows this layout.
pub fn parse(text: &str) -> Option<Draft> {
    if !looks_like(text) {
        return None;
    }
    let mut draft = Draft { parliament: Some(Parliament::TweedeKamer), ..Draft::default() };
    let lines: Vec<&str> = text.split('\n').collect();
    let first = lines.iter().position(|line| heading(line, false).is_some());
    // Papers of the ministries may number their questions with bare figures.
    let bare = first.is_none_or(|first| lines[first].trim() == "Antwoord");
    let first = lines.iter().position(|line| heading(line, bare).is_some()).unwrap_or(lines.len());
    let header = tk_header::read(&lines[..first], is_furniture, &mut draft);

    gather(
        header.rest.iter().copied().chain(lines[first..].iter().copied()),
        bare,
        &header.see_also,
        &mut draft,
    );
    own_case(&mut draft);
    Some(draft)
}

/// Sorts the lines below the header into the blocks of question and answer. With `bare`, a figure alone on
/// a line is a heading too.
pub fn gather<'a>(lines: impl Iterator<Item = &'a str>, bare: bool, see_also: &str, draft: &mut Draft) {
    let mut pages = Pages::new(bare);
    for line in lines {
        pages.line(line);
    }
    pages.end_page();
    fill(pages.blocks, see_also, draft);
}

/// True for a line that opens a numbered question, or with `answer` an answer.
pub fn opens(line: &str, answer: bool) -> bool {
    heading(line, false).is_some_and(|(side, labels)| match side {
        Side::Question => !answer && !labels.is_empty(),
        Side::Answer => answer,
        Side::Notice | Side::Remark => false,
    })
}

fn looks_like(text: &str) -> bool {
    let head: Vec<&str> =
        text.split('\n').take(HEADER_WITHIN).map(str::trim).filter(|l| !l.is_empty()).collect();
    if head.first().is_some_and(|line| line.starts_with("Tweede Kamer der Staten-Generaal")) {
        return true;
    }
    let numbered = head.iter().take(3).any(|line| {
        line.strip_prefix("AH ").is_some_and(|rest| rest.bytes().all(|b| b.is_ascii_digit()))
            || super::citations::unique_number(line) == Some(Parliament::TweedeKamer)
    });
    let said = |words: &[&str]| head.iter().any(|line| words.iter().any(|word| line.contains(word)));
    numbered
        && said(&["(ingezonden", "(ontvangen", "Antwoord van", "Mededeling van", "Vragen van", "Vraag van"])
        || said(&["Vergaderjaar 20", "Vergaderjaar 19"])
            && said(&["Aanhangsel van de Handelingen", "Vragen gesteld door de leden"])
}

fn is_furniture(line: &str) -> bool {
    let line = line.trim();
    // Cheap first: every running line opens with one of these.
    line.starts_with(['a', 'k', 'I', '\'', '’', 'T', 'V', 'r'])
        && FURNITURE.as_ref().is_some_and(|furniture| furniture.is_match(line))
}

/// Reads `Vraag 3 en 4`, `Antwoord op vraag 2`, `Antwoord`, `Mededeling`; with `bare` also `2` alone.
fn heading(line: &str, bare: bool) -> Option<(Side, Labels)> {
    let line = line.trim().trim_end_matches([':', '.']).trim_end();
    // A wrapped sentence may go on with "antwoord op vraag 5).".
    if line.len() > 70
        || !line.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        || line.ends_with(')')
    {
        return None;
    }
    let whole = |rest: &str| {
        let rest = rest.trim();
        read_labels(rest, false)
            .filter(|(_, length)| rest[*length..].trim().is_empty())
            .map(|(labels, _)| labels)
    };
    if bare && line.len() <= 2 && line.bytes().all(|b| b.is_ascii_digit()) {
        return whole(line).map(|labels| (Side::Question, labels));
    }
    let lower = line.to_lowercase();
    if lower == "mededeling" {
        return Some((Side::Notice, Labels::new()));
    }
    if lower == "toelichting" {
        return Some((Side::Remark, Labels::new()));
    }
    if let Some(rest) = lower.strip_prefix("vragen ").or_else(|| lower.strip_prefix("vraag ")) {
        return whole(rest).map(|labels| (Side::Question, labels));
    }
    let rest = lower.strip_prefix("antwoorden").or_else(|| lower.strip_prefix("antwoord"))?;
    let rest = ["op de vragen", "op vragen", "op vraag", "vragen", "vraag"]
        .iter()
        .find_map(|word| rest.trim_start().strip_prefix(word))
        .unwrap_or(rest);
    if rest.trim().is_empty() {
        return (rest.len() == lower.len() - "antwoord".len()).then(|| (Side::Answer, Labels::new()));
    }
    whole(rest).map(|labels| (Side::Answer, labels))
}

/// Gathers blocks page by page.
struct Pages<'a> {
    bare: bool,
    blocks: Vec<Open<'a>>,
    /// The first block that has lines on this page.
    page_start: usize,
    next_note: u32,
}

impl<'a> Pages<'a> {
    fn new(bare: bool) -> Self {
        let opening = Open {
            side: Side::Remark,
            heading: String::new(),
            labels: Labels::new(),
            lines: Vec::new(),
            notes: Vec::new(),
            before_page: 0,
        };
        Self { bare, blocks: vec![opening], page_start: 0, next_note: 1 }
    }

    fn line(&mut self, line: &'a str) {
        if is_furniture(line) {
            self.end_page();
            return;
        }
        if let Some((side, labels)) = heading(line, self.bare).filter(|(_, labels)| self.expected(labels)) {
            let labels = if side == Side::Answer && labels.is_empty() { self.last_asked() } else { labels };
            self.blocks.push(Open {
                side,
                heading: line.trim().to_owned(),
                labels,
                lines: Vec::new(),
                notes: Vec::new(),
                before_page: 0,
            });
        } else if let Some(block) = self.blocks.last_mut() {
            block.lines.push(Cow::Borrowed(line));
        }
    }

    /// A bare figure is a heading only when it is the next number.
    fn expected(&self, labels: &Labels) -> bool {
        if !self.bare || labels.is_empty() {
            return true;
        }
        let asked = self.blocks.iter().filter(|block| block.side == Side::Question);
        let last = asked.flat_map(|block| &block.labels).map(|label| label.number).max().unwrap_or(0);
        labels.iter().all(|label| label.number <= last + 1 || labels.len() > 1)
    }

    /// `Antwoord` alone answers the question before it.
    fn last_asked(&self) -> Labels {
        let asked = self.blocks.iter().rev().find(|block| block.side == Side::Question);
        asked.map(|block| block.labels.clone()).unwrap_or_default()
    }

    /// Takes the footnotes off the foot of the page.
    fn end_page(&mut self) {
        if let Some(notes) = self.take_notes() {
            let numbers: Vec<u32> = notes.iter().map(|(number, _)| *number).collect();
            for block in &mut self.blocks[self.page_start..] {
                block.lift_marks(&numbers);
            }
            let current = self.blocks.len() - 1;
            for (number, note) in notes {
                let place = (self.page_start..self.blocks.len())
                    .find(|&index| self.blocks[index].refers_to(number))
                    .unwrap_or(current);
                self.blocks[place].notes.push(note);
            }
        }
        for block in &mut self.blocks[self.page_start..] {
            block.before_page = block.lines.len();
        }
        self.page_start = self.blocks.len() - 1;
    }

    /// The notes in the last block on the page, from the line that opens with the next note's number.
    fn take_notes(&mut self) -> Option<Vec<(u32, String)>> {
        let block = self.blocks.last_mut()?;
        let from = block.before_page;
        let opens = |line: &str, number: u32, first: bool| {
            line.trim().strip_prefix(&number.to_string()).is_some_and(|rest| {
                let year = rest.starts_with("20") && rest.len() > 4 && !first;
                let case =
                    rest.len() > 5 && rest.as_bytes()[4..].first().is_some_and(|b| matches!(b, b'Z' | b'D'));
                rest.starts_with(|c: char| {
                    c.is_alphabetic() || matches!(c, '«' | '"' | '“' | '‘' | '(' | '\'' | '<')
                }) || (year || case) && rest.starts_with(|c: char| c.is_ascii_digit())
            })
        };
        let mut number = self.next_note;
        let start = (from..block.lines.len()).find(|&i| opens(&block.lines[i], number, true))?;
        let mut notes: Vec<(u32, String)> = Vec::new();
        for line in block.lines.drain(start..) {
            let line = line.trim();
            if opens(line, number, notes.is_empty()) {
                let rest = &line[number.to_string().len()..];
                notes.push((number, format!("{number} {}", rest.trim_start())));
                number += 1;
            } else if let Some((_, note)) = notes.last_mut()
                && !line.is_empty()
            {
                note.push('\n');
                note.push_str(line);
            }
        }
        self.next_note = number;
        Some(notes)
    }
}

impl Open<'_> {
    /// Puts footnote marks that the extraction left on a line of their own, or at the start of the next
    /// sentence, back behind the word they belong to.
    fn lift_marks(&mut self, notes: &[u32]) {
        let is_note = |word: &str| word.parse().is_ok_and(|number| notes.contains(&number));
        for at in (self.before_page.max(1)..self.lines.len()).rev() {
            let line = self.lines[at].trim();
            let all_marks = !line.is_empty() && line.split(' ').all(is_note);
            let (first, rest) = line.split_once(' ').unwrap_or((line, ""));
            let ends = self.lines[at - 1].trim_end().ends_with(['.', '?', '!', ')', '»', '”', '’', '\'']);
            let mark = if all_marks {
                line.to_owned()
            } else if ends && is_note(first) && rest.starts_with(char::is_uppercase) {
                first.to_owned()
            } else {
                continue;
            };
            let rest = if all_marks { String::new() } else { rest.to_owned() };
            let lifted = format!("{}{mark}", self.lines[at - 1].trim_end());
            self.lines[at - 1] = Cow::Owned(lifted);
            if rest.is_empty() {
                self.lines.remove(at);
            } else {
                self.lines[at] = Cow::Owned(rest);
            }
        }
    }

    /// True when a line of this page carries the number as a footnote mark.
    fn refers_to(&self, number: u32) -> bool {
        let mark = number.to_string();
        self.lines[self.before_page.min(self.lines.len())..].iter().any(|line| {
            let line = line.trim();
            if line.split(' ').all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())) {
                return line.split(' ').any(|word| word == mark);
            }
            line.match_indices(&mark).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                let after = line[at + mark.len()..].chars().next();
                let glued = before.is_none_or(|c| c.is_alphabetic() || ".,?!»”’)\"'".contains(c));
                glued && after.is_none_or(|c| matches!(c, ' ' | '.' | ',' | ';' | ')' | '?'))
            })
        })
    }

    fn close(self) -> Block {
        let mut body = self.lines.join("\n").trim().to_owned();
        for note in self.notes {
            body.push_str("\n\n");
            body.push_str(&note);
        }
        Block { heading: self.heading, labels: self.labels, body }
    }
}

/// Sorts the blocks into question and answer.
fn fill(blocks: Vec<Open<'_>>, see_also: &str, draft: &mut Draft) {
    let mut question: Vec<Block> = Vec::new();
    let mut answer: Vec<Block> = Vec::new();
    let mut notice: Vec<Block> = Vec::new();
    let mut side = Side::Question;
    for open in blocks {
        if open.lines.iter().all(|line| line.trim().is_empty()) && open.heading.is_empty() {
            continue;
        }
        let here = match open.side {
            // What has no label belongs with what stands before it.
            Side::Remark => side,
            labelled => labelled,
        };
        side = here;
        match here {
            Side::Answer => answer.push(open.close()),
            Side::Notice => notice.push(open.close()),
            Side::Question | Side::Remark => question.push(open.close()),
        }
    }
    if !see_also.is_empty() {
        let block = Block { body: see_also.to_owned(), ..Block::default() };
        let side = if answer.is_empty() { &mut notice } else { &mut answer };
        side.insert(0, block);
    }
    if !notice.is_empty() && answer.is_empty() && notice.iter().any(|block| !block.heading.is_empty()) {
        draft.kind = Kind::Postponement;
    }
    if draft.kind == Kind::Postponement {
        // The day of a postponement is not that of an answer.
        draft.answered = None;
    }
    // Why the answer is late is said by who was asked; a reference alone goes with the question.
    let side = if notice.iter().all(|block| block.heading.is_empty()) { &mut question } else { &mut answer };
    side.append(&mut notice);
    draft.question = Passage::Blocks(question);
    draft.answer = Passage::Blocks(answer);
}

/// A postponement names its own case in brackets: `De vragen van … (2024Z16988) kunnen …`.
fn own_case(draft: &mut Draft) {
    if draft.kind != Kind::Postponement || !draft.cases.is_empty() {
        return;
    }
    let Passage::Blocks(blocks) = &draft.answer else { return };
    let Some(notice) = blocks.iter().rev().find(|block| block.heading.eq_ignore_ascii_case("mededeling"))
    else {
        return;
    };
    let case = notice.body.split('(').skip(1).find_map(|part| {
        let number = part.get(..10)?;
        (super::citations::unique_number(number) == Some(Parliament::TweedeKamer)
            && part[10..].starts_with(')'))
        .then(|| number.to_owned())
    });
    draft.cases.extend(case);
}

/// `Vergaderjaar 2024–2025` as printed.
pub fn printed_session(line: &str) -> Option<Session> {
    let rest = line.trim().strip_prefix("Vergaderjaar ")?;
    let end = rest.char_indices().find(|(_, c)| c.is_whitespace()).map_or(rest.len(), |(at, _)| at);
    rest[..end].trim_end_matches(',').parse().ok()
}

#[cfg(test)]
#[path = "tweede_kamer_tests.rs"]
mod tests;
