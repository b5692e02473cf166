//! `vraagbaak cited-by`.

use super::tabular::Format;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::render::json;
use crate::render::terminal::links;
use crate::search::Searcher;

/// List the documents that cite one, with the sentence as evidence
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak cited-by SV nr. 221 '(2017-2018)'\n  \
    vraagbaak cited-by 2024Z18435 --format json")]
pub struct Arguments {
    /// Id, number or reference
    #[arg(value_name = "REF", required = true)]
    reference: Vec<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open_or_build(desk)?;
        let found = Searcher::new(&index).cited_by(&self.reference.join(" "))?;
        match self.format {
            Format::Text => {
                let text = links(&desk.screen, &found, true);
                desk.page(&text)?;
            }
            Format::Json => tabular::json(desk, &json::links(&found))?,
        }
        Ok(ExitStatus::found(!found.is_empty()))
    }
}
