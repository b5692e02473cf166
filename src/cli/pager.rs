//! Long output on a terminal goes through `$PAGER`.

use std::io::{BufWriter, Write};
use std::process::{Child, Command, Stdio};

use super::{CliError, Desk};
use crate::render::terminal::Screen;

impl Desk<'_> {
    /// Writes `text` to standard output: through `$PAGER` (`less -FRX` when unset) when standard output is a
    /// terminal with fewer rows than `text` has lines.
    ///
    /// # Errors
    /// When the output cannot be written. A pager that cannot be started is passed over.
    pub fn page(&mut self, text: &str) -> Result<(), CliError> {
        let rows = terminal_size::terminal_size().map_or(usize::MAX, |(_, height)| usize::from(height.0));
        if self.pager && text.lines().count() >= rows && through_pager(text) {
            return Ok(());
        }
        self.out.write_all(text.as_bytes())?;
        Ok(())
    }

    /// Lets `work` write text of any length to what [`Self::page`] would write to, as it comes.
    ///
    /// # Errors
    /// What `work` returns; a reader who leaves the pager early only ends the work.
    pub fn page_through(
        &mut self,
        work: impl FnOnce(&Screen, &mut dyn Write) -> Result<(), CliError>,
    ) -> Result<(), CliError> {
        let started = if self.pager { start_pager() } else { None };
        let Some(mut child) = started else { return work(&self.screen, self.out) };
        let mut written = Ok(());
        if let Some(stdin) = child.stdin.take() {
            let mut stdin = BufWriter::new(stdin);
            written = work(&self.screen, &mut stdin).and_then(|()| Ok(stdin.flush()?));
        }
        let _ = child.wait();
        match written {
            Err(error) if error.is_closed_pipe() => Ok(()),
            written => written,
        }
    }
}

/// Whether the pager took the text.
fn through_pager(text: &str) -> bool {
    let Some(mut child) = start_pager() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // A reader who leaves early closes the pipe: no error.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}

/// Starts the pager; `None` when it is `cat` or cannot be started.
fn start_pager() -> Option<Child> {
    let wanted = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let wanted = wanted.unwrap_or_else(|| "less -FRX".to_owned());
    let mut words = wanted.split_whitespace();
    let program = words.next().filter(|program| *program != "cat")?;
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    // Ctrl-C is for the pager, which waits for its own 'q': this process must not die under it and leave two
    // readers at one keyboard. Where a handler is set already, that one does.
    let _ = ctrlc::set_handler(|| {});
    command.spawn().ok()
}
