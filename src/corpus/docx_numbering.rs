//! The numbers and letters before Word's list paragraphs, which are not part of their text.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::{FxHashMap, FxHashSet};

use super::SkipReason;
use super::docx::attribute;

/// How a level is numbered.
#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    /// `%1.%2` with the numbers of the levels.
    text: String,
    start: u32,
}

/// The lists of a document.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Levels by abstract list and level.
    levels: FxHashMap<(String, u8), Level>,
    /// The abstract list of each list.
    lists: FxHashMap<String, String>,
    /// Where a list starts again although its abstract list has been counted on, by list and level.
    starts: FxHashMap<(String, u8), u32>,
    /// The level of an abstract list that paragraphs of a style stand on.
    of_styles: FxHashMap<(String, String), u8>,
}

/// How far the lists have been counted.
#[derive(Debug, Default)]
pub(super) struct Counters {
    /// By abstract list and level.
    counts: FxHashMap<String, [Option<u32>; 9]>,
    /// Lists and levels that have begun.
    begun: FxHashSet<(String, u8)>,
}

impl Numbering {
    /// Reads `word/numbering.xml`.
    pub(super) fn read(xml: &str) -> Result<Self, SkipReason> {
        let mut reader = Reader::from_str(xml);
        let mut numbering = Self::default();
        let mut own = (String::new(), 0);
        let mut list = String::new();
        loop {
            match reader.read_event().map_err(|error| SkipReason::Docx(error.to_string()))? {
                Event::Eof => return Ok(numbering),
                Event::Start(start) | Event::Empty(start) => numbering.element(&start, &mut own, &mut list),
                _ => {}
            }
        }
    }

    fn element(&mut self, start: &BytesStart<'_>, own: &mut (String, u8), list: &mut String) {
        let value = || attribute(start, b"val").unwrap_or_default();
        match start.local_name().as_ref() {
            b"abstractNum" => *own = (attribute(start, b"abstractNumId").unwrap_or_default(), 0),
            b"lvl" => {
                own.1 = attribute(start, b"ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
                self.levels.insert(own.clone(), Level { start: 1, ..Level::default() });
            }
            b"num" => {
                *list = attribute(start, b"numId").unwrap_or_default();
                *own = (own_levels(list), 0);
            }
            b"lvlOverride" => {
                own.1 = attribute(start, b"ilvl").and_then(|level| level.parse().ok()).unwrap_or(0);
            }
            b"startOverride" => {
                self.starts.insert((list.clone(), own.1), value().parse().unwrap_or(1));
            }
            b"pStyle" => {
                self.of_styles.insert((own.0.clone(), value()), own.1);
            }
            b"abstractNumId" => {
                self.lists.insert(list.clone(), value());
            }
            name => {
                let Some(level) = self.levels.get_mut(own) else { return };
                match name {
                    b"numFmt" => level.format = value(),
                    b"lvlText" => level.text = value(),
                    b"start" => level.start = value().parse().unwrap_or(1),
                    _ => {}
                }
            }
        }
    }

    /// The level that paragraphs of a style have in `list`.
    pub(super) fn level_of(&self, list: &str, style: &str) -> Option<u8> {
        self.of_styles.get(&(self.lists.get(list)?.clone(), style.to_owned())).copied()
    }

    /// The label of the next paragraph of `list` at `level`, and counts it.
    pub(super) fn label(&self, list: &str, level: u8, counters: &mut Counters) -> Option<String> {
        let own = self.lists.get(list)?;
        let of = |level: u8| {
            self.levels.get(&(own_levels(list), level)).or_else(|| self.levels.get(&(own.clone(), level)))
        };
        let rule = of(level)?;
        if rule.format == "bullet" {
            return Some("-".to_owned());
        }
        if rule.format == "none" {
            return None;
        }
        let again = self.starts.get(&(list.to_owned(), level));
        let begins = again.is_some() && counters.begun.insert((list.to_owned(), level));
        let counts = counters.counts.entry(own.clone()).or_default();
        let place = counts.get_mut(usize::from(level))?;
        *place = Some(match (place.as_ref(), again) {
            (_, Some(start)) if begins => *start,
            (Some(count), _) => count.saturating_add(1),
            (None, start) => start.copied().unwrap_or(rule.start),
        });
        counts[usize::from(level) + 1..].fill(None);
        let mut label = String::new();
        let mut rest = rule.text.chars();
        while let Some(c) = rest.next() {
            let digit = if c == '%' { rest.next().and_then(|digit| digit.to_digit(10)) } else { None };
            match digit.and_then(|digit| u8::try_from(digit.saturating_sub(1)).ok()) {
                Some(level) => {
                    let rule = of(level)?;
                    let count = counts.get(usize::from(level)).copied().flatten().unwrap_or(rule.start);
                    label.push_str(&number(count, &rule.format));
                }
                None => label.push(c),
            }
        }
        (!label.trim().is_empty()).then_some(label)
    }
}

/// Under which name the levels that a list has of its own are kept.
fn own_levels(list: &str) -> String {
    format!("num {list}")
}

fn number(count: u32, format: &str) -> String {
    let letters = |first: u8| {
        // Word goes on with aa, bb, cc …
        let index = count.saturating_sub(1);
        let letter = char::from(first + u8::try_from(index % 26).unwrap_or(0));
        letter.to_string().repeat((index / 26 + 1).min(8) as usize)
    };
    match format {
        "lowerLetter" => letters(b'a'),
        "upperLetter" => letters(b'A'),
        "lowerRoman" => roman(count).to_lowercase(),
        "upperRoman" => roman(count),
        _ => count.to_string(),
    }
}

fn roman(mut count: u32) -> String {
    const SIGNS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if count > 3999 {
        return count.to_string();
    }
    let mut text = String::new();
    for (value, sign) in SIGNS {
        while count >= value {
            text.push_str(sign);
            count -= value;
        }
    }
    text
}
