//! Step 2 of the chain: lines of a page → paragraphs, one a line.
//!
//! In comes text as PDF extraction leaves it: sentences wrapped at 70 to 100 columns, justified lines exploded into one word a
//! line, words hyphenated at line ends, table cells one a line, page furniture and blank lines inside sentences.
//! Out goes the same text with a line for every paragraph, list item, heading and table cell, and one empty line where
//! there were some. No word is added, dropped (but for lines the caller leaves out) or changed, except that a
//! hyphen at a line end may go, as [`Joining`] decides.
//!
//! A line is joined to the next when it is certain or likely that the sentence goes on:
//!
//! 1. Labels (`1.`, `a)`, `-`), headings (`Vraag 3`), table rows and a change to or from capitals start a new line. A number
//!    that the sentence asked for (`zie vraag⏎5.`) is no label.
//! 2. A hyphen at the end joins by [`Joining`]; an address cut behind `/` is joined without a space.
//! 3. A run of one-word lines with function words among them is an exploded line; without any it is a table.
//! 4. Before a small letter the sentence goes on when the line is more than half as wide as the page, or
//!    open (it ends in a comma or in a word like `de`), across empty lines and page furniture too.
//! 5. Before a capital or a digit it goes on when the line was full: the next word did not fit in the width of the page.
//!
//! The width of the page is the one that most lines end just short of, provided that they end inside sentences.

use super::lines::{
    Label, announces_number, end_mark, first_word, has_function_word, is_bare_label, is_bare_number,
    is_heading, is_open, is_shouting, is_table_row, label, last_word,
};
use super::{Joining, LineJoin};

/// Columns that lines of one page may fall short of its width.
const RAGGED: usize = 14;

/// Narrowest and widest page, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 45..=140;

/// Most lines that the footnotes of a page take.
const LONGEST_FOOT: usize = 24;

/// What lay between two lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Gap {
    /// Nothing but the line feed.
    None,
    /// Empty lines.
    Empty,
    /// Lines that were left out, and perhaps empty ones around them.
    LeftOut,
}

#[derive(Clone, Copy, Debug)]
struct Line<'a> {
    text: &'a str,
    /// Width in characters.
    width: usize,
    /// What lies before it.
    gap: Gap,
    /// Whether it belongs to a run of one-word lines that make up sentences.
    exploded: bool,
    /// Whether it is a heading or a row of a table: never joined.
    alone: bool,
}

/// How a line goes on.
enum Joint<'a> {
    /// With a new line.
    Break,
    /// After a space.
    Space,
    /// Without a space, the line as given (perhaps short of its hyphen).
    Direct(&'a str),
}

/// Joins the lines of `text` (normalised) into paragraphs; see the module's rules.
#[must_use]
pub fn reflow(text: &str, joining: &dyn Joining) -> String {
    reflow_without(text, joining, &|_| false)
}

/// The same, without the lines for which `leave_out` holds: page furniture such as running titles, which
/// may stand in the middle of a sentence. Lines are given to it without the space around them, empty ones are not.
#[must_use]
pub fn reflow_without(text: &str, joining: &dyn Joining, leave_out: &dyn Fn(&str) -> bool) -> String {
    if memchr::memchr(b'\n', text.as_bytes()).is_none() {
        let line = text.trim();
        return if line.is_empty() || leave_out(line) { String::new() } else { line.to_owned() };
    }
    let mut lines = read_lines(text, leave_out);
    mark_exploded(&mut lines);
    let page = page_width(&lines);
    let mut flow = Flow { text, width: page, joining, number: 0, out: String::with_capacity(text.len()) };
    let mut waiting: &[Line<'_>] = &[];
    let mut last: Option<&Line<'_>> = None;
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        if let Some(last) = last.filter(|_| waiting.is_empty())
            && let Some(end) = foot_of_page(last, &lines[index..])
        {
            waiting = &lines[index..index + end];
            index += end;
            continue;
        }
        let goes_on = flow.add(last, line, !waiting.is_empty());
        if !goes_on && !waiting.is_empty() {
            // The paragraph that they interrupted is complete.
            let mut before = None;
            for note in std::mem::take(&mut waiting) {
                flow.add(before, note, false);
                before = Some(note);
            }
            last = before;
            continue;
        }
        last = Some(line);
        index += 1;
    }
    let mut before = last;
    for note in waiting {
        flow.add(before, note, false);
        before = Some(note);
    }
    flow.out
}

/// How many of `lines` are footnotes at the foot of a page that ends inside the sentence of `last`: they start
/// with a footnote, and the first line behind left-out page furniture goes on small.
fn foot_of_page(last: &Line<'_>, lines: &[Line<'_>]) -> Option<usize> {
    let starts = lines.first().is_some_and(|line| label(line.text) == Some(Label::Footnote));
    if !starts || end_mark(last.text).is_some() || is_heading(last.text) || last.width < *WIDTHS.start() {
        return None;
    }
    let end = lines.iter().take(LONGEST_FOOT).position(|line| line.gap == Gap::LeftOut)?;
    (end > 0 && lines[end].text.starts_with(char::is_lowercase)).then_some(end)
}

fn number_of(line: &str) -> Option<u16> {
    match label(line) {
        Some(Label::Number(_, last)) => Some(last),
        _ => None,
    }
}

fn read_lines<'a>(text: &'a str, leave_out: &dyn Fn(&str) -> bool) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut gap = Gap::None;
    for line in text.split('\n') {
        let line = line.trim();
        if line.is_empty() {
            gap = if gap == Gap::LeftOut { gap } else { Gap::Empty };
        } else if leave_out(line) {
            gap = Gap::LeftOut;
        } else {
            let alone = is_heading(line) || is_table_row(line);
            lines.push(Line { text: line, width: line.chars().count(), gap, exploded: false, alone });
            gap = Gap::None;
        }
    }
    lines
}

/// Marks runs of three lines or more of one or two short words, of which half start small and some are words that
/// only sentences are built with.
fn mark_exploded(lines: &mut [Line<'_>]) {
    let short = |line: &Line<'_>| {
        line.width <= 28 && line.text.split(' ').count() <= 2 && label(line.text).is_none() && !line.alone
    };
    let mut start = 0;
    while start < lines.len() {
        let rest = &lines[start..];
        let length = rest
            .iter()
            .enumerate()
            .take_while(|&(index, line)| {
                let follows =
                    index == 0 || (line.gap == Gap::None && end_mark(rest[index - 1].text).is_none());
                short(line) && follows
            })
            .count();
        let run = &mut lines[start..start + length];
        let small = run.iter().filter(|line| line.text.starts_with(char::is_lowercase)).count();
        let function = run.iter().filter(|line| has_function_word(line.text)).count();
        if length >= 3 && small * 2 >= length && function * 6 >= length {
            for line in run {
                line.exploded = true;
            }
        }
        start += length.max(1);
    }
}

/// The width that most lines end just short of, when there is one; of a few lines, that of the widest with a small
/// letter behind it.
fn page_width(lines: &[Line<'_>]) -> Option<usize> {
    let mut count = [0_usize; 160]; // lines by width
    let mut inside = [0_usize; 160]; // of these, ended inside a sentence
    let mut long = 0_usize;
    for line in lines {
        long += usize::from(line.width >= *WIDTHS.start());
        if let (Some(count), Some(inside)) = (count.get_mut(line.width), inside.get_mut(line.width)) {
            *count += 1;
            *inside += usize::from(end_mark(line.text).is_none());
        }
    }
    let window =
        |counts: &[usize; 160], width: usize| -> usize { counts[width - RAGGED..=width].iter().sum() };
    let common = WIDTHS.filter(|&width| count[width] > 0).max_by_key(|&width| window(&inside, width)).filter(
        |&width| {
            let lines = window(&count, width);
            lines >= 2 && lines * 4 >= long && window(&inside, width) * 5 >= lines * 2
        },
    );
    let widest = || {
        let cut = lines.windows(2).filter(|pair| {
            WIDTHS.contains(&pair[0].width)
                && pair[1].gap == Gap::None
                && pair[1].text.starts_with(char::is_lowercase)
                && end_mark(pair[0].text).is_none()
                && label(pair[1].text).is_none()
        });
        cut.map(|pair| pair[0].width).max()
    };
    common.or_else(widest)
}

/// The paragraphs so far and what is known about the page.
struct Flow<'a> {
    /// The whole text.
    text: &'a str,
    /// The width of its lines, when they are wrapped.
    width: Option<usize>,
    joining: &'a dyn Joining,
    /// The number of the last label.
    number: u16,
    out: String,
}

impl Flow<'_> {
    /// Adds a line behind `last`; tells whether it went on with the paragraph. With `only_joined` a line that
    /// does not is left to be added again.
    fn add(&mut self, last: Option<&Line<'_>>, line: &Line<'_>, only_joined: bool) -> bool {
        let joint = last.map_or(Joint::Break, |last| joint(last, line, self));
        let goes_on = !matches!(joint, Joint::Break);
        match joint {
            Joint::Break if only_joined => return false,
            Joint::Break => {
                let gap = if line.gap == Gap::Empty { "\n\n" } else { "\n" };
                self.out.push_str(if self.out.is_empty() { "" } else { gap });
                self.number = number_of(line.text).unwrap_or(self.number);
            }
            Joint::Space => self.out.push(' '),
            Joint::Direct(kept) => {
                let dropped = last.map_or(0, |last| last.text.len() - kept.len());
                self.out.truncate(self.out.len() - dropped);
            }
        }
        self.out.push_str(line.text);
        goes_on
    }
}

/// How `last` goes on with `next`.
fn joint<'a>(last: &Line<'a>, next: &Line<'_>, page: &Flow<'_>) -> Joint<'a> {
    let (a, b) = (last.text, next.text);
    if last.alone || next.alone {
        return Joint::Break;
    }
    let word = b.split(' ').next().map_or(0, |word| word.chars().count());
    let full = page.width.is_some_and(|width| last.width + 1 + word > width);
    let wide = page.width.is_some_and(|width| last.width * 20 >= width * 11);
    let over = page.width.is_some_and(|width| last.width > width + width / 4);
    let mark = end_mark(a);
    let adjacent = next.gap == Gap::None;
    if let Some(label) = label(b) {
        // A number, dash or bracket inside a sentence that happens to stand at the start of a line.
        let inside = mark.is_none() && next.gap != Gap::Empty;
        let goes_on = match label {
            Label::Number(found, _) => {
                inside && found != page.number + 1 && found != 1 && (full || over || announces_number(a))
            }
            Label::Dash | Label::Bracketed => inside && full && !is_bare_label(a),
            Label::Bullet | Label::Letter | Label::Footnote => false,
        };
        return if goes_on { Joint::Space } else { Joint::Break };
    }
    if is_bare_label(a) {
        return if adjacent { Joint::Space } else { Joint::Break };
    }
    if let (Some(before), Some(after)) = (is_shouting(a), is_shouting(b))
        && before != after
    {
        return Joint::Break;
    }
    let bracket = b.starts_with('(');
    let digit = b.starts_with(|char: char| char.is_ascii_digit());
    let small = b.trim_start_matches(['"', '\'', '“', '«', '(']).starts_with(char::is_lowercase);
    if let Some(stem) = a.strip_suffix('-')
        && stem.ends_with(char::is_alphanumeric)
        && b.starts_with(char::is_alphanumeric)
        && (next.gap != Gap::Empty || small)
    {
        return hyphen(a, stem, first_word(b), page);
    }
    if adjacent && is_cut_address(a) {
        return Joint::Direct(a);
    }
    if adjacent && is_bare_number(b) && wide && matches!(mark, Some('.' | '?' | '!')) {
        return Joint::Space;
    }
    if (next.exploded || last.exploded) && adjacent && mark.is_none() {
        return Joint::Space;
    }
    let goes_on = match (mark, next.gap) {
        (None, Gap::None | Gap::LeftOut) if small || bracket => wide || is_open(a),
        (None, Gap::None) if digit => full || over || is_open(a) || (wide && next.width * 3 > last.width),
        (None, Gap::None | Gap::LeftOut) => full || over || is_open(a),
        (None, Gap::Empty) => small && page.width.is_some() && (wide || is_open(a)),
        (Some(_), Gap::None) if small => full,
        (Some(':'), Gap::None) => digit && wide,
        (Some(mark), Gap::None) => mark != ';' && full && !over,
        (Some(_), _) => false,
    };
    if goes_on { Joint::Space } else { Joint::Break }
}

/// A hyphen at the end of `line`, which is `stem` without it; `right` opens the next line.
fn hyphen<'a>(line: &'a str, stem: &'a str, right: &str, page: &Flow<'_>) -> Joint<'a> {
    let left = last_word(stem);
    let digit = |char: char| char.is_ascii_digit();
    let address =
        line.rsplit(' ').next().is_some_and(|word| word.contains("://") || word.starts_with("www."));
    if address || left.ends_with(digit) || right.starts_with(digit) {
        return Joint::Direct(line);
    }
    let decision = page.joining.join(left, right);
    if decision == LineJoin::KeepHyphenAndSpace {
        return Joint::Space;
    }
    // The document's own spelling elsewhere says more than any rule.
    let occurs = |word: String| memchr::memmem::find(page.text.as_bytes(), word.as_bytes()).is_some();
    match (occurs(format!("{left}-{right}")), occurs(format!("{left}{right}"))) {
        (true, false) => Joint::Direct(line),
        (false, true) => Joint::Direct(stem),
        _ if decision == LineJoin::Join => Joint::Direct(stem),
        _ => Joint::Direct(line),
    }
}

/// Whether the line ends inside an address.
fn is_cut_address(line: &str) -> bool {
    let word = line.rsplit(' ').next().unwrap_or("");
    (word.contains("://") || word.contains("www.")) && word.ends_with(['/', '=', '&', '_', '?', '%'])
}

/// Joins by spelling alone, for where no lexicon is at hand: kept before a conjunction, a capital, a digit and after
/// a single letter, else joined.
#[derive(Clone, Copy, Debug, Default)]
pub struct PlainJoining;

impl Joining for PlainJoining {
    fn join(&self, left: &str, right: &str) -> LineJoin {
        if ["en", "of", "en/of", "tot", "als", "noch", "dan"].contains(&right) {
            LineJoin::KeepHyphenAndSpace
        } else if left.chars().count() < 2
            || !right.starts_with(char::is_lowercase)
            || left.chars().skip(1).any(char::is_uppercase)
        {
            LineJoin::KeepHyphen
        } else {
            LineJoin::Join
        }
    }
}

#[cfg(test)]
#[path = "reflow_tests.rs"]
mod tests;
