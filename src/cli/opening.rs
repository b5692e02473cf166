//! Opens the index that a command works on, and builds it where a first search finds none.

use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};

use super::{CliError, Desk};
use crate::index::{Index, IndexError};

/// The corpus that is indexed when there is no index yet.
const CORPUS: &str = "corpus";

/// An open index of a command that ends the program: the system closes its files sooner than they can be one by one.
pub type Opened = ManuallyDrop<Index>;

/// Opens the index.
///
/// # Errors
/// When there is none, or it is damaged or of another version.
pub fn open(desk: &Desk<'_>) -> Result<Opened, CliError> {
    Ok(ManuallyDrop::new(Index::open(desk.index_dir())?))
}

/// Opens the index; where there is none at the default place but a folder `corpus`, that is indexed first.
///
/// # Errors
/// Like [`open`], and when the corpus cannot be indexed.
pub fn open_or_build(desk: &mut Desk<'_>) -> Result<Opened, CliError> {
    match Index::open(desk.index_dir()) {
        Err(IndexError::Absent { .. }) if Path::new(CORPUS).is_dir() && desk.config().is_none() => {
            let place = desk.index_dir().display().to_string();
            let place = crate::render::terminal::clean(&place).into_owned();
            desk.note(format!("no index in '{place}' yet: indexing '{CORPUS}' first"))?;
            super::index::build(vec![PathBuf::from(CORPUS)], desk)?;
            open(desk)
        }
        opened => Ok(ManuallyDrop::new(opened?)),
    }
}
