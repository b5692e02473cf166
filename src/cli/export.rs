//! `vraagbaak export`: every hit in a format for other programs; and the streaming that `search` shares.

use std::path::PathBuf;

use clap::ValueEnum;

use super::conditions::{Conditions, tell_names};
use super::{CliError, Desk, ExitStatus, opening, search, whole};
use crate::index::Index;
use crate::model::{Hit, SearchResults};
use crate::query::Match;
use crate::render::dutch_text::counted;
use crate::render::{ExportFormat, Provenance};
use crate::search::{SearchError, SearchRequest, Searcher, Sort};

/// Hits in memory at a time.
const PORTION: usize = 100;

/// Write every hit in a format for other programs
///
/// The list says which query, index, program and day it comes from. Hits are written as they are found, in
/// constant memory.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak export maatwerk --format ris --output maatwerk.ris\n  \
    vraagbaak export 'onderwijs jaar:2022' --minister vanlangendonck >onderwijs.csv")]
pub struct Arguments {
    /// The query; every document when left out
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: Format,
    /// Write to FILE instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// At most this many hits
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// By date instead of score
    #[arg(long)]
    by_date: bool,
    /// Write near duplicates (the same question to other ministers) too
    #[arg(long)]
    no_collapse: bool,
    #[command(flatten)]
    conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values with a header
    Csv,
    /// Tab-separated values with a header
    Tsv,
    /// One JSON object a line
    Jsonl,
    /// For reference managers
    Ris,
    /// For LaTeX
    Bibtex,
    /// For citation processors
    CslJson,
    /// A list to paste
    Markdown,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let query = self.conditions.query(&self.query, Match::All)?;
        let index = opening::open(desk)?;
        let searcher = Searcher::new(&index);
        tell_names(desk, &searcher, &query)?;
        let sort = if self.by_date { Sort::DateAscending } else { Sort::Score };
        let limit = self.limit.unwrap_or(usize::MAX);
        let collapse = !self.no_collapse;
        let request = SearchRequest { sort, limit, collapse, relax: false, ..SearchRequest::new(query) };
        let total = match &self.output {
            None => self.write(&searcher, &request, &index, desk)?,
            Some(path) => {
                let failed = |source| CliError::File { path: path.clone(), verb: "written", source };
                let total = whole::write(path, failed, |out| {
                    self.write(&searcher, &request, &index, &mut desk.writing_to(out))
                })?;
                desk.note(format!("{} written to '{}'", counted(total, "hit"), path.display()))?;
                total
            }
        };
        Ok(ExitStatus::found(total > 0))
    }

    fn write(
        &self,
        searcher: &Searcher<'_>,
        request: &SearchRequest,
        index: &Index,
        desk: &mut Desk<'_>,
    ) -> Result<u64, CliError> {
        let format = match self.format {
            Format::Jsonl => return stream_lines(searcher, request, index, desk),
            Format::Csv => ExportFormat::Csv,
            Format::Tsv => ExportFormat::Tsv,
            Format::Ris => ExportFormat::Ris,
            Format::Bibtex => ExportFormat::Bibtex,
            Format::CslJson => ExportFormat::CslJson,
            Format::Markdown => ExportFormat::Markdown,
        };
        stream(searcher, request, format, index, desk)
    }
}

/// Where a list of hits comes from.
pub fn provenance(index: &Index, query: String, total: u64) -> Provenance {
    let info = index.build_info();
    Provenance {
        query,
        index: format!("{:016x}, {}", info.analyser, info.updated),
        program: concat!("vraagbaak ", env!("CARGO_PKG_VERSION")).to_owned(),
        date: jiff::Zoned::now().date().to_string(),
        total,
    }
}

/// Writes the hits of a request's page in `format` as they are fetched; returns how many.
///
/// # Errors
/// When the index cannot be read or the output not written.
pub fn stream(
    searcher: &Searcher<'_>,
    request: &SearchRequest,
    format: ExportFormat,
    index: &Index,
    desk: &mut Desk<'_>,
) -> Result<u64, CliError> {
    portions(searcher, request, |results, next| {
        let mut exporter = format.exporter();
        exporter.begin(desk.out, &provenance(index, results.query, results.total))?;
        let mut written = 0;
        each(next, &mut |hit| {
            written += 1;
            Ok(exporter.hit(desk.out, hit)?)
        })?;
        exporter.end(desk.out)?;
        Ok(written)
    })
}

/// Writes the hits of a request's page one a line as they are fetched; returns how many.
///
/// # Errors
/// When the index cannot be read or the output not written.
pub fn stream_lines(
    searcher: &Searcher<'_>,
    request: &SearchRequest,
    index: &Index,
    desk: &mut Desk<'_>,
) -> Result<u64, CliError> {
    portions(searcher, request, |results, next| {
        let provenance = provenance(index, results.query, results.total);
        let mut written = 0;
        each(next, &mut |hit| {
            written += 1;
            search::json_lines(desk, std::slice::from_ref(hit), &provenance)
        })?;
        Ok(written)
    })
}

/// Gives the next hits of a search, none after the last.
pub type Next<'a> = dyn FnMut() -> Result<Vec<Hit>, SearchError> + 'a;

/// Runs a request once; `work` gets what was counted over all hits, and the hits a portion at a time.
///
/// # Errors
/// When the index cannot be read, and what `work` returns.
pub fn portions<T>(
    searcher: &Searcher<'_>,
    request: &SearchRequest,
    work: impl FnOnce(SearchResults, &mut Next<'_>) -> Result<T, CliError>,
) -> Result<T, CliError> {
    searcher.stream(request, PORTION, work)
}

/// Calls `work` with each of the hits.
///
/// # Errors
/// When the index cannot be read, and what `work` returns.
pub fn each(next: &mut Next<'_>, work: &mut dyn FnMut(&Hit) -> Result<(), CliError>) -> Result<(), CliError> {
    loop {
        let hits = next()?;
        if hits.is_empty() {
            return Ok(());
        }
        for hit in &hits {
            work(hit)?;
        }
    }
}
