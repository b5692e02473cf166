//! Where the title of a text ends and the text begins.
//!
//! In: the lines of a text, and the title that the metadata gave, if any. Out: the lines that are the title. A
//! title that is known from elsewhere takes nothing away from the text but its own words; of other texts the
//! first line is the title, and what wraps below it. No label and no sentence is ever part of one.

use std::ops::Range;

use crate::text::{Joining, LineJoin, fold};

use super::labels::label_at;
use super::numbering::asks;

/// A line longer than this, in characters, is text and no title.
pub const LIMIT: usize = 200;
/// A title of more lines is none.
const LONGEST: usize = 3;
/// The known title may wrap over so many lines.
const KNOWN_WITHIN: usize = 6;

/// The lines of the title between `from` and `to`; none when the text begins with its first label.
pub fn find(lines: &[&str], from: usize, to: usize) -> Range<usize> {
    let line = |at: usize| lines.get(at).map_or("", |line| line.trim());
    let Some(start) = (from..to).find(|&at| !line(at).is_empty()) else { return to..to };
    if label_at(line(start)).is_some() {
        return start..start;
    }
    let blank = (start..to.min(start + LONGEST + 1)).find(|&at| line(at).is_empty());
    let mut at = start + 1;
    while at < blank.unwrap_or(to.min(start + LONGEST)) {
        let next = line(at);
        if label_at(next).is_some() {
            break;
        }
        let small = next.starts_with(char::is_lowercase) || next.starts_with('(') && next.len() <= 5;
        let goes_on = match blank {
            Some(blank) => small || is_open(line(at - 1)) || !ends_sentence(line(blank - 1)) && !asks(next),
            None => small || is_open(line(at - 1)),
        };
        if !goes_on {
            break;
        }
        at += 1;
    }
    start..at.min(to)
}

/// The first line behind a title that is known already: `from` where the text does not say it.
pub fn after_known(lines: &[&str], from: usize, to: usize, title: &str) -> usize {
    let title = letters(title);
    let mut said = String::new();
    for (at, line) in lines.iter().enumerate().take(to.min(from + KNOWN_WITHIN)).skip(from) {
        said.push_str(&letters(line));
        if !title.starts_with(&said) {
            break;
        }
        if said == title && !said.is_empty() {
            return at + 1;
        }
    }
    from
}

/// Joins the lines of a heading; hyphens at their ends stay or go as in running text, capitals or not.
pub fn join(lines: &[&str], joining: &dyn Joining) -> String {
    let mut out = String::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        let word = |c: char| !c.is_alphanumeric();
        let stem = out.strip_suffix('-').filter(|stem| stem.ends_with(char::is_alphabetic));
        let left = stem.map(|stem| stem.rsplit(word).next().unwrap_or("").to_lowercase());
        let right = line.split(word).next().unwrap_or("").to_lowercase();
        let decide = |left: String| match left.ends_with("minister") && right.starts_with("president") {
            true => LineJoin::KeepHyphen,
            false => joining.join(&left, &right),
        };
        match left.filter(|_| !right.is_empty()).map(decide) {
            Some(LineJoin::Join) => {
                out.pop();
            }
            Some(LineJoin::KeepHyphen) => {}
            Some(LineJoin::KeepHyphenAndSpace) => out.push(' '),
            None if out.is_empty() => {}
            None => out.push(' '),
        }
        out.push_str(line);
    }
    out
}

/// A line that cannot be the end: the title goes on below it.
fn is_open(line: &str) -> bool {
    const WORDS: [&str; 14] =
        ["van", "de", "het", "een", "en", "of", "op", "in", "aan", "over", "voor", "met", "door", "bij"];
    line.ends_with([',', '-', '–', '/'])
        || line.rsplit(' ').next().is_some_and(|word| WORDS.contains(&word.to_lowercase().as_str()))
}

fn ends_sentence(line: &str) -> bool {
    line.trim_end_matches(['"', '”', '’', '»', ')']).ends_with(['.', '?', '!', ':', ';', '…'])
}

/// What a text says, whatever its case, its accents, its dashes and its line breaks.
fn letters(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dutch::Analyser;

    fn title(text: &str) -> String {
        let lines: Vec<&str> = text.split('\n').collect();
        join(&lines[find(&lines, 0, lines.len())], Analyser::builtin())
    }

    #[test]
    fn sentences_and_labels_are_no_part_of_it() {
        for (text, expected) in [
            ("Turf - Prijzen\nDe prijzen stijgen.\n\n1. Waarom?", "Turf - Prijzen"),
            ("Turf - Prijzen\nDe prijzen stijgen en\nzakken.\n\n1. Waarom?", "Turf - Prijzen"),
            ("Turf - Prijzen\na) Wat kost hij?\nb) En nat?", "Turf - Prijzen"),
            ("Turf\nVraag 1\nWat kost hij?\n\n", "Turf"),
            ("Turf - Prijzen\nWat kost hij?", "Turf - Prijzen"),
            ("1. Wat kost hij?\n2. En nat?", ""),
            (
                "Turf  -  Een lang onderwerp dat\nverder gaat\n(3)\n\nDe prijzen stijgen.",
                "Turf  -  Een lang onderwerp dat verder gaat (3)",
            ),
            ("Turf  -  Plannen in\nVlaanderen?\n\nDe prijzen stijgen.", "Turf  -  Plannen in Vlaanderen?"),
            ("Turf - Winning\nVlaams Veen\n\nDe prijzen stijgen.", "Turf - Winning Vlaams Veen"),
            ("Turf - Prijzen\nGraag een overzicht\n\n1. Waarom?", "Turf - Prijzen"),
            ("Turf - Prijzen in\nVlaanderen\n1. Waarom?", "Turf - Prijzen in Vlaanderen"),
            ("Turf,\nveen\nDe prijzen stijgen.", "Turf, veen"),
            ("", ""),
        ] {
            assert_eq!(title(text), expected, "{text}");
        }
    }

    #[test]
    fn hyphens_at_line_ends_are_joined_as_elsewhere() {
        assert_eq!(
            title("Asielen  -  Erkennings-\nvoorwaarden\nSinds 2016"),
            "Asielen  -  Erkenningsvoorwaarden"
        );
        for (lines, expected) in [
            (["TOERISME EN DIEREN-", "WELZIJN"], "TOERISME EN DIERENWELZIJN"),
            (["MINISTER-", "PRESIDENT"], "MINISTER-PRESIDENT"),
            (["Kennis-", "en expertise"], "Kennis- en expertise"),
            (["Turf  -", "Veen"], "Turf  - Veen"),
        ] {
            assert_eq!(join(&lines, Analyser::builtin()), expected);
        }
    }

    #[test]
    fn a_known_title_takes_only_its_own_words() {
        let after = |text: &str, title: &str| {
            let lines: Vec<&str> = text.split('\n').collect();
            after_known(&lines, 0, lines.len(), title)
        };
        assert_eq!(after("Hoeveel wortelen?", "Veer"), 0);
        assert_eq!(after("VEER – Overzet\nHoeveel?", "Veer - Overzet"), 1);
        assert_eq!(after("\nVeer  -  Over-\nzet\n\nHoeveel?", "Veer - Overzet"), 3);
        assert_eq!(after("Veer\nHoeveel?", "Veer - Overzet"), 0);
        assert_eq!(after("Veer", ""), 0);
        assert_eq!(after("", "Veer"), 0);
    }
}
