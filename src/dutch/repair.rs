//! What a misread or misspelt word may stand for.
//!
//! **In**: a form nothing explains. **Out**: at most one word of the lexicon: digits read as the letters they
//! resemble (`o00g`, `oog`), or the one word at edit distance 1 that begins with the same two letters.

use super::lexicon::{Lexicon, flag};
use smallvec::SmallVec;

/// Shorter words have too many neighbours.
const SHORTEST: usize = 7;
const LONGEST: usize = 24;

/// Adds what `form` may stand for.
pub(super) fn of(form: &str, lexicon: &Lexicon<'_>, out: &mut SmallVec<[String; 1]>) {
    if form.len() > LONGEST || !form.is_ascii() {
        return;
    }
    let digits = form.bytes().filter(u8::is_ascii_digit).count();
    let letters = form.bytes().filter(u8::is_ascii_lowercase).count();
    if digits + letters != form.len() || letters == 0 {
        return;
    }
    if digits > 0 {
        if let Some(word) = misread(form, lexicon) {
            out.push(word);
        }
        return;
    }
    if letters >= SHORTEST
        && let Some(word) = lexicon.only_neighbour(form, 2)
        && lexicon.get(&word).is_some_and(|note| !note.is(flag::NAME))
    {
        out.push(word);
    }
}

/// A word whose letters were read as digits. A run of one digit may stand for the letter once, too (`o00g`).
fn misread(form: &str, lexicon: &Lexicon<'_>) -> Option<String> {
    let letter = |digit: u8| match digit {
        b'0' => Some('o'),
        b'1' => Some('l'),
        b'3' => Some('e'),
        b'5' => Some('s'),
        b'6' => Some('b'),
        b'8' => Some('b'),
        _ => None,
    };
    let mut plain = String::with_capacity(form.len());
    let mut merged = String::with_capacity(form.len());
    let mut previous = 0;
    for byte in form.bytes() {
        let read = if byte.is_ascii_digit() { letter(byte)? } else { char::from(byte) };
        plain.push(read);
        if !(byte.is_ascii_digit() && byte == previous) {
            merged.push(read);
        }
        previous = byte;
    }
    let alternative = plain.replace('l', "i");
    [plain, merged, alternative].into_iter().find(|word| {
        word.len() >= 3 && lexicon.get(word).is_some_and(|note| note.is(flag::WORD) && !note.is(flag::NAME))
    })
}
