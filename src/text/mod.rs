//! Text before anything is known about its language or its domain.
//!
//! In come bytes of files; out come strings that every floor above can rely on: decoded ([`decode`]), in one
//! Unicode spelling ([`normalise`]), with the lines of a page turned into paragraphs ([`reflow`]), cut into
//! [`sentences`], or folded for comparison ([`fold`], with [`unfold`] as the way back).
//!
//! Offsets are bytes and always lie on character borders.

mod abbreviations;
mod dangerous;
mod decode;
mod fold;
mod lines;
mod normalise;
mod reflow;
mod sentences;

pub use abbreviations::is_abbreviation;
pub use dangerous::is_dangerous;
pub use decode::{DecodeError, Decoded, Encoding, decode};
pub use fold::{fold, fold_into, unfold};
pub use normalise::normalise;
pub use reflow::{PlainJoining, reflow, reflow_without};
pub use sentences::{Sentences, sentences};

/// Joins lines and runs of blanks to one line.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What becomes of a hyphen at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineJoin {
    /// Typesetting: `subsidie-⏎bedrag` becomes `subsidiebedrag`.
    Join,
    /// Part of the spelling: `e-⏎commerce` becomes `e-commerce`.
    KeepHyphen,
    /// A hanging compound: `kennis-⏎en expertise` becomes `kennis- en expertise`.
    KeepHyphenAndSpace,
}

/// Decides about hyphens at line ends; whoever knows the words of the language implements it.
pub trait Joining {
    /// `left` is the word before the hyphen (`subsidie`), `right` the word that opens the next line
    /// (`bedrag`), both as written and without any hyphen, neither ever empty.
    fn join(&self, left: &str, right: &str) -> LineJoin;
}
