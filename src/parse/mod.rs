//! Raw records → written questions: layouts, numbering, pairing, citations, dates, people.
//!
//! In: a [`RawRecord`], a text in whatever layout or fields that say what they are. Out: a
//! [`WrittenQuestion`] with its text put together, its metadata as far as the document says it, its
//! sub-questions beside their answers, the documents it cites, and every doubt. Nothing is guessed: what a
//! document does not say stays `None`, and a number that it cites is never its own.
//!
//! The way of a record:
//!
//! 1. the text is normalised and a layout recognised (`flemish` below a header of its own, `tweede_kamer`,
//!    `tk_letter`, `flemish`, else `plain`), or the fields are read (`chamber`); this gives a draft;
//! 2. `numbering` finds the `labels`, `compose` reflows the pieces into one text, `pairing` joins the sides;
//! 3. `citations` finds what is cited, `people` and `dates` bring names and days to one form.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::corpus::{EncodedRecord, RawBody, RawRecord, SkipReason, SkippedRecord, panic_message};
use crate::dutch::Analyser;
use crate::model::{Origin, Parliament, Session, WrittenQuestion};
use crate::text::normalise;

mod authority;
mod chamber;
mod citations;
mod compose;
mod dates;
mod doubts;
mod draft;
mod flemish;
mod flemish_header;
mod glue;
mod grouping;
mod labels;
mod numbering;
mod page;
mod pairing;
mod people;
mod plain;
mod signature;
mod title;
mod tk_header;
mod tk_letter;
mod tweede_kamer;

pub use authority::{Authority, AuthorityError};
pub use citations::{find_references, read_reference};
pub use grouping::near_duplicates;
pub(crate) use labels::{label_at, read_labels};
pub use signature::{Signature, signature, similarity};

use draft::Draft;

/// What the parser is told beforehand.
#[derive(Clone, Debug, Default)]
pub struct ParseOptions {
    /// Office holders beside those of the Flemish Government (`--authority`).
    pub authority: Option<Authority>,
}

/// Understands records; one for all threads.
#[derive(Clone, Debug)]
pub struct Parser {
    /// Who held which office in Flanders.
    flemish: Authority,
    /// The list given by the user, for all parliaments; it comes first.
    given: Option<Authority>,
}

impl Parser {
    /// A parser that joins line-end hyphens with the built-in lexicon.
    #[must_use]
    pub fn new(options: ParseOptions) -> Self {
        Self { flemish: Authority::flemish(), given: options.authority }
    }

    /// Decodes and understands a record. Should the program fail on it, it costs this record and no other.
    ///
    /// # Errors
    /// When it cannot be decoded, and as [`Self::parse`].
    pub fn read(&self, record: EncodedRecord) -> Result<WrittenQuestion, SkippedRecord> {
        let origin = record.origin.clone();
        // Parsing changes nothing outside of itself, so nothing is left half done.
        let read = catch_unwind(AssertUnwindSafe(|| self.parse(&record.parse()?)));
        read.unwrap_or_else(|payload| {
            let message = panic_message(&*payload).unwrap_or("unknown");
            Err(SkippedRecord { origin, reason: SkipReason::Fault(message.to_owned()) })
        })
    }

    /// Understands one record.
    ///
    /// # Errors
    /// When there is no letter or digit in it.
    pub fn parse(&self, raw: &RawRecord) -> Result<WrittenQuestion, SkippedRecord> {
        let mut draft = match &raw.body {
            RawBody::Text(text) => parse_text(text, None),
            RawBody::Fields(fields) => match &fields.text {
                Some(text) if fields.question.is_none() && fields.answer.is_none() => {
                    let title = fields.title.as_deref().filter(|title| title.contains(char::is_alphanumeric));
                    let mut draft = parse_text(text, title);
                    chamber::metadata(fields, &mut draft);
                    draft
                }
                _ => chamber::parse(fields),
            },
        };
        let id = match &raw.body {
            RawBody::Fields(fields) => fields.id.clone(),
            RawBody::Text(_) => None,
        };
        if draft.session.is_none() {
            draft.session = draft.date.and_then(|date| Session::of(date, draft.parliament));
        }
        self.infer_ministers(&mut draft);
        let composed = compose::compose(&mut draft, Analyser::builtin());
        let mut question = WrittenQuestion {
            id: id.unwrap_or_else(|| id_of(&raw.origin)),
            parliament: draft.parliament,
            kind: draft.kind,
            session: draft.session,
            number: draft.number,
            cases: draft.cases,
            date: draft.date,
            answered: draft.answered,
            askers: draft.askers,
            ministers: draft.ministers,
            origin: raw.origin.clone(),
            text: composed.text,
            sections: composed.sections,
            exchanges: composed.exchanges,
            doubts: draft.doubts,
            ..WrittenQuestion::default()
        };
        if let RawBody::Fields(fields) = &raw.body {
            question.themes.clone_from(&fields.themes);
            question.url.clone_from(&fields.url);
        }
        if !question.text.contains(char::is_alphanumeric) {
            let reason = match &raw.body {
                RawBody::Fields(fields) if fields.text.is_none() => SkipReason::NoText,
                _ => SkipReason::NoQuestion,
            };
            return Err(SkippedRecord { origin: raw.origin.clone(), reason });
        }
        question.cites = compose::cites(&question.text, &question.references());
        doubts::add(&mut question);
        Ok(question)
    }

    /// Puts a name, marked as inferred, to ministers of whom the document names only the portfolio.
    fn infer_ministers(&self, draft: &mut Draft) {
        let Some(date) = draft.date else { return };
        for minister in draft.ministers.iter_mut().filter(|minister| minister.name.is_none()) {
            let Some(portfolio) = &minister.portfolio else { continue };
            let flemish = match draft.parliament {
                Some(parliament) => parliament == Parliament::Flemish,
                None => portfolio.to_lowercase().contains("vlaams"),
            };
            let given = self.given.as_ref().and_then(|table| table.infer(portfolio, date));
            let found = given.or_else(|| flemish.then(|| self.flemish.infer(portfolio, date))?);
            if let Some(person) = found {
                minister.name = Some(person.to_owned());
                minister.inferred = true;
            }
        }
    }
}

/// Understands a text in whatever layout. `title` is what the metadata call it, if they do.
fn parse_text(text: &str, title: Option<&str>) -> Draft {
    let text = normalise(text);
    let draft = if flemish_header::is_complete(&text) { flemish::parse(&text, title) } else { None };
    let draft = draft
        .or_else(|| tweede_kamer::parse(&text))
        .or_else(|| tk_letter::parse(&text, title))
        .or_else(|| flemish::parse(&text, title));
    draft.unwrap_or_else(|| plain::parse(&text, title))
}

/// An id for a record without its own: its place.
fn id_of(origin: &Origin) -> String {
    let mut id = origin.path.clone();
    if let Some(member) = &origin.member {
        id.push('!');
        id.push_str(member);
    }
    if let Some(line) = origin.line {
        id.push('#');
        id.push_str(&line.to_string());
    }
    id
}

#[cfg(test)]
#[path = "any_text_tests.rs"]
mod tests;
