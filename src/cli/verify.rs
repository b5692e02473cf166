//! `vraagbaak verify`: checks an index from end to end.

use clap::ValueEnum;

use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::index::{self, SourceOptions};
use crate::render::dutch_text::{bytes, thousands};
use crate::render::json::versioned;
use crate::render::terminal::clean;

/// Check every byte of the index, and every document against its facets and columns
///
/// With --corpus also the index against the files that it was made from. Names what is damaged by file and says
/// what to do. Exit status: 0 when all is well, 2 when anything is not.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak verify\n  \
    vraagbaak verify --index /srv/backup/index --corpus --format json")]
pub struct Arguments {
    /// Compare with the files of the corpus too
    #[arg(long)]
    corpus: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object
    Json,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let sources = if self.corpus { sources(desk)? } else { Vec::new() };
        let report = index::verify(desk.index_dir(), &sources)?;
        match self.format {
            Format::Json => tabular::json(desk, &versioned(&report))?,
            Format::Text => {
                for finding in &report.findings {
                    let line = format!("{}: {}; {}", finding.file, finding.what, finding.remedy);
                    writeln!(desk.out, "{}", clean(&line))?;
                }
                if report.unlisted > 0 {
                    writeln!(desk.out, "and {} more", thousands(report.unlisted))?;
                }
                let compared = if self.corpus {
                    format!(", {} records of the corpus", thousands(report.records))
                } else {
                    String::new()
                };
                let verdict = if report.is_good() { "all is well" } else { "NOT well" };
                writeln!(
                    desk.out,
                    "{verdict}: {} files ({}), {} documents{compared}",
                    thousands(report.files),
                    bytes(report.bytes),
                    thousands(report.documents),
                )?;
            }
        }
        desk.out.flush()?;
        Ok(if report.is_good() { ExitStatus::Done } else { ExitStatus::Error })
    }
}

/// The sources that the index was made from, where they were.
fn sources(desk: &Desk<'_>) -> Result<Vec<SourceOptions>, CliError> {
    let index = opening::open(desk)?;
    let sources = index.build_info().sources.iter().map(SourceOptions::from);
    Ok(sources.filter(|source| !source.paths.is_empty()).collect())
}
