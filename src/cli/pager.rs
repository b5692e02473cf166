//! Long output on a terminal goes through `$PAGER`.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::{CliError, Desk};

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
}

/// Whether the pager took the text.
fn through_pager(text: &str) -> bool {
    let wanted = std::env::var("PAGER").ok().filter(|pager| !pager.trim().is_empty());
    let wanted = wanted.unwrap_or_else(|| "less -FRX".to_owned());
    let mut words = wanted.split_whitespace();
    let Some(program) = words.next().filter(|program| *program != "cat") else { return false };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else { return false };
    if let Some(mut stdin) = child.stdin.take() {
        // A reader who leaves early closes the pipe: no error.
        let _ = stdin.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
