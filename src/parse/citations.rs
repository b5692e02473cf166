//! References to other documents, in texts and at the prompt.
//!
//! In: text, and what is known of the document it stands in. Out: [`Citation`]s with their span and
//! sentence. Understood: `SV nr. 234 (2025-2026)`, "schriftelijke vraag nr. 221 van 19 januari 2018",
//! "vragen nrs. 332 en 739", `sv. 221`, "vraag om uitleg 1096 (2014-2015)", `2024Z18435`,
//! `ah-tk-20242025-546`, "Aanhangsel Handelingen, vergaderjaar 2023–2024, nr. 1028", `MV 14901`, ids of the
//! Belgian Chamber, and "Jan Jambon (142), Hilde Crevits (256)" where the same question went to several
//! ministers.
//!
//! A text is first searched for a few literal words (Aho–Corasick); only from these places on it is read
//! by hand, so that a text without citations costs one pass.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use crate::model::{Citation, Date, Kind, Parliament, Reference, Session};
use crate::text::sentences;

use super::dates;
use super::draft::span;

/// What a literal word promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cue {
    /// `schriftelijke vraag`, `vraag nr.`: a number is to follow.
    Question,
    /// `vraag om uitleg`.
    Interpellation,
    /// `mondelinge vraag`, `MV`.
    Oral,
    /// `SV nr.`, `sv.`.
    Short,
    /// `ah-tk-`, `kv-tk-`.
    File,
    /// `Aanhangsel`.
    Supplement,
    /// `aan de ministers`.
    Siblings,
}

const CUES: [(&str, Cue); 27] = [
    ("vraag om uitleg", Cue::Interpellation),
    ("vragen om uitleg", Cue::Interpellation),
    ("vou nr", Cue::Interpellation),
    ("mondelinge vraag", Cue::Oral),
    ("mondelinge vragen", Cue::Oral),
    ("(mv ", Cue::Oral),
    ("schriftelijke vraag", Cue::Question),
    ("schriftelijke vragen", Cue::Question),
    ("schriftelijke parlementaire vraag", Cue::Question),
    ("parlementaire vraag", Cue::Question),
    ("parlementaire vragen", Cue::Question),
    ("vraag nr", Cue::Question),
    ("vraag  nr", Cue::Question),
    ("vraag met nr", Cue::Question),
    ("vraag met nummer", Cue::Question),
    ("vraag nummer", Cue::Question),
    ("vragen nr", Cue::Question),
    ("sv nr", Cue::Short),
    ("sv. nr", Cue::Short),
    ("sv. ", Cue::Short),
    ("sv ", Cue::Short),
    ("s.v. ", Cue::Short),
    ("ah-tk-", Cue::File),
    ("kv-tk-", Cue::File),
    ("aanhangsel", Cue::Supplement),
    ("gesteld aan de ministers", Cue::Siblings),
    ("gesteld aan de andere ministers", Cue::Siblings),
];

static FINDER: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .build(CUES.iter().map(|(word, _)| word))
        .ok()
});

/// The citations in a text, in its order. `context` is the citing document: what a mention leaves open
/// ("sv. 221") is completed with its parliament and session.
pub fn find_references(text: &str, context: &Reference) -> Vec<Citation> {
    let mut found: Vec<(std::ops::Range<usize>, Reference)> = Vec::new();
    if let Some(finder) = &*FINDER {
        for hit in finder.find_iter(text) {
            if found.last().is_some_and(|(span, _)| span.end > hit.start()) || inside_word(text, hit.start())
            {
                continue;
            }
            let cue = CUES[hit.pattern().as_usize()].1;
            read_from(text, hit.start(), hit.end(), cue, context, &mut found);
        }
    }
    unique_numbers(text, &mut found);
    if found.is_empty() {
        return Vec::new();
    }
    found.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut end = 0;
    found.retain(|(span, _)| {
        let free = span.start >= end;
        end = end.max(span.end);
        free
    });
    let bounds: Vec<_> = sentences(text).collect();
    found
        .into_iter()
        .map(|(place, reference)| {
            let at = bounds.partition_point(|sentence| sentence.end <= place.start);
            let sentence =
                bounds.get(at).map_or(place.clone(), |s| s.start.min(place.start)..s.end.max(place.end));
            Citation { span: span(place), sentence: span(sentence), reference }
        })
        .collect()
}

/// Reads a query that is a reference and nothing else (`sv 221`, `SV nr. 234 (2025-2026)`, `2024Z18435`,
/// `ah-tk-20242025-546`, `vraag nr. 221 van 19 januari 2018`).
pub fn read_reference(query: &str) -> Option<Reference> {
    let query = query.trim().trim_end_matches(['.', ',', ';']);
    match query.strip_prefix("Kamer, ") {
        Some(rest) => read_unprefixed(rest)
            .map(|reference| Reference { parliament: Some(Parliament::Chamber), ..reference }),
        None => read_unprefixed(query),
    }
}

/// Reads a reference that does not begin with its parliament.
fn read_unprefixed(query: &str) -> Option<Reference> {
    if unique_number(query).is_some() {
        return Some(unique_reference(query.to_owned()));
    }
    let lower = query.to_lowercase();
    let context = Reference::default();
    let mut found = Vec::new();
    if let Some(rest) = lower.strip_prefix("nr").filter(|rest| rest.starts_with(['.', ' '])) {
        let at = query.len() - rest.trim_start_matches(['.', ' ']).len();
        read_numbers(query, 0, at, &context, Some(Kind::WrittenQuestion), true, &mut found);
    } else if !query.bytes().any(|byte| byte.is_ascii_digit()) {
        // No reference is without a number, and most queries are.
        return None;
    } else if let Some(finder) = &*FINDER {
        let padded;
        let (text, shift) = match lower.starts_with("mv ") {
            true => {
                padded = format!("({query}");
                (padded.as_str(), 1)
            }
            false => (query, 0),
        };
        let hit = finder.find(text).filter(|hit| hit.start() == 0)?;
        read_from(text, 0, hit.end(), CUES[hit.pattern().as_usize()].1, &context, &mut found);
        for (span, _) in &mut found {
            *span = span.start.saturating_sub(shift)..span.end - shift;
        }
    }
    if found.is_empty() {
        return short_number(query);
    }
    match &found[..] {
        [(span, reference)]
            if span.start == 0 && query[span.end..].trim_matches(['.', ')', ' ']).is_empty() =>
        {
            Some(reference.clone())
        }
        _ => None,
    }
}

/// `nr. 77`, `schriftelijke vraag nr. 5`: in a text a small number is that of a sub-question, alone it is a document's.
fn short_number(query: &str) -> Option<Reference> {
    let lower = query.to_lowercase();
    let rest = lower.strip_prefix("schriftelijke ").unwrap_or(&lower);
    let rest = rest.strip_prefix("vraag ").unwrap_or(rest);
    let rest = rest.strip_prefix("nr").filter(|rest| rest.starts_with(['.', ' ']))?;
    let rest = rest.trim_start_matches(['.', ' ']);
    let (number, end) = number(rest, 0)?;
    let kind = Some(Kind::WrittenQuestion);
    (end == rest.len()).then(|| Reference { kind, ..Reference::numbered(&number) })
}

/// The parliament whose numbers have this form, unique without series and session.
pub fn unique_number(text: &str) -> Option<Parliament> {
    let reference = Reference::numbered(text);
    match reference.key()?.split('/').next()? {
        "tk" => Some(Parliament::TweedeKamer),
        "chamber" => Some(Parliament::Chamber),
        _ => None,
    }
}

fn unique_reference(number: String) -> Reference {
    let parliament = unique_number(&number);
    let document = number.as_bytes().get(4).is_some_and(|b| b.eq_ignore_ascii_case(&b'D'));
    let kind = (!document).then_some(Kind::WrittenQuestion);
    let number = if parliament == Some(Parliament::TweedeKamer) { number.to_uppercase() } else { number };
    Reference { parliament, kind, number: Some(number), ..Reference::default() }
}

type Found = Vec<(std::ops::Range<usize>, Reference)>;

fn read_from(text: &str, start: usize, after: usize, cue: Cue, context: &Reference, found: &mut Found) {
    match cue {
        Cue::File => read_file_name(text, start, after, found),
        Cue::Supplement => read_supplement(text, start, after, found),
        Cue::Siblings => read_siblings(text, after, context, found),
        Cue::Question => {
            let named = !text[start..after].to_lowercase().starts_with("vra");
            let (at, numbered) = skip_nr(text, after);
            if !numbered && !named && !ends_in_nr(&text[start..after]) {
                return;
            }
            let sure = named || !numbered;
            read_numbers(text, start, at, context, Some(Kind::WrittenQuestion), sure, found);
        }
        Cue::Interpellation => {
            let at = skip_nr(text, after).0;
            read_numbers(text, start, at, context, Some(Kind::Interpellation), true, found);
        }
        Cue::Oral => {
            let start = start + usize::from(text[start..].starts_with('('));
            let at = skip_nr(text, after).0;
            read_numbers(text, start, at, context, Some(Kind::OralQuestion), true, found);
        }
        Cue::Short => {
            let at = skip_nr(text, after).0;
            let flemish =
                Reference { parliament: context.parliament.or(Some(Parliament::Flemish)), ..context.clone() };
            let before = found.len();
            read_numbers(text, start, at, &flemish, Some(Kind::WrittenQuestion), true, found);
            // `SV` of a sports club is no question: a number right after it decides.
            if found.len() > before && !text[at..].starts_with(|c: char| c.is_ascii_digit()) {
                found.truncate(before);
            }
        }
    }
}

fn ends_in_nr(cue: &str) -> bool {
    let lower = cue.to_lowercase();
    lower.ends_with("nr") || lower.ends_with("nummer")
}

/// Skips `met`, `nr.`, `nrs.`, `nummer`, and blanks; true when one of them stood there.
fn skip_nr(text: &str, from: usize) -> (usize, bool) {
    let mut at = from;
    let mut seen = false;
    loop {
        let rest = &text[at..];
        let blanks = rest.len() - rest.trim_start_matches([' ', '\n']).len();
        let rest = &rest[blanks..];
        let skipped =
            ["nummers", "nummer", "nrs.", "nr.", "nrs", "nr", "met", "s.", "."].iter().find(|word| {
                rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word))
                    && !rest[word.len()..].starts_with(char::is_alphabetic)
            });
        match skipped {
            Some(word) => {
                seen |= word.starts_with('n');
                at += blanks + word.len();
            }
            None => return (at + blanks, seen),
        }
    }
}

/// Reads one number or a list of them with what follows: the date, the session, the bulletin.
fn read_numbers(
    text: &str,
    start: usize,
    at: usize,
    context: &Reference,
    kind: Option<Kind>,
    sure: bool,
    found: &mut Found,
) {
    let mut at = at;
    let mut first = true;
    loop {
        let Some((number, end)) = number(text, at) else { return };
        let tail = read_tail(text, end, context.parliament);
        // "vraag nr. 2" without more is a sub-question of the same document.
        let small = number.len() <= 2;
        if small && (!sure || tail.date.is_none() && tail.session.is_none() && !printed_short(text, start)) {
            return;
        }
        let parliament = tail.parliament.or(context.parliament);
        let session =
            tail.session.or_else(|| tail.date.and_then(|date| Session::of(date, parliament))).or_else(|| {
                (tail.parliament.is_none() || tail.parliament == context.parliament)
                    .then_some(context.session)?
            });
        let kind = if tail.oral { Some(Kind::OralQuestion) } else { kind };
        let reference = Reference { parliament, kind, session, number: Some(number), date: tail.date };
        let from = if first { start } else { at };
        found.push((from..tail.end, reference));
        first = false;
        // `nrs. 332 en 739`, `nr. 1875 en nr. 1876`
        let rest = &text[tail.end..];
        let Some(after) = rest.strip_prefix(" en ").or_else(|| rest.strip_prefix(", ")) else { return };
        let next = skip_nr(text, text.len() - after.len()).0;
        if !text[next..].starts_with(|c: char| c.is_ascii_digit()) {
            return;
        }
        // Numbers of a list are long; `, 3 mei` is a date.
        match number_length(text, next) {
            Some(length) if length >= 3 && dates::at_start(&text[next..]).is_none() => at = next,
            _ => return,
        }
    }
}

fn printed_short(text: &str, start: usize) -> bool {
    text[start..].starts_with("SV") || text[start..].starts_with("sv") || text[start..].starts_with("s.v")
}

fn number_length(text: &str, at: usize) -> Option<usize> {
    number(text, at).map(|(number, _)| number.len())
}

/// A document number: up to five digits, thousands perhaps with a point, not part of a longer figure.
fn number(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        bytes.get(from..).map_or(0, |rest| rest.iter().take_while(|b| b.is_ascii_digit()).count())
    };
    let length = digits(at);
    let mut end = at + length;
    let mut number = text.get(at..end)?.to_owned();
    if (1..=2).contains(&length) && bytes.get(end) == Some(&b'.') && digits(end + 1) == 3 {
        number.push_str(&text[end + 1..end + 4]);
        end += 4;
    }
    let next = bytes.get(end).copied().unwrap_or(b' ');
    let unit = text[end..].trim_start().starts_with(['%', '€', '°']);
    let longer = next.is_ascii_alphabetic() || matches!(next, b'/' | b'-') && digits(end + 1) > 0 || unit;
    ((1..=5).contains(&number.len()) && !number.starts_with('0') && !longer).then_some((number, end))
}

/// What stands after a number.
#[derive(Debug, Default)]
struct Tail {
    date: Option<Date>,
    session: Option<Session>,
    parliament: Option<Parliament>,
    oral: bool,
    end: usize,
}

/// ` van 19 januari 2018`, ` (2017-2018)`, ` (Vragen en Antwoorden, Kamer, 2015-2016, nr. 77)`.
fn read_tail(text: &str, from: usize, context: Option<Parliament>) -> Tail {
    let mut tail = Tail { end: from, ..Tail::default() };
    let skip = |at: usize| at + (text[at..].len() - text[at..].trim_start_matches([' ', '\n', ',']).len());
    let mut at = skip(from);
    for word in ["van ", "dd. ", "d.d. ", "gesteld op ", "op "] {
        if let Some(rest) = text[at..].strip_prefix(word)
            && let Some((date, length)) = dates::at_start(rest.trim_start())
            && date.day.is_some()
        {
            let gap = rest.len() - rest.trim_start().len();
            tail.date = Some(date);
            tail.end = at + word.len() + gap + length;
            at = skip(tail.end);
            break;
        }
    }
    let rest = &text[at..];
    let (inside, closed) = match rest.strip_prefix('(') {
        Some(inside) => (inside, true),
        None => (rest, false),
    };
    let limit = (0..=160.min(inside.len())).rev().find(|&i| inside.is_char_boundary(i)).unwrap_or(0);
    let inside = &inside[..limit];
    let inside = match closed {
        true => inside.split(')').next().unwrap_or(inside),
        // Without brackets only what follows at once: `, Vragen en Antwoorden, Kamer, 2015-2016, nr. 75`.
        false if inside.starts_with("Vragen en Antwoorden") || inside.starts_with("Integraal Verslag") => {
            inside
        }
        false if session_at(inside).is_some() => &inside[..session_at(inside).map_or(0, |(_, end)| end)],
        false => return tail,
    };
    tail.oral = inside.contains("Integraal Verslag") || inside.contains("CRIV");
    if inside.contains("Kamer") && !inside.contains("Tweede Kamer") {
        tail.parliament = Some(Parliament::Chamber);
    } else if inside.contains("Vlaams") || inside.contains("VP") {
        tail.parliament = Some(Parliament::Flemish);
    }
    let printed = inside.char_indices().find_map(|(i, c)| {
        (c.is_ascii_digit() && !inside[..i].ends_with(|b: char| b.is_ascii_digit()))
            .then(|| session_at(&inside[i..]))
            .flatten()
            .map(|(session, length)| (session, i + length))
    });
    if let Some((session, end)) = printed {
        // The bulletin's session is that of publication; the date of asking goes before it.
        let bulletin = inside.contains("Antwoorden");
        let own = tail.date.and_then(|date| Session::of(date, tail.parliament.or(context)));
        tail.session = if bulletin { own.or(Some(session)) } else { Some(session) };
        if !closed {
            tail.end = at + end;
        }
    }
    if closed && (tail.session.is_some() || tail.parliament.is_some()) {
        let close = at + 1 + inside.len();
        tail.end = if text[close..].starts_with(')') { close + 1 } else { close };
    }
    tail
}

/// `2017-2018`, `2017–2018`, `2017/2018`, `2017-18` at the start of the text, with its length.
fn session_at(text: &str) -> Option<(Session, usize)> {
    let start: i16 = text.get(..4).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))?.parse().ok()?;
    let separator = text[4..].chars().next().filter(|c| matches!(c, '-' | '–' | '/' | '‑'))?;
    let at = 4 + separator.len_utf8();
    let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
    let end: i16 = text[at..at + digits].parse().ok()?;
    let follows = match digits {
        4 => end == start + 1,
        2 => end == (start + 1) % 100,
        _ => false,
    };
    (follows && (1800..2200).contains(&start)).then_some((Session { start_year: start }, at + digits))
}

/// `ah-tk-20242025-546`, `kv-tk-2024Z18435`, `ah-tk-2024Z…`.
fn read_file_name(text: &str, start: usize, after: usize, found: &mut Found) {
    let rest = &text[after..];
    let length = rest.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'-').count();
    let name = rest[..length].trim_end_matches('-');
    let end = after + name.len();
    if unique_number(name).is_some() {
        found.push((start..end, unique_reference(name.to_owned())));
        return;
    }
    let Some((years, number)) = name.split_once('-') else { return };
    let years = match (years.get(..4), years.get(4..8), years.len()) {
        (Some(a), Some(b), 8) => a.parse::<i16>().ok().zip(b.parse::<i16>().ok()),
        _ => None,
    };
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if let Some((first, second)) = years
        && second == first + 1
        && digits
    {
        found.push((start..end, supplement(Some(Session { start_year: first }), number)));
    }
}

fn supplement(session: Option<Session>, number: &str) -> Reference {
    Reference {
        parliament: Some(Parliament::TweedeKamer),
        kind: Some(Kind::WrittenQuestion),
        session,
        number: Some(number.to_owned()),
        date: None,
    }
}

/// `Aanhangsel (van de) Handelingen (II), (vergaderjaar) 2023–2024, nr. 1028`.
fn read_supplement(text: &str, start: usize, after: usize, found: &mut Found) {
    let limit =
        (after..=text.len().min(after + 120)).rev().find(|&i| text.is_char_boundary(i)).unwrap_or(after);
    let window = &text[after..limit];
    let Some(handelingen) = window.find("andelingen") else { return };
    let Some(nr) = window.find("nr").filter(|&nr| nr > handelingen && nr < handelingen + 60) else { return };
    let between = &window[handelingen..nr];
    let session = between.char_indices().find_map(|(i, c)| {
        c.is_ascii_digit().then(|| session_at(&between[i..])).flatten().map(|(session, _)| session)
    });
    let (at, _) = skip_nr(text, after + nr);
    if let Some((number, end)) = number(text, at) {
        found.push((start..end, supplement(session, &number)));
    }
}

/// `aan de ministers Jan Jambon (142), Hilde Crevits (256), …`: the same question under other numbers.
fn read_siblings(text: &str, after: usize, context: &Reference, found: &mut Found) {
    let mut at = after;
    let paragraph = text[after..].find("\n\n").map_or(text.len(), |end| after + end);
    while let Some(open) = text[at..paragraph].find('(').map(|open| at + open) {
        if open - at > 80 {
            return;
        }
        let Some((number, end)) = number(text, open + 1) else { return };
        if !text[end..].starts_with(')') {
            return;
        }
        let name = text[at..open].trim_start_matches([',', ' ', '\n']);
        let name = name.strip_prefix("en ").unwrap_or(name);
        let start = open - name.len();
        let reference = Reference {
            number: Some(number),
            date: None,
            kind: Some(Kind::WrittenQuestion),
            ..context.clone()
        };
        found.push((start..end + 1, reference));
        at = end + 1;
    }
}

/// `2024Z18435`, `2024D28457`, ids of the Chamber: found by their letter.
fn unique_numbers(text: &str, found: &mut Found) {
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'Z', b'D', bytes) {
        let (Some(start), end) = (at.checked_sub(4), at + 6) else { continue };
        if bytes[at - 1].is_ascii_digit()
            && bytes.get(end).is_none_or(|b| !b.is_ascii_digit())
            && !inside_word(text, start)
            && let Some(number) = text.get(start..end)
            && unique_number(number).is_some()
        {
            found.push((start..end, unique_reference(number.to_owned())));
        }
    }
}

fn inside_word(text: &str, at: usize) -> bool {
    text.get(..at).is_some_and(|before| before.ends_with(|c: char| c.is_alphanumeric()))
}

#[cfg(test)]
#[path = "citations_tests.rs"]
mod tests;
