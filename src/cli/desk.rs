//! What a subcommand works at: the streams it writes to and how they like to be written.

use std::fmt;
use std::io::{IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use super::CliError;
use super::arguments::Global;
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
    pub fn new(out: &'a mut dyn Write, err: &'a mut dyn Write, global: &Global) -> Self {
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
            index: global.index.clone(),
        }
    }

    /// The folder of the index: `--index`, `VRAAGBAAK_INDEX`, or `index`.
    pub fn index_dir(&self) -> &Path {
        self.index.as_deref().unwrap_or(Path::new("index"))
    }

    /// Whether the index is where it is when nobody names a place.
    pub fn index_is_default(&self) -> bool {
        self.index.is_none()
    }

    /// Takes the index that a configuration names, unless the user named one.
    pub fn suggest_index(&mut self, dir: PathBuf) {
        self.index.get_or_insert(dir);
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
