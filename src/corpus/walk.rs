//! The files below the paths, in a stable order.

use std::path::{Path, PathBuf};

use rustc_hash::FxHashSet;

use crate::model::Origin;

use super::{SkipReason, SkippedRecord};

/// Files that lie in corpora without being documents; read only when named themselves.
const NOT_DOCUMENTS: [&str; 6] = ["readme", "license", "licence", "notice", "changelog", "copying"];

/// A file below one of the paths.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// The path as given, plus what was found below it.
    pub(super) path: PathBuf,
}

/// How much there is to read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CorpusSize {
    /// Files.
    pub files: u64,
    /// Their bytes on disk.
    pub bytes: u64,
}

/// Counts files and bytes below `paths` without opening any: the totals of a progress bar. What cannot be
/// read counts as nothing here and is named by [`super::read`].
pub fn probe(paths: &[PathBuf]) -> CorpusSize {
    let mut size = CorpusSize::default();
    for found in files(paths).flatten() {
        if let Ok(metadata) = std::fs::metadata(&found.path) {
            size.files += 1;
            size.bytes += metadata.len();
        }
    }
    size
}

/// The files below `paths`: paths in the order given, what lies below one sorted by name, each file once
/// even when several paths lead to it.
pub(super) fn files(paths: &[PathBuf]) -> impl Iterator<Item = Result<Found, SkippedRecord>> + '_ {
    let mut seen = (paths.len() > 1).then(FxHashSet::default);
    paths.iter().flat_map(|root| below(root)).filter(move |found| match (found, &mut seen) {
        (Ok(found), Some(seen)) => seen.insert(real(&found.path)),
        _ => true,
    })
}

fn real(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn below(root: &Path) -> impl Iterator<Item = Result<Found, SkippedRecord>> + '_ {
    walkdir::WalkDir::new(root)
        .follow_links(true)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.depth() == 0 || !is_hidden(entry.file_name()))
        .filter_map(move |entry| match entry {
            Err(error) => Some(Err(skipped(root, error))),
            Ok(entry) if entry.file_type().is_dir() => None,
            Ok(entry) if !entry.file_type().is_file() => {
                Some(Err(SkippedRecord { origin: origin(entry.path()), reason: SkipReason::NotAFile }))
            }
            Ok(entry) if entry.depth() > 0 && !is_document(entry.path()) => None,
            Ok(entry) => Some(Ok(Found { path: entry.into_path() })),
        })
}

/// Whether the member `name` of an archive may be a document: not hidden, no readme or licence.
pub(super) fn is_document_name(name: &str) -> bool {
    !name.starts_with("__MACOSX/")
        && !name.split('/').any(|part| part.starts_with('.'))
        && is_document(Path::new(name))
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().starts_with(b".")
}

fn is_document(path: &Path) -> bool {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let ending = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    let paper = matches!(ending.as_str(), "" | "md" | "txt" | "rst");
    !(paper && NOT_DOCUMENTS.contains(&stem.as_str()))
}

fn skipped(root: &Path, error: walkdir::Error) -> SkippedRecord {
    let origin = origin(error.path().unwrap_or(root));
    let reason = match error.loop_ancestor() {
        Some(ancestor) => SkipReason::SymlinkLoop(ancestor.to_string_lossy().into_owned()),
        None => match error.into_io_error() {
            Some(error) if error.kind() == std::io::ErrorKind::NotFound => SkipReason::Missing,
            Some(error) => SkipReason::io(error),
            None => SkipReason::NotAFile,
        },
    };
    SkippedRecord { origin, reason }
}

/// The place of a whole file.
pub(super) fn origin(path: &Path) -> Origin {
    Origin { path: path.to_string_lossy().into_owned(), member: None, line: None }
}
