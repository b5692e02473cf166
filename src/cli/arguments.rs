//! The list of subcommands and the options that all of them share.

use std::path::{Path, PathBuf};

use clap::{Args, Parser, Subcommand, ValueEnum};

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

/// Declares the subcommands: each variant is a file beside this one with `Arguments` and `run`.
macro_rules! commands {
    ($($(#[$attribute:meta])* $variant:ident => $module:ident,)*) => {
        /// The subcommands.
        #[derive(Debug, Subcommand)]
        pub enum Command {
            $($(#[$attribute])* $variant(super::$module::Arguments),)*
        }

        impl Command {
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
    Index => index,
    Search => search,
    Show => show,
    Info => info,
    Verify => verify,
    Compact => compact,
    Facets => facets,
    Kwic => kwic,
    Trend => trend,
    Terms => terms,
    Family => family,
    Collocates => collocates,
    Similar => similar,
    Cites => cites,
    CitedBy => cited_by,
    Export => export,
    Save => save,
    Run => run,
    Check => check,
    Analyze => analyze,
    Batch => batch,
    Eval => eval,
    Bench => bench,
    Completions => completions,
    Man => man,
}
