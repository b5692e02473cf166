//! `vraagbaak index`: brings an index to what the files hold now.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use clap::ValueEnum;

use super::config::Config;
use super::progress::{ProgressMode, Teller};
use super::{CliError, Desk, ExitStatus};
use crate::corpus::{self, ReadOptions};
use crate::dutch::Method;
use crate::index::{self, SourceOptions, Stage, UpdateOptions, UpdateSummary};
use crate::render::dutch_text::{bytes, counted, decimal, thousands};
use crate::render::json::versioned;
use crate::render::terminal::clean;

/// Index documents, or bring an index to what the files hold now
///
/// Only what is new, changed or gone since the last run is worked on. Without PATH, the sources of
/// vraagbaak.toml are indexed, or the folder 'corpus'. Searches go on meanwhile and see the old state until the
/// new one is published in one step.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Formats: text (UTF-8, UTF-16, Windows-1252), JSONL, JSON, CSV, TSV, DOCX, PDF with a text \
    layer, HTML, XML of the Tweede Kamer; .gz and .zst of the text forms; .zip of any.\n\
    Exit status: 2 also when something was skipped; the rest is indexed.\n\n\
    Examples:\n  \
    vraagbaak index archief/2018 archief/2019\n  \
    vraagbaak index --source kamer --map title=onderwerp,asker=vraagsteller kamer.csv\n  \
    vraagbaak index --dry-run --format json"
)]
pub struct Arguments {
    /// Files and folders
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
    /// Name this corpus, to index, remove and filter it on its own; without PATH, index that source of the configuration
    #[arg(long, value_name = "NAME")]
    source: Option<String>,
    /// Remove the documents of a named source
    #[arg(long, value_name = "NAME")]
    remove_source: Vec<String>,
    /// Foreign column names: title=onderwerp,asker=vraagsteller
    #[arg(long, value_name = "FIELD=COLUMN,…")]
    map: Option<String>,
    /// A list of office holders (person, portfolio, from, to): names the minister, marked as inferred, where a
    /// document has only portfolio and date
    #[arg(long, value_name = "FILE")]
    authority: Option<PathBuf>,
    /// Only add and change; keep documents whose files are gone
    #[arg(long)]
    add: bool,
    /// Only count what would happen
    #[arg(long)]
    dry_run: bool,
    /// Start afresh
    #[arg(long)]
    rebuild: bool,
    /// How much of Dutch to know; anything but 'full' is there for comparison [default: as the index was made, at
    /// first full]
    #[arg(long, value_name = "HOW")]
    analysis: Option<Analysis>,
    /// Stop at the first record that cannot be read
    #[arg(long)]
    strict: bool,
    /// Wait for another writer, at most SECONDS
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "86400")]
    wait: Option<u64>,
    /// Index again whenever a file changes, until interrupted
    #[arg(long, conflicts_with_all = ["dry_run", "rebuild"])]
    watch: bool,
    /// Memory to use: 500MB, 2GB
    #[arg(long, value_name = "SIZE", value_parser = memory)]
    memory: Option<usize>,
    /// Threads that parse and analyse [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<std::num::NonZeroUsize>,
    /// How to tell progress
    #[arg(long, value_name = "MODE", default_value = "auto")]
    progress: ProgressMode,
    /// How to print the summary
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// How much of Dutch the analysis knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Analysis {
    /// Lemmas, compounds, derivations
    Full,
    /// Snowball's stems only
    Stem,
    /// Written forms only
    None,
}

impl From<Analysis> for Method {
    fn from(analysis: Analysis) -> Self {
        match analysis {
            Analysis::Full => Self::Full,
            Analysis::Stem => Self::Stem,
            Analysis::None => Self::None,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A few lines
    Text,
    /// One object
    Json,
}

/// Reads `500MB`, `2G`, `1000000`.
fn memory(text: &str) -> Result<usize, String> {
    let lower = text.trim().to_lowercase();
    let digits = lower.trim_end_matches(|c: char| c.is_alphabetic());
    let unit = match &lower[digits.len()..] {
        "" | "b" => 1.0,
        "k" | "kb" | "kib" => 1e3,
        "m" | "mb" | "mib" => 1e6,
        "g" | "gb" | "gib" => 1e9,
        _ => return Err("write a number with MB or GB: 500MB".to_owned()),
    };
    let number: f64 = digits.trim().parse().map_err(|_| "write a number with MB or GB: 500MB".to_owned())?;
    let size = number * unit;
    if !(64e6..1e13).contains(&size) {
        return Err("write 64MB or more".to_owned());
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    Ok(size as usize)
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let options = self.options(desk)?;
        let stop = Arc::clone(&options.stop);
        // A second handler cannot be set in one process; the first one stays good.
        let _ = ctrlc::set_handler(move || stop.store(true, std::sync::atomic::Ordering::SeqCst));
        let status = self.once(&options, desk)?;
        if !self.watch {
            return Ok(status);
        }
        super::watch::follow(&options, desk, &mut |options, desk| self.once(options, desk).map(|_| ()))?;
        Ok(ExitStatus::Done)
    }

    fn options(&self, desk: &Desk<'_>) -> Result<UpdateOptions, CliError> {
        let mut options = UpdateOptions::new(desk.index_dir(), Vec::new());
        options.sources = self.sources(desk.config())?;
        options.remove_sources.clone_from(&self.remove_source);
        options.add = self.add;
        options.dry_run = self.dry_run;
        options.rebuild = self.rebuild;
        options.analysis = self.analysis.map(Method::from);
        options.strict = self.strict;
        options.wait = self.wait.map(Duration::from_secs);
        if let Some(memory) = self.memory {
            options.memory = memory;
        }
        if let Some(threads) = self.threads {
            options.threads = threads.get();
        }
        options.stop = Arc::new(AtomicBool::new(false));
        Ok(options)
    }

    fn sources(&self, config: Option<&Config>) -> Result<Vec<SourceOptions>, CliError> {
        let map = self.map.as_deref().map(corpus::parse_map).transpose()?.unwrap_or_default();
        if self.paths.is_empty() && !self.remove_source.is_empty() {
            return Ok(Vec::new());
        }
        let configured = config.map_or(&[][..], |config| &config.sources);
        let is_wanted =
            |source: &&super::config::Source| self.source.as_ref().is_none_or(|name| source.name == *name);
        let wanted: Vec<&super::config::Source> = configured.iter().filter(is_wanted).collect();
        if self.paths.is_empty()
            && let Some(name) = self.source.as_ref().filter(|_| wanted.is_empty())
        {
            let known: Vec<&str> = configured.iter().map(|source| source.name.as_str()).collect();
            let names =
                if known.is_empty() { "names none".to_owned() } else { format!("has {}", known.join(", ")) };
            return Err(CliError::usage(
                format!("the configuration has no source '{name}': it {names}"),
                "name the files or folders too: vraagbaak index --source NAME PATH…",
            ));
        }
        if let Some(config) = config.filter(|_| self.paths.is_empty() && !wanted.is_empty()) {
            let source = |source: &super::config::Source| {
                Ok(SourceOptions {
                    name: source.name.clone(),
                    paths: source.paths.clone(),
                    read: ReadOptions {
                        map: source
                            .map
                            .iter()
                            .map(|(field, column)| (field.clone(), column.clone()))
                            .collect(),
                        ..ReadOptions::default()
                    },
                    authority: match &self.authority {
                        Some(given) => Some(given.clone()),
                        None => config.authority(source)?,
                    },
                })
            };
            return wanted.into_iter().map(source).collect();
        }
        let paths = if self.paths.is_empty() { vec![PathBuf::from("corpus")] } else { self.paths.clone() };
        if let Some(missing) = paths.iter().find(|path| self.paths.is_empty() && !path.exists()) {
            return Err(CliError::usage(
                format!("there is no folder '{}' here", missing.display()),
                "name the files or folders to index: vraagbaak index PATH…",
            ));
        }
        let read = ReadOptions { map, ..ReadOptions::default() };
        let (name, authority) = (self.source.clone().unwrap_or_default(), self.authority.clone());
        Ok(vec![SourceOptions { name, paths, read, authority }])
    }

    /// One run and its summary.
    fn once(&self, options: &UpdateOptions, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let teller = Teller::new(self.progress, desk.quiet, desk.err_is_terminal);
        let summary = index::update(options, &teller);
        teller.finish();
        let summary = summary?;
        match self.format {
            Format::Json => {
                serde_json::to_writer(&mut *desk.out, &versioned(&summary)).map_err(std::io::Error::from)?;
                writeln!(desk.out)?;
            }
            Format::Text if desk.quiet => {}
            Format::Text => write!(desk.out, "{}", summarised(&summary, &options.index))?,
        }
        desk.out.flush()?;
        Ok(if summary.skipped.is_empty() { ExitStatus::Done } else { ExitStatus::Error })
    }
}

/// Builds the index of a corpus for a command that found none.
///
/// # Errors
/// When it cannot be built.
pub fn build(paths: Vec<PathBuf>, desk: &mut Desk<'_>) -> Result<(), CliError> {
    let options = UpdateOptions::new(desk.index_dir(), paths);
    let teller = Teller::new(ProgressMode::Auto, desk.quiet, desk.err_is_terminal);
    let summary = index::update(&options, &teller);
    teller.finish();
    desk.note(summarised(&summary?, &options.index).trim_end())
}

/// The summary for people.
fn summarised(summary: &UpdateSummary, index: &Path) -> String {
    let count = |number: u64, what: &str| format!("{} {what}", thousands(number));
    let mut out = String::new();
    if let Some(reason) = &summary.rebuilt {
        out.push_str(&format!("made anew: {}\n", clean(reason)));
    }
    if let Some(reason) = &summary.parsed_again {
        out.push_str(&format!("parsed again: {}\n", clean(reason)));
    }
    if summary.stopped {
        out.push_str("stopped before everything was read; the next run goes on from here\n");
    }
    let verb = if summary.dry_run { "would be " } else { "" };
    let mut changes = vec![
        format!("{} {verb}added", thousands(summary.added)),
        format!("{} {verb}changed", thousands(summary.changed)),
        format!("{} {verb}removed", thousands(summary.removed)),
        count(summary.unchanged, "unchanged"),
    ];
    if summary.kept > 0 {
        changes.push(count(summary.kept, "kept though unreadable"));
    }
    if !summary.skipped.is_empty() {
        changes.push(count(summary.skipped.len() as u64, "skipped"));
    }
    out.push_str(&format!("{}\n", changes.join(", ")));
    if summary.dry_run {
        return out;
    }
    let mut unknown = Vec::new();
    for (number, what) in [
        (summary.without_number, "number"),
        (summary.without_date, "date"),
        (summary.without_minister, "minister"),
    ] {
        if number > 0 {
            unknown.push(format!("{} without {what}", thousands(number)));
        }
    }
    let unknown = if unknown.is_empty() { String::new() } else { format!(" ({})", unknown.join(", ")) };
    out.push_str(&format!(
        "'{}' holds {}{unknown}, {}\n",
        clean(&index.display().to_string()),
        counted(summary.documents, "document"),
        bytes(summary.index_bytes),
    ));
    #[allow(clippy::cast_precision_loss)]
    let rate = summary.bytes as f64 / 1e6 / summary.seconds.max(0.001);
    let stages: Vec<String> = summary
        .stages
        .iter()
        .filter(|(_, seconds)| *seconds >= 0.05)
        .map(|(stage, seconds)| format!("{} {}", stage_name(*stage), decimal(*seconds, 1)))
        .collect();
    let stages = if stages.is_empty() { String::new() } else { format!(" ({})", stages.join(", ")) };
    out.push_str(&format!(
        "read {} in {} s, {} MB/s{stages}\n",
        bytes(summary.bytes),
        decimal(summary.seconds, 1),
        decimal(rate, 1),
    ));
    out
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Reading => "reading",
        Stage::Writing => "writing",
        Stage::Merging => "merging",
        Stage::Analysing => "analysing",
        Stage::Publishing => "publishing",
    }
}
