//! One run over a corpus: opens the files in turn, tells their formats, and hands each to its reader.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::archive::{self, Opened};
use super::input::{HEAD, Input};
use super::meter::{Meter, Metered};
use super::names::FieldNames;
use super::record::Content;
use super::session::{Place, Session, Sink};
use super::sidecar::{self, Sidecar};
use super::sniff::{self, Format};
use super::{
    CorpusError, EncodedRecord, RawFields, ReadOptions, ReadSummary, SkipReason, SkippedRecord, compressed,
    decode, json_array, jsonl, table, walk,
};

/// Reads everything below `paths` in a stable order and hands it to `sink`, which may stop the run.
///
/// Memory: one record and its buffer at a time, at most about twice [`ReadOptions::max_record_bytes`].
///
/// # Errors
/// Without any path or with a wrong column map. Everything else that fails is named to the sink, and reading
/// goes on with the next record or file.
pub fn read(
    paths: &[PathBuf],
    options: &ReadOptions,
    sink: &mut dyn FnMut(Result<EncodedRecord, SkippedRecord>) -> ControlFlow<()>,
) -> Result<ReadSummary, CorpusError> {
    if paths.is_empty() {
        return Err(CorpusError::NoPath);
    }
    let names = Arc::new(FieldNames::new(&options.map)?);
    let meter = Meter::new(options);
    let mut reading = Reading::new(Session::new(options, names, sink), &meter);
    let mut stopped = false;
    for found in walk::files(paths) {
        let flow = match found {
            Ok(found) => reading.file(&found),
            Err(skipped) => reading.session.skip(skipped.origin, skipped.reason),
        };
        if flow.is_break() {
            stopped = true;
            break;
        }
    }
    Ok(ReadSummary { stopped, bytes: meter.bytes(), files: meter.files(), ..reading.session.summary })
}

/// The state of a run that only the run itself touches.
struct Reading<'s> {
    session: Session<'s>,
    meter: &'s Meter<'s>,
    /// The folders met so far, with their metadata.
    folders: FxHashMap<PathBuf, Sidecar>,
    /// True while the metadata itself is read.
    is_sidecar: bool,
}

impl<'s> Reading<'s> {
    fn new(session: Session<'s>, meter: &'s Meter<'s>) -> Self {
        Self { session, meter, folders: FxHashMap::default(), is_sidecar: false }
    }

    fn file(&mut self, found: &walk::Found) -> ControlFlow<()> {
        let origin = walk::origin(&found.path);
        if !self.is_sidecar && sidecar::is_sidecar(&origin.path) {
            self.meter.begin(&origin.path);
            self.meter.expect(std::fs::metadata(&found.path).map_or(0, |metadata| metadata.len()));
            self.meter.end();
            return ControlFlow::Continue(());
        }
        self.meter.begin(&origin.path);
        let opened = File::open(&found.path).and_then(|file| Ok((Stamp::of(&file)?, file)));
        let (before, file) = match opened {
            Ok(opened) => opened,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return self.session.skip(origin, SkipReason::Missing);
            }
            Err(error) => return self.session.skip(origin, SkipReason::io(error)),
        };
        let sidecar = self.sidecar_of(&found.path)?;
        let place = self.session.place(origin.path.clone(), sidecar);
        self.meter.expect(before.length);
        self.open(&place, &file)?;
        self.meter.end();
        if Stamp::of(&file).is_ok_and(|after| after == before) {
            ControlFlow::Continue(())
        } else {
            self.session.skip(origin, SkipReason::Changed)
        }
    }

    /// The metadata that lies beside `file`.
    fn sidecar_of(&mut self, file: &Path) -> ControlFlow<(), Option<RawFields>> {
        let folder = file.parent().unwrap_or(Path::new(""));
        if self.is_sidecar {
            return ControlFlow::Continue(None);
        }
        if !self.folders.contains_key(folder) {
            let mut faults = Vec::new();
            let sidecar = self.folder_sidecar(folder, &mut |fault| faults.push(fault));
            self.folders.insert(folder.to_owned(), sidecar);
            for fault in faults {
                self.session.skip(fault.origin, fault.reason)?;
            }
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let sidecar = self.folders.get(folder).and_then(|sidecar| sidecar.get(name.as_ref()));
        ControlFlow::Continue(sidecar.cloned())
    }

    /// Reads a file; a zip archive is moved about in, everything else is a stream.
    fn open(&mut self, place: &Place, file: &File) -> ControlFlow<()> {
        let mut input = Input::new(Metered::new(file, self.meter));
        match input.peek(HEAD) {
            Ok([b'P', b'K', 3 | 5, 4 | 6, ..]) => {
                drop(input);
                self.archive(place, Metered::new(file, self.meter))
            }
            Ok(_) => self.stream(place, &place.path, input, 0),
            Err(error) => self.session.skip(place.origin(None), SkipReason::io(error)),
        }
    }

    /// The metadata that lies in `folder`. A row that cannot be read, or that names a file that is not there, is
    /// handed to `skip`.
    fn folder_sidecar(&self, folder: &Path, skip: &mut dyn FnMut(SkippedRecord)) -> Sidecar {
        let options = ReadOptions { progress: None, ..self.session.options.clone() };
        let mut sidecar = Sidecar::default();
        for path in sidecar::files_in(folder) {
            let meter = Meter::new(&options);
            let mut sink = |record| {
                sidecar::add(&mut sidecar, record, &|name| folder.join(name).exists(), skip);
                ControlFlow::Continue(())
            };
            // The sink above never stops the run.
            let _ = self.sidecar_reading(&meter, &mut sink).file(&walk::Found { path });
        }
        sidecar
    }

    /// A run over metadata, with this run's options.
    fn sidecar_reading<'i>(&'i self, meter: &'i Meter<'i>, sink: &'i mut Sink<'i>) -> Reading<'i> {
        let session = Session::new(self.session.options, Arc::clone(self.session.names()), sink);
        Reading { is_sidecar: true, ..Reading::new(session, meter) }
    }

    /// Reads a stream in the format that its first bytes, or else its `name`, tell. `depth` counts what it has
    /// been unpacked from.
    fn stream(&mut self, place: &Place, name: &str, mut input: Input<'_>, depth: u32) -> ControlFlow<()> {
        let head = match input.peek(HEAD) {
            Ok(head) => head,
            Err(error) => return self.session.skip(place.origin(None), SkipReason::io(error)),
        };
        if head.is_empty() {
            return self.session.skip(place.origin(None), SkipReason::Empty);
        }
        let format = match sniff::sniff(head, name, self.session.names()) {
            Ok(Format::Gzip | Format::Zstd | Format::Zip) if place.depth + depth > 1 => {
                Err(SkipReason::Nested)
            }
            format => format,
        };
        let inner_name = || name.rsplit_once('.').map_or(name, |(inner, _)| inner).to_owned();
        match format {
            Ok(Format::JsonLines) => jsonl::read(&mut self.session, place, input),
            Ok(Format::JsonArray) => json_array::read(&mut self.session, place, input),
            Ok(Format::Table) => table::read(&mut self.session, place, input),
            Ok(Format::Text) => self.session.whole(place, input, Content::Text),
            Ok(Format::Pdf) => self.session.whole(place, input, Content::Pdf),
            Ok(Format::Html) => self.session.whole(place, input, Content::Html),
            Ok(Format::Xml) => self.session.whole(place, input, Content::Xml),
            Ok(Format::Utf16) => self.utf16(place, name, input, depth),
            Ok(Format::Gzip) => {
                self.stream(place, &inner_name(), Input::new(compressed::gzip(input)), depth + 1)
            }
            Ok(Format::Zstd) => match compressed::zstd(input) {
                Ok(inner) => self.stream(place, &inner_name(), Input::new(inner), depth + 1),
                Err(error) => self.session.skip(place.origin(None), SkipReason::io(error)),
            },
            Ok(Format::Zip) => self.nested_archive(place, input),
            Err(reason) => self.session.skip(place.origin(None), reason),
        }
    }

    /// Reads UTF-16 of any text form: the readers of the forms want UTF-8.
    fn utf16(&mut self, place: &Place, name: &str, input: Input<'_>, depth: u32) -> ControlFlow<()> {
        let limit = self.session.options.max_record_bytes;
        let text = match input.whole(limit) {
            Ok(Some(bytes)) => decode::decode(&bytes),
            Ok(None) => Err(SkipReason::TooLong { limit }),
            Err(error) => Err(SkipReason::io(error)),
        };
        match text {
            // A text with zero characters would be taken for UTF-16 again.
            Ok(text) if text.contains('\0') => {
                self.session.skip(place.origin(None), SkipReason::Binary("data of an unknown kind"))
            }
            Ok(text) => self.stream(place, name, Input::new(text.as_bytes()), depth),
            Err(reason) => self.session.skip(place.origin(None), reason),
        }
    }

    /// Reads a zip archive, or the document of an office that is one.
    fn archive(&mut self, place: &Place, source: impl Read + Seek) -> ControlFlow<()> {
        let (mut archive, members) = match archive::open(source) {
            Ok(Opened::Members(archive, members)) => (archive, members),
            Ok(Opened::Docx(source)) => return self.session.whole(place, Input::new(source), Content::Docx),
            Err(reason) => return self.session.skip(place.origin(None), reason),
        };
        let sidecars = self.member_sidecars(place, &mut archive, &members);
        for (name, index) in members {
            if sidecar::is_sidecar(&name) {
                continue;
            }
            let place = place.member(&name, sidecars.get(&name));
            match archive.by_index(index) {
                Ok(member) => {
                    let compressed = member.compressed_size();
                    let input = Input::new(compressed::member(member, compressed));
                    self.stream(&place, &name, input, 0)?;
                }
                Err(error) => self.session.skip(place.origin(None), archive::broken(&error))?,
            }
        }
        ControlFlow::Continue(())
    }

    /// Reads an archive out of a stream that cannot be moved about in.
    fn nested_archive(&mut self, place: &Place, input: Input<'_>) -> ControlFlow<()> {
        let limit = self.session.options.max_record_bytes;
        match input.whole(limit) {
            Ok(Some(bytes)) => self.archive(place, Cursor::new(bytes)),
            Ok(None) => self.session.skip(place.origin(None), SkipReason::TooLong { limit }),
            Err(error) => self.session.skip(place.origin(None), SkipReason::io(error)),
        }
    }

    /// The metadata that an archive holds for its members, by the members' names.
    fn member_sidecars<R: Read + Seek>(
        &mut self,
        place: &Place,
        archive: &mut zip::ZipArchive<R>,
        members: &[(String, usize)],
    ) -> Sidecar {
        let mut sidecars = Sidecar::default();
        let mut faults = Vec::new();
        for (name, index) in members.iter().filter(|(name, _)| sidecar::is_sidecar(name)) {
            let folder = name.rfind('/').map_or("", |slash| &name[..=slash]);
            let exists = |file: &str| archive_has(members, folder, file);
            let Ok(member) = archive.by_index(*index) else { continue };
            let compressed = member.compressed_size();
            let mut own = Sidecar::default();
            let mut sink = |record| {
                sidecar::add(&mut own, record, &exists, &mut |fault| faults.push(fault));
                ControlFlow::Continue(())
            };
            let place = place.member(name, None);
            let input = Input::new(compressed::member(member, compressed));
            // The sink above never stops the run.
            let _ = self.sidecar_reading(self.meter, &mut sink).stream(&place, name, input, 0);
            sidecars.extend(own.into_iter().map(|(file, fields)| (format!("{folder}{file}"), fields)));
        }
        for fault in faults {
            if self.session.skip(fault.origin, fault.reason).is_break() {
                break;
            }
        }
        sidecars
    }
}

fn archive_has(members: &[(String, usize)], folder: &str, file: &str) -> bool {
    members.iter().any(|(name, _)| name.strip_prefix(folder) == Some(file))
}

/// What tells whether a file was written to.
#[derive(PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<std::time::SystemTime>,
}

impl Stamp {
    fn of(file: &File) -> std::io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self { length: metadata.len(), modified: metadata.modified().ok() })
    }
}
