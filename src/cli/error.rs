//! What a command can fail with, and how that is told.

use std::error::Error as _;
use std::io::{self, Write};
use std::path::PathBuf;

use crate::eval::EvalError;
use crate::query::QueryError;

/// Why a command failed. The message says what and where, its remedy what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// The query cannot be read.
    #[error("{}", .0.fault)]
    Query(#[from] QueryError),
    /// A file of a test collection cannot be used.
    #[error(transparent)]
    Evaluation(#[from] EvalError),
    /// The corpus cannot be read at all.
    #[error(transparent)]
    Corpus(#[from] crate::corpus::CorpusError),
    /// The index cannot be made, changed or opened.
    #[error(transparent)]
    Index(#[from] crate::index::IndexError),
    /// The search failed.
    #[error(transparent)]
    Search(#[from] crate::search::SearchError),
    /// The configuration cannot be used.
    #[error(transparent)]
    Config(#[from] super::config::ConfigError),
    /// A list of office holders cannot be used.
    #[error(transparent)]
    Authority(#[from] crate::parse::AuthorityError),
    /// A saved search cannot be used.
    #[error(transparent)]
    Saved(#[from] super::saved::SavedError),
    /// The output cannot be written.
    #[error("the output cannot be written: {0}")]
    Output(#[from] io::Error),
    /// A file that an option names cannot be read or written.
    #[error("'{path}' cannot be {verb}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// `read` or `written`.
        verb: &'static str,
        /// Why.
        source: io::Error,
    },
    /// What was asked for makes no sense or does not exist.
    #[error("{message}")]
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        remedy: String,
    },
}

impl CliError {
    /// An error of the person at the keyboard.
    pub fn usage(message: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), remedy: remedy.into() }
    }

    /// Whether the reader of the output went away, which is no error.
    pub fn is_closed_pipe(&self) -> bool {
        let mut source: Option<&(dyn std::error::Error + 'static)> = Some(self);
        while let Some(error) = source {
            if error
                .downcast_ref::<io::Error>()
                .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
            {
                return true;
            }
            source = error.source();
        }
        false
    }

    /// What to do, where the message does not say it already.
    fn remedy(&self) -> Option<String> {
        match self {
            Self::Query(error) => Some(error.fault.advice()),
            Self::Corpus(_)
            | Self::Index(_)
            | Self::Search(_)
            | Self::Config(_)
            | Self::Authority(_)
            | Self::Saved(_) => None,
            Self::Evaluation(error) => error.remedy().map(ToOwned::to_owned),
            Self::Output(_) => Some("check that the disk has room".into()),
            Self::File { verb: "read", .. } => Some("check the path and its permissions".into()),
            Self::File { .. } => Some("check the folder, its permissions and the room on the disk".into()),
            Self::Usage { remedy, .. } => (!remedy.is_empty()).then(|| remedy.clone()),
        }
    }

    /// Writes the message, its causes, and the remedy.
    ///
    /// # Errors
    /// When `err` cannot be written.
    pub fn report(&self, err: &mut dyn Write, color: bool) -> io::Result<()> {
        let (red, bold, off) = if color { ("\x1b[1;31m", "\x1b[1m", "\x1b[0m") } else { ("", "", "") };
        let message = crate::render::terminal::clean_lines(&self.to_string()).into_owned();
        writeln!(err, "{red}error:{off} {bold}{message}{off}")?;
        if let Self::Query(error) = self {
            for line in error.picture().lines() {
                writeln!(err, "  {line}")?;
            }
        } else {
            // A floor whose message quotes its source already says it once only.
            let mut said = message;
            let mut source = self.source();
            while let Some(cause) = source {
                let text = crate::render::terminal::clean_lines(&cause.to_string()).into_owned();
                if !said.contains(&text) {
                    writeln!(err, "  because: {text}")?;
                    said = text;
                }
                source = cause.source();
            }
        }
        match self.remedy() {
            Some(remedy) => writeln!(err, "  {remedy}"),
            None => Ok(()),
        }
    }
}
