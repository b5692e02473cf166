//! What a subcommand works at: the streams it writes to and how they like to be written.

use std::fmt;
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use super::CliError;
use super::arguments::Global;
use super::config::Config;
use crate::render::terminal::Screen;

/// Columns when nobody says how wide the output is.
const PLAIN_WIDTH: usize = 100;

/// The streams and what is known about them.
pub struct Desk<'a> {
    /// Results; nothing else goes here.
    pub out: &'a mut dyn Write,
    /// Progress, warnings and notes.
    pub err: &'a mut dyn Write,
    /// How to write text to `out`.
    pub screen: Screen,
    /// Standard output is a terminal.
    pub out_is_terminal: bool,
    /// Standard error is a terminal.
    pub err_is_terminal: bool,
    /// `--quiet`.
    pub quiet: bool,
    pub(super) pager: bool,
    index: Option<PathBuf>,
    config: Option<Config>,
}

impl fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Desk")
            .field("screen", &self.screen)
            .field("quiet", &self.quiet)
            .finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    /// The desk of a process that writes to `out` and `err`, which stand for its standard streams.
    pub fn new(
        out: &'a mut dyn Write,
        err: &'a mut dyn Write,
        global: &Global,
        config: Option<Config>,
    ) -> Self {
        let out_is_terminal = std::io::stdout().is_terminal();
        let color = global.color.resolve(out_is_terminal);
        let width = out_is_terminal
            .then(terminal_size::terminal_size)
            .flatten()
            .map(|(width, _)| usize::from(width.0))
            .or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
            .filter(|width| *width > 0)
            .unwrap_or(PLAIN_WIDTH);
        Self {
            out,
            err,
            screen: Screen {
                color,
                links: color && out_is_terminal,
                width: width.clamp(20, 10_000),
                cut: out_is_terminal,
            },
            out_is_terminal,
            err_is_terminal: std::io::stderr().is_terminal(),
            quiet: global.quiet,
            pager: out_is_terminal && !global.no_pager,
            index: global.index.clone().or_else(|| config.as_ref()?.index.clone()),
            config,
        }
    }

    /// The folder of the index: `--index`, `VRAAGBAAK_INDEX`, that of the configuration, or `index`.
    pub fn index_dir(&self) -> &Path {
        self.index.as_deref().unwrap_or(Path::new("index"))
    }

    /// The configuration, where there is one.
    pub fn config(&self) -> Option<&Config> {
        self.config.as_ref()
    }

    /// The same desk with results going to `out`, which is no terminal.
    pub fn writing_to<'b>(&'b mut self, out: &'b mut dyn Write) -> Desk<'b> {
        Desk {
            out,
            err: &mut *self.err,
            screen: Screen { color: false, links: false, cut: false, ..self.screen },
            out_is_terminal: false,
            err_is_terminal: self.err_is_terminal,
            quiet: self.quiet,
            pager: false,
            index: self.index.clone(),
            config: self.config.clone(),
        }
    }

    /// Writes a line to standard error, unless quiet.
    ///
    /// # Errors
    /// When standard error cannot be written.
    pub fn note(&mut self, message: impl fmt::Display) -> Result<(), CliError> {
        if !self.quiet {
            writeln!(self.err, "{message}")?;
        }
        Ok(())
    }
}
