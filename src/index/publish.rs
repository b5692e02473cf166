//! The end of every change: from the segments of a new generation to a generation in force.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;

use rustc_hash::FxHashMap;
use tantivy::termdict::TermMerger;
use tantivy::{BitSet, SegmentMeta};

use super::checksums::{self, SumsByFile};
use super::document::Facts;
use super::documents::{self, Documents, FileName, Row, SegmentDocuments};
use super::merging::{self, Size};
use super::segments::{FAMILIES, Workshop, write_synced};
use super::{BuildInfo, Fields, IndexError, SourceInfo, UNKNOWN, faults, info, open};
use crate::dutch::{Analyser, Extension, Method};

/// A segment of the generation being made, with its part of the manifest.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) meta: SegmentMeta,
    /// A row a document, deleted ones included.
    pub(super) rows: Vec<Row>,
    /// The documents that are not deleted, when any are.
    pub(super) alive: Option<BitSet>,
    /// True when its family table is there already.
    pub(super) analysed: bool,
}

impl Piece {
    /// The numbers of its documents.
    pub(super) fn size(&self) -> Size {
        let all = self.rows.len() as u32;
        Size { alive: self.alive.as_ref().map_or(all, |alive| alive.len() as u32), all }
    }

    pub(super) fn is_alive(&self, doc: u32) -> bool {
        self.alive.as_ref().is_none_or(|alive| alive.contains(doc))
    }

    fn alive_rows(&self) -> impl Iterator<Item = &Row> {
        (0..).zip(&self.rows).filter(|(doc, _)| self.is_alive(*doc)).map(|(_, row)| row)
    }
}

/// Collects the files that rows come from.
#[derive(Debug, Default)]
pub(super) struct FileTable {
    files: Vec<FileName>,
    places: FxHashMap<FileName, u32>,
}

impl FileTable {
    pub(super) fn new(files: Vec<FileName>) -> Self {
        let places = files.iter().cloned().zip(0..).collect();
        Self { files, places }
    }

    /// The row of a new document.
    pub(super) fn row(&mut self, facts: &Facts) -> Row {
        let file = match self.places.get(&facts.file) {
            Some(place) => *place,
            None => {
                let place = self.files.len() as u32;
                self.files.push(facts.file.clone());
                self.places.insert(facts.file.clone(), place);
                place
            }
        };
        let Facts { hash, id, line, number, signature, .. } = *facts;
        Row { hash, id, file, line, number, group: 0, signature }
    }

    pub(super) fn files(&self) -> &[FileName] {
        &self.files
    }
}

/// Merges the pieces as the policy says.
pub(super) fn merge(
    workshop: &Workshop,
    pieces: Vec<Piece>,
    groups: &[Vec<usize>],
) -> Result<Vec<Piece>, IndexError> {
    let mut pieces: Vec<Option<Piece>> = pieces.into_iter().map(Some).collect();
    for group in groups {
        let taken: Vec<Piece> = group.iter().filter_map(|&place| pieces[place].take()).collect();
        let metas: Vec<SegmentMeta> = taken.iter().map(|piece| piece.meta.clone()).collect();
        let rows = taken.iter().flat_map(Piece::alive_rows).copied().collect();
        let meta = workshop.merge(&metas)?;
        pieces[group[0]] = Some(Piece { meta, rows, alive: None, analysed: false });
    }
    Ok(pieces.into_iter().flatten().collect())
}

/// The groups that the policy wants merged.
pub(super) fn plan(pieces: &[Piece], all: bool) -> Vec<Vec<usize>> {
    let sizes: Vec<Size> = pieces.iter().map(Piece::size).collect();
    if all { merging::plan_all(&sizes) } else { merging::plan(&sizes) }
}

/// Writes what stands beside the segments that are new: the families, after what the corpus adds to the lexicon was
/// learned unless that is `known`, and meanwhile the pairs. Gives that and the analyser's fingerprint.
pub(super) fn analyse(
    workshop: &Workshop,
    pieces: &mut [Piece],
    known: Option<Extension>,
    method: Method,
    threads: usize,
) -> Result<(Extension, u64), IndexError> {
    let new: Vec<SegmentMeta> =
        pieces.iter().filter(|piece| !piece.analysed).map(|piece| piece.meta.clone()).collect();
    let faults = faults::carried();
    let analysed = std::thread::scope(|scope| {
        let pairs = scope.spawn(|| {
            faults.enter();
            new.iter().try_for_each(|meta| workshop.pairs(meta))
        });
        let extension = match known {
            Some(known) => known,
            None if method == Method::Full => learn(workshop, pieces, threads)?,
            None => Extension::default(),
        };
        let own = (method != Method::Full || extension != Extension::default())
            .then(|| Analyser::with_method(method, &extension));
        let analyser = own.as_ref().unwrap_or_else(|| Analyser::builtin());
        new.iter().try_for_each(|meta| workshop.families(meta, analyser, threads).map(|_| ()))?;
        pairs.join().map_err(|_| IndexError::Thread("pairing"))??;
        Ok::<_, IndexError>((extension, analyser.fingerprint()))
    })?;
    pieces.iter_mut().for_each(|piece| piece.analysed = true);
    Ok(analysed)
}

/// Learns from all written forms which words the lexicon lacks.
fn learn(workshop: &Workshop, pieces: &[Piece], threads: usize) -> Result<Extension, IndexError> {
    let forms = frequent_forms(workshop, pieces)?;
    let share = forms.len().div_ceil(threads.max(1)).max(1);
    let found = std::thread::scope(|scope| {
        let learn = |forms| move || Extension::unexplained(forms, Analyser::builtin());
        let threads: Vec<_> = forms.chunks(share).map(|forms| scope.spawn(learn(forms))).collect();
        let joined =
            threads.into_iter().map(|thread| thread.join().map_err(|_| IndexError::Thread("learning")));
        joined.collect::<Result<Vec<_>, _>>()
    })?;
    Ok(Extension::of(found.concat()))
}

/// The forms that are frequent enough to be learned, with the number of documents that hold them.
fn frequent_forms(workshop: &Workshop, pieces: &[Piece]) -> Result<Vec<(String, u64)>, IndexError> {
    let (_, fields) = Fields::build();
    let engine = IndexError::engine(&workshop.path);
    let mut readers = Vec::with_capacity(pieces.len());
    for piece in pieces {
        readers.push(workshop.reader(&piece.meta)?.inverted_index(fields.text).map_err(&engine)?);
    }
    let streams: std::io::Result<Vec<_>> = readers.iter().map(|text| text.terms().stream()).collect();
    let mut merged = TermMerger::new(streams.map_err(|error| engine(error.into()))?);
    let mut forms = Vec::new();
    while merged.advance() {
        let infos = merged.current_segment_ords_and_term_infos();
        let count = infos.map(|(_, info)| u64::from(info.doc_freq)).sum();
        // Marked terms (hyphenated, completed, pieces of numbers) are no evidence of a word.
        if count >= Extension::OFTEN
            && let Ok(form) = std::str::from_utf8(merged.key())
            && form.starts_with(char::is_alphabetic)
        {
            forms.push((form.to_owned(), count));
        }
    }
    Ok(forms)
}

/// What stays the same through the pieces of a generation.
#[derive(Debug)]
pub(super) struct Common<'a> {
    pub(super) files: Vec<FileName>,
    pub(super) dictionary: &'a [u8],
    pub(super) extension: &'a Extension,
    pub(super) info: BuildInfo,
    pub(super) number: u64,
    /// The checksums of the generation that files were linked from.
    pub(super) old_sums: Option<&'a checksums::Sums>,
}

/// Writes everything that a generation holds beside its segments and family tables.
pub(super) fn write(
    workshop: &Workshop,
    mut pieces: Vec<Piece>,
    common: Common<'_>,
) -> Result<BuildInfo, IndexError> {
    let path = &workshop.path;
    let Common { mut files, dictionary, extension, mut info, number, old_sums } = common;
    forget_unused(&mut files, &mut pieces);
    let metas: Vec<SegmentMeta> = pieces.iter().map(|piece| piece.meta.clone()).collect();
    workshop.save(metas, number)?;
    count(workshop, &pieces, &files, &mut info)?;
    super::groups::assign(&mut pieces);
    let manifest = Documents {
        files,
        segments: pieces
            .into_iter()
            .map(|piece| SegmentDocuments { segment: piece.meta.id().uuid_string(), rows: piece.rows })
            .collect(),
    };
    write_synced(&path.join(documents::FILE), &manifest.to_bytes())?;
    write_synced(&path.join(super::phrases::FILE), dictionary)?;
    let extension_path = path.join(open::EXTENSION);
    let extension = postcard::to_stdvec(extension)
        .map_err(|error| IndexError::io("write", &extension_path, std::io::Error::other(error)))?;
    write_synced(&extension_path, &extension)?;
    // The engine's own bookkeeping of files and locks is of no use once the generation is in force.
    workshop.remove_files(|name| name.starts_with('.'))?;
    info.index_bytes = folder_size(path);
    let info_path = path.join(info::FILE);
    let json = serde_json::to_vec_pretty(&info)
        .map_err(|error| IndexError::io("write", &info_path, std::io::Error::other(error)))?;
    write_synced(&info_path, &json)?;
    let sums = sum_files(path, old_sums)?;
    write_synced(&path.join(checksums::FILE), &checksums::to_bytes(&sums))?;
    Ok(info)
}

/// Leaves out the files that no row comes from any more.
fn forget_unused(files: &mut Vec<FileName>, pieces: &mut [Piece]) {
    let mut is_used = vec![false; files.len()];
    for row in pieces.iter().flat_map(|piece| &piece.rows) {
        if let Some(used) = is_used.get_mut(row.file as usize) {
            *used = true;
        }
    }
    if !is_used.contains(&false) {
        return;
    }
    let number = |next: &mut u32, used: &bool| {
        let place = *next;
        *next += u32::from(*used);
        Some(place)
    };
    let places: Vec<u32> = is_used.iter().scan(0, number).collect();
    for row in pieces.iter_mut().flat_map(|piece| &mut piece.rows) {
        row.file = places.get(row.file as usize).copied().unwrap_or(row.file);
    }
    let mut used = is_used.into_iter();
    files.retain(|_| used.next().unwrap_or(true));
}

fn folder_size(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}

/// The checksums of all files; those of linked segment files are taken over.
fn sum_files(path: &Path, old: Option<&checksums::Sums>) -> Result<SumsByFile, IndexError> {
    let mut sums = SumsByFile::new();
    for entry in fs::read_dir(path).map_err(|error| IndexError::io("list", path, error))? {
        let entry = entry.map_err(|error| IndexError::io("list", path, error))?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name == "lock" || name == checksums::FILE {
            continue;
        }
        // Only segment files, whose names are unique, can be the same as in the old generation.
        let segment_file = name.len() > 33 && name.as_bytes()[32] == b'.';
        let known = if segment_file { old.and_then(|old| old.of_file(&name)) } else { None };
        let file = match known {
            Some(known) => known,
            None => {
                let file = entry.path();
                if name.ends_with(FAMILIES) || segment_file {
                    // The engine has synced its files already; this makes sure whatever it does.
                    File::open(&file)
                        .and_then(|file| file.sync_all())
                        .map_err(|error| IndexError::io("sync", &file, error))?;
                }
                checksums::sum_file(&file).map_err(|error| IndexError::io("read", &file, error))?
            }
        };
        sums.insert(name, file);
    }
    Ok(sums)
}

/// Counts what the generation holds.
fn count(
    workshop: &Workshop,
    pieces: &[Piece],
    files: &[FileName],
    info: &mut BuildInfo,
) -> Result<(), IndexError> {
    let (_, fields) = Fields::build();
    let engine = IndexError::engine(&workshop.path);
    info.documents = 0;
    info.words = 0;
    info.forms = 0;
    let mut unknown = [0_u64; 3];
    let mut by_source: BTreeMap<&str, u64> = BTreeMap::new();
    for piece in pieces {
        info.documents += u64::from(piece.size().alive);
        for row in piece.alive_rows() {
            let source = files.get(row.file as usize).map_or("", |file| file.source.as_str());
            *by_source.entry(source).or_default() += 1;
        }
        let reader = workshop.reader(&piece.meta)?;
        info.forms += reader.inverted_index(fields.text).map_err(&engine)?.terms().num_terms() as u64;
        let words = reader.fast_fields().u64("words").map_err(&engine)?;
        info.words += (0..reader.max_doc())
            .filter(|&doc| piece.is_alive(doc))
            .filter_map(|doc| words.first(doc))
            .sum::<u64>();
        for (count, name) in unknown.iter_mut().zip(["number", "date", "minister"]) {
            let Some(field) = fields.facet(name) else { continue };
            let term = tantivy::Term::from_facet(field, &tantivy::schema::Facet::from_path([UNKNOWN]));
            let index = reader.inverted_index(field).map_err(&engine)?;
            let postings = index.read_postings(&term, tantivy::schema::IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(|error| engine(error.into()))? else { continue };
            let mut doc = tantivy::DocSet::doc(&postings);
            while doc != tantivy::TERMINATED {
                *count += u64::from(piece.is_alive(doc));
                doc = tantivy::DocSet::advance(&mut postings);
            }
        }
    }
    [info.without_number, info.without_date, info.without_minister] = unknown;
    for source in &mut info.sources {
        source.documents = by_source.remove(source.name.as_str()).unwrap_or(0);
    }
    for (name, documents) in by_source {
        info.sources.push(SourceInfo { name: name.to_owned(), documents, ..SourceInfo::default() });
    }
    info.sources.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(())
}
