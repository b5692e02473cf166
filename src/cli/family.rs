//! `vraagbaak family`: all forms and compounds of a word in the index.

use super::tabular::TableFormat;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::render::json;
use crate::render::terminal::family;
use crate::search::Searcher;

/// Show all forms and compounds of a word that the index holds, as a tree
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak family maatwerk\n  \
    vraagbaak family gemeente --format csv")]
pub struct Arguments {
    /// The word
    #[arg(value_name = "WORD")]
    word: String,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: TableFormat,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open_or_build(desk)?;
        let found = Searcher::new(&index).family(&self.word)?;
        match self.format {
            TableFormat::Text => {
                let text = family(&desk.screen, &found);
                desk.page(&text)?;
            }
            TableFormat::Json => tabular::json(desk, &json::family(&found))?,
            TableFormat::Jsonl => tabular::json_lines(desk, found.branches.iter())?,
            TableFormat::Csv | TableFormat::Tsv => {
                let rows = found.branches.iter().flat_map(|branch| {
                    branch.forms.iter().map(|form| {
                        let (before, word, after) = &branch.split;
                        let kind = serde_json::to_value(branch.kind).ok();
                        let kind = kind.and_then(|kind| kind.as_str().map(ToOwned::to_owned));
                        [
                            kind.unwrap_or_default(),
                            branch.lemma.clone(),
                            [before.as_str(), word, after].join("|").trim_matches('|').to_owned(),
                            form.term.clone(),
                            form.documents.to_string(),
                            form.occurrences.to_string(),
                        ]
                    })
                });
                let header = ["kind", "lemma", "split", "form", "documents", "occurrences"];
                tabular::rows(desk.out, self.format.delimiter().unwrap_or(b','), header, rows)?;
            }
        }
        Ok(ExitStatus::found(!found.branches.is_empty()))
    }
}
