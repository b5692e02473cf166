//! What `cites` and `cited-by` have in common: a reference in, citations with their sentences out.

use super::tabular::Format;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::model::CitationLink;
use crate::render::json;
use crate::render::terminal::{clean, links};
use crate::search::{SearchError, Searcher};

/// The way to follow citations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From a document to what it cites.
    Cites,
    /// From a document to what cites it.
    CitedBy,
}

/// The document and the format.
#[derive(clap::Args, Debug)]
pub struct Request {
    /// Id, number or reference
    #[arg(value_name = "REF", required = true)]
    reference: Vec<String>,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Request {
    /// Lists the citations.
    ///
    /// # Errors
    /// When the index cannot be read or the output not written.
    pub fn run(self, direction: Direction, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open_or_build(desk)?;
        let searcher = Searcher::new(&index);
        let reference = self.reference.join(" ");
        let found = match direction {
            Direction::Cites => searcher.cites(&reference),
            Direction::CitedBy => searcher.cited_by(&reference),
        };
        let found: Vec<CitationLink> = match found {
            Err(SearchError::NoSuchDocument(text)) => {
                desk.note(format!("no document is '{}'", clean(&text)))?;
                return Ok(ExitStatus::NothingFound);
            }
            found => found?,
        };
        if found.is_empty() {
            let reference = clean(&reference).into_owned();
            desk.note(match direction {
                Direction::Cites => format!("'{reference}' cites nothing that is recognised"),
                Direction::CitedBy => format!("no document of this index cites '{reference}'"),
            })?;
        }
        match self.format {
            Format::Text => {
                let text = links(&desk.screen, &found, direction == Direction::CitedBy);
                desk.page(&text)?;
            }
            Format::Json => tabular::json(desk, &json::links(&found))?,
        }
        Ok(ExitStatus::found(!found.is_empty()))
    }
}
