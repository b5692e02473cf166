//! `vraagbaak bench`: how fast an index answers the queries of a file.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

use super::batch::MatchMode;
use super::{CliError, Desk, ExitStatus, opening, whole};
use crate::eval::{
    Arrivals, Asked, ClassLatency, LatencyPlan, LatencyReport, QueryClass, Stages, Summary, Timed,
    measure_latency, read_workload,
};
use crate::render::terminal::{Align, FORMS, Table};
use crate::search::{SearchRequest, Searcher};

/// Version of the file that `--save` writes.
const SAVED_VERSION: u32 = 1;

/// Measure how fast queries are answered, and where the time goes
#[derive(clap::Args, Debug)]
#[command(
    after_help = "TOPICS is read as by 'vraagbaak batch'; a third column is a condition ('id<TAB>query<TAB>jaar:2019'). \
    Lines 'class<TAB>term|and|or|phrase<TAB>words<TAB>year' are read as benches/peers does. A time is from the query's text to its hits with snippets and \
    the exact total; printing is not in it. With --concurrency open, queries come at random moments at --rate a second, \
    whether or not earlier ones are answered, and waiting counts.\n\n\
    Examples:\n  \
    vraagbaak bench queries.tsv --runs 10 --save before.json\n  \
    vraagbaak bench queries.tsv --jobs 2 --concurrency open --rate 200 --baseline before.json"
)]
pub struct Arguments {
    /// The queries, read with operators
    #[arg(value_name = "TOPICS")]
    topics: PathBuf,
    /// Measured passes over all queries
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// Passes before, not measured
    #[arg(long, value_name = "N", default_value_t = 1)]
    warmup: usize,
    /// Threads that answer
    #[arg(long, short, value_name = "N", default_value = "1")]
    jobs: std::num::NonZeroUsize,
    /// When queries come
    #[arg(long, value_name = "HOW", default_value = "closed")]
    concurrency: Concurrency,
    /// Queries a second with --concurrency open [default: half of what a closed pass reaches]
    #[arg(long, value_name = "N")]
    rate: Option<f64>,
    /// Hits of a page
    #[arg(long, value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Neither snippets nor matched forms
    #[arg(long)]
    no_snippets: bool,
    /// Also collapse near duplicates and count the written forms that matched, as 'vraagbaak search' does
    #[arg(long, conflicts_with = "no_snippets")]
    forms: bool,
    /// Must all words of a query occur, or any?
    #[arg(long = "match", value_name = "WHICH", default_value = "all")]
    mode: MatchMode,
    /// Operators in the queries mean nothing
    #[arg(long)]
    plain: bool,
    /// Compare with figures that --save kept
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Keep the figures
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Seed of the order of queries and of arrivals
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Concurrency {
    /// A job asks its next query when its last is answered
    Closed,
    /// Queries come on their own
    Open,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Tables
    Text,
    /// One object, as --save writes it
    Json,
}

/// What `--save` keeps.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    version: u32,
    program: String,
    date: String,
    machine: Machine,
    index: IndexFacts,
    topics: String,
    queries: usize,
    limit: usize,
    snippets: bool,
    report: LatencyReport,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Machine {
    processor: String,
    cores: usize,
    memory_gib: f64,
    system: String,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct IndexFacts {
    path: String,
    documents: u64,
    segments: usize,
    bytes: u64,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let asked = read_workload(&self.topics)?;
        let baseline = self.baseline.as_deref().map(read_saved).transpose()?;
        let read = |asked: &Asked| asked.query(!self.plain, self.mode.into());
        let classes = asked
            .iter()
            .map(|one| read(one).map(|query| QueryClass::of(&query)))
            .collect::<Result<Vec<_>, _>>()?;
        let index = opening::open(desk)?;
        let searcher = Searcher::new(&index);
        let ask = |at: usize| -> Result<Timed, CliError> {
            let start = Instant::now();
            let query = read(&asked[at])?;
            let parse = start.elapsed();
            let request = if self.no_snippets {
                SearchRequest::bare(query, self.limit)
            } else {
                SearchRequest {
                    limit: self.limit,
                    relax: false,
                    forms: self.forms,
                    most_forms: FORMS,
                    collapse: self.forms,
                    ..SearchRequest::new(query)
                }
            };
            let (results, times) = searcher.search_timed(&request)?;
            let took = start.elapsed();
            let micros = |time: Duration| time.as_secs_f64() * 1e6;
            let stages = Stages {
                parse: micros(parse),
                search: micros(times.search),
                fetch: micros(times.fetch),
                snippets: micros(times.snippets),
            };
            Ok(Timed { took, stages, total: results.total })
        };
        let mut plan = LatencyPlan {
            runs: self.runs.max(1),
            warmup: self.warmup,
            jobs: self.jobs.into(),
            arrivals: Arrivals::Closed,
            seed: self.seed,
        };
        if self.concurrency == Concurrency::Open {
            let rate = match self.rate {
                Some(rate) if rate > 0.0 => rate,
                Some(rate) => {
                    return Err(CliError::usage(
                        format!("{rate} queries a second is no rate"),
                        "give --rate a number above 0",
                    ));
                }
                None => measure_latency(&LatencyPlan { runs: 1, ..plan }, &classes, &ask)?.throughput / 2.0,
            };
            plan.arrivals = Arrivals::Open { rate };
        }
        let report = measure_latency(&plan, &classes, &ask)?;
        let saved = Saved {
            version: SAVED_VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            date: jiff::Zoned::now().strftime("%Y-%m-%d %H:%M").to_string(),
            machine: Machine::this(),
            index: IndexFacts {
                path: desk.index_dir().display().to_string(),
                documents: index.documents(),
                segments: index.segments().len(),
                bytes: folder_bytes(desk.index_dir()),
            },
            topics: self.topics.display().to_string(),
            queries: asked.len(),
            limit: self.limit,
            snippets: !self.no_snippets,
            report,
        };
        if let Some(path) = &self.save {
            let failed = |source| CliError::File { path: path.clone(), verb: "written", source };
            let text = serde_json::to_string_pretty(&saved).map_err(std::io::Error::other).map_err(failed)?;
            whole::write(path, failed, |out| writeln!(out, "{text}").map_err(failed))?;
        }
        match self.format {
            Format::Json => {
                let text = serde_json::to_string_pretty(&saved).map_err(std::io::Error::other)?;
                writeln!(desk.out, "{text}")?;
            }
            Format::Text => print(desk, &saved)?,
        }
        if let Some(baseline) = baseline {
            print_comparison(desk, &baseline, &saved)?;
        }
        Ok(ExitStatus::Done)
    }
}

/// Reads what `--save` kept.
fn read_saved(path: &Path) -> Result<Saved, CliError> {
    let unreadable = |source| CliError::File { path: path.to_owned(), verb: "read", source };
    let text = std::fs::read_to_string(path).map_err(unreadable)?;
    let saved: Saved =
        serde_json::from_str(&text).map_err(|error| unreadable(std::io::Error::other(error)))?;
    if saved.version == SAVED_VERSION {
        Ok(saved)
    } else {
        Err(CliError::usage(
            format!("{} has version {}, not {SAVED_VERSION}", path.display(), saved.version),
            "measure the baseline again with this program",
        ))
    }
}

fn print(desk: &mut Desk<'_>, saved: &Saved) -> Result<(), CliError> {
    let report = &saved.report;
    let mut table = Table::new(&[
        ("class", Align::Left),
        ("queries", Align::Right),
        ("p50 ms", Align::Right),
        ("p90 ms", Align::Right),
        ("p99 ms", Align::Right),
        ("max ms", Align::Right),
        ("parse", Align::Right),
        ("search", Align::Right),
        ("fetch", Align::Right),
        ("snippets", Align::Right),
    ]);
    let milliseconds = |micros: f64| format!("{:.3}", micros / 1e3);
    let mut row = |name: &str, queries: usize, times: &Summary, stages: &Stages| {
        table.row([
            name.to_owned(),
            queries.to_string(),
            milliseconds(times.p50),
            milliseconds(times.p90),
            milliseconds(times.p99),
            milliseconds(times.max),
            milliseconds(stages.parse),
            milliseconds(stages.search),
            milliseconds(stages.fetch),
            milliseconds(stages.snippets),
        ]);
    };
    for ClassLatency { class, queries, times, stages } in &report.classes {
        row(class.name(), *queries, times, stages);
    }
    row("all", saved.queries, &report.all, &report.stages);
    write!(desk.out, "{}", table.render(&desk.screen))?;
    let arrivals = match report.plan.arrivals {
        Arrivals::Closed => "closed arrivals".to_owned(),
        Arrivals::Open { rate } => format!("open arrivals, {rate:.0} a second"),
    };
    let snippets = if saved.snippets { "with snippets" } else { "without snippets" };
    writeln!(
        desk.out,
        "stages: means · {} answers, {:.0} a second · {arrivals}, {} jobs · {} hits {snippets} · {} documents matched",
        report.all.count, report.throughput, report.plan.jobs, saved.limit, report.total
    )?;
    let (index, machine) = (&saved.index, &saved.machine);
    writeln!(
        desk.out,
        "{}: {} documents, {} segments, {:.1} MB · {}, {} cores, {:.1} GiB, {} · {}",
        index.path,
        index.documents,
        index.segments,
        index.bytes as f64 / 1e6,
        machine.processor,
        machine.cores,
        machine.memory_gib,
        machine.system,
        saved.date
    )?;
    Ok(())
}

fn print_comparison(desk: &mut Desk<'_>, before: &Saved, now: &Saved) -> Result<(), CliError> {
    writeln!(desk.out, "\nagainst the baseline of {}:", before.date)?;
    let mut table = Table::new(&[
        ("class", Align::Left),
        ("p50", Align::Right),
        ("p90", Align::Right),
        ("p99", Align::Right),
    ]);
    let ratio = |now: f64, before: f64| {
        if before > 0.0 { format!("{:.2}×", now / before) } else { "–".to_owned() }
    };
    let mut row = |name: &str, now: &Summary, before: &Summary| {
        table.row([
            name.to_owned(),
            ratio(now.p50, before.p50),
            ratio(now.p90, before.p90),
            ratio(now.p99, before.p99),
        ]);
    };
    for class in &now.report.classes {
        if let Some(earlier) = before.report.classes.iter().find(|earlier| earlier.class == class.class) {
            row(class.class.name(), &class.times, &earlier.times);
        }
    }
    row("all", &now.report.all, &before.report.all);
    write!(desk.out, "{}", table.render(&desk.screen))?;
    writeln!(
        desk.out,
        "The baseline was measured at another time, not interleaved: a machine that is busier or cooler now is in these ratios."
    )?;
    let differences = [
        (before.machine != now.machine, "the machine"),
        (before.index.documents != now.index.documents, "the number of documents"),
        (before.queries != now.queries, "the number of queries"),
        (before.report.total != now.report.total, "the documents matched"),
        (before.limit != now.limit || before.snippets != now.snippets, "what a query returns"),
        (
            before.report.plan.arrivals != now.report.plan.arrivals
                || before.report.plan.jobs != now.report.plan.jobs,
            "how queries came",
        ),
    ];
    let named: Vec<&str> =
        differences.iter().filter(|(differs, _)| *differs).map(|(_, what)| *what).collect();
    if !named.is_empty() {
        writeln!(desk.out, "Different from the baseline: {}.", named.join(", "))?;
    }
    Ok(())
}

impl Machine {
    fn this() -> Self {
        let field = |path: &str, name: &str| -> Option<String> {
            let text = std::fs::read_to_string(path).ok()?;
            let line = text.lines().find(|line| line.starts_with(name))?;
            Some(line.split_once(':')?.1.trim().to_owned())
        };
        let kilobytes = field("/proc/meminfo", "MemTotal")
            .and_then(|value| value.split_whitespace().next()?.parse::<f64>().ok())
            .unwrap_or(0.0);
        Self {
            processor: field("/proc/cpuinfo", "model name")
                .unwrap_or_else(|| std::env::consts::ARCH.to_owned()),
            cores: std::thread::available_parallelism().map_or(1, Into::into),
            memory_gib: (kilobytes / f64::from(1u32 << 20) * 10.0).round() / 10.0,
            system: std::env::consts::OS.to_owned(),
        }
    }
}

/// Bytes of the files in and below `dir`; what cannot be read counts as nothing.
fn folder_bytes(dir: &Path) -> u64 {
    std::fs::read_dir(dir)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| match entry.metadata() {
            Ok(metadata) if metadata.is_dir() => folder_bytes(&entry.path()),
            Ok(metadata) => metadata.len(),
            Err(_) => 0,
        })
        .sum()
}
