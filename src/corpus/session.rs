//! One run over a corpus: opens the files in turn, hands each to the reader of its format, and counts.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::model::Origin;

use super::input::Input;
use super::names::FieldNames;
use super::record::{Content, Context};
use super::sidecar::{self, Sidecar};
use super::sniff::{self, Format};
use super::{
    CorpusError, EncodedRecord, RawFields, ReadOptions, ReadProgress, SkipReason, SkippedRecord, archive,
    compressed, decode, json_array, jsonl, table, walk,
};

/// What takes the records as they come.
pub type Sink<'s> = dyn FnMut(Result<EncodedRecord, SkippedRecord>) -> ControlFlow<()> + 's;

/// What one run over a corpus read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReadSummary {
    /// Files begun.
    pub files: u64,
    /// Records handed over; some of them may still fail to parse.
    pub records: u64,
    /// Files and records that were skipped.
    pub skipped: u64,
    /// Bytes read, as they lie on disk.
    pub bytes: u64,
    /// True when the sink stopped the run before its end.
    pub stopped: bool,
}

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
    let mut session = Session::new(options, names, &meter, sink);
    for found in walk::files(paths) {
        let flow = match found {
            Ok(found) => session.file(&found),
            Err(skipped) => session.skip(skipped.origin, skipped.reason),
        };
        if flow.is_break() {
            session.summary.stopped = true;
            break;
        }
    }
    session.summary.bytes = meter.bytes.get();
    session.summary.files = meter.files.get();
    Ok(session.summary)
}

/// Reads one metadata sidecar as if it were a file of records.
pub(super) fn read_sidecar(
    path: &Path,
    options: &ReadOptions,
    sink: &mut Sink<'_>,
) -> Result<(), CorpusError> {
    let names = Arc::new(FieldNames::new(&options.map)?);
    let meter = Meter::new(options);
    let mut session = Session::new(options, names, &meter, sink);
    session.is_sidecar = true;
    // The sinks of sidecars never stop the run.
    let _ = session.file(&walk::Found { path: path.to_owned() });
    Ok(())
}

/// The state of a run.
pub(super) struct Session<'s> {
    pub(super) options: &'s ReadOptions,
    names: Arc<FieldNames>,
    meter: &'s Meter<'s>,
    sink: &'s mut Sink<'s>,
    summary: ReadSummary,
    /// What every hash starts from: the column map.
    seed: u64,
    /// The folders met so far, with their metadata.
    folders: FxHashMap<PathBuf, Sidecar>,
    /// True while the metadata itself is read.
    is_sidecar: bool,
}

/// The file or archive member that records are read from.
pub(super) struct Place {
    path: String,
    member: Option<String>,
    /// How many archives lie around it.
    depth: u32,
    context: Arc<Context>,
}

impl Place {
    /// The place of the record at `line`.
    pub(super) fn origin(&self, line: Option<u64>) -> Origin {
        Origin { path: self.path.clone(), member: self.member.clone(), line }
    }

    /// The place of an archive's member, with the metadata that the archive holds for it.
    pub(super) fn member(&self, name: &str, sidecar: Option<&RawFields>) -> Self {
        let context = match sidecar {
            Some(sidecar) => self.context.with_sidecar(sidecar),
            None => Arc::clone(&self.context),
        };
        let member = match &self.member {
            Some(outer) => format!("{outer}!/{name}"),
            None => name.to_owned(),
        };
        Self { path: self.path.clone(), member: Some(member), depth: self.depth + 1, context }
    }

    /// What the hashes of its records start from.
    pub(super) fn seed(&self) -> u64 {
        self.context.seed
    }
}

impl<'s> Session<'s> {
    fn new(
        options: &'s ReadOptions,
        names: Arc<FieldNames>,
        meter: &'s Meter<'s>,
        sink: &'s mut Sink<'_>,
    ) -> Self {
        let map = if options.map.is_empty() { 0 } else { xxh3_64(format!("{:?}", options.map).as_bytes()) };
        let seed = map ^ options.salt;
        let summary = ReadSummary::default();
        Self { options, names, meter, sink, summary, seed, folders: FxHashMap::default(), is_sidecar: false }
    }

    /// Hands over a record.
    pub(super) fn emit(
        &mut self,
        place: &Place,
        line: Option<u64>,
        bytes: &[u8],
        content: impl FnOnce(Vec<u8>) -> Content,
    ) -> ControlFlow<()> {
        self.emit_hashed(
            place,
            line,
            xxh3_64_with_seed(bytes, place.context.seed),
            bytes.len(),
            content(bytes.to_vec()),
        )
    }

    /// Hands over a record of which the caller knows the hash.
    pub(super) fn emit_hashed(
        &mut self,
        place: &Place,
        line: Option<u64>,
        bytes_hash: u64,
        size: usize,
        content: Content,
    ) -> ControlFlow<()> {
        self.summary.records += 1;
        (self.sink)(Ok(EncodedRecord {
            origin: place.origin(line),
            bytes_hash,
            size: size as u64,
            content,
            context: Arc::clone(&place.context),
        }))
    }

    /// Names something that is left out.
    pub(super) fn skip(&mut self, origin: Origin, reason: SkipReason) -> ControlFlow<()> {
        self.summary.skipped += 1;
        (self.sink)(Err(SkippedRecord { origin, reason }))
    }

    /// The field names in force.
    pub(super) fn names(&self) -> &Arc<FieldNames> {
        &self.names
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
                return self.skip(origin, SkipReason::Missing);
            }
            Err(error) => return self.skip(origin, SkipReason::io(error)),
        };
        let sidecar = self.sidecar_of(&found.path)?;
        let context = Context::new(Arc::clone(&self.names), sidecar, self.seed);
        let place = Place { path: origin.path.clone(), member: None, depth: 0, context: Arc::new(context) };
        self.meter.expect(before.length);
        self.open(&place, &file)?;
        self.meter.end();
        if Stamp::of(&file).is_ok_and(|after| after == before) {
            ControlFlow::Continue(())
        } else {
            self.skip(origin, SkipReason::Changed)
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
            let sidecar = sidecar::of_folder(folder, self.options, &mut |fault| faults.push(fault));
            self.folders.insert(folder.to_owned(), sidecar);
            for fault in faults {
                self.skip(fault.origin, fault.reason)?;
            }
        }
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let sidecar = self.folders.get(folder).and_then(|sidecar| sidecar.get(name.as_ref()));
        ControlFlow::Continue(sidecar.cloned())
    }

    /// Reads a file; a zip archive is moved about in, everything else is a stream.
    fn open(&mut self, place: &Place, file: &File) -> ControlFlow<()> {
        let mut input = Input::new(Metered { inner: file, meter: self.meter });
        match input.peek(sniff::HEAD) {
            Ok([b'P', b'K', 3 | 5, 4 | 6, ..]) => {
                drop(input);
                archive::read(self, place, Metered { inner: file, meter: self.meter })
            }
            Ok(_) => self.stream(place, &place.path, input, 0),
            Err(error) => self.skip(place.origin(None), SkipReason::io(error)),
        }
    }

    /// Reads a member of an archive.
    pub(super) fn member(&mut self, place: &Place, name: &str, input: Input<'_>) -> ControlFlow<()> {
        self.stream(place, name, input, 0)
    }

    /// Reads a stream in the format that its first bytes, or else its `name`, tell. `depth` counts what it has
    /// been unpacked from.
    fn stream(&mut self, place: &Place, name: &str, mut input: Input<'_>, depth: u32) -> ControlFlow<()> {
        let head = match input.peek(sniff::HEAD) {
            Ok(head) => head,
            Err(error) => return self.skip(place.origin(None), SkipReason::io(error)),
        };
        if head.is_empty() {
            return self.skip(place.origin(None), SkipReason::Empty);
        }
        let format = match sniff::sniff(head, name, &self.names) {
            Ok(Format::Gzip | Format::Zstd | Format::Zip) if place.depth + depth > 1 => {
                Err(SkipReason::Nested)
            }
            format => format,
        };
        let inner_name = || name.rsplit_once('.').map_or(name, |(inner, _)| inner).to_owned();
        match format {
            Ok(Format::JsonLines) => jsonl::read(self, place, input),
            Ok(Format::JsonArray) => json_array::read(self, place, input),
            Ok(Format::Table) => table::read(self, place, input),
            Ok(Format::Text) => self.whole(place, input, Content::Text),
            Ok(Format::Pdf) => self.whole(place, input, Content::Pdf),
            Ok(Format::Html) => self.whole(place, input, Content::Html),
            Ok(Format::Xml) => self.whole(place, input, Content::Xml),
            Ok(Format::Utf16) => self.utf16(place, name, input, depth),
            Ok(Format::Gzip) => {
                self.stream(place, &inner_name(), Input::new(compressed::gzip(input)), depth + 1)
            }
            Ok(Format::Zstd) => match compressed::zstd(input) {
                Ok(inner) => self.stream(place, &inner_name(), Input::new(inner), depth + 1),
                Err(error) => self.skip(place.origin(None), SkipReason::io(error)),
            },
            Ok(Format::Zip) => archive::read_stream(self, place, input),
            Err(reason) => self.skip(place.origin(None), reason),
        }
    }

    /// Reads UTF-16 of any text form: the readers of the forms want UTF-8.
    fn utf16(&mut self, place: &Place, name: &str, input: Input<'_>, depth: u32) -> ControlFlow<()> {
        let limit = self.options.max_record_bytes;
        let text = match input.whole(limit) {
            Ok(Some(bytes)) => decode::decode(&bytes),
            Ok(None) => Err(SkipReason::TooLong { limit }),
            Err(error) => Err(SkipReason::io(error)),
        };
        match text {
            // A text with zero characters would be taken for UTF-16 again.
            Ok(text) if text.contains('\0') => {
                self.skip(place.origin(None), SkipReason::Binary("data of an unknown kind"))
            }
            Ok(text) => self.stream(place, name, Input::new(text.as_bytes()), depth),
            Err(reason) => self.skip(place.origin(None), reason),
        }
    }

    /// The metadata that an archive holds for its members, by the members' names.
    pub(super) fn member_sidecars<R: Read + Seek>(
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
            let mut inner = Session::new(self.options, Arc::clone(&self.names), self.meter, &mut sink);
            inner.is_sidecar = true;
            // The sink above never stops the run.
            let _ = inner.member(
                &place.member(name, None),
                name,
                Input::new(compressed::member(member, compressed)),
            );
            sidecars.extend(own.into_iter().map(|(file, fields)| (format!("{folder}{file}"), fields)));
        }
        for fault in faults {
            if self.skip(fault.origin, fault.reason).is_break() {
                break;
            }
        }
        sidecars
    }

    /// Reads a stream that is one record.
    pub(super) fn whole(
        &mut self,
        place: &Place,
        input: Input<'_>,
        content: impl FnOnce(Vec<u8>) -> Content,
    ) -> ControlFlow<()> {
        let limit = self.options.max_record_bytes;
        match input.whole(limit) {
            Ok(Some(bytes)) if bytes.trim_ascii().is_empty() => {
                self.skip(place.origin(None), SkipReason::Empty)
            }
            Ok(Some(bytes)) => {
                let hash = xxh3_64_with_seed(&bytes, place.context.seed);
                let size = bytes.len();
                self.emit_hashed(place, None, hash, size, content(bytes))
            }
            Ok(None) => self.skip(place.origin(None), SkipReason::TooLong { limit }),
            Err(error) => self.skip(place.origin(None), SkipReason::io(error)),
        }
    }
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

/// Counts the bytes that are read and reports them.
struct Meter<'s> {
    options: &'s ReadOptions,
    bytes: Cell<u64>,
    /// Bytes of the file being read that have not been counted: archives read some twice, skipped files few.
    left: Cell<u64>,
    files: Cell<u64>,
    file: RefCell<String>,
}

impl<'s> Meter<'s> {
    fn new(options: &'s ReadOptions) -> Self {
        let (bytes, left, files) = (Cell::new(0), Cell::new(0), Cell::new(0));
        Self { options, bytes, left, files, file: RefCell::default() }
    }

    fn begin(&self, file: &str) {
        self.files.set(self.files.get() + 1);
        file.clone_into(&mut self.file.borrow_mut());
        self.report();
    }

    /// The size of the file just begun.
    fn expect(&self, size: u64) {
        self.left.set(size);
    }

    /// The file is done with, read to its end or not.
    fn end(&self) {
        self.add(self.left.get());
    }

    fn add(&self, count: u64) {
        let count = count.min(self.left.get());
        self.left.set(self.left.get() - count);
        let before = self.bytes.get();
        self.bytes.set(before + count);
        if before >> 20 != (before + count) >> 20 {
            self.report();
        }
    }

    fn report(&self) {
        if let Some(progress) = &self.options.progress {
            let file = self.file.borrow();
            progress(&ReadProgress { bytes: self.bytes.get(), files: self.files.get(), file: &file });
        }
    }
}

/// A file whose bytes are counted.
struct Metered<'s, R> {
    inner: R,
    meter: &'s Meter<'s>,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(out)?;
        self.meter.add(count as u64);
        Ok(count)
    }
}

impl<R: Seek> Seek for Metered<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> std::io::Result<u64> {
        self.inner.seek(to)
    }
}

fn archive_has(members: &[(String, usize)], folder: &str, file: &str) -> bool {
    members.iter().any(|(name, _)| name.strip_prefix(folder) == Some(file))
}
