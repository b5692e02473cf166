//! The command line: from arguments to work to output and an exit status. clap and indicatif live here only.
//!
//! In: the arguments of the process. Out: results on standard output, everything else on standard error, and
//! an [`ExitStatus`]. One file a subcommand: each has its `Arguments` (what clap reads, with its help text and
//! examples) and `run`, which gets the [`Desk`] to write to. `arguments.rs` is the list of them.

mod analyze;
mod arguments;
mod batch;
mod bench;
mod check;
mod citations;
mod cited_by;
mod cites;
mod collocates;
mod compact;
mod completions;
mod conditions;
pub mod config;
mod desk;
mod error;
mod eval;
mod export;
mod facets;
mod family;
mod index;
mod info;
mod kwic;
mod man;
mod opening;
mod pager;
mod progress;
mod run;
mod save;
pub mod saved;
mod search;
mod show;
mod similar;
mod tabular;
mod terms;
mod trend;
mod verify;
mod watch;
mod whole;

use std::ffi::OsString;
use std::io::{IsTerminal as _, Write as _};

pub use desk::Desk;
pub use error::CliError;

/// What the process tells its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExitStatus {
    /// Something was found, or the work was done.
    Done,
    /// Nothing was found.
    NothingFound,
    /// An error; its message went to standard error.
    Error,
}

impl ExitStatus {
    /// [`Self::Done`] when something was found.
    pub fn found(found: bool) -> Self {
        if found { Self::Done } else { Self::NothingFound }
    }
}

impl From<ExitStatus> for std::process::ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::NothingFound => 1,
            ExitStatus::Error => 2,
        })
    }
}

/// Parses `arguments` (the program's name first), does what they ask and says how it went.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitStatus {
    completions::answer_shell();
    let mut stderr = std::io::stderr();
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let arguments = match arguments::Arguments::read(&arguments) {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version go to standard output and are no errors; clap tells them apart.
            let status = if error.use_stderr() { ExitStatus::Error } else { ExitStatus::Done };
            let printed = error.print();
            if error.kind() == clap::error::ErrorKind::UnknownArgument {
                let hint = "To leave a word out of a query, quote the query: 'maatwerk -premie'.";
                let _ = writeln!(stderr, "{hint}");
            }
            return if printed.is_ok() { status } else { ExitStatus::Error };
        }
    };
    let mut stdout = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let result = match arguments.global.config() {
        Err(error) => Err(error),
        Ok(config) => {
            let mut desk = Desk::new(&mut stdout, &mut stderr, &arguments.global, config);
            contained(|| arguments.command.run(&mut desk))
        }
    };
    let result = result.and_then(|status| stdout.flush().map(|()| status).map_err(CliError::from));
    match result {
        Ok(status) => status,
        Err(error) if error.is_closed_pipe() => {
            // Nobody is left to be told; what is still in the buffer goes the same way.
            ExitStatus::Done
        }
        Err(error) => {
            let color = arguments.global.color.resolve(std::io::stderr().is_terminal());
            let _ = stdout.flush();
            let _ = error.report(&mut stderr, color);
            ExitStatus::Error
        }
    }
}

/// Does `work`; a panic in it (a fault of this program) becomes an error like any other. Its trace is shown when
/// `RUST_BACKTRACE` asks for one.
fn contained(work: impl FnOnce() -> Result<ExitStatus, CliError>) -> Result<ExitStatus, CliError> {
    if std::env::var_os("RUST_BACKTRACE").is_none() {
        std::panic::set_hook(Box::new(|_| {}));
    }
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let message = crate::corpus::panic_message(&*payload).unwrap_or("no message");
        Err(CliError::usage(
            format!("this program has a fault: {message}"),
            "please report it with the command and, if possible, the document",
        ))
    })
}
