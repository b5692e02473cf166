//! What a single line of a printed page looks like: label, heading, table row, its first and last word.

use super::is_abbreviation;

/// Words that no sentence, heading or table cell ends with.
const OPEN_WORDS: [&str; 58] = [
    "aan", "achter", "al", "als", "bij", "binnen", "boven", "buiten", "dan", "dat", "de", "der", "deze",
    "die", "dit", "door", "een", "en", "en/of", "er", "het", "hun", "in", "is", "kan", "met", "mijn", "na",
    "naar", "niet", "nog", "of", "om", "onder", "ook", "op", "over", "per", "sinds", "te", "tegen", "ten",
    "ter", "tot", "tussen", "uit", "van", "vanaf", "via", "voor", "waar", "wat", "welke", "wie", "worden",
    "ze", "zich", "zijn",
];

/// Words that announce a number, so that `5.` on the next line is no label.
const BEFORE_NUMBERS: [&str; 12] = [
    "vraag", "vragen", "antwoord", "nr", "nummer", "artikel", "art", "punt", "bijlage", "pagina", "blz",
    "tabel",
];

/// Words that the heading of a question or answer starts with.
const HEADING_WORDS: [&str; 10] = [
    "vraag",
    "vragen",
    "antwoord",
    "antwoorden",
    "mededeling",
    "toelichting",
    "bijlage",
    "bijlagen",
    "deelvraag",
    "deelvragen",
];

/// Other words that such a heading may hold.
const HEADING_FILLERS: [&str; 10] = ["en", "tot", "met", "t/m", "op", "de", "nr", "nrs", "nummer", "a"];

/// How a line starts, when it starts something of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// `-`, `•` and the like.
    Bullet,
    /// A dash, which may also be one inside a sentence.
    Dash,
    /// `1.`, `2)`, `3°`, `1-4.`: the first number and the last.
    Number(u16, u16),
    /// `a)`, `b.`, `iv)`.
    Letter,
    /// `(1)`, `(a)`: inside a sentence or a list.
    Bracketed,
    /// A footnote as PDF extraction leaves it: `1NOS, 22 oktober`.
    Footnote,
}

/// The label that `line` (without space around it) starts with.
pub(super) fn label(line: &str) -> Option<Label> {
    let mut chars = line.chars();
    let first = chars.next()?;
    let rest = chars.as_str();
    let spaced = rest.is_empty() || rest.starts_with(' ');
    match first {
        '•' | '▪' | '◦' | '‣' | '●' | '■' | '□' | '➢' | '✓' | '·' => Some(Label::Bullet),
        '-' | '*' if spaced => Some(Label::Bullet),
        '–' | '—' if spaced => Some(Label::Dash),
        '(' => {
            let inside = &rest[..rest.find(')')?];
            let short = !inside.is_empty() && inside.len() <= 3 && inside.chars().all(char::is_alphanumeric);
            short.then_some(Label::Bracketed)
        }
        '0'..='9' => number_label(line),
        _ => letter_label(line),
    }
}

fn number_label(line: &str) -> Option<Label> {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let number = line[..digits].parse().ok().filter(|_| digits <= 3)?;
    let mut last = number;
    let mut rest = &line[digits..];
    if digits <= 2 && rest.len() >= 10 && rest.starts_with(char::is_uppercase) {
        return Some(Label::Footnote);
    }
    // `1-4.`, `8, 9.`, `1 en 2.`, `3 t/m 5.`, `2 a)`.
    loop {
        let tail = rest.trim_start_matches([' ', ',', '-', '–', '&', '+']);
        let tail = ["en ", "tot ", "t/m ", "tot en met "]
            .iter()
            .find_map(|word| tail.strip_prefix(word))
            .unwrap_or(tail);
        let more = tail.bytes().take_while(u8::is_ascii_digit).count();
        if tail.len() == rest.len() || more == 0 || more > 3 {
            break;
        }
        last = tail[..more].parse().unwrap_or(last);
        rest = &tail[more..];
    }
    let mut behind = rest.chars();
    let sign = behind.next()?;
    let next = behind.next();
    let closes = match sign {
        '.' => next.is_none_or(|char| char == ' ' || char.is_alphabetic()),
        ')' | '°' | '/' => next.is_none_or(|char| char == ' ' || char.is_alphabetic() && sign != '/'),
        _ => false,
    };
    closes.then_some(Label::Number(number, last))
}

fn letter_label(line: &str) -> Option<Label> {
    let end = line.find([')', '.'])?;
    let name = &line[..end];
    let next = line[end + 1..].chars().next();
    let spaced = next.is_none_or(|char| char == ' ');
    let roman =
        name.len() <= 4 && name.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x' | b'I' | b'V' | b'X'));
    let single = name.len() == 1 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    let closes =
        line[end..].starts_with(')') || (spaced && name.bytes().all(|byte| byte.is_ascii_lowercase()));
    (!name.is_empty() && (roman || single) && closes && (spaced || line[end..].starts_with(')')))
        .then_some(Label::Letter)
}

/// Whether the line is nothing but its label (`1.`, `a)`, `•`).
pub(super) fn is_bare_label(line: &str) -> bool {
    let labelled = matches!(label(line), Some(Label::Number(..) | Label::Letter | Label::Bullet));
    labelled && line.len() <= 8 && !line.contains(' ')
}

/// Whether the line is nothing but small numbers, as references to footnotes come out (`1`, `2 3`).
pub(super) fn is_bare_number(line: &str) -> bool {
    line.len() <= 5
        && line.split(' ').all(|word| word.len() <= 2 && word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether the line is the heading of a question or an answer (`Vraag 3`, `Antwoord 19, 20 en 21`, `ANTWOORD`).
pub(super) fn is_heading(line: &str) -> bool {
    if line.len() > 60 {
        return false;
    }
    let plain = |word: &str| word.trim_matches(|char: char| !char.is_alphanumeric()).to_lowercase();
    let mut words = line.split(' ').filter(|word| !word.is_empty());
    let first = words.next().map(plain).unwrap_or_default();
    HEADING_WORDS.contains(&first.as_str())
        && line.starts_with(char::is_uppercase)
        && !line.ends_with(['?', '!'])
        && words.all(|word| {
            let word = plain(word);
            word.len() <= 1
                || word.starts_with(|char: char| char.is_ascii_digit())
                || HEADING_FILLERS.contains(&word.as_str())
                || HEADING_WORDS.contains(&word.as_str())
        })
}

/// Whether wide gaps or bars divide the line into columns.
pub(super) fn is_table_row(line: &str) -> bool {
    let bytes = line.as_bytes();
    memchr::memmem::find(bytes, b"   ").is_some() || memchr::memmem::find_iter(bytes, b" | ").nth(1).is_some()
}

/// The last mark of a line: `.`, `?`, `!`, `:` or `;`, behind it at most closing quotes and brackets; `None`
/// when the line ends inside a sentence, as it does after an abbreviation.
pub(super) fn end_mark(line: &str) -> Option<char> {
    let body = line.trim_end_matches(['"', '\'', '”', '»', ')', ']']);
    let mark = body.chars().next_back().filter(|mark| matches!(mark, '.' | '?' | '!' | ':' | ';' | '…'))?;
    if mark != '.' {
        return Some(mark);
    }
    let word = last_word(&body[..body.len() - 1]);
    let dotted = body[..body.len() - 1 - word.len()].ends_with('.');
    let abbreviation = word.chars().all(char::is_alphabetic)
        && !word.is_empty()
        && (is_abbreviation(word) || (dotted && word.chars().count() <= 2));
    (!abbreviation).then_some(mark)
}

/// Whether the line cannot be complete: it ends in a comma, a dash, an opening bracket or a word that leans on the next.
pub(super) fn is_open(line: &str) -> bool {
    line.ends_with([',', '(', '–', '«', '“', '&', '+']) || line.ends_with(" -") || leans_on_next(line)
}

fn leans_on_next(line: &str) -> bool {
    let word = line.rsplit(' ').next().unwrap_or("");
    OPEN_WORDS.contains(&word)
        || (line.len() == word.len() && OPEN_WORDS.contains(&word.to_lowercase().as_str()))
}

/// Whether the line ends in a word that announces a number.
pub(super) fn announces_number(line: &str) -> bool {
    let word = last_word(line.trim_end_matches('.')).to_lowercase();
    BEFORE_NUMBERS.contains(&word.as_str()) || leans_on_next(line)
}

/// Whether any word of the line is one that sentences are built with.
pub(super) fn has_function_word(line: &str) -> bool {
    line.split(' ').any(|word| OPEN_WORDS.contains(&word))
}

/// The letters and digits at the end of `line`.
pub(super) fn last_word(line: &str) -> &str {
    &line[line.trim_end_matches(char::is_alphanumeric).len()..]
}

/// The letters and digits at the start of `line`.
pub(super) fn first_word(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches(char::is_alphanumeric).len()]
}

/// The letter case of a line: `Some(true)` for two words or more in capitals, `Some(false)` when it has small
/// letters, `None` when it is too short to tell.
pub(super) fn is_shouting(line: &str) -> Option<bool> {
    let (mut capitals, mut small) = (0_usize, 0_usize);
    for char in line.chars() {
        capitals += usize::from(char.is_uppercase());
        small += usize::from(char.is_lowercase());
    }
    if small > 0 { Some(false) } else { (capitals >= 6).then_some(true) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        for (line, expected) in [
            ("- punt", Some(Label::Bullet)),
            ("• punt", Some(Label::Bullet)),
            ("– 30 juni", Some(Label::Dash)),
            ("1. Wie", Some(Label::Number(1, 1))),
            ("1.", Some(Label::Number(1, 1))),
            ("12) Wie", Some(Label::Number(12, 12))),
            ("1-4.Het decreet", Some(Label::Number(1, 4))),
            ("8, 9. Ja", Some(Label::Number(8, 9))),
            ("2 en 3. Ja", Some(Label::Number(2, 3))),
            ("1° het", Some(Label::Number(1, 1))),
            ("a) Wie", Some(Label::Letter)),
            ("a)Wie", Some(Label::Letter)),
            ("b. Wie", Some(Label::Letter)),
            ("iv) Wie", Some(Label::Letter)),
            ("(1) binnen", Some(Label::Bracketed)),
            ("1Dagblad, 22 oktober", Some(Label::Footnote)),
            ("1.200 euro", None),
            ("2018. De", None),
            ("12 maanden", None),
            ("12,5 procent", None),
            ("-51 graden", None),
            ("J. Peeters", None),
            ("nr. 251", None),
            ("zie. Dan", None),
            ("(excl. btw)", None),
        ] {
            assert_eq!(label(line), expected, "{line}");
        }
    }

    #[test]
    fn headings() {
        for line in
            ["Vraag 3", "Antwoord 19, 20 en 21", "ANTWOORD", "Antwoord op vraag 1", "Vraag 2a", "BIJLAGEN"]
        {
            assert!(is_heading(line), "{line}");
        }
        for line in ["Vraag het hem", "Antwoord kwam er niet", "antwoord 3", "Vraag 3?", "De vraag 3"] {
            assert!(!is_heading(line), "{line}");
        }
    }

    #[test]
    fn ends() {
        assert_eq!(end_mark("Dat is zo."), Some('.'));
        assert_eq!(end_mark("(Dat is zo!)"), Some('!'));
        assert_eq!(end_mark("acties (bv."), None);
        assert_eq!(end_mark("in nr."), None);
        assert_eq!(end_mark("m.b.t."), None);
        assert_eq!(end_mark("om te"), None);
        assert!(is_open("een overzicht van") && is_open("Zie,") && !is_open("Een titel"));
    }
}
