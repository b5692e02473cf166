//! What a generation says of itself: `build.json`.

use serde::{Deserialize, Serialize};

use super::Stage;
use crate::dutch::Method;

/// The file's name in the generation.
pub(super) const FILE: &str = "build.json";

/// When and from what an index was made, and what it holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BuildInfo {
    /// The format, see [`super::FORMAT_VERSION`].
    pub format: u32,
    /// The program's version.
    pub program: String,
    /// When this generation was published (ISO 8601 with offset).
    pub updated: String,
    /// When the index was last built from nothing.
    pub built: String,
    /// Fingerprint of lexicon, rules and extension.
    pub analyser: u64,
    /// How much of Dutch the analysis knows.
    #[serde(default)]
    pub analysis: Method,
    /// The sources with their paths and numbers of documents, ordered by name.
    pub sources: Vec<SourceInfo>,
    /// Documents.
    pub documents: u64,
    /// Documents without a number.
    pub without_number: u64,
    /// Documents without a date.
    pub without_date: u64,
    /// Documents without a minister.
    pub without_minister: u64,
    /// Words.
    pub words: u64,
    /// Distinct written forms, summed over segments.
    pub forms: u64,
    /// Bytes that the last run read of the corpus.
    #[serde(alias = "corpus_bytes")]
    pub bytes_read: u64,
    /// Bytes of the generation's files.
    pub index_bytes: u64,
    /// Seconds that the last run took, by stage.
    pub stages: Vec<(Stage, f64)>,
}

/// One source of an index.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceInfo {
    /// Its name; empty for the unnamed one.
    pub name: String,
    /// Its paths, as given when it was last indexed.
    pub paths: Vec<String>,
    /// Its column map.
    pub map: Vec<(String, String)>,
    /// The list of office holders that it was parsed with.
    #[serde(default)]
    pub authority: Option<AuthorityInfo>,
    /// Its documents.
    pub documents: u64,
}

/// The list of office holders of a source, as it was when the source was last indexed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityInfo {
    /// The file.
    pub path: String,
    /// Tells its content from others.
    pub fingerprint: u64,
}
