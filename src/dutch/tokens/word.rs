//! Words of letters, or of letters and digits, without hyphens.
//!
//! - **Apostrophes.** `'s`, `'tje`, `'tjes` are endings: the form is the word before them, the span the whole
//!   (`KMO's`, `thema's`, `baby'tje`). A single other letter is a contraction and stays (`zo'n`, `'t`). Anything
//!   else is written together, with the pieces of three letters or more as parts (`d'Hondt`, `sms'en`).
//! - **Capitals with a small s** are plurals: `OCMWs` → `ocmw`.
//! - **A small letter before a capital** inside a word is a lost line end or a name (`schoolDe`, `LinkedIn`): the
//!   word as written, and its pieces as parts.
//! - **Footnote digits.** One or two digits (or superscripts) at the end of a word of at least four letters, of
//!   which all but the first are small, are taken for a footnote mark: the word is the letters alone, word and
//!   digits together a part. So `leakage1` is found as `leakage`, while `ETS1`, `CO2`, `A4`, `H2020` stay whole.
//!   `covid19` is a name that looks the same; listed names stay whole.
//! - **Abbreviations glued to their number** are a word of their own: `nr604`, `art12`.
//! - **Other mixtures** stay whole, with runs of three letters or two digits as parts (`2024Z18435`, `12u30`).

use std::ops::Range;

use super::bytes::{apostrophe, char_at, digits_end, word_char, word_end};
use super::chunk::{Chunk, tied};

/// Words whose digits belong to the name.
const NAMES_WITH_DIGITS: [&str; 8] = ["covid", "sars", "mers", "tier", "euro", "diesel", "level", "route"];

/// Most parts of one word.
const MAX_PARTS: usize = 16;

/// Adds the word at `at` to the chunk and returns its end.
pub(super) fn read(text: &str, at: usize, chunk: &mut Chunk) -> usize {
    let end = word_end(text, at);
    if let Some(end) = with_apostrophe(text, at..end, chunk) {
        return end;
    }
    let word = &text[at..end];
    if let Some(letters) = announcement(word) {
        chunk.piece(text, at..at + letters, at..at + letters);
        return at + letters;
    }
    if let Some(letters) = before_footnote(text, word, end) {
        chunk.piece(text, at..at + letters, at..at + letters);
        chunk.part(text, at..end);
    } else if let Some(singular) = capitals_with_s(word) {
        chunk.piece(text, at..end, at..at + singular);
    } else {
        chunk.piece(text, at..end, at..end);
        parts(text, at..end, chunk);
    }
    end
}

/// Handles a word followed by an apostrophe and more; returns the end of the whole.
fn with_apostrophe(text: &str, base: Range<usize>, chunk: &mut Chunk) -> Option<usize> {
    let start = base.end + apostrophe(text, base.end)?;
    word_char(text, start).filter(|char| char.is_alphabetic())?;
    let end = word_end(text, start);
    let (word, ending) = (&text[base.clone()], &text[start..end]);
    if ending.eq_ignore_ascii_case("s") && place_name_follows(text, end) {
        chunk.piece(text, base.clone(), base.clone());
        return Some(base.end);
    }
    if ["s", "tje", "tjes"].iter().any(|listed| ending.eq_ignore_ascii_case(listed)) {
        chunk.piece(text, base.start..end, base);
    } else if ending.len() == 1 {
        chunk.piece_of(base.start..end, [word, "'", ending]);
    } else {
        chunk.piece_of(base.start..end, [word, ending]);
        for part in [base, start..end] {
            if text[part.clone()].chars().count() >= 3 {
                chunk.part(text, part);
            }
        }
    }
    Some(end)
}

/// `7398's-Gravenhage`: the `'s` belongs to the name behind it.
pub(super) fn place_name_follows(text: &str, end: usize) -> bool {
    text.as_bytes().get(end) == Some(&b'-') && char_at(text, end + 1).is_some_and(char::is_uppercase)
}

/// Length of the letters when one or two footnote digits follow them.
fn before_footnote(text: &str, word: &str, end: usize) -> Option<usize> {
    let superscript = |char| matches!(char, '²' | '³' | '¹' | '⁰' | '⁴'..='⁹');
    let mark = |char: char| char.is_ascii_digit() || superscript(char);
    let letters = word.trim_end_matches(mark);
    let digits = word[letters.len()..].chars().count();
    if !(1..=2).contains(&digits) || tied(text, end).is_some() {
        return None;
    }
    let mut chars = letters.chars();
    let first_is_letter = chars.next().is_some_and(char::is_alphabetic);
    let name = NAMES_WITH_DIGITS.iter().any(|name| letters.eq_ignore_ascii_case(name));
    (first_is_letter && letters.chars().count() >= 4 && chars.all(char::is_lowercase) && !name)
        .then_some(letters.len())
}

/// Length of the abbreviation that announces the number glued to it.
fn announcement(word: &str) -> Option<usize> {
    let letters = word.trim_end_matches(|char: char| char.is_ascii_digit());
    let listed =
        ["nr", "nrs", "art", "artt", "blz", "pag"].iter().any(|listed| letters.eq_ignore_ascii_case(listed));
    (listed && letters.len() < word.len()).then_some(letters.len())
}

/// Length of the capitals in `KMOs`.
fn capitals_with_s(word: &str) -> Option<usize> {
    let capitals = word.strip_suffix('s')?;
    (capitals.len() >= 2 && capitals.bytes().all(|byte| byte.is_ascii_uppercase())).then_some(capitals.len())
}

/// What a character is, as far as borders inside a word go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Small,
    Capital,
    Digit,
}

fn shape(char: char) -> Shape {
    if char.is_numeric() {
        Shape::Digit
    } else if char.is_uppercase() {
        Shape::Capital
    } else {
        Shape::Small
    }
}

/// Adds the pieces of a glued or mixed word as parts of the last piece.
pub(super) fn parts(text: &str, span: Range<usize>, chunk: &mut Chunk) {
    let word = &text[span.clone()];
    if word.len() > super::MAX_FORM || is_ordinal(word) {
        return;
    }
    let border = |left, right| left != right && !(left == Shape::Capital && right == Shape::Small);
    let mut chars = word.char_indices();
    let Some((_, first)) = chars.next() else { return };
    let (mut start, mut last) = (0, shape(first));
    let mut found = 0;
    let mut add = |piece: Range<usize>, digits: bool| {
        let long_enough = if digits { 2 } else { 3 };
        if piece.len() < word.len() && word[piece.clone()].chars().count() >= long_enough && found < MAX_PARTS
        {
            found += 1;
            chunk.part(text, span.start + piece.start..span.start + piece.end);
        }
    };
    for (offset, char) in chars {
        let this = shape(char);
        if border(last, this) {
            add(start..offset, last == Shape::Digit);
            start = offset;
        }
        last = this;
    }
    add(start..word.len(), last == Shape::Digit);
}

/// `1e`, `2de`, `20ste`.
fn is_ordinal(word: &str) -> bool {
    let digits = digits_end(word, 0);
    digits > 0 && matches!(word.get(digits..), Some("e" | "de" | "ste" | "E" | "DE" | "STE"))
}
