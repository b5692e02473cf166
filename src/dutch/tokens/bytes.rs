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

/// A run of ASCII letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Letters {
    /// Offset behind the last.
    pub(super) end: usize,
    /// Whether any is a capital.
    pub(super) capital: bool,
    /// Whether any but the first is a capital.
    pub(super) capital_inside: bool,
    /// Whether any is small.
    pub(super) small: bool,
}

/// The run of ASCII letters at `at`, eight bytes at a time: most words end within the first eight, so that no
/// branch depends on their length.
#[inline]
pub(super) fn letters(bytes: &[u8], at: usize) -> Letters {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = ONES << 7;
    let mut end = at;
    let (mut capitals, mut inside, mut small) = (0_u64, 0_u64, 0_u64);
    while let Some(&eight) = bytes.get(end..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(eight);
        // The high bit of each byte that is a letter: in lower case at least `a` and at most `z`, and ASCII.
        let lower = (word | (ONES * 0x20)) & !HIGH;
        let found = (lower + ONES * 0x1f) & !(lower + ONES * 0x05) & !word & HIGH;
        let length = (found ^ HIGH).trailing_zeros() / 8;
        let run = found & 1_u64.checked_shl(length * 8).map_or(u64::MAX, |bit| bit - 1);
        let big = run & !(word << 2);
        inside |= if end == at { big & !0xff } else { big };
        capitals |= big;
        small |= run ^ big;
        end += length as usize;
        if length < 8 {
            return Letters { end, capital: capitals != 0, capital_inside: inside != 0, small: small != 0 };
        }
    }
    let mut run = Letters { end, capital: capitals != 0, capital_inside: inside != 0, small: small != 0 };
    while let Some(&byte) = bytes.get(run.end).filter(|byte| byte.is_ascii_alphabetic()) {
        run.capital |= byte.is_ascii_uppercase();
        run.capital_inside |= byte.is_ascii_uppercase() && run.end > at;
        run.small |= byte.is_ascii_lowercase();
        run.end += 1;
    }
    run
}

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

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn letters_are_the_letters(text in "[a-zA-Z]{0,20}[ \\[`{@é0-9]?[a-zA-Zé ]{0,10}") {
            let end = text.bytes().take_while(u8::is_ascii_alphabetic).count();
            let word = &text[..end];
            let expected = Letters {
                end,
                capital: word.bytes().any(|byte| byte.is_ascii_uppercase()),
                capital_inside: word.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()),
                small: word.bytes().any(|byte| byte.is_ascii_lowercase()),
            };
            proptest::prop_assert_eq!(letters(text.as_bytes(), 0), expected);
        }
    }
}
