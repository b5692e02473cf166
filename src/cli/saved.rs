//! Saved searches: a name for a query, and which documents it had found when it was last run.
//!
//! They are kept in one small JSON file a search, in `saved/` inside the folder of the index, so that they
//! move with it; a rebuild leaves them alone. A file is replaced by renaming a whole new one over it.

use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

/// A query with a name and a memory.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedSearch {
    /// The query as typed.
    pub query: String,
    /// When it was saved, RFC 3339.
    pub saved: String,
    /// When it was last run, RFC 3339.
    pub last_run: Option<String>,
    /// The documents (source and id, joined by a tab) that it found then.
    #[serde(default)]
    pub seen: BTreeSet<String>,
}

/// Why a saved search cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SavedError {
    /// The name cannot be a file's.
    #[error("'{0}' cannot name a saved search; use letters, digits, '-', '_' and '.'")]
    Name(String),
    /// There is none of that name.
    #[error("there is no saved search '{name}'; there are: {others}")]
    Unknown {
        /// The name asked for.
        name: String,
        /// The names there are, or that there are none.
        others: String,
    },
    /// The file is damaged.
    #[error("'{}' is damaged; save the search again", .path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The file cannot be read or written.
    #[error("'{}' cannot be read or written", .path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// The saved searches of one index.
#[derive(Clone, Debug)]
pub struct SavedSearches {
    folder: PathBuf,
}

impl SavedSearches {
    /// Those of the index in `index`.
    #[must_use]
    pub fn of(index: &Path) -> Self {
        Self { folder: index.join("saved") }
    }

    /// The names, sorted; none when nothing was saved.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn names(&self) -> Result<Vec<String>, SavedError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(SavedError::Io { path: self.folder.clone(), source }),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|source| SavedError::Io { path: self.folder.clone(), source })?;
            let name = entry.file_name().into_string().unwrap_or_default();
            if let Some(name) = name.strip_suffix(".json") {
                names.push(name.to_owned());
            }
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Reads one.
    ///
    /// # Errors
    /// When there is none of that name, or its file cannot be read or is damaged.
    pub fn read(&self, name: &str) -> Result<SavedSearch, SavedError> {
        let path = self.path(name)?;
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let names = self.names()?;
                let others = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
                return Err(SavedError::Unknown { name: name.to_owned(), others });
            }
            Err(source) => return Err(SavedError::Io { path, source }),
        };
        serde_json::from_slice(&bytes).map_err(|source| SavedError::Damaged { path, source })
    }

    /// Writes one, over an earlier one of that name.
    ///
    /// # Errors
    /// When the name cannot be a file's or the file cannot be written; the earlier one is then still whole.
    pub fn write(&self, name: &str, search: &SavedSearch) -> Result<(), SavedError> {
        let path = self.path(name)?;
        let failed = |source: io::Error| SavedError::Io { path: path.clone(), source };
        fs::create_dir_all(&self.folder).map_err(failed)?;
        super::whole::write(&path, failed, |out| {
            serde_json::to_writer_pretty(out, search).map_err(|error| failed(error.into()))
        })
    }

    /// Removes one, damaged or not.
    ///
    /// # Errors
    /// When there is none of that name or its file cannot be removed.
    pub fn remove(&self, name: &str) -> Result<(), SavedError> {
        match self.read(name) {
            Ok(_) | Err(SavedError::Damaged { .. }) => {}
            Err(error) => return Err(error),
        }
        let path = self.path(name)?;
        fs::remove_file(&path).map_err(|source| SavedError::Io { path, source })
    }

    fn path(&self, name: &str) -> Result<PathBuf, SavedError> {
        let allowed = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || name.len() > 100 || name.starts_with('.') || !name.chars().all(allowed) {
            return Err(SavedError::Name(name.to_owned()));
        }
        Ok(self.folder.join(format!("{name}.json")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_is_kept_and_listed() {
        let folder = tempfile::tempdir().unwrap();
        let saved = SavedSearches::of(folder.path());
        assert!(saved.names().unwrap().is_empty());
        let search = SavedSearch { query: "maatwerk NOT decreet".to_owned(), ..SavedSearch::default() };
        saved.write("maatwerk", &search).unwrap();
        let newer = SavedSearch { seen: BTreeSet::from(["\tsv-1".to_owned()]), ..search };
        saved.write("maatwerk", &newer).unwrap();
        assert_eq!(saved.read("maatwerk").unwrap(), newer);
        assert_eq!(saved.names().unwrap(), ["maatwerk"]);
        saved.remove("maatwerk").unwrap();
        assert!(saved.names().unwrap().is_empty());
    }

    #[test]
    fn faults_say_what_to_do() {
        let folder = tempfile::tempdir().unwrap();
        let saved = SavedSearches::of(folder.path());
        for name in ["", "../x", ".hidden", "a b", "a/b"] {
            assert!(matches!(saved.read(name), Err(SavedError::Name(_))), "{name}");
        }
        assert_eq!(
            saved.read("x").unwrap_err().to_string(),
            "there is no saved search 'x'; there are: none yet"
        );
        saved.write("y", &SavedSearch::default()).unwrap();
        fs::write(folder.path().join("saved/y.json"), "{").unwrap();
        assert!(matches!(saved.read("y"), Err(SavedError::Damaged { .. })));
    }
}
