//! What a run tells while it goes on, and what it was asked to do and did.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::SourceInfo;
use crate::corpus::{ReadOptions, SkippedRecord};
use crate::dutch::Method;

/// What [`super::update`] is to do.
#[derive(Clone, Debug)]
pub struct UpdateOptions {
    /// The folder of the index.
    pub index: PathBuf,
    /// The sources to bring up to date.
    pub sources: Vec<SourceOptions>,
    /// Names of sources whose documents are to be removed.
    pub remove_sources: Vec<String>,
    /// Only add and change, never remove what the paths no longer hold.
    pub add: bool,
    /// Only count what would happen.
    pub dry_run: bool,
    /// Start afresh, whatever the index holds.
    pub rebuild: bool,
    /// How much of Dutch the analysis is to know; `None`: what it knows in the index, everything in a new one.
    /// When it differs the index is made anew.
    pub analysis: Option<Method>,
    /// Fail at the first record that cannot be read.
    pub strict: bool,
    /// How long to wait for another writer.
    pub wait: Option<Duration>,
    /// Memory to use, in bytes.
    pub memory: usize,
    /// Threads that parse and analyse.
    pub threads: usize,
    /// Set from outside (by a signal) to stop: records read until then are finished and published by an
    /// incremental run; a build from nothing is given up and leaves the old state.
    pub stop: Arc<AtomicBool>,
}

/// A corpus under a name.
#[derive(Clone, Debug, Default)]
pub struct SourceOptions {
    /// Its name; empty for the one that needs none.
    pub name: String,
    /// Its files and folders.
    pub paths: Vec<PathBuf>,
    /// How they are read.
    pub read: ReadOptions,
    /// A list of office holders, read at the start of the run: [`crate::parse::Authority`]. When it is another
    /// one than at the last run, the records of this source are parsed again.
    pub authority: Option<PathBuf>,
}

impl From<&SourceInfo> for SourceOptions {
    /// The source as it was last indexed.
    fn from(source: &SourceInfo) -> Self {
        Self {
            name: source.name.clone(),
            paths: source.paths.iter().map(PathBuf::from).collect(),
            read: ReadOptions { map: source.map.clone(), ..ReadOptions::default() },
            authority: source.authority.as_ref().map(|authority| PathBuf::from(&authority.path)),
        }
    }
}

/// The memory to use when nothing else is said: 1 GB.
pub const DEFAULT_MEMORY: usize = 1 << 30;

impl UpdateOptions {
    /// The usual run: one unnamed source, on all cores.
    #[must_use]
    pub fn new(index: impl Into<PathBuf>, paths: Vec<PathBuf>) -> Self {
        Self {
            index: index.into(),
            sources: vec![SourceOptions { paths, ..SourceOptions::default() }],
            remove_sources: Vec::new(),
            add: false,
            dry_run: false,
            rebuild: false,
            analysis: None,
            strict: false,
            wait: None,
            memory: DEFAULT_MEMORY,
            threads: std::thread::available_parallelism().map_or(2, std::num::NonZero::get),
            stop: Arc::new(AtomicBool::new(false)),
        }
    }
}

/// The parts of a run, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stage {
    /// Records are read, parsed, tokenised and indexed.
    Reading,
    /// Segments are written to disk.
    Writing,
    /// Segments are merged.
    Merging,
    /// The vocabulary is analysed and the families are written.
    Analysing,
    /// Near duplicates are grouped and the generation is published.
    Publishing,
}

/// How far a run has come.
#[derive(Clone, Copy, Debug)]
pub struct ProgressEvent<'a> {
    /// What it is doing.
    pub stage: Stage,
    /// Bytes of the corpus read so far.
    pub bytes: u64,
    /// Bytes of the corpus, as far as is known beforehand.
    pub total_bytes: u64,
    /// Records read so far.
    pub records: u64,
    /// Documents indexed so far (new and changed ones).
    pub documents: u64,
    /// The file being read.
    pub file: &'a str,
}

impl ProgressEvent<'_> {
    /// A stage begins, and nothing is known yet.
    pub fn begin(stage: Stage) -> Self {
        Self { stage, bytes: 0, total_bytes: 0, records: 0, documents: 0, file: "" }
    }
}

/// Who wants to know how a run goes. Called from one thread at a time, at most a few dozen times a second.
pub trait Progress: Sync {
    /// A step further.
    fn report(&self, event: &ProgressEvent<'_>) {
        let _ = event;
    }

    /// A record or file that was skipped.
    fn skipped(&self, skipped: &SkippedRecord) {
        let _ = skipped;
    }

    /// Something else worth knowing, one sentence (`the index is made anew: the lexicon has changed`).
    fn notice(&self, text: &str) {
        let _ = text;
    }
}

/// Nobody wants to know.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoProgress;

impl Progress for NoProgress {}

/// What a run did.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct UpdateSummary {
    /// New documents.
    pub added: u64,
    /// Documents whose content changed.
    pub changed: u64,
    /// Documents that are gone.
    pub removed: u64,
    /// Documents that stayed as they were.
    pub unchanged: u64,
    /// What was skipped, with the reasons.
    pub skipped: Vec<Skipped>,
    /// Documents that were kept although their files could not be read this time.
    pub kept: u64,
    /// Documents in the index now.
    pub documents: u64,
    /// Of these, without a number.
    pub without_number: u64,
    /// Of these, without a date.
    pub without_date: u64,
    /// Of these, without a minister.
    pub without_minister: u64,
    /// Bytes of the corpus read.
    pub bytes: u64,
    /// Bytes of the index now.
    pub index_bytes: u64,
    /// Segments in the index now.
    pub segments: u64,
    /// Seconds the whole run took.
    pub seconds: f64,
    /// Seconds of each stage.
    pub stages: Vec<(Stage, f64)>,
    /// Why unchanged records were parsed again, when they were.
    pub parsed_again: Option<String>,
    /// Why the index was made anew, when it was.
    pub rebuilt: Option<String>,
    /// True when the run was stopped before it had read everything.
    pub stopped: bool,
    /// True when nothing was written because only counting was asked for.
    pub dry_run: bool,
    /// The number of the generation in force now.
    pub generation: u64,
}

/// A record or file that was skipped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// File, and line or member.
    pub place: String,
    /// Why.
    pub reason: String,
    /// What can be done about it.
    pub remedy: String,
}

impl From<&SkippedRecord> for Skipped {
    fn from(skipped: &SkippedRecord) -> Self {
        Self {
            place: skipped.place(),
            reason: skipped.reason.to_string(),
            remedy: skipped.remedy().to_owned(),
        }
    }
}
