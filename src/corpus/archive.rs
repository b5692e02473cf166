//! Zip archives: what lies in one, told without unpacking it.

use std::io::{Read, Seek};

use super::{SkipReason, walk};

/// Zip itself, or a format that is a zip inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Contents {
    /// Records.
    Members,
    /// A Word document.
    Docx,
    /// Another office format; what it is.
    Other(&'static str),
}

/// An archive that was opened.
pub(super) enum Opened<R> {
    /// A zip of records, and the names and places of those of its members that may be such, by name.
    Members(zip::ZipArchive<R>, Vec<(String, usize)>),
    /// A Word document, from its first byte.
    Docx(R),
}

/// Opens an archive that lies in memory or is a file.
pub(super) fn open<R: Read + Seek>(source: R) -> Result<Opened<R>, SkipReason> {
    let archive = zip::ZipArchive::new(source).map_err(|error| broken(&error))?;
    match contents(&archive) {
        Contents::Members => {}
        Contents::Docx => {
            let mut source = archive.into_inner();
            source.rewind().map_err(SkipReason::io)?;
            return Ok(Opened::Docx(source));
        }
        Contents::Other(what) => return Err(SkipReason::Binary(what)),
    }
    let mut members: Vec<(String, usize)> = (0..archive.len())
        .filter_map(|index| Some((archive.name_for_index(index)?.ok()?.into_owned(), index)))
        .filter(|(name, _)| !name.ends_with('/') && walk::is_document_name(name))
        .collect();
    members.sort();
    if members.is_empty() {
        return Err(SkipReason::Empty);
    }
    Ok(Opened::Members(archive, members))
}

/// Why an archive, or a member of it, cannot be read.
pub(super) fn broken(error: &zip::result::ZipError) -> SkipReason {
    SkipReason::Archive(error.to_string())
}

fn contents<R: Read + Seek>(archive: &zip::ZipArchive<R>) -> Contents {
    let has = |name: &str| archive.index_for_name(name).is_some();
    let below = |folder: &str| archive.file_names().flatten().any(|name| name.starts_with(folder));
    if has("word/document.xml") {
        Contents::Docx
    } else if has("xl/workbook.xml") {
        Contents::Other("an Excel workbook")
    } else if has("ppt/presentation.xml") {
        Contents::Other("a PowerPoint presentation")
    } else if has("mimetype") && has("content.xml") {
        Contents::Other("an OpenDocument or EPUB file")
    } else if has("[Content_Types].xml") || below("word/") {
        // A damaged one: its reader says what is missing.
        Contents::Docx
    } else {
        Contents::Members
    }
}
