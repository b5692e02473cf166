//! What can go wrong with an index, always with the path and what to do about it.

use std::path::{Path, PathBuf};

use crate::corpus::CorpusError;
use crate::parse::AuthorityError;

/// Why an index could not be built, changed or read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// There is no index in the folder.
    #[error("there is no index in '{}'; make one with 'vraagbaak index'", path.display())]
    Absent {
        /// The folder.
        path: PathBuf,
    },
    /// The index was made by a version of the program with another format.
    #[error(
        "the index in '{}' has format {found}, this program reads format {expected}; \
         make it again with 'vraagbaak index --rebuild'", path.display()
    )]
    OtherVersion {
        /// The index.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The format of this program.
        expected: u32,
    },
    /// A file of the index is damaged.
    #[error(
        "'{}' is damaged ({reason}); 'vraagbaak verify' tells what else is, \
         'vraagbaak index --rebuild' makes the index again", path.display()
    )]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The operating system refused an operation on a file.
    #[error("cannot {action} '{}': {source}{}", path.display(), io_remedy(source))]
    Io {
        /// What was tried (`write`, `open`, …).
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The operating system's reason.
        source: std::io::Error,
    },
    /// Another process is writing.
    #[error(
        "the index in '{}' is being written by {holder}; try again later, or wait for it with --wait",
        path.display()
    )]
    Busy {
        /// The index.
        path: PathBuf,
        /// Who holds it since when.
        holder: String,
    },
    /// The search engine below reported an error.
    #[error("in the index in '{}': {source}; 'vraagbaak verify' tells what is damaged", path.display())]
    Engine {
        /// The index.
        path: PathBuf,
        /// The engine's error.
        source: tantivy::TantivyError,
    },
    /// A record could not be encoded.
    #[error("the document '{id}' cannot be stored: {source}")]
    Encode {
        /// Its id.
        id: String,
        /// The reason.
        source: postcard::Error,
    },
    /// The dictionary that records are coded with makes no sense.
    #[error("the index's dictionary of stored words is damaged; make the index again with --rebuild")]
    Dictionary,
    /// The corpus cannot be read at all.
    #[error(transparent)]
    Corpus(#[from] CorpusError),
    /// A list of office holders cannot be used.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// Nothing could be read; what was indexed before has been left as it was.
    #[error("nothing could be read from {paths}, the index was left untouched{reason}")]
    NothingRead {
        /// The paths that were named.
        paths: String,
        /// The first reason, and where the others are; or that there was nothing to be read.
        reason: String,
    },
    /// The first bad record, in a run that allows none.
    #[error("{0} (the index was left untouched because of --strict)")]
    Strict(String),
    /// The run was stopped before there was anything to publish.
    #[error("stopped before the index was complete; the index was left as it was")]
    Stopped,
    /// A source that was to be removed is not in the index.
    #[error("the index holds no source '{name}'; its sources are {known}")]
    NoSource {
        /// The name.
        name: String,
        /// The sources that it has.
        known: String,
    },
    /// The memory that may be used is too small.
    #[error("--memory {given} MB is too little; give it at least {least} MB")]
    Memory {
        /// Megabytes asked for.
        given: usize,
        /// The least.
        least: usize,
    },
    /// A thread that was needed ended early.
    #[error("a part of the program ended unexpectedly ({0}); please report this")]
    Thread(&'static str),
}

impl IndexError {
    /// An operating system's error at a path.
    pub(super) fn io(action: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::Io { action, path: path.to_owned(), source }
    }

    /// Damage of a file.
    pub(super) fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.to_owned(), reason: reason.into() }
    }

    /// Makes the engine's errors ours; a full disk or a damaged file that it met are named as such.
    pub(super) fn engine(path: &Path) -> impl Fn(tantivy::TantivyError) -> Self {
        let path = path.to_owned();
        move |source| {
            use tantivy::directory::error::{OpenReadError, OpenWriteError};
            let io = match &source {
                tantivy::TantivyError::IoError(error) => error,
                tantivy::TantivyError::OpenReadError(OpenReadError::IoError { io_error, .. })
                | tantivy::TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => io_error,
                tantivy::TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => {
                    return Self::damaged(&path.join(file), "the file is missing");
                }
                tantivy::TantivyError::DataCorruption(corruption) => {
                    return Self::damaged(&path, format!("{corruption:?}"));
                }
                _ => match os_error(&source.to_string()) {
                    Some(error) => return Self::io("use", &path, error),
                    None => return Self::Engine { path: path.clone(), source },
                },
            };
            match io.kind() {
                std::io::ErrorKind::InvalidData | std::io::ErrorKind::UnexpectedEof => {
                    Self::damaged(&path, io.to_string())
                }
                kind => {
                    let said = io.to_string();
                    let error = os_error(&said).unwrap_or_else(|| std::io::Error::new(kind, said));
                    Self::io("use", &path, error)
                }
            }
        }
    }
}

/// The operating system's error that the engine hands on as text only (`… (os error 28)`).
fn os_error(message: &str) -> Option<std::io::Error> {
    let (_, number) = message.rsplit_once("(os error ")?;
    let number = number.split_once(')')?.0.parse().ok()?;
    Some(std::io::Error::from_raw_os_error(number))
}

/// What a person can do about the commoner errors of the operating system.
fn io_remedy(error: &std::io::Error) -> &'static str {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::PermissionDenied => "; check its permissions",
        ErrorKind::ReadOnlyFilesystem => "; the disk is read-only: name another folder with --index",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "; the disk is full: make room and run again, the index is as it was"
        }
        _ => "",
    }
}
