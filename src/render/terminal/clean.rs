//! Third-party text must not steer a terminal.

use std::borrow::Cow;

use crate::text::is_dangerous;

/// `text` on one line with its control and bidirectional characters made visible (`\u{1b}`); white space of any
/// sort becomes a space.
pub fn clean(text: &str) -> Cow<'_, str> {
    cleaned(text, false)
}

/// The same, with its line feeds kept.
pub fn clean_lines(text: &str) -> Cow<'_, str> {
    cleaned(text, true)
}

fn cleaned(text: &str, keep_lines: bool) -> Cow<'_, str> {
    let harmless = |c: char| !is_dangerous(c) || (keep_lines && c == '\n');
    if text.chars().all(harmless) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        if harmless(c) {
            clean.push(c);
        } else if c.is_whitespace() {
            clean.push(' ');
        } else {
            clean.extend(c.escape_unicode());
        }
    }
    Cow::Owned(clean)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(clean("a\x1b[31mb\u{202e}c\nd\te"), "a\\u{1b}[31mb\\u{202e}c d e");
        assert_eq!(clean_lines("a\nb\r"), "a\nb ");
        assert!(matches!(clean("gewone tekst, één €"), Cow::Borrowed(_)));
    }
}
