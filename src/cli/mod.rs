//! The command line: clap and indicatif live here only.

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
pub fn run(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> ExitStatus {
    let _ = arguments.into_iter();
    ExitStatus::Done
}
