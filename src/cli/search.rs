//! `vraagbaak search`: ranked hits with the passages that matched.

use std::ops::RangeInclusive;

use clap::ValueEnum;
use serde::Serialize;

use super::conditions::Conditions;
use super::{CliError, Desk, ExitStatus, export, opening, tabular};
use crate::index::Index;
use crate::model::{Hit, SearchResults};
use crate::query::{Match, Query};
use crate::render::json;
use crate::render::terminal::{FORMS, HitOptions, after_hits, before_hits, hit, hits};
use crate::render::{ExportFormat, Provenance};
use crate::search::{FacetRequest, SearchRequest, Searcher, Sort};

/// Search the questions and answers
///
/// All words must match, in any of their forms and as part of compounds. Where there is no index yet, the
/// folder 'corpus' is indexed first.
#[derive(clap::Args, Debug)]
#[command(after_help = "The query language:\n  \
    sociale economie       both words, in any form, also inside compounds\n  \
    werk OF arbeid         either; NIET or - excludes; ( ) group\n  \
    \"sociale economie\"     the phrase in any spelling; \"kind armoede\"~5 near each other\n  \
    =maatwerk              that written form only; =\"…\" the literal phrase\n  \
    maat*  *bedrijf  *werk*  begins with, ends with, holds a word; =maat* any letters\n  \
    maatwrek~1             one letter wrong\n  \
    in:titel  in:vraag  in:antwoord   where the words stand\n  \
    minister:  bevoegdheid:  vraagsteller:  partij:  thema:  nr:  jaar:  datum:  zittingsjaar:  heeft:antwoord\n\
    Quote the query for the shell. 'docs/query-language.md' has all of it.\n\n\
    Examples:\n  \
    vraagbaak search maatwerk --minister baetslé --since 2021-09 --facet minister,date\n  \
    vraagbaak search '\"sociale economie\" in:vraag -premie' --format json\n  \
    vraagbaak search 'SV nr. 221 (2022-2023)'")]
pub struct Arguments {
    /// The query; every document when left out
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// Hits to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Hits to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    offset: usize,
    /// Show every hit
    #[arg(long, conflicts_with_all = ["limit", "offset"])]
    all: bool,
    /// Counts over all hits: minister, portfolio, asker, party, parliament, kind, theme, session, source, has,
    /// number/2017-2018, date/2018
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    facet: Vec<String>,
    /// Order of the hits
    #[arg(long, value_name = "ORDER", default_value = "score", allow_hyphen_values = true)]
    sort: Order,
    /// Whether all words must match or any
    #[arg(long = "match", value_name = "HOW", default_value = "all")]
    mode: Mode,
    /// Add words of the best hits to the query (RM3); with '--match any' they find documents, else they only order
    #[arg(long)]
    expand: bool,
    /// Show near duplicates (the same question to other ministers) as hits of their own
    #[arg(long)]
    no_collapse: bool,
    /// Show scores and why each hit matched
    #[arg(long)]
    explain: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// Best first
    Score,
    /// Oldest first
    Date,
    /// Newest first
    #[value(name = "-date")]
    DateDescending,
    /// By session and number
    Number,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Mode {
    All,
    Any,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object, described in docs/json.md
    Json,
    /// One hit a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// Tab-separated values with a header
    Tsv,
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
        let mode = if self.mode == Mode::Any { Match::Any } else { Match::All };
        let query = self.conditions.query(&self.query, mode)?;
        let index = opening::open_or_build(desk)?;
        let searcher = Searcher::new(&index);
        let request = self.request(query);
        match self.format {
            Format::Text | Format::Json if !self.all => self.print(&searcher.search(&request)?, &index, desk),
            _ => self.stream(&searcher, &request, &index, desk),
        }
    }

    fn request(&self, query: Query) -> SearchRequest {
        let sort = match self.sort {
            Order::Score => Sort::Score,
            Order::Date => Sort::DateAscending,
            Order::DateDescending => Sort::DateDescending,
            Order::Number => Sort::Number,
        };
        SearchRequest {
            sort,
            limit: if self.all { usize::MAX } else { self.limit },
            offset: self.offset,
            facets: self.facet.iter().map(FacetRequest::new).collect(),
            collapse: !self.no_collapse,
            most_forms: if matches!(self.format, Format::Text) { FORMS } else { 0 },
            explain: self.explain,
            // A list for other programs holds what matches; only here is room to say that something else is shown.
            relax: matches!(self.format, Format::Text | Format::Json),
            parts: self.mode == Mode::Any,
            expand: self.expand,
            ..SearchRequest::new(query)
        }
    }

    /// Prints results that are at hand.
    fn print(
        &self,
        results: &SearchResults,
        index: &Index,
        desk: &mut Desk<'_>,
    ) -> Result<ExitStatus, CliError> {
        match self.format {
            Format::Text => {
                let text = hits(&desk.screen, results, HitOptions { explain: self.explain });
                desk.page(&text)?;
            }
            Format::Json => tabular::json(desk, &json::results(results))?,
            Format::Jsonl => {
                let provenance = export::provenance(index, results.query.clone(), results.total);
                json_lines(desk, &results.hits, &provenance)?;
            }
            format => {
                if let Some(format) = format.export() {
                    let provenance = export::provenance(index, results.query.clone(), results.total);
                    let mut exporter = format.exporter();
                    exporter.begin(desk.out, &provenance)?;
                    for hit in &results.hits {
                        exporter.hit(desk.out, hit)?;
                    }
                    exporter.end(desk.out)?;
                }
            }
        }
        Ok(ExitStatus::found(!results.hits.is_empty() || results.total > 0))
    }

    /// Writes hits as they are fetched.
    fn stream(
        &self,
        searcher: &Searcher<'_>,
        request: &SearchRequest,
        index: &Index,
        desk: &mut Desk<'_>,
    ) -> Result<ExitStatus, CliError> {
        let total = match (self.format, self.format.export()) {
            (_, Some(format)) => export::stream(searcher, request, format, index, desk)?,
            (Format::Text, _) => self.stream_text(searcher, request, desk)?,
            (Format::Json, _) => stream_json(searcher, request, desk)?,
            _ => export::stream_lines(searcher, request, index, desk)?,
        };
        Ok(ExitStatus::found(total > 0))
    }

    fn stream_text(
        &self,
        searcher: &Searcher<'_>,
        request: &SearchRequest,
        desk: &mut Desk<'_>,
    ) -> Result<u64, CliError> {
        let options = HitOptions { explain: self.explain };
        export::portions(searcher, request, |results, next| {
            desk.page_through(|screen, out| {
                out.write_all(before_hits(screen, &results).as_bytes())?;
                let mut ranks: Option<RangeInclusive<usize>> = None;
                export::each(next, &mut |one| {
                    let first = ranks.as_ref().map_or(one.rank, |ranks| *ranks.start());
                    ranks = Some(first..=one.rank);
                    Ok(out.write_all(hit(screen, one, options).as_bytes())?)
                })?;
                Ok(out.write_all(after_hits(screen, &results, ranks).as_bytes())?)
            })?;
            Ok(results.total)
        })
    }
}

fn stream_json(
    searcher: &Searcher<'_>,
    request: &SearchRequest,
    desk: &mut Desk<'_>,
) -> Result<u64, CliError> {
    export::portions(searcher, request, |results, next| {
        let mut failed = None;
        let hits = || next().map_err(|error| failed.insert(error).to_string());
        let written = tabular::json(desk, &json::streamed_results(&results, hits));
        match failed {
            Some(error) => Err(error.into()),
            None => written.map(|()| results.total),
        }
    })
}

impl Format {
    fn export(self) -> Option<ExportFormat> {
        match self {
            Self::Text | Self::Json | Self::Jsonl => None,
            Self::Csv => Some(ExportFormat::Csv),
            Self::Tsv => Some(ExportFormat::Tsv),
            Self::Ris => Some(ExportFormat::Ris),
            Self::Bibtex => Some(ExportFormat::Bibtex),
            Self::CslJson => Some(ExportFormat::CslJson),
            Self::Markdown => Some(ExportFormat::Markdown),
        }
    }
}

/// A hit on a line of its own, with where it comes from.
#[derive(Serialize)]
struct Line<'a> {
    version: u32,
    query: &'a str,
    index: &'a str,
    program: &'a str,
    exported: &'a str,
    #[serde(flatten)]
    hit: json::JsonHit,
}

/// Writes hits one a line, each with where it comes from.
pub fn json_lines(desk: &mut Desk<'_>, hits: &[Hit], provenance: &Provenance) -> Result<(), CliError> {
    tabular::json_lines(
        desk,
        hits.iter().map(|hit| Line {
            version: json::VERSION,
            query: &provenance.query,
            index: &provenance.index,
            program: &provenance.program,
            exported: &provenance.date,
            hit: json::JsonHit::from(hit),
        }),
    )
}
