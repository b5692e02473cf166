//! `vraagbaak facets`: exact counts by minister, date, party …

use clap::ValueEnum;

use super::conditions::{Conditions, tell_names};
use super::tabular::TableFormat;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::model::FacetCounts;
use crate::query::Match;
use crate::render::dutch_text::counted;
use crate::render::json;
use crate::render::terminal::facet_table;
use crate::search::{FACETS, FacetOrder, FacetRequest, SearchRequest, Searcher};

/// Count hits by minister, date, party and other facets
///
/// The names come first, then the query: facets minister,party maatwerk. Dates and numbers open up: date,
/// date/2018, date/2018/01; number, number/2017-2018.
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Facets: minister, portfolio, asker, party, parliament, kind, theme, date, number, session, \
    source, has. 'onbekend' counts the documents without one.\n\n\
    Examples:\n  \
    vraagbaak facets minister date maatwerk\n  \
    vraagbaak facets date/2023 --sort value --format csv"
)]
pub struct Arguments {
    /// Facets, then the query
    #[arg(value_name = "NAME… [QUERY]", required = true, add = super::completions::facet_names())]
    words: Vec<String>,
    /// Most values of a facet to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 0, hide_default_value = true)]
    limit: usize,
    /// Order of the values
    #[arg(long, value_name = "ORDER", default_value = "count")]
    sort: Order,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
    #[command(flatten)]
    conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// Most hits first
    Count,
    /// By value
    Value,
}

/// Whether every part of `text` (commas between) names a facet.
fn names_facets(text: &str) -> bool {
    text.split(',').all(|part| FACETS.contains(&part.split('/').next().unwrap_or_default()))
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let names = self.words.iter().take_while(|word| names_facets(word)).count();
        if names == 0 {
            return Err(CliError::usage(
                format!("there is no facet '{}'", self.words[0]),
                format!("facets are {}", FACETS.join(", ")),
            ));
        }
        let order = if self.sort == Order::Value { FacetOrder::Value } else { FacetOrder::Count };
        let facets = self.words[..names]
            .iter()
            .flat_map(|word| word.split(','))
            .map(|path| FacetRequest { order, limit: self.limit, ..FacetRequest::new(path) })
            .collect();
        let query = self.conditions.query(&self.words[names..], Match::All)?;
        let index = opening::open_or_build(desk)?;
        let request = SearchRequest { facets, relax: false, ..SearchRequest::bare(query, 0) };
        let searcher = Searcher::new(&index);
        let results = searcher.search(&request)?;
        tell_names(desk, &searcher, &request.query)?;
        match self.format {
            TableFormat::Text => {
                let mut text = String::new();
                for facet in &results.facets {
                    text.push_str(&facet_table(&desk.screen, facet));
                    text.push('\n');
                }
                text.push_str(&format!("{}\n", counted(results.total, "hit")));
                desk.page(&text)?;
                let unnamed = |facet: &FacetCounts| {
                    facet.facet == "minister"
                        && facet.values.iter().any(|v| v.value == "unknown" && v.count * 2 > results.total)
                };
                if results.facets.iter().any(unnamed) {
                    desk.note("most of these name no minister but an office: see the facet 'portfolio'")?;
                }
            }
            TableFormat::Json => {
                tabular::json(desk, &json::facets(&results.query, results.total, &results.facets))?;
            }
            TableFormat::Jsonl => {
                let lines = json::facet_values(&results.facets).map(|(facet, value)| {
                    serde_json::json!({ "facet": facet, "value": value.value, "count": value.count })
                });
                tabular::json_lines(desk, lines)?;
            }
            TableFormat::Csv | TableFormat::Tsv => {
                let rows = json::facet_values(&results.facets)
                    .map(|(facet, value)| [facet.to_owned(), value.value.clone(), value.count.to_string()]);
                let delimiter = self.format.delimiter().unwrap_or(b',');
                tabular::rows(desk.out, delimiter, ["facet", "value", "count"], rows)?;
            }
        }
        Ok(ExitStatus::found(results.total > 0))
    }
}
