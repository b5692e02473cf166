//! What the readers of all formats share: where a record stands, and the sink that takes it.

use std::ops::ControlFlow;
use std::sync::Arc;

use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use crate::model::Origin;

use super::input::Input;
use super::names::FieldNames;
use super::record::{Content, Context};
use super::{EncodedRecord, RawFields, ReadOptions, SkipReason, SkippedRecord};

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

/// The state of a run that the readers of formats may touch.
pub(super) struct Session<'s> {
    pub(super) options: &'s ReadOptions,
    names: Arc<FieldNames>,
    sink: &'s mut Sink<'s>,
    pub(super) summary: ReadSummary,
    /// What every hash starts from: the column map and the salt.
    seed: u64,
}

/// The file or archive member that records are read from.
pub(super) struct Place {
    pub(super) path: String,
    member: Option<String>,
    /// How many archives lie around it.
    pub(super) depth: u32,
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
    pub(super) fn new(options: &'s ReadOptions, names: Arc<FieldNames>, sink: &'s mut Sink<'_>) -> Self {
        let map = if options.map.is_empty() { 0 } else { xxh3_64(format!("{:?}", options.map).as_bytes()) };
        let seed = map ^ options.salt;
        Self { options, names, sink, summary: ReadSummary::default(), seed }
    }

    /// The place of a file, with the metadata that lies beside it.
    pub(super) fn place(&self, path: String, sidecar: Option<RawFields>) -> Place {
        let context = Context::new(Arc::clone(&self.names), sidecar, self.seed);
        Place { path, member: None, depth: 0, context: Arc::new(context) }
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
