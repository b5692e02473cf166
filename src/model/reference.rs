//! How parliamentary documents are cited, and under which keys they are found.

use serde::{Deserialize, Serialize};

use super::{Date, Kind, Parliament, Session, WrittenQuestion};

/// A citation key; every part may be unknown. `SV nr. 234 (2025-2026)` has kind, session and number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The parliament.
    pub parliament: Option<Parliament>,
    /// The series.
    pub kind: Option<Kind>,
    /// The session that the number counts in.
    pub session: Option<Session>,
    /// The number as printed, without thousands separators (`234`, `2024Z18435`).
    pub number: Option<String>,
    /// The date of asking, when the citation names it.
    pub date: Option<Date>,
}

/// Stands in a key for a part that the document or the citation leaves open.
const UNKNOWN: &str = "?";
/// Stands in a key for a part that is not compared.
const ANY: &str = "*";

/// The forms of number that are unique by themselves, without series and session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unique {
    /// `2024Z18435`: a case (zaak) of the Tweede Kamer.
    Case,
    /// `2024D28457`: a document of the Tweede Kamer.
    Document,
    /// `55-B034-2-0136-2020202107205`: a question of the Belgian Chamber.
    ChamberQuestion,
}

impl Reference {
    /// A reference by number alone.
    #[must_use]
    pub fn numbered(number: impl Into<String>) -> Self {
        Self { number: Some(number.into()), ..Self::default() }
    }

    /// The form in which the document is cited: `SV nr. 234 (2025-2026)`, `2024Z18435`,
    /// `Aanhangsel Handelingen, vergaderjaar 2024-2025, nr. 546`,
    /// `Kamer, schriftelijke vraag nr. 136 (2020-2021)`. Parts that are unknown are left out.
    #[must_use]
    pub fn citation(&self) -> String {
        let number = self.number.as_deref().unwrap_or("?");
        if self.unique().is_some() {
            return number.to_owned();
        }
        if self.parliament == Some(Parliament::TweedeKamer) && self.kind != Some(Kind::OralQuestion) {
            return match self.session {
                Some(session) => format!("Aanhangsel Handelingen, vergaderjaar {session}, nr. {number}"),
                None => format!("Aanhangsel Handelingen, nr. {number}"),
            };
        }
        let series = match self.kind {
            // `SV` is the Flemish Parliament's: a Chamber question cited so would be looked for there.
            Some(Kind::WrittenQuestion) if self.parliament == Some(Parliament::Chamber) => {
                "Kamer, schriftelijke vraag nr."
            }
            Some(Kind::WrittenQuestion) => "SV nr.",
            Some(Kind::Interpellation) => "Vraag om uitleg nr.",
            Some(Kind::OralQuestion) => "Mondelinge vraag nr.",
            Some(Kind::Postponement | Kind::Other) | None => "nr.",
        };
        match (self.session, self.date) {
            (Some(session), _) => format!("{series} {number} ({session})"),
            (None, Some(date)) => format!("{series} {number} ({date})"),
            (None, None) => format!("{series} {number}"),
        }
    }

    /// One canonical key, the same for every way of writing one reference: `flemish/sv/2017-2018/221`,
    /// `tk/zaak/2024z18435`, `tk/ah/2024-2025/546`. `*` stands where a part is unknown. `None` without number.
    #[must_use]
    pub fn key(&self) -> Option<String> {
        let number = self.number.as_deref()?;
        if let Some(unique) = self.unique() {
            return Some(unique.key(number));
        }
        let parliament = self.parliament.map_or(ANY, Parliament::key);
        let session = self.session.map_or_else(|| ANY.to_owned(), |session| session.to_string());
        Some(self.assemble(parliament, &session, number))
    }

    /// The terms to index a document (or a citation) under, so that every [`Self::lookups`] of a reference
    /// to it finds it: its parts as known (`?` where unknown), and each of parliament and session also left
    /// open (`*`). The first is the most specific.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let Some(number) = self.number.as_deref() else { return Vec::new() };
        if let Some(unique) = self.unique() {
            return vec![unique.key(number)];
        }
        let parliament = self.parliament.map_or(UNKNOWN, Parliament::key);
        let session = self.session.map_or_else(|| UNKNOWN.to_owned(), |session| session.to_string());
        [(parliament, session.as_str()), (ANY, session.as_str()), (parliament, ANY), (ANY, ANY)]
            .map(|(parliament, session)| self.assemble(parliament, session, number))
            .to_vec()
    }

    /// The terms to look for, most specific first: the first that finds anything gives the candidates. What
    /// is unknown here matches anything; what is known here also matches documents that do not say it.
    #[must_use]
    pub fn lookups(&self) -> Vec<String> {
        let Some(number) = self.number.as_deref() else { return Vec::new() };
        if let Some(unique) = self.unique() {
            return vec![unique.key(number)];
        }
        let parliaments: &[&str] = match self.parliament {
            Some(parliament) => &[parliament.key(), UNKNOWN],
            None => &[ANY],
        };
        let sessions = match self.session {
            Some(session) => vec![session.to_string(), UNKNOWN.to_owned()],
            None => vec![ANY.to_owned()],
        };
        let mut keys = Vec::with_capacity(4);
        for session in &sessions {
            for parliament in parliaments {
                keys.push(self.assemble(parliament, session, number));
            }
        }
        keys
    }

    fn assemble(&self, parliament: &str, session: &str, number: &str) -> String {
        let number = number.to_ascii_lowercase();
        let series = match self.kind {
            Some(Kind::Interpellation) => "vou",
            Some(Kind::OralQuestion) => "mv",
            // The Aanhangsel is a series of its own where the parliament is known, else a written question
            // like any other, so that "nr. 546" finds it too.
            _ if parliament == Parliament::TweedeKamer.key() => "ah",
            _ => "sv",
        };
        format!("{parliament}/{series}/{session}/{number}")
    }

    fn unique(&self) -> Option<Unique> {
        unique(self.number.as_deref()?)
    }
}

impl Parliament {
    /// The short name in keys.
    fn key(self) -> &'static str {
        match self {
            Self::Flemish => "flemish",
            Self::TweedeKamer => "tk",
            Self::Chamber => "chamber",
        }
    }
}

impl Unique {
    fn key(self, number: &str) -> String {
        let number = number.to_ascii_lowercase();
        match self {
            Self::Case => format!("tk/zaak/{number}"),
            Self::Document => format!("tk/document/{number}"),
            Self::ChamberQuestion => format!("chamber/id/{number}"),
        }
    }
}

/// Tells numbers that are unique by themselves by their form.
fn unique(number: &str) -> Option<Unique> {
    let bytes = number.as_bytes();
    let digits = |range: std::ops::Range<usize>| {
        bytes.get(range).is_some_and(|part| part.iter().all(u8::is_ascii_digit))
    };
    if bytes.len() == 10 && digits(0..4) && digits(5..10) {
        return match bytes[4].to_ascii_uppercase() {
            b'Z' => Some(Unique::Case),
            b'D' => Some(Unique::Document),
            _ => None,
        };
    }
    let mut parts = number.split('-');
    let legislature = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let numeric = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    (numeric(&legislature) && legislature.len() <= 2 && rest.len() == 4 && rest[1..].iter().all(numeric))
        .then_some(Unique::ChamberQuestion)
}

impl WrittenQuestion {
    /// The references under which this document may be cited, the one it is mainly cited by first; empty
    /// when its number is unknown. A Tweede Kamer answer has its Aanhangsel number and its cases.
    #[must_use]
    pub fn references(&self) -> Vec<Reference> {
        let kind = match self.kind {
            Kind::Other => None,
            // A postponement is published in the same series as the answers.
            Kind::Postponement => Some(Kind::WrittenQuestion),
            kind => Some(kind),
        };
        let mut references = Vec::new();
        if let Some(number) = &self.number {
            references.push(Reference {
                parliament: self.parliament,
                kind,
                session: self.session,
                number: Some(number.clone()),
                date: self.date,
            });
        }
        let chamber_id = (unique(&self.id) == Some(Unique::ChamberQuestion)).then_some(&self.id);
        for number in self.cases.iter().chain(chamber_id) {
            if self.number.as_ref() != Some(number) {
                references.push(Reference {
                    parliament: self.parliament,
                    kind,
                    session: self.session,
                    number: Some(number.clone()),
                    date: self.date,
                });
            }
        }
        references
    }

    /// How people cite this document (`SV nr. 221 (2017-2018)`); `None` when its number is unknown.
    #[must_use]
    pub fn citation(&self) -> Option<String> {
        self.references().first().map(Reference::citation)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(parliament: Option<Parliament>, session: Option<i16>, number: &str) -> Reference {
        Reference {
            parliament,
            kind: Some(Kind::WrittenQuestion),
            session: session.map(|start_year| Session { start_year }),
            number: Some(number.to_owned()),
            date: None,
        }
    }

    #[test]
    fn citations_have_the_form_of_their_series() {
        let sv = reference(Some(Parliament::Flemish), Some(2025), "234");
        assert_eq!(sv.citation(), "SV nr. 234 (2025-2026)");
        assert_eq!(sv.key().as_deref(), Some("flemish/sv/2025-2026/234"));
        let ah = reference(Some(Parliament::TweedeKamer), Some(2024), "546");
        assert_eq!(ah.citation(), "Aanhangsel Handelingen, vergaderjaar 2024-2025, nr. 546");
        assert_eq!(ah.key().as_deref(), Some("tk/ah/2024-2025/546"));
        let case = reference(Some(Parliament::TweedeKamer), Some(2024), "2024Z18435");
        assert_eq!(case.citation(), "2024Z18435");
        assert_eq!(case.key().as_deref(), Some("tk/zaak/2024z18435"));
        let vou = Reference { kind: Some(Kind::Interpellation), ..reference(None, Some(2014), "1096") };
        assert_eq!(vou.citation(), "Vraag om uitleg nr. 1096 (2014-2015)");
        assert_eq!(vou.key().as_deref(), Some("*/vou/2014-2015/1096"));
        let chamber = reference(Some(Parliament::Chamber), Some(2020), "136");
        assert_eq!(chamber.citation(), "Kamer, schriftelijke vraag nr. 136 (2020-2021)");
        let id = Reference::numbered("55-B034-2-0136-2020202107205");
        assert_eq!(id.key().as_deref(), Some("chamber/id/55-b034-2-0136-2020202107205"));
        assert_eq!(Reference::numbered("55--3-0158-2020202107112").keys().len(), 1);
    }

    #[test]
    fn a_lookup_finds_documents_that_say_less_or_more() {
        let document = reference(Some(Parliament::Flemish), Some(2017), "221");
        let finds = |query: &Reference, document: &Reference| {
            query.lookups().iter().any(|key| document.keys().contains(key))
        };
        assert!(finds(&document, &document));
        assert!(finds(&reference(None, Some(2017), "221"), &document));
        assert!(finds(&Reference::numbered("221"), &document));
        assert!(finds(&document, &reference(None, Some(2017), "221")));
        assert!(!finds(&reference(Some(Parliament::Chamber), Some(2017), "221"), &document));
        assert!(!finds(&reference(None, Some(2018), "221"), &document));
        let answer = reference(Some(Parliament::TweedeKamer), Some(2024), "546");
        assert!(finds(&Reference::numbered("546"), &answer));
        assert!(!finds(&reference(Some(Parliament::Flemish), Some(2024), "546"), &answer));
        assert!(finds(&document, &reference(None, None, "221")));
    }

    #[test]
    fn an_answer_is_found_by_its_case_too() {
        let document = WrittenQuestion {
            parliament: Some(Parliament::TweedeKamer),
            kind: Kind::WrittenQuestion,
            number: Some("616".to_owned()),
            cases: vec!["2024Z15900".to_owned()],
            ..WrittenQuestion::default()
        };
        let keys: Vec<_> = document.references().iter().filter_map(Reference::key).collect();
        assert_eq!(keys, ["tk/ah/*/616", "tk/zaak/2024z15900"]);
        assert_eq!(document.citation().as_deref(), Some("Aanhangsel Handelingen, nr. 616"));
        assert_eq!(WrittenQuestion::default().citation(), None);
    }
}
