//! The fields of a record that says itself what is what.

use xxhash_rust::xxh3::Xxh3;

use super::names::Field;

/// The fields of a record, as its source gives them: decoded, trimmed, otherwise untouched. Absent and
/// empty fields are `None` or empty lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawFields {
    /// The record's own id.
    pub id: Option<String>,
    /// The parliament (`Vlaams Parlement`, `flemish`, `Tweede Kamer` …).
    pub parliament: Option<String>,
    /// The series (`schriftelijke vraag`, `Schriftelijke vragen` …).
    pub kind: Option<String>,
    /// The parliamentary year (`2017-2018`).
    pub session: Option<String>,
    /// The number within the series.
    pub number: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The question's text.
    pub question: Option<String>,
    /// The answer's text.
    pub answer: Option<String>,
    /// The whole text, in whatever layout, when question and answer are not told apart.
    pub text: Option<String>,
    /// Date of asking.
    pub date: Option<String>,
    /// Date of the answer.
    pub answered: Option<String>,
    /// Who asks; several names may stand in one string.
    pub askers: Vec<String>,
    /// The askers' parties.
    pub party: Vec<String>,
    /// Who is asked: persons or offices.
    pub ministers: Vec<String>,
    /// Their offices.
    pub portfolios: Vec<String>,
    /// Descriptors.
    pub themes: Vec<String>,
    /// Public address.
    pub url: Option<String>,
    /// The file that a row of a metadata sidecar speaks of; `None` in records.
    pub file: Option<String>,
}

/// A field's place in [`RawFields`].
enum Slot<'a> {
    One(&'a mut Option<String>),
    Many(&'a mut Vec<String>),
}

impl RawFields {
    fn slot(&mut self, field: Field) -> Slot<'_> {
        match field {
            Field::Id => Slot::One(&mut self.id),
            Field::Parliament => Slot::One(&mut self.parliament),
            Field::Kind => Slot::One(&mut self.kind),
            Field::Session => Slot::One(&mut self.session),
            Field::Number => Slot::One(&mut self.number),
            Field::Title => Slot::One(&mut self.title),
            Field::Question => Slot::One(&mut self.question),
            Field::Answer => Slot::One(&mut self.answer),
            Field::Text => Slot::One(&mut self.text),
            Field::Date => Slot::One(&mut self.date),
            Field::Answered => Slot::One(&mut self.answered),
            Field::Asker => Slot::Many(&mut self.askers),
            Field::Party => Slot::Many(&mut self.party),
            Field::Minister => Slot::Many(&mut self.ministers),
            Field::Portfolio => Slot::Many(&mut self.portfolios),
            Field::Themes => Slot::Many(&mut self.themes),
            Field::Url => Slot::One(&mut self.url),
            Field::File => Slot::One(&mut self.file),
        }
    }

    /// Adds a value: lists grow, of a single field the first value that is not blank stays.
    pub(super) fn put(&mut self, field: Field, value: String) {
        let trimmed = value.trim();
        if trimmed.is_empty() {
            return;
        }
        let value = if trimmed.len() == value.len() { value } else { trimmed.to_owned() };
        match self.slot(field) {
            Slot::One(place) => {
                place.get_or_insert(value);
            }
            Slot::Many(values) => {
                if !values.contains(&value) {
                    values.push(value);
                }
            }
        }
    }

    /// Replaces the fields that `other` has.
    pub(super) fn override_with(&mut self, other: &Self) {
        let mut other = other.clone();
        for field in Field::ALL {
            match (self.slot(field), other.slot(field)) {
                (Slot::One(here), Slot::One(there)) if there.is_some() => *here = there.take(),
                (Slot::Many(here), Slot::Many(there)) if !there.is_empty() => {
                    *here = std::mem::take(there);
                }
                _ => {}
            }
        }
    }

    /// A hash of all fields, other than zero.
    pub(super) fn fingerprint(&self) -> u64 {
        let mut copy = self.clone();
        let mut hasher = Xxh3::new();
        for field in Field::ALL {
            let values = match copy.slot(field) {
                Slot::One(value) => value.as_slice(),
                Slot::Many(values) => values.as_slice(),
            };
            hasher.update(&(values.len() as u64).to_le_bytes());
            for value in values {
                hasher.update(&(value.len() as u64).to_le_bytes());
                hasher.update(value.as_bytes());
            }
        }
        hasher.digest().max(1)
    }

    /// True when there is anything to search in.
    pub fn has_text(&self) -> bool {
        [&self.title, &self.question, &self.answer, &self.text].into_iter().any(Option::is_some)
    }
}
