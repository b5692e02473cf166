//! The query language: what a researcher types becomes a tree that the engine evaluates and that prints back
//! as the same query.
//!
//! In: a text. Out: a [`Query`] or a [`QueryError`] that points at the fault and says what to write. Nothing
//! here knows an index or the Dutch language: a [`Word`] holds what was typed, the floor above looks it up.
//!
//! ```
//! let query = vraagbaak::query::parse("maatwerk (werk OF arbeid) minister:homans -inburgering")?;
//! assert_eq!(query.to_string(), "maatwerk (werk OR arbeid) minister:homans -inburgering");
//! # Ok::<(), vraagbaak::query::QueryError>(())
//! ```
//!
//! # Grammar
//!
//! ```text
//! query  = group (("OR" | "OF") group)*
//! group  = ["in:" section ("|" section)*] item (["AND" | "EN"] item)*
//! item   = ["NOT" | "NIET" | "-"] ( "(" query ")" | filter | phrase | word )
//! filter = field ":" value                 minister:homans  datum:2018-01..2018-06  heeft:antwoord
//! phrase = ["="] '"' text '"' ["~" n]      "sociale economie"  ="sociale economie"  "armoede kinderen"~5
//! word   = ["="] ["*"] text ["*"]  |  text "~" ["1" | "2"]
//! ```
//!
//! `OR` binds loosest: `a b OR c` is `(a b) OR c`. Operators are upper case. A backslash takes any special
//! meaning from the next character. `*` alone is every document. Punctuation that stands alone is passed over.

mod error;
mod field;
mod parser;
mod plain;
mod print;
mod scan;
#[cfg(test)]
mod tests;
mod tree;

pub use error::{QueryError, QueryFault};
pub use parser::{MAX_CHARS, MAX_CLAUSES, MAX_DEPTH, parse};
pub use plain::{MAX_PLAIN_WORDS, plain};
pub use tree::{
    Filter, Match, NameField, Node, Numbers, Pattern, Phrase, Query, SessionRange, UnknownField, Word,
};
