//! Terms of the text fields: a written form, marked where it is not a plain word.

use crate::dutch::TokenKind;

/// The first character of a term that is not a plain word, telling what it is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// A plain word: no mark.
    None,
    /// A hanging compound, completed.
    Completed,
    /// A hyphenated word written together.
    Joined,
    /// A piece of a number or an address.
    Part,
}

impl Mark {
    /// The mark of a kind of token.
    #[must_use]
    pub fn of(kind: TokenKind) -> Self {
        match kind {
            TokenKind::Word => Self::None,
            TokenKind::Completed => Self::Completed,
            TokenKind::Joined => Self::Joined,
            TokenKind::Part => Self::Part,
        }
    }

    /// What stands before the form in the term; empty for a plain word.
    #[must_use]
    pub fn prefix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Completed => "\u{1}",
            Self::Joined => "\u{2}",
            Self::Part => "\u{3}",
        }
    }

    /// Splits a term into its mark and its form.
    #[must_use]
    pub fn split(term: &str) -> (Self, &str) {
        match term.as_bytes().first() {
            Some(1) => (Self::Completed, &term[1..]),
            Some(2) => (Self::Joined, &term[1..]),
            Some(3) => (Self::Part, &term[1..]),
            _ => (Self::None, term),
        }
    }
}

/// The longest form in bytes that is indexed; longer ones are no words. Far below tantivy's limit.
pub const LONGEST_FORM: usize = 255;
