//! Metadata beside files that have none: `metadata.csv` or `metadata.jsonl` in a folder (or in a folder of a zip
//! archive), with the file's name in a column `file` (`bestand`) and any of the fields of a record. What it
//! says fills or overrides what the file says, and counts into the content hash of the file's records.

use std::ops::ControlFlow;
use std::path::Path;

use rustc_hash::FxHashMap;

use super::{EncodedRecord, RawBody, RawFields, ReadOptions, SkipReason, SkippedRecord};

/// File name → metadata.
pub(super) type Sidecar = FxHashMap<String, RawFields>;

const NAMES: [&str; 3] = ["metadata.csv", "metadata.tsv", "metadata.jsonl"];

/// Whether a file of this name, with or without folders before it, is a sidecar.
pub(super) fn is_sidecar(path: &str) -> bool {
    NAMES.contains(&path.rsplit(['/', '\\']).next().unwrap_or(path))
}

/// Reads the sidecars of `folder`. A row that cannot be read, or that names a file that is not there, is
/// handed to `skip`.
pub(super) fn of_folder(
    folder: &Path,
    options: &ReadOptions,
    skip: &mut dyn FnMut(SkippedRecord),
) -> Sidecar {
    let mut sidecar = Sidecar::default();
    for path in NAMES.iter().map(|name| folder.join(name)).filter(|path| path.is_file()) {
        let options = ReadOptions { progress: None, ..options.clone() };
        let outcome = super::session::read_sidecar(&path, &options, &mut |record| {
            add(&mut sidecar, record, &|name| folder.join(name).exists(), skip);
            ControlFlow::Continue(())
        });
        debug_assert!(outcome.is_ok(), "the column map was checked before");
    }
    sidecar
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
