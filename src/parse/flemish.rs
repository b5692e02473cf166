//! Written questions of the Flemish Parliament, as the text of their PDFs.
//!
//! In: normalised text with its page's line breaks. Out: a [`Draft`]. The full layout has a header (number,
//! asker, date, minister, portfolio in capitals), the title, the question, the minister again, `ANTWOORD`
//! with its own header, the answer. Real files lose parts of it; what is lost stays unknown: a line with
//! `ANTWOORD` or `Antwoord` and nothing else is then all that marks the answer. Where not even that is left,
//! the place where the numbering starts again is taken, and said to be a guess.

use crate::dutch::Analyser;
use crate::model::{Kind, Minister, Parliament, Person};

use super::draft::{Draft, Passage, doubt};
use super::numbering::{asks, marks};
use super::{chamber, dates, people, title};

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
/// Series that print the same header.
const SERIES: [(&str, Kind); 3] = [
    ("SCHRIFTELIJKE VRAAG", Kind::WrittenQuestion),
    ("VRAAG OM UITLEG", Kind::Interpellation),
    ("MONDELINGE VRAAG", Kind::OralQuestion),
];
/// The header stands within so many lines of the start.
const HEADER_WITHIN: usize = 40;

/// Recognises the layout and takes the text apart; `None` when nothing in it shows this layout. `title` is
/// the one that the metadata give.
pub fn parse(text: &str, title: Option<&str>) -> Option<Draft> {
    let lines: Vec<&str> = text.split('\n').collect();
    let header = find_header(&lines);
    let mut draft = Draft { parliament: Some(Parliament::Flemish), ..Draft::default() };
    let answer = find_answer(&lines, header.map(|(at, _)| at), &mut draft);
    let mut body = 0;
    if let Some((at, kind)) = header {
        draft.kind = kind;
        body = read_header(&lines, at + 1, &mut draft);
    }
    let (question_end, answer_start) = if let Some(at) = answer {
        draft.kind = if header.is_some() { draft.kind } else { Kind::WrittenQuestion };
        let start = read_answer_header(&lines, at + 1, &mut draft);
        let end = minister_before(&lines, at, body, &mut draft);
        (end, start)
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
    draft.question = Passage::Running(join(&lines, body, question_end));
    draft.answer = Passage::Running(join(&lines, answer_start, lines.len()));
    Some(draft)
}

fn join(lines: &[&str], from: usize, to: usize) -> String {
    lines.get(from..to).map(|lines| lines.join("\n")).unwrap_or_default().trim().to_owned()
}

fn find_header(lines: &[&str]) -> Option<(usize, Kind)> {
    lines.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, line)| {
        let line = line.trim();
        SERIES.iter().find(|(name, _)| *name == line).map(|&(_, kind)| (at, kind))
    })
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

/// A line without the punctuation that may follow a heading.
fn bare(line: &str) -> &str {
    line.trim().trim_end_matches([':', '.']).trim_end()
}

fn is_op_vraag(line: &str) -> bool {
    line.starts_with("op vraag") || line.starts_with("op de vraag")
}

/// The next line with something on it.
fn next_line<'a>(lines: &[&'a str], at: usize) -> &'a str {
    lines[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty()).unwrap_or("")
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

/// Reads the lines after `SCHRIFTELIJKE VRAAG`; gives the first line of the title.
fn read_header(lines: &[&str], from: usize, draft: &mut Draft) -> usize {
    let mut at = from;
    let mut office: Option<Vec<&str>> = None;
    while at < lines.len() {
        let line = lines[at].trim();
        if line.is_empty() {
            at += 1;
            continue;
        }
        if let Some(number) = number_line(line) {
            draft.number = Some(number);
        } else if let Some(rest) = line.strip_prefix("datum:").or_else(|| line.strip_prefix("datum :")) {
            draft.date = dates::read(rest).or_else(|| dates::find(rest).map(|(_, date)| date));
        } else if let Some(rest) =
            line.strip_prefix("van ").filter(|rest| office.is_none() && in_capitals(rest))
        {
            add_askers(rest, draft);
        } else if let Some(rest) = line
            .strip_prefix("aan ")
            .or_else(|| line.strip_prefix("en aan "))
            .filter(|rest| in_capitals(rest))
        {
            close_office(office.take(), draft);
            draft.ministers.push(Minister { name: Some(people::canonical(rest)), ..Minister::default() });
            office = Some(Vec::new());
        } else if let Some(lines) = office.as_mut().filter(|_| in_capitals(line)) {
            lines.push(line);
        } else {
            break;
        }
        at += 1;
    }
    close_office(office, draft);
    at
}

fn close_office(office: Option<Vec<&str>>, draft: &mut Draft) {
    let Some(lines) = office.filter(|lines| !lines.is_empty()) else { return };
    let Some(minister) = draft.ministers.last_mut() else { return };
    minister.portfolio = Some(people::office(&lines.join(" ")));
    // `aan DE VLAAMSE MINISTER VAN WONEN`: an office where the name should be.
    if minister.name.as_deref().is_some_and(chamber::is_office) {
        minister.portfolio = Some(people::office(&format!(
            "{} {}",
            minister.name.take().unwrap_or_default(),
            minister.portfolio.take().unwrap_or_default()
        )));
    }
}

/// `nr. 221`, `nr.: 221`, `Nr 1245`.
fn number_line(line: &str) -> Option<String> {
    let rest =
        line.strip_prefix("nr").or_else(|| line.strip_prefix("Nr")).or_else(|| line.strip_prefix("NR"))?;
    let digits = rest.trim_start_matches(['.', ':', ' ']).trim_end().replace('.', "");
    ((1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// True for a line that has letters and hardly any in lower case (the `d'` of names, `en` between them).
fn in_capitals(line: &str) -> bool {
    let mut upper = 0;
    let mut lower = 0;
    for word in line.split_whitespace().filter(|word| *word != "en") {
        for c in word.chars().filter(|c| c.is_alphabetic()) {
            if c.is_lowercase() {
                lower += 1;
            } else {
                upper += 1;
            }
        }
    }
    upper > 0 && lower * 8 <= upper
}

fn add_askers(names: &str, draft: &mut Draft) {
    for name in
        names.split([',', ';']).flat_map(|part| part.split(" EN ")).flat_map(|part| part.split(" en "))
    {
        let name = people::canonical(name);
        if !name.is_empty() && !draft.askers.iter().any(|asker| asker.name == name) {
            draft.askers.push(Person { name, party: None });
        }
    }
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
        if !in_capitals(line) || block.len() >= 12 {
            break;
        }
        block.push(line);
        end = at;
    }
    block.reverse();
    let named = block.iter().any(|line| line.contains("MINISTER"));
    if !named && block.len() < 2 {
        return answer;
    }
    if draft.ministers.is_empty()
        && let Some((name, office)) = block.split_first()
    {
        let office = (!office.is_empty()).then(|| people::office(&office.join(" ")));
        draft.ministers.push(Minister {
            name: Some(people::canonical(name)),
            portfolio: office,
            inferred: false,
        });
    }
    end
}

/// Reads the title; gives the first line of the question.
fn read_title(lines: &[&str], from: usize, to: usize, known: Option<&str>, draft: &mut Draft) -> usize {
    if let Some(known) = known {
        return title::after_known(lines, from, to, known);
    }
    let found = title::find(lines, from, to);
    draft.title = title::join(&lines[found.clone()], Analyser::builtin());
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
