//! Numbers, dates and other figures, whole and in parts.
//!
//! Digits tied by `.`, `,`, `/`, `-` or `–` with digits on both sides are one word (`275.342,98`, `2017-2018`,
//! `12/05/2020`), as is a time (`14:30`). Its form has no thousands separators (`1.200` and `1200` are one form) and
//! `-` for `–`. Every run of digits is a part, and so is every grouped integer that is not the whole
//! (`275342`; `1000` in `1.000-2.000`); parts share the number's position, so that `2017-2018` is one step in a phrase.
//!
//! Letters behind the digits make a mixed word (`12u30`, `20ste`, `2024Z18435`), but a capital followed by a small
//! letter, or an address, starts a new word (`2Aan`, `2024Tweede`, `8https://…`).

use std::ops::Range;

use super::bytes::{apostrophe, char_at, digits_end, word_char, word_end};
use super::chunk::Chunk;
use super::word;

/// Most runs of digits in one number.
const MAX_RUNS: usize = 12;

/// Longest run of digits that separators may tie to others.
const MAX_RUN: usize = 20;

/// Adds the number (or mixed word) at `at` to the chunk and returns its end.
pub(super) fn read(text: &str, at: usize, chunk: &mut Chunk) -> usize {
    let first = digits_end(text, at);
    let run = word_end(text, first);
    if run > first && !starts_word(text, first) {
        chunk.piece(text, at..run, at..run);
        word::parts(text, at..run, chunk);
        return run;
    }
    if run > first {
        chunk.piece(text, at..first, at..first);
        return first;
    }
    if let Some(length) = apostrophe(text, first) {
        // `jaren 90's`
        let end = word_end(text, first + length);
        if text[first + length..end].eq_ignore_ascii_case("s") && !word::place_name_follows(text, end) {
            chunk.piece(text, at..end, at..first);
            return end;
        }
    }
    let mut runs: [Range<usize>; MAX_RUNS] = Default::default();
    runs[0] = at..first;
    let mut count = 1;
    let mut end = first;
    while count < MAX_RUNS && end - runs[count - 1].start <= MAX_RUN {
        let Some(separator) =
            char_at(text, end).filter(|char| matches!(char, '.' | ',' | ':' | '/' | '-' | '–'))
        else {
            break;
        };
        let start = end + separator.len_utf8();
        let next = digits_end(text, start);
        // `2014:1.143` is a year and what belongs to it.
        if separator == ':' && (runs[count - 1].len() > 2 || next - start != 2) {
            break;
        }
        // `3-4D`, `12-5de`: letters behind the last digits belong to them, not to the whole.
        if next == start
            || next - start > MAX_RUN
            || word_char(text, next).is_some() && !starts_word(text, next)
        {
            break;
        }
        runs[count] = start..next;
        count += 1;
        end = next;
    }
    add(text, &runs[..count], chunk);
    end
}

/// A capital and a small letter, or an address: a word glued to the number.
fn starts_word(text: &str, at: usize) -> bool {
    if ["http://", "https://", "www."].iter().any(|start| text[at..].starts_with(start)) {
        return true;
    }
    let Some(first) = char_at(text, at).filter(|char| char.is_uppercase()) else { return false };
    char_at(text, at + first.len_utf8()).is_some_and(char::is_lowercase)
}

/// Adds the number made of `runs`: figures (digits with `.` and `,`) tied by other signs.
fn add(text: &str, runs: &[Range<usize>], chunk: &mut Chunk) {
    let (Some(first), Some(last)) = (runs.first(), runs.last()) else { return };
    let span = first.start..last.end;
    if runs.len() == 1 {
        chunk.piece(text, span.clone(), span);
        return;
    }
    let mut form = [""; 2 * MAX_RUNS];
    let mut used = 0;
    let mut push = |string| {
        form[used] = string;
        used += 1;
    };
    let mut start = 0;
    while let Some(figure) = runs.get(start..).filter(|rest| !rest.is_empty()) {
        let figure = &figure[..figure_length(text, figure)];
        let groups = thousands(text, figure);
        for (index, run) in figure.iter().enumerate() {
            if let Some(previous) = (start + index).checked_sub(1).and_then(|index| runs.get(index)) {
                let separator = &text[previous.end..run.start];
                if index == 0 || index >= groups {
                    push(if separator == "–" { "-" } else { separator });
                }
            }
            push(&text[run.clone()]);
        }
        start += figure.len();
    }
    chunk.piece_of(span, form[..used].iter().copied());
    start = 0;
    while let Some(figure) = runs.get(start..).filter(|rest| !rest.is_empty()) {
        let figure = &figure[..figure_length(text, figure)];
        let groups = thousands(text, figure);
        if groups > 1 && groups < runs.len() {
            let digits = figure[..groups].iter().map(|run| &text[run.clone()]);
            chunk.part_of(figure[0].start..figure[groups - 1].end, digits);
        }
        for run in figure {
            chunk.part(text, run.clone());
        }
        start += figure.len();
    }
}

/// How many of the runs belong to the first figure.
fn figure_length(text: &str, runs: &[Range<usize>]) -> usize {
    let inside = |pair: &&[Range<usize>]| matches!(&text[pair[0].end..pair[1].start], "." | ",");
    1 + runs.windows(2).take_while(inside).count()
}

/// How many runs of a figure are groups of thousands (`1.200.000,50` → 3); 1 when it is not grouped.
fn thousands(text: &str, runs: &[Range<usize>]) -> usize {
    let separator = |index: usize| &text[runs[index - 1].end..runs[index].start];
    let groups = 1 + (1..runs.len()).take_while(|&index| separator(index) == ".").count();
    let first = &text[runs[0].clone()];
    let grouped = groups > 1
        && (1..=3).contains(&first.len())
        && !first.starts_with('0')
        && runs[1..groups].iter().all(|run| run.len() == 3)
        && (groups == runs.len() || (groups + 1 == runs.len() && separator(groups) == ","));
    if grouped { groups } else { 1 }
}
