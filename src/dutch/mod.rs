//! The analysis of Dutch: tokens, folding, lexicon, lemmas, compounds, hanging compounds and repair.

mod tokens;

pub use tokens::{Heads, MAX_FORM, Token, TokenKind, Tokenizer};
