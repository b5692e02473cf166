//! `vraagbaak save`: keeps a query under a name.

use super::conditions::Conditions;
use super::saved::{SavedSearch, SavedSearches};
use super::{CliError, Desk, ExitStatus};
use crate::query::Match;

/// Keep a query and its filters under a name, for 'vraagbaak run'
///
/// Saved searches lie beside the index, in its folder 'saved'; a rebuild leaves them alone.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak save maatwerk 'maatwerk -begeleidingspremie' --minister baetslé\n  \
    vraagbaak save --list\n  \
    vraagbaak save --remove maatwerk")]
pub struct Arguments {
    /// The name
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// The query
    #[arg(value_name = "QUERY")]
    query: Vec<String>,
    /// List the saved searches
    #[arg(long, conflicts_with_all = ["name", "query"])]
    list: bool,
    /// Forget this one
    #[arg(long, conflicts_with = "query")]
    remove: bool,
    #[command(flatten)]
    conditions: Conditions,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let saved = SavedSearches::of(desk.index_dir());
        let Some(name) = &self.name else {
            let names = saved.names()?;
            let mut status = ExitStatus::found(!names.is_empty());
            for name in &names {
                match saved.read(name) {
                    Ok(search) => writeln!(desk.out, "{name}\t{}", search.query)?,
                    Err(error) => {
                        writeln!(desk.err, "error: {error}")?;
                        status = ExitStatus::Error;
                    }
                }
            }
            return Ok(status);
        };
        if self.remove {
            saved.remove(name)?;
            desk.note(format!("'{name}' is forgotten"))?;
            return Ok(ExitStatus::Done);
        }
        let query = self.conditions.query(&self.query, Match::All)?;
        super::opening::open(desk)?;
        let search = SavedSearch {
            query: query.to_string(),
            saved: jiff::Timestamp::now().to_string(),
            ..SavedSearch::default()
        };
        saved.write(name, &search)?;
        desk.note(format!("saved '{name}': {query}\n'vraagbaak run {name}' runs it"))?;
        Ok(ExitStatus::Done)
    }
}
