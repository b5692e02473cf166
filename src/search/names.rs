//! Conditions on names that the index does not hold as typed: a minister who is an office is read as one, and
//! for a name that nobody has, those that are spelt alike are named.
//!
//! Documents of the Belgian Chamber and many of the Tweede Kamer name the office only, so that
//! `minister:Volksgezondheid` is what people type; nobody means a person by it. It is read as
//! `bevoegdheid:Volksgezondheid` only where no person of the index fits, so a person is never lost to an office.

use std::borrow::Cow;

use super::error::{SearchError, guarded};
use super::expand::within;
use super::filter::{Condition, name_of, values};
use super::searcher::Searcher;
use crate::model::NameNote;
use crate::query::{Filter, NameField, Node, Query};
use crate::text::fold;

/// Names offered for one that nobody has.
const MOST: usize = 3;

impl Searcher<'_> {
    /// The query with each minister who is an office read as that office.
    pub(super) fn read_names<'q>(&self, query: &'q Query) -> Cow<'q, Query> {
        let mut offices = Vec::new();
        each_name(&query.root, &mut |filter, field, value| {
            if field == NameField::Minister && self.is_office(value) {
                offices.push(filter.clone());
            }
        });
        if offices.is_empty() {
            return Cow::Borrowed(query);
        }
        Cow::Owned(Query { root: replaced(&query.root, &offices) })
    }

    /// What there is to say about the names in a query's conditions: that a minister was read as an office, or
    /// that the index holds no such name.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn name_notes(&self, query: &Query) -> Result<Vec<NameNote>, SearchError> {
        guarded(self.index, || {
            let mut notes: Vec<NameNote> = Vec::new();
            let mut failed = None;
            each_name(&query.root, &mut |filter, field, value| match self.name_note(filter, field, value) {
                Ok(note) => notes.extend(note),
                Err(error) => failed = Some(error),
            });
            notes.dedup();
            failed.map_or(Ok(notes), Err)
        })
    }

    fn name_note(
        &self,
        filter: &Filter,
        field: NameField,
        value: &str,
    ) -> Result<Option<NameNote>, SearchError> {
        if self.is_name(field, value) {
            return Ok(None);
        }
        let mut note = NameNote {
            condition: Query { root: Node::Filter(filter.clone()) }.to_string(),
            value: value.to_owned(),
            field: name_of(field).to_owned(),
            ..NameNote::default()
        };
        if field == NameField::Minister && self.is_name(NameField::Portfolio, value) {
            let office = office(value);
            for segment in self.index.segments() {
                let mut matches = Condition::new(&office, segment, self.index.fields())?.matches(None)?;
                if let Some(alive) = segment.reader.alive_bitset() {
                    matches.retain(|_, doc| alive.is_alive(doc));
                }
                note.documents += matches.len() as u64;
            }
            note.read_as = Some(Query { root: Node::Filter(office) }.to_string());
        } else {
            note.candidates = self.names_like(field, value)?;
        }
        Ok(Some(note))
    }

    fn is_office(&self, value: &str) -> bool {
        !self.is_name(NameField::Minister, value) && self.is_name(NameField::Portfolio, value)
    }

    /// Whether a name of the index fits. What cannot be read counts as fitting: reading it again tells why.
    fn is_name(&self, field: NameField, value: &str) -> bool {
        let wanted = fold(value);
        let mut known = false;
        for segment in self.index.segments() {
            let read = values(name_of(field), segment, self.index.fields(), &mut |name, _| {
                known = if field == NameField::Source { name == value } else { fits(&wanted, name) };
                !known
            });
            if known || read.is_err() {
                return true;
            }
        }
        false
    }

    /// Names in which each word of `value` stands, a letter or two wrong: fewest edits first, then those of the
    /// most documents.
    fn names_like(&self, field: NameField, value: &str) -> Result<Vec<String>, SearchError> {
        let wanted: Vec<Vec<char>> =
            fold(value).split_whitespace().map(|word| word.chars().collect()).collect();
        let mut found: std::collections::BTreeMap<String, (usize, u64)> = std::collections::BTreeMap::new();
        let mut rows = Vec::new();
        for segment in self.index.segments() {
            values(name_of(field), segment, self.index.fields(), &mut |name, documents| {
                if let Some(edits) = alike(&wanted, name, &mut rows) {
                    found.entry(name.to_owned()).or_insert((edits, 0)).1 += documents;
                }
                true
            })?;
        }
        let mut ranked: Vec<(String, (usize, u64))> = found.into_iter().collect();
        ranked.sort_by(|(a, (edits_a, count_a)), (b, (edits_b, count_b))| {
            edits_a.cmp(edits_b).then(count_b.cmp(count_a)).then_with(|| a.cmp(b))
        });
        Ok(ranked.into_iter().take(MOST).map(|(name, _)| name).collect())
    }
}

fn fits(wanted: &str, name: &str) -> bool {
    super::filter::name_fits(wanted, name)
}

fn office(value: &str) -> Filter {
    Filter::Name { field: NameField::Portfolio, value: value.to_owned() }
}

/// Calls `sink` with every condition on a name.
fn each_name(node: &Node, sink: &mut dyn FnMut(&Filter, NameField, &str)) {
    match node {
        Node::And(children) | Node::Or(children) => children.iter().for_each(|child| each_name(child, sink)),
        Node::Not(inner) | Node::In(_, inner) => each_name(inner, sink),
        Node::Filter(filter @ Filter::Name { field, value }) => sink(filter, *field, value),
        Node::Filter(_) | Node::All | Node::Word(_) | Node::Phrase(_) => {}
    }
}

fn replaced(node: &Node, offices: &[Filter]) -> Node {
    let all = |children: &[Node]| children.iter().map(|child| replaced(child, offices)).collect();
    match node {
        Node::And(children) => Node::And(all(children)),
        Node::Or(children) => Node::Or(all(children)),
        Node::Not(inner) => Node::Not(Box::new(replaced(inner, offices))),
        Node::In(sections, inner) => Node::In(sections.clone(), Box::new(replaced(inner, offices))),
        Node::Filter(filter @ Filter::Name { value, .. }) if offices.contains(filter) => {
            Node::Filter(office(value))
        }
        other => other.clone(),
    }
}

/// The edits that make every wanted word a part of the name; `None` when a word is too far from all of it.
fn alike(wanted: &[Vec<char>], name: &str, rows: &mut Vec<usize>) -> Option<usize> {
    let name = fold(name);
    let mut sum = 0;
    for word in wanted {
        let limit = match word.len() {
            0..=2 => 0,
            3..=5 => 1,
            _ => 2,
        };
        let typed: String = word.iter().collect();
        if name.contains(&typed) {
            continue;
        }
        let parts = name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
        sum += parts.filter_map(|part| within(word, part, limit, rows)).min()?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_word_by_word() {
        let like = |wanted: &str, name: &str| {
            let wanted: Vec<Vec<char>> = wanted.split(' ').map(|word| word.chars().collect()).collect();
            alike(&wanted, name, &mut Vec::new())
        };
        assert_eq!(like("homanz", "Liesbeth Homans"), Some(1));
        assert_eq!(like("lisbeth homans", "Liesbeth Homans"), Some(1));
        assert_eq!(like("liesbeth", "Liesbeth Homans"), Some(0));
        assert_eq!(like("crevits", "Liesbeth Homans"), None);
        assert_eq!(like("bo", "Bé Verzonnen"), None);
    }

    #[test]
    fn only_offices_are_replaced() {
        let query =
            crate::query::parse("minister:wonen (minister:homans OR treinen) -minister:wonen").unwrap();
        let wonen = Filter::Name { field: NameField::Minister, value: "wonen".to_owned() };
        let read = Query { root: replaced(&query.root, &[wonen]) };
        let meant = "bevoegdheid:wonen (minister:homans OR treinen) -bevoegdheid:wonen";
        assert_eq!(read, crate::query::parse(meant).unwrap());
    }
}
