//! What the parsers understand of real documents, against marks made by hand (`tests/marks/marks.tsv`).
//!
//! Prints n of m for header fields, boundaries, pairs and citations. The documents are not part of the
//! repository; without them the test says that it was skipped.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use vraagbaak::corpus::{self, ReadOptions};
use vraagbaak::model::{ExchangeStatus, WrittenQuestion};
use vraagbaak::parse::{ParseOptions, Parser};

const MARKS: &str = include_str!("marks/marks.tsv");

/// Right answers of all, and what was wrong.
#[derive(Default)]
struct Score {
    right: usize,
    of: usize,
    wrong: Vec<String>,
}

impl Score {
    fn count(&mut self, right: bool, wrong: impl FnOnce() -> String) {
        self.of += 1;
        if right {
            self.right += 1;
        } else {
            self.wrong.push(wrong());
        }
    }
}

fn shared() -> PathBuf {
    std::env::var_os("VRAAGBAAK_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from)
}

fn parse(path: &Path) -> WrittenQuestion {
    let parser = Parser::new(ParseOptions::default());
    let mut parsed = None;
    corpus::read(&[path.to_owned()], &ReadOptions::default(), &mut |record| {
        parsed = Some(parser.parse(&record.unwrap().parse().unwrap()).unwrap());
        std::ops::ControlFlow::Continue(())
    })
    .unwrap();
    parsed.unwrap()
}

/// The words at the start of a part, one space between them.
fn words(question: &WrittenQuestion, range: Option<&Range<u32>>) -> String {
    let Some(range) = range else { return "-".to_owned() };
    let part = &question.text[range.start as usize..range.end as usize];
    part.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn field(question: &WrittenQuestion, name: &str) -> String {
    let or_dash =
        |text: Option<String>| text.filter(|text| !text.is_empty()).unwrap_or_else(|| "-".to_owned());
    let as_text = |value: serde_json::Value| value.as_str().map(str::to_owned);
    let list = |items: Vec<String>| or_dash(Some(items.join("; ")));
    match name {
        "parliament" => or_dash(serde_json::to_value(question.parliament).ok().and_then(as_text)),
        "kind" => or_dash(serde_json::to_value(question.kind).ok().and_then(as_text)),
        "number" => or_dash(question.number.clone()),
        "cases" => list(question.cases.clone()),
        "session" => or_dash(question.session.map(|session| session.to_string())),
        "date" => or_dash(question.date.map(|date| date.to_string())),
        "answered" => or_dash(question.answered.map(|date| date.to_string())),
        "askers" => list(
            question
                .askers
                .iter()
                .map(|p| match &p.party {
                    Some(party) => format!("{} ({party})", p.name),
                    None => p.name.clone(),
                })
                .collect(),
        ),
        "ministers" => list(
            question.ministers.iter().map(|m| m.name.clone().unwrap_or_else(|| "-".to_owned())).collect(),
        ),
        "title" => or_dash(Some(words(question, Some(&question.sections.title)))),
        other => panic!("unknown field {other} in the marks"),
    }
}

fn status(status: ExchangeStatus) -> &'static str {
    match status {
        ExchangeStatus::Paired => "paired",
        ExchangeStatus::Referred => "referred",
        ExchangeStatus::Unpaired => "unpaired",
    }
}

/// A block's answer may open with its label or heading, a section with what is printed above it.
fn begins(text: &str, mark: &str) -> bool {
    match mark {
        "-" => text == "-" || text.is_empty(),
        mark => text.starts_with(mark),
    }
}

#[test]
fn real_documents_are_understood_as_a_reader_understands_them() {
    let corpus = shared().join("corpus");
    if !corpus.exists() {
        println!("skipped: ../shared is absent");
        return;
    }
    let mut documents: BTreeMap<&str, WrittenQuestion> = BTreeMap::new();
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for line in MARKS.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let cells: Vec<&str> = line.split('\t').collect();
        let (file, what) = (cells[0], cells[1]);
        let question = documents.entry(file).or_insert_with(|| parse(&corpus.join(file)));
        let kind = match what {
            "boundary" => "boundaries",
            "pair" | "pairs" => "pairs",
            "cite" | "cites" => "citations",
            _ => "header fields",
        };
        let score = scores.entry(kind).or_default();
        match what {
            "boundary" => {
                let whole = words(question, Some(&question.sections.answer));
                let first = question.exchanges.iter().find_map(|exchange| exchange.answer.as_ref());
                let body = if whole.is_empty() { "-".to_owned() } else { words(question, first) };
                // Nothing but a label, a heading or a printed reference may stand before the first answer.
                let lead = first.map_or(0, |first| first.start - question.sections.answer.start);
                score.count(begins(&body, cells[2]) && lead < 100, || {
                    format!("{file}: {} ≠ {body:.40}", cells[2])
                });
            }
            "pair" => {
                let [label, asked, answered, state] = cells[2..] else { panic!("{line}") };
                let found = question.exchanges.iter().any(|exchange| {
                    let question_words = words(question, exchange.question.as_ref());
                    exchange.label == label
                        && (begins(&question_words, asked) || asked != "-" && question_words.contains(asked))
                        && begins(&words(question, exchange.answer.as_ref()), answered)
                        && status(exchange.status) == state
                });
                score.count(found, || format!("{file}: pair {label} {asked}"));
            }
            "pairs" => score.count(question.exchanges.len().to_string() == cells[2], || {
                format!("{file}: {} exchanges, not {}", question.exchanges.len(), cells[2])
            }),
            "cite" => {
                let found = question.cites.iter().any(|cite| {
                    begins(&words(question, Some(&cite.span)), cells[2])
                        && cite.reference.key().as_deref() == Some(cells[3])
                });
                score.count(found, || format!("{file}: citation {} {}", cells[2], cells[3]));
            }
            "cites" => score.count(question.cites.len().to_string() == cells[2], || {
                format!("{file}: {} citations, not {}", question.cites.len(), cells[2])
            }),
            name => {
                let value = field(question, name);
                let right = if name == "title" { begins(&value, cells[2]) } else { value == cells[2] };
                score.count(right, || format!("{file}: {name} is {value}, not {}", cells[2]));
            }
        }
    }
    for (kind, score) in &scores {
        println!("{kind}: {} of {} right", score.right, score.of);
        for wrong in &score.wrong {
            println!("  {wrong}");
        }
    }
    for (kind, score) in &scores {
        assert!(score.right * 100 >= score.of * 97, "{kind}: {} of {}", score.right, score.of);
    }
}
