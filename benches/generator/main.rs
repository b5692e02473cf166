//! A made-up corpus of any size for measuring speed and size: the same seed gives the same
//! bytes on one platform (logarithms of another libm may differ in their last bit).
//!
//!     cargo bench --bench generator -- DOCUMENTS OUT.jsonl [SEED] [--queries QUERIES.tsv]
//!
//! Word frequencies fall as in Zipf's law: word number r comes with a probability near 1/r. The first ranks are
//! the written words of `words.rs`, those behind them compounds of its nouns, made from the rank alone, so that
//! the vocabulary grows with the corpus as it does in Dutch. A document has a few words of its own that
//! come back (burstiness), numbered questions and answers with the same numbers, a date, an asker and a minister.
//! The sentences mean nothing: they say nothing about relevance.
//!
//! Queries are sampled from the documents made: words by document frequency, words of one document together,
//! phrases as they stand, each a line `class<TAB>term|and|or|phrase<TAB>words<TAB>year or nothing`.

#![allow(clippy::print_stdout, reason = "a bench talks to its user directly")]

#[path = "words.rs"]
mod words;

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Write};

/// Ranks of the vocabulary.
const RANKS: f64 = 1_500_000.0;

/// Ranks over which the frequencies of the first content words are levelled.
const FLAT: f64 = 40.0;

/// Of every eleven queries, how many a class gets is the same: ten each.
const QUERIES_PER_CLASS: usize = 10;

type Outcome = Result<(), Box<dyn std::error::Error>>;

fn main() -> Outcome {
    let mut plain = Vec::new();
    let mut queries = None;
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    while let Some(argument) = arguments.next() {
        if argument == "--queries" {
            queries = arguments.next();
        } else {
            plain.push(argument);
        }
    }
    let [documents, out, seed @ ..] = &plain[..] else {
        println!(
            "generator: DOCUMENTS OUT.jsonl [SEED] [--queries QUERIES.tsv]; nothing asked, nothing made"
        );
        return Ok(());
    };
    let documents: u64 = documents.parse()?;
    let seed: u64 = seed.first().map_or(Ok(42), |seed| seed.parse())?;
    let vocabulary = Vocabulary::new();
    let mut file = BufWriter::with_capacity(1 << 20, File::create(out)?);
    let mut sample = Sample::default();
    for number in 0..documents {
        let document = Document::new(&vocabulary, seed, number);
        serde_json::to_writer(&mut file, &document.json)?;
        file.write_all(b"\n")?;
        // A few thousand documents tell the frequent words from the rare ones.
        if queries.is_some() && number % (documents / 4000).max(1) == 0 {
            sample.add(&document);
        }
    }
    file.flush()?;
    if let Some(path) = queries {
        sample.write_queries(&mut Random::new(seed ^ 0x51), &mut BufWriter::new(File::create(path)?))?;
    }
    Ok(())
}

/// A noun with what links it to the next part and, if any, its plural.
struct Noun {
    text: &'static str,
    link: &'static str,
    plural: Option<&'static str>,
}

struct Vocabulary {
    function_words: Vec<&'static str>,
    nouns: Vec<Noun>,
    content: Vec<&'static str>,
    syllables: Vec<&'static str>,
}

impl Vocabulary {
    fn new() -> Self {
        let columns = |line: &'static str| line.split_whitespace();
        let nouns: Vec<Noun> = words::NOUNS
            .split('|')
            .filter_map(|entry| {
                let mut columns = columns(entry);
                let (text, link, plural) = (columns.next()?, columns.next()?, columns.next()?);
                Some(Noun {
                    text,
                    link: if link == "-" { "" } else { link },
                    plural: Some(plural).filter(|plural| *plural != "-"),
                })
            })
            .collect();
        let mut content: Vec<&'static str> = [words::VERBS, words::ADJECTIVES]
            .iter()
            .flat_map(|list| list.split('|').flat_map(columns))
            .collect();
        content.extend(nouns.iter().flat_map(|noun| std::iter::once(noun.text).chain(noun.plural)));
        // Any fixed order will do, as long as sorts of words are mixed over the ranks.
        content.sort_by_key(|word| hash(word.bytes().fold(7, |h, b| hash(h ^ u64::from(b)))));
        Self {
            function_words: columns(words::FUNCTION_WORDS).collect(),
            nouns,
            content,
            syllables: columns(words::SYLLABLES).collect(),
        }
    }

    /// The content word of a rank.
    fn word(&self, rank: u64) -> String {
        if let Some(word) = usize::try_from(rank).ok().and_then(|rank| self.content.get(rank)) {
            return (*word).to_owned();
        }
        let mut random = Random::new(rank);
        match random.below(20) {
            0 => {
                let count = 2 + random.below(3);
                (0..count).map(|_| *random.pick(&self.syllables)).collect()
            }
            1..=4 => self.compound(&mut random, 3),
            _ => self.compound(&mut random, 2),
        }
    }

    fn compound(&self, random: &mut Random, parts: usize) -> String {
        let mut word = String::new();
        for _ in 1..parts {
            let noun = random.pick(&self.nouns);
            word.push_str(noun.text);
            word.push_str(noun.link);
        }
        let head = random.pick(&self.nouns);
        word.push_str(head.plural.filter(|_| random.below(3) == 0).unwrap_or(head.text));
        word
    }

    fn name(&self, random: &mut Random) -> String {
        let mut capital = |count: usize| {
            let word: String = (0..count).map(|_| *random.pick(&self.syllables)).collect();
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        };
        let (first, last): (String, String) = (capital(2), capital(3));
        format!("{first} {last}")
    }
}

struct Document {
    json: serde_json::Value,
    words: Vec<String>,
    year: u64,
}

impl Document {
    fn new(vocabulary: &Vocabulary, seed: u64, number: u64) -> Self {
        let mut random = Random::new(hash(seed) ^ number);
        let random = &mut random;
        // Log-normal sizes with a median of 3.6 kB, as written questions have.
        let size = (8.18 + 0.5 * random.normal()).exp().max(700.0) as usize;
        let topics: Vec<String> = (0..5 + random.below(8)).map(|_| vocabulary.word(random.rank())).collect();
        let questions = 2 + random.below(7);
        let part = |random: &mut Random, share: f64| -> String {
            let target = (size as f64 * share / questions as f64) as usize;
            (1..=questions)
                .map(|n| format!("{n}. {}", prose(vocabulary, &topics, target, random)))
                .collect::<Vec<_>>()
                .join("\n")
        };
        let (question, answer) = (part(random, 0.3), part(random, 0.7));
        let year = 2008 + (random.unit().sqrt() * 17.0) as u64;
        let (month, day) = (1 + random.below(12) as u64, 1 + random.below(28) as u64);
        let session = if month >= 10 { year } else { year - 1 };
        let (minister, portfolio) = words::MINISTERS[(random.unit().powf(1.5) * 9.0) as usize];
        let party = words::PARTIES[(random.unit().powf(1.3) * 6.0) as usize];
        let json = serde_json::json!({
            "id": format!("sv-{number}"),
            "parliament": "flemish",
            "kind": "written-question",
            "session": format!("{session}-{}", session + 1),
            "number": (number % 7000 + 1).to_string(),
            "date": format!("{year}-{month:02}-{day:02}"),
            "asker": vocabulary.name(&mut Random::new(random.below(150) as u64)),
            "party": party,
            "minister": minister,
            "portfolio": portfolio,
            "title": format!("{} - {}", capitalised(&topics[0]), topics[1..3].join(" en ")),
            "question": question,
            "answer": answer,
        });
        let words = [&question, &answer]
            .iter()
            .flat_map(|text| text.split_whitespace())
            .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase())
            .filter(|word| word.chars().all(char::is_alphabetic))
            .collect();
        Self { json, words, year }
    }
}

/// Sentences of about `target` bytes together.
fn prose(vocabulary: &Vocabulary, topics: &[String], target: usize, random: &mut Random) -> String {
    let mut text = String::with_capacity(target + 200);
    while text.len() < target {
        let length = 6 + random.below(18);
        let mut first = true;
        for _ in 0..length {
            let word = match random.below(100) {
                0..44 => {
                    let list = &vocabulary.function_words;
                    let rank = (random.unit() * (list.len() as f64).ln()).exp() as usize - 1;
                    list[rank.min(list.len() - 1)].to_owned()
                }
                44..50 => (*random.pick(&words::EXPRESSIONS)).to_owned(),
                50..56 => random.pick(topics).clone(),
                56..58 => number(random),
                _ => vocabulary.word(random.rank()),
            };
            if !first {
                text.push(' ');
            }
            text.push_str(&if first { capitalised(&word) } else { word });
            if random.below(14) == 0 {
                text.push(',');
            }
            first = false;
        }
        let end = text.trim_end_matches(',').len();
        text.truncate(end);
        text.push_str(if random.below(5) == 0 { "? " } else { ". " });
    }
    text.truncate(text.trim_end().len());
    text
}

fn number(random: &mut Random) -> String {
    match random.below(4) {
        0 => (1990 + random.below(36)).to_string(),
        1 => format!("{}.{:03}", 1 + random.below(900), random.below(1000)),
        2 => format!("{},{}", 1 + random.below(99), random.below(10)),
        _ => (2 + random.below(400)).to_string(),
    }
}

fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Documents that queries are made from.
#[derive(Default)]
struct Sample {
    frequency: HashMap<String, usize>,
    documents: Vec<(Vec<String>, u64)>,
}

impl Sample {
    fn add(&mut self, document: &Document) {
        let mut words: Vec<&String> = document.words.iter().collect();
        words.sort_unstable();
        words.dedup();
        for word in words {
            *self.frequency.entry(word.clone()).or_default() += 1;
        }
        self.documents.push((document.words.clone(), document.year));
    }

    fn write_queries(&self, random: &mut Random, out: &mut impl Write) -> Outcome {
        let count = self.documents.len();
        let mut words: Vec<(&str, usize)> = self.frequency.iter().map(|(w, n)| (w.as_str(), *n)).collect();
        words.sort_unstable();
        let within = |low: f64, high: f64| -> Vec<&str> {
            let (low, high) = ((low * count as f64) as usize, (high * count as f64) as usize);
            words.iter().filter(|(w, n)| w.len() > 2 && (low..=high).contains(n)).map(|(w, _)| *w).collect()
        };
        let (rare, middle, frequent) = (within(0.0, 0.002), within(0.01, 0.05), within(0.2, 1.0));
        // Different words of one document, so that there is something to find; no function words.
        let together = |random: &mut Random, n: usize| -> String {
            let (words, _) = random.pick(&self.documents);
            let mut chosen: Vec<&str> = Vec::new();
            for _ in 0..1000 {
                let word = random.pick(words).as_str();
                if chosen.len() < n && self.frequency[word] * 2 < count && !chosen.contains(&word) {
                    chosen.push(word);
                }
            }
            chosen.join(" ")
        };
        let phrase = |random: &mut Random, n: usize| -> String {
            let (words, _) = random.pick(&self.documents);
            let at = random.below(words.len().saturating_sub(n).max(1));
            words[at..(at + n).min(words.len())].join(" ")
        };
        for _ in 0..QUERIES_PER_CLASS {
            writeln!(out, "t_rare\tterm\t{}", random.pick(&rare))?;
            writeln!(out, "t_mid\tterm\t{}", random.pick(&middle))?;
            writeln!(out, "t_high\tterm\t{}", random.pick(&frequent))?;
            for n in [2, 3] {
                writeln!(out, "and{n}\tand\t{}", together(random, n))?;
                writeln!(out, "or{n}\tor\t{}", together(random, n))?;
                writeln!(out, "ph{n}\tphrase\t{}", phrase(random, n))?;
            }
            writeln!(out, "and2_y\tand\t{}\t{}", together(random, 2), random.pick(&self.documents).1)?;
            writeln!(out, "t_high_y\tterm\t{}\t{}", random.pick(&frequent), random.pick(&self.documents).1)?;
        }
        Ok(())
    }
}

/// One step of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014), used as a hash.
fn hash(x: u64) -> u64 {
    let mut z = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(hash(seed))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        hash(self.0)
    }

    /// Evenly between 0 and 1, 1 excluded.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, end: usize) -> usize {
        (self.unit() * end as f64) as usize
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }

    /// A rank with a probability near 1/(rank + [`FLAT`]): Mandelbrot's form of Zipf's law.
    fn rank(&mut self) -> u64 {
        (FLAT * ((RANKS + FLAT) / FLAT).powf(self.unit()) - FLAT) as u64
    }

    /// Normally distributed, by the sum of twelve even ones.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}
