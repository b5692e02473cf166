//! `vraagbaak collocates`: the company a query keeps.

use clap::ValueEnum;

use super::conditions::{Conditions, tell_names};
use super::tabular::TableFormat;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::model::Association;
use crate::query::Match;
use crate::render::json;
use crate::render::terminal::collocates;
use crate::search::{CollocatesRequest, Searcher};

/// Show the words that occur near a query more often than chance would have it
#[derive(clap::Args, Debug)]
#[command(after_help = "Measures: log-likelihood (Dunning 1993), log-dice (Rychlý 2008, at most 14).\n\n\
    Examples:\n  \
    vraagbaak collocates maatwerk\n  \
    vraagbaak collocates '\"sociale economie\"' --measure log-dice --window 3 --minimum 2")]
pub struct Arguments {
    /// The query
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// The measure
    #[arg(long, value_name = "NAME", default_value = "log-likelihood")]
    measure: Measure,
    /// Words on either side
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=50))]
    window: u32,
    /// Least number of times together
    #[arg(long, value_name = "N", default_value_t = 3)]
    minimum: u64,
    /// Most words to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 30)]
    limit: usize,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
    #[command(flatten)]
    conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Measure {
    LogLikelihood,
    LogDice,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let query = self.conditions.query(&self.query, Match::All)?;
        let index = opening::open_or_build(desk)?;
        let request = CollocatesRequest {
            association: match self.measure {
                Measure::LogLikelihood => Association::LogLikelihood,
                Measure::LogDice => Association::LogDice,
            },
            window: self.window,
            minimum: self.minimum,
            limit: self.limit,
            ..CollocatesRequest::new(query)
        };
        let searcher = Searcher::new(&index);
        let found = searcher.collocates(&request)?;
        tell_names(desk, &searcher, &request.query)?;
        match self.format {
            TableFormat::Text => {
                let text = collocates(&desk.screen, &found);
                desk.page(&text)?;
            }
            TableFormat::Json => tabular::json(desk, &json::collocates(&found))?,
            TableFormat::Jsonl => tabular::json_lines(desk, found.collocates.iter())?,
            TableFormat::Csv | TableFormat::Tsv => {
                let rows = found.collocates.iter().map(|word| {
                    [
                        word.word.clone(),
                        word.score.to_string(),
                        word.together.to_string(),
                        word.occurrences.to_string(),
                    ]
                });
                let header = ["word", "score", "together", "occurrences"];
                tabular::rows(desk.out, self.format.delimiter().unwrap_or(b','), header, rows)?;
            }
        }
        Ok(ExitStatus::found(!found.collocates.is_empty()))
    }
}
