//! What can be wrong with the files of a test collection.

use std::path::{Path, PathBuf};

use super::MeasureError;
use crate::text;

/// A file could not be used. Every message names the file and, inside it, the line.
#[derive(Debug, thiserror::Error)]
pub enum EvalError {
    /// The file could not be opened or read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds no text.
    #[error("cannot read {} as text", path.display())]
    Decode {
        /// The file.
        path: PathBuf,
        /// Why.
        source: text::DecodeError,
    },
    /// A line has another form than the format asks for.
    #[error("{}:{line}: {fault}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong and what to write.
        fault: String,
    },
    /// The file holds nothing of what it is for.
    #[error("{} holds no {what}", path.display())]
    Empty {
        /// The file.
        path: PathBuf,
        /// `topics`, `judgements`, `ranked documents`.
        what: &'static str,
    },
    /// A run and the judgements have no topic in common.
    #[error("{run} has no topic in common with {qrels}; do both number their topics alike?")]
    Disjoint {
        /// Name of the run.
        run: String,
        /// Name of the judgements.
        qrels: String,
    },
    /// A measure's name is not known.
    #[error(transparent)]
    Measure(#[from] MeasureError),
}

impl EvalError {
    /// What to do, where the message does not say it already.
    pub fn remedy(&self) -> Option<&'static str> {
        match self {
            Self::Read { .. } => Some("check the path and its permissions"),
            Self::Decode { .. } => Some("give a text file"),
            Self::Empty { .. } => Some("check that it is the file you meant"),
            Self::Line { .. } | Self::Disjoint { .. } | Self::Measure(_) => None,
        }
    }
}

/// The text of a file, whatever its encoding.
pub(super) fn read_text(path: &Path) -> Result<String, EvalError> {
    let bytes = std::fs::read(path).map_err(|source| EvalError::Read { path: path.to_owned(), source })?;
    let decoded =
        text::decode(&bytes).map_err(|source| EvalError::Decode { path: path.to_owned(), source })?;
    Ok(decoded.text)
}
