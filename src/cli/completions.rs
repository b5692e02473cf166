//! `vraagbaak completions`: shell completions that ask the program itself, and so know the index.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use clap::CommandFactory as _;
use clap_complete::CompletionCandidate;
use clap_complete::engine::{ArgValueCandidates, ArgValueCompleter};
use clap_complete::env::{CompleteEnv, Shells};

use super::arguments::Arguments as Whole;
use super::config::{Config, FILE_NAME};
use super::saved::SavedSearches;
use super::{CliError, Desk, ExitStatus};
use crate::index::Index;
use crate::model::FacetCount;
use crate::query::Query;
use crate::search::{FACETS, FacetRequest, SearchRequest, Searcher};
use crate::text::fold;

/// The variable with which the completion script calls the program.
const VARIABLE: &str = "VRAAGBAAK_COMPLETE";

/// The shell that asks for candidates, where one does.
static SHELL: OnceLock<OsString> = OnceLock::new();

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
    // The engine takes the variable away before it asks for candidates.
    let Some(shell) = std::env::var_os(VARIABLE) else { return };
    let _ = SHELL.set(shell);
    CompleteEnv::with_factory(Whole::command).var(VARIABLE).complete();
}

/// Most values offered.
const MOST: usize = 500;

/// Completes with the values of a facet in the index at hand that hold what was typed, as the option itself
/// matches them: any part, without case or diacritics.
pub fn values_of(facet: &'static str) -> ArgValueCompleter {
    ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = Typed::read(&typed.to_string_lossy());
        let fits = |value: &&FacetCount| value.value != "unknown" && typed.fits(&value.value);
        let values = counts(facet).unwrap_or_default();
        values
            .iter()
            .filter(fits)
            .take(MOST)
            .map(|value| {
                let help = format!("{} documents", value.count).into();
                CompletionCandidate::new(typed.written(&value.value)).help(Some(help))
            })
            .collect::<Vec<_>>()
    })
}

fn counts(facet: &str) -> Option<Vec<FacetCount>> {
    let index = Index::open(&index_dir()).ok()?;
    let request =
        SearchRequest { facets: vec![FacetRequest::new(facet)], ..SearchRequest::bare(Query::all(), 0) };
    let counted = Searcher::new(&index).search(&request).ok()?.facets;
    Some(counted.into_iter().flat_map(|facet| facet.values).collect())
}

/// Completes with the names of the saved searches.
pub fn saved_names() -> ArgValueCandidates {
    ArgValueCandidates::new(|| {
        let names = SavedSearches::of(&index_dir()).names().unwrap_or_default();
        names.into_iter().map(CompletionCandidate::new).collect()
    })
}

/// Completes with the names of the facets.
pub fn facet_names() -> ArgValueCandidates {
    ArgValueCandidates::new(|| FACETS.iter().map(CompletionCandidate::new).collect())
}

/// The index that the line being completed is about: its `--index`, else as for any command.
fn index_dir() -> PathBuf {
    let words: Vec<OsString> = std::env::args_os().collect();
    let named = words.iter().enumerate().find_map(|(at, word)| {
        if word == "--index" {
            return words.get(at + 1).cloned();
        }
        word.to_str()?.strip_prefix("--index=").map(OsString::from)
    });
    let configured = || Config::read(Path::new(FILE_NAME), &crate::corpus::FIELDS).ok()?.index;
    named
        .or_else(|| std::env::var_os("VRAAGBAAK_INDEX"))
        .map(PathBuf::from)
        .or_else(configured)
        .unwrap_or_else(|| "index".into())
}

/// A word of the command line as far as it was typed, with the shell's quoting.
struct Typed {
    words: Vec<String>,
    quote: Option<char>,
    /// The shell takes blanks in what is offered for the ends of words.
    escapes: bool,
}

impl Typed {
    fn read(text: &str) -> Self {
        let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''));
        let plain = fold(&text.replace(['\\', '"', '\''], "")).into_owned();
        Self {
            words: plain.split_whitespace().map(str::to_owned).collect(),
            quote,
            escapes: SHELL.get().is_some_and(|shell| shell == "bash"),
        }
    }

    fn fits(&self, value: &str) -> bool {
        let value = fold(value);
        self.words.iter().all(|word| value.contains(word))
    }

    /// A value as the shell wants it.
    fn written(&self, value: &str) -> String {
        match self.quote {
            Some(quote) if self.escapes => format!("{quote}{value}{quote}"),
            _ if self.escapes => {
                let mut written = String::with_capacity(value.len() + 8);
                for c in value.chars() {
                    if !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.' | '/' | ',' | ':' | '@' | '+') {
                        written.push('\\');
                    }
                    written.push(c);
                }
                written
            }
            _ => value.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_completed_by_any_part_and_escaped_for_bash() {
        let typed = |text: &str, escapes| Typed { escapes, ..Typed::read(text) };
        for text in ["wee", "Van\\ W", "\"van w", ""] {
            assert!(typed(text, true).fits("Van Weel"), "{text}");
        }
        assert!(!typed("homans", true).fits("Van Weel"));
        assert_eq!(typed("wee", true).written("Van Weel"), "Van\\ Weel");
        assert_eq!(typed("\"van", true).written("Van Weel"), "\"Van Weel\"");
        assert_eq!(typed("van", false).written("Van Weel"), "Van Weel");
    }
}
