//! The tokens of a document on their way to tantivy.
//!
//! A document is tokenised once, on one of the preparing threads, which also needs the tokens for the
//! anchors and the sections' positions. The tokens are written to a [`TokenBuffer`], one string that tantivy
//! takes for the field's text, and [`Replay`] reads them from it again on the indexing thread.
//!
//! A token in the buffer: the position's advance and the form's length, both as little-endian groups of six
//! bits (an ASCII character each, bit 6 set while more follow), then the form.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

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

/// Collects the tokens of one field of one document.
#[derive(Debug, Default)]
pub(super) struct TokenBuffer {
    forms: String,
    /// Position, start and end in `forms`.
    tokens: Vec<(u32, u32, u32)>,
    sorted_up_to: u32,
    unsorted: bool,
}

impl TokenBuffer {
    /// Adds a token. Forms that are empty or too long to be words are left out.
    pub(super) fn push(&mut self, position: u32, mark: Mark, form: &str) {
        if form.is_empty() || form.len() > LONGEST_FORM {
            return;
        }
        let start = self.forms.len() as u32;
        self.forms.push_str(mark.prefix());
        self.forms.push_str(form);
        self.tokens.push((position, start, self.forms.len() as u32));
        self.unsorted |= position < self.sorted_up_to;
        self.sorted_up_to = self.sorted_up_to.max(position);
    }

    /// Writes the tokens in the order of their positions and starts afresh.
    pub(super) fn finish(&mut self) -> String {
        if self.unsorted {
            self.tokens.sort_by_key(|token| token.0);
        }
        let mut out = String::with_capacity(self.forms.len() + 2 * self.tokens.len() + 8);
        let mut last = 0;
        for &(position, start, end) in &self.tokens {
            put_number(&mut out, position - last);
            put_number(&mut out, end - start);
            out.push_str(&self.forms[start as usize..end as usize]);
            last = position;
        }
        self.forms.clear();
        self.tokens.clear();
        self.sorted_up_to = 0;
        self.unsorted = false;
        out
    }
}

fn put_number(out: &mut String, mut number: u32) {
    while number >= 0x40 {
        out.push(char::from((number as u8 & 0x3f) | 0x40));
        number >>= 6;
    }
    out.push(char::from(number as u8));
}

fn take_number(bytes: &[u8], at: &mut usize) -> Option<u32> {
    let mut number = 0_u32;
    let mut shift = 0;
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= u32::from(byte & 0x3f).checked_shl(shift)?;
        if byte & 0x40 == 0 {
            return Some(number);
        }
        shift += 6;
    }
}

/// The tantivy tokenizer that reads a [`TokenBuffer`]'s string.
#[derive(Clone, Debug, Default)]
pub(super) struct Replay {
    token: Token,
}

/// The stream of one buffer.
#[derive(Debug)]
pub(super) struct ReplayStream<'a> {
    buffer: &'a str,
    at: usize,
    token: &'a mut Token,
}

impl Tokenizer for Replay {
    type TokenStream<'a> = ReplayStream<'a>;

    fn token_stream<'a>(&'a mut self, buffer: &'a str) -> ReplayStream<'a> {
        self.token.reset();
        self.token.position = 0;
        ReplayStream { buffer, at: 0, token: &mut self.token }
    }
}

impl ReplayStream<'_> {
    fn next_token(&mut self) -> Option<()> {
        let bytes = self.buffer.as_bytes();
        let step = take_number(bytes, &mut self.at)?;
        let length = take_number(bytes, &mut self.at)?;
        let form = self.buffer.get(self.at..self.at + length as usize)?;
        self.at += form.len();
        self.token.position += step as usize;
        self.token.text.clear();
        self.token.text.push_str(form);
        Some(())
    }
}

impl TokenStream for ReplayStream<'_> {
    fn advance(&mut self) -> bool {
        self.next_token().is_some()
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replays_what_was_pushed_in_the_order_of_positions() {
        let mut buffer = TokenBuffer::default();
        buffer.push(0, Mark::None, "sociale");
        buffer.push(1, Mark::None, "economie");
        buffer.push(0, Mark::Joined, "socialeeconomie");
        buffer.push(5_000, Mark::Part, &"x".repeat(200));
        buffer.push(5_000, Mark::None, &"x".repeat(300));
        let text = buffer.finish();
        let mut replay = Replay::default();
        let mut stream = replay.token_stream(&text);
        let mut seen = Vec::new();
        while stream.advance() {
            seen.push((stream.token().position, stream.token().text.clone()));
        }
        let expected = [
            (0, "sociale".to_owned()),
            (0, "\u{2}socialeeconomie".to_owned()),
            (1, "economie".to_owned()),
            (5_000, format!("\u{3}{}", "x".repeat(200))),
        ];
        assert_eq!(seen, expected);
        assert_eq!(buffer.finish(), "");
    }

    #[test]
    fn a_cut_buffer_ends_the_stream() {
        let mut buffer = TokenBuffer::default();
        buffer.push(70, Mark::None, "maatwerk");
        let text = buffer.finish();
        for end in 0..text.len() {
            let mut replay = Replay::default();
            assert!(!replay.token_stream(&text[..end]).advance());
        }
    }
}
