//! What can go wrong while searching.

use crate::corpus::panic_message;
use crate::index::{Index, IndexError};

/// Why a search gave no results.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// The index could not be read.
    #[error("cannot read the index; run `vraagbaak verify`, then `vraagbaak index --rebuild`")]
    Read(#[from] std::io::Error),
    /// A stored document could not be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A file of the index is damaged in a way that was noticed in the middle of reading it.
    #[error("the index is damaged ({0}); run `vraagbaak verify`, then `vraagbaak index --rebuild`")]
    Damaged(String),
    /// A facet that does not exist.
    #[error("there is no facet '{0}'; facets are {known}", known = crate::search::FACETS.join(", "))]
    UnknownFacet(String),
    /// A query without words where words are needed.
    #[error("the query '{0}' has no words to look for; add a word or a phrase")]
    NoWords(String),
    /// A reference that no document of the index answers to.
    #[error("no document of the index is cited as '{0}'")]
    NoSuchDocument(String),
}

/// Runs `work`; a panic in it, which only a damaged index can cause, becomes an error, and so does damage that
/// was met where documents were being put in order and nobody could be told.
pub(super) fn guarded<T>(
    index: &Index,
    work: impl FnOnce() -> Result<T, SearchError>,
) -> Result<T, SearchError> {
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)) {
        Ok(result) => {
            let value = result?;
            index.check_noticed()?;
            Ok(value)
        }
        Err(payload) => {
            let message = panic_message(&*payload).unwrap_or("unknown");
            Err(SearchError::Damaged(message.to_owned()))
        }
    }
}
