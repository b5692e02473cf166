//! Step 3 (and 4, 7) of the chain: text → tokens with a position, a folded form and the bytes they cover.
//!
//! Every word takes one position and yields a [`TokenKind::Word`]; other kinds are further keys at the same
//! position. One rule a file:
//!
//! | file | rule | text | tokens (position) |
//! |---|---|---|---|
//! | `word` | plain words | `De Kamer` | `de` (0) `kamer` (1) |
//! | `word` | apostrophes: an ending is cut, a contraction stays, an elision is written together | `KMO's` `zo'n` `d'Hondt` | `kmo` · `zo'n` · `dhondt`, part `hondt` |
//! | `word` | plural of capitals | `OCMWs` | `ocmw` |
//! | `word` | words glued by lost line ends | `schoolDe` | `schoolde`, parts `school`, `de` |
//! | `word` | footnote digits | `leakage1` | `leakage`, part `leakage1` |
//! | `chunk` | a hyphen or `&` advances the position | `sociale-economiebedrijven` | `sociale` (0), joined `socialeeconomiebedrijven` (0), `economiebedrijven` (1) |
//! | `number` | numbers whole, without thousands separators, and in parts | `275.342,98` | `275342,98`, parts `275342`, `275`, `342`, `98` |
//! | `abbreviation` | dotted abbreviations | `A.W.B.` | `awb` |
//! | `address` | URLs and e-mail addresses whole and in parts | `www.voorbeeld.be/a` | `www.voorbeeld.be/a`, parts `voorbeeld`, `be` |
//! | `hanging` | hanging compounds are completed | `kennis- en expertiseontwikkeling` | `kennis`, completed `kennisontwikkeling` |
//!
//! - The form of a `Word` is what the exact operator compares; it is the same for every spelling in one row of
//!   the table (`KMO's`, `kmo's`, `KMOs` → `kmo`; `1.200`, `1200` → `1200`), and since queries pass the same
//!   tokenizer, `="kmo's"` finds them all. Only where the form is longer or shorter than the folded span do the
//!   two differ; a match of the whole form covers the whole span.
//! - Parts share the position of their whole.
//! - Spans start in ascending order, positions never fall.
//! - What tokens come out at a place depends on nothing but the text from the start of its line to a bounded
//!   distance behind it, so a run may start again at any of its [anchors](Tokenizer::anchors).

mod abbreviation;
mod address;
mod bytes;
mod chunk;
mod hanging;
mod number;
mod reading;
mod word;

#[cfg(test)]
mod tests;

use std::ops::Range;

use bytes::{LETTER, NOT_ASCII, PLAIN_STOP, WORD, class, is_space, word_char};
use chunk::Chunk;

/// Longest form in bytes; a longer word (a megabyte of letters, an encoded file) takes its position but yields
/// no token.
pub const MAX_FORM: usize = 512;

/// Positions between two anchors.
const ANCHOR_EVERY: u32 = 64;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TokenKind {
    /// A word or number as written; the only kind that stands alone at its position.
    Word,
    /// A piece of a number, an address or a glued word; or that word with the digits that were cut off.
    Part,
    /// A hyphenated word written together, at the position of its first piece.
    Joined,
    /// A hanging compound completed, at the position of the hanging piece; the span holds its hyphen.
    Completed,
}

/// One key at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Bytes in the text.
    pub span: Range<usize>,
    /// Position, counted in words.
    pub position: u32,
    /// Folded form, at most [`MAX_FORM`] bytes, never empty.
    pub form: &'a str,
    /// What it is.
    pub kind: TokenKind,
}

/// Where the head of a compound starts, for completing hanging compounds. Whoever knows the language's words
/// implements it; answers must not depend on the corpus, or a document would be tokenised differently each time.
pub trait Heads: Sync {
    /// Byte offset of the head in a folded `form` (`expertiseontwikkeling` → 9, where `ontwikkeling` starts), or
    /// `None` when the form is no compound.
    fn head(&self, form: &str) -> Option<usize>;
}

/// The built-in analyser, opened when the first hanging compound is met.
struct BuiltIn;

impl Heads for BuiltIn {
    fn head(&self, form: &str) -> Option<usize> {
        super::Analyser::builtin().analyse(form).outer.first().copied()
    }
}

/// Turns text into tokens. Keep one and use it again: its buffers are its only allocations.
pub struct Tokenizer {
    heads: &'static dyn Heads,
    anchors: Vec<(u32, u32)>,
    chunk: Chunk,
    lower: String,
}

impl Default for Tokenizer {
    fn default() -> Self {
        Self::new()
    }
}

impl std::fmt::Debug for Tokenizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokenizer").finish_non_exhaustive()
    }
}

impl Tokenizer {
    /// A tokenizer that completes hanging compounds with the built-in lexicon, never with what an index
    /// has learnt, so that a text gives the same tokens always and everywhere.
    #[must_use]
    pub fn new() -> Self {
        Self::with_heads(&BuiltIn)
    }

    /// A tokenizer that asks `heads` where the completing compound splits.
    #[must_use]
    pub fn with_heads(heads: &'static dyn Heads) -> Self {
        Self { heads, anchors: Vec::new(), chunk: Chunk::default(), lower: String::new() }
    }

    /// Restart points of the last run, about one every 64 positions, as (byte offset, position): a run from
    /// there gives the very same tokens that this run gave from there on.
    #[must_use]
    pub fn anchors(&self) -> &[(u32, u32)] {
        &self.anchors
    }

    /// Hands the tokens of `text[range]` to `sink`; positions count from `position`. Returns the next free
    /// position. A range that is not on character borders, or beyond the text, is narrowed to what is.
    ///
    /// The text outside the range yields no tokens but may complete a hanging compound on the same line.
    pub fn run(
        &mut self,
        text: &str,
        range: Range<usize>,
        position: u32,
        sink: &mut dyn FnMut(Token<'_>),
    ) -> u32 {
        self.run_to(text, range, position, u32::MAX, sink)
    }

    /// As [`Self::run`], but no further than needed for all tokens at positions up to `last`; some behind it may come
    /// too.
    pub fn run_to(
        &mut self,
        text: &str,
        range: Range<usize>,
        mut position: u32,
        last: u32,
        sink: &mut dyn FnMut(Token<'_>),
    ) -> u32 {
        self.anchors.clear();
        let end = bytes::border_before(text, range.end);
        let visible = &text[..end];
        let bytes = visible.as_bytes();
        let mut at = bytes::border_after(text, range.start);
        let mut next_anchor = position.saturating_add(ANCHOR_EVERY);
        while let Some(&first) = bytes.get(at)
            && position <= last
        {
            let kind = class(first);
            if kind & WORD == 0 {
                at += 1;
                continue;
            }
            if kind & NOT_ASCII != 0 && word_char(visible, at).is_none() {
                at += bytes::width(first);
                continue;
            }
            if position >= next_anchor && at > 0 && is_space(bytes[at - 1]) {
                if let Ok(offset) = u32::try_from(at) {
                    self.anchors.push((offset, position));
                }
                next_anchor = position.saturating_add(ANCHOR_EVERY);
            }
            // Nearly every word is a run of ASCII letters with a space or a comma behind it.
            if kind & LETTER != 0
                && let Some((stop, capitals)) = plain_word(bytes, at)
            {
                let word = &text[at..stop];
                let form = if capitals {
                    self.lower.clear();
                    self.lower.push_str(word);
                    self.lower.make_ascii_lowercase();
                    &self.lower
                } else {
                    word
                };
                sink(Token { span: at..stop, position, form, kind: TokenKind::Word });
                position = position.saturating_add(1);
                // What ends a plain word is no part of the next.
                at = stop + 1;
                continue;
            }
            at = reading::read(visible, at, &mut self.chunk);
            self.chunk.complete(text, self.heads);
            position = self.chunk.emit(position, sink);
        }
        position
    }
}

/// The end of the word at `at`, which starts with a letter, and whether it has capitals, when no rule but
/// lower-casing applies to it.
#[inline]
fn plain_word(bytes: &[u8], at: usize) -> Option<(usize, bool)> {
    let run = bytes::letters(bytes, at);
    let end = run.end;
    if let Some(&stop) = bytes.get(end)
        && class(stop) & PLAIN_STOP == 0
    {
        // A full stop or colon before a space ends a word too.
        let ends_clause =
            matches!(stop, b'.' | b':') && bytes.get(end + 1).is_none_or(|&byte| is_space(byte));
        if !ends_clause {
            return None;
        }
    }
    let glued = run.capital_inside && run.small;
    let hanging = at > 0 && bytes[at - 1] == b'-';
    if glued || hanging || end - at > MAX_FORM {
        return None;
    }
    Some((end, run.capital))
}
