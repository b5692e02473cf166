//! Text in one Unicode spelling, before it is stored: what comes out is what is quoted.
//!
//! - composed characters (NFC), ligatures written out (`ﬁ`, `ĳ` → `ij`)
//! - one apostrophe (`'`), one hyphen (`-`), one space; line ends are `\n` (also form feeds and U+2028/9)
//! - soft hyphens dropped, or turned into `-` at a line end, where they are the hyphen that was printed
//! - zero-width, bidirectional and control characters dropped, zero-width joiners kept inside emoji
//! - bullets of symbol fonts (private use U+F000–F0FF) → `•`
//!
//! Whole archives run through it, so plain ASCII is recognised in blocks and copied.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// How often the two steps (characters, NFC) may feed each other before the text stands still; two rounds are
/// the most that any known text needs.
const ROUNDS: usize = 4;

/// `text` in the one spelling that the module describes. Idempotent; borrowed when nothing changes.
#[must_use]
pub fn normalise(text: &str) -> Cow<'_, str> {
    let mut current = Cow::Borrowed(text);
    for _ in 0..ROUNDS {
        let mut needs_composing = false;
        if let Some(mapped) = map_characters(&current, &mut needs_composing) {
            current = Cow::Owned(mapped);
        }
        if !needs_composing || is_nfc_quick(current.chars()) == IsNormalized::Yes {
            break;
        }
        let composed: String = current.nfc().collect();
        if composed == *current {
            break;
        }
        current = Cow::Owned(composed);
    }
    current
}

/// What becomes of a character.
enum Mapped {
    Same,
    Text(&'static str),
}

/// Applies the table to all characters; `None` when nothing changes. `needs_composing` tells whether a character
/// was met that may not be in NFC, or may combine with its neighbour.
fn map_characters(text: &str, needs_composing: &mut bool) -> Option<String> {
    let bytes = text.as_bytes();
    let mut out: Option<String> = None;
    let mut copied = 0; // text[..copied] is in `out`
    let mut at = 0;
    loop {
        at += plain_length(&bytes[at..]);
        let Some(char) = text.get(at..).and_then(|rest| rest.chars().next()) else { break };
        let next = at + char.len_utf8();
        // Letters of Latin-1 and Latin Extended: by far the most frequent, never changed.
        if matches!(char, 'À'..='ı' | 'Ĵ'..='ʯ') {
            at = next;
            continue;
        }
        let mapped = match char {
            '\u{200d}' => joiner(out.as_deref().unwrap_or(""), &text[copied..at], &text[next..]),
            '\u{ad}' if matches!(bytes.get(next), Some(b'\n' | b'\r')) => Mapped::Text("-"),
            '\r' if bytes.get(next) == Some(&b'\n') => Mapped::Text(""),
            _ => map(char),
        };
        match mapped {
            Mapped::Same => *needs_composing |= !known_composed(char),
            Mapped::Text(replacement) => {
                let out = out.get_or_insert_with(|| String::with_capacity(text.len() + 16));
                out.push_str(&text[copied..at]);
                out.push_str(replacement);
                copied = next;
                // What was dropped may have kept a letter and its mark apart; those marks ask for
                // composing themselves when they are met.
            }
        }
        at = next;
    }
    let mut out = out?;
    out.push_str(&text[copied..]);
    Some(out)
}

/// Length of the run of bytes that need no look: printable ASCII but the backtick, and line feeds.
fn plain_length(bytes: &[u8]) -> usize {
    const BLOCK: usize = 32;
    let plain = |byte: u8| (byte.wrapping_sub(0x20) < 0x5f && byte != b'`') || byte == b'\n';
    let mut length = 0;
    for block in bytes.chunks_exact(BLOCK) {
        // Without an early exit the compiler turns the block into a few vector instructions.
        if !block.iter().fold(true, |all, &byte| all & plain(byte)) {
            break;
        }
        length += BLOCK;
    }
    length + bytes[length..].iter().take_while(|&&byte| plain(byte)).count()
}

/// The table.
fn map(char: char) -> Mapped {
    Mapped::Text(match char {
        '\r' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => "\n",
        '\t' | '\u{b}' => " ",
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' => match char {
            '\n' => return Mapped::Same,
            _ => "",
        },
        '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => " ",
        '`' | '´' | 'ʼ' | '\u{2018}' | '\u{2019}' | '\u{201b}' | '\u{ff07}' => "'",
        '\u{2010}' | '\u{2011}' => "-",
        'ĳ' => "ij",
        'Ĳ' => "IJ",
        'ﬀ' => "ff",
        'ﬁ' => "fi",
        'ﬂ' => "fl",
        'ﬃ' => "ffi",
        'ﬄ' => "ffl",
        'ﬅ' | 'ﬆ' => "st",
        '\u{f000}'..='\u{f0ff}' => "•",
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0001}' => "",
        _ => return Mapped::Same,
    })
}

/// A zero-width joiner stays between two pictographs, where it makes one emoji of them.
fn joiner(written: &str, pending: &str, rest: &str) -> Mapped {
    let before = pending.chars().next_back().or_else(|| written.chars().next_back());
    let emoji = |char: char| matches!(char, '\u{2190}'..='\u{2bff}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}');
    if before.is_some_and(emoji) && rest.chars().next().is_some_and(emoji) {
        Mapped::Same
    } else {
        Mapped::Text("")
    }
}

/// Characters outside the letters of western Europe that are in NFC and never combine with others: Latin-1
/// signs, general punctuation, currency.
fn known_composed(char: char) -> bool {
    char.is_ascii() || matches!(char, '\u{a1}'..='\u{bf}' | '\u{2012}'..='\u{205e}' | '\u{20a0}'..='\u{20c0}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_spelling() {
        for (text, normal) in [
            ("bee\u{308}indigd", "beëindigd"),
            ("thema’s, foto´s, ‘s avonds", "thema's, foto's, 's avonds"),
            ("eﬃciënt, ﬁnanciën, ĳs, Ĳsland", "efficiënt, financiën, ijs, IJsland"),
            ("sub\u{ad}sidie", "subsidie"),
            ("sub\u{ad}\r\nsidie", "sub-\nsidie"),
            ("12\u{a0}000\u{202f}euro", "12 000 euro"),
            ("\u{feff}a\u{200b}b\u{202e}c", "abc"),
            ("een\r\ntwee\rdrie\u{c}vier\u{2028}vijf", "een\ntwee\ndrie\nvier\nvijf"),
            ("\u{f0b7} punt\u{0}\u{7}", "• punt"),
            ("niet‑gouvernementeel", "niet-gouvernementeel"),
            ("a\tb", "a b"),
            ("👩\u{200d}🔬 a\u{200d}b", "👩\u{200d}🔬 ab"),
            ("2017–2018 “citaat” …", "2017–2018 “citaat” …"),
            ("e\u{200b}\u{301}", "é"),
        ] {
            assert_eq!(normalise(text), normal, "{text:?}");
        }
    }

    #[test]
    fn unchanged_text_is_borrowed() {
        let text = "Een zin van gewone woorden, met een ë en een €, die lang genoeg is voor blokken.\n";
        assert!(matches!(normalise(text), Cow::Borrowed(_)));
    }

    /// Every scalar value there is, alone and after a letter.
    #[test]
    fn all_of_unicode_is_stable() {
        for char in '\0'..=char::MAX {
            for text in [format!("{char}"), format!("a{char}\u{301}")] {
                let once = normalise(&text).into_owned();
                assert_eq!(normalise(&once), once.as_str(), "U+{:04X}", char as u32);
            }
        }
    }

    proptest! {
        #[test]
        fn idempotent(text: String) {
            let once = normalise(&text).into_owned();
            prop_assert_eq!(normalise(&once), once.as_str());
        }

        #[test]
        fn idempotent_on_awkward_text(
            text in "[ae\u{300}\u{301}\u{308}\u{327}\u{200b}\u{200d}\u{ad}\r\n\u{2019}ﬁ\u{1f469}\u{f0b7}\u{fe0f}]{0,24}"
        ) {
            let once = normalise(&text).into_owned();
            prop_assert_eq!(normalise(&once), once.as_str());
        }
    }
}
