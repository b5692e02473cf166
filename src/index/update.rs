//! Bringing an index to what its paths hold now.

use std::path::{Path, PathBuf};
use std::time::Instant;

use rustc_hash::FxHashSet;
use tantivy::BitSet;

use super::document::Facts;
use super::documents::{self, Documents};
use super::generation::{self, Writer};
use super::known::Known;
use super::pipeline::{self, Harvest};
use super::publish::{self, Common, FileTable, Piece};
use super::reading::{self, SourceReading};
use super::segments::Workshop;
use super::{
    BuildInfo, FORMAT_VERSION, Index, IndexError, Progress, ProgressEvent, Skipped, SourceInfo,
    SourceOptions, Stage, UpdateOptions, UpdateSummary,
};
use crate::dutch::Method;

/// The least memory that a run can do with.
const LEAST_MEMORY: usize = 64_000_000;

/// Brings the index to what the paths hold: adds what is new, replaces what changed, removes what is gone.
///
/// The result is a new generation, published in one step at the very end; whatever happens before leaves the
/// old one in force. When nothing changed there is no new generation. The index is made from nothing when
/// there is none, when asked for, and when it was made by another version of program, schema or lexicon.
///
/// Documents of files that exist but cannot be read this time, and of named paths that are missing, are kept
/// and counted in the summary: a disk that is not mounted must not empty an archive's index.
///
/// # Errors
/// See [`IndexError`]; the index is then as it was.
pub fn update(options: &UpdateOptions, progress: &dyn Progress) -> Result<UpdateSummary, IndexError> {
    if options.memory < LEAST_MEMORY {
        let (given, least) = (options.memory / 1_000_000, LEAST_MEMORY / 1_000_000);
        return Err(IndexError::Memory { given, least });
    }
    let mut run = Run { options, progress, begun: Instant::now(), stages: Vec::new(), compact: false };
    if options.dry_run {
        return run.count();
    }
    let writer = Writer::acquire(&options.index, options.wait)?;
    writer.clean()?;
    let summary = run.write(&writer);
    writer.clean()?;
    summary
}

/// Merges all segments of an index to as few as possible and drops what is deleted. Nothing is read anew.
///
/// # Errors
/// See [`IndexError`]; the index is then as it was.
pub fn compact(options: &UpdateOptions, progress: &dyn Progress) -> Result<UpdateSummary, IndexError> {
    let options =
        UpdateOptions { sources: Vec::new(), remove_sources: Vec::new(), rebuild: false, ..options.clone() };
    if generation::current(&options.index)?.is_none() {
        return Err(IndexError::Absent { path: options.index });
    }
    let mut run =
        Run { options: &options, progress, begun: Instant::now(), stages: Vec::new(), compact: true };
    let writer = Writer::acquire(&options.index, options.wait)?;
    writer.clean()?;
    let summary = run.write(&writer);
    writer.clean()?;
    summary
}

/// The state of the index before a run.
struct Old {
    index: Index,
    documents: Documents,
}

/// One run.
struct Run<'a> {
    options: &'a UpdateOptions,
    progress: &'a dyn Progress,
    begun: Instant,
    stages: Vec<(Stage, f64)>,
    /// All segments are to be merged.
    compact: bool,
}

impl Run<'_> {
    /// The generation in force, or why it cannot be built upon.
    fn old(&self) -> Result<Result<Old, Option<String>>, IndexError> {
        let path = &self.options.index;
        let opened = match generation::current(path) {
            Ok(None) => return Ok(Err(None)),
            Ok(Some(_)) => Index::open(path).and_then(|index| {
                let bytes = index.directory().bytes(documents::FILE)?;
                let file = index.generation_path().join(documents::FILE);
                let documents = Documents::from_bytes(&bytes)
                    .ok_or_else(|| IndexError::damaged(&file, "it is no manifest"))?;
                Ok(Old { index, documents })
            }),
            Err(error) => Err(error),
        };
        if self.options.rebuild {
            return Ok(match opened {
                Ok(old) => {
                    Err(Some(format!("a rebuild of {} documents was asked for", old.index.documents())))
                }
                Err(_) => Err(Some("a rebuild was asked for".to_owned())),
            });
        }
        let old = match opened {
            Ok(old) => old,
            Err(IndexError::OtherVersion { found, expected, .. }) => {
                return Ok(Err(Some(format!("its format was {found}, this program writes {expected}"))));
            }
            Err(error) => return Err(error),
        };
        let program = &old.index.build_info().program;
        if program != env!("CARGO_PKG_VERSION") {
            return Ok(Err(Some(format!("it was made by version {program} of the program"))));
        }
        let analysis = old.index.build_info().analysis;
        if let Some(wanted) = self.options.analysis.filter(|wanted| *wanted != analysis) {
            return Ok(Err(Some(
                format!("its analysis was {analysis:?}, {wanted:?} was asked for").to_lowercase(),
            )));
        }
        let analyser = old.index.analyser().fingerprint();
        if old.index.build_info().analyser != analyser {
            return Ok(Err(Some("the lexicon or the rules of the analysis have changed".to_owned())));
        }
        Ok(Ok(old))
    }

    fn stage<T>(&mut self, stage: Stage, work: impl FnOnce(&mut Self) -> T) -> T {
        let begun = Instant::now();
        self.progress.report(&ProgressEvent::begin(stage));
        let result = work(self);
        self.stages.push((stage, begun.elapsed().as_secs_f64()));
        result
    }

    /// A dry run.
    fn count(&mut self) -> Result<UpdateSummary, IndexError> {
        let old = self.old()?;
        let (old, reason) = match old {
            Ok(old) => (Some(old), None),
            Err(reason) => (None, reason),
        };
        let mut known = old.as_ref().map_or_else(Known::default, known_of);
        let readings = reading::of(&self.options.sources)?;
        let parsed_again = self.parsed_again(old.as_ref(), &readings);
        let harvest = pipeline::run(self.options, None, &readings, None, &mut known, self.progress)?;
        let removed = old.as_ref().map_or_else(Vec::new, |old| self.removed(old, &known, &harvest).0);
        let documents = old.as_ref().map_or(0, |old| old.index.documents());
        let summary = summary_of(&harvest, old.as_ref(), &removed);
        Ok(UpdateSummary {
            documents: (documents + summary.added).saturating_sub(summary.removed),
            seconds: self.begun.elapsed().as_secs_f64(),
            rebuilt: reason,
            parsed_again,
            dry_run: true,
            generation: old.map_or(0, |old| old.index.generation()),
            ..summary
        })
    }

    fn write(&mut self, writer: &Writer) -> Result<UpdateSummary, IndexError> {
        let (old, reason) = match self.old()? {
            Ok(old) => (Some(old), None),
            Err(reason) => (None, reason),
        };
        let mut options = self.options.clone();
        if let Some(reason) = &reason {
            if self.compact {
                let source = std::io::Error::other(format!("{reason}; run 'vraagbaak index' first"));
                return Err(IndexError::io("compact", &options.index, source));
            }
            self.progress.notice(&format!("the index is made anew: {reason}"));
            // What is made from nothing must hold the other sources too: they are read again from where
            // they were read before.
            options.sources.extend(other_sources(self.options));
        }
        let path = writer.begin()?;
        let mut run = Run {
            options: &options,
            progress: self.progress,
            begun: self.begun,
            stages: Vec::new(),
            compact: self.compact,
        };
        let result = run.fill(writer, &path, old, reason);
        if !matches!(result, Ok((_, true))) {
            writer.abandon(&path);
        }
        result.map(|(summary, _)| summary)
    }

    /// Fills the new generation and publishes it. The flag says whether it was. The old one is taken by value:
    /// holding it ends here, so that it can be removed.
    #[allow(clippy::needless_pass_by_value)]
    fn fill(
        &mut self,
        writer: &Writer,
        path: &Path,
        old: Option<Old>,
        reason: Option<String>,
    ) -> Result<(UpdateSummary, bool), IndexError> {
        let workshop = Workshop::open(path)?;
        let options = self.options;
        let mut known = old.as_ref().map_or_else(Known::default, known_of);
        let dictionary = match &old {
            Some(old) => {
                let directory = old.index.directory();
                directory.check_whole(super::phrases::FILE)?;
                Some(directory.bytes(super::phrases::FILE)?.to_vec())
            }
            None => None,
        };
        let readings = reading::of(&options.sources)?;
        let parsed_again = self.parsed_again(old.as_ref(), &readings);
        let harvest = self.stage(Stage::Reading, |run| {
            pipeline::run(options, Some(&workshop), &readings, dictionary, &mut known, run.progress)
        })?;
        if let Some((_, seconds)) = self.stages.last_mut() {
            *seconds -= harvest.writing;
        }
        self.stages.push((Stage::Writing, harvest.writing));
        self.refuse(&harvest, old.is_none())?;
        let (removed, kept) = match &old {
            Some(old) => self.removed(old, &known, &harvest),
            None => (Vec::new(), 0),
        };
        let mut summary = summary_of(&harvest, old.as_ref(), &removed);
        summary.kept = kept;
        summary.rebuilt = reason;
        summary.parsed_again = parsed_again;
        let nothing_new =
            harvest.segments.is_empty() && removed.iter().all(Vec::is_empty) && !known.moved && !self.compact;
        if let (Some(old), true) = (&old, nothing_new) {
            let info = old.index.build_info();
            summary.generation = old.index.generation();
            self.close(&mut summary, info, old.index.segments().len());
            return Ok((summary, false));
        }
        let number = writer_number(path);
        let mut files = FileTable::new(old.as_ref().map_or_else(Vec::new, |old| old.documents.files.clone()));
        let mut pieces = match &old {
            Some(old) => take_over(&workshop, old, &known, &removed, number)?,
            None => Vec::new(),
        };
        for segment in harvest.segments {
            let rows = segment.facts.iter().map(|facts: &Facts| files.row(facts)).collect();
            pieces.push(Piece { meta: segment.meta, rows, alive: None, analysed: false });
        }
        let groups = publish::plan(&pieces, self.compact);
        if let (Some(old), true, true) = (&old, self.compact, groups.is_empty()) {
            summary.generation = old.index.generation();
            self.close(&mut summary, old.index.build_info(), pieces.len());
            return Ok((summary, false));
        }
        if !groups.is_empty() {
            pieces = self.stage(Stage::Merging, |_| publish::merge(&workshop, pieces, &groups))?;
        }
        let method =
            old.as_ref().map_or(options.analysis.unwrap_or_default(), |old| old.index.build_info().analysis);
        let known = old.as_ref().map(|old| old.index.extension().clone());
        let (extension, fingerprint) = self.stage(Stage::Analysing, |_| {
            publish::analyse(&workshop, &mut pieces, known, method, options.threads)
        })?;
        let segments = pieces.len();
        let info = self.stage(Stage::Publishing, |run| {
            let info = run.info(old.as_ref(), &readings, (fingerprint, method), harvest.bytes);
            let common = Common {
                files: files.files().to_vec(),
                dictionary: &harvest.dictionary,
                extension: &extension,
                info,
                number,
                old_sums: old.as_ref().map(|old| old.index.directory().sums()),
            };
            let info = publish::write(&workshop, pieces, common)?;
            writer.publish(path)?;
            Ok::<_, IndexError>(info)
        })?;
        summary.generation = number;
        self.close(&mut summary, &info, segments);
        Ok((summary, true))
    }

    /// Says why unchanged records are parsed again.
    fn parsed_again(&self, old: Option<&Old>, readings: &[SourceReading]) -> Option<String> {
        let reason =
            reading::parsed_again(&old?.index.build_info().sources, &self.options.sources, readings)?;
        self.progress.notice(&format!("documents are parsed again: {reason}"));
        Some(reason)
    }

    /// Whether the run must end without a result.
    fn refuse(&self, harvest: &Harvest, from_nothing: bool) -> Result<(), IndexError> {
        if self.options.strict
            && let Some(first) = harvest.skipped.first()
        {
            return Err(IndexError::Strict(first.to_string()));
        }
        if harvest.stopped && from_nothing {
            return Err(IndexError::Stopped);
        }
        let nothing = harvest.segments.is_empty() && harvest.unchanged == 0;
        let asked = self.options.sources.iter().any(|source| !source.paths.is_empty());
        if nothing && asked && !harvest.stopped {
            let paths = self.options.sources.iter().flat_map(|source| &source.paths);
            let paths: Vec<String> = paths.map(|path| format!("'{}'", path.display())).collect();
            let reason = match harvest.skipped.first() {
                Some(first) => format!(" ({first}); see the warnings above"),
                None => ": there are no files in it; check the path".to_owned(),
            };
            return Err(IndexError::NothingRead { paths: paths.join(", "), reason });
        }
        Ok(())
    }

    /// The documents of each old segment that go, and the number of those that only stay because their
    /// files could not be read.
    fn removed(&self, old: &Old, known: &Known, harvest: &Harvest) -> (Vec<Vec<u32>>, u64) {
        let options = self.options;
        let read: FxHashSet<&str> = options.sources.iter().map(|source| source.name.as_str()).collect();
        let dropped: FxHashSet<&str> = options.remove_sources.iter().map(String::as_str).collect();
        let unreadable: Vec<(&str, PathBuf)> =
            harvest.unreadable.iter().map(|(source, path)| (source.as_str(), PathBuf::from(path))).collect();
        // Whatever else stays, a document whose new version was read goes.
        let new = harvest.segments.iter().flat_map(|segment| &segment.facts).map(|facts| facts.id);
        let again: FxHashSet<u64> = new.chain(harvest.ids.iter().copied()).collect();
        // For each file: do its documents go when they were not met?
        let mut kept_files = vec![false; old.documents.files.len()];
        let goes: Vec<bool> = old
            .documents
            .files
            .iter()
            .zip(&mut kept_files)
            .map(|(file, kept)| {
                if dropped.contains(file.source.as_str()) {
                    return true;
                }
                if options.add || harvest.stopped || !read.contains(file.source.as_str()) {
                    return false;
                }
                *kept = unreadable.iter().any(|(source, path)| file.lies_in(source, path));
                !*kept
            })
            .collect();
        let mut kept = 0;
        let mut global = 0;
        let mut removed = Vec::with_capacity(old.documents.segments.len());
        for (segment, reader) in old.documents.segments.iter().zip(old.index.segments()) {
            let mut gone = Vec::new();
            for (doc, row) in (0..).zip(&segment.rows) {
                let met = known.met.get(global).copied().unwrap_or(false);
                global += 1;
                if met || reader.reader.is_deleted(doc) {
                    continue;
                }
                if goes.get(row.file as usize).copied().unwrap_or(true) || again.contains(&row.id) {
                    gone.push(doc);
                } else if kept_files.get(row.file as usize).copied().unwrap_or(false) {
                    kept += 1;
                }
            }
            removed.push(gone);
        }
        (removed, kept)
    }

    fn info(
        &self,
        old: Option<&Old>,
        readings: &[SourceReading],
        (analyser, analysis): (u64, Method),
        bytes: u64,
    ) -> BuildInfo {
        let now = jiff::Zoned::now().strftime("%FT%T%:z").to_string();
        let before = old.map(|old| old.index.build_info());
        let mut sources: Vec<SourceInfo> = before.map(|info| info.sources.clone()).unwrap_or_default();
        sources.retain(|source| !self.options.remove_sources.contains(&source.name));
        for (source, reading) in self.options.sources.iter().zip(readings) {
            let paths = source.paths.iter().map(|path| path.display().to_string());
            let known = match sources.iter_mut().find(|known| known.name == source.name) {
                Some(known) => known,
                None => {
                    sources.push(SourceInfo { name: source.name.clone(), ..SourceInfo::default() });
                    let last = sources.len() - 1;
                    &mut sources[last]
                }
            };
            if self.options.add {
                let new: Vec<String> = paths.filter(|path| !known.paths.contains(path)).collect();
                known.paths.extend(new);
            } else {
                known.paths = paths.collect();
            }
            known.map.clone_from(&source.read.map);
            known.authority.clone_from(&reading.authority);
        }
        BuildInfo {
            format: FORMAT_VERSION,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            built: before.map_or_else(|| now.clone(), |info| info.built.clone()),
            updated: now,
            analyser,
            analysis,
            sources,
            bytes_read: bytes,
            stages: self.stages.clone(),
            ..BuildInfo::default()
        }
    }

    fn close(&mut self, summary: &mut UpdateSummary, info: &BuildInfo, segments: usize) {
        summary.documents = info.documents;
        summary.without_number = info.without_number;
        summary.without_date = info.without_date;
        summary.without_minister = info.without_minister;
        summary.index_bytes = info.index_bytes;
        summary.segments = segments as u64;
        summary.stages = std::mem::take(&mut self.stages);
        summary.seconds = self.begun.elapsed().as_secs_f64();
    }
}

/// The sources of the generation in force, even of one that cannot be used otherwise, that a run does not name.
fn other_sources(options: &UpdateOptions) -> Vec<SourceOptions> {
    let Ok(Some(held)) = generation::hold(&options.index) else { return Vec::new() };
    let Ok(json) = std::fs::read(held.path.join(super::info::FILE)) else { return Vec::new() };
    let Ok(info) = serde_json::from_slice::<BuildInfo>(&json) else { return Vec::new() };
    let named = |name: &str| {
        options.sources.iter().any(|source| source.name == name)
            || options.remove_sources.iter().any(|source| source == name)
    };
    let others = info.sources.iter().filter(|source| !named(&source.name)).map(SourceOptions::from);
    others.filter(|source| !source.paths.is_empty()).collect()
}

fn writer_number(path: &Path) -> u64 {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    name.rsplit('-').next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

fn known_of(old: &Old) -> Known {
    let segments = old.index.segments();
    Known::new(&old.documents, &|segment, doc| {
        segments.get(segment).is_some_and(|segment| !segment.reader.is_deleted(doc))
    })
}

/// Links the old segments into the new generation, without the documents that go.
fn take_over(
    workshop: &Workshop,
    old: &Old,
    known: &Known,
    removed: &[Vec<u32>],
    number: u64,
) -> Result<Vec<Piece>, IndexError> {
    let from = old.index.generation_path();
    let metas = old.index.metas().to_vec();
    let mut pieces = Vec::new();
    let mut first = 0;
    for (((meta, segment), manifest), gone) in
        metas.into_iter().zip(old.index.segments()).zip(&old.documents.segments).zip(removed)
    {
        let mut rows = manifest.rows.clone();
        for (row, line) in rows.iter_mut().zip(&known.lines[first..]) {
            row.line = *line;
        }
        first += rows.len();
        let max_doc = segment.reader.max_doc();
        let mut alive = segment.reader.alive_bitset().map(|alive| {
            let mut bits = BitSet::with_max_value(max_doc);
            for doc in alive.iter_alive() {
                bits.insert(doc);
            }
            bits
        });
        let mut meta = meta;
        if gone.is_empty() {
            old.index.directory().check_whole(&meta.id().uuid_string())?;
            workshop.link(from, &meta, true)?;
        } else {
            let bits = alive.get_or_insert_with(|| BitSet::with_max_value_and_full(max_doc));
            for &doc in gone {
                bits.remove(doc);
            }
            if bits.len() == 0 {
                continue;
            }
            old.index.directory().check_whole(&meta.id().uuid_string())?;
            workshop.link(from, &meta, false)?;
            meta = workshop.delete(meta, bits, number)?;
        }
        pieces.push(Piece { meta, rows, alive, analysed: true });
    }
    Ok(pieces)
}

fn summary_of(harvest: &Harvest, old: Option<&Old>, removed: &[Vec<u32>]) -> UpdateSummary {
    let mut gone: FxHashSet<u64> = FxHashSet::default();
    let mut removed_documents = 0;
    if let Some(old) = old {
        for (segment, docs) in old.documents.segments.iter().zip(removed) {
            removed_documents += docs.len() as u64;
            gone.extend(docs.iter().filter_map(|&doc| segment.rows.get(doc as usize)).map(|row| row.id));
        }
    }
    let (mut added, mut changed) = (0, 0);
    let written = harvest.segments.iter().flat_map(|segment| &segment.facts).map(|facts| &facts.id);
    for id in written.chain(&harvest.ids) {
        if gone.remove(id) { changed += 1 } else { added += 1 }
    }
    UpdateSummary {
        added,
        changed,
        removed: removed_documents - changed,
        unchanged: harvest.unchanged,
        skipped: harvest.skipped.iter().map(Skipped::from).collect(),
        bytes: harvest.bytes,
        stopped: harvest.stopped,
        ..UpdateSummary::default()
    }
}
