//! Metadata beside files that have none: `metadata.csv` or `metadata.jsonl` in a folder (or in a folder of a zip
//! archive), with the file's name in a column `file` (`bestand`) and any of the fields of a record. What it
//! says fills or overrides what the file says, and counts into the content hash of the file's records.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

use super::{EncodedRecord, RawBody, RawFields, SkipReason, SkippedRecord};

/// File name → metadata.
pub(super) type Sidecar = FxHashMap<String, RawFields>;

const NAMES: [&str; 3] = ["metadata.csv", "metadata.tsv", "metadata.jsonl"];

/// Whether a file of this name, with or without folders before it, is a sidecar.
pub(super) fn is_sidecar(path: &str) -> bool {
    NAMES.contains(&path.rsplit(['/', '\\']).next().unwrap_or(path))
}

/// The sidecars that lie in `folder`.
pub(super) fn files_in(folder: &Path) -> impl Iterator<Item = PathBuf> + '_ {
    NAMES.iter().map(|name| folder.join(name)).filter(|path| path.is_file())
}

/// Adds one row.
pub(super) fn add(
    sidecar: &mut Sidecar,
    record: Result<EncodedRecord, SkippedRecord>,
    exists: &dyn Fn(&str) -> bool,
    skip: &mut dyn FnMut(SkippedRecord),
) {
    let record = match record.and_then(EncodedRecord::parse_metadata) {
        Ok(record) => record,
        Err(skipped) => return skip(skipped),
    };
    let RawBody::Fields(mut fields) = record.body else { return };
    let message = match fields.file.take() {
        None => "a row names no file".to_owned(),
        Some(name) if !exists(&name) => format!("'{name}' is not there"),
        Some(name) => {
            sidecar.insert(name, *fields);
            return;
        }
    };
    skip(SkippedRecord { origin: record.origin, reason: SkipReason::Sidecar(message) });
}
