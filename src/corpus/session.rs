//! One run over a corpus: opens the files in turn, hands each to the reader of its format, and counts.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::model::Origin;

use super::input::Input;
use super::names::FieldNames;
use super::record::{Content, Context};
use super::sniff::{self, Format};
use super::{
    CorpusError, EncodedRecord, ReadOptions, ReadProgress, SkipReason, SkippedRecord, json_array, jsonl, walk,
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
    let meter = Meter { options, bytes: Cell::new(0), files: Cell::new(0), file: RefCell::default() };
    let mut session = Session { options, names, meter: &meter, sink, summary: ReadSummary::default() };
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

/// The state of a run.
pub(super) struct Session<'s> {
    pub(super) options: &'s ReadOptions,
    names: Arc<FieldNames>,
    meter: &'s Meter<'s>,
    sink: &'s mut Sink<'s>,
    summary: ReadSummary,
}

/// The file or archive member that records are read from.
pub(super) struct Place {
    path: String,
    member: Option<String>,
    context: Arc<Context>,
}

impl Place {
    /// The place of the record at `line`.
    pub(super) fn origin(&self, line: Option<u64>) -> Origin {
        Origin { path: self.path.clone(), member: self.member.clone(), line }
    }
}

impl Session<'_> {
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

    fn file(&mut self, found: &walk::Found) -> ControlFlow<()> {
        let origin = walk::origin(&found.path);
        self.meter.begin(&origin.path);
        let opened = File::open(&found.path).and_then(|file| Ok((Stamp::of(&file)?, file)));
        let (before, file) = match opened {
            Ok(opened) => opened,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return self.skip(origin, SkipReason::Missing);
            }
            Err(error) => return self.skip(origin, SkipReason::io(error)),
        };
        let context = Arc::new(Context { names: Arc::clone(&self.names), sidecar: None, seed: 0 });
        let place = Place { path: origin.path.clone(), member: None, context };
        self.stream(&place, Input::new(Metered { inner: &file, meter: self.meter }))?;
        if Stamp::of(&file).is_ok_and(|after| after == before) {
            ControlFlow::Continue(())
        } else {
            self.skip(origin, SkipReason::Changed)
        }
    }

    /// Reads a stream in the format that its first bytes tell.
    fn stream(&mut self, place: &Place, mut input: Input<'_>) -> ControlFlow<()> {
        let head = match input.peek(sniff::HEAD) {
            Ok(head) => head,
            Err(error) => return self.skip(place.origin(None), SkipReason::io(error)),
        };
        if head.is_empty() {
            return self.skip(place.origin(None), SkipReason::Empty);
        }
        match sniff::sniff(head, place.member.as_deref().unwrap_or(&place.path)) {
            Ok(Format::JsonLines) => jsonl::read(self, place, input),
            Ok(Format::JsonArray) => json_array::read(self, place, input),
            Ok(Format::Text) => self.whole(place, input, Content::Text),
            Err(reason) => self.skip(place.origin(None), reason),
        }
    }

    /// Reads a stream that is one record.
    fn whole(
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
    files: Cell<u64>,
    file: RefCell<String>,
}

impl Meter<'_> {
    fn begin(&self, file: &str) {
        self.files.set(self.files.get() + 1);
        file.clone_into(&mut self.file.borrow_mut());
        self.report();
    }

    fn add(&self, count: u64) {
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
