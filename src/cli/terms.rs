//! `vraagbaak terms`: the vocabulary of the index.

use super::tabular::TableFormat;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::render::json;
use crate::render::terminal::terms;
use crate::search::Searcher;

/// Show the written forms or lemmas of the index with their counts
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak terms maatwerk\n  \
    vraagbaak terms --lemmas --limit 1000 --format csv")]
pub struct Arguments {
    /// Only those that begin with this
    #[arg(value_name = "PREFIX", default_value = "", hide_default_value = true)]
    prefix: String,
    /// Lemmas instead of written forms
    #[arg(long)]
    lemmas: bool,
    /// Most to show, the most frequent first; 0 for all
    #[arg(long, short = 'n', value_name = "N", default_value_t = 50)]
    limit: usize,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open_or_build(desk)?;
        let searcher = Searcher::new(&index);
        let found = if self.lemmas {
            searcher.lemmas(&self.prefix, self.limit)?
        } else {
            searcher.terms(&self.prefix, self.limit)?
        };
        match self.format {
            TableFormat::Text => {
                let text = terms(&desk.screen, &found);
                desk.page(&text)?;
            }
            TableFormat::Json => tabular::json(desk, &json::terms(&found))?,
            TableFormat::Jsonl => tabular::json_lines(desk, found.iter())?,
            TableFormat::Csv | TableFormat::Tsv => {
                let rows = found.iter().map(|term| {
                    [term.term.clone(), term.documents.to_string(), term.occurrences.to_string()]
                });
                let delimiter = self.format.delimiter().unwrap_or(b',');
                tabular::rows(desk.out, delimiter, ["term", "documents", "occurrences"], rows)?;
            }
        }
        Ok(ExitStatus::found(!found.is_empty()))
    }
}
