//! The labels of sub-questions and answers, as they are written.
//!
//! In: a text. Out: the labels it starts with: `2c)`, `1. en 2.`, `1-4.`, `Vraag 2`, `Antwoord op vragen 1 en 3:`.

use smallvec::SmallVec;

/// A sub-question's label: `4`, `2c`, `b` (number 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    /// 1 to 99; 0 for a letter without number.
    pub number: u8,
    /// `b'a'` to `b'z'`, or 0 for none.
    pub letter: u8,
}

/// The labels one heading covers (`2 en 3`, `1., 2., 3. b) en 4.`).
pub type Labels = SmallVec<[Label; 2]>;

impl Label {
    pub const fn number(number: u8) -> Self {
        Self { number, letter: 0 }
    }

    /// The label without its letter.
    pub const fn parent(self) -> Self {
        Self::number(self.number)
    }
}

impl std::fmt::Display for Label {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.number > 0 {
            write!(f, "{}", self.number)?;
        }
        if self.letter > 0 {
            write!(f, "{}", char::from(self.letter))?;
        }
        Ok(())
    }
}

/// Reads a list of labels that the text starts with; gives the labels and the bytes read, closing sign
/// included. With `closed`, the list must end in `.`, `)`, `:` or the end of the line, as a label does.
pub fn read_labels(text: &str, closed: bool) -> Option<(Labels, usize)> {
    let bytes = text.as_bytes();
    let (first, mut at, mut is_closed) = read_label(bytes, 0, None)?;
    let mut labels = Labels::new();
    labels.push(first);
    while let Some((after, range)) = separator(text, at) {
        let last = labels[labels.len() - 1];
        let Some((label, end, closing)) = read_label(bytes, after, Some(last.number)) else { break };
        if range {
            let Some(between) = expand(last, label) else { break };
            labels.extend(between);
        } else if label > last {
            labels.push(label);
        } else {
            break;
        }
        at = end;
        is_closed = closing;
    }
    if closed && !is_closed && !ends_line(bytes, at) {
        return None;
    }
    // `1.200` and `1.12.2022` are numbers.
    if is_closed && bytes.get(at).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    Some((labels, at))
}

/// Reads a label that the text starts with, with its word if it has one: `2.`, `Vraag 2`, `Antwoord op de vragen
/// 1 en 3:`, `Ad 1 en 2.`; gives the labels and the bytes read.
pub fn label_at(text: &str) -> Option<(Labels, usize)> {
    read_labels(text, true).or_else(|| read_worded(text))
}

/// A heading in words. Its first letter is a capital: a sentence goes on with `antwoord op vraag 2.` as well.
pub fn read_worded(text: &str) -> Option<(Labels, usize)> {
    const WORDS: [&str; 9] =
        ["vraag", "vragen", "deelvraag", "deelvragen", "antwoord", "antwoorden", "ad", "op", "punt"];
    const BETWEEN: [&str; 7] = ["op ", "de ", "het ", "deelvragen ", "deelvraag ", "vragen ", "vraag "];
    if !text.starts_with(['V', 'D', 'A', 'O', 'P']) {
        return None;
    }
    let end = text.find(|c: char| !c.is_alphabetic())?;
    let word = text[..end].to_lowercase();
    let mut at = end + spaces(&text[end..]);
    if at == end || !WORDS.contains(&word.as_str()) {
        return None;
    }
    let mut named = word != "op";
    if !word.contains("vra") {
        for between in BETWEEN {
            if text.get(at..at + between.len()).is_some_and(|next| next.eq_ignore_ascii_case(between)) {
                at += between.len();
                at += spaces(&text[at..]);
                named |= between.contains("vra");
            }
        }
    }
    // `Op 3.` is a date.
    read_labels(&text[at..], true).filter(|_| named).map(|(labels, length)| (labels, at + length))
}

/// True for a heading that says `Antwoord`: no question stands below it.
pub fn says_answer(text: &str) -> bool {
    text.get(..8).is_some_and(|word| word.eq_ignore_ascii_case("antwoord"))
}

/// `Vraag 1: Hoeveel?` → the heading and what follows on its line; only the line where it is no such heading.
pub fn split_heading(line: &str) -> (&str, &str) {
    let start = line.len() - line.trim_start().len();
    let length = read_worded(&line[start..]).map_or(line.len(), |(_, length)| start + length);
    line.split_at(length)
}

fn ends_line(bytes: &[u8], at: usize) -> bool {
    bytes[at..].iter().find(|b| !matches!(b, b' ' | b'\t' | b'\r')).is_none_or(|&b| b == b'\n' || b == b':')
}

/// One label: digits with an optional letter, or a letter alone; whether it was closed by a sign.
fn read_label(bytes: &[u8], from: usize, inherited: Option<u8>) -> Option<(Label, usize, bool)> {
    let at = |i: usize| bytes.get(i).copied().unwrap_or(0);
    let first = at(from);
    if first.is_ascii_digit() {
        let mut number = first - b'0';
        let mut i = from + 1;
        if at(i).is_ascii_digit() {
            number = number * 10 + (at(i) - b'0');
            i += 1;
        }
        if number == 0 || first == b'0' || at(i).is_ascii_digit() {
            return None;
        }
        // `2c`, `2c)`, `2 c)`, `2. c)`
        if at(i).is_ascii_lowercase() && !at(i + 1).is_ascii_alphanumeric() && at(i + 1) < 0x80 {
            let letter = at(i);
            let closed = matches!(at(i + 1), b')' | b'.' | b':');
            let end =
                i + 1 + usize::from(closed) + usize::from(closed && at(i + 1) == b')' && at(i + 2) == b'.');
            return Some((Label { number, letter }, end, closed));
        }
        let mut end = i;
        let mut closed = false;
        while matches!(at(end), b'.' | b')' | b':') && end - i < 2 {
            closed = true;
            end += 1;
        }
        if !closed && at(i) == b'/' && at(i + 1) == b' ' {
            return Some((Label::number(number), i + 1, true));
        }
        // `3. a)`: blanks between number and letter, but no line break.
        let gap = end + bytes[end..].iter().take_while(|b| **b == b' ').count();
        if (gap > i) && at(gap).is_ascii_lowercase() && at(gap + 1) == b')' {
            let end = gap + 2 + usize::from(at(gap + 2) == b'.' && !at(gap + 3).is_ascii_digit());
            return Some((Label { number, letter: at(gap) }, end, true));
        }
        return Some((Label::number(number), end, closed));
    }
    if first.is_ascii_lowercase() {
        let closing = at(from + 1);
        if closing == b')' || closing == b'.' && matches!(at(from + 2), b' ' | b'\n') {
            let end = from + 2 + usize::from(closing == b')' && at(from + 2) == b'.');
            return Some((Label { number: inherited.unwrap_or(0), letter: first }, end, true));
        }
    }
    None
}

/// A sign or word between labels: where the next label starts and whether it spans a range.
fn separator(text: &str, from: usize) -> Option<(usize, bool)> {
    const WORDS: [(&str, bool); 17] = [
        ("tot en met", true),
        ("t.e.m.", true),
        ("t/m", true),
        ("tem", true),
        ("tot", true),
        ("en de vragen", false),
        ("en vragen", false),
        ("en vraag", false),
        ("en antwoord", false),
        ("en op vraag", false),
        ("en", false),
        ("&", false),
        ("+", false),
        ("/", false),
        ("-", true),
        ("–", true),
        ("—", true),
    ];
    let rest = text.get(from..)?;
    let mut at = from + spaces(rest);
    if let Some(after) = text[at..].strip_prefix([',', ';']) {
        at += 1 + spaces(after);
        // `1, 2 en 3` and `1, 2, en 3`
        if let Some(after) = text[at..].strip_prefix("en ") {
            at += 3 + spaces(after);
        }
        return Some((at, false));
    }
    for (word, range) in WORDS {
        if let Some(after) = text[at..].strip_prefix(word) {
            let blanks = spaces(after);
            let is_word = word.ends_with(|c: char| c.is_alphabetic());
            if is_word && blanks == 0 {
                continue;
            }
            return Some((at + word.len() + blanks, range));
        }
    }
    None
}

pub fn spaces(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b' ').count()
}

/// The labels after `from` up to `to`.
fn expand(from: Label, to: Label) -> Option<Labels> {
    if from.number == to.number && from.letter > 0 && to.letter > from.letter {
        return Some((from.letter + 1..=to.letter).map(|letter| Label { letter, ..from }).collect());
    }
    let whole = from.letter == 0 && to.letter == 0 && to.number > from.number && to.number - from.number < 60;
    whole.then(|| (from.number + 1..=to.number).map(Label::number).collect())
}
