//! Classes of bytes and characters, and steps along a text.

/// A byte of a word: letter, digit, or any byte of a character outside ASCII.
pub(super) const WORD: u8 = LETTER | DIGIT | NOT_ASCII;
/// An ASCII letter.
pub(super) const LETTER: u8 = LOWER | UPPER;
/// An ASCII small letter.
pub(super) const LOWER: u8 = 1;
/// An ASCII capital.
pub(super) const UPPER: u8 = 2;
/// An ASCII digit.
pub(super) const DIGIT: u8 = 4;
/// A byte of a character outside ASCII.
pub(super) const NOT_ASCII: u8 = 8;
/// A byte that ends a word whatever follows.
pub(super) const PLAIN_STOP: u8 = 16;

const CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' => LOWER,
            b'A'..=b'Z' => UPPER,
            b'0'..=b'9' => DIGIT,
            0x80.. => NOT_ASCII,
            // These may tie a word to what follows: addresses, abbreviations, hyphens, apostrophes.
            b'.' | b':' | b'\'' | b'-' | b'&' | b'@' | b'_' | b'+' | b'%' => 0,
            _ => PLAIN_STOP,
        };
        byte += 1;
    }
    classes
};

/// The classes of a byte.
#[inline]
pub(super) fn class(byte: u8) -> u8 {
    CLASSES[usize::from(byte)]
}

/// The spaces that normalised text has.
#[inline]
pub(super) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\n' | b'\t' | b'\r')
}

/// Bytes of the character that starts with `first`.
#[inline]
pub(super) fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0.. => 4,
    }
}

/// The character at `at`.
pub(super) fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..)?.chars().next()
}

/// The character at `at` when words are made of it.
pub(super) fn word_char(text: &str, at: usize) -> Option<char> {
    char_at(text, at).filter(|&char| {
        char.is_alphanumeric()
            || matches!(char, '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
    })
}

/// The end of the run of word characters at `at`.
pub(super) fn word_end(text: &str, mut at: usize) -> usize {
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        if class(byte) & (LETTER | DIGIT) != 0 {
            at += 1;
        } else if class(byte) & NOT_ASCII != 0 && word_char(text, at).is_some() {
            at += width(byte);
        } else {
            break;
        }
    }
    at
}

/// The end of the run of ASCII digits at `at`.
pub(super) fn digits_end(text: &str, at: usize) -> usize {
    let bytes = text.as_bytes().get(at..).unwrap_or(&[]);
    at + bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()
}

/// Length in bytes of the apostrophe at `at`, if there is one: `'`, or `’` in text that was not normalised.
pub(super) fn apostrophe(text: &str, at: usize) -> Option<usize> {
    match char_at(text, at)? {
        '\'' => Some(1),
        '\u{2019}' => Some(3),
        _ => None,
    }
}

/// The last character border at or before `at`.
pub(super) fn border_before(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

/// The first character border at or behind `at`.
pub(super) fn border_after(text: &str, at: usize) -> usize {
    (at..text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}
