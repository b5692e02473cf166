//! `vraagbaak trend`: counts over time.

use clap::ValueEnum;

use super::conditions::{Conditions, tell_names};
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::model::{Counting, Denominator, Period};
use crate::query::Match;
use crate::render::terminal::trend;
use crate::render::{json, trend_chart};
use crate::search::{Searcher, TrendRequest};

/// Count matches over time, as bars, a table or a chart
///
/// Each QUERY is a series of its own; quote a query of several words. The denominator, incomplete periods and
/// undated documents are always said.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak trend maatwerk onderwijs --relative documents\n  \
    vraagbaak trend '\"sociale economie\"' --by session --per minister --format svg >trend.svg")]
pub struct Arguments {
    /// The queries, a series each
    #[arg(value_name = "QUERY", required = true)]
    queries: Vec<String>,
    /// Length of a period
    #[arg(long, value_name = "PERIOD", default_value = "year")]
    by: By,
    /// One series for each value of a facet: minister, party, portfolio, …
    #[arg(long, value_name = "FACET")]
    per: Option<String>,
    /// Most values of that facet a query; 0 for all
    #[arg(long, value_name = "N", default_value_t = 8)]
    most: usize,
    /// What to count
    #[arg(long, value_name = "WHAT", default_value = "documents")]
    count: Count,
    /// Divide by all documents of the period (per cent) or all words (per million)
    #[arg(long, value_name = "WHAT")]
    relative: Option<Relative>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    #[command(flatten)]
    conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum By {
    Year,
    Quarter,
    Month,
    Session,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Count {
    Documents,
    Occurrences,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Relative {
    Documents,
    Words,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Bars
    Text,
    /// One object, described in docs/json.md
    Json,
    /// Comma-separated values, a line a series and period
    Csv,
    /// Tab-separated values
    Tsv,
    /// A chart
    Svg,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let queries = self
            .queries
            .iter()
            .map(|text| self.conditions.query(std::slice::from_ref(text), Match::All))
            .collect::<Result<Vec<_>, _>>()?;
        let index = opening::open_or_build(desk)?;
        let request = TrendRequest {
            queries,
            by: match self.by {
                By::Year => Period::Year,
                By::Quarter => Period::Quarter,
                By::Month => Period::Month,
                By::Session => Period::Session,
            },
            per: self.per.clone(),
            most: self.most,
            counting: match self.count {
                Count::Documents => Counting::Documents,
                Count::Occurrences => Counting::Occurrences,
            },
            relative: self.relative.map(|relative| match relative {
                Relative::Documents => Denominator::Documents,
                Relative::Words => Denominator::Words,
            }),
        };
        let searcher = Searcher::new(&index);
        let found = searcher.trend(&request)?;
        if let Some(query) = request.queries.first() {
            tell_names(desk, &searcher, query)?;
        }
        match self.format {
            Format::Text => {
                let text = trend(&desk.screen, &found);
                desk.page(&text)?;
            }
            Format::Json => tabular::json(desk, &json::trend(&found))?,
            Format::Svg => desk.out.write_all(trend_chart(&found).as_bytes())?,
            Format::Csv | Format::Tsv => {
                let rows = found.series.iter().flat_map(|series| {
                    let values = series.counts.iter().zip(&series.values);
                    found.periods.iter().zip(values).map(|(period, (count, value))| {
                        [
                            series.query.clone(),
                            series.group.clone().unwrap_or_default(),
                            period.name.clone(),
                            count.to_string(),
                            value.to_string(),
                            period.documents.to_string(),
                            period.words.to_string(),
                            period.incomplete.to_string(),
                        ]
                    })
                });
                let header =
                    ["query", "group", "period", "count", "value", "documents", "words", "incomplete"];
                let delimiter = if self.format == Format::Csv { b',' } else { b'\t' };
                tabular::rows(desk.out, delimiter, header, rows)?;
            }
        }
        Ok(ExitStatus::found(
            found
                .series
                .iter()
                .any(|series| series.undated > 0 || series.counts.iter().any(|count| *count > 0)),
        ))
    }
}
