//! Written questions of the Flemish Parliament, as the text of their PDFs.
//!
//! In: normalised text with its page's line breaks. Out: a [`Draft`]. The full layout has a header (number,
//! asker, date, minister, portfolio in capitals), the title, the question, the minister again, `ANTWOORD`
//! with its own header, the answer. Real files lose parts of it; what is lost stays unknown: a line with
//! `ANTWOORD` or `Antwoord` and nothing else is then all that marks the answer. Where not even that is left,
//! the place where the numbering starts again is taken, and said to be a guess.

use crate::dutch::Analyser;
use crate::model::{Kind, Minister, Parliament};

use super::draft::{Draft, Passage, doubt};
use super::flemish_header::{self, add_askers, in_capitals, next_line};
use super::labels::split_heading;
use super::numbering::{asks, marks};
use super::{chamber, dates, page, people, title, tweede_kamer};

/// A line that opens an answer, in capitals; in other letters it must stand apart, see [`stands_apart`].
const ANSWER_HEADS: [&str; 7] = [
    "ANTWOORD",
    "GECOÖRDINEERD ANTWOORD",
    "GECOORDINEERD ANTWOORD",
    "VERWIJZEND ANTWOORD",
    "AANVULLEND ANTWOORD",
    "VOORLOPIG ANTWOORD",
    "GEZAMENLIJK ANTWOORD",
];
/// Recognises the layout and takes the text apart; `None` when nothing in it shows this layout. `title` is
/// the one that the metadata give.
pub fn parse(text: &str, title: Option<&str>) -> Option<Draft> {
    let text = &*page::without_furniture(text);
    let lines: Vec<&str> = text.split('\n').collect();
    let header = flemish_header::find(&lines);
    let mut draft = Draft { parliament: Some(Parliament::Flemish), ..Draft::default() };
    let answer = find_answer(&lines, header.map(|(at, _)| at), &mut draft);
    let mut body = 0;
    if let Some((at, kind)) = header {
        draft.kind = kind;
        body = flemish_header::read(&lines, at + 1, &mut draft);
        let flemish = |m: &Minister| m.portfolio.as_ref().is_some_and(|office| office.contains("Vlaams"));
        if !in_capitals(lines[at]) && !draft.ministers.iter().any(flemish) {
            // Other parliaments have written questions as well.
            draft.parliament = None;
        }
    }
    let (question_end, answer_start) = if let Some(at) = answer {
        draft.kind = if header.is_some() { draft.kind } else { Kind::WrittenQuestion };
        let start = read_answer_header(&lines, at + 1, &mut draft);
        let end = minister_before(&lines, at, body, &mut draft);
        (end, start)
    } else if let Some(at) = headed_answer(&lines, body).filter(|_| header.is_some()) {
        (minister_before(&lines, at, body, &mut draft), at)
    } else if header.is_some() {
        // The answer may follow without its header, as where the file lost it.
        guessed(text, &lines, body, &mut draft).unwrap_or((lines.len(), lines.len()))
    } else {
        // Nothing names the parliament here, nor anybody in it.
        draft.parliament = None;
        draft.kind = Kind::WrittenQuestion;
        guessed(text, &lines, body, &mut draft)?
    };
    let body = read_title(&lines, body, question_end, title, &mut draft);
    if headed_pairs(&lines[body..]) {
        let end = question_end.min(lines.len());
        let pairs = lines[body..end].iter().chain(&lines[answer_start.max(end)..]);
        let parts = pairs.flat_map(|line| {
            let (heading, rest) = split_heading(line);
            [Some(heading), (!rest.trim().is_empty()).then_some(rest)]
        });
        tweede_kamer::gather(parts.flatten(), false, "", &mut draft);
        return Some(draft);
    }
    draft.question = Passage::Running(join(&lines, body, question_end));
    draft.answer = Passage::Running(join(&lines, answer_start, lines.len()));
    Some(draft)
}

fn join(lines: &[&str], from: usize, to: usize) -> String {
    lines.get(from..to).map(|lines| lines.join("\n")).unwrap_or_default().trim().to_owned()
}

/// The line of the answer's heading: followed by `op vraag nr.`, or else alone on its line.
fn find_answer(lines: &[&str], header: Option<usize>, draft: &mut Draft) -> Option<usize> {
    let from = header.unwrap_or(0);
    let capitals = |at: &usize| ANSWER_HEADS.contains(&bare(lines[*at]));
    if let Some(at) = (from..lines.len()).filter(capitals).find(|&at| is_op_vraag(next_line(lines, at))) {
        return Some(at);
    }
    let mut found = (from..lines.len()).filter(|&at| stands_apart(lines, at));
    let first = found.next()?;
    if header.is_none() {
        // Nothing else names the parliament.
        draft.parliament = None;
    }
    if found.next().is_some() {
        draft.doubts.push(doubt(
            "boundary-guessed",
            "several lines say 'Antwoord'; the answer was taken to start at the first of them",
        ));
    }
    Some(first)
}

/// The line of the first `Antwoord op vraag 1` below a first `Vraag 1`.
fn headed_answer(lines: &[&str], body: usize) -> Option<usize> {
    let opens = |at: &usize, answer| tweede_kamer::opens(split_heading(lines[*at]).0, answer);
    let asked = (body..lines.len()).find(|at| opens(at, false))?;
    (asked..lines.len()).find(|at| opens(at, true))
}

/// True where question and answer take turns: `Vraag 1`, `Antwoord 1`, `Vraag 2`, `Antwoord 2`.
fn headed_pairs(lines: &[&str]) -> bool {
    headed_answer(lines, 0).is_some_and(|answer| headed_answer(lines, answer).is_some())
}

/// A line without the punctuation that may follow a heading.
fn bare(line: &str) -> &str {
    line.trim().trim_end_matches([':', '.']).trim_end()
}

fn is_op_vraag(line: &str) -> bool {
    line.starts_with("op vraag") || line.starts_with("op de vraag")
}

/// True for a line that says `ANTWOORD` (or `Antwoord`) and nothing else between two passages. In text set
/// one word a line the word may stand alone in the middle of a sentence: then the line before does not end
/// one, or the next goes on with a small letter.
fn stands_apart(lines: &[&str], at: usize) -> bool {
    let heading = bare(lines[at]);
    if !ANSWER_HEADS.contains(&heading) && heading != "Antwoord" {
        return false;
    }
    let letters = |line: &&str| line.contains(char::is_alphanumeric);
    let Some(before) = lines[..at].iter().rev().find(|line| letters(line)) else { return false };
    let next = next_line(lines, at);
    if next.is_empty() {
        return false;
    }
    let closed = lines[at - 1].trim().is_empty()
        || before.trim_end().ends_with(['.', '?', '!', ':', ';', ')', '"', '”', '’'])
        || in_capitals(before);
    closed && (!next.starts_with(char::is_lowercase) || opens_item(next))
}

/// `a) …` and `a. …` open an item; other small letters go on with a sentence.
fn opens_item(line: &str) -> bool {
    let mut chars = line.chars();
    chars.next().is_some_and(|c| c.is_ascii_lowercase())
        && chars.next().is_some_and(|c| matches!(c, ')' | '.'))
}

/// Reads `op vraag nr. 221 van 19 januari 2018` and `van ROB BEENDERS`; gives the first line of the answer.
fn read_answer_header(lines: &[&str], from: usize, draft: &mut Draft) -> usize {
    let mut at = from;
    let mut end = from;
    while at < lines.len() && at < from + 12 {
        let line = lines[at].trim();
        at += 1;
        if line.is_empty() {
            continue;
        }
        if is_op_vraag(line) {
            read_op_vraag(line, draft);
        } else if let Some(names) = line.strip_prefix("van ").filter(|rest| in_capitals(rest)) {
            if draft.askers.is_empty() {
                add_askers(names, draft);
            }
        } else {
            break;
        }
        end = at;
    }
    end
}

fn read_op_vraag(line: &str, draft: &mut Draft) {
    let Some(after) = line.find("nr").map(|at| &line[at + 2..]) else { return };
    let after = after.trim_start_matches(['.', ' ', ':']);
    let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
    if !digits.is_empty() && draft.number.is_none() {
        draft.number = Some(digits);
    }
    if let Some((span, date)) = dates::find(line) {
        draft.date.get_or_insert(date);
        if let Some(names) = line[span.end..].trim().strip_prefix("van ")
            && draft.askers.is_empty()
        {
            add_askers(names, draft);
        }
    }
}

/// The line after the question: the minister's name and office are printed again before `ANTWOORD`.
fn minister_before(lines: &[&str], answer: usize, body: usize, draft: &mut Draft) -> usize {
    let mut end = answer;
    let mut block: Vec<&str> = Vec::new();
    for at in (body..answer).rev() {
        let line = lines[at].trim();
        if line.is_empty() {
            if block.len() > 1 && block.last().is_some_and(|line| !chamber::is_office(line)) {
                break;
            }
            continue;
        }
        if !in_capitals(line) || page::is_annex(line) || block.len() >= 12 {
            break;
        }
        block.push(line);
        end = at;
    }
    block.reverse();
    let named = block.iter().any(|line| line.contains("MINISTER"));
    let asked = |line: &str| draft.ministers.iter().any(|m| m.name == Some(people::canonical(line)));
    if !named && block.len() < 2 && !block.iter().any(|line| asked(line)) {
        return answer;
    }
    if draft.ministers.is_empty() {
        draft.ministers = flemish_header::signed(&block);
    }
    end
}

/// Reads the title; gives the first line of the question.
fn read_title(lines: &[&str], from: usize, to: usize, known: Option<&str>, draft: &mut Draft) -> usize {
    if let Some(known) = known {
        return title::after_known(lines, from, to, known);
    }
    let found = title::find(lines, from, to);
    let title = title::join(&lines[found.clone()], Analyser::builtin());
    let labels = ["Onderwerp:", "Onderwerp :", "Betreft:", "Betreft :"];
    let named = labels.iter().find_map(|label| title.strip_prefix(label));
    draft.title = named.map_or_else(|| title.clone(), |title| title.trim().to_owned());
    found.end
}

/// Evidence that an answer starts at a line; below this it is not taken.
const ENOUGH: i32 = 3;

/// Where the answer starts when no heading says so: the numbering starts again, often on a line that begins
/// with one space, and what follows no longer asks. Gives the line after the question and the first of the
/// answer.
fn guessed(text: &str, lines: &[&str], body: usize, draft: &mut Draft) -> Option<(usize, usize)> {
    let mut offset = 0;
    let offsets: Vec<usize> = lines
        .iter()
        .map(|line| {
            let start = offset;
            offset += line.len() + 1;
            start
        })
        .collect();
    let all = marks(text);
    let restarts = |at: usize| {
        let start = offsets[at];
        let end = start + lines[at].len();
        let from = all.partition_point(|mark| mark.start < start);
        all.get(from)
            .is_some_and(|m| m.start <= end && m.line_start && m.labels.iter().any(|l| l.number == 1))
    };
    let first_line = lines.iter().position(|line| !line.trim().is_empty())?;
    let mut best: Option<(i32, usize)> = None;
    for at in body.max(first_line + 1)..lines.len() {
        let line = lines[at];
        let one_space = line.starts_with(' ') && line[1..].starts_with(|c: char| !c.is_whitespace());
        let restart = restarts(at);
        if !one_space && !restart || line.trim().len() < 3 {
            continue;
        }
        let (before, after) = (&text[..offsets[at]], &text[offsets[at]..]);
        let questions = |part: &str| memchr::memchr_iter(b'?', part.as_bytes()).count();
        if questions(before) == 0 {
            continue;
        }
        let last =
            lines[..at].iter().rev().map(|line| line.trim()).find(|line| !line.is_empty()).unwrap_or("");
        let mut score = 0;
        score += if one_space { 2 } else { 0 };
        score += if restart && before_is_numbered(&all, offsets[at]) { 2 } else { 0 };
        score += if last.ends_with('?') || last.starts_with("http") { 1 } else { 0 };
        // Per byte: a question asks far more often than an answer.
        let denser = questions(before) * after.len() > 3 * questions(after) * before.len();
        score += if denser { 1 } else { -2 };
        score -= if restart && asks(first_item(after)) { 2 } else { 0 };
        if score >= ENOUGH && best.is_none_or(|(so_far, _)| score > so_far) {
            best = Some((score, at));
        }
    }
    let (_, at) = best?;
    draft.doubts.push(doubt(
        "boundary-guessed",
        "no heading marks the answer; it was taken to start where the numbering starts again",
    ));
    Some((at, at))
}

fn before_is_numbered(marks: &[super::numbering::Mark], offset: usize) -> bool {
    marks.iter().take_while(|mark| mark.start < offset).any(|m| m.line_start && m.labels[0].number == 1)
}

/// The first paragraph of a text.
fn first_item(text: &str) -> &str {
    text.trim_start().split("\n\n").next().unwrap_or("").split('\n').next().unwrap_or("")
}

#[cfg(test)]
#[path = "flemish_tests.rs"]
mod tests;
