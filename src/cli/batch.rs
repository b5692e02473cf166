//! `vraagbaak batch`: answers all topics of a file.

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::ValueEnum;

use super::{CliError, Desk, ExitStatus, opening};
use crate::eval::{RunWriter, Topic, read_topics};
use crate::model::SearchResults;
use crate::query::{self, Match, Query};
use crate::search::{SearchRequest, Searcher};

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
    #[arg(long, value_name = "NAME", default_value = "vraagbaak")]
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
        let searcher = Searcher::new(&index);
        let jobs = self.jobs.or_else(|| std::thread::available_parallelism().ok()).map_or(1, Into::into);
        let mut found = 0u64;
        if self.format == Format::Csv {
            write_csv_row(desk, &["topic", "rank", "id", "score", "date", "title"])?;
        }
        for (topics, queries) in topics.chunks(TOPICS_AT_ONCE).zip(queries.chunks(TOPICS_AT_ONCE)) {
            for (topic, results) in topics.iter().zip(self.answer(&searcher, queries, jobs)) {
                let results = results?;
                found += results.total;
                self.write(desk, topic, &results)?;
            }
        }
        Ok(ExitStatus::found(found > 0))
    }

    /// The results of `queries`, in their order.
    fn answer(&self, searcher: &Searcher<'_>, queries: &[Query], jobs: usize) -> Vec<Answer> {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut answers = Vec::new();
            while let Some((at, query)) = {
                let at = next.fetch_add(1, Ordering::Relaxed);
                queries.get(at).map(|query| (at, query))
            } {
                answers.push((at, searcher.search(&SearchRequest::bare(query.clone(), self.depth))));
            }
            answers
        };
        let mut answers: Vec<(usize, Answer)> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs.min(queries.len())).map(|_| scope.spawn(work)).collect();
            threads.into_iter().flat_map(|thread| thread.join().unwrap_or_default()).collect()
        });
        answers.sort_by_key(|(at, _)| *at);
        answers.into_iter().map(|(_, answer)| answer).collect()
    }

    fn write(&self, desk: &mut Desk<'_>, topic: &Topic, results: &SearchResults) -> Result<(), CliError> {
        match self.format {
            Format::Trec => {
                let ranked = results.hits.iter().map(|hit| (hit.document.id.as_str(), hit.score));
                RunWriter::new(&mut *desk.out, &self.tag).topic(&topic.id, ranked)?;
            }
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
                    "version": 1,
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

type Answer = Result<SearchResults, crate::search::SearchError>;

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
