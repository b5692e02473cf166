//! `vraagbaak batch`: answers all topics of a file.

use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::ValueEnum;
use clap::builder::NonEmptyStringValueParser;

use super::{CliError, Desk, ExitStatus, opening};
use crate::eval::{RunWriter, Topic, read_topics};
use crate::index::{DocumentIds, Index};
use crate::model::SearchResults;
use crate::query::{self, Match, Query};
use crate::render::json;
use crate::search::{Ranking, SearchRequest, Searcher};

/// Topics answered between two writes; more keep the jobs busy, fewer need less memory.
const TOPICS_AT_ONCE: usize = 64;

/// Answer all queries of a file, for evaluation or for statistics
#[derive(clap::Args, Debug)]
#[command(
    after_help = "TOPICS has one query a line ('id<TAB>query', or the query alone: its id then is the number of the \
    line), or is a TREC file with <top>, <num> and <title>. Queries are plain text unless --syntax is given: \
    'NOT', quotation marks and colons in them mean nothing.\n\n\
    Examples:\n  \
    vraagbaak batch topics.tsv > mine.run && vraagbaak eval qrels.txt mine.run\n  \
    vraagbaak batch vragen.txt --syntax --match all --format csv --depth 20 > hits.csv"
)]
pub struct Arguments {
    /// The queries
    #[arg(value_name = "TOPICS")]
    topics: PathBuf,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "trec")]
    format: Format,
    /// Most hits a topic
    #[arg(long, value_name = "N", default_value_t = 1000)]
    depth: usize,
    /// Name of the run in its last column
    #[arg(long, value_name = "NAME", default_value = "vraagbaak", value_parser = NonEmptyStringValueParser::new())]
    tag: String,
    /// Threads [default: as many as there are cores]
    #[arg(long, short, value_name = "N")]
    jobs: Option<std::num::NonZeroUsize>,
    /// Must all words of a query occur, or any?
    #[arg(long = "match", value_name = "WHICH", default_value = "any")]
    mode: MatchMode,
    /// Read the queries as 'vraagbaak search' does, with operators
    #[arg(long)]
    syntax: bool,
    /// Add words of the best hits to each query (RM3)
    #[arg(long)]
    expand: bool,
    /// Another ranking than the built-in one: a TOML file with any of the parameters of docs/ranking.md
    #[arg(long, value_name = "FILE")]
    ranking: Option<PathBuf>,
}

/// Which words must occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MatchMode {
    /// Every word
    All,
    /// One word is enough; more rank higher
    Any,
}

impl From<MatchMode> for Match {
    fn from(mode: MatchMode) -> Self {
        match mode {
            MatchMode::All => Self::All,
            MatchMode::Any => Self::Any,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A TREC run: topic Q0 document rank score tag
    Trec,
    /// One object a topic
    Jsonl,
    /// topic,rank,id,score,date,title lines
    Csv,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let topics = read_topics(&self.topics)?;
        let queries = topics
            .iter()
            .map(|topic| read_query(&topic.text, self.syntax, self.mode.into()))
            .collect::<Result<Vec<_>, _>>()?;
        let index = opening::open(desk)?;
        let searcher = match &self.ranking {
            Some(path) => Searcher::with_ranking(&index, read_ranking(path)?),
            None => Searcher::new(&index),
        };
        let jobs = self.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, Into::into);
        if self.format == Format::Trec {
            return self.trec(desk, &index, &searcher, &topics, &queries, jobs);
        }
        let mut found = 0u64;
        if self.format == Format::Csv {
            write_csv_row(desk, &["topic", "rank", "id", "score", "date", "title"])?;
        }
        for (topics, queries) in topics.chunks(TOPICS_AT_ONCE).zip(queries.chunks(TOPICS_AT_ONCE)) {
            let answers = answer(queries, jobs, |query| searcher.search(&self.request(query)));
            for (topic, results) in topics.iter().zip(answers) {
                let results = results?;
                found += results.total;
                self.write(desk, topic, &results)?;
            }
        }
        Ok(ExitStatus::found(found > 0))
    }

    fn request(&self, query: &Query) -> SearchRequest {
        let parts = self.mode == MatchMode::Any;
        SearchRequest { parts, expand: self.expand, ..SearchRequest::bare(query.clone(), self.depth) }
    }

    /// A TREC run needs ids and scores only: no document is fetched.
    fn trec(
        &self,
        desk: &mut Desk<'_>,
        index: &Index,
        searcher: &Searcher<'_>,
        topics: &[Topic],
        queries: &[Query],
        jobs: usize,
    ) -> Result<ExitStatus, CliError> {
        let ids: DocumentIds<'_> = index.ids()?;
        let mut found = false;
        for (topics, queries) in topics.chunks(TOPICS_AT_ONCE).zip(queries.chunks(TOPICS_AT_ONCE)) {
            let answers = answer(queries, jobs, |query| searcher.ranked(&self.request(query)));
            for (topic, ranked) in topics.iter().zip(answers) {
                let mut named = Vec::new();
                for (address, score) in ranked? {
                    named.push((ids.get(address)?, score));
                }
                found |= !named.is_empty();
                let ranked = named.iter().map(|(id, score)| (id.as_ref(), *score));
                RunWriter::new(&mut *desk.out, &self.tag).topic(&topic.id, ranked)?;
            }
        }
        Ok(ExitStatus::found(found))
    }

    fn write(&self, desk: &mut Desk<'_>, topic: &Topic, results: &SearchResults) -> Result<(), CliError> {
        match self.format {
            Format::Trec => {}
            Format::Jsonl => {
                let hits: Vec<serde_json::Value> = results
                    .hits
                    .iter()
                    .map(|hit| {
                        serde_json::json!({
                            "rank": hit.rank,
                            "id": hit.document.id,
                            "score": hit.score,
                            "date": hit.document.date,
                            "title": hit.document.title(),
                        })
                    })
                    .collect();
                let line = serde_json::json!({
                    "version": json::VERSION,
                    "topic": topic.id,
                    "query": results.query,
                    "total": results.total,
                    "took_ms": results.took_ms,
                    "hits": hits,
                });
                writeln!(desk.out, "{line}")?;
            }
            Format::Csv => {
                for hit in &results.hits {
                    let date = hit.document.date.map(|date| date.to_string()).unwrap_or_default();
                    let row = [
                        topic.id.as_str(),
                        &hit.rank.to_string(),
                        &hit.document.id,
                        &hit.score.to_string(),
                        &date,
                        hit.document.title(),
                    ];
                    write_csv_row(desk, &row)?;
                }
            }
        }
        Ok(())
    }
}

/// What `work` makes of each query, in their order, on `jobs` threads.
fn answer<T: Send>(queries: &[Query], jobs: usize, work: impl Fn(&Query) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let one_thread = || {
        let mut answers = Vec::new();
        while let Some((at, query)) = {
            let at = next.fetch_add(1, Ordering::Relaxed);
            queries.get(at).map(|query| (at, query))
        } {
            answers.push((at, work(query)));
        }
        answers
    };
    let mut answers: Vec<(usize, T)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs.min(queries.len())).map(|_| scope.spawn(one_thread)).collect();
        threads
            .into_iter()
            .flat_map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    });
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
}

/// Reads a ranking.
fn read_ranking(path: &Path) -> Result<Ranking, CliError> {
    let text = std::fs::read_to_string(path).map_err(|source| CliError::File {
        path: path.to_owned(),
        verb: "read",
        source,
    })?;
    let remedy = "write any of the parameters of docs/ranking.md, as 'k1 = 1.2'";
    let ranking: Ranking = toml::from_str(&text).map_err(|error| {
        let line =
            error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        CliError::usage(format!("{}, line {line}: {}", path.display(), error.message()), remedy)
    })?;
    match ranking.fault() {
        Some(fault) => Err(CliError::usage(format!("{}: {fault}", path.display()), remedy)),
        None => Ok(ranking),
    }
}

/// The query of a topic: plain text, or read with operators.
pub(super) fn read_query(text: &str, syntax: bool, mode: Match) -> Result<Query, CliError> {
    Ok(if syntax { query::parse(text)?.matching(mode) } else { query::plain(text, mode) })
}

fn write_csv_row(desk: &mut Desk<'_>, row: &[&str]) -> Result<(), CliError> {
    let mut writer = csv::Writer::from_writer(&mut *desk.out);
    writer.write_record(row).map_err(|error| CliError::Output(std::io::Error::other(error)))?;
    writer.flush()?;
    Ok(())
}
