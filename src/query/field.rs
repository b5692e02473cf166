//! The fields that a query may name, in Dutch and English alike, and their values.

use super::scan::Chunk;
use super::{Filter, NameField, Numbers, QueryFault, SessionRange, UnknownField};
use crate::model::{Date, DateRange, Kind, Parliament, Section, Session};
use crate::parse::read_reference;

/// What stands before the colon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    In,
    Name(NameField),
    Parliament,
    Kind,
    Number,
    Reference,
    Year,
    Date,
    Session,
    Has,
}

/// For messages.
pub(super) const NAMES: &str = "in, minister, bevoegdheid, vraagsteller, partij, thema, nr, verwijzing, jaar, datum, zittingsjaar, \
     parlement, soort, bron, heeft";

/// Every name; the first of a field is the one that is printed.
const FIELDS: &[(Field, &[&str])] = &[
    (Field::In, &["in"]),
    (Field::Name(NameField::Minister), &["minister"]),
    (Field::Name(NameField::Portfolio), &["bevoegdheid", "portfolio"]),
    (Field::Name(NameField::Asker), &["vraagsteller", "asker"]),
    (Field::Name(NameField::Party), &["partij", "party"]),
    (Field::Name(NameField::Theme), &["thema", "theme"]),
    (Field::Name(NameField::Source), &["bron", "source"]),
    (Field::Parliament, &["parlement", "parliament"]),
    (Field::Kind, &["soort", "kind"]),
    (Field::Number, &["nr", "nummer", "number"]),
    (Field::Reference, &["verwijzing", "reference"]),
    (Field::Year, &["jaar", "year"]),
    (Field::Date, &["datum", "date"]),
    (Field::Session, &["zittingsjaar", "session", "vergaderjaar"]),
    (Field::Has, &["heeft", "has"]),
];

impl Field {
    pub(super) fn find(name: &str) -> Option<Self> {
        let name = name.to_lowercase();
        FIELDS.iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| *field)
    }

    /// The name that it is printed with.
    pub(super) fn name(self) -> &'static str {
        FIELDS.iter().find(|(field, _)| *field == self).map_or("in", |(_, names)| names[0])
    }

    /// The field name nearest to a mistyped one, at most two edits away.
    pub(super) fn nearest(name: &str) -> Option<&'static str> {
        if name.chars().count() > 20 {
            return None;
        }
        let name = name.to_lowercase();
        FIELDS
            .iter()
            .flat_map(|(_, names)| names.iter())
            .filter(|known| known.len() > 3)
            .map(|known| (edits(&name, known), *known))
            .filter(|(distance, _)| *distance <= 2)
            .min()
            .map(|(_, known)| known)
    }
}

/// Levenshtein distance.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != *y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

pub(super) const UNKNOWN: &[&str] = &["onbekend", "unknown"];
const SECTIONS: &[(Section, &str, &str)] = &[
    (Section::Title, "titel", "title"),
    (Section::Question, "vraag", "question"),
    (Section::Answer, "antwoord", "answer"),
];
const PARLIAMENTS: &[(Parliament, &[&str])] = &[
    (Parliament::Flemish, &["vlaams", "flemish", "vlaams-parlement", "vlaams parlement"]),
    (Parliament::TweedeKamer, &["tweede-kamer", "tweedekamer", "tweede kamer", "tk"]),
    (Parliament::Chamber, &["kamer", "chamber"]),
];
const KINDS: &[(Kind, &[&str])] = &[
    (Kind::WrittenQuestion, &["schriftelijke-vraag", "schriftelijk", "sv", "written-question", "written"]),
    (Kind::Interpellation, &["vraag-om-uitleg", "vou", "interpellation"]),
    (Kind::OralQuestion, &["mondelinge-vraag", "mondeling", "oral-question", "oral"]),
    (Kind::Postponement, &["mededeling", "uitstel", "postponement"]),
    (Kind::Other, &["andere", "ander", "other"]),
];

/// The Dutch name of a section, as queries print it.
pub(super) fn section_name(section: Section) -> &'static str {
    SECTIONS.iter().find(|(known, ..)| *known == section).map_or("vraag", |(_, name, _)| name)
}

/// The Dutch name of a parliament, as queries print it.
pub(super) fn parliament_name(parliament: Parliament) -> &'static str {
    PARLIAMENTS.iter().find(|(known, _)| *known == parliament).map_or("vlaams", |(_, names)| names[0])
}

/// The Dutch name of a kind, as queries print it.
pub(super) fn kind_name(kind: Kind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("andere", |(_, names)| names[0])
}

/// The sections that the value of `in:` names.
pub(super) fn sections(chunk: &Chunk<'_>, value: &str) -> Result<Vec<Section>, QueryFault> {
    let mut sections = Vec::new();
    for name in value.split('|') {
        let name = name.to_lowercase();
        let section = SECTIONS.iter().find(|(_, dutch, english)| name == *dutch || name == *english);
        let (section, ..) =
            section.ok_or_else(|| bad(chunk, value, "write in:titel, in:vraag or in:antwoord"))?;
        sections.push(*section);
    }
    sections.sort_unstable();
    sections.dedup();
    Ok(sections)
}

/// The filter that `field:value` asks for; `quoted` values are never ranges or unknowns.
pub(super) fn filter(
    field: Field,
    chunk: &Chunk<'_>,
    value: &str,
    quoted: bool,
) -> Result<Filter, QueryFault> {
    let lower = value.to_lowercase();
    let unknown = !quoted && UNKNOWN.contains(&lower.as_str());
    let filter = match field {
        Field::Name(name) if unknown => Filter::Unknown(UnknownField::Name(name)),
        Field::Name(_) if !quoted && value.contains('*') => {
            return Err(bad(chunk, value, "leave the star out: any part of a name will do"));
        }
        Field::Name(field) => Filter::Name { field, value: value.trim().to_owned() },
        Field::Parliament if unknown => Filter::Unknown(UnknownField::Parliament),
        Field::Parliament => Filter::Parliament(
            one_of(PARLIAMENTS, &lower)
                .ok_or_else(|| bad(chunk, value, "write vlaams, tweede-kamer or kamer"))?,
        ),
        Field::Kind => Filter::Kind(one_of(KINDS, &lower).ok_or_else(|| {
            bad(
                chunk,
                value,
                "write schriftelijke-vraag, vraag-om-uitleg, mondelinge-vraag, mededeling or andere",
            )
        })?),
        Field::Number if unknown => Filter::Unknown(UnknownField::Number),
        Field::Number if quoted => Filter::Number(Numbers::One(value.to_owned())),
        Field::Number => Filter::Number(numbers(chunk, value)?),
        Field::Reference if read_reference(value).is_none() => {
            return Err(bad(chunk, value, "write a reference: \"SV nr. 221 (2017-2018)\", 2024Z18435"));
        }
        Field::Reference => Filter::Reference(value.trim().to_owned()),
        Field::Date | Field::Year if unknown => Filter::Unknown(UnknownField::Date),
        Field::Date => Filter::Date(dates(
            chunk,
            value,
            "write 2018, 2018-01 or 2018-01-19, or a range: 2018-01..2018-06",
            |_| true,
        )?),
        Field::Year => Filter::Date(dates(chunk, value, "write a year or a range: 2016..2018", |date| {
            date.month.is_none()
        })?),
        Field::Session if unknown => Filter::Unknown(UnknownField::Session),
        Field::Session => Filter::Session(sessions(chunk, value)?),
        Field::Has if matches!(lower.as_str(), "antwoord" | "answer") => Filter::HasAnswer,
        Field::Has => return Err(bad(chunk, value, "write heeft:antwoord")),
        Field::In => return Err(QueryFault::SecondIn),
    };
    Ok(filter)
}

fn one_of<T: Copy>(table: &[(T, &[&str])], name: &str) -> Option<T> {
    table.iter().find(|(_, names)| names.contains(&name)).map(|(value, _)| *value)
}

fn bad(chunk: &Chunk<'_>, value: &str, advice: &str) -> QueryFault {
    QueryFault::BadValue {
        field: chunk.field.unwrap_or_default().to_owned(),
        value: value.to_owned(),
        advice: advice.to_owned(),
    }
}

/// The two ends of `a..b`, `a..`, `..b`; `None` when there are no two dots.
fn ends(value: &str) -> Option<(&str, &str)> {
    value.split_once("..").map(|(a, b)| (a.trim(), b.trim_start_matches('.').trim()))
}

/// Reads a range with `read` for its ends; a single value is a range of itself.
fn range<T: Copy>(
    value: &str,
    read: &dyn Fn(&str) -> Option<T>,
    fault: &dyn Fn() -> QueryFault,
) -> Result<(Option<T>, Option<T>), QueryFault> {
    let (since, until) = ends(value).unwrap_or((value, value));
    let read_end = |end: &str| if end.is_empty() { Ok(None) } else { read(end).map(Some).ok_or_else(fault) };
    match (read_end(since)?, read_end(until)?) {
        (None, None) => Err(fault()),
        ends => Ok(ends),
    }
}

fn numbers(chunk: &Chunk<'_>, value: &str) -> Result<Numbers, QueryFault> {
    let advice = "write a number or a range: 221, 2024Z18435, 200..300";
    if ends(value).is_none() {
        return if value.chars().any(char::is_alphanumeric) {
            Ok(Numbers::One(value.trim().to_owned()))
        } else {
            Err(bad(chunk, value, advice))
        };
    }
    let fault = || bad(chunk, value, advice);
    let (since, until) = range(value, &|end| end.parse::<u64>().ok(), &fault)?;
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        return Err(QueryFault::BackwardRange(value.to_owned()));
    }
    Ok(Numbers::Range(since, until))
}

fn dates(
    chunk: &Chunk<'_>,
    value: &str,
    advice: &str,
    accept: fn(&Date) -> bool,
) -> Result<DateRange, QueryFault> {
    let fault = || bad(chunk, value, advice);
    let (since, until) = range(value, &|end| end.parse::<Date>().ok().filter(accept), &fault)?;
    if let (Some(since), Some(until)) = (since, until) {
        let first = (since.year, since.month.unwrap_or(1), since.day.unwrap_or(1));
        let last = (until.year, until.month.unwrap_or(12), until.day.unwrap_or(31));
        if first > last {
            return Err(QueryFault::BackwardRange(value.to_owned()));
        }
    }
    Ok(DateRange { since, until })
}

fn sessions(chunk: &Chunk<'_>, value: &str) -> Result<SessionRange, QueryFault> {
    let fault = || bad(chunk, value, "write a session or a range: 2017-2018, 2014-2015..2018-2019");
    let (since, until) = range(value, &|end| end.parse::<Session>().ok(), &fault)?;
    if let (Some(since), Some(until)) = (since, until)
        && since > until
    {
        return Err(QueryFault::BackwardRange(value.to_owned()));
    }
    Ok(SessionRange { since, until })
}

/// The filter `name:value`.
pub(super) fn read(name: &str, value: &str) -> Result<Filter, QueryFault> {
    let field = Field::find(name)
        .ok_or_else(|| QueryFault::UnknownField { name: name.to_owned(), nearest: Field::nearest(name) })?;
    if value.trim().is_empty() {
        return Err(QueryFault::MissingValue { field: name.to_owned() });
    }
    filter(field, &Chunk { field: Some(name), ..Chunk::default() }, value, false)
}
