//! From a written form to the keys it is found under.
//!
//! **In**: text, or a folded word of it. **Out**: its lemmas, the parts of a compound, validated derivations and,
//! where nothing explains the word, what it may have been before it was misread.
//!
//! The chain, in its order (a rule a file; each only proposes what the next may use):
//!
//! | step | file | what |
//! |---|---|---|
//! | 1 | [`lexicon`] | a listed form has its lemmas and its outer split stored |
//! | 2 | `extension` | a word the index's own vocabulary added stays as it is |
//! | 3 | [`inflection`] | endings are taken off ([`spelling`] mends the stem); what the lexicon knows is the lemma |
//! | 4 | [`compounds`] | the cheapest path over left parts and a head; modifier + lemma of the head is the lemma |
//! | 5 | `stemming` | Snowball's stem, for what nothing explains |
//! | 6 | `derivations` | weaker keys: `begeleiding` also under `begeleiden` |
//! | 7 | `repair` | the weakest: `o00g` also under `oog` |
//!
//! Parts are looked into in the same way, down to words that do not split; intermediate compounds are kept.

pub mod analyser;
pub mod analysis;
pub mod compounds;
mod derivations;
mod extension;
pub mod inflection;
mod joining;
pub mod lexicon;
mod repair;
pub mod spelling;
mod stemming;
mod tokens;
mod words;

#[cfg(test)]
mod tests;

pub use analyser::{Analyser, Method};
pub use analysis::{Analysis, Part};
pub use extension::Extension;
pub use tokens::{Heads, MAX_FORM, Token, TokenKind, Tokenizer};
pub use words::{words_line, words_line_into};
