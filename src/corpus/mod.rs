//! Files → raw records: what a corpus on disk holds, before anybody understands it.
//!
//! In: files and folders, of any mixture of the formats below, of any size. Out: a stream of
//! [`EncodedRecord`]s in a stable order, each with where it was read and a content hash, and a
//! [`SkippedRecord`] with place, reason and remedy for everything that could not be read.
//!
//! Reading is split in two so that it can be spread over threads and so that what is unchanged since the
//! last run costs no more than its hash: [`read`] streams the bytes of each record with their hash, on one
//! thread; [`EncodedRecord::parse`] decodes them (text encoding, JSON, DOCX, PDF …) to a [`RawRecord`], on
//! any thread, and only for the records that somebody wants.
//!
//! What a file is, is told by its content (`sniff`); its ending decides only what content leaves open. One
//! file a format: `txt`, `jsonl`, `json_array`, `table` (CSV and its kin), `docx`, `pdf`, `html`, `xml` (official XML of
//! the Tweede Kamer), `compressed` (gzip, zstd), `archive` (zip), and `sidecar` for metadata beside files.

mod archive;
mod compressed;
mod decode;
mod decoding;
mod docx;
mod docx_numbering;
mod docx_styles;
mod error;
mod fields;
mod html;
mod input;
mod json_array;
mod jsonl;
mod meter;
mod names;
mod options;
mod pdf;
mod reading;
mod record;
mod session;
mod sidecar;
mod sniff;
mod table;
mod txt;
mod walk;
mod xml;

pub(crate) use error::panic_message;
pub use error::{CorpusError, SkipReason, SkippedRecord};
pub use fields::RawFields;
pub use names::FIELDS;
pub use options::{ReadOptions, ReadProgress, parse_map};
pub use reading::read;
pub use record::{EncodedRecord, RawBody, RawRecord};
pub use session::ReadSummary;
pub use walk::{CorpusSize, probe};

#[cfg(test)]
mod tests;
