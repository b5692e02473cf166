//! Case and diacritics folded away, for comparison only; what is quoted is never folded.
//!
//! Folding works character by character, without context: `fold(a + b) == fold(a) + fold(b)`, which is what lets
//! [`unfold`] find its way back.

use std::borrow::Cow;
use std::ops::Range;

use unicode_normalization::char::decompose_compatible;

/// `text` in lower case, without diacritics, ligatures and letter variants written out (`ß` → `ss`, `ﬁ` → `fi`,
/// `₂` → `2`). Idempotent.
#[must_use]
pub fn fold(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    Cow::Owned(out)
}

/// Appends the folded `text` to `out`, without allocating when `out` has room.
pub fn fold_into(text: &str, out: &mut String) {
    let start = out.len();
    let ascii = text.bytes().position(|byte| !byte.is_ascii()).unwrap_or(text.len());
    out.push_str(&text[..ascii]);
    if let Some(added) = out.get_mut(start..) {
        added.make_ascii_lowercase();
    }
    for char in text[ascii..].chars() {
        fold_char(char, out);
    }
}

/// The bytes of `original` that a range of bytes of `fold(original)` came from, widened to whole characters
/// together with the combining marks that follow them. Ranges beyond the end are cut.
#[must_use]
pub fn unfold(original: &str, folded: Range<usize>) -> Range<usize> {
    if original.is_ascii() {
        let end = folded.end.min(original.len());
        return folded.start.min(end)..end;
    }
    let mut buffer = String::new();
    let mut width = 0; // bytes of the folded text before the current character
    let (mut start, mut end) = (None, original.len());
    for (offset, char) in original.char_indices() {
        buffer.clear();
        fold_char(char, &mut buffer);
        if width >= folded.end && !buffer.is_empty() && start.is_some() {
            end = offset;
            break;
        }
        width += buffer.len();
        if start.is_none() && width > folded.start {
            start = Some(offset);
        }
    }
    start.map_or(end..end, |start| start..end.max(start))
}

/// Appends one folded character.
fn fold_char(char: char, out: &mut String) {
    if char.is_ascii() {
        out.push(char.to_ascii_lowercase());
    } else if let Some(folded) = latin(char) {
        out.push_str(folded);
    } else {
        fold_rare(char, out, 0);
    }
}

/// The letters of western Europe that decomposition would be slow for or does not reach.
fn latin(char: char) -> Option<&'static str> {
    Some(match char {
        'é' | 'ë' | 'è' | 'ê' | 'É' | 'Ë' | 'È' | 'Ê' | 'ē' | 'ę' | 'ė' | 'ě' => "e",
        'ï' | 'í' | 'î' | 'ì' | 'Ï' | 'Í' | 'Î' | 'Ì' | 'ı' => "i",
        'ö' | 'ó' | 'ô' | 'ò' | 'õ' | 'ø' | 'Ö' | 'Ó' | 'Ô' | 'Ò' | 'Õ' | 'Ø' | 'ő' => "o",
        'ü' | 'ú' | 'û' | 'ù' | 'Ü' | 'Ú' | 'Û' | 'Ù' | 'ů' | 'ű' => "u",
        'ä' | 'á' | 'â' | 'à' | 'ã' | 'å' | 'Ä' | 'Á' | 'Â' | 'À' | 'Ã' | 'Å' | 'ă' | 'ą' => {
            "a"
        }
        'ç' | 'Ç' | 'ć' | 'č' | 'Č' | 'Ć' => "c",
        'ñ' | 'Ñ' | 'ń' => "n",
        'ÿ' | 'ý' | 'Ý' | 'Ÿ' => "y",
        'š' | 'ş' | 'ś' | 'Š' | 'Ş' | 'Ś' => "s",
        'ž' | 'ź' | 'ż' | 'Ž' => "z",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'þ' | 'Þ' => "th",
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ĳ' | 'Ĳ' => "ij",
        'ς' => "σ",
        '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}' => "",
        '\u{2018}' | '\u{2019}' => "'",
        '\u{2010}' | '\u{2011}' => "-",
        _ => return None,
    })
}

/// Any other character: compatibility decomposition without its diacritics, in lower case, until it stays the
/// same. Hangul syllables stay whole.
fn fold_rare(char: char, out: &mut String, depth: u8) {
    if is_diacritic(char) {
        return;
    }
    if matches!(char, '\u{ac00}'..='\u{d7a3}') {
        out.push(char);
        return;
    }
    decompose_compatible(char, |part| {
        for lower in part.to_lowercase() {
            if depth < 4 && (lower != char || is_diacritic(lower)) {
                if lower.is_ascii() {
                    out.push(lower);
                } else if let Some(folded) = latin(lower) {
                    out.push_str(folded);
                } else {
                    fold_rare(lower, out, depth + 1);
                }
            } else {
                out.push(lower);
            }
        }
    });
}

/// Combining marks that letters of Latin, Greek and Cyrillic script carry. Vowel signs of other scripts are
/// letters to their readers and stay.
fn is_diacritic(char: char) -> bool {
    matches!(char,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folds() {
        for (text, folded) in [
            ("Essentiéle", "essentiele"),
            ("CREËREN", "creeren"),
            ("Straße", "strasse"),
            ("ﬁnanciën", "financien"),
            ("CO₂", "co2"),
            ("e\u{301}e\u{308}n", "een"),
            ("Œuvre", "oeuvre"),
            ("Łódź", "lodz"),
            ("İstanbul", "istanbul"),
            ("ΣΑΣ", "σασ"),
            ("maatwerk 12-3", "maatwerk 12-3"),
        ] {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn ascii_is_borrowed() {
        assert!(matches!(fold("maatwerk"), Cow::Borrowed(_)));
    }

    #[test]
    fn unfolds_to_whole_characters() {
        let text = "Coördinatiebureau";
        let at = fold(text).find("bureau").unwrap();
        assert_eq!(&text[unfold(text, at..at + 6)], "bureau");
        assert_eq!(&"Straße"[unfold("Straße", 4..5)], "ß");
        let marks = "re\u{308}eel";
        assert_eq!(&marks[unfold(marks, 1..2)], "e\u{308}");
        assert_eq!(unfold("één", 0..99), 0.."één".len());
        assert_eq!(unfold("abc", 7..9), 3..3);
    }

    proptest! {
        #[test]
        fn idempotent(text: String) {
            let once = fold(&text).into_owned();
            prop_assert_eq!(fold(&once), once.as_str());
        }

        #[test]
        fn every_character_is_stable(char: char) {
            let once = fold(char.encode_utf8(&mut [0; 4])).into_owned();
            prop_assert_eq!(fold(&once), once.as_str());
        }

        #[test]
        fn unfold_stays_inside(text: String, start in 0_usize..40, length in 0_usize..40) {
            let range = unfold(&text, start..start + length);
            prop_assert!(range.start <= range.end && text.get(range).is_some());
        }

        #[test]
        fn context_free(a: String, b: String) {
            let both = format!("{a}{b}");
            prop_assert_eq!(fold(&both), format!("{}{}", fold(&a), fold(&b)));
        }
    }

    /// Every scalar value there is, once.
    #[test]
    fn all_of_unicode_is_stable() {
        for char in '\0'..=char::MAX {
            let mut once = String::new();
            fold_char(char, &mut once);
            assert_eq!(fold(&once), once.as_str(), "U+{:04X}", char as u32);
        }
    }
}
