//! A record as it was found, and as it is once decoded: plain data. `decoding` leads from one to the other.

use std::sync::Arc;

use crate::model::Origin;

use super::RawFields;
use super::names::{Columns, FieldNames};

/// A record's bytes with their place and hash, not decoded yet: what [`super::read`] streams.
///
/// Two records with the same `origin.path`, `origin.member` and `bytes_hash` hold the same content, wherever
/// in the file they stand: `origin.line` is for people and may move when lines are inserted above.
#[derive(Clone, Debug)]
pub struct EncodedRecord {
    /// Where it was read.
    pub origin: Origin,
    /// xxh3 of the record's own bytes, of the metadata beside it and of the column map it is read with:
    /// whatever changes what [`EncodedRecord::parse`] gives changes the hash.
    pub bytes_hash: u64,
    /// Its size in bytes (decompressed).
    pub size: u64,
    pub(super) content: Content,
    pub(super) context: Arc<Context>,
}

/// What is common to the records of a file.
#[derive(Debug)]
pub(super) struct Context {
    /// The field names in force.
    pub(super) names: Arc<FieldNames>,
    /// Metadata beside the file, which overrides the record's own.
    pub(super) sidecar: Option<RawFields>,
    /// What seeds the hashes of the file's records.
    pub(super) seed: u64,
}

impl Context {
    pub(super) fn new(names: Arc<FieldNames>, sidecar: Option<RawFields>, seed: u64) -> Self {
        let seed = sidecar.as_ref().map_or(seed, |sidecar| seed.rotate_left(1) ^ sidecar.fingerprint());
        Self { names, sidecar, seed }
    }

    /// The same with more metadata, which takes precedence.
    pub(super) fn with_sidecar(&self, sidecar: &RawFields) -> Arc<Self> {
        let mut own = self.sidecar.clone().unwrap_or_default();
        own.override_with(sidecar);
        Arc::new(Self::new(Arc::clone(&self.names), Some(own), self.seed))
    }
}

/// A record's bytes in the form they were found.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// Text in any encoding.
    Text(Vec<u8>),
    /// One JSON object.
    Json(Vec<u8>),
    /// A row of a table, with what its columns stand for.
    Row {
        /// The columns.
        columns: Arc<Columns>,
        /// The values.
        row: csv::ByteRecord,
    },
    /// A Word document.
    Docx(Vec<u8>),
    /// A PDF.
    Pdf(Vec<u8>),
    /// A web page.
    Html(Vec<u8>),
    /// Official XML.
    Xml(Vec<u8>),
}

/// A decoded record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRecord {
    /// Where it was read.
    pub origin: Origin,
    /// Its content.
    pub body: RawBody,
    /// See [`EncodedRecord::bytes_hash`].
    pub bytes_hash: u64,
    /// See [`EncodedRecord::size`].
    pub size: u64,
}

/// A decoded record's content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RawBody {
    /// A text in the layout it came in: decoded, not normalised.
    Text(String),
    /// Fields that say themselves what they are. A text with metadata beside it has both: its text in
    /// `text`, the metadata, which takes precedence, in the other fields.
    Fields(Box<RawFields>),
}
