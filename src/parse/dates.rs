//! Dutch dates, in figures and in words.
//!
//! In: text. Out: [`Date`]s, whole days where the text says the day. `19 januari 2018`, `1e maart 2018`,
//! `eerste maart tweeduizend achttien`, `19.01.2018`, `19/1/2018`, `2018-01-19`, `januari 2018`.

use std::ops::Range;

use crate::model::Date;

const MONTHS: [(&str, u8); 29] = [
    ("januari", 1),
    ("februari", 2),
    ("febuari", 2),
    ("maart", 3),
    ("april", 4),
    ("mei", 5),
    ("juni", 6),
    ("juli", 7),
    ("augustus", 8),
    ("september", 9),
    ("oktober", 10),
    ("november", 11),
    ("december", 12),
    ("jan.", 1),
    ("feb.", 2),
    ("febr.", 2),
    ("mrt.", 3),
    ("apr.", 4),
    ("jun.", 6),
    ("jul.", 7),
    ("aug.", 8),
    ("sept.", 9),
    ("sep.", 9),
    ("okt.", 10),
    ("nov.", 11),
    ("dec.", 12),
    ("jan", 1),
    ("feb", 2),
    ("dec", 12),
];

/// Reads a text that is a date and nothing else, as the fields of foreign exports have it; a time of day
/// after it is dropped.
pub fn read(text: &str) -> Option<Date> {
    let text = text.trim();
    if let Ok(date) = text.parse() {
        return Some(date);
    }
    let day = text.split_once('T').map_or(text, |(day, _)| day);
    if let Ok(date) = day.parse() {
        return Some(date);
    }
    let (date, length) = at_start(text)?;
    let rest = text[length..].trim_start();
    (rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()) && rest.contains(':')).then_some(date)
}

/// The first date in the text with its place in bytes. The month of a day that does not exist (`31 februari 2016`) is none.
pub fn find(text: &str) -> Option<(Range<usize>, Date)> {
    let mut word_before = false;
    for (start, c) in text.char_indices() {
        if !word_before
            && c.is_alphanumeric()
            && let Some((date, length)) = at_start(&text[start..])
            && (date.day.is_some() || !text[..start].trim_end().ends_with(|c: char| c.is_ascii_digit()))
        {
            return Some((start..start + length, date));
        }
        word_before = c.is_alphanumeric();
    }
    None
}

/// The date that the text starts with and its length in bytes.
pub fn at_start(text: &str) -> Option<(Date, usize)> {
    let first = *text.as_bytes().first()?;
    if !first.is_ascii_digit() {
        return in_words(text);
    }
    let (number, mut at) = digits(text, 0)?;
    if at == 4 {
        return iso(text);
    }
    if at > 2 {
        return None;
    }
    let day = u8::try_from(number).ok()?;
    if let Some(separator @ (b'.' | b'/' | b'-')) = text.as_bytes().get(at).copied()
        && let Some((month, end)) = digits(text, at + 1)
    {
        let (year, end) = (text.as_bytes().get(end) == Some(&separator))
            .then(|| digits(text, end + 1))
            .flatten()
            .filter(|(_, after)| after - end == 5)?;
        return whole(year, u8::try_from(month).ok()?, day).map(|date| (date, end));
    }
    for ordinal in ["ste", "de", "e"] {
        if text[at..].starts_with(ordinal) {
            at += ordinal.len();
            break;
        }
    }
    let (month, length) = month(text[at..].trim_start())?;
    at += blanks(&text[at..]) + length;
    let (year, end) = year(text, at)?;
    whole(year, month, day).map(|date| (date, end))
}

fn iso(text: &str) -> Option<(Date, usize)> {
    let day = text.get(..10)?;
    if text.as_bytes().get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    day.parse().ok().map(|date| (date, 10))
}

/// `eerste maart tweeduizend achttien`, `negentien januari 2018`, `januari 2018`.
fn in_words(text: &str) -> Option<(Date, usize)> {
    if let Some((month, length)) = month(text) {
        let (year, end) = year(text, length)?;
        return Some((Date { year: i16::try_from(year).ok()?, month: Some(month), day: None }, end));
    }
    let word = text.split(|c: char| !c.is_alphabetic()).next()?;
    let day = ordinal(word).filter(|day| (1..=31).contains(day))?;
    let at = word.len() + blanks(&text[word.len()..]);
    let (month, length) = month(text.get(at..)?)?;
    let (year, end) = year(text, at + length)?;
    whole(year, month, u8::try_from(day).ok()?).map(|date| (date, end))
}

fn whole(year: u32, month: u8, day: u8) -> Option<Date> {
    Date::day(i16::try_from(year).ok()?, month, day)
}

/// The month that the text starts with, as a whole word, and its length.
fn month(text: &str) -> Option<(u8, usize)> {
    MONTHS.iter().find_map(|&(name, month)| {
        let start = text.get(..name.len())?;
        let ends = !text[name.len()..].starts_with(char::is_alphabetic);
        (start.eq_ignore_ascii_case(name) && ends).then_some((month, name.len()))
    })
}

/// A year of four digits or in words after optional blanks, with the end of it.
fn year(text: &str, from: usize) -> Option<(u32, usize)> {
    let at = from + blanks(text.get(from..)?);
    if let Some((year, end)) = digits(text, at) {
        return (end - at == 4).then_some((year, end));
    }
    let rest = &text[at..];
    let first = rest.split(|c: char| !c.is_alphabetic()).next()?;
    let gap = first.len() + blanks(&rest[first.len()..]);
    let second = rest[gap..].split(|c: char| !c.is_alphabetic()).next().unwrap_or("");
    let both = format!("{first}{second}");
    let (value, length) = match cardinal(&both) {
        Some(value) if !second.is_empty() => (value, gap + second.len()),
        _ => (cardinal(first)?, first.len()),
    };
    (1600..2300).contains(&value).then_some((value, at + length))
}

fn digits(text: &str, from: usize) -> Option<(u32, usize)> {
    let rest = text.get(from..)?;
    let length = rest.bytes().take_while(u8::is_ascii_digit).count();
    rest[..length].parse().ok().map(|number| (number, from + length))
}

/// Bytes of white space at the start; a line feed may stand inside a wrapped date.
fn blanks(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

const UNITS: [&str; 20] = [
    "nul",
    "een",
    "twee",
    "drie",
    "vier",
    "vijf",
    "zes",
    "zeven",
    "acht",
    "negen",
    "tien",
    "elf",
    "twaalf",
    "dertien",
    "veertien",
    "vijftien",
    "zestien",
    "zeventien",
    "achttien",
    "negentien",
];
const TENS: [&str; 8] =
    ["twintig", "dertig", "veertig", "vijftig", "zestig", "zeventig", "tachtig", "negentig"];

/// A cardinal number below 10,000 written as one Dutch word.
fn cardinal(word: &str) -> Option<u32> {
    let word = word.to_lowercase().replace(['ë', 'é'], "e");
    if word.len() > 60 {
        return None;
    }
    below(&word, 10_000)
}

fn below(word: &str, limit: u32) -> Option<u32> {
    for (name, factor) in [("duizend", 1000), ("honderd", 100)] {
        if factor < limit
            && let Some((before, after)) = word.split_once(name)
        {
            let times = if before.is_empty() { 1 } else { below(before, factor.max(100))? };
            let rest = after.strip_prefix("en").filter(|rest| !rest.is_empty()).unwrap_or(after);
            let rest = if rest.is_empty() { 0 } else { below(rest, factor)? };
            return Some(times * factor + rest);
        }
    }
    let position = |names: &[&str], word: &str| {
        names.iter().position(|name| *name == word).and_then(|at| u32::try_from(at).ok())
    };
    if let Some(unit) = position(&UNITS, word) {
        return Some(unit);
    }
    let (ten, value) =
        (20..).step_by(10).zip(TENS).find_map(|(value, ten)| word.ends_with(ten).then_some((ten, value)))?;
    let before = &word[..word.len() - ten.len()];
    if before.is_empty() {
        return Some(value);
    }
    let unit = position(&UNITS[..10], before.strip_suffix("en")?)?;
    Some(value + unit)
}

/// A day of the month in words, cardinal or ordinal.
fn ordinal(word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    match word.as_str() {
        "eerste" => return Some(1),
        "derde" => return Some(3),
        _ => {}
    }
    if !word.starts_with(|c: char| "etdvzna".contains(c)) {
        return None;
    }
    let stem = word.strip_suffix("ste").or_else(|| word.strip_suffix("de")).unwrap_or(&word);
    cardinal(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Option<String> {
        read(text).map(|date| date.to_string())
    }

    #[test]
    fn figures_and_words_give_the_same_day() {
        for text in [
            "19 januari 2018",
            "19 Januari 2018",
            "19e januari 2018",
            "19 januari\n2018",
            "19.01.2018",
            "19/1/2018",
            "19-01-2018",
            "2018-01-19",
            "2018-01-19T00:00:00",
            "2018-01-19T08:30:00+01:00",
            "19-01-2018 12:30",
            "19 jan. 2018",
            "negentien januari tweeduizend achttien",
            "negentiende januari 2018",
        ] {
            assert_eq!(read_text(text).as_deref(), Some("2018-01-19"), "{text}");
        }
        assert_eq!(read_text("1ste maart 2018").as_deref(), Some("2018-03-01"));
        assert_eq!(read_text("eerste maart negentienhonderd achtennegentig").as_deref(), Some("1998-03-01"));
        assert_eq!(read_text("eenendertig december 1999").as_deref(), Some("1999-12-31"));
        assert_eq!(read_text("maart 2018").as_deref(), Some("2018-03"));
        assert_eq!(read_text("2018").as_deref(), Some("2018"));
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in
            ["", "nr. 221", "31 februari 2018", "19 januari", "1.200.000", "een twee", "12 34 2018", "é"]
        {
            assert_eq!(read_text(text), None, "{text}");
        }
    }

    #[test]
    fn the_first_date_is_found_where_it_stands() {
        let text = "op vraag nr. 221 van 19 januari 2018 en 3 mei 2019";
        let (span, date) = find(text).unwrap();
        assert_eq!(&text[span], "19 januari 2018");
        assert_eq!(date.to_string(), "2018-01-19");
        assert_eq!(find("geen datum in 2018"), None);
        assert_eq!(find("van 31 februari 2016"), None);
        assert_eq!(find("in februari 2016").map(|(_, date)| date.to_string()).as_deref(), Some("2016-02"));
    }
}
