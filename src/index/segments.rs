//! Writing segments into a generation that is being made: filling them, linking those that stay, marking
//! documents as deleted, merging.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tantivy::directory::{MmapDirectory, TerminatingWrite};
use tantivy::fastfield::write_alive_bitset;
use tantivy::index::{IndexSettings, SegmentComponent, SegmentReader};
use tantivy::indexer::merge_filtered_segments;
use tantivy::store::Compressor;
use tantivy::{BitSet, IndexMeta, SegmentMeta};

use super::checksums::PAGE;
use super::document::Facts;
use super::families::{self, FamilyCounts, FormKeys};
use super::filling::{BatchDocument, SegmentFiller};
use super::inverting::Inverted;
use super::merging::FULL;
use super::positions::Positions;
use super::{Fields, IndexError, faults, pairs};

/// The ending of a family table.
pub(super) const FAMILIES: &str = "families";
/// The ending of a table of pairs.
pub(super) const PAIRS: &str = "pairs";

/// The largest arena of one segment: the engine's addresses go no further.
const LARGEST_BUDGET: usize = 3 << 30;

/// The settings of every generation: records are compressed before they come to the store, and stand in blocks of
/// about a page: smaller ones would make the list of blocks long, which is read at the first record.
fn settings() -> IndexSettings {
    IndexSettings {
        docstore_compression: Compressor::None,
        docstore_compress_dedicated_thread: false,
        docstore_blocksize: PAGE,
        ..IndexSettings::default()
    }
}

/// A segment of the generation being made.
#[derive(Clone, Debug)]
pub(super) struct NewSegment {
    pub(super) meta: SegmentMeta,
    pub(super) facts: Vec<Facts>,
}

/// The folder of a generation being made, as the engine sees it.
#[derive(Debug)]
pub(super) struct Workshop {
    pub(super) path: PathBuf,
    pub(super) index: tantivy::Index,
}

impl Workshop {
    /// Prepares an empty generation folder.
    pub(super) fn open(path: &Path) -> Result<Self, IndexError> {
        let engine = IndexError::engine(path);
        let directory = MmapDirectory::open(path).map_err(|error| engine(error.into()))?;
        let directory = faults::directory(directory);
        let (schema, _) = Fields::build();
        let index = tantivy::Index::builder()
            .schema(schema)
            .settings(settings())
            .open_or_create(directory)
            .map_err(&engine)?;
        Ok(Self { path: path.to_owned(), index })
    }

    /// Hard-links the files of a segment from another generation; copies where links are not possible.
    pub(super) fn link(&self, from: &Path, meta: &SegmentMeta, deletes: bool) -> Result<(), IndexError> {
        let id = meta.id().uuid_string();
        let entries = fs::read_dir(from).map_err(|error| IndexError::io("list", from, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| IndexError::io("list", from, error))?;
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if !name.starts_with(&id) || (name.ends_with(".del") && !deletes) {
                continue;
            }
            let target = self.path.join(name);
            faults::point().map_err(|error| IndexError::io("link", &target, error))?;
            if fs::hard_link(entry.path(), &target).is_err() {
                fs::copy(entry.path(), &target).map_err(|error| IndexError::io("copy", &target, error))?;
                let file = File::open(&target).and_then(|file| file.sync_all());
                file.map_err(|error| IndexError::io("sync", &target, error))?;
            }
        }
        Ok(())
    }

    /// Marks documents of a linked segment as deleted, those that were deleted before included.
    pub(super) fn delete(
        &self,
        meta: SegmentMeta,
        alive: &BitSet,
        generation: u64,
    ) -> Result<SegmentMeta, IndexError> {
        let deleted = meta.max_doc() - alive.len() as u32;
        let segment = self.index.segment(meta).with_delete_meta(deleted, generation);
        let engine = IndexError::engine(&self.path);
        let path = self.path.join(segment.relative_path(SegmentComponent::Delete));
        let mut file = segment.open_write(SegmentComponent::Delete).map_err(|error| engine(error.into()))?;
        write_alive_bitset(alive, &mut file)
            .and_then(|()| file.terminate())
            .map_err(|error| IndexError::io("write", &path, error))?;
        Ok(segment.meta().clone())
    }

    /// Merges segments to one, dropping their deleted documents.
    pub(super) fn merge(&self, metas: &[SegmentMeta]) -> Result<SegmentMeta, IndexError> {
        let engine = IndexError::engine(&self.path);
        let folder = self.path.join("merging");
        fs::create_dir_all(&folder).map_err(|error| IndexError::io("create", &folder, error))?;
        let directory = MmapDirectory::open(&folder).map_err(|error| engine(error.into()))?;
        let directory = faults::directory(directory);
        let segments: Vec<_> = metas.iter().map(|meta| self.index.segment(meta.clone())).collect();
        let filters = metas.iter().map(|_| None).collect();
        let merged = merge_filtered_segments(&segments, settings(), filters, directory).map_err(&engine)?;
        let meta = merged.searchable_segment_metas().map_err(&engine)?.into_iter().next();
        let meta = meta.ok_or(IndexError::Thread("merging"))?;
        let id = meta.id().uuid_string();
        let entries = fs::read_dir(&folder).map_err(|error| IndexError::io("list", &folder, error))?;
        for entry in entries.flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(&id)) {
                let target = self.path.join(entry.file_name());
                faults::point()
                    .and_then(|()| fs::rename(entry.path(), &target))
                    .map_err(|error| IndexError::io("rename", &target, error))?;
            }
        }
        fs::remove_dir_all(&folder).map_err(|error| IndexError::io("remove", &folder, error))?;
        metas.iter().try_for_each(|old| self.remove(old))?;
        Ok(meta)
    }

    /// Removes the files of a segment that is not needed in this generation.
    fn remove(&self, meta: &SegmentMeta) -> Result<(), IndexError> {
        let id = meta.id().uuid_string();
        self.remove_files(|name| name.starts_with(&id))
    }

    /// Removes files of the folder by name. One that stayed would be published with the generation.
    pub(super) fn remove_files(&self, goes: impl Fn(&str) -> bool) -> Result<(), IndexError> {
        let entries = fs::read_dir(&self.path).map_err(|error| IndexError::io("list", &self.path, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| IndexError::io("list", &self.path, error))?;
            if entry.file_name().to_str().is_some_and(&goes) {
                let path = entry.path();
                fs::remove_file(&path).map_err(|error| IndexError::io("remove", &path, error))?;
            }
        }
        Ok(())
    }

    /// Opens a segment for reading.
    pub(super) fn reader(&self, meta: &SegmentMeta) -> Result<SegmentReader, IndexError> {
        SegmentReader::open(&self.index.segment(meta.clone())).map_err(IndexError::engine(&self.path))
    }

    /// Writes the family table of a segment.
    pub(super) fn families(
        &self,
        meta: &SegmentMeta,
        analysis: &dyn FormKeys,
        threads: usize,
    ) -> Result<FamilyCounts, IndexError> {
        let (_, fields) = Fields::build();
        let reader = self.reader(meta)?;
        let text = reader.inverted_index(fields.text).map_err(IndexError::engine(&self.path))?;
        let title = reader.inverted_index(fields.title).map_err(IndexError::engine(&self.path))?;
        self.write_beside(meta, FAMILIES, |out| families::build(&text, &title, analysis, threads, out))
    }

    /// Writes the table of pairs of a segment, unless it is small.
    pub(super) fn pairs(&self, meta: &SegmentMeta) -> Result<(), IndexError> {
        if !pairs::is_wanted(meta.max_doc()) {
            return Ok(());
        }
        let (_, fields) = Fields::build();
        let engine = IndexError::engine(&self.path);
        let text = self.reader(meta)?.inverted_index(fields.text).map_err(&engine)?;
        let positions = Positions::open(&self.index.segment(meta.clone()), fields.text).map_err(&engine)?;
        self.write_beside(meta, PAIRS, |out| pairs::build(&text, &positions, meta.max_doc(), out))
    }

    /// Writes a file of our own beside a segment and waits until it has reached the disk.
    fn write_beside<T>(
        &self,
        meta: &SegmentMeta,
        ending: &str,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<T>,
    ) -> Result<T, IndexError> {
        let path = self.path.join(format!("{}.{ending}", meta.id().uuid_string()));
        let write = || {
            let mut out = BufWriter::with_capacity(1 << 20, File::create(&path)?);
            let written = write(&mut out)?;
            faults::point()?;
            out.into_inner().map_err(std::io::IntoInnerError::into_error)?.sync_all()?;
            Ok(written)
        };
        write().map_err(|error| IndexError::io("write", &path, error))
    }

    /// Writes the engine's list of segments.
    pub(super) fn save(&self, segments: Vec<SegmentMeta>, generation: u64) -> Result<(), IndexError> {
        let (schema, _) = Fields::build();
        let mut meta = IndexMeta::with_schema(schema);
        meta.index_settings = settings();
        meta.segments = segments;
        meta.opstamp = generation;
        let path = self.path.join("meta.json");
        // The engine has made one that only its owner may read; others may search the index too.
        let _ = fs::remove_file(&path);
        let bytes = serde_json::to_vec_pretty(&meta)
            .map_err(|error| IndexError::io("write", &path, std::io::Error::other(error)))?;
        write_synced(&path, &bytes)
    }
}

/// Writes a file and waits until it has reached the disk.
pub(super) fn write_synced(path: &Path, bytes: &[u8]) -> Result<(), IndexError> {
    let write = || {
        faults::point()?;
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        faults::point()?;
        file.sync_all()
    };
    write().map_err(|error| IndexError::io("write", path, error))
}

/// A segment on its way to the disk.
type Writing = JoinHandle<tantivy::Result<NewSegment>>;

/// Fills segments one after another. One that is full is written by a thread of its own while the next is
/// being filled.
pub(super) struct Filler<'w> {
    workshop: &'w Workshop,
    budget: usize,
    open: Option<(SegmentFiller, Vec<Facts>)>,
    writing: Option<Writing>,
    finished: Vec<NewSegment>,
    /// How long everything waited for it.
    waited: Duration,
}

impl std::fmt::Debug for Filler<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Filler").field("finished", &self.finished.len()).finish_non_exhaustive()
    }
}

impl<'w> Filler<'w> {
    /// A filler whose segments hold some [`FULL`] documents, or as many as fit into about `budget` bytes of
    /// memory, with one more of that size being written.
    pub(super) fn new(workshop: &'w Workshop, budget: usize) -> Self {
        let budget = budget.clamp(16 << 20, LARGEST_BUDGET);
        Self { workshop, budget, open: None, writing: None, finished: Vec::new(), waited: Duration::ZERO }
    }

    /// Adds the terms of a batch of so many documents, which follow in the same order.
    pub(super) fn add_terms(&mut self, inverted: &mut Inverted, documents: u32) -> Result<(), IndexError> {
        let (segment, _) = match &mut self.open {
            Some(open) => open,
            None => {
                let segment = SegmentFiller::begin(&self.workshop.index, &self.workshop.path)?;
                self.open.insert((segment, Vec::new()))
            }
        };
        segment.add_terms(inverted, documents);
        Ok(())
    }

    /// Adds documents whose terms were added.
    pub(super) fn add_documents(
        &mut self,
        documents: impl Iterator<Item = (BatchDocument, Facts)>,
    ) -> Result<(), IndexError> {
        let Some((segment, all_facts)) = &mut self.open else { return Err(IndexError::Thread("filling")) };
        let documents = documents.map(|(document, facts)| {
            all_facts.push(facts);
            document
        });
        segment.add_documents(documents).map_err(IndexError::engine(&self.workshop.path))?;
        if segment.documents().is_some_and(|count| count >= FULL || segment.memory() >= self.budget) {
            self.flush()?;
        }
        Ok(())
    }

    /// Begins to write what is in memory, after what is being written.
    fn flush(&mut self) -> Result<(), IndexError> {
        self.wait()?;
        if let Some((segment, facts)) = self.open.take() {
            let faults = faults::carried();
            self.writing = Some(std::thread::spawn(move || {
                faults.enter();
                segment.finish().map(|meta| NewSegment { meta, facts })
            }));
        }
        Ok(())
    }

    fn wait(&mut self) -> Result<(), IndexError> {
        if let Some(writing) = self.writing.take() {
            let begun = Instant::now();
            let written = writing.join().map_err(|_| IndexError::Thread("writing"))?;
            self.finished.push(written.map_err(IndexError::engine(&self.workshop.path))?);
            self.waited += begun.elapsed();
        }
        Ok(())
    }

    /// Writes what is in memory and gives all segments that were made, and for how long nothing else was done.
    pub(super) fn finish(mut self) -> Result<(Vec<NewSegment>, Duration), IndexError> {
        self.flush()?;
        self.wait()?;
        Ok((std::mem::take(&mut self.finished), self.waited))
    }
}

impl Drop for Filler<'_> {
    /// Nothing is written any more once the run has ended, however it ended.
    fn drop(&mut self) {
        if let Some(writing) = self.writing.take() {
            let _ = writing.join();
        }
    }
}
