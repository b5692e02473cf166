//! The written question: one document with its metadata, its text and the exchanges in it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Date, Minister, Person, Reference, Session};

/// The parliament a document comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Parliament {
    /// Vlaams Parlement.
    Flemish,
    /// Tweede Kamer der Staten-Generaal.
    TweedeKamer,
    /// Belgische Kamer van volksvertegenwoordigers.
    Chamber,
}

/// The series a document belongs to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Schriftelijke vraag, with or without its answer.
    WrittenQuestion,
    /// Vraag om uitleg.
    Interpellation,
    /// Mondelinge vraag.
    OralQuestion,
    /// Mededeling: an answer is postponed.
    Postponement,
    /// Any other paper, or a text that could not be recognised.
    #[default]
    Other,
}

/// A part of a document's text that queries can be restricted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// The title.
    Title,
    /// Introduction and sub-questions; also the whole body of a plain text.
    Question,
    /// The answer.
    Answer,
}

/// Where each section lies in [`WrittenQuestion::text`], in bytes. Sections follow each other in this order,
/// separated by one line feed; an absent section is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionSpans {
    /// The title.
    pub title: Range<u32>,
    /// The question.
    pub question: Range<u32>,
    /// The answer.
    pub answer: Range<u32>,
}

/// Where a record was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The file as given on the command line plus what was found below it.
    pub path: String,
    /// Name inside an archive (zip), when the file is one.
    pub member: Option<String>,
    /// First line of the record, counted from 1, when the file holds several records.
    pub line: Option<u64>,
}

impl Origin {
    /// The place as people write it: `file`, `file:line`, `archive!/member:line`.
    #[must_use]
    pub fn place(&self) -> String {
        let member = self.member.as_ref().map(|member| format!("!/{member}")).unwrap_or_default();
        let line = self.line.map(|line| format!(":{line}")).unwrap_or_default();
        format!("{}{member}{line}", self.path)
    }
}

/// How a sub-question found its answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExchangeStatus {
    /// The answer carries the sub-question's label, alone or jointly.
    Paired,
    /// The answer only points elsewhere ("Idem", "Zie antwoord op vraag 2").
    Referred,
    /// One side has no counterpart.
    Unpaired,
}

/// A sub-question beside its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exchange {
    /// Number and letter: `2c`, `4`; empty for sub-questions whose numbers were lost.
    pub label: String,
    /// Bytes of the sub-question in the document's text.
    pub question: Option<Range<u32>>,
    /// Bytes of the answer in the document's text; several exchanges share them when answered jointly.
    pub answer: Option<Range<u32>>,
    /// The labels that the same answer covers too, this one not included.
    pub answered_with: Vec<String>,
    /// The labels that the answer points to when `status` is `Referred`.
    pub refers_to: Vec<String>,
    /// How the pair was made.
    pub status: ExchangeStatus,
}

/// A mention of another document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// Bytes of the mention in the document's text.
    pub span: Range<u32>,
    /// Bytes of the sentence around it.
    pub sentence: Range<u32>,
    /// What is cited, as far as the mention says; a relative one ("sv. 221") has been completed with the
    /// session of the citing document when that is known.
    pub reference: Reference,
}

/// `Vraag 1`, `1.`, `Antwoord op vraag 2`: what stands over or before a sub-question is no longer than this.
const LONGEST_LABEL: usize = 20;

/// Something about a document that a researcher may want to check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// A short stable code: `no-date`, `no-number`, `no-minister`, `numbering-broken`, `unpaired-answer`,
    /// `suspected-ocr`, `boundary-guessed`, `unrecognised-layout`, `bad-date`, `bad-session`, `date-order`,
    /// `no-title`, `no-question`; in a report on a whole corpus also `duplicate` and `near-duplicate`.
    pub code: String,
    /// One sentence for people.
    pub message: String,
}

/// One parliamentary document, understood as far as it could be. What is unknown is `None` or empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrittenQuestion {
    /// Unique in its source: the record's own id, or one made from its path.
    pub id: String,
    /// The named source (`--source`) that it was indexed from; empty when none was named.
    pub source: String,
    /// The parliament.
    pub parliament: Option<Parliament>,
    /// The series.
    pub kind: Kind,
    /// The session the question was asked in.
    pub session: Option<Session>,
    /// The document's own number within its series (`221`, `2024Z18435`); never one that it cites.
    pub number: Option<String>,
    /// Other numbers that the document itself carries: the cases (`2024Z15900`) that an answer of the Tweede
    /// Kamer belongs to.
    pub cases: Vec<String>,
    /// Date of asking.
    pub date: Option<Date>,
    /// Date of the answer.
    pub answered: Option<Date>,
    /// Who asks.
    pub askers: Vec<Person>,
    /// Who is asked.
    pub ministers: Vec<Minister>,
    /// Official descriptors.
    pub themes: Vec<String>,
    /// Public address of the document.
    pub url: Option<String>,
    /// Where it was read.
    pub origin: Origin,
    /// Title, question and answer, normalised and reflowed: what is stored, quoted and highlighted.
    pub text: String,
    /// Where the sections lie in `text`.
    pub sections: SectionSpans,
    /// The sub-questions with their answers, in the order of the question.
    pub exchanges: Vec<Exchange>,
    /// The other documents it mentions, in the order of the text.
    pub cites: Vec<Citation>,
    /// What to check.
    pub doubts: Vec<Doubt>,
}

impl WrittenQuestion {
    /// The text of a span; empty for a span that does not lie on character borders inside the text.
    #[must_use]
    pub fn slice(&self, span: &Range<u32>) -> &str {
        self.text.get(span.start as usize..span.end as usize).unwrap_or("")
    }

    /// The title; empty when the document has none.
    #[must_use]
    pub fn title(&self) -> &str {
        self.slice(&self.sections.title)
    }

    /// The first words of the document on one line, at most `longest` characters and an ellipsis: what tells
    /// documents without a title apart. It is never a title; whoever prints it says so. The heading or label
    /// over the first sub-question is left out; empty when there is no text.
    #[must_use]
    pub fn opening(&self, longest: usize) -> String {
        let sections = &self.sections;
        let body = if sections.question.is_empty() { &sections.answer } else { &sections.question };
        let first = self.exchanges.iter().find_map(|exchange| exchange.question.as_ref());
        let heading = |first: &&Range<u32>| {
            let before = self.slice(&(body.start..first.start.max(body.start)));
            !before.trim().is_empty() && before.trim().chars().count() <= LONGEST_LABEL
        };
        let start = first.filter(heading).map_or(body.start, |first| first.start);
        let mut opening = String::new();
        for word in self.slice(&(start..body.end.max(start))).split_whitespace() {
            if opening.chars().count() + 1 + word.chars().count() > longest {
                if opening.is_empty() {
                    opening.extend(word.chars().take(longest));
                }
                opening.push_str(" …");
                break;
            }
            if !opening.is_empty() {
                opening.push(' ');
            }
            opening.push_str(word);
        }
        opening
    }
}
