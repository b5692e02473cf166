//! Sentence borders in Dutch running text.
//!
//! A line feed ends a sentence. A full stop, question or exclamation mark does when a new sentence can start
//! after it: space and a capital, digit, bullet or opening quote; or, as PDF extraction glues them, a capital or a
//! number right behind it (`toegekend?2. Aan`, `kampen.Daardoor`). It does not after abbreviations and initials,
//! inside numbers and addresses, or after a number or letter that labels what follows (`2. Aan welke`, `a) Wie`).

use std::ops::Range;

use super::is_abbreviation;

/// Longest word looked back at before a full stop, in bytes.
const LOOK_BACK: usize = 32;

/// The sentences of `text` in order, without the space around them; empty ones are left out.
#[must_use]
pub fn sentences(text: &str) -> Sentences<'_> {
    Sentences { text, at: 0, line: 0 }
}

/// Iterator over the bytes of each sentence; made by [`sentences`].
#[derive(Clone, Debug)]
pub struct Sentences<'a> {
    text: &'a str,
    at: usize,
    /// The end of the line, once it was looked for.
    line: usize,
}

impl Iterator for Sentences<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let rest = self.text.get(self.at..)?;
            let start = self.at + (rest.len() - rest.trim_start().len());
            if start >= self.text.len() {
                return None;
            }
            if self.line <= start {
                let line = memchr::memchr(b'\n', &self.text.as_bytes()[start..]);
                self.line = line.map_or(self.text.len(), |offset| start + offset);
            }
            let end = sentence_end(self.text, start, self.line);
            self.at = end;
            let sentence = self.text[start..end].trim_end();
            if !sentence.is_empty() {
                return Some(start..start + sentence.len());
            }
        }
    }
}

/// The byte after the sentence that starts at `start`; always behind `start`, and no later than the end of its line.
fn sentence_end(text: &str, start: usize, line: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < line {
        let Some(offset) = memchr::memchr3(b'.', b'?', b'!', &bytes[at..line]) else { return line };
        let mark = at + offset;
        let after = closing_end(text, mark + 1);
        if ends_sentence(text, start, mark, after) {
            return after;
        }
        at = after;
    }
    // U+2026 alone ends no sentence: what follows it mostly continues.
    line
}

/// The byte after further end marks and closing quotes and brackets.
fn closing_end(text: &str, from: usize) -> usize {
    let closing =
        |char: char| matches!(char, '.' | '?' | '!' | '"' | '\'' | '”' | '’' | '»' | ')' | ']' | '…');
    let rest = &text[from..];
    let mut end = from + (rest.len() - rest.trim_start_matches(closing).len());
    // `vraag? "Nieuw` glued as `vraag?"Nieuw` cannot be told from a closing quote; `'s` can.
    if text[from..end].ends_with('\'') && text[end..].starts_with('s') {
        end -= 1;
    }
    end
}

/// Whether the mark at `mark`, with its closing signs up to `after`, ends the sentence from `start`.
fn ends_sentence(text: &str, start: usize, mark: usize, after: usize) -> bool {
    let bytes = text.as_bytes();
    let rest = &text[after..];
    let Some(next) = rest.chars().next() else { return true };
    let full_stop = bytes[mark] == b'.';
    if next.is_whitespace() {
        let Some(opens) = rest.trim_start_matches(' ').chars().next() else { return true };
        if opens == '\n' {
            return true;
        }
        let can_open = opens.is_uppercase()
            || opens.is_ascii_digit()
            || matches!(opens, '"' | '\'' | '“' | '„' | '«' | '•' | '-' | '–' | '(' | '[' | '§' | '€' | '*');
        return can_open
            && !(full_stop && (is_label(text, start, mark) || abbreviated(text, start, mark, opens)));
    }
    // Glued: a capital or digit right behind the mark.
    if !(next.is_uppercase() || next.is_ascii_digit()) {
        return false;
    }
    let before = text[start..mark].chars().next_back();
    if in_address(text, mark) {
        // `www.voorbeeld.be/a.De rest`
        let closes =
            before.is_some_and(|char| char.is_lowercase() || char.is_ascii_digit() || "/)".contains(char));
        let word = rest.chars().nth(1).is_some_and(char::is_lowercase);
        return full_stop && closes && next.is_uppercase() && word;
    }
    if full_stop {
        // Numbers (1.200), dotted abbreviations (A.W.B.) and names (J.Jansen) keep their stops.
        let word = last_word(text, start, mark);
        let closes = before.is_some_and(|char| char.is_lowercase() || matches!(char, ')' | '%' | '"' | '”'));
        let figure = before.is_some_and(|char| char.is_ascii_digit()) && next.is_uppercase();
        let capitals =
            word.chars().count() > 1 && before.is_some_and(char::is_uppercase) && next.is_uppercase();
        (closes || figure || capitals || after > mark + 1)
            && !is_abbreviation(word)
            && !is_label(text, start, mark)
    } else {
        true
    }
}

/// `2.`, `12.`, `a.`, `IV.` when nothing stands before them in the sentence.
fn is_label(text: &str, start: usize, mark: usize) -> bool {
    let label = &text[start..mark];
    label.len() <= 5
        && !label.is_empty()
        && (label.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            || label.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X'))
            || (label.len() == 1 && label.bytes().all(|byte| byte.is_ascii_alphabetic())))
}

/// Whether the word before the full stop at `mark` is an abbreviation that `opens` continues.
fn abbreviated(text: &str, start: usize, mark: usize, opens: char) -> bool {
    let word = last_word(text, start, mark);
    if !word.chars().all(char::is_alphabetic) {
        return false;
    }
    let dotted = text[start..mark - word.len()].ends_with('.');
    if dotted && word.chars().count() <= 2 {
        // A.W.B., m.b.t., d.d.: only a capital behind lower case can be a new sentence (`e.a. De`).
        return !(opens.is_uppercase() && word.chars().all(char::is_lowercase) && ends_often(text, mark));
    }
    if word.chars().count() == 1 {
        // An initial (J. Jambon); a small letter (`optie b. De`) ends the sentence.
        return word.chars().all(char::is_uppercase) || opens.is_ascii_digit();
    }
    is_abbreviation(word)
}

/// Dotted abbreviations that close an enumeration, and so often a sentence.
fn ends_often(text: &str, mark: usize) -> bool {
    ["e.d", "e.a", "a.u.b", "e.v", "o.i.d", "n.v.t"].iter().any(|listed| text[..mark].ends_with(listed))
}

/// The letters right before `mark`, at most [`LOOK_BACK`] bytes of them.
fn last_word(text: &str, start: usize, mark: usize) -> &str {
    let window = &text[back(text, mark, LOOK_BACK).max(start)..mark];
    let word = window.trim_end_matches(char::is_alphanumeric);
    &window[word.len()..]
}

/// Whether the mark stands inside an address (`http://a.be/x?B=1`).
fn in_address(text: &str, mark: usize) -> bool {
    let run = text[back(text, mark, 256)..mark].rsplit(char::is_whitespace).next().unwrap_or("");
    run.contains("://") || run.contains("www.") || run.contains('@')
}

/// The first character border at most `bytes` before `at`.
fn back(text: &str, at: usize, bytes: usize) -> usize {
    (at.saturating_sub(bytes)..=at).find(|&at| text.is_char_boundary(at)).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<&str> {
        sentences(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn golden_table() {
        for line in include_str!("sentences.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (text, expected) = line.split_once('\t').unwrap();
            let text = text.replace("\\n", "\n");
            assert_eq!(cut(&text).join(" | "), expected, "{text}");
        }
    }

    proptest! {
        #[test]
        fn in_order_and_complete(text: String) {
            let mut end = 0;
            for range in sentences(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text[end..range.start].trim().is_empty());
                end = range.end;
            }
            prop_assert!(text[end..].trim().is_empty());
        }

        #[test]
        fn in_order_on_awkward_text(text in "[a-cA-C0-2.?!\n '\")ëÉ]{0,60}") {
            let mut end = 0;
            for range in sentences(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                end = range.end;
            }
        }
    }
}
