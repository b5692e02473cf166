//! The bibliographic view of a document that RIS, BibTeX and CSL-JSON share: a report whose authors are the
//! askers, whose publisher is the parliament and whose number is the citation.

use super::dutch_text;
use crate::model::{Date, Hit, WrittenQuestion};

/// A name split for bibliographies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name<'a> {
    pub(super) family: &'a str,
    pub(super) given: &'a str,
}

/// What family names begin with.
const PARTICLES: [&str; 16] = [
    "van", "von", "vande", "vander", "de", "den", "der", "ten", "ter", "te", "el", "al", "le", "la", "di",
    "'t",
];

/// Splits a canonical name where its family name begins: at its first particle (`Valerie Van Peel` is filed under
/// V), else behind the first given name. A single word and what begins with a particle (`Van den Hil`, as the
/// Tweede Kamer prints it) is a family name as a whole.
pub(super) fn split_name(name: &str) -> Name<'_> {
    let name = name.trim();
    let particle = |word: &str| PARTICLES.contains(&word.to_lowercase().as_str());
    let starts = std::iter::once(0).chain(name.match_indices(' ').map(|(at, _)| at + 1));
    let family = starts
        .clone()
        .find(|&at| name[at..].split(' ').next().is_some_and(particle))
        .or_else(|| starts.clone().nth(1))
        .unwrap_or(0);
    Name { family: name[family..].trim(), given: name[..family].trim() }
}

/// What a bibliography says of one document.
pub(super) struct Entry<'a> {
    pub(super) document: &'a WrittenQuestion,
    /// The title on one line; the id where there is none.
    pub(super) title: String,
    /// The citation, where the number is known.
    pub(super) number: Option<String>,
    pub(super) genre: &'static str,
    pub(super) publisher: Option<&'static str>,
    pub(super) date: Option<Date>,
    /// The first passage of the hit.
    pub(super) passage: Option<&'a str>,
}

impl<'a> Entry<'a> {
    pub(super) fn of(hit: &'a Hit) -> Self {
        let document = &hit.document;
        Self {
            document,
            title: super::supplied_title(document),
            number: document.citation(),
            genre: dutch_text::kind(document.kind),
            publisher: document.parliament.map(dutch_text::parliament),
            date: document.date,
            passage: hit.snippets.first().map(|snippet| snippet.text.as_str()),
        }
    }

    pub(super) fn authors(&self) -> impl Iterator<Item = Name<'a>> + use<'a> {
        self.document.askers.iter().map(|asker| split_name(&asker.name))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::model::{Kind, Minister, Origin, Parliament, Person, Section, SectionSpans, Session, Snippet};
    use crate::render::Provenance;

    /// A hit whose every field needs escaping somewhere.
    pub(in crate::render) fn sample_hit() -> Hit {
        let text = "Steun & \"energie\" {50%}\n1. Hoeveel, in euro_per jaar?\n1. Zesendertig.".to_owned();
        Hit {
            rank: 1,
            score: 12.5,
            document: WrittenQuestion {
                id: "sv-221".to_owned(),
                parliament: Some(Parliament::Flemish),
                kind: Kind::WrittenQuestion,
                session: Some(Session { start_year: 2017 }),
                number: Some("221".to_owned()),
                date: "2018-01-19".parse().ok(),
                askers: vec![
                    Person { name: "Valerie Van Peel".to_owned(), party: Some("Lijst A".to_owned()) },
                    Person { name: "Rob Beenders".to_owned(), party: None },
                ],
                ministers: vec![Minister {
                    name: Some("Liesbeth Homans".to_owned()),
                    portfolio: Some("Vlaams minister van Wonen".to_owned()),
                    inferred: false,
                }],
                themes: vec!["wonen".to_owned(), "energie".to_owned()],
                url: Some("https://example.org/vragen?nr=221&jaar=2018".to_owned()),
                origin: Origin { path: "corpus/sv-221.txt".to_owned(), member: None, line: None },
                sections: SectionSpans { title: 0..23, question: 24..53, answer: 54..69 },
                text,
                ..WrittenQuestion::default()
            },
            title_highlights: Vec::new(),
            snippets: vec![Snippet {
                section: Section::Question,
                label: "vraag 1".to_owned(),
                text: "Hoeveel, in euro_per jaar?".to_owned(),
                highlights: std::iter::once(12..20).collect(),
                cut_before: false,
                cut_after: false,
            }],
            matched: Vec::new(),
            duplicates: 0,
            explanation: None,
        }
    }

    pub(in crate::render) fn sample_provenance() -> Provenance {
        Provenance {
            query: "euro_per \"jaar\"".to_owned(),
            index: "0123abcd".to_owned(),
            program: "vraagbaak 0.0.0".to_owned(),
            date: "2026-01-02".to_owned(),
            total: 3,
        }
    }

    #[test]
    fn names_are_filed_under_their_particles() {
        assert_eq!(split_name("Valerie Van Peel"), Name { family: "Van Peel", given: "Valerie" });
        assert_eq!(split_name("Karremans"), Name { family: "Karremans", given: "" });
        assert_eq!(split_name("Van den Hil"), Name { family: "Van den Hil", given: "" });
        assert_eq!(split_name("Anne Marie de Vries"), Name { family: "de Vries", given: "Anne Marie" });
        assert_eq!(split_name("Rob Beenders"), Name { family: "Beenders", given: "Rob" });
    }
}
