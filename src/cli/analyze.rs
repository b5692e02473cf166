//! `vraagbaak analyze`: what the Dutch chain makes of a text.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use serde::Serialize;

use super::{CliError, Desk, ExitStatus};
use crate::dutch::{Analyser, Analysis, TokenKind, Tokenizer, words_line_into};
use crate::render::json::versioned;
use crate::render::terminal::{Align, Table};
use crate::text::normalise;

/// Show the tokens, positions, keys and splits of a text
///
/// With --words, reads one word a line and writes word, outer split, full split and lemma keys, separated by
/// tabs; splits are marked with '|'.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak analyze 'sociale-economiebedrijven en opleidings-/begeleidingstrajecten'\n  \
    cut -f1 woorden.tsv | vraagbaak analyze --words -")]
pub struct Arguments {
    /// The text; standard input when it is '-'
    #[arg(value_name = "TEXT", required_unless_present = "words", conflicts_with = "words")]
    text: Vec<String>,
    /// Analyse one word a line of FILE or standard input
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-")]
    words: Option<PathBuf>,
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
}

/// One token and its keys.
#[derive(Debug, Serialize)]
struct Line {
    position: u32,
    text: String,
    start: usize,
    end: usize,
    kind: &'static str,
    form: String,
    lemmas: Vec<String>,
    split: String,
    parts: Vec<JsonPart>,
    derivations: Vec<String>,
    repaired: Vec<String>,
    known: bool,
}

#[derive(Debug, Serialize)]
struct JsonPart {
    text: String,
    key: String,
    head: bool,
}

#[derive(Debug, Serialize)]
struct Output {
    tokens: Vec<Line>,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let analyser = Analyser::builtin();
        if let Some(path) = &self.words {
            return words(analyser, path, desk);
        }
        let mut text = self.text.join(" ");
        if text == "-" {
            text = std::io::read_to_string(std::io::stdin())?;
        }
        let tokens = lines(analyser, &normalise(&text));
        let found = !tokens.is_empty();
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut *desk.out, &versioned(Output { tokens }))
                    .map_err(std::io::Error::from)?;
                writeln!(desk.out)?;
            }
            Format::Text => {
                let table = table(&tokens).render(&desk.screen);
                desk.page(&table)?;
            }
        }
        Ok(ExitStatus::found(found))
    }
}

/// The tokens of `text` in order.
fn lines(analyser: &Analyser, text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    Tokenizer::new().run(text, 0..text.len(), 0, &mut |token| {
        let analysis = analyser.analyse(token.form);
        let kind = match token.kind {
            TokenKind::Word => "word",
            TokenKind::Part => "part",
            TokenKind::Joined => "joined",
            TokenKind::Completed => "completed",
        };
        let parts = analysis.parts.iter().map(|part| JsonPart {
            text: token.form.get(part.span.clone()).unwrap_or_default().to_owned(),
            key: part.key.clone(),
            head: part.head,
        });
        lines.push(Line {
            position: token.position,
            text: text.get(token.span.clone()).unwrap_or_default().to_owned(),
            start: text.get(..token.span.start).map_or(0, |before| before.chars().count()),
            end: text.get(..token.span.end).map_or(0, |before| before.chars().count()),
            kind,
            form: token.form.to_owned(),
            lemmas: analysis.lemmas.to_vec(),
            split: split(token.form, &analysis.boundaries),
            parts: parts.collect(),
            derivations: analysis.derivations.to_vec(),
            repaired: analysis.repaired.to_vec(),
            known: analysis.known,
        });
    });
    lines
}

fn split(form: &str, boundaries: &[usize]) -> String {
    let mut out = String::with_capacity(form.len() + boundaries.len());
    for (at, c) in form.char_indices() {
        if at > 0 && boundaries.contains(&at) {
            out.push('|');
        }
        out.push(c);
    }
    out
}

fn table(lines: &[Line]) -> Table {
    let mut table = Table::new(&[
        ("position", Align::Right),
        ("text", Align::Left),
        ("kind", Align::Left),
        ("form", Align::Left),
        ("lemmas", Align::Left),
        ("parts (head*)", Align::Left),
        ("weaker keys", Align::Left),
    ]);
    for line in lines {
        let parts: Vec<String> = line
            .parts
            .iter()
            .map(|part| format!("{}{}", part.key, if part.head { "*" } else { "" }))
            .collect();
        let mut weaker: Vec<String> = line.derivations.iter().map(|key| format!("from {key}")).collect();
        weaker.extend(line.repaired.iter().map(|key| format!("perhaps {key}")));
        if !line.known && line.form.chars().all(char::is_alphabetic) {
            weaker.push("(no lexicon explains it)".to_owned());
        }
        table.row([
            line.position.to_string(),
            line.text.clone(),
            line.kind.to_owned(),
            line.split.clone(),
            line.lemmas.join(", "),
            parts.join(", "),
            weaker.join(", "),
        ]);
    }
    table
}

/// One word a line in, one line of tab-separated keys out.
fn words(analyser: &Analyser, path: &Path, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
    let unreadable = |source| CliError::File { path: path.to_owned(), verb: "read", source };
    let mut input: Box<dyn BufRead> = if path.as_os_str() == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        Box::new(BufReader::with_capacity(1 << 16, File::open(path).map_err(unreadable)?))
    };
    let (mut bytes, mut line, mut scratch) = (Vec::new(), String::new(), Analysis::default());
    let mut any = false;
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes).map_err(unreadable)? == 0 {
            return Ok(ExitStatus::found(any));
        }
        let text = String::from_utf8_lossy(&bytes);
        let word = text.trim_end_matches(['\n', '\r']);
        // A tab would shift the columns; what stands behind one is not the word.
        let word = word.split('\t').next().unwrap_or_default();
        line.clear();
        words_line_into(analyser, word, &mut scratch, &mut line);
        line.push('\n');
        desk.out.write_all(line.as_bytes())?;
        any = true;
    }
}
