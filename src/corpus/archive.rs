//! Zip archives of records: each member is read as if it were a file.

use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;

use super::input::Input;
use super::record::Content;
use super::session::{Place, Session};
use super::{SkipReason, compressed, walk};

/// Zip itself, or a format that is a zip inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contents {
    /// Records.
    Members,
    /// A Word document.
    Docx,
    /// Another office format; what it is.
    Other(&'static str),
}

/// Reads an archive that lies in memory or is a file.
pub(super) fn read(session: &mut Session<'_>, place: &Place, source: impl Read + Seek) -> ControlFlow<()> {
    let broken = |error: zip::result::ZipError| SkipReason::Archive(error.to_string());
    let mut archive = match zip::ZipArchive::new(source) {
        Ok(archive) => archive,
        Err(error) => return session.skip(place.origin(None), broken(error)),
    };
    match contents(&archive) {
        Contents::Members => {}
        Contents::Docx => return docx(session, place, archive),
        Contents::Other(what) => return session.skip(place.origin(None), SkipReason::Binary(what)),
    }
    let mut members: Vec<(String, usize)> = (0..archive.len())
        .filter_map(|index| Some((archive.name_for_index(index)?.ok()?.into_owned(), index)))
        .filter(|(name, _)| !name.ends_with('/') && walk::is_document_name(name))
        .collect();
    members.sort();
    if members.is_empty() {
        return session.skip(place.origin(None), SkipReason::Empty);
    }
    let sidecars = session.member_sidecars(place, &mut archive, &members);
    for (name, index) in members {
        if super::sidecar::is_sidecar(&name) {
            continue;
        }
        let place = place.member(&name, sidecars.get(&name));
        match archive.by_index(index) {
            Ok(member) => {
                let compressed = member.compressed_size();
                session.member(&place, &name, Input::new(compressed::member(member, compressed)))?;
            }
            Err(error) => session.skip(place.origin(None), broken(error))?,
        }
    }
    ControlFlow::Continue(())
}

/// Reads an archive out of a stream that cannot be moved in.
pub(super) fn read_stream(session: &mut Session<'_>, place: &Place, input: Input<'_>) -> ControlFlow<()> {
    let limit = session.options.max_record_bytes;
    match input.whole(limit) {
        Ok(Some(bytes)) => read(session, place, Cursor::new(bytes)),
        Ok(None) => session.skip(place.origin(None), SkipReason::TooLong { limit }),
        Err(error) => session.skip(place.origin(None), SkipReason::io(error)),
    }
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

fn docx<R: Read + Seek>(
    session: &mut Session<'_>,
    place: &Place,
    archive: zip::ZipArchive<R>,
) -> ControlFlow<()> {
    let mut source = archive.into_inner();
    let input = source.rewind().map(|()| Input::new(source));
    match input {
        Ok(input) => session.whole(place, input, Content::Docx),
        Err(error) => session.skip(place.origin(None), SkipReason::io(error)),
    }
}
