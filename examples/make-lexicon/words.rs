//! All forms with their classes.

use super::{hunspell, paradigm};
use std::collections::{BTreeMap, BTreeSet};
use vraagbaak::dutch::lexicon::{Kind, flag};
use vraagbaak::text::fold;

/// What the lexicon is made from.
pub struct Sources {
    pub list: String,
    pub dictionary: Vec<hunspell::Entry>,
    pub affixes: hunspell::Affixes,
    pub strong: Vec<paradigm::Strong>,
    /// form, lemma, class, and whether it has no other lemma
    pub irregular: Vec<(String, String, Kind, bool)>,
    pub function: BTreeSet<String>,
    pub bound: Vec<(String, String)>,
    pub whole: BTreeSet<String>,
    pub not_heads: BTreeSet<String>,
    pub not_lefts: BTreeSet<String>,
    pub bound_heads: BTreeSet<String>,
    pub noun_heads: BTreeSet<String>,
    pub variants: Vec<(String, String)>,
    pub splits: BTreeMap<String, usize>,
}

fn plain(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
        .collect()
}

impl Sources {
    pub fn read() -> Result<Self, Box<dyn std::error::Error>> {
        let read = |path: &str| {
            std::fs::read_to_string(path)
                .map_err(|error| format!("{path}: {error}: install wdutch and hunspell-nl"))
        };
        let irregular = include_str!("../../src/dutch/lexicon/irregular.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut fields = line.split_whitespace();
                let (form, lemma, kind) = (fields.next()?, fields.next()?, fields.next()?);
                let kind = match kind {
                    "a" => Kind::Adjective,
                    "v" => Kind::Verb,
                    _ => Kind::Noun,
                };
                let only = line.ends_with(" x");
                Some((form.to_owned(), lemma.to_owned(), kind, only))
            })
            .collect();
        let mut splits = BTreeMap::new();
        let mut whole = BTreeSet::new();
        for word in plain(include_str!("../../src/dutch/lexicon/whole.txt")) {
            match word.find('|') {
                Some(at) => {
                    splits.insert(word.replace('|', ""), at);
                }
                None => {
                    whole.insert(word);
                }
            }
        }
        Ok(Self {
            list: read("/usr/share/dict/dutch")?,
            dictionary: hunspell::dictionary(&read("/usr/share/hunspell/nl.dic")?),
            affixes: hunspell::affixes(&read("/usr/share/hunspell/nl.aff")?),
            strong: paradigm::strong(include_str!("../../src/dutch/lexicon/strong_verbs.txt")),
            irregular,
            function: plain(include_str!("../../src/dutch/lexicon/function_words.txt")),
            bound: pairs(include_str!("../../src/dutch/lexicon/bound_parts.txt")),
            whole,
            splits,
            not_heads: plain(include_str!("../../src/dutch/lexicon/not_heads.txt")),
            noun_heads: plain(include_str!("../../src/dutch/lexicon/noun_heads.txt")),
            bound_heads: plain(include_str!("../../src/dutch/lexicon/bound_heads.txt")),
            not_lefts: plain(include_str!("../../src/dutch/lexicon/not_lefts.txt")),
            variants: pairs(include_str!("../../src/dutch/lexicon/variants.txt")),
        })
    }
}

/// A form on its way into the lexicon.
#[derive(Debug, Default, Clone)]
pub struct Word {
    pub flags: u16,
    /// lemma and class, likeliest first; empty: itself
    pub lemmas: Vec<(Kind, String)>,
    /// length of the head, 0 when whole
    pub head: usize,
    pub head_cost: Option<u8>,
    /// seen in lower case
    pub common: bool,
    /// the dictionary says that it ends compounds
    pub ends: bool,
    /// the dictionary says that it begins compounds
    pub begins: bool,
    /// the dictionary conjugates it, or puts particles before it
    pub conjugated: bool,
    /// the dictionary gives it a plural in `-en`
    pub plural: bool,
    /// the dictionary says that it is a noun: counted (more than by a `-n` that pasts have too), or the end of compounds
    pub thing: bool,
}

pub type Words = BTreeMap<String, Word>;

const NOUN_PLURALS: &[&str] = &["Za", "Zb", "Zc", "Zd", "Ze", "Zf", "Zg", "Zh", "Zi", "Zj", "Zu", "Zx"];
const NOUN_SMALL: &[&str] = &["Ya", "Yb", "Yc", "Yd", "Ye", "Yf", "Yg"];
const VERBS: &[&str] = &["V3", "Vp", "Vq", "Va", "Vb"];

fn usable(word: &str) -> bool {
    let folded = fold(word);
    !folded.is_empty()
        && folded.len() <= 40
        && folded.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
        && folded.bytes().next().is_some_and(|b| b != b'\'')
}

/// Collects all forms with what the dictionary's flags say of them.
pub fn collect(sources: &Sources) -> Words {
    let mut words = Words::new();
    let mut add = |word: &str, flags: u16| -> Option<String> {
        let word = word.replace('\u{2019}', "'");
        if !usable(&word) {
            return None;
        }
        let form = fold(&word).into_owned();
        let entry = words.entry(form.clone()).or_default();
        entry.flags |= flags | flag::WORD;
        entry.common |= word.chars().next().is_some_and(char::is_lowercase);
        Some(form)
    };
    for line in sources.list.lines() {
        add(line.trim(), 0);
    }
    let mut links: Vec<(String, Kind, String)> = Vec::new();
    let mut prefixed: Vec<String> = Vec::new();
    let mut roles: Vec<(String, bool, bool)> = Vec::new();
    let mut conjugated: Vec<String> = Vec::new();
    let mut things: Vec<String> = Vec::new();
    let singulars: BTreeSet<&str> = sources.dictionary.iter().map(|entry| entry.word.as_str()).collect();
    for entry in &sources.dictionary {
        let has = |flags: &[&str]| entry.flags.iter().any(|flag| flags.contains(&flag.as_str()));
        if has(&["Fw"])
            || entry.word.contains(' ')
            || entry.word.ends_with('-')
            || entry.word.starts_with('-')
        {
            continue;
        }
        let noun = has(NOUN_PLURALS) || has(NOUN_SMALL) || has(&["Cd", "Ch"]);
        let adjective = entry.flags.iter().any(|flag| flag.starts_with('A') && flag != "A0");
        let mut class = 0;
        if noun {
            class |= flag::NOUN;
        }
        if adjective {
            class |= flag::ADJECTIVE;
        }
        if has(&["Vi"]) {
            class |= flag::INFINITIVE;
        }
        // what may end compounds and is nothing else is a noun: `opvang`, `geweld`
        if has(&["Cc"])
            && entry.flags.iter().all(|flag| flag.starts_with(['C', 'X']))
            && !fold(&entry.word).ends_with("en")
            && !foreign_plural(&entry.word, &singulars)
            && entry.word.starts_with(char::is_lowercase)
        {
            class |= flag::NOUN;
        }
        if has(&["Ve"]) {
            class |= flag::PARTICIPLE;
        }
        let Some(base) = add(&entry.word, class) else { continue };
        roles.push((base.clone(), has(&["Ca", "Cb"]), has(&["Cc"])));
        if has(&["Cc"])
            || entry.flags.iter().any(|flag| flag != "Zi" && NOUN_PLURALS.contains(&flag.as_str()))
        {
            things.push(base.clone());
        }
        if !has(&["Vi"]) && (has(VERBS) || entry.flags.iter().any(|flag| flag.starts_with('P'))) {
            conjugated.push(base.clone());
        }
        if has(&["Cd", "Ch"]) {
            roles.push((format!("{base}s"), true, false));
        }
        for name in &entry.flags {
            let Some(rules) = sources.affixes.suffixes.get(name) else { continue };
            let name = name.as_str();
            let (kind, given) = if NOUN_PLURALS.contains(&name) || NOUN_SMALL.contains(&name) {
                (Some(Kind::Noun), flag::PLURAL)
            } else if name == "Zk" {
                (Some(Kind::Adjective), flag::INFLECTED)
            } else if name == "Zm" || name == "Xe" {
                (None, flag::NOUN)
            } else if name == "Vi" {
                (Some(Kind::Verb), flag::PARTICIPLE)
            } else if VERBS.contains(&name) {
                (None, flag::VERBAL)
            } else if name == "Ve" {
                (None, 0)
            } else if name.starts_with('A') && name != "A0" {
                (Some(Kind::Adjective), flag::INFLECTED)
            } else {
                continue;
            };
            for rule in rules {
                if rule.add.ends_with('-') {
                    continue;
                }
                let Some(form) = rule.apply(&entry.word) else { continue };
                let plural_heid = form.ends_with("heden") && name == "Zm";
                let Some(form) = add(&form, if plural_heid { flag::PLURAL } else { given }) else { continue };
                if let Some(kind) = kind {
                    links.push((form, kind, base.clone()));
                }
            }
        }
        if has(&["Vi"]) {
            for (name, prefix) in &sources.affixes.prefixes {
                if entry.flags.contains(name) {
                    prefixed.push(format!("{prefix}{}", entry.word));
                }
            }
        }
    }
    for verb in prefixed {
        if let Some(base) = add(&verb, flag::INFINITIVE) {
            for ending in ["d", "de"] {
                if let Some(form) = add(&format!("{verb}{ending}"), flag::PARTICIPLE) {
                    links.push((form, Kind::Verb, base.clone()));
                }
            }
        }
    }
    for (form, kind, lemma) in links {
        push(&mut words, &form, kind, &lemma);
        if kind == Kind::Noun && form.ends_with("en") {
            words.entry(lemma).or_default().plural = true;
        }
    }
    for form in &sources.whole {
        let word = words.entry(form.clone()).or_default();
        if word.flags & flag::WORD == 0 {
            word.flags |= flag::WORD | flag::NOUN;
            word.common = true;
        }
    }
    for form in things {
        words.entry(form).or_default().thing = true;
    }
    for form in conjugated {
        words.entry(form).or_default().conjugated = true;
    }
    for (form, begins, ends) in roles {
        let word = words.entry(form).or_default();
        word.begins |= begins;
        word.ends |= ends;
    }
    for (form, word) in &mut words {
        if !word.common && word.flags & (flag::NOUN | flag::ADJECTIVE | flag::INFINITIVE) == 0 {
            word.flags |= flag::NAME;
        }
        if sources.function.contains(form) {
            word.flags |= flag::FUNCTION;
            word.lemmas.retain(|(kind, _)| *kind == Kind::Verb);
        }
    }
    words
}

/// Whether a word is the plural of a listed word from Latin or Greek: `centra`, `bases`, `indices`.
fn foreign_plural(word: &str, listed: &BTreeSet<&str>) -> bool {
    [("a", "um"), ("es", "is"), ("ices", "ex"), ("ices", "ix"), ("ici", "icus")].iter().any(
        |(plural, singular)| {
            word.strip_suffix(plural)
                .is_some_and(|stem| listed.contains(format!("{stem}{singular}").as_str()))
        },
    )
}

pub fn push(words: &mut Words, form: &str, kind: Kind, lemma: &str) {
    let entry = words.entry(form.to_owned()).or_default();
    entry.flags |= flag::WORD
        | match kind {
            Kind::Noun => flag::PLURAL,
            Kind::Adjective => flag::INFLECTED,
            Kind::Verb => flag::VERBAL,
        };
    match entry.lemmas.iter_mut().find(|(_, known)| known == lemma) {
        Some(known) => known.0 = known.0.min(kind),
        None => entry.lemmas.push((kind, lemma.to_owned())),
    }
}
