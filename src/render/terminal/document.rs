//! A whole document: question and answer side by side where the screen is wide, interleaved where it is not.

use std::fmt::Write as _;
use std::ops::Range;

use super::{Ink, Screen, Wrapped, clean, wrap};
use crate::model::{Exchange, ExchangeStatus, WrittenQuestion};
use crate::parse::{label_at, read_labels};
use crate::render::dutch_text;
use crate::render::slice;

/// From this width on, question and answer stand side by side.
pub const WIDE: usize = 110;
/// Text is not wrapped wider than this, however wide the screen is.
const COLUMN: usize = 90;
/// Between the columns.
const GUTTER: &str = " │ ";
/// Words before a part that may be its number: `2. a) i.`
const MOST_LABELS: usize = 3;
/// Bytes of the longest list of labels before a part.
const LONGEST_LIST: usize = 60;

/// Question parts with the answer part that belongs to them.
#[derive(Debug, Default)]
struct Row {
    questions: Vec<(String, Range<u32>)>,
    answer: Option<(String, Range<u32>)>,
}

/// The document with its metadata.
pub fn document(screen: &Screen, document: &WrittenQuestion) -> String {
    let mut out = String::new();
    for (line, _) in wrap(screen, &crate::render::heading(document), &[], screen.width.min(COLUMN + 20)) {
        let _ = writeln!(out, "{}", screen.paint(Ink::Title, line));
    }
    for (line, _) in wrap(screen, &dutch_text::citation_line(document), &[], screen.width) {
        let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, line));
    }
    out.push('\n');
    metadata(screen, document, &mut out);
    out.push('\n');
    let rows = rows(document);
    if screen.width >= WIDE && rows.iter().any(|row| !row.questions.is_empty() && row.answer.is_some()) {
        side_by_side(screen, document, &rows, &mut out);
    } else {
        interleaved(screen, document, &rows, &mut out);
    }
    out
}

fn metadata(screen: &Screen, document: &WrittenQuestion, out: &mut String) {
    let mut line = |name: &str, value: &str| {
        if value.is_empty() {
            return;
        }
        let lines = wrap(screen, value, &[], screen.width.saturating_sub(14).clamp(20, COLUMN));
        for (i, (text, _)) in lines.into_iter().enumerate() {
            let name = if i == 0 { name } else { "" };
            let _ = writeln!(out, "{}{text}", screen.paint(Ink::Label, format_args!("{name:<14}")));
        }
    };
    if let Some(parliament) = document.parliament {
        line("parlement", dutch_text::parliament(parliament));
    }
    line("soort", dutch_text::kind(document.kind));
    line("zittingsjaar", &document.session.map_or_else(String::new, |session| session.to_string()));
    let askers: Vec<String> = document
        .askers
        .iter()
        .map(|asker| match &asker.party {
            Some(party) => format!("{} ({party})", asker.name),
            None => asker.name.clone(),
        })
        .collect();
    line("vraagsteller", &askers.join(", "));
    for minister in &document.ministers {
        let inferred = if minister.inferred { " (afgeleid)" } else { "" };
        let text = match (&minister.name, &minister.portfolio) {
            (Some(name), Some(portfolio)) => format!("{name}{inferred}, {portfolio}"),
            (Some(name), None) => format!("{name}{inferred}"),
            (None, portfolio) => portfolio.clone().unwrap_or_default(),
        };
        line("minister", &text);
    }
    let asked = document.date.map(|date| format!("gesteld {}", dutch_text::date(date)));
    let answered = document.answered.map(|date| format!("beantwoord {}", dutch_text::date(date)));
    let days = document.date.zip(document.answered).and_then(|(asked, answered)| asked.days_until(answered));
    let days = days.map(|days| format!("na {days} {}", if days == 1 { "dag" } else { "dagen" }));
    line("datum", &asked.into_iter().chain(answered).chain(days).collect::<Vec<_>>().join(", "));
    line("zaak", &document.cases.join(", "));
    line("thema", &document.themes.join(", "));
    line("bron", &document.source);
    line("adres", document.url.as_deref().unwrap_or_default());
    line("bestand", &document.origin.place());
    line("id", &document.id);
    for doubt in &document.doubts {
        line("let op", &doubt.message);
    }
}

/// Cuts the document into rows that hold all of its question and answer text, in order.
fn rows(document: &WrittenQuestion) -> Vec<Row> {
    let sections = &document.sections;
    let own = &document.exchanges;
    let ends_of = |side: fn(&Exchange) -> &Option<Range<u32>>| -> Vec<u32> {
        own.iter().filter_map(|exchange| side(exchange).as_ref()).map(|part| part.end).collect()
    };
    let (question_ends, answer_ends) = (ends_of(|one| &one.question), ends_of(|one| &one.answer));
    let with_heading = |part: &Option<Range<u32>>, section: &Range<u32>, ends: &[u32]| {
        let part = part.clone()?;
        let before = ends.iter().copied().filter(|&end| end <= part.start).max().unwrap_or(section.start);
        Some(numbered(document, before, part))
    };
    let exchanges: Vec<Exchange> = own
        .iter()
        .map(|exchange| Exchange {
            question: with_heading(&exchange.question, &sections.question, &question_ends),
            answer: with_heading(&exchange.answer, &sections.answer, &answer_ends),
            ..exchange.clone()
        })
        .collect();
    let questions = gaps(document, &sections.question, exchanges.iter().filter_map(|e| e.question.clone()));
    let answers = gaps(document, &sections.answer, exchanges.iter().filter_map(|e| e.answer.clone()));
    let mut rows: Vec<Row> = Vec::new();
    let mut shown: Vec<Range<u32>> = Vec::new();
    let mut loose = questions.into_iter().peekable();
    let mut loose_answers = answers.into_iter().peekable();
    for (number, exchange) in exchanges.iter().enumerate() {
        // One question under several numbers is shown once.
        let is_same = |other: &&Exchange| {
            exchange.question.is_some()
                && (&other.question, &other.answer) == (&exchange.question, &exchange.answer)
        };
        if exchanges[..number].iter().any(|other| is_same(&other)) {
            continue;
        }
        let others: Vec<&str> =
            exchanges[number + 1..].iter().filter(is_same).map(|other| other.label.as_str()).collect();
        if let Some(question) = &exchange.question {
            while let Some(gap) = loose.next_if(|gap| gap.start < question.start) {
                rows.push(Row { questions: vec![(String::new(), gap)], answer: None });
            }
        }
        if let Some(answer) = exchange.answer.as_ref().filter(|answer| !shown.contains(answer)) {
            while let Some(gap) = loose_answers.next_if(|gap| gap.start < answer.start) {
                rows.push(Row { questions: Vec::new(), answer: Some((String::new(), gap)) });
            }
        }
        let question = exchange.question.clone().map(|range| (question_label(exchange, &others), range));
        match (&exchange.answer, rows.last_mut()) {
            (Some(answer), Some(last)) if last.answer.as_ref().is_some_and(|(_, known)| known == answer) => {
                last.questions.extend(question);
            }
            (Some(answer), _) if shown.contains(answer) => {
                let label = format!("{} (hierboven)", answer_label(exchange));
                let row = Row { questions: question.into_iter().collect(), answer: Some((label, 0..0)) };
                rows.push(row);
            }
            (answer, _) => {
                shown.extend(answer.clone());
                let answer = answer.clone().map(|range| (answer_label(exchange), range));
                rows.push(Row { questions: question.into_iter().collect(), answer });
            }
        }
    }
    rows.extend(loose.map(|gap| Row { questions: vec![(String::new(), gap)], answer: None }));
    rows.extend(loose_answers.map(|gap| Row { questions: Vec::new(), answer: Some((String::new(), gap)) }));
    rows
}

/// A part together with the heading and the numbers that stand before it (`Antwoord op vraag 2`, `2. a)`, `1. en 2.`),
/// which belong to no part; what stands before `from` belongs to another.
fn numbered(document: &WrittenQuestion, from: u32, part: Range<u32>) -> Range<u32> {
    let from = from.min(part.start);
    let mut before = slice(document, &(from..part.start));
    // A heading has numbers of its own; below it the part may have some too.
    before = cut(before, heading_start(before));
    before = cut(before, list_start(before));
    for _ in 0..MOST_LABELS {
        before = cut(before, label_start(before));
    }
    before = cut(before, heading_start(before));
    let start = u32::try_from(before.len()).map_or(part.start, |length| from + length);
    start.min(part.start)..part.end
}

/// `text` up to `end`, if there is one.
fn cut(text: &str, end: Option<usize>) -> &str {
    end.map_or(text, |end| &text[..end])
}

/// Where the line that ends a text begins, if it is but a heading: `Vraag 2`, `Antwoord op de vragen 1 en 3:`, `2`.
fn heading_start(text: &str) -> Option<usize> {
    let start = text.trim_end().rfind('\n').map_or(0, |end| end + 1);
    is_heading(&text[start..]).then_some(start)
}

fn is_heading(line: &str) -> bool {
    const WORDS: [&str; 4] = ["antwoord", "antwoorden", "vraag", "vragen"];
    let line = line.trim();
    WORDS.contains(&line.trim_end_matches(':').to_lowercase().as_str())
        || label_at(line).is_some_and(|(_, length)| line[length..].trim().is_empty())
}

/// Where the list of labels that ends a text begins; nothing for a single one.
fn list_start(text: &str) -> Option<usize> {
    let from = text.floor_char_boundary(text.len().saturating_sub(LONGEST_LIST));
    let mut before = text[..from].chars().next_back().unwrap_or(' ');
    text[from..].char_indices().map(|(at, char)| (from + at, char)).find_map(|(at, char)| {
        let begins = !std::mem::replace(&mut before, char).is_alphanumeric();
        let (labels, length) = read_labels(text.get(at..).filter(|_| begins)?, true)?;
        (labels.len() > 1 && text[at + length..].trim().is_empty()).then_some(at)
    })
}

/// Where the number or letter that ends a text begins: at most two digits and a letter, behind them a full stop,
/// a bracket or the like. A year that ends a sentence is none. `gaan2.` ends in a number that lost the blank before it.
fn label_start(text: &str) -> Option<usize> {
    let text = text.trim_end();
    let core = text.trim_end_matches(['.', ')', ':', '°', '-', '–', '•']);
    let before_letter = core.strip_suffix(char::is_alphabetic).unwrap_or(core);
    let before = before_letter.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = before_letter.len() - before.len();
    let is_glued = before.ends_with(char::is_alphanumeric);
    let is_label = match digits {
        0 if before_letter.len() == core.len() => before.ends_with(['\n', ' ']),
        0 => !is_glued,
        _ => digits <= 2 && (!is_glued || before.ends_with(|c: char| c.is_ascii_lowercase())),
    };
    (core.len() < text.len() && is_label).then_some(before.len())
}

/// The parts of `whole` that none of `parts` covers and that hold more than white space.
fn gaps(
    document: &WrittenQuestion,
    whole: &Range<u32>,
    parts: impl Iterator<Item = Range<u32>>,
) -> Vec<Range<u32>> {
    let mut parts: Vec<Range<u32>> = parts.collect();
    parts.sort_by_key(|part| (part.start, part.end));
    let mut gaps = Vec::new();
    let mut at = whole.start;
    for part in parts {
        if part.start > at {
            gaps.push(at..part.start.min(whole.end));
        }
        at = at.max(part.end);
    }
    if at < whole.end {
        gaps.push(at..whole.end);
    }
    gaps.retain(|gap| !slice(document, gap).trim().is_empty());
    gaps
}

fn question_label(exchange: &Exchange, others: &[&str]) -> String {
    let unanswered = exchange.answer.is_none() && exchange.status == ExchangeStatus::Unpaired;
    let note = if unanswered { " (geen antwoord gevonden)" } else { "" };
    let labels: Vec<&str> = std::iter::once(exchange.label.as_str()).chain(others.iter().copied()).collect();
    format!("vraag {}{note}", labels.join(", ")).trim_end().to_owned()
}

fn answer_label(exchange: &Exchange) -> String {
    let mut label = format!("antwoord {}", exchange.label).trim_end().to_owned();
    if !exchange.answered_with.is_empty() {
        let _ = write!(label, " (samen met {})", exchange.answered_with.join(", "));
    }
    if !exchange.refers_to.is_empty() {
        let _ = write!(label, " (verwijst naar {})", exchange.refers_to.join(", "));
    }
    label
}

/// What a heading says, as labels say it: `antwoord 2` for `Antwoord op vraag 2:`.
fn says(heading: &str) -> String {
    let heading = heading.trim().trim_end_matches([':', '.']).to_lowercase();
    heading.replace(" op de vraag ", " ").replace(" op vraag ", " ")
}

/// A part with its label above; blank parts are left out.
fn part(
    screen: &Screen,
    document: &WrittenQuestion,
    label: &str,
    range: &Range<u32>,
    width: usize,
) -> Wrapped {
    let text = slice(document, range).trim_matches(['\n', ' ']);
    let mut lines = Wrapped::new();
    if text.is_empty() && label.is_empty() {
        return lines;
    }
    // A heading that says what the label says stands for it.
    let (heading, after) = text.split_once('\n').unwrap_or((text, ""));
    let says_the_same = is_heading(heading) && says(heading) == label;
    let (label, text) = if says_the_same { (heading, after) } else { (label, text) };
    if !label.is_empty() {
        let label = clean(label);
        for (line, columns) in wrap(screen, &label, &[], width) {
            lines.push((screen.paint(Ink::Label, line), columns));
        }
    }
    if !text.is_empty() {
        lines.extend(wrap(screen, text, &[], width));
    }
    lines
}

fn side_by_side(screen: &Screen, document: &WrittenQuestion, rows: &[Row], out: &mut String) {
    let width = ((screen.width - 3) / 2).min(COLUMN);
    let line = |out: &mut String, left: &(String, usize), right: &str| {
        let pad = " ".repeat(width.saturating_sub(left.1));
        let text = format!("{}{pad}{GUTTER}{right}", left.0);
        let _ = writeln!(out, "{}", text.trim_end());
    };
    let heading = (screen.paint(Ink::Heading, "VRAAG"), 5);
    line(out, &heading, &screen.paint(Ink::Heading, "ANTWOORD"));
    let nothing = (String::new(), 0);
    for row in rows {
        let mut left = Wrapped::new();
        for (label, range) in &row.questions {
            left.extend(part(screen, document, label, range, width));
        }
        let right = match &row.answer {
            Some((label, range)) => part(screen, document, label, range, width),
            None => Wrapped::new(),
        };
        if left.is_empty() && right.is_empty() {
            continue;
        }
        line(out, &nothing, "");
        for i in 0..left.len().max(right.len()) {
            line(out, left.get(i).unwrap_or(&nothing), right.get(i).map_or("", |(text, _)| text));
        }
    }
}

fn interleaved(screen: &Screen, document: &WrittenQuestion, rows: &[Row], out: &mut String) {
    let width = screen.width.min(COLUMN);
    let paired = rows.iter().any(|row| !row.questions.is_empty() && row.answer.is_some());
    let mut answering = false;
    let heading = |out: &mut String, text: &str| {
        let _ = writeln!(out, "{}\n", screen.paint(Ink::Heading, text));
    };
    let put = |out: &mut String, lines: Wrapped| {
        if lines.is_empty() {
            return;
        }
        for (line, _) in lines {
            let _ = writeln!(out, "{line}");
        }
        out.push('\n');
    };
    if !document.sections.question.is_empty() {
        heading(out, if paired { "VRAAG EN ANTWOORD" } else { "VRAAG" });
    }
    for row in rows {
        for (label, range) in &row.questions {
            put(out, part(screen, document, label, range, width));
        }
        if let Some((label, range)) = &row.answer {
            if !paired && !answering {
                heading(out, "ANTWOORD");
                answering = true;
            }
            let label = if paired && label.is_empty() { "antwoord" } else { label };
            put(out, part(screen, document, label, range, width));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
}
