//! Records that say themselves what is what: JSON lines, tables, official XML.
//!
//! In: [`RawFields`]. Out: a [`Draft`]. The fields' own words are read into types; what cannot be read is
//! kept out and said so in a doubt. Ids of the Belgian Chamber (`55-B034-2-0136-2020202107205`) and case
//! numbers of the Tweede Kamer (`2024Z18435`) tell the parliament; in texts of the Chamber the sentences are
//! glued together (`toegekend?2. Aan`), which the numbering understands.

use crate::corpus::RawFields;
use crate::model::{Kind, Minister, Parliament, Person, Session};
use crate::text::normalise;

use super::draft::{Draft, Passage, doubt};
use super::{dates, people};

/// Reads the metadata of a record; texts are taken over unless `with_text` is false.
pub fn parse(fields: &RawFields) -> Draft {
    let mut draft = Draft {
        title: normal(fields.title.as_deref()),
        question: Passage::Running(normal(fields.question.as_deref())),
        answer: Passage::Running(normal(fields.answer.as_deref())),
        kind: if fields.question.is_some() { Kind::WrittenQuestion } else { Kind::Other },
        ..Draft::default()
    };
    metadata(fields, &mut draft);
    draft
}

fn normal(text: Option<&str>) -> String {
    text.map(|text| normalise(text).trim().to_owned()).unwrap_or_default()
}

/// Puts what the fields say over what a layout parser found.
pub fn metadata(fields: &RawFields, draft: &mut Draft) {
    if let Some(parliament) = fields.parliament.as_deref().and_then(parliament) {
        draft.parliament = Some(parliament);
    }
    if let Some(kind) = fields.kind.as_deref().and_then(kind) {
        draft.kind = kind;
    }
    if let Some(number) = &fields.number {
        draft.number = Some(number_only(number));
    }
    let unique = |text: &str| super::citations::unique_number(text);
    for number in [fields.number.as_deref(), fields.id.as_deref()].into_iter().flatten() {
        match unique(number) {
            Some(Parliament::TweedeKamer) => {
                draft.parliament.get_or_insert(Parliament::TweedeKamer);
                if draft.number.is_none() {
                    draft.number = Some(number.to_owned());
                }
            }
            Some(Parliament::Chamber) => {
                draft.parliament.get_or_insert(Parliament::Chamber);
                let mut parts = number.rsplit('-');
                let tail = parts.next().unwrap_or_default();
                let printed = parts.next().map(|part| part.trim_start_matches('0').to_owned());
                draft.number = draft.number.take().or(printed);
                draft.session = draft.session.or_else(|| chamber_session(tail));
            }
            _ => {}
        }
    }
    set_dates(fields, draft);
    set_people(fields, draft);
    if let Some(title) = &fields.title {
        draft.title = normal(Some(title));
    }
}

/// `2020202107205` opens with the two years of the session.
fn chamber_session(tail: &str) -> Option<Session> {
    let (start, end): (i16, i16) = (tail.get(..4)?.parse().ok()?, tail.get(4..8)?.parse().ok()?);
    (end == start + 1).then_some(Session { start_year: start })
}

fn set_dates(fields: &RawFields, draft: &mut Draft) {
    for (text, answered) in [(&fields.date, false), (&fields.answered, true)] {
        let Some(text) = text else { continue };
        match dates::read(text) {
            Some(date) if answered => draft.answered = Some(date),
            Some(date) => draft.date = Some(date),
            None => draft.doubts.push(doubt("bad-date", format!("'{text}' is not a date"))),
        }
    }
    if let Some(text) = &fields.session {
        match text.parse() {
            Ok(session) => draft.session = Some(session),
            Err(_) => draft
                .doubts
                .push(doubt("bad-session", format!("'{text}' is not a session such as 2017-2018"))),
        }
    }
}

fn set_people(fields: &RawFields, draft: &mut Draft) {
    let askers: Vec<String> = fields.askers.iter().flat_map(|names| people::split(names)).collect();
    if !askers.is_empty() {
        let parties: Vec<&String> = fields.party.iter().collect();
        let party = |i: usize| match (parties.len(), askers.len()) {
            (1, 1) => parties.first(),
            (p, a) if p == a => parties.get(i),
            _ => None,
        };
        draft.askers = askers
            .iter()
            .enumerate()
            .map(|(i, name)| Person { name: name.clone(), party: party(i).map(|party| (*party).clone()) })
            .collect();
    }
    let mut persons: Vec<String> = Vec::new();
    let mut ministers: Vec<Minister> = Vec::new();
    let minister =
        |name: Option<String>, portfolio: Option<String>| Minister { name, portfolio, inferred: false };
    for entry in &fields.ministers {
        if is_office(entry) {
            ministers.push(minister(None, Some(people::addressed_office(entry))));
        } else if let Some((name, office)) = entry.split_once(", ").filter(|(_, office)| is_office(office)) {
            ministers.push(minister(Some(people::canonical(name)), Some(people::office(office))));
        } else {
            persons.extend(people::split(entry));
        }
    }
    let offices: Vec<String> = fields.portfolios.iter().map(|office| people::office(office)).collect();
    match (&persons[..], &offices[..]) {
        // One person may hold several offices; otherwise the two lists go side by side or not at all.
        ([person], [_, ..]) => ministers.push(minister(Some(person.clone()), Some(offices.join(", ")))),
        _ if persons.len() == offices.len() => {
            ministers.extend(persons.into_iter().zip(offices).map(|(p, o)| minister(Some(p), Some(o))));
        }
        _ => {
            ministers.extend(persons.into_iter().map(|person| minister(Some(person), None)));
            ministers.extend(offices.into_iter().map(|office| minister(None, Some(office))));
        }
    }
    if !ministers.is_empty() {
        draft.ministers = ministers;
    }
}

/// True for an office (`Minister van Justitie`, `DE VLAAMSE MINISTER VAN …`, `Vice-eersteminister en …`), false
/// for a person, also with an office in front (`minister Jan Jambon`).
pub fn is_office(text: &str) -> bool {
    const BEFORE: [&str; 14] = [
        "de",
        "het",
        "alle",
        "elke",
        "bevoegde",
        "vlaams",
        "vlaamse",
        "federaal",
        "federale",
        "brussels",
        "brusselse",
        "waals",
        "waalse",
        "eerste",
    ];
    const OFFICES: [&str; 14] = [
        "minister",
        "ministers",
        "minister-president",
        "ministers-presidenten",
        "viceminister",
        "viceminister-president",
        "vice-minister-president",
        "staatssecretaris",
        "staatssecretarissen",
        "vice-eerste",
        "vice-eersteminister",
        "eersteminister",
        "gemeenschapsminister",
        "gemeenschapsministers",
    ];
    /// Behind an office it goes on with one of these, behind the office of a person with the name.
    const OF: [&str; 9] = ["van", "voor", "en", "der", "bij", "belast", "bevoegd", "toegevoegd", "-"];
    let mut words = text.split_whitespace().map(|word| word.trim_end_matches(',').to_lowercase()).peekable();
    let mut within = "";
    while let Some(word) = words.peek().filter(|word| BEFORE.contains(&word.as_str())) {
        within = if word.starts_with("vlaams") { "vlaams" } else { within };
        words.next();
    }
    let Some(office) = words.next() else { return false };
    if office == "regering" {
        return !within.is_empty();
    }
    let titled = ["minister", "staatssecretaris", "minister-president", "viceminister-president"]
        .contains(&office.as_str())
        && !text.contains(',')
        && words.next().is_some_and(|next| !OF.contains(&next.as_str()));
    OFFICES.contains(&office.as_str()) && !titled
}

/// `nr. 221` → `221`.
fn number_only(text: &str) -> String {
    let text = text.trim();
    let start = text.find(|c: char| c.is_ascii_digit()).unwrap_or(0);
    let prefix = text[..start].trim().trim_end_matches('.').to_ascii_lowercase();
    if ["nr", "nummer", "sv nr", "sv", "vraag nr", "no"].contains(&prefix.as_str()) {
        text[start..].to_owned()
    } else {
        text.to_owned()
    }
}

fn parliament(text: &str) -> Option<Parliament> {
    let lower = text.to_lowercase();
    let has = |part: &str| lower.contains(part);
    if has("vlaams") || has("flemish") || lower == "vp" {
        Some(Parliament::Flemish)
    } else if has("tweede") || lower == "tk" || has("staten-generaal") {
        Some(Parliament::TweedeKamer)
    } else if has("kamer") || has("chamber") || has("volksvertegenwoordigers") {
        Some(Parliament::Chamber)
    } else {
        None
    }
}

fn kind(text: &str) -> Option<Kind> {
    let lower = text.to_lowercase();
    let has = |part: &str| lower.contains(part);
    if has("uitleg") || has("interpellati") {
        Some(Kind::Interpellation)
    } else if has("mondeling") || has("oral") {
        Some(Kind::OralQuestion)
    } else if has("uitstel") || has("mededeling") || has("postpone") {
        Some(Kind::Postponement)
    } else if has("schriftelijk") || has("written") || lower == "sv" || has("kamervragen") {
        Some(Kind::WrittenQuestion)
    } else {
        None
    }
}

#[cfg(test)]
#[path = "chamber_tests.rs"]
mod tests;
