//! The header of a written question of the Flemish Parliament: number, asker, date, addressees.
//!
//! In: the lines below `SCHRIFTELIJKE VRAAG`. Out: what they say, put into a [`Draft`], and where they end. A
//! person and an office may stand on one line or on several, in capitals or not; an office without a person
//! stays an office, and every addressee is a minister of its own.

use crate::dutch::Analyser;
use crate::model::{Kind, Minister, Person};

use super::draft::{Draft, doubt};
use super::{chamber, dates, people, title};

/// Series that print the same header.
const SERIES: [(&str, Kind); 3] = [
    ("SCHRIFTELIJKE VRAAG", Kind::WrittenQuestion),
    ("VRAAG OM UITLEG", Kind::Interpellation),
    ("MONDELINGE VRAAG", Kind::OralQuestion),
];
/// The header stands within so many lines of the start.
const HEADER_WITHIN: usize = 40;
/// A complete header says its number or its date within so many lines.
const COMPLETE_WITHIN: usize = 8;

/// The line that names the series: in capitals, or above the number.
pub fn find(lines: &[&str]) -> Option<(usize, Kind)> {
    lines.iter().take(HEADER_WITHIN).enumerate().find_map(|(at, line)| {
        let line = line.trim();
        let (name, kind) = SERIES.iter().find(|(name, _)| name.eq_ignore_ascii_case(line))?;
        (*name == line || number_line(next_line(lines, at)).is_some()).then_some((at, *kind))
    })
}

/// True for a text with a header that says more than the name of its series.
pub fn is_complete(text: &str) -> bool {
    let lines: Vec<&str> = text.split('\n').take(HEADER_WITHIN + COMPLETE_WITHIN).collect();
    find(&lines).is_some_and(|(at, _)| {
        let below = lines[at + 1..].iter().take(COMPLETE_WITHIN).map(|line| line.trim());
        below.filter(|line| number_line(line).is_some() || date_line(line).is_some()).count() > 0
    })
}

/// Reads the lines after `SCHRIFTELIJKE VRAAG`; gives the first line of the title.
pub fn read(lines: &[&str], from: usize, draft: &mut Draft) -> usize {
    let mut at = from;
    let mut addressees = Addressees::default();
    while at < lines.len() {
        let line = lines[at].trim();
        if line.is_empty() {
            addressees.after_blank = true;
            at += 1;
            continue;
        }
        if let Some(number) = number_line(line) {
            draft.number = number;
        } else if let Some(rest) = date_line(line) {
            draft.date = dates::read(rest).or_else(|| dates::find(rest).map(|(_, date)| date));
            if draft.date.is_none() && !rest.trim().is_empty() {
                draft.doubts.push(doubt("bad-date", format!("'{}' is not a date", rest.trim())));
            }
        } else if let Some(rest) = asker_line(line).filter(|rest| addressees.is_empty() && names_people(rest))
        {
            add_askers(rest, draft);
        } else if !addressees.line(line, next_line(lines, at)) {
            break;
        }
        at += 1;
    }
    draft.ministers.extend(addressees.ministers());
    at
}

/// The ministers that the lines before an answer name.
pub fn signed(lines: &[&str]) -> Vec<Minister> {
    let mut addressees = Addressees::default();
    for (at, line) in lines.iter().enumerate() {
        if addressees.is_empty() {
            addressees.begin(line);
            addressees.open = goes_on(line);
        } else {
            addressees.line(line, next_line(lines, at));
        }
    }
    addressees.ministers()
}

/// The next line with something on it.
pub fn next_line<'a>(lines: &[&'a str], at: usize) -> &'a str {
    lines[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty()).unwrap_or("")
}

/// Who was asked, while the lines are read.
#[derive(Default)]
struct Addressees<'a> {
    found: Vec<Addressee<'a>>,
    /// An empty line stands before the next one.
    after_blank: bool,
    /// The last line cannot be the end.
    open: bool,
    /// The last line says `aan` and nothing else.
    pending: bool,
}

#[derive(Default)]
struct Addressee<'a> {
    name: Option<&'a str>,
    office: Vec<&'a str>,
}

impl<'a> Addressees<'a> {
    fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Takes a line that belongs to the addressees; `next` is the line below it.
    fn line(&mut self, line: &'a str, next: &str) -> bool {
        let after_blank = std::mem::take(&mut self.after_blank);
        let open = std::mem::replace(&mut self.open, goes_on(line));
        if matches!(line, "aan" | "aan:" | "Aan:" | "en aan" | "en") {
            self.pending = true;
            return true;
        }
        if std::mem::take(&mut self.pending) {
            self.begin(line);
            return true;
        }
        if let Some(rest) = addressed(line, self.is_empty()) {
            self.begin(rest);
            return true;
        }
        let Some(last) = self.found.last() else { return false };
        let has_office = !last.office.is_empty();
        let another = line
            .strip_prefix("en ")
            .filter(|rest| names_another(rest, next))
            .or_else(|| line.strip_prefix("EN ").filter(|rest| is_addressed(rest)));
        if let Some(rest) = another {
            self.begin(rest);
        } else if has_office && !open && in_capitals(line) && names_another(line, next) {
            self.begin(line);
        } else if in_capitals(line)
            || !after_blank && (open || line.starts_with("en ") || !has_office && chamber::is_office(line))
        {
            if let Some(last) = self.found.last_mut() {
                last.office.push(line);
            }
        } else {
            return false;
        }
        true
    }

    /// Reads `NAME`, `NAME, OFFICE`, `OFFICE` and several of these on one line.
    fn begin(&mut self, line: &'a str) {
        for part in parts(line) {
            let (name, office) = if chamber::is_office(part) {
                (None, Some(part))
            } else if let Some((name, office)) = name_and_office(part) {
                (Some(name), Some(office))
            } else if names_office(part) {
                (None, Some(part))
            } else {
                (Some(part), None)
            };
            self.found.push(Addressee { name, office: office.into_iter().collect() });
        }
    }

    fn ministers(self) -> Vec<Minister> {
        let minister = |addressee: Addressee<'_>| Minister {
            name: addressee.name.map(people::canonical).filter(|name| !name.is_empty()),
            portfolio: (!addressee.office.is_empty()).then(|| portfolio(&addressee.office)),
            inferred: false,
        };
        self.found
            .into_iter()
            .map(minister)
            .filter(|minister| minister.name.is_some() || minister.portfolio.is_some())
            .collect()
    }
}

/// The office on its lines, as one.
fn portfolio(lines: &[&str]) -> String {
    let office = title::join(lines, Analyser::builtin());
    // Set in capitals but for an `en`.
    let office = if in_capitals(&office) { office.to_uppercase() } else { office };
    people::addressed_office(&office)
}

/// The addressees of one line. In capitals an `en` in small letters stands between two of them; elsewhere what
/// follows must be addressed anew.
fn parts(line: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = line;
    let mut from = 0;
    while let Some(at) = rest[from..].to_ascii_lowercase().find(" en ").map(|at| from + at) {
        let (before, after) = (rest[..at].trim(), rest[at + 4..].trim());
        let is_small = rest[at..].starts_with(" en ");
        let apart = in_capitals(before) && in_capitals(after) && is_small && !chamber::is_office(after)
            || is_person(before) && is_person(after)
            || is_addressed(after);
        if apart {
            parts.push(before);
            rest = after;
            from = 0;
        } else {
            from = at + 4;
        }
    }
    parts.push(rest);
    parts.into_iter().map(str::trim).filter(|p| !p.is_empty()).collect()
}

/// `JO VANDEURZEN, VLAAMS MINISTER VAN …`, `Jo Vandeurzen (Vlaams minister van …)`: where an office begins behind
/// the name of a person.
fn name_and_office(text: &str) -> Option<(&str, &str)> {
    let starts = text.match_indices([' ', ',', '(']).map(|(at, sign)| at + sign.len());
    let at = starts.into_iter().find(|&at| chamber::is_office(text[at..].trim_start()))?;
    let name = text[..at].trim_end_matches([' ', ',', '(', '-', '–']);
    let bare = people::canonical(name);
    let office = text[at..].trim().trim_end_matches(')');
    (is_person(&bare) || !bare.contains(' ') && !bare.is_empty()).then_some((name, office))
}

/// True for words that no name holds: `DE VOLTALLIGE VLAAMSE REGERING`.
fn names_office(text: &str) -> bool {
    let lower = text.to_lowercase();
    let titled = is_addressed(text);
    !titled && lower.split(' ').any(|word| word.starts_with("minister") || word == "regering")
}

/// What stands behind `aan `; a title may begin with `Aan`, so that one must name a person in office. `first` is
/// true as long as nobody was named.
fn addressed(line: &str, first: bool) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("aan ").or_else(|| line.strip_prefix("en aan ")) {
        return (first || in_capitals(rest) || names_addressee(rest) || is_person(rest)).then_some(rest);
    }
    let colon = ["aan:", "Aan:", "aan :", "Aan :"].iter().find_map(|aan| line.strip_prefix(aan));
    colon.map(str::trim).or_else(|| line.strip_prefix("Aan ").filter(|rest| names_addressee(rest)))
}

/// True for an office, and for a person with one or with a form of address.
fn names_addressee(text: &str) -> bool {
    chamber::is_office(text) || is_addressed(text) || name_and_office(text).is_some()
}

/// True for a line that opens another addressee without `aan`.
fn names_another(line: &str, next: &str) -> bool {
    is_addressed(line)
        || name_and_office(line).is_some_and(|(name, _)| is_person(name))
        || is_person(line) && chamber::is_office(next)
}

/// `de heer Jo Vandeurzen`, `mevrouw HILDE CREVITS`, `de Vlaamse minister van …`.
fn is_addressed(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["de heer ", "mevrouw ", "mevr. ", "mevr ", "dhr. ", "dhr ", "mw. ", "minister "]
        .iter()
        .any(|address| lower.strip_prefix(address).is_some_and(|rest| !rest.starts_with("van ")))
        || lower.starts_with("de ") && chamber::is_office(text)
}

/// True for two to six words that may be the name of a person: letters only, none of them an office's.
fn is_person(text: &str) -> bool {
    const OFFICES: [&str; 5] = ["minister", "regering", "president", "bevoegd", "staatssecretaris"];
    let words = text.split(' ').filter(|word| !word.is_empty());
    let lower = text.to_lowercase();
    (2..=6).contains(&words.clone().count())
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\'' | '’' | '.'))
        && text.starts_with(char::is_uppercase)
        && !words.clone().any(|word| matches!(word, "en" | "EN" | "of" | "OF"))
        && words.filter(|word| word.starts_with(char::is_uppercase)).count() >= 2
        && !OFFICES.iter().any(|office| lower.contains(office))
}

/// `VAN JAN DE WIT`, `Jan de Wit en An Bos`.
fn names_people(text: &str) -> bool {
    in_capitals(text)
        || text.split([',', ';']).flat_map(|part| part.split(" en ")).all(|name| is_person(name.trim()))
}

/// A line that cannot be the end of an office.
fn goes_on(line: &str) -> bool {
    let last = line.rsplit(' ').next().unwrap_or("").to_lowercase();
    line.ends_with([',', '-', '–', '&'])
        || ["en", "van", "de", "het", "voor", "in", "met"].contains(&last.as_str())
}

/// `nr. 221`, `nr.: 221`, `Nr 1245`; several numbers (`nr. 142 / 256`) leave it open which is meant.
fn number_line(line: &str) -> Option<Option<String>> {
    let rest =
        line.strip_prefix("nr").or_else(|| line.strip_prefix("Nr")).or_else(|| line.strip_prefix("NR"))?;
    let rest = rest.trim_start_matches(['.', ':', ' ']).trim_end();
    let digits = rest.replace('.', "");
    if (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Some(digits));
    }
    let several = rest.starts_with(|c: char| c.is_ascii_digit())
        && rest.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'/' | b',' | b'-' | b'.' | b'+'));
    several.then_some(None)
}

fn date_line(line: &str) -> Option<&str> {
    ["datum:", "datum :", "Datum:", "Datum :"].iter().find_map(|label| line.strip_prefix(label))
}

fn asker_line(line: &str) -> Option<&str> {
    let colon = ["van:", "Van:", "van :", "Van :"].iter().find_map(|label| line.strip_prefix(label));
    colon.map(str::trim).or_else(|| line.strip_prefix("van "))
}

/// True for a line that has letters and hardly any in lower case (the `d'` of names, `en` between them).
pub fn in_capitals(line: &str) -> bool {
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

/// Adds the names of a line such as `AN BOS en EL DIJK`.
pub fn add_askers(names: &str, draft: &mut Draft) {
    for name in
        names.split([',', ';']).flat_map(|part| part.split(" EN ")).flat_map(|part| part.split(" en "))
    {
        let name = people::canonical(name);
        if !name.is_empty() && !draft.askers.iter().any(|asker| asker.name == name) {
            draft.askers.push(Person { name, party: None });
        }
    }
}

#[cfg(test)]
#[path = "flemish_header_tests.rs"]
mod tests;
