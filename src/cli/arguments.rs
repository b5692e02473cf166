//! The list of subcommands and the options that all of them share.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use clap::{Args, FromArgMatches as _, Parser, Subcommand, ValueEnum};

use super::config::{self, Config};
use super::{CliError, Desk, ExitStatus};

/// Full-text search over Dutch-language parliamentary questions and answers.
#[derive(Debug, Parser)]
#[command(
    name = "vraagbaak",
    version,
    about,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    infer_subcommands = false,
    after_help = "Exit status: 0 found or done, 1 nothing found, 2 an error.\n\
                  'vraagbaak help COMMAND' shows the options of a command with examples."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
    #[command(flatten)]
    pub global: Global,
}

/// Options that every subcommand has.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "General options")]
pub struct Global {
    /// The folder of the index [default: index]
    #[arg(long, global = true, value_name = "DIR", env = "VRAAGBAAK_INDEX", hide_env_values = true)]
    pub index: Option<PathBuf>,
    /// Names index and sources [default: vraagbaak.toml, where there is one]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// When to colour the output; NO_COLOR is respected
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorChoice,
    /// Say nothing on standard error but errors
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// Do not page long output through $PAGER
    #[arg(long, global = true)]
    pub no_pager: bool,
}

impl Global {
    /// The configuration: the file named, or `vraagbaak.toml` where there is one.
    pub fn config(&self) -> Result<Option<Config>, CliError> {
        let path = match &self.config {
            Some(path) => path.as_path(),
            None if Path::new(config::FILE_NAME).is_file() => Path::new(config::FILE_NAME),
            None => return Ok(None),
        };
        Ok(Some(Config::read(path, &crate::corpus::FIELDS)?))
    }
}

/// When to use colours and hyperlinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorChoice {
    /// Whether to colour a stream.
    pub fn resolve(self, is_terminal: bool) -> bool {
        let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        match self {
            Self::Always => true,
            Self::Never => false,
            Self::Auto => {
                is_terminal && !set("NO_COLOR") && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
            }
        }
    }
}

impl Arguments {
    /// Reads the arguments of the process, the program's name first.
    ///
    /// To describe the options of all subcommands takes longer than many a search. So those of the one that the
    /// first argument names are tried alone, and the whole list only where something is wrong or help is asked for.
    pub fn read(arguments: &[OsString]) -> clap::error::Result<Self> {
        let named = arguments.get(1).and_then(|name| name.to_str()).and_then(Command::alone);
        named
            .map(|command| Global::augment_args(clap::Command::new("vraagbaak")).subcommand(command))
            .and_then(|whole| whole.try_get_matches_from(arguments).ok())
            .and_then(|matches| Self::from_arg_matches(&matches).ok())
            .map_or_else(|| Self::try_parse_from(arguments), Ok)
    }
}

/// Declares the subcommands: each variant is a file beside this one with `Arguments` and `run`.
macro_rules! commands {
    ($($name:literal $variant:ident => $module:ident,)*) => {
        /// The subcommands.
        #[derive(Debug, Subcommand)]
        pub enum Command {
            $(#[command(name = $name)] $variant(super::$module::Arguments),)*
        }

        impl Command {
            /// How clap reads the subcommand of that name.
            fn alone(name: &str) -> Option<clap::Command> {
                Some(match name {
                    $($name => super::$module::Arguments::augment_args(clap::Command::new($name)),)*
                    _ => return None,
                })
            }

            /// Does the work.
            pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
                match self {
                    $(Self::$variant(arguments) => arguments.run(desk),)*
                }
            }
        }
    };
}

// A new subcommand: write `src/cli/NAME.rs` with `#[derive(clap::Args, Debug)] pub struct Arguments` and
// `pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError>`, add `mod NAME;` in `mod.rs` and its
// line here. The doc comment of `Arguments` is its help text.
commands! {
    "index" Index => index,
    "search" Search => search,
    "show" Show => show,
    "info" Info => info,
    "verify" Verify => verify,
    "compact" Compact => compact,
    "facets" Facets => facets,
    "kwic" Kwic => kwic,
    "trend" Trend => trend,
    "terms" Terms => terms,
    "family" Family => family,
    "collocates" Collocates => collocates,
    "similar" Similar => similar,
    "cites" Cites => cites,
    "cited-by" CitedBy => cited_by,
    "export" Export => export,
    "save" Save => save,
    "run" Run => run,
    "check" Check => check,
    "analyze" Analyze => analyze,
    "batch" Batch => batch,
    "eval" Eval => eval,
    "bench" Bench => bench,
    "completions" Completions => completions,
    "man" Man => man,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn arguments(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_subcommand_alone_is_read_as_among_all() {
        let whole = Arguments::command();
        assert!(whole.has_subcommands());
        for command in whole.get_subcommands() {
            let alone = Command::alone(command.get_name()).expect("every subcommand can be read alone");
            let options = |command: &clap::Command| {
                command.get_arguments().map(|option| format!("{option:?}")).collect::<Vec<_>>()
            };
            assert_eq!(options(&alone), options(command), "{}", command.get_name());
        }
        for line in [
            "vraagbaak search maatwerk --index there --limit 3 -q",
            "vraagbaak cited-by 2023-2024/12 --color never --config a.toml",
            "vraagbaak search",
            "vraagbaak info --no-pager",
        ] {
            let both = [
                Arguments::read(&arguments(line)).expect("a right line"),
                Arguments::try_parse_from(arguments(line)).expect("a right line"),
            ];
            assert_eq!(format!("{:?}", both[0]), format!("{:?}", both[1]));
        }
    }

    #[test]
    fn a_wrong_line_is_answered_with_the_whole_list() {
        for line in
            ["vraagbaak", "vraagbaak --help", "vraagbaak search --help", "vraagbaak serch", "vraagbaak show"]
        {
            let error = Arguments::read(&arguments(line)).expect_err("help or an error");
            let whole = Arguments::try_parse_from(arguments(line)).expect_err("help or an error");
            assert_eq!(error.to_string(), whole.to_string());
        }
    }
}
