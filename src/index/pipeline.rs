//! From files to segments, on all cores.
//!
//! ```text
//! reader (1 thread)      files → records with hash; unchanged ones end here      batches of 512 KB
//! preparers (n threads)  decode, parse, tokenise, invert, code records           batches, any order
//! filler (this thread)   puts the batches in order again, fills segments         segments on disk
//! ```
//!
//! The order of documents is that of the corpus whatever the threads do, so the same corpus gives the same
//! index. A fixed number of batches is under way at any time: memory does not grow with the corpus.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::thread::{Scope, ScopedJoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};

use super::document::{Prepared, Preparer, RecordBytes};
use super::inverting::Inverted;
use super::known::Known;
use super::reading::SourceReading;
use super::record::{Encoder, SAMPLE_SIZE};
use super::segments::{Filler, NewSegment, Workshop};
use super::{Fields, IndexError, Progress, ProgressEvent, Stage, UpdateOptions};
use crate::corpus::{self, EncodedRecord, SkippedRecord};

/// Bytes of records in a batch.
const BATCH: u64 = 512 << 10;
/// At most so many records in a batch.
const BATCH_RECORDS: usize = 512;
/// Progress is told so often.
const TELL_EVERY: Duration = Duration::from_millis(100);

/// What a run through the corpus gave.
#[derive(Debug, Default)]
pub(super) struct Harvest {
    /// The new segments.
    pub(super) segments: Vec<NewSegment>,
    /// What was skipped.
    pub(super) skipped: Vec<SkippedRecord>,
    /// Files that could not be read this time, with their source.
    pub(super) unreadable: Vec<(String, String)>,
    /// Records that were read.
    pub(super) records: u64,
    /// Records that are unchanged.
    pub(super) unchanged: u64,
    /// Documents that are new or changed.
    pub(super) documents: u64,
    /// Hashes of the ids of new and changed documents, where no segments hold them: of a dry run.
    pub(super) ids: Vec<u64>,
    /// Bytes read.
    pub(super) bytes: u64,
    /// True when the run was stopped from outside.
    pub(super) stopped: bool,
    /// Seconds in which nothing was done but writing segments.
    pub(super) writing: f64,
    /// The dictionary that records were compressed with.
    pub(super) dictionary: Vec<u8>,
}

impl Harvest {
    fn skip(&mut self, source: &str, skipped: SkippedRecord) {
        if skipped.reason.may_hide_records() {
            self.unreadable.push((source.to_owned(), skipped.origin.path.clone()));
        }
        self.skipped.push(skipped);
    }
}

/// Records on their way to a preparer.
struct Batch {
    number: u64,
    source: usize,
    records: Vec<EncodedRecord>,
}

/// What a preparer made of a batch.
type PreparedBatch = (u64, Result<Done, IndexError>);

/// A batch that is prepared.
#[derive(Default)]
struct Done {
    documents: Vec<Prepared>,
    /// The terms of the documents.
    inverted: Inverted,
    skipped: Vec<SkippedRecord>,
    /// The source of all of them.
    source: usize,
}

/// What the reader tells meanwhile.
#[derive(Default)]
struct Meter {
    bytes: AtomicU64,
    records: AtomicU64,
    file: Mutex<String>,
}

/// What the threads share.
struct Shared<'a> {
    options: &'a UpdateOptions,
    /// How each source is read and parsed.
    readings: &'a [SourceReading],
    fields: Fields,
    encoder: &'a OnceLock<Encoder>,
    meter: &'a Meter,
    progress: &'a dyn Progress,
    total_bytes: u64,
}

/// Reads the sources and fills segments with the records that are not known.
pub(super) fn run(
    options: &UpdateOptions,
    workshop: Option<&Workshop>,
    readings: &[SourceReading],
    dictionary: Option<Vec<u8>>,
    known: &mut Known,
    progress: &dyn Progress,
) -> Result<Harvest, IndexError> {
    let (_, fields) = Fields::build();
    let encoder = OnceLock::new();
    if let Some(dictionary) = dictionary {
        let _ = encoder.set(Encoder::with_dictionary(dictionary));
    }
    let meter = Meter::default();
    let total_bytes = options.sources.iter().map(|source| corpus::probe(&source.paths).bytes).sum();
    let shared =
        Shared { options, readings, fields, encoder: &encoder, meter: &meter, progress, total_bytes };
    let threads = options.threads.max(1);
    let under_way = threads * 4 + 2;
    let (batch_sender, batch_receiver) = bounded::<Batch>(under_way);
    let (prepared_sender, prepared_receiver) = bounded::<PreparedBatch>(under_way);
    // A permit a batch under way: the reader takes one, the filler gives it back.
    let (permit_sender, permit_receiver) = bounded::<()>(under_way);
    for _ in 0..under_way {
        let _ = permit_sender.send(());
    }
    let mut harvest = std::thread::scope(|scope| {
        let reader = scope.spawn({
            let shared = &shared;
            move || read(shared, known, batch_sender, &permit_receiver)
        });
        for _ in 0..threads {
            let (shared, batches, prepared) = (&shared, batch_receiver.clone(), prepared_sender.clone());
            scope.spawn(move || prepare(shared, &batches, &prepared));
        }
        drop((batch_receiver, prepared_sender));
        let mut harvest = Harvest::default();
        let filled = fill(scope, &shared, workshop, &prepared_receiver, &permit_sender, &mut harvest);
        // Ends the reader too when filling failed.
        drop((prepared_receiver, permit_sender));
        let read = reader.join().map_err(|_| IndexError::Thread("reading"))?;
        filled?;
        let read = read?;
        harvest.skipped.extend(read.skipped);
        harvest.unreadable.extend(read.unreadable);
        harvest.records = read.records;
        harvest.unchanged = read.unchanged;
        harvest.bytes = read.bytes;
        harvest.stopped = read.stopped;
        Ok::<_, IndexError>(harvest)
    })?;
    harvest.dictionary = encoder.get().map(|encoder| encoder.dictionary().to_vec()).unwrap_or_default();
    Ok(harvest)
}

/// The reader's thread.
fn read(
    shared: &Shared<'_>,
    known: &mut Known,
    batches: Sender<Batch>,
    permits: &Receiver<()>,
) -> Result<Harvest, IndexError> {
    let mut harvest = Harvest::default();
    let mut number = 0;
    let sources = shared.options.sources.iter().zip(shared.readings);
    for (source_number, (source, reading)) in sources.enumerate() {
        let mut batch = Vec::new();
        let mut size = 0;
        let mut send = |records: Vec<EncodedRecord>| {
            let sent = permits.recv().is_ok()
                && batches.send(Batch { number, source: source_number, records }).is_ok();
            number += 1;
            if sent { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        let mut options = reading.read.clone();
        let bytes_before = harvest.bytes;
        let outer = options.progress.take();
        // The callback must own what it uses, while the meter lives on this run's stack: the reader copies
        // the figures over at every record.
        let figures = std::sync::Arc::new((AtomicU64::new(0), Mutex::new(String::new())));
        let inner = std::sync::Arc::clone(&figures);
        options.progress = Some(std::sync::Arc::new(move |event: &corpus::ReadProgress<'_>| {
            inner.0.store(event.bytes, Ordering::Relaxed);
            if let Ok(mut file) = inner.1.lock()
                && *file != event.file
            {
                event.file.clone_into(&mut file);
            }
            if let Some(outer) = &outer {
                outer(event);
            }
        }));
        let summary = corpus::read(&source.paths, &options, &mut |record| {
            if shared.options.stop.load(Ordering::Relaxed) {
                return ControlFlow::Break(());
            }
            let seen = bytes_before + figures.0.load(Ordering::Relaxed);
            if shared.meter.bytes.swap(seen, Ordering::Relaxed) != seen
                && let (Ok(from), Ok(mut to)) = (figures.1.lock(), shared.meter.file.lock())
            {
                from.clone_into(&mut to);
            }
            let record = match record {
                Ok(record) => record,
                Err(skipped) => {
                    shared.progress.skipped(&skipped);
                    harvest.skip(&source.name, skipped);
                    return if shared.options.strict {
                        ControlFlow::Break(())
                    } else {
                        ControlFlow::Continue(())
                    };
                }
            };
            harvest.records += 1;
            shared.meter.records.store(harvest.records, Ordering::Relaxed);
            if known.meet(&source.name, &record) {
                harvest.unchanged += 1;
                return ControlFlow::Continue(());
            }
            size += record.size;
            batch.push(record);
            if size >= BATCH || batch.len() >= BATCH_RECORDS {
                size = 0;
                return send(std::mem::take(&mut batch));
            }
            ControlFlow::Continue(())
        })?;
        if !batch.is_empty() {
            let _ = send(batch);
        }
        harvest.bytes += summary.bytes;
        shared.meter.bytes.store(harvest.bytes, Ordering::Relaxed);
        if summary.stopped {
            harvest.stopped = shared.options.stop.load(Ordering::Relaxed);
            break;
        }
    }
    // Ends the preparers once they have done what is waiting.
    drop(batches);
    Ok(harvest)
}

/// A preparer's thread.
fn prepare(shared: &Shared<'_>, batches: &Receiver<Batch>, prepared: &Sender<PreparedBatch>) {
    let mut preparer = Preparer::new(shared.fields);
    for batch in batches {
        let number = batch.number;
        // A batch that never came would be waited for without end.
        let work = || prepare_batch(shared, &mut preparer, batch);
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work))
            .unwrap_or(Err(IndexError::Thread("preparing")));
        if prepared.send((number, result)).is_err() {
            break;
        }
    }
}

fn prepare_batch(shared: &Shared<'_>, preparer: &mut Preparer, batch: Batch) -> Result<Done, IndexError> {
    let source = &shared.options.sources[batch.source].name;
    let parser = &shared.readings[batch.source].parser;
    let documents = Vec::with_capacity(batch.records.len());
    let mut done = Done { documents, source: batch.source, ..Done::default() };
    for record in batch.records {
        let hash = record.bytes_hash;
        let mut question = match parser.read(record) {
            Ok(question) => question,
            Err(skipped) => {
                done.skipped.push(skipped);
                continue;
            }
        };
        question.source.clone_from(source);
        let mut document = preparer.prepare(question, hash)?;
        if let Some(encoder) = shared.encoder.get() {
            document.pack(encoder)?;
        }
        done.documents.push(document);
    }
    done.inverted = preparer.terms();
    Ok(done)
}

/// The filler's part: takes the batches in their order and fills segments.
fn fill<'scope>(
    scope: &'scope Scope<'scope, '_>,
    shared: &'scope Shared<'_>,
    workshop: Option<&Workshop>,
    prepared: &Receiver<PreparedBatch>,
    permits: &Sender<()>,
    harvest: &mut Harvest,
) -> Result<(), IndexError> {
    // Half of the memory is for the segment being filled; the one that is written meanwhile, which shrinks, and
    // the batches under way take the rest.
    let mut filler = workshop.map(|workshop| Filler::new(workshop, shared.options.memory / 2));
    let mut waiting = BTreeMap::new();
    let mut sample = Sample::default();
    let mut due = 0;
    let mut documents = 0;
    let mut told = Instant::now();
    loop {
        match prepared.recv_timeout(TELL_EVERY) {
            Ok((number, batch)) => {
                waiting.insert(number, batch);
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        while let Some(batch) = waiting.remove(&due) {
            due += 1;
            let mut batch = batch?;
            documents += batch.documents.len() as u64;
            for skipped in batch.skipped.drain(..) {
                shared.progress.skipped(&skipped);
                let message = skipped.to_string();
                harvest.skip(&shared.options.sources[batch.source].name, skipped);
                if shared.options.strict {
                    return Err(IndexError::Strict(message));
                }
            }
            match &mut filler {
                Some(filler) if !batch.documents.is_empty() => sample.take(scope, shared, batch, filler)?,
                Some(_) => {}
                None => harvest.ids.extend(batch.documents.into_iter().map(|document| document.facts.id)),
            }
            let _ = permits.try_send(());
        }
        if told.elapsed() >= TELL_EVERY {
            told = Instant::now();
            tell(shared, documents);
        }
    }
    tell(shared, documents);
    harvest.documents = documents;
    if let Some(mut filler) = filler {
        sample.end(shared, &mut filler)?;
        shared.progress.report(&ProgressEvent {
            records: shared.meter.records.load(Ordering::Relaxed),
            documents,
            ..ProgressEvent::begin(Stage::Writing)
        });
        let (segments, writing) = filler.finish()?;
        (harvest.segments, harvest.writing) = (segments, writing.as_secs_f64());
    }
    Ok(())
}

fn tell(shared: &Shared<'_>, documents: u64) {
    let file = shared.meter.file.lock().map(|file| file.clone()).unwrap_or_default();
    shared.progress.report(&ProgressEvent {
        stage: Stage::Reading,
        bytes: shared.meter.bytes.load(Ordering::Relaxed),
        total_bytes: shared.total_bytes,
        records: shared.meter.records.load(Ordering::Relaxed),
        documents,
        file: &file,
    });
}

/// Holds the first documents back until the dictionary is there, which is trained on them meanwhile.
#[derive(Default)]
struct Sample<'scope> {
    held: Vec<Prepared>,
    /// Bytes of the records in `held`.
    size: usize,
    bytes: Vec<u8>,
    training: Option<ScopedJoinHandle<'scope, ()>>,
}

impl<'scope> Sample<'scope> {
    fn take(
        &mut self,
        scope: &'scope Scope<'scope, '_>,
        shared: &'scope Shared<'_>,
        mut batch: Done,
        filler: &mut Filler<'_>,
    ) -> Result<(), IndexError> {
        filler.add_terms(&mut batch.inverted, batch.documents.len() as u32)?;
        if let Some(encoder) = shared.encoder.get() {
            self.release(shared, encoder, filler)?;
            return add(shared, encoder, batch.documents, filler);
        }
        for document in &batch.documents {
            if let RecordBytes::Plain(plain) = &document.record {
                self.size += plain.len();
                if self.training.is_none() {
                    self.bytes.extend_from_slice(plain);
                }
            }
        }
        let most = shared.options.memory / 16;
        if self.training.is_none() && self.bytes.len() >= SAMPLE_SIZE.min(most) {
            let bytes = std::mem::take(&mut self.bytes);
            let times = shared.total_bytes / bytes.len() as u64;
            self.training = Some(scope.spawn(move || {
                let _ = shared.encoder.set(Encoder::train(&bytes, times));
            }));
        }
        self.held.append(&mut batch.documents);
        // Not more is held than the memory allows: then everybody waits for the dictionary.
        if self.training.is_some() && self.size >= most {
            return self.end(shared, filler);
        }
        Ok(())
    }

    /// Waits for the dictionary, or trains it on what there is, and hands on what was held back.
    fn end(&mut self, shared: &Shared<'_>, filler: &mut Filler<'_>) -> Result<(), IndexError> {
        if let Some(training) = self.training.take() {
            training.join().map_err(|_| IndexError::Thread("training"))?;
        }
        let encoder = shared.encoder.get_or_init(|| Encoder::train(&self.bytes, 1));
        self.release(shared, encoder, filler)
    }

    fn release(
        &mut self,
        shared: &Shared<'_>,
        encoder: &Encoder,
        filler: &mut Filler<'_>,
    ) -> Result<(), IndexError> {
        let mut held = std::mem::take(&mut self.held);
        if held.is_empty() {
            return Ok(());
        }
        pack_all(shared, encoder, &mut held)?;
        add(shared, encoder, held, filler)
    }
}

/// Packs what the preparers could not, on all threads.
fn pack_all(shared: &Shared<'_>, encoder: &Encoder, held: &mut [Prepared]) -> Result<(), IndexError> {
    let share = held.len().div_ceil(shared.options.threads.max(1)).max(1);
    let pack = |held: &mut [Prepared]| held.iter_mut().try_for_each(|document| document.pack(encoder));
    std::thread::scope(|scope| {
        let threads: Vec<_> = held.chunks_mut(share).map(|part| scope.spawn(move || pack(part))).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| IndexError::Thread("packing"))?)
    })
}

fn add(
    shared: &Shared<'_>,
    encoder: &Encoder,
    mut documents: Vec<Prepared>,
    filler: &mut Filler<'_>,
) -> Result<(), IndexError> {
    documents.iter_mut().try_for_each(|document| document.pack(encoder))?;
    filler.add_documents(documents.into_iter().map(|document| document.finish(&shared.fields)))
}
