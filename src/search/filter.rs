//! Conditions on metadata as unions of posting lists of facet terms, so that they narrow a query before
//! anything is ranked or counted.

use std::io;
use std::sync::Arc;

use tantivy::index::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{DocId, SegmentReader};

use super::buffers::Reused;
use super::matches::Matches;
use super::postings;
use crate::index::{Fields, Segment, UNKNOWN, kind_name, parliament_name};
use crate::model::{Date, DateRange, Reference, Session};
use crate::query::{Filter, NameField, Numbers, SessionRange, UnknownField};
use crate::text::fold;

/// Separates the parts of a facet path in its term.
const SEPARATOR: u8 = 0;

/// Documents of a condition on one segment: all of `include`, less each pair's rest.
#[derive(Default)]
pub(super) struct Condition {
    /// Documents in any of these lists.
    include: Vec<List>,
    /// Documents in the first list and in none of the others.
    remainders: Vec<(List, Vec<List>)>,
}

#[derive(Clone)]
struct List {
    reader: Arc<InvertedIndexReader>,
    info: TermInfo,
}

impl Condition {
    /// Looks a condition up on a segment.
    pub(super) fn new(filter: &Filter, segment: &Segment, fields: &Fields) -> io::Result<Self> {
        let terms = Terms { reader: &segment.reader, fields };
        match filter {
            Filter::Name { field: NameField::Source, value } => terms.exactly("source", &[value.as_bytes()]),
            Filter::Name { field, value } => terms.holding(name_of(*field), value),
            Filter::Parliament(parliament) => {
                terms.exactly("parliament", &[parliament_name(*parliament).as_bytes()])
            }
            Filter::Kind(kind) => terms.exactly("kind", &[kind_name(*kind).as_bytes()]),
            Filter::Number(numbers) => terms.numbered(numbers),
            Filter::Reference(key) => terms.keyed(key),
            Filter::Date(range) => terms.dated(range),
            Filter::Session(range) => terms.in_sessions(range),
            Filter::HasAnswer => terms.exactly("has", &[b"answer"]),
            Filter::Unknown(field) => {
                let facet = match field {
                    UnknownField::Name(field) => name_of(*field),
                    UnknownField::Parliament => "parliament",
                    UnknownField::Number => "number",
                    UnknownField::Date => "date",
                    UnknownField::Session => "session",
                };
                terms.exactly(facet, &[UNKNOWN.as_bytes()])
            }
        }
    }

    /// What reading it costs.
    pub(super) fn postings(&self) -> u64 {
        let size = |list: &List| u64::from(list.info.doc_freq);
        self.include.iter().map(size).sum::<u64>()
            + self
                .remainders
                .iter()
                .map(|(all, parts)| size(all) + parts.iter().map(size).sum::<u64>())
                .sum::<u64>()
    }

    /// The documents, all or those among `candidates`.
    pub(super) fn matches(&self, candidates: Option<&[DocId]>) -> io::Result<Matches> {
        let mut all = Matches::unscored(union(&self.include, candidates)?);
        for (whole, parts) in &self.remainders {
            let mut rest = Matches::unscored(union(std::slice::from_ref(whole), candidates)?);
            rest.subtract(&union(parts, candidates)?);
            all = all.union(&rest);
        }
        Ok(all)
    }
}

/// Documents in any of the lists, in order.
fn union(lists: &[List], candidates: Option<&[DocId]>) -> io::Result<Reused<DocId>> {
    let mut docs: Reused<DocId> = Reused::take();
    for list in lists {
        match candidates {
            None => postings::scan_docs(&list.reader, &list.info, |block| docs.extend_from_slice(block))?,
            Some(candidates) => postings::probe(&list.reader, &list.info, candidates, |index, _| {
                docs.push(candidates[index]);
            })?,
        }
    }
    if lists.len() > 1 {
        docs.sort_unstable();
        docs.dedup();
    }
    Ok(docs)
}

pub(super) fn name_of(field: NameField) -> &'static str {
    match field {
        NameField::Minister => "minister",
        NameField::Portfolio => "portfolio",
        NameField::Asker => "asker",
        NameField::Party => "party",
        NameField::Theme => "theme",
        NameField::Source => "source",
    }
}

/// True when every word of `wanted` (folded) is a part of `value`, without case or diacritics.
pub(super) fn name_fits(wanted: &str, value: &str) -> bool {
    let value = fold(value);
    wanted.split_whitespace().all(|word| value.contains(word))
}

/// Calls `sink` with the values of a facet on a segment and the documents of each, until it returns false.
pub(super) fn values(
    facet: &str,
    segment: &Segment,
    fields: &Fields,
    sink: &mut dyn FnMut(&str, u64) -> bool,
) -> io::Result<()> {
    let reader = Terms { reader: &segment.reader, fields }.field(facet)?;
    let mut stream = reader.terms().stream()?;
    while let Some((term, info)) = stream.next() {
        let Ok(value) = std::str::from_utf8(term) else { continue };
        if !value.is_empty() && value != UNKNOWN && !sink(value, u64::from(info.doc_freq)) {
            break;
        }
    }
    Ok(())
}

struct Terms<'a> {
    reader: &'a SegmentReader,
    fields: &'a Fields,
}

impl Terms<'_> {
    fn field(&self, facet: &str) -> io::Result<Arc<InvertedIndexReader>> {
        let field: Field = self
            .fields
            .facet(facet)
            .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, format!("no facet '{facet}'")))?;
        self.reader.inverted_index(field).map_err(io::Error::other)
    }

    fn exactly(&self, facet: &str, paths: &[&[u8]]) -> io::Result<Condition> {
        let reader = self.field(facet)?;
        let mut condition = Condition::default();
        for path in paths {
            if let Some(info) = reader.terms().get(path)? {
                condition.include.push(List { reader: Arc::clone(&reader), info });
            }
        }
        Ok(condition)
    }

    /// Documents that a key of a reference finds.
    fn keyed(&self, key: &str) -> io::Result<Condition> {
        let reader = self.reader.inverted_index(self.fields.reference).map_err(io::Error::other)?;
        let info = reader.terms().get(key)?;
        let include = info.map(|info| List { reader, info }).into_iter().collect();
        Ok(Condition { include, ..Condition::default() })
    }

    /// Values in which all words of `wanted` are found.
    fn holding(&self, facet: &str, wanted: &str) -> io::Result<Condition> {
        let wanted = fold(wanted);
        let reader = self.field(facet)?;
        let mut condition = Condition::default();
        let mut stream = reader.terms().stream()?;
        while let Some((term, info)) = stream.next() {
            let Ok(value) = std::str::from_utf8(term) else { continue };
            if !value.is_empty() && value != UNKNOWN && name_fits(&wanted, value) {
                condition.include.push(List { reader: Arc::clone(&reader), info: info.clone() });
            }
        }
        Ok(condition)
    }

    fn in_sessions(&self, range: &SessionRange) -> io::Result<Condition> {
        let reader = self.field("session")?;
        let mut condition = Condition::default();
        let mut stream = reader.terms().stream()?;
        while let Some((term, info)) = stream.next() {
            let session = std::str::from_utf8(term).ok().and_then(|text| text.parse::<Session>().ok());
            let fits = session.is_some_and(|session| {
                range.since.is_none_or(|since| session >= since)
                    && range.until.is_none_or(|until| session <= until)
            });
            if fits {
                condition.include.push(List { reader: Arc::clone(&reader), info: info.clone() });
            }
        }
        Ok(condition)
    }

    fn numbered(&self, numbers: &Numbers) -> io::Result<Condition> {
        let reader = self.field("number")?;
        let mut condition = Condition::default();
        let keep = |info: &TermInfo, condition: &mut Condition| {
            condition.include.push(List { reader: Arc::clone(&reader), info: info.clone() });
        };
        match numbers {
            Numbers::One(number) => {
                for session in self.first_parts("session")? {
                    for number in [number.clone(), number.to_uppercase(), number.to_lowercase()] {
                        let mut term = session.clone();
                        term.push(SEPARATOR);
                        term.extend_from_slice(number.as_bytes());
                        if let Some(info) = reader.terms().get(&term)? {
                            keep(&info, &mut condition);
                        }
                    }
                }
                // Cases of the Tweede Kamer are no numbers of their series, but are unique all the same.
                if number.bytes().any(|byte| byte.is_ascii_alphabetic() || byte == b'-') {
                    let references =
                        self.reader.inverted_index(self.fields.reference).map_err(io::Error::other)?;
                    for key in Reference::numbered(number.clone()).lookups() {
                        if let Some(info) = references.terms().get(&key)? {
                            condition.include.push(List { reader: Arc::clone(&references), info });
                        }
                    }
                }
            }
            Numbers::Range(since, until) => {
                let mut stream = reader.terms().stream()?;
                while let Some((term, info)) = stream.next() {
                    let Some(place) = term.iter().position(|&byte| byte == SEPARATOR) else { continue };
                    let number =
                        std::str::from_utf8(&term[place + 1..]).ok().and_then(|n| n.parse::<u64>().ok());
                    let fits = number.is_some_and(|number| {
                        since.is_none_or(|since| number >= since) && until.is_none_or(|until| number <= until)
                    });
                    if fits {
                        keep(info, &mut condition);
                    }
                }
            }
        }
        Ok(condition)
    }

    fn first_parts(&self, facet: &str) -> io::Result<Vec<Vec<u8>>> {
        let reader = self.field(facet)?;
        let mut parts = Vec::new();
        let mut stream = reader.terms().stream()?;
        while let Some((term, _)) = stream.next() {
            if !term.is_empty() && !term.contains(&SEPARATOR) {
                parts.push(term.to_vec());
            }
        }
        Ok(parts)
    }

    /// Whole years and months by their own terms; at the borders the months or days that lie inside, and what
    /// is dated no more precisely than the period that the border cuts.
    fn dated(&self, range: &DateRange) -> io::Result<Condition> {
        let reader = self.field("date")?;
        let list = |info: &TermInfo| List { reader: Arc::clone(&reader), info: info.clone() };
        let mut condition = Condition::default();
        // The period that a border has cut, its term and the terms directly below it.
        let mut cut: Vec<(Vec<u8>, List, Vec<List>)> = Vec::new();
        // Terms below a period that lies whole inside or outside are jumped over; so is what comes before.
        let mut from = range.since.and_then(plain_year).unwrap_or_default();
        'jumps: loop {
            let mut stream = reader.terms().range().ge(&from).into_stream()?;
            while let Some((term, info)) = stream.next() {
                let Some(date) = date_of(term) else { continue };
                while let Some((above, all, parts)) = cut.pop() {
                    if term.starts_with(&above) {
                        cut.push((above, all, parts));
                        break;
                    }
                    condition.remainders.push((all, parts));
                }
                if let Some((_, _, parts)) = cut.last_mut() {
                    parts.push(list(info));
                }
                match overlap(date, range) {
                    Overlap::None if is_behind(date, range) => break 'jumps,
                    Overlap::None => {}
                    Overlap::Whole => condition.include.push(list(info)),
                    Overlap::Part => {
                        cut.push((below(term), list(info), Vec::new()));
                        continue;
                    }
                }
                from = term.to_vec();
                from.push(SEPARATOR + 1);
                continue 'jumps;
            }
            break;
        }
        condition.remainders.extend(cut.into_iter().map(|(_, all, parts)| (all, parts)));
        Ok(condition)
    }
}

/// The term of a date's year where terms sort as years do.
fn plain_year(date: Date) -> Option<Vec<u8>> {
    (1000..=9999).contains(&date.year).then(|| date.year.to_string().into_bytes())
}

/// True when no later term can lie in the range.
fn is_behind(date: Date, range: &DateRange) -> bool {
    range.until.is_some_and(|until| {
        plain_year(until).is_some() && plain_year(date).is_some() && date.year > until.year
    })
}

/// What all terms below `term` begin with.
fn below(term: &[u8]) -> Vec<u8> {
    let mut prefix = term.to_vec();
    prefix.push(SEPARATOR);
    prefix
}

/// The period that a date term stands for.
fn date_of(term: &[u8]) -> Option<Date> {
    let text = std::str::from_utf8(term).ok()?;
    let mut parts = text.split(char::from(SEPARATOR));
    let year = parts.next()?.parse().ok()?;
    let part = |part: Option<&str>| part.map(str::parse::<u8>).transpose().ok();
    Some(Date { year, month: part(parts.next())?, day: part(parts.next())? })
}

enum Overlap {
    None,
    Part,
    Whole,
}

/// How much of a period lies in the range.
fn overlap(period: Date, range: &DateRange) -> Overlap {
    let first = |date: Date| (date.year, date.month.unwrap_or(1), date.day.unwrap_or(1));
    let last = |date: Date| (date.year, date.month.unwrap_or(12), date.day.unwrap_or(31));
    let (starts, ends) = (first(period), last(period));
    if range.since.is_some_and(|since| ends < first(since))
        || range.until.is_some_and(|until| starts > last(until))
    {
        return Overlap::None;
    }
    // The last day of a month counts as its 31st here; both sides are widened alike.
    if range.since.is_none_or(|since| starts >= first(since))
        && range.until.is_none_or(|until| ends <= last_widened(until))
    {
        Overlap::Whole
    } else {
        Overlap::Part
    }
}

/// The last day of a date, a day at its month's end widened to the 31st.
fn last_widened(date: Date) -> (i16, u8, u8) {
    let month = date.month.unwrap_or(12);
    let day = date.day.unwrap_or(31);
    let days = i8::try_from(month)
        .ok()
        .and_then(|month| jiff::civil::Date::new(date.year, month, 1).ok())
        .and_then(|first| u8::try_from(first.days_in_month()).ok())
        .unwrap_or(31);
    (date.year, month, if day >= days { 31 } else { day })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(since: &str, until: &str) -> DateRange {
        let date = |text: &str| (!text.is_empty()).then(|| text.parse().unwrap());
        DateRange { since: date(since), until: date(until) }
    }

    fn how(period: &str, range: &DateRange) -> &'static str {
        match overlap(period.parse().unwrap(), range) {
            Overlap::None => "none",
            Overlap::Part => "part",
            Overlap::Whole => "whole",
        }
    }

    #[test]
    fn periods_lie_inside_outside_or_across() {
        let half = range("2018-01", "2018-06");
        assert_eq!(how("2018", &half), "part");
        assert_eq!(how("2018-06", &half), "whole");
        assert_eq!(how("2018-07", &half), "none");
        assert_eq!(how("2017", &half), "none");
        let open = range("2018-03-15", "");
        assert_eq!(how("2018", &open), "part");
        assert_eq!(how("2018-03", &open), "part");
        assert_eq!(how("2018-03-14", &open), "none");
        assert_eq!(how("2018-03-15", &open), "whole");
        assert_eq!(how("2019", &open), "whole");
        assert_eq!(how("2018-02", &range("2018-02-01", "2018-02-28")), "whole");
        assert_eq!(how("2018-02", &range("2018-02-01", "2018-02-27")), "part");
        assert_eq!(how("2018", &range("", "2018-12-31")), "whole");
    }

    #[test]
    fn names_fit_by_any_part() {
        assert!(name_fits("homans", "Liesbeth Homans"));
        assert!(name_fits("lies homans", "Liesbeth Homans"));
        assert!(name_fits("creveits", "Hilde Crevéits"));
        assert!(!name_fits("homans crevits", "Liesbeth Homans"));
    }
}
