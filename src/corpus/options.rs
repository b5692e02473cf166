//! How a corpus is to be read.

use std::fmt;
use std::sync::Arc;

use super::CorpusError;
use super::names::FieldNames;

/// How a corpus is to be read. `Default` suits what follows the documented field names.
#[derive(Clone)]
pub struct ReadOptions {
    /// Foreign column or key names: pairs of field and column (`("title", "betreft")`). See [`parse_map`].
    pub map: Vec<(String, String)>,
    /// The longest record in bytes; a longer line or file is skipped. 64 MB by default.
    pub max_record_bytes: usize,
    /// Whatever else the meaning of a record depends on (a list of office holders), as a fingerprint: it goes
    /// into the hash of every record, so that another one makes the records count as changed. 0 for nothing.
    pub salt: u64,
    /// Called at every new file and about every megabyte, on the reading thread.
    #[allow(clippy::type_complexity)]
    pub progress: Option<Arc<dyn Fn(&ReadProgress<'_>) + Send + Sync>>,
}

/// How far reading has come.
#[derive(Clone, Copy, Debug)]
pub struct ReadProgress<'a> {
    /// Bytes read so far, as they lie on disk (compressed files count compressed): the same measure as
    /// [`super::CorpusSize::bytes`].
    pub bytes: u64,
    /// Files begun so far.
    pub files: u64,
    /// The file being read.
    pub file: &'a str,
}

impl Default for ReadOptions {
    fn default() -> Self {
        Self { map: Vec::new(), max_record_bytes: 64 << 20, salt: 0, progress: None }
    }
}

impl fmt::Debug for ReadOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadOptions")
            .field("map", &self.map)
            .field("max_record_bytes", &self.max_record_bytes)
            .field("salt", &self.salt)
            .finish_non_exhaustive()
    }
}

/// Reads a column map as it stands on the command line: `title=onderwerp,asker=vraagsteller`.
///
/// # Errors
/// [`CorpusError::MapPair`] where a pair lacks its `=` or a side of it, [`CorpusError::MapField`] where the
/// field is not one of a record's fields.
pub fn parse_map(text: &str) -> Result<Vec<(String, String)>, CorpusError> {
    let mut map = Vec::new();
    for pair in text.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let sides = pair.split_once('=').map(|(field, column)| (field.trim(), column.trim()));
        match sides {
            Some((field, column)) if !field.is_empty() && !column.is_empty() => {
                map.push((field.to_owned(), column.to_owned()));
            }
            _ => return Err(CorpusError::MapPair(pair.to_owned())),
        }
    }
    FieldNames::new(&map)?;
    Ok(map)
}
