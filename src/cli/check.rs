//! `vraagbaak check`: what is understood of a corpus, without indexing it.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::ops::ControlFlow;
use std::path::PathBuf;

use clap::ValueEnum;
use serde::Serialize;

use super::{CliError, Desk, ExitStatus};
use crate::corpus::{self, ReadOptions};
use crate::model::{Doubt, ExchangeStatus, Parliament, WrittenQuestion};
use crate::parse::{Authority, ParseOptions, Parser, Signature, near_duplicates, signature, similarity};
use crate::render::dutch_text::{counted, thousands};
use crate::render::json::versioned;
use crate::render::terminal::{Align, Table, clean};

/// Read documents without indexing them and list what was understood, with every doubt
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Confidence is high without doubts, low where the layout was not recognised, the border \
    between question and answer was guessed, or three or more doubts remain, else medium. A question that is \
    asked more than once is told, but that is no doubt about its document.\n\n\
    Examples:\n  \
    vraagbaak check archief\n  \
    vraagbaak check --doubtful --format csv archief >doubts.csv"
)]
pub struct Arguments {
    /// Files and folders
    #[arg(value_name = "PATH", default_value = "corpus")]
    paths: Vec<PathBuf>,
    /// Foreign column names: title=onderwerp,asker=vraagsteller
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<String>,
    /// A list of office holders (person, portfolio, from, to)
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Only documents with doubts, each doubt in a sentence
    #[arg(long)]
    doubtful: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One object
    Json,
    /// Comma-separated values
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Confidence {
    High,
    Medium,
    Low,
}

impl Confidence {
    fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

#[derive(Debug, Serialize)]
struct Line {
    place: String,
    id: String,
    parliament: Option<Parliament>,
    citation: Option<String>,
    /// Number and session, for the table.
    #[serde(skip)]
    number: Option<String>,
    title: Option<String>,
    opening: Option<String>,
    date: Option<String>,
    answered: Option<String>,
    asker: Vec<String>,
    minister: Vec<String>,
    /// Those of them whose names were inferred from portfolio and date.
    inferred_minister: Vec<String>,
    question_words: usize,
    answer_words: usize,
    exchanges: usize,
    paired: usize,
    cites: usize,
    confidence: Confidence,
    doubts: Vec<Doubt>,
}

#[derive(Debug, Serialize)]
struct Skip {
    place: String,
    reason: String,
    remedy: String,
}

#[derive(Debug, Serialize)]
struct Report {
    documents: Vec<Line>,
    skipped: Vec<Skip>,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let map = self.map.as_deref().map(corpus::parse_map).transpose()?.unwrap_or_default();
        let options = ReadOptions { map, ..ReadOptions::default() };
        let authority = self.authority.as_deref().map(Authority::read).transpose()?;
        let mut report = read(&self.paths, &options, ParseOptions { authority })?;
        let all = report.documents.len();
        if self.doubtful {
            report.documents.retain(|line| !line.doubts.is_empty());
        }
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *desk.out, &versioned(&report))
                    .map_err(std::io::Error::from)?;
                writeln!(desk.out)?;
            }
            Format::Csv => csv(&report, desk)?,
            Format::Text => {
                let doubtful = report.documents.iter().filter(|line| !line.doubts.is_empty()).count();
                let text = format!(
                    "{}{}{}, {} with doubts, {} skipped\n",
                    if self.doubtful { details(&report) } else { table(&report).render(&desk.screen) },
                    counts(&report),
                    counted(all as u64, "document"),
                    thousands(doubtful as u64),
                    thousands(report.skipped.len() as u64),
                );
                desk.page(&text)?;
            }
        }
        if self.format != Format::Json {
            for skip in &report.skipped {
                let line = format!("{}: {}; {}", skip.place, skip.reason, skip.remedy);
                desk.note(clean(&line))?;
            }
        }
        Ok(if report.skipped.is_empty() { ExitStatus::found(all > 0) } else { ExitStatus::Error })
    }
}

fn read(paths: &[PathBuf], options: &ReadOptions, parse: ParseOptions) -> Result<Report, CliError> {
    let parser = Parser::new(parse);
    let mut report = Report { documents: Vec::new(), skipped: Vec::new() };
    let mut questions = Questions::default();
    corpus::read(paths, options, &mut |record| {
        match record.and_then(|record| parser.read(record)) {
            Ok(document) => {
                questions.add(document.slice(&document.sections.question));
                report.documents.push(line(&document));
            }
            Err(skipped) => report.skipped.push(Skip {
                place: skipped.place(),
                reason: skipped.reason.to_string(),
                remedy: skipped.remedy().to_owned(),
            }),
        }
        ControlFlow::Continue(())
    })?;
    questions.tell(&mut report.documents);
    tell_ids(&mut report.documents);
    Ok(report)
}

/// Adds a doubt to every document that has the id of one before it: a search finds both, but 'show' cannot tell them apart.
fn tell_ids(lines: &mut [Line]) {
    let mut first: HashMap<String, usize> = HashMap::new();
    for at in 0..lines.len() {
        let before = *first.entry(lines[at].id.clone()).or_insert(at);
        if before != at {
            let message = format!("the id '{}' is that of {} too", lines[at].id, lines[before].place);
            lines[at].doubts.push(Doubt { code: "same-id".to_owned(), message });
        }
    }
}

/// The questions of all documents, by which those that are asked more than once are found.
#[derive(Default)]
struct Questions {
    /// xxh3 of each question's text.
    hashes: Vec<u64>,
    signatures: Vec<Option<Signature>>,
}

impl Questions {
    fn add(&mut self, question: &str) {
        self.hashes.push(xxhash_rust::xxh3::xxh3_64(question.trim().as_bytes()));
        self.signatures.push(Some(signature(question)).filter(|signature| !signature.is_empty()));
    }

    /// Adds a doubt to every document but the first that asks the same, or nearly the same.
    fn tell(&self, lines: &mut [Line]) {
        let mut exact: HashMap<u64, usize> = HashMap::new();
        let groups = near_duplicates(&self.signatures);
        for (at, (hash, group)) in self.hashes.iter().zip(groups).enumerate() {
            let Some(own) = &self.signatures[at] else { continue };
            let first = *exact.entry(*hash).or_insert(at);
            let doubt = if first != at {
                Doubt {
                    code: "duplicate".to_owned(),
                    message: format!("the same question as {}", lines[first].place),
                }
            } else if group as usize != at
                && let Some(Some(other)) = self.signatures.get(group as usize)
            {
                let share = (similarity(own, other) * 100.0).round();
                Doubt {
                    code: "near-duplicate".to_owned(),
                    message: format!(
                        "nearly the same question as {}: about {share} % of its word triples",
                        lines[group as usize].place
                    ),
                }
            } else {
                continue;
            };
            lines[at].doubts.push(doubt);
        }
    }
}

fn line(document: &WrittenQuestion) -> Line {
    let words = |range| crate::render::slice(document, range).split_whitespace().count();
    let doubts = &document.doubts;
    let confidence = if doubts.is_empty() {
        Confidence::High
    } else if doubts.len() > 2
        || doubts
            .iter()
            .any(|doubt| matches!(doubt.code.as_str(), "unrecognised-layout" | "boundary-guessed"))
    {
        Confidence::Low
    } else {
        Confidence::Medium
    };
    Line {
        place: document.origin.place(),
        id: document.id.clone(),
        parliament: document.parliament,
        citation: document.citation(),
        number: document.number.as_ref().map(|number| match document.session {
            // A number of ten letters and digits says its year itself.
            Some(session) if number.len() < 10 => format!("{number} ({session})"),
            _ => number.clone(),
        }),
        title: Some(document.title().to_owned()).filter(|title| !title.is_empty()),
        opening: crate::render::opening(document),
        date: document.date.map(|date| date.to_string()),
        answered: document.answered.map(|date| date.to_string()),
        asker: document.askers.iter().map(|asker| asker.name.clone()).collect(),
        minister: document
            .ministers
            .iter()
            .filter_map(|minister| minister.name.clone().or_else(|| minister.portfolio.clone()))
            .collect(),
        inferred_minister: document
            .ministers
            .iter()
            .filter(|minister| minister.inferred)
            .filter_map(|minister| minister.name.clone())
            .collect(),
        question_words: words(&document.sections.question),
        answer_words: words(&document.sections.answer),
        exchanges: document.exchanges.len(),
        paired: document.exchanges.iter().filter(|pair| pair.status != ExchangeStatus::Unpaired).count(),
        cites: document.cites.len(),
        confidence,
        doubts: doubts.clone(),
    }
}

fn table(report: &Report) -> Table {
    let mut table = Table::new(&[
        ("file", Align::Left),
        ("number", Align::Left),
        ("date", Align::Left),
        ("asker", Align::Left),
        ("minister", Align::Left),
        ("words", Align::Right),
        ("pairs", Align::Right),
        ("cites", Align::Right),
        ("confidence", Align::Left),
        ("doubts", Align::Left),
    ]);
    for line in &report.documents {
        let codes: Vec<&str> = line.doubts.iter().map(|doubt| doubt.code.as_str()).collect();
        table.row([
            line.place.clone(),
            line.number.clone().unwrap_or_else(|| "–".to_owned()),
            line.date.clone().unwrap_or_else(|| "–".to_owned()),
            line.asker.first().cloned().unwrap_or_else(|| "–".to_owned()),
            minister(line),
            format!("{}+{}", line.question_words, line.answer_words),
            format!("{}/{}", line.paired, line.exchanges),
            line.cites.to_string(),
            line.confidence.word().to_owned(),
            codes.join(" "),
        ]);
    }
    table
}

/// Every document with its doubts in words.
fn details(report: &Report) -> String {
    let mut out = String::new();
    for line in &report.documents {
        let _ = writeln!(out, "{} ({})", clean(&line.place), line.confidence.word());
        for doubt in &line.doubts {
            let _ = writeln!(out, "    {:<20} {}", doubt.code, clean(&doubt.message));
        }
    }
    out
}

/// How many documents have each confidence and each doubt, one line for either.
fn counts(report: &Report) -> String {
    let mut confidences: BTreeMap<Confidence, usize> = BTreeMap::new();
    let mut doubts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in &report.documents {
        *confidences.entry(line.confidence).or_default() += 1;
        let mut codes: Vec<&str> = line.doubts.iter().map(|doubt| doubt.code.as_str()).collect();
        codes.dedup();
        for code in codes {
            *doubts.entry(code).or_default() += 1;
        }
    }
    let mut doubts: Vec<(&str, usize)> = doubts.into_iter().collect();
    doubts.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), *code));
    let listed = |what: &str, parts: Vec<String>| match parts.is_empty() {
        true => String::new(),
        false => format!("{what}: {}\n", parts.join(" · ")),
    };
    let number = |count: usize| thousands(count as u64);
    let confidences = confidences.iter().map(|(name, count)| format!("{} {}", name.word(), number(*count)));
    let confidences = listed("confidence", confidences.collect());
    confidences
        + &listed("doubts", doubts.iter().map(|(code, count)| format!("{code} {}", number(*count))).collect())
}

/// The first minister, marked when inferred.
fn minister(line: &Line) -> String {
    match line.minister.first() {
        Some(name) if line.inferred_minister.contains(name) => format!("{name} (afgeleid)"),
        Some(name) => name.clone(),
        None => "–".to_owned(),
    }
}

fn csv(report: &Report, desk: &mut Desk<'_>) -> Result<(), CliError> {
    let mut writer = csv::Writer::from_writer(&mut *desk.out);
    let failed = |error: csv::Error| CliError::Output(std::io::Error::other(error));
    writer
        .write_record([
            "place",
            "id",
            "citation",
            "title",
            "opening",
            "date",
            "answered",
            "asker",
            "minister",
            "minister_inferred",
            "question_words",
            "answer_words",
            "exchanges",
            "paired",
            "cites",
            "confidence",
            "doubts",
            "messages",
        ])
        .map_err(failed)?;
    for line in &report.documents {
        let codes: Vec<&str> = line.doubts.iter().map(|doubt| doubt.code.as_str()).collect();
        let messages: Vec<&str> = line.doubts.iter().map(|doubt| doubt.message.as_str()).collect();
        writer
            .write_record([
                line.place.as_str(),
                &line.id,
                line.citation.as_deref().unwrap_or_default(),
                line.title.as_deref().unwrap_or_default(),
                line.opening.as_deref().unwrap_or_default(),
                line.date.as_deref().unwrap_or_default(),
                line.answered.as_deref().unwrap_or_default(),
                &line.asker.join("; "),
                &line.minister.join("; "),
                &(!line.inferred_minister.is_empty()).to_string(),
                &line.question_words.to_string(),
                &line.answer_words.to_string(),
                &line.exchanges.to_string(),
                &line.paired.to_string(),
                &line.cites.to_string(),
                line.confidence.word(),
                &codes.join(" "),
                &messages.join("; "),
            ])
            .map_err(failed)?;
    }
    writer.flush()?;
    Ok(())
}
