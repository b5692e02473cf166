//! Wraps text with marked ranges to a width.

use std::borrow::Cow;
use std::ops::Range;

use unicode_width::UnicodeWidthStr as _;

use super::{Ink, Screen};
use crate::text::is_dangerous;

/// Lines of wrapped text with the columns that each takes.
pub type Wrapped = Vec<(String, usize)>;

/// Cuts `text` at white space into lines of at most `width` columns, with the byte ranges `marks` (ascending,
/// not overlapping) painted as matches. Line feeds end lines; a word wider than the width stands alone.
pub fn wrap(screen: &Screen, text: &str, marks: &[Range<usize>], width: usize) -> Wrapped {
    let mut lines = Wrapped::new();
    let mut offset = 0;
    let mut marks = marks;
    for paragraph in text.split('\n') {
        let end = offset + paragraph.len();
        while marks.first().is_some_and(|mark| mark.end <= offset) {
            marks = &marks[1..];
        }
        wrap_paragraph(screen, text, offset..end, marks, width.max(1), &mut lines);
        offset = end + 1;
    }
    lines
}

fn wrap_paragraph(
    screen: &Screen,
    text: &str,
    range: Range<usize>,
    marks: &[Range<usize>],
    width: usize,
    lines: &mut Wrapped,
) {
    let mut line: Option<(Range<usize>, usize)> = None;
    for word in words(&text[range.clone()], range.start) {
        let columns = width_of(&squeeze(&text[word.clone()])) + crossing(marks, &word) * screen.mark_width();
        line = Some(match line {
            Some((line, used)) if used + 1 + columns <= width => (line.start..word.end, used + 1 + columns),
            Some((line, _)) => {
                lines.push(painted(screen, text, line, marks));
                (word, columns)
            }
            None => (word, columns),
        });
    }
    match line {
        Some((line, _)) => lines.push(painted(screen, text, line, marks)),
        None => lines.push((String::new(), 0)),
    }
}

/// The words of `text` as ranges that count from `base`.
fn words(text: &str, base: usize) -> impl Iterator<Item = Range<usize>> + '_ {
    text.split_whitespace().map(move |word| {
        let start = word.as_ptr() as usize - text.as_ptr() as usize + base;
        start..start + word.len()
    })
}

/// Marks that begin inside `range`: each is bracketed once, whatever lines it crosses.
fn crossing(marks: &[Range<usize>], range: &Range<usize>) -> usize {
    marks.iter().take_while(|mark| mark.start < range.end).filter(|mark| mark.end > range.start).count()
}

/// True for printable ASCII, which most of a text is: each letter takes a column and does nothing else.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// Columns that harmless text takes.
fn width_of(text: &str) -> usize {
    if is_plain(text) { text.len() } else { text.width() }
}

/// `text[range]` with inner white space as single spaces and the marks painted.
fn painted(screen: &Screen, text: &str, range: Range<usize>, marks: &[Range<usize>]) -> (String, usize) {
    let mut out = String::with_capacity(range.len() + 16);
    let mut columns = 0;
    let mut at = range.start;
    let mut put = |from: usize, to: usize, marked: bool| {
        let piece = squeeze(&text[from..to]);
        if piece.is_empty() {
            return;
        }
        columns += width_of(&piece);
        if marked {
            columns += screen.mark_width();
            out.push_str(&screen.paint(Ink::Match, &piece));
        } else {
            out.push_str(&piece);
        }
    };
    for mark in marks.iter().skip_while(|mark| mark.end <= range.start) {
        if mark.start >= range.end {
            break;
        }
        let (start, end) = (mark.start.max(at), mark.end.min(range.end));
        if start >= end || !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            continue;
        }
        put(at, start, false);
        put(start, end, true);
        at = end;
    }
    put(at, range.end, false);
    (out, columns)
}

/// Runs of white space as one space, dangerous characters made visible.
fn squeeze(text: &str) -> Cow<'_, str> {
    if is_plain(text) && !text.contains("  ") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            if !space {
                out.push(' ');
            }
        } else if is_dangerous(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
        space = c.is_whitespace();
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str, marks: &[Range<usize>], width: usize) -> Vec<String> {
        wrap(&Screen::PLAIN, text, marks, width).into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn words_stay_whole_and_marks_stay_in_place() {
        let text = "de  maatwerkbedrijven en de sociale economie";
        assert_eq!(lines(text, &[4..12, 28..44], 26), ["de [maatwerk]bedrijven en", "de [sociale economie]"]);
        assert_eq!(
            lines(text, &[4..12, 28..44], 16),
            ["de", "[maatwerk]bedrijven", "en de [sociale]", "[economie]"]
        );
    }

    #[test]
    fn what_is_not_plain_is_measured_and_shown() {
        assert_eq!(lines("a\u{1b}[m één  日本", &[], 15), ["a\\u{1b}[m één", "日本"]);
        let widths: Vec<usize> =
            wrap(&Screen::PLAIN, "één 日本 plat", &[], 8).into_iter().map(|(_, columns)| columns).collect();
        assert_eq!(widths, [8, 4]);
    }

    #[test]
    fn lines_of_a_table_stay_lines() {
        assert_eq!(lines("a\n\nb c", std::slice::from_ref(&(3..4)), 80), ["a", "", "[b] c"]);
    }

    #[test]
    fn marks_that_make_no_sense_are_left_out() {
        assert_eq!(lines("één", &[1..2, 0..90], 80), ["[één]"]);
    }
}
