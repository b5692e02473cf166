//! A chunk: words tied together by hyphens (or `&`), read and emitted as one.
//!
//! Each piece takes a position of its own. The pieces written together are a further key at the first position
//! (`e-commerce-bedrijf` → `ecommercebedrijf`), neighbours of three or more pieces too (`ecommerce`,
//! `commercebedrijf`). A hyphen with a space or line end behind it and a small letter after that is read the same
//! way unless a conjunction follows (`subsidie-⏎bedrag`, `beant- woording`): words broken by typesetting are
//! found whole, and nothing is lost when they are not one word.

use std::ops::Range;

use super::bytes::{char_at, is_space, word_char};
use super::{Heads, MAX_FORM, Token, TokenKind, hanging};
use crate::text::fold_into;

/// Most pieces of a chunk; a longer chain is read as several chunks.
const MAX_PIECES: usize = 8;

/// One word of a chunk.
#[derive(Clone, Debug)]
struct Piece {
    span: Range<usize>,
    /// Bytes in `Chunk::forms`; empty when the word is too long to be indexed.
    form: Range<usize>,
    /// Indices in `Chunk::extras`.
    extras: Range<usize>,
}

/// A further key of a piece.
#[derive(Clone, Debug)]
struct Extra {
    span: Range<usize>,
    /// Bytes in `Chunk::extra_forms`.
    form: Range<usize>,
}

/// The words of a chunk with their forms, in buffers that are used again.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    /// Forms of the pieces, one behind the other, so that any run of them is a joined form.
    forms: String,
    pieces: Vec<Piece>,
    extra_forms: String,
    extras: Vec<Extra>,
    start: usize,
    end: usize,
    /// Span of the completed hanging compound behind the last piece, with its form in `completed_form`.
    completed: Option<Range<usize>>,
    completed_form: String,
    /// The same for one before the first piece (`-transport`).
    completed_before: Option<Range<usize>>,
    before_form: String,
}

impl Chunk {
    /// Forgets the chunk before; the next begins at `at`.
    pub(super) fn begin(&mut self, at: usize) {
        self.forms.clear();
        self.pieces.clear();
        self.extra_forms.clear();
        self.extras.clear();
        self.start = at;
        self.end = at;
    }

    /// The chunk reaches at least to `end`.
    pub(super) fn extend_to(&mut self, end: usize) {
        self.end = end;
    }

    /// Whether it has as many pieces as it may have.
    pub(super) fn is_full(&self) -> bool {
        self.pieces.len() >= MAX_PIECES
    }

    /// Adds a piece whose form is made by folding `text[form]`.
    pub(super) fn piece(&mut self, text: &str, span: Range<usize>, form: Range<usize>) {
        self.piece_of(span, [&text[form]]);
    }

    /// Adds a piece whose form is made of several strings, folded.
    pub(super) fn piece_of<'t>(&mut self, span: Range<usize>, form: impl IntoIterator<Item = &'t str>) {
        let start = self.forms.len();
        for string in form {
            if self.forms.len() - start + string.len() > MAX_FORM {
                self.forms.truncate(start);
                break;
            }
            fold_into(string, &mut self.forms);
        }
        if self.forms.len() - start > MAX_FORM {
            self.forms.truncate(start);
        }
        let extras = self.extras.len();
        self.pieces.push(Piece { span, form: start..self.forms.len(), extras: extras..extras });
    }

    /// Adds a further key to the last piece: `text[span]`, folded.
    pub(super) fn part(&mut self, text: &str, span: Range<usize>) {
        let form = span.clone();
        self.part_of(span, [&text[form]]);
    }

    /// Adds a further key, made of several strings, to the last piece. Order of the calls: ascending starts.
    pub(super) fn part_of<'t>(&mut self, span: Range<usize>, form: impl IntoIterator<Item = &'t str>) {
        let start = self.extra_forms.len();
        for string in form {
            if self.extra_forms.len() - start + string.len() <= MAX_FORM {
                fold_into(string, &mut self.extra_forms);
            }
        }
        let form = start..self.extra_forms.len();
        if form.is_empty() || form.len() > MAX_FORM {
            self.extra_forms.truncate(start);
            return;
        }
        self.extras.push(Extra { span, form });
        if let Some(piece) = self.pieces.last_mut() {
            piece.extras.end = self.extras.len();
        }
    }

    /// Looks around the chunk for the compound that completes its first or last piece.
    pub(super) fn complete(&mut self, text: &str, heads: &dyn Heads) {
        self.completed = None;
        self.completed_before = None;
        let bytes = text.as_bytes();
        if let (Some(last), Some(b'-')) = (self.pieces.last(), bytes.get(self.end)) {
            let form = &self.forms[last.form.clone()];
            self.completed_form.clear();
            if hanging::forward(text, self.end + 1, form, heads, &mut self.completed_form) {
                self.completed = Some(last.span.start..self.end + 1);
            }
        }
        if let (Some(first), Some(b'-')) =
            (self.pieces.first(), self.start.checked_sub(1).map(|at| bytes[at]))
        {
            let form = &self.forms[first.form.clone()];
            self.before_form.clear();
            if hanging::backward(text, self.start - 1, form, heads, &mut self.before_form) {
                self.completed_before = Some(self.start - 1..first.span.end);
            }
        }
    }

    /// Hands out the tokens; returns the position behind them.
    pub(super) fn emit(&self, mut position: u32, sink: &mut dyn FnMut(Token<'_>)) -> u32 {
        let mut send = |span: Range<usize>, position, form: &str, kind| {
            if !form.is_empty() && form.len() <= MAX_FORM {
                sink(Token { span, position, form, kind });
            }
        };
        if let Some(span) = &self.completed_before {
            send(span.clone(), position, &self.before_form, TokenKind::Completed);
        }
        let count = self.pieces.len();
        let whole = self.pieces.iter().all(|piece| !piece.form.is_empty());
        for (index, piece) in self.pieces.iter().enumerate() {
            send(piece.span.clone(), position, &self.forms[piece.form.clone()], TokenKind::Word);
            let mut joined = |last: &Piece| {
                let form = &self.forms[piece.form.start..last.form.end];
                send(piece.span.start..last.span.end, position, form, TokenKind::Joined);
            };
            if whole {
                if let (0, 2.., Some(last)) = (index, count, self.pieces.last()) {
                    joined(last);
                }
                if let (3.., Some(next)) = (count, self.pieces.get(index + 1)) {
                    joined(next);
                }
            }
            if let (Some(span), true) = (&self.completed, index + 1 == count) {
                send(span.clone(), position, &self.completed_form, TokenKind::Completed);
            }
            for extra in &self.extras[piece.extras.clone()] {
                send(extra.span.clone(), position, &self.extra_forms[extra.form.clone()], TokenKind::Part);
            }
            position = position.saturating_add(1);
        }
        position
    }
}

/// Where the word starts that is tied to the one ending at `end`, if any is.
pub(super) fn tied(text: &str, end: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    match bytes.get(end)? {
        b'-' => {
            let next = end + 1;
            let &byte = bytes.get(next)?;
            if !is_space(byte) {
                return word_char(text, next).map(|_| next);
            }
            // A space after the hyphen, or a line end with or without a space.
            let spaces = bytes[next..].iter().take(3).take_while(|&&byte| is_space(byte)).count();
            let start = next + spaces;
            let small = char_at(text, start).is_some_and(char::is_lowercase);
            (small && !hanging::opens_with_conjunction(&text[start..])).then_some(start)
        }
        b'&' => {
            let letter = |at| char_at(text, at).is_some_and(char::is_alphabetic);
            let before = text[..end].chars().next_back().is_some_and(char::is_alphabetic);
            (before && letter(end + 1)).then_some(end + 1)
        }
        _ => None,
    }
}
