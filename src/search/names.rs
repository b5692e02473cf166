//! Conditions on names that the index does not hold as typed: a minister who is an office is read as one, and
//! for a name that nobody has, those that are spelt alike are named. References become keys of the index.
//!
//! Documents of the Belgian Chamber and many of the Tweede Kamer name the office only, so that
//! `minister:Volksgezondheid` is what people type; nobody means a person by it. It is read as
//! `bevoegdheid:Volksgezondheid` only where no person of the index fits, so a person is never lost to an office.

use std::borrow::Cow;

use super::error::{SearchError, guarded};
use super::expand::within;
use super::filter::{Condition, name_of, values};
use super::searcher::Searcher;
use crate::model::{NameNote, REFERENCE};
use crate::parse::read_reference;
use crate::query::{Filter, NameField, Node, Query};
use crate::text::fold;

/// Names offered for one that nobody has.
const MOST: usize = 3;

impl Searcher<'_> {
    /// The query as the index knows it: each minister who is an office read as that office, and each reference replaced
    /// by a key.
    pub(super) fn read_names<'q>(&self, query: &'q Query) -> Cow<'q, Query> {
        match replaced(&query.root, &|filter| self.meaning(filter)) {
            Some(root) => Cow::Owned(Query { root }),
            None => Cow::Borrowed(query),
        }
    }

    /// What a condition means in this index, where that is not what it says.
    fn meaning(&self, filter: &Filter) -> Option<Node> {
        match filter {
            Filter::Name { field: NameField::Minister, value } if self.is_office(value) => {
                Some(Node::Filter(office(value)))
            }
            Filter::Reference(text) => Some(self.keyed(text)),
            _ => None,
        }
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
            each_condition(&query.root, &mut |filter| {
                let note = match filter {
                    Filter::Name { field, value } => self.name_note(filter, *field, value),
                    Filter::Reference(text) => self.reference_note(filter, text),
                    _ => Ok(None),
                };
                match note {
                    Ok(note) => notes.extend(note),
                    Err(error) => failed = Some(error),
                }
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

    fn reference_note(&self, filter: &Filter, text: &str) -> Result<Option<NameNote>, SearchError> {
        let reference = read_reference(text).unwrap_or_default();
        if self.first_known(&reference)?.is_some() {
            return Ok(None);
        }
        Ok(Some(NameNote {
            condition: Query { root: Node::Filter(filter.clone()) }.to_string(),
            value: text.to_owned(),
            field: REFERENCE.to_owned(),
            ..NameNote::default()
        }))
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

/// Calls `sink` with every condition.
fn each_condition(node: &Node, sink: &mut dyn FnMut(&Filter)) {
    match node {
        Node::And(children) | Node::Or(children) => {
            children.iter().for_each(|child| each_condition(child, sink));
        }
        Node::Not(inner) | Node::In(_, inner) => each_condition(inner, sink),
        Node::Filter(filter) => sink(filter),
        Node::All | Node::Word(_) | Node::Phrase(_) => {}
    }
}

/// The node with its conditions replaced by what they mean; `None` where all mean what they say.
fn replaced(node: &Node, meaning: &dyn Fn(&Filter) -> Option<Node>) -> Option<Node> {
    let all = |children: &[Node]| -> Option<Vec<Node>> {
        let new: Vec<Option<Node>> = children.iter().map(|child| replaced(child, meaning)).collect();
        let is_new = new.iter().any(Option::is_some);
        let kept = new.into_iter().zip(children).map(|(new, child)| new.unwrap_or_else(|| child.clone()));
        is_new.then(|| kept.collect())
    };
    match node {
        Node::And(children) => all(children).map(Node::And),
        Node::Or(children) => all(children).map(Node::Or),
        Node::Not(inner) => replaced(inner, meaning).map(|inner| Node::Not(Box::new(inner))),
        Node::In(sections, inner) => {
            replaced(inner, meaning).map(|inner| Node::In(sections.clone(), Box::new(inner)))
        }
        Node::Filter(filter) => meaning(filter),
        Node::All | Node::Word(_) | Node::Phrase(_) => None,
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
        let meaning = |filter: &Filter| (*filter == wonen).then(|| Node::Filter(office("wonen")));
        let read = Query { root: replaced(&query.root, &meaning).expect("one means another") };
        let meant = "bevoegdheid:wonen (minister:homans OR treinen) -bevoegdheid:wonen";
        assert_eq!(read, crate::query::parse(meant).unwrap());
    }
}
