//! The query tree.
//!
//! Built by its constructors ([`Node::and`], [`Node::or`], [`Node::negated`]) it is in normal form: no group of
//! one, no group directly inside a group of its own sort, no double negation. Only normal trees print back to
//! a text that parses to the very same tree.

use crate::model::{DateRange, Kind, Parliament, Section, Session};
use crate::parse::read_reference;

/// A parsed query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// What must hold for a document.
    pub root: Node,
}

/// How the bare words of a query combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Match {
    /// Every word must occur.
    #[default]
    All,
    /// One word is enough; more rank higher.
    Any,
}

/// A condition on documents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Node {
    /// Every document.
    All,
    /// All of two or more.
    And(Vec<Node>),
    /// At least one of two or more.
    Or(Vec<Node>),
    /// Not this. May stand alone: all other documents.
    Not(Box<Node>),
    /// Words and phrases below count only inside these sections (ascending, no repeats). The innermost
    /// restriction counts; filters are untouched by it.
    In(Vec<Section>, Box<Node>),
    /// A word.
    Word(Word),
    /// A phrase, or words near each other.
    Phrase(Phrase),
    /// A condition on the metadata; never scored.
    Filter(Filter),
}

/// A word as typed: not folded, not analysed. It may hold hyphens or apostrophes and so be several tokens,
/// which then are a phrase.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Word {
    /// What was typed, without operators; holds at least one letter or digit.
    pub text: String,
    /// What it matches.
    pub pattern: Pattern,
}

/// What a word matches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pattern {
    /// `maatwerk`: its whole family.
    Family,
    /// `=maatwerk`: that written form only, case and diacritics aside.
    Exact,
    /// `maatwerk*`: words that begin with it; unless `raw`, with a word boundary behind it or as an inflection.
    Prefix {
        /// `=maatwerk*`: any letters may follow.
        raw: bool,
    },
    /// `*bedrijf`: words that end with it; unless `raw`, as a compound part.
    Suffix {
        /// `=*bedrijf`: any letters may precede.
        raw: bool,
    },
    /// `*werk*`: words that hold it; unless `raw`, as a compound part.
    Infix {
        /// `=*werk*`: anywhere in the letters.
        raw: bool,
    },
    /// `maatwerk~1`: written forms within this many edits, 1 or 2.
    Fuzzy {
        /// Largest number of insertions, deletions, substitutions and swaps of neighbours.
        distance: u8,
    },
}

/// `"sociale economie"`, `"armoede kinderen"~5`, `="sociale economie"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// The text between the quotation marks; holds at least one letter or digit.
    pub text: String,
    /// `None`: the words in this order without others between. `Some(n)`: the words in any order with at most
    /// `n` other words among them; at most 99.
    pub within: Option<u32>,
    /// Only these written forms count, case and diacritics aside.
    pub literal: bool,
}

/// A condition on metadata.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Filter {
    /// A facet value of which every word of `value` is a part, without case or diacritics.
    Name {
        /// The facet.
        field: NameField,
        /// As typed.
        value: String,
    },
    /// Documents of one parliament.
    Parliament(Parliament),
    /// Documents of one series.
    Kind(Kind),
    /// The document's own number.
    Number(Numbers),
    /// The documents that a reference names (`SV nr. 221 (2017-2018)`), as typed; a searcher puts the key in its place
    /// under which its index knows them.
    Reference(String),
    /// The date of asking; a document of which only the year is known falls in a range that holds a part of it.
    Date(DateRange),
    /// The session.
    Session(SessionRange),
    /// Documents with an answer.
    HasAnswer,
    /// Documents of which the field is unknown: `minister:onbekend`.
    Unknown(UnknownField),
}

/// Facets whose values are names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NameField {
    /// The minister, a person.
    Minister,
    /// The minister's office.
    Portfolio,
    /// Who asks.
    Asker,
    /// The asker's party.
    Party,
    /// An official descriptor.
    Theme,
    /// The named source it was indexed from; the whole name must agree.
    Source,
}

/// Fields that can be asked for documents in which they are unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UnknownField {
    /// One of the names.
    Name(NameField),
    /// The parliament.
    Parliament,
    /// The number.
    Number,
    /// The date.
    Date,
    /// The session.
    Session,
}

/// Which numbers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Numbers {
    /// This very number as printed (`221`, `2024Z18435`).
    One(String),
    /// Plain numbers from the first to the second, both included; at least one side is given.
    Range(Option<u64>, Option<u64>),
}

/// Sessions from `since` to `until`, both included; at least one side is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SessionRange {
    /// The first.
    pub since: Option<Session>,
    /// The last.
    pub until: Option<Session>,
}

impl Query {
    /// Every document.
    pub fn all() -> Self {
        Self { root: Node::All }
    }

    /// Documents that also meet `filter`.
    #[must_use]
    pub fn filtered(self, filter: Filter) -> Self {
        Self { root: Node::and(vec![self.root, Node::Filter(filter)]) }
    }

    /// The same query with the words of its outermost group combined as `mode` says: with [`Match::Any`] one
    /// of its words, phrases or inner groups is enough, while filters and negations still hold.
    #[must_use]
    pub fn matching(self, mode: Match) -> Self {
        fn any(node: Node) -> Node {
            match node {
                Node::In(sections, inner) => Node::In(sections, Box::new(any(*inner))),
                Node::And(children) => {
                    let (conditions, words): (Vec<Node>, Vec<Node>) = children
                        .into_iter()
                        .partition(|child| matches!(child, Node::Filter(_) | Node::Not(_)));
                    Node::and(std::iter::once(Node::or(words)).chain(conditions).collect())
                }
                other => other,
            }
        }
        match mode {
            Match::All => self,
            Match::Any => Self { root: any(self.root) },
        }
    }

    /// The words that documents are searched for, in reading order: negated ones are left out.
    pub fn words(&self) -> Vec<&Word> {
        fn collect<'a>(node: &'a Node, words: &mut Vec<&'a Word>) {
            match node {
                Node::And(children) | Node::Or(children) => {
                    children.iter().for_each(|child| collect(child, words));
                }
                Node::In(_, inner) => collect(inner, words),
                Node::Word(word) => words.push(word),
                Node::All | Node::Not(_) | Node::Phrase(_) | Node::Filter(_) => {}
            }
        }
        let mut words = Vec::new();
        collect(&self.root, &mut words);
        words
    }
}

impl Node {
    /// All of `children`: groups of the same sort are opened, [`Node::All`] is left out; none is every document.
    pub fn and(children: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(children.len());
        for child in children {
            match child {
                Self::And(inner) => flat.extend(inner),
                Self::All => {}
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::And(flat),
        }
    }

    /// One of `children`: groups of the same sort are opened; none is every document.
    pub fn or(children: Vec<Self>) -> Self {
        let mut flat = Vec::with_capacity(children.len());
        for child in children {
            match child {
                Self::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        match flat.len() {
            0 => Self::All,
            1 => flat.remove(0),
            _ => Self::Or(flat),
        }
    }

    /// Not `child`; a double negation is none.
    pub fn negated(child: Self) -> Self {
        match child {
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

impl Word {
    /// A word whose whole family matches.
    pub fn family(text: impl Into<String>) -> Self {
        Self { text: text.into(), pattern: Pattern::Family }
    }
}

impl Filter {
    /// The documents that a text names, when it is nothing but a reference. A bare number is a word.
    #[must_use]
    pub fn reference(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_number = text.bytes().all(|byte| byte.is_ascii_digit());
        (!is_number && read_reference(text).is_some()).then(|| Self::Reference(text.to_owned()))
    }

    /// The filter `field:value`, as in a query, without quotation marks around the value.
    ///
    /// # Errors
    /// When there is no such field or it cannot have that value.
    pub fn read(field: &str, value: &str) -> Result<Self, super::QueryFault> {
        super::field::read(field, value)
    }
}
