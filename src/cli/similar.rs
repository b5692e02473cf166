//! `vraagbaak similar`: has this been asked before?

use std::path::{Path, PathBuf};

use super::tabular::Format;
use super::{CliError, Desk, ExitStatus, opening, show, tabular};
use crate::render::json;
use crate::render::terminal::{clean, similar};
use crate::search::Searcher;

/// Find the questions most like another one, or like a draft
#[derive(clap::Args, Debug)]
#[command(
    after_help = "Ranked by BM25 over the most telling words; the question itself is never listed.\n\n\
    Examples:\n  \
    vraagbaak similar SV nr. 221 '(2022-2023)'\n  \
    vraagbaak similar --text ontwerpvraag.txt"
)]
pub struct Arguments {
    /// A document: id, number or reference
    #[arg(value_name = "REF", required_unless_present = "text", conflicts_with = "text")]
    reference: Vec<String>,
    /// A text in FILE, or on standard input for '-'
    #[arg(long, value_name = "FILE")]
    text: Option<PathBuf>,
    /// Most questions to show
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open_or_build(desk)?;
        let searcher = Searcher::new(&index);
        let found = match &self.text {
            Some(path) => searcher.similar_to_text(&read(path)?, self.limit)?,
            None => {
                let reference = self.reference.join(" ");
                let Some(question) = show::one(&searcher, &reference)? else {
                    desk.note(format!("no document is '{}'", clean(&reference)))?;
                    return Ok(ExitStatus::NothingFound);
                };
                searcher.similar_to_document(&question.id, self.limit)?
            }
        };
        match self.format {
            Format::Text => {
                let text = similar(&desk.screen, &found);
                desk.page(&text)?;
            }
            Format::Json => tabular::json(desk, &json::similar(&found))?,
        }
        Ok(ExitStatus::found(!found.is_empty()))
    }
}

/// The text in a file of any encoding.
fn read(path: &Path) -> Result<String, CliError> {
    let unreadable = |source| CliError::File { path: path.to_owned(), verb: "read", source };
    let mut bytes = Vec::new();
    if path.as_os_str() == "-" {
        std::io::Read::read_to_end(&mut std::io::stdin().lock(), &mut bytes).map_err(unreadable)?;
    } else {
        bytes = std::fs::read(path).map_err(unreadable)?;
    }
    let decoded = crate::text::decode(&bytes)
        .map_err(|error| unreadable(std::io::Error::new(std::io::ErrorKind::InvalidData, error)))?;
    Ok(crate::text::normalise(&decoded.text).into_owned())
}
