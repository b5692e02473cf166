//! The header of a publication of the Tweede Kamer: who asks whom about what, and who answered when.
//!
//! In: the lines before the first `Vraag`. Out: the metadata in the [`Draft`], the "Zie ook" sentence, and
//! the lines that are no header.

use crate::model::{Date, Kind, Minister, Person};

use super::draft::Draft;
use super::tweede_kamer::printed_session;
use super::{citations, dates, glue, people};
use crate::dutch::Analyser;

/// What is left of the lines above the first question.
#[derive(Debug, Default)]
pub struct Header<'a> {
    /// `Zie ook Aanhangsel Handelingen, …`, a citation; empty for none.
    pub see_also: String,
    /// Lines that belong to the question.
    pub rest: Vec<&'a str>,
}

/// Words that open a paragraph of the header.
const OPENINGS: [&str; 8] = [
    "Vragen van ",
    "Vraag van ",
    "Mondelinge vragen van ",
    "Mondelinge vraag van ",
    "Nadere vragen van ",
    "Antwoord van ",
    "Mededeling van ",
    "Zie ook ",
];

/// Reads the header.
pub fn read<'a>(lines: &[&'a str], is_furniture: impl Fn(&str) -> bool, draft: &mut Draft) -> Header<'a> {
    let mut header = Header::default();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut open = false;
    for &raw in lines.iter().filter(|line| !is_furniture(line)) {
        let line = raw.trim();
        if line.is_empty() {
            // An empty line ends a paragraph of the header, unless its date is still to come.
            open = open
                && paragraphs.last().is_some_and(|p| !p.ends_with(')') && !p.ends_with('.') && p.len() < 60);
            if !header.rest.is_empty() {
                header.rest.push(raw);
            }
        } else if let Some(session) = printed_session(line) {
            draft.session = Some(session);
        } else if OPENINGS.iter().any(|opening| line.starts_with(opening)) {
            paragraphs.push(line.to_owned());
            open = true;
        } else if open {
            if let Some(paragraph) = paragraphs.last_mut() {
                join(paragraph, line);
            }
        } else if !own_number(line, draft) {
            if let Some(date) = bracketed(line, "ingezonden").filter(|_| line.starts_with('(')) {
                draft.date = Some(date);
            } else {
                header.rest.push(raw);
            }
        }
    }
    let text = glue::unglue(&paragraphs.join(" "), Analyser::builtin());
    if text.is_empty() {
        return header;
    }
    draft.kind = if text.contains("Mondelinge vra") { Kind::OralQuestion } else { Kind::WrittenQuestion };
    if text.contains("Mededeling van") && !text.contains("Antwoord van") {
        draft.kind = Kind::Postponement;
    }
    draft.date = draft.date.or_else(|| bracketed(&text, "ingezonden"));
    draft.answered = bracketed(&text, "ontvangen");
    if let Some(at) = text.find("Zie ook ") {
        text[at..].trim().clone_into(&mut header.see_also);
    }
    let question = find_opening(&text, &OPENINGS[..5]).map(|at| &text[at..]);
    if let Some(question) = question {
        let end = ["(ingezonden", "Antwoord van", "Mededeling van", "Zie ook "]
            .iter()
            .filter_map(|word| question.find(word))
            .min()
            .unwrap_or(question.len());
        read_question(question[..end].trim(), draft);
    }
    if let Some(at) = find_opening(&text, &OPENINGS[5..7]) {
        let end = text[at..].find("Zie ook ").map_or(text.len(), |end| at + end);
        read_answerers(&text[at..end], draft);
    }
    header
}

/// Joins a wrapped line; compounds broken at the line's end keep their hyphen before a capital only.
fn join(paragraph: &mut String, line: &str) {
    let letters = paragraph.trim_end_matches('-').chars().next_back().is_some_and(char::is_alphabetic);
    if paragraph.ends_with('-') && letters {
        if line.starts_with(char::is_lowercase) && !line.starts_with("en ") {
            paragraph.pop();
        } else if line.starts_with("en ") {
            paragraph.push(' ');
        }
    } else {
        paragraph.push(' ');
    }
    paragraph.push_str(line);
}

fn find_opening(text: &str, openings: &[&str]) -> Option<usize> {
    openings.iter().filter_map(|opening| text.find(opening)).min()
}

/// `546`, `AH 616`, `2024Z18435` on a line of their own.
fn own_number(line: &str, draft: &mut Draft) -> bool {
    let digits = line.strip_prefix("AH ").unwrap_or(line);
    if (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        if draft.number.as_deref().is_none_or(|number| number.len() == 10) {
            // An answer has its own number; the case is beside it.
            draft.cases.extend(draft.number.replace(digits.to_owned()));
        }
        return true;
    }
    if line.len() == 10 && citations::unique_number(line).is_some() {
        match &draft.number {
            None => draft.number = Some(line.to_owned()),
            Some(_) => draft.cases.push(line.to_owned()),
        }
        return true;
    }
    false
}

/// The date in `(ingezonden 24 oktober 2024)`.
fn bracketed(text: &str, word: &str) -> Option<Date> {
    let at = text.find(&format!("({word}"))?;
    dates::at_start(text[at + 1 + word.len()..].trim_start()).map(|(date, _)| date)
}

/// `Vragen van de leden X (P) en Y (Q) aan de Minister van Z over W`.
fn read_question(text: &str, draft: &mut Draft) {
    let Some(from) = text.find(" van ").map(|at| at + 5) else { return };
    let body = &text[from..];
    let Some(to) = addressee_start(body) else { return };
    draft.askers = askers(body[..to].trim());
    let rest = &body[to..];
    let (offices, subject) = match rest.find(" over") {
        Some(at) => (&rest[..at], rest[at + 5..].trim_start()),
        None => (rest, ""),
    };
    let offices = offices.trim().strip_prefix("aan ").unwrap_or(offices);
    draft.ministers = addressees(offices)
        .into_iter()
        .map(|office| Minister { name: None, portfolio: Some(office), inferred: false })
        .collect();
    draft.title = people::capitalise_first(subject.trim().trim_end_matches('.').trim_end());
}

/// Where ` aan de Minister …` starts.
fn addressee_start(text: &str) -> Option<usize> {
    text.match_indices(" aan ").map(|(at, _)| at).find(|&at| {
        let rest = text[at + 5..].to_lowercase();
        let rest = rest.strip_prefix("de ").or_else(|| rest.strip_prefix("het ")).unwrap_or(&rest);
        ["minister", "staatssecretaris", "viceminister", "vice-minister"]
            .iter()
            .any(|office| rest.starts_with(office))
    })
}

/// `de leden Sneller , Bamenga (beiden D66) en Gabriëls (GroenLinks-PvdA)`.
pub fn askers(text: &str) -> Vec<Person> {
    let text = ["de leden ", "het leden ", "het lid ", "lid ", "leden "]
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text);
    let mut found: Vec<Person> = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() {
        let (names, party, after) = match rest.split_once('(') {
            Some((names, tail)) => {
                let (party, after) = tail.split_once(')').unwrap_or((tail, ""));
                (names, Some(party.trim()), after)
            }
            None => (rest, None, ""),
        };
        for name in names.split([',', ';']).flat_map(|part| part.split(" en ")) {
            let name = people::canonical(name.trim().trim_start_matches("en "));
            if !name.is_empty() {
                found.push(Person { name, party: None });
            }
        }
        if let Some(party) = party {
            let (many, party) = match party.split_once(' ') {
                Some(("allen", party)) => (usize::MAX, party),
                Some(("beiden", party)) => (2, party),
                _ => (1, party),
            };
            for person in found.iter_mut().rev().take_while(|person| person.party.is_none()).take(many) {
                person.party = Some(party.trim().to_owned());
            }
        }
        rest = after;
    }
    found
}

/// `de Ministers van A en van B en de Staatssecretaris van C` → one office each.
pub fn addressees(text: &str) -> Vec<String> {
    let text = present(&glue::unglue_office(&unglue(text), Analyser::builtin()));
    let mut offices: Vec<String> = Vec::new();
    // Every office opens with its word; what stands between belongs to it.
    let lower = text.to_lowercase();
    let mut starts: Vec<usize> = Vec::new();
    for word in ["minister", "staatssecretaris", "viceminister"] {
        starts.extend(
            lower
                .match_indices(word)
                .map(|(at, _)| at)
                .filter(|&at| !text[..at].ends_with(|c: char| c.is_alphanumeric() || c == '-')),
        );
    }
    starts.sort_unstable();
    let mut bare: Vec<String> = Vec::new();
    for (i, &start) in starts.iter().enumerate() {
        let end = starts.get(i + 1).copied().unwrap_or(text.len());
        let part = text[start..end]
            .trim()
            .trim_end_matches(" de")
            .trim_end_matches(" en")
            .trim_end_matches(',')
            .trim_end();
        let part = part.trim_end_matches(" en de").trim_end_matches(" en").trim_end_matches(',');
        let (word, tail) = part.split_once(' ').unwrap_or((part, ""));
        let word = match word.trim_end_matches(',') {
            "Ministers" | "ministers" => "Minister",
            "Staatssecretarissen" | "staatssecretarissen" => "Staatssecretaris",
            other => other,
        };
        if tail.is_empty() && !word.contains('-') && i + 1 < starts.len() {
            // `de Minister en Staatssecretaris van X`: both of X.
            bare.push(word.to_owned());
            continue;
        }
        for portfolio in split_portfolios(tail) {
            for first in bare.drain(..) {
                offices.push(people::office(&format!("{first} {portfolio}")));
            }
            offices.push(people::office(format!("{word} {portfolio}").trim()));
        }
    }
    offices
}

/// Leaves out whose place somebody takes: `de Staatssecretaris van A, bij afwezigheid van de Minister, …`.
fn present(text: &str) -> String {
    let Some(at) = text.find(", bij afwezigheid van ") else { return text.to_owned() };
    let rest = &text[at + 2..];
    let end = rest.find(',').unwrap_or(rest.len());
    format!("{}{}", &text[..at], &rest[end..])
}

/// `van A en van B` → `van A`, `van B`; `A en B` without a second `van` is one portfolio.
fn split_portfolios(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut rest = text.trim();
    loop {
        let cut = [" en van ", " en voor ", ", van ", ", voor "]
            .iter()
            .filter_map(|word| rest.find(word).map(|at| (at, if word.starts_with(',') { 2 } else { 4 })))
            .min();
        match cut {
            Some((at, skip)) => {
                parts.push(rest[..at].trim().to_owned());
                rest = &rest[at + skip..];
            }
            None => {
                parts.push(rest.trim().trim_end_matches(',').to_owned());
                return parts;
            }
        }
    }
}

/// `vanBinnenlandse` → `van Binnenlandse`: the extraction glued lines.
fn unglue(text: &str) -> String {
    let mut out = text.to_owned();
    for office in ["Minister", "Staatssecretaris"] {
        if let Some(at) = out.find(office).map(|at| at + office.len())
            && out[at..].starts_with(|c: char| c.is_uppercase())
        {
            out.insert(at, ' ');
        }
    }
    for word in ["van", "voor", "de", "en"] {
        let pattern = format!(" {word}");
        let mut at = 0;
        while let Some(found) = out[at..].find(&pattern).map(|f| at + f + pattern.len()) {
            if out[found..].starts_with(char::is_uppercase) {
                out.insert(found, ' ');
            }
            at = found;
        }
    }
    out
}

/// `Antwoord van Minister Van Weel (Justitie en Veiligheid) en van …, mede namens … (ontvangen …)`: puts the
/// names to the offices that were asked, or adds who answered instead.
fn read_answerers(text: &str, draft: &mut Draft) {
    let lower = text.to_lowercase();
    let words = ["minister-president", "minister", "staatssecretaris"];
    let mut at = 0;
    while let Some((start, word)) = words
        .iter()
        .filter_map(|word| lower[at..].find(&format!("{word} ")).map(|found| (at + found, *word)))
        .min_by_key(|(start, word)| (*start, std::cmp::Reverse(word.len())))
    {
        let after = start + word.len() + 1;
        at = after;
        let Some(open) = text.get(after..).and_then(|rest| rest.find('(')).map(|open| after + open) else {
            break;
        };
        let name = text[after..open].trim();
        let inside = &text[open + 1..];
        let close = inside.find(['(', ')']).unwrap_or(inside.len());
        let portfolio = inside[..close].trim();
        let is_name = name.starts_with(char::is_uppercase) && name.len() < 50
            || name.starts_with("van ") && name.len() < 20;
        if portfolio.starts_with("ontvangen") || !is_name || name.contains(" van ") && name.contains(" en ") {
            continue;
        }
        at = open;
        let name = people::canonical(&name.replace(" - ", "-"));
        let same = |office: &str| {
            let plain = |text: &str| {
                text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>()
            };
            let office = plain(office);
            office.starts_with(&plain(word)) && office.ends_with(&plain(portfolio))
        };
        let asked =
            draft.ministers.iter_mut().find(|m| m.name.is_none() && m.portfolio.as_deref().is_some_and(same));
        match asked {
            Some(minister) => minister.name = Some(name),
            None => {
                let office = people::office(&format!("{word} van {portfolio}"));
                draft.ministers.push(Minister { name: Some(name), portfolio: Some(office), inferred: false });
            }
        }
    }
}
