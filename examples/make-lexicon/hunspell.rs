//! Reads a Hunspell dictionary and its affix file, as far as OpenTaal's use them.

use std::collections::BTreeMap;

/// One suffix rule.
#[derive(Debug, Clone)]
pub struct Suffix {
    pub cut: String,
    pub add: String,
    condition: Vec<(bool, Vec<char>)>,
}

/// The affixes by flag.
#[derive(Debug, Default)]
pub struct Affixes {
    pub suffixes: BTreeMap<String, Vec<Suffix>>,
    pub prefixes: BTreeMap<String, String>,
}

/// An entry of the dictionary.
#[derive(Debug)]
pub struct Entry {
    pub word: String,
    pub flags: Vec<String>,
}

pub fn affixes(text: &str) -> Affixes {
    let mut out = Affixes::default();
    for line in text.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let (Some(&kind), Some(&flag), Some(&cut), Some(&add)) =
            (fields.first(), fields.get(1), fields.get(2), fields.get(3))
        else {
            continue;
        };
        if add.chars().all(|c| c.is_ascii_digit()) && matches!(cut, "Y" | "N") {
            continue;
        }
        let none = |text: &str| if text == "0" { String::new() } else { text.to_owned() };
        let added = none(add.split('/').next().unwrap_or(""));
        match kind {
            "SFX" => {
                let condition = condition(fields.get(4).copied().unwrap_or("."));
                out.suffixes.entry(flag.to_owned()).or_default().push(Suffix {
                    cut: none(cut),
                    add: added,
                    condition,
                });
            }
            "PFX" => {
                out.prefixes.insert(flag.to_owned(), added);
            }
            _ => {}
        }
    }
    out
}

fn condition(text: &str) -> Vec<(bool, Vec<char>)> {
    let mut out = Vec::new();
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        match char {
            '.' => out.push((false, Vec::new())),
            '[' => {
                let class: Vec<char> = chars.by_ref().take_while(|&c| c != ']').collect();
                match class.split_first() {
                    Some(('^', rest)) => out.push((false, rest.to_vec())),
                    _ => out.push((true, class)),
                }
            }
            other => out.push((true, vec![other])),
        }
    }
    out
}

impl Suffix {
    /// The word with this suffix, where the rule applies.
    pub fn apply(&self, word: &str) -> Option<String> {
        let mut letters = word.chars().rev();
        for (wanted, class) in self.condition.iter().rev() {
            if class.contains(&letters.next()?) != *wanted {
                return None;
            }
        }
        Some(format!("{}{}", word.strip_suffix(self.cut.as_str())?, self.add))
    }
}

pub fn dictionary(text: &str) -> Vec<Entry> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let line = line.split_whitespace().next()?;
            let (word, flags) = match line.rfind('/') {
                Some(at) if at > 0 && !line[..at].ends_with('\\') => (&line[..at], &line[at + 1..]),
                _ => (line, ""),
            };
            let letters: Vec<char> = flags.chars().collect();
            let flags = letters.chunks(2).map(|pair| pair.iter().collect()).collect();
            Some(Entry { word: word.to_owned(), flags })
        })
        .collect()
}
