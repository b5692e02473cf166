//! `vraagbaak completions`: shell completions that ask the program itself, and so know the index.

use clap::CommandFactory as _;
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCandidates;
use clap_complete::env::{CompleteEnv, Shells};

use super::arguments::Arguments as Whole;
use super::{CliError, Desk, ExitStatus};
use crate::index::Index;
use crate::query::Query;
use crate::search::{FacetRequest, SearchRequest, Searcher};

/// The variable with which the completion script calls the program.
const VARIABLE: &str = "VRAAGBAAK_COMPLETE";

/// Print the completion script of a shell
///
/// The script asks 'vraagbaak' itself, so that ministers, askers, parties, themes and sessions of the index at
/// hand are completed.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak completions bash >~/.local/share/bash-completion/completions/vraagbaak\n  \
    vraagbaak completions fish >~/.config/fish/completions/vraagbaak.fish")]
pub struct Arguments {
    /// The shell
    #[arg(value_parser = ["bash", "zsh", "fish", "elvish", "powershell"])]
    shell: String,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let shells = Shells::builtins();
        let shell = shells
            .completer(&self.shell)
            .ok_or_else(|| CliError::usage(format!("there is no shell '{}'", self.shell), "name another"))?;
        let mut script = Vec::new();
        shell.write_registration(VARIABLE, "vraagbaak", "vraagbaak", "vraagbaak", &mut script)?;
        desk.out.write_all(&script)?;
        Ok(ExitStatus::Done)
    }
}

/// Answers when the completion script calls, and ends the process then.
pub fn answer_shell() {
    CompleteEnv::with_factory(Whole::command).var(VARIABLE).complete();
}

/// Most values offered.
const MOST: usize = 500;

/// The values of a facet in the index at hand, as candidates for an option.
pub fn values_of(facet: &'static str) -> ArgValueCandidates {
    ArgValueCandidates::new(move || candidates(facet).unwrap_or_default())
}

fn candidates(facet: &'static str) -> Option<Vec<CompletionCandidate>> {
    let dir = std::env::var_os("VRAAGBAAK_INDEX").unwrap_or_else(|| "index".into());
    let index = Index::open(std::path::Path::new(&dir)).ok()?;
    let facets = vec![FacetRequest { limit: MOST, ..FacetRequest::new(facet) }];
    let request = SearchRequest { facets, ..SearchRequest::bare(Query::all(), 0) };
    let counted = Searcher::new(&index).search(&request).ok()?.facets;
    let values = counted.into_iter().flat_map(|facet| facet.values);
    Some(
        values
            .filter(|value| value.value != "unknown")
            .map(|value| {
                CompletionCandidate::new(value.value).help(Some(format!("{} documents", value.count).into()))
            })
            .collect(),
    )
}
