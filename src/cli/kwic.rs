//! `vraagbaak kwic`: a concordance, key word in context.

use clap::ValueEnum;

use super::conditions::{Conditions, tell_names};
use super::tabular::TableFormat;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::query::Match;
use crate::render::json;
use crate::render::terminal::concordance;
use crate::search::{ConcordanceRequest, ConcordanceSort, Searcher};

/// Lines of a concordance for people when nothing else is said.
const LINES: usize = 100;

/// Show every occurrence on a line of its own, the matched text in one column
#[derive(clap::Args, Debug)]
#[command(after_help = "CSV, TSV and JSONL hold all lines, for statistics packages; --limit cuts them.\n\n\
    Examples:\n  \
    vraagbaak kwic maatwerk --sort right\n  \
    vraagbaak kwic '\"sociale economie\"' --context 80 --sample 200 --seed 7 --format csv")]
pub struct Arguments {
    /// The query
    #[arg(value_name = "QUERY", required = true)]
    query: Vec<String>,
    /// Characters on either side [default: what the screen holds, else 60]
    #[arg(long, value_name = "N")]
    context: Option<usize>,
    /// Order of the lines
    #[arg(long, value_name = "ORDER", default_value = "date")]
    sort: Order,
    /// Most lines; 0 for all [default: 100 as text, else all]
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<usize>,
    /// A random sample of N occurrences
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// The seed of the sample: the same seed, the same sample
    #[arg(long, value_name = "S", default_value_t = 1, requires = "sample")]
    seed: u64,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
    #[command(flatten)]
    conditions: Conditions,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Order {
    /// By the words before
    Left,
    /// By the matched text
    Hit,
    /// By the words behind
    Right,
    /// Oldest first
    Date,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let query = self.conditions.query(&self.query, Match::All)?;
        let index = opening::open_or_build(desk)?;
        let is_text = self.format == TableFormat::Text;
        let request = ConcordanceRequest {
            context: self.context.unwrap_or(if is_text { desk.screen.width / 2 } else { 60 }).min(2_000),
            sort: match self.sort {
                Order::Left => ConcordanceSort::Left,
                Order::Hit => ConcordanceSort::Hit,
                Order::Right => ConcordanceSort::Right,
                Order::Date => ConcordanceSort::Date,
            },
            limit: self.limit.unwrap_or(if is_text { LINES } else { 0 }),
            sample: self.sample,
            seed: self.seed,
            ..ConcordanceRequest::new(query)
        };
        let searcher = Searcher::new(&index);
        let found = searcher.concordance(&request)?;
        tell_names(desk, &searcher, &request.query)?;
        match self.format {
            TableFormat::Text => {
                let mut screen = desk.screen;
                if let Some(context) = self.context {
                    screen.width = screen.width.max(2 * context + 50);
                }
                let text = concordance(&screen, &found);
                desk.page(&text)?;
            }
            TableFormat::Json => tabular::json(desk, &json::concordance(&found))?,
            TableFormat::Jsonl => tabular::json_lines(desk, json::lines(&found))?,
            TableFormat::Csv | TableFormat::Tsv => {
                let rows = found.lines.iter().map(|line| {
                    let key = &line.document;
                    let citation = key.reference.number.is_some().then(|| key.reference.citation());
                    [
                        key.id.clone(),
                        citation.unwrap_or_default(),
                        key.date.map_or_else(String::new, |date| date.to_string()),
                        key.askers.join("; "),
                        key.ministers.join("; "),
                        line.label.clone(),
                        line.left.clone(),
                        line.hit.clone(),
                        line.right.clone(),
                    ]
                });
                let header = ["id", "citation", "date", "asker", "minister", "label", "left", "hit", "right"];
                tabular::rows(desk.out, self.format.delimiter().unwrap_or(b','), header, rows)?;
            }
        }
        Ok(ExitStatus::found(found.total > 0))
    }
}
