//! Counts of facet values over all documents that match.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;
use tantivy::DocId;

use super::error::SearchError;
use super::matches::Matches;
use super::request::{FacetOrder, FacetRequest};
use crate::index::{Fields, Index, Segment, UNKNOWN};
use crate::model::{FacetCount, FacetCounts};

/// The facets as users name them.
pub const FACETS: [&str; 12] = [
    "minister",
    "portfolio",
    "asker",
    "party",
    "parliament",
    "kind",
    "theme",
    "date",
    "number",
    "session",
    "source",
    "has",
];

/// Separates the parts of a path in the facet dictionary.
const SEPARATOR: char = '\0';

/// A facet with the path to drill down to.
pub(super) struct Drill<'r> {
    pub(super) name: &'r str,
    /// The path in the form of the dictionary, empty for the root.
    pub(super) path: String,
}

impl<'r> Drill<'r> {
    /// Reads `date/2018/01`.
    pub(super) fn new(path: &'r str) -> Result<Self, SearchError> {
        let trimmed = path.trim_matches('/');
        let (name, below) = trimmed.split_once('/').unwrap_or((trimmed, ""));
        if !FACETS.contains(&name) {
            return Err(SearchError::UnknownFacet(path.to_owned()));
        }
        // Only dates, numbers and their like have several levels; a name may hold a slash.
        let levels = matches!(name, "date" | "number");
        let path = if levels { below.replace('/', "\0") } else { below.to_owned() };
        Ok(Self { name, path })
    }

    /// The value directly below the path that a full value counts for; `None` outside the path.
    fn value<'v>(&self, full: &'v str) -> Option<&'v str> {
        let rest = if self.path.is_empty() {
            full
        } else {
            full.strip_prefix(self.path.as_str())?.strip_prefix(SEPARATOR)?
        };
        let value = rest.split(SEPARATOR).next().unwrap_or(rest);
        (!value.is_empty()).then_some(value)
    }
}

/// Counts what was asked for.
pub(super) fn count(
    index: &Index,
    matches: &[Matches],
    requests: &[FacetRequest],
) -> Result<Vec<FacetCounts>, SearchError> {
    let mut all = Vec::with_capacity(requests.len());
    for (number, request) in requests.iter().enumerate() {
        if requests[..number].iter().any(|before| before.path == request.path) {
            continue;
        }
        let drill = Drill::new(&request.path)?;
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for (segment, matches) in index.segments().iter().zip(matches) {
            count_segment(segment, &drill, &matches.docs, &mut counts)?;
        }
        let mut values: Vec<FacetCount> =
            counts.into_iter().map(|(value, count)| FacetCount { value, count }).collect();
        match request.order {
            FacetOrder::Count => {
                values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
            }
            FacetOrder::Value => values.sort_by(|a, b| {
                let unknown = |value: &FacetCount| value.value == UNKNOWN;
                (unknown(a), natural(&a.value)).cmp(&(unknown(b), natural(&b.value)))
            }),
        }
        if request.limit > 0 {
            values.truncate(request.limit);
        }
        all.push(FacetCounts { facet: request.path.clone(), values });
    }
    Ok(all)
}

/// Numbers in the order of their value, before names.
fn natural(value: &str) -> (u64, &str) {
    (value.parse().unwrap_or(u64::MAX), value)
}

/// The values of a facet that each of some documents has, cached by ordinal.
pub(super) struct FacetValues<'d> {
    reader: tantivy::fastfield::FacetReader,
    drill: &'d Drill<'d>,
    /// Index into `names` of each ordinal seen; `None` outside the path.
    seen: FxHashMap<u64, Option<usize>>,
    pub(super) names: Vec<String>,
    by_name: FxHashMap<String, usize>,
}

impl<'d> FacetValues<'d> {
    pub(super) fn new(segment: &Segment, drill: &'d Drill<'d>) -> Result<Self, SearchError> {
        let field = Fields::facet_field_name(drill.name);
        let reader = segment.reader.facet_reader(field).map_err(std::io::Error::other)?;
        Ok(Self {
            reader,
            drill,
            seen: FxHashMap::default(),
            names: Vec::new(),
            by_name: FxHashMap::default(),
        })
    }

    /// Puts the numbers of the document's values into `out`, each once.
    pub(super) fn of(&mut self, doc: DocId, out: &mut Vec<usize>) -> Result<(), SearchError> {
        out.clear();
        for ordinal in self.reader.facet_ords(doc) {
            let known = match self.seen.get(&ordinal) {
                Some(known) => *known,
                None => {
                    let mut facet = Vec::new();
                    self.reader.facet_dict().ord_to_term(ordinal, &mut facet)?;
                    let full = String::from_utf8_lossy(&facet).into_owned();
                    let known = self.drill.value(&full).map(|value| {
                        if let Some(&number) = self.by_name.get(value) {
                            return number;
                        }
                        self.names.push(value.to_owned());
                        self.by_name.insert(value.to_owned(), self.names.len() - 1);
                        self.names.len() - 1
                    });
                    self.seen.insert(ordinal, known);
                    known
                }
            };
            if let Some(number) = known
                && !out.contains(&number)
            {
                out.push(number);
            }
        }
        Ok(())
    }
}

fn count_segment(
    segment: &Segment,
    drill: &Drill<'_>,
    docs: &[DocId],
    counts: &mut BTreeMap<String, u64>,
) -> Result<(), SearchError> {
    let mut values = FacetValues::new(segment, drill)?;
    let mut sums: Vec<u64> = Vec::new();
    let mut here = Vec::new();
    for &doc in docs {
        values.of(doc, &mut here)?;
        for &number in &here {
            if number >= sums.len() {
                sums.resize(number + 1, 0);
            }
            sums[number] += 1;
        }
    }
    for (name, sum) in values.names.iter().zip(sums) {
        *counts.entry(name.clone()).or_default() += sum;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_drill_down() {
        let root = Drill::new("date").unwrap();
        assert_eq!(root.value("2018\u{0}01\u{0}19"), Some("2018"));
        assert_eq!(root.value("unknown"), Some("unknown"));
        let month = Drill::new("date/2018/01").unwrap();
        assert_eq!(month.value("2018\u{0}01\u{0}19"), Some("19"));
        assert_eq!(month.value("2018\u{0}02\u{0}19"), None);
        assert_eq!(month.value("2018\u{0}01"), None);
        assert!(matches!(Drill::new("dates"), Err(SearchError::UnknownFacet(_))));
    }
}
