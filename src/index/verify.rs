//! Checking an index from end to end.
//!
//! Three passes: the bytes of every file against their checksums (ours and the engine's); every document
//! against its manifest row, its facets and its columns, which are made anew from the stored record; where
//! asked for, the manifest against the files of the corpus. What is found is named by file.

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::schema::Field;
use tantivy::{DocAddress, DocId};

use super::checksums::{self, CheckedDirectory};
use super::document::{Datum, Preparer, facts};
use super::documents::{self, Documents, FileName, LINE_IN_ID, SegmentDocuments};
use super::generation;
use super::known::Known;
use super::{Fields, Index, IndexError, Segment, SourceOptions};
use crate::corpus;

/// So many findings of a file are listed one by one.
const LISTED: usize = 20;

/// What [`verify`] found.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct VerifyReport {
    /// Files whose bytes were compared.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Documents that were compared.
    pub documents: u64,
    /// Records of the corpus that were compared.
    pub records: u64,
    /// What is wrong; empty when all is well.
    pub findings: Vec<Finding>,
    /// Findings beyond those listed.
    pub unlisted: u64,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The file it is wrong in.
    pub file: String,
    /// What is wrong.
    pub what: String,
    /// What can be done about it.
    pub remedy: String,
}

const REBUILD: &str = "make the index again with 'vraagbaak index --rebuild'";
const REINDEX: &str = "run 'vraagbaak index'";

impl VerifyReport {
    /// True when nothing is wrong.
    #[must_use]
    pub fn is_good(&self) -> bool {
        self.findings.is_empty() && self.unlisted == 0
    }

    fn find(&mut self, file: &Path, what: impl Into<String>, remedy: &str) {
        let file = file.display().to_string();
        let same_file = self.findings.iter().filter(|finding| finding.file == file).count();
        if same_file >= LISTED {
            self.unlisted += 1;
            return;
        }
        self.findings.push(Finding { file, what: what.into(), remedy: remedy.to_owned() });
    }
}

/// Checks the index in a folder; with `corpus`, against the files of its sources too.
///
/// # Errors
/// Only when there is no index at all, or it is of another version: damage is what the report is for.
pub fn verify(path: &Path, corpus: &[SourceOptions]) -> Result<VerifyReport, IndexError> {
    let held = generation::hold(path)?.ok_or_else(|| IndexError::Absent { path: path.to_owned() })?;
    let mut report = VerifyReport::default();
    let folder = held.path.clone();
    match CheckedDirectory::open(&folder) {
        Ok(directory) => check_bytes(&folder, &directory, &mut report),
        Err(error) => report.find(&folder.join(checksums::FILE), error.to_string(), REBUILD),
    }
    // Whatever the engine makes of damaged bytes, it must not take the program down with it.
    let checked = catch_unwind(AssertUnwindSafe(|| {
        let index = match Index::open_held(path, held) {
            Ok(index) => index,
            Err(error @ IndexError::OtherVersion { .. }) => return Err(error),
            Err(error) => {
                report.find(&folder, error.to_string(), REBUILD);
                return Ok(());
            }
        };
        check_documents(&index, &mut report);
        if !corpus.is_empty() {
            check_corpus(&index, corpus, &mut report)?;
        }
        Ok(())
    }));
    match checked {
        Ok(result) => result?,
        Err(_) => report.find(&folder, "a segment cannot be read: the engine gave up on it", REBUILD),
    }
    Ok(report)
}

/// First pass: bytes.
fn check_bytes(folder: &Path, directory: &CheckedDirectory, report: &mut VerifyReport) {
    if !directory.sums().are_whole() {
        report.find(&folder.join(checksums::FILE), "the checksums themselves were altered", REBUILD);
        return;
    }
    let mut expected: BTreeMap<String, u64> = BTreeMap::new();
    for (name, length) in directory.sums().files() {
        expected.insert(name.to_owned(), length);
    }
    for (name, length) in &expected {
        let path = folder.join(name);
        report.files += 1;
        match checksums::sum_file(&path) {
            Err(error) => report.find(&path, format!("it cannot be read: {error}"), REBUILD),
            Ok(now) => {
                report.bytes += now.length;
                if now.length != *length {
                    report.find(&path, format!("it has {} bytes instead of {length}", now.length), REBUILD);
                    continue;
                }
                let Some(stored) = directory.sums().of_file(name) else { continue };
                for (page, _) in
                    stored.pages.iter().zip(&now.pages).enumerate().filter(|(_, (stored, now))| stored != now)
                {
                    let place = page * checksums::PAGE;
                    report.find(&path, format!("the bytes from {place} on were altered"), REBUILD);
                }
            }
        }
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let known = name.to_str().is_some_and(|name| {
            expected.contains_key(name) || name == checksums::FILE || name == generation::READER_LOCK
        });
        if !known {
            report.find(&entry.path(), "it does not belong to the index", "remove it");
        }
    }
}

/// Second pass: documents.
fn check_documents(index: &Index, report: &mut VerifyReport) {
    let folder = index.generation_path();
    for (meta, segment) in index.metas().iter().zip(index.segments()) {
        check_engine(index, meta, report);
        let path = folder.join(format!("{}.{}", meta.id().uuid_string(), super::segments::FAMILIES));
        if let Err(error) = segment.families.for_each_key(&mut |_, _| {}) {
            report.find(&path, error.to_string(), REBUILD);
        }
        if let Err(error) = check_pairs(segment) {
            report.find(&path.with_extension(super::segments::PAIRS), error.to_string(), REBUILD);
        }
        if segment.families.terms() != segment.text.terms().num_terms() as u64 {
            report.find(&path, "it was made for other terms", REBUILD);
        }
    }
    let manifest_path = folder.join(documents::FILE);
    let manifest = index.directory().bytes(documents::FILE).ok();
    let Some(manifest) = manifest.and_then(|bytes| Documents::from_bytes(&bytes)) else {
        report.find(&manifest_path, "it cannot be read", REBUILD);
        return;
    };
    let mut preparer = Preparer::new(*index.fields());
    for (number, (segment, rows)) in (0..).zip(index.segments().iter().zip(&manifest.segments)) {
        if rows.rows.len() != segment.reader.max_doc() as usize {
            report.find(&manifest_path, "it has another number of documents than the segment", REBUILD);
            continue;
        }
        for doc in segment.reader.doc_ids_alive() {
            report.documents += 1;
            let checked = check_document(
                index,
                segment,
                (rows, &manifest),
                DocAddress::new(number, doc),
                &mut preparer,
            );
            match checked {
                Ok(None) => {}
                Ok(Some((file, what))) => report.find(&file, what, REBUILD),
                Err(error) => report.find(folder, error.to_string(), REBUILD),
            }
        }
    }
}

/// Reads every list of the table of pairs.
fn check_pairs(segment: &Segment) -> std::io::Result<()> {
    let pairs = segment.pairs()?;
    for left in 0..pairs.forms() {
        let row = pairs.row(left)?;
        for list in (0..pairs.forms()).filter_map(|right| row.get(right)) {
            pairs.documents(list, |_| {})?;
        }
    }
    Ok(())
}

/// The engine's own checksums of a segment's files.
fn check_engine(index: &Index, meta: &tantivy::SegmentMeta, report: &mut VerifyReport) {
    let Ok(directory) = tantivy::directory::MmapDirectory::open(index.generation_path()) else { return };
    let Ok(engine) = tantivy::Index::open(directory) else { return };
    let id = meta.id().uuid_string();
    let beside = [super::segments::FAMILIES, super::segments::PAIRS];
    let own = |name: &str| name.starts_with(&id) && !beside.iter().any(|ending| name.ends_with(ending));
    for (name, _) in index.directory().sums().files().filter(|(name, _)| own(name)) {
        let path = index.generation_path().join(name);
        match engine.directory().validate_checksum(Path::new(name)) {
            Ok(true) => {}
            Ok(false) => report.find(&path, "the engine's checksum is another", REBUILD),
            Err(error) => report.find(&path, error.to_string(), REBUILD),
        }
    }
}

/// One document. Gives the file and what is wrong with it.
fn check_document(
    index: &Index,
    segment: &Segment,
    (rows, manifest): (&SegmentDocuments, &Documents),
    address: DocAddress,
    preparer: &mut Preparer,
) -> Result<Option<(PathBuf, String)>, IndexError> {
    let folder = index.generation_path();
    let record = index.record(address)?;
    let id = record.question.id.clone();
    let row = &rows.rows[address.doc_id as usize];
    let known = facts(&record.question, row.hash);
    let manifest_path = folder.join(documents::FILE);
    if known.id != row.id || manifest.files.get(row.file as usize) != Some(&known.file) {
        return Ok(Some((manifest_path, format!("the row of '{id}' is that of another document"))));
    }
    let same_line = known.line & !LINE_IN_ID == row.line & !LINE_IN_ID;
    if !same_line || known.number != row.number || known.signature != row.signature {
        return Ok(Some((manifest_path, format!("the row of '{id}' has another line, number or signature"))));
    }
    let prepared = preparer.prepare(record.question, row.hash)?;
    drop(preparer.terms());
    let expected = prepared.document.columns();
    let found = columns_of(index.fields(), segment, address.doc_id)?;
    if expected != found {
        let file = folder.join(format!("{}.fast", segment.reader.segment_id().uuid_string()));
        return Ok(Some((file, format!("facets or columns of '{id}' are not those of its record"))));
    }
    Ok(None)
}

/// A value of a column or facet, comparable.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum ColumnValue {
    Number(u64),
    Signed(i64),
    Facet(String),
}

impl super::document::IndexDocument {
    /// The values that stand in columns, sorted.
    fn columns(&self) -> Vec<(Field, ColumnValue)> {
        let mut values: Vec<(Field, ColumnValue)> = self
            .values()
            .iter()
            .filter_map(|(field, value)| {
                let value = match value {
                    Datum::Unsigned(number) => ColumnValue::Number(*number),
                    Datum::Signed(number) => ColumnValue::Signed(*number),
                    Datum::Facet(path) => ColumnValue::Facet(path.clone()),
                    Datum::Bytes(_) => return None,
                };
                Some((*field, value))
            })
            .collect();
        values.sort();
        values
    }
}

/// What the columns of a document hold, sorted.
fn columns_of(
    fields: &Fields,
    segment: &Segment,
    doc: DocId,
) -> Result<Vec<(Field, ColumnValue)>, IndexError> {
    let mut values = Vec::new();
    values.extend(segment.date()?.values_for_doc(doc).map(|day| (fields.date, ColumnValue::Signed(day))));
    let columns = [
        (fields.question_start, segment.question_start()?),
        (fields.answer_start, segment.answer_start()?),
        (fields.words, segment.words()?),
    ];
    for (field, column) in columns {
        values.extend(column.values_for_doc(doc).map(|number| (field, ColumnValue::Number(number))));
    }
    for name in Fields::FACETS {
        let Some(field) = fields.facet(name) else { continue };
        let facets = segment.facets(name)?;
        for ordinal in facets.facet_ords(doc) {
            let mut facet = tantivy::schema::Facet::root();
            facets.facet_from_ord(ordinal, &mut facet).map_err(IndexError::engine(segment.folder()))?;
            values.push((field, ColumnValue::Facet(facet.encoded_str().to_owned())));
        }
    }
    values.sort();
    Ok(values)
}

/// Third pass: the corpus.
fn check_corpus(
    index: &Index,
    sources: &[SourceOptions],
    report: &mut VerifyReport,
) -> Result<(), IndexError> {
    let bytes = index.directory().bytes(documents::FILE)?;
    let Some(manifest) = Documents::from_bytes(&bytes) else { return Ok(()) };
    let segments = index.segments();
    let mut known = Known::new(&manifest, &|segment, doc| {
        segments.get(segment).is_some_and(|segment| !segment.reader.is_deleted(doc))
    });
    // Files that cannot be compared; the index may rightly hold what was read of them before.
    let mut hidden: Vec<(&str, PathBuf)> = Vec::new();
    for (source, reading) in sources.iter().zip(super::reading::of(sources)?) {
        corpus::read(&source.paths, &reading.read, &mut |record| {
            let origin = record.as_ref().map_or_else(|skipped| &skipped.origin, |record| &record.origin);
            let (path, line) = (PathBuf::from(&origin.path), origin.line);
            report.records += u64::from(record.is_ok());
            let skipped = match record {
                Ok(record) if known.meet(&source.name, &record) => None,
                Ok(record) => match reading.parser.read(record) {
                    Ok(_) => {
                        let line = line.map(|line| format!(" (line {line})")).unwrap_or_default();
                        report.find(
                            &path,
                            format!("a record{line} is not in the index as it is now"),
                            REINDEX,
                        );
                        None
                    }
                    Err(skipped) => Some(skipped),
                },
                Err(skipped) => Some(skipped),
            };
            // What holds nothing to be read is not in the index, and rightly so.
            if let Some(skipped) = skipped.filter(|skipped| skipped.reason.may_hide_records()) {
                report.find(&path, skipped.reason.to_string(), skipped.remedy());
                hidden.push((&source.name, path));
            }
            ControlFlow::Continue(())
        })?;
    }
    let is_compared = |file: &FileName| {
        sources.iter().any(|source| source.name == file.source)
            && !hidden.iter().any(|(source, path)| file.lies_in(source, path))
    };
    let compared: Vec<bool> = manifest.files.iter().map(is_compared).collect();
    let mut global = 0;
    for (rows, segment) in manifest.segments.iter().zip(segments) {
        for (doc, row) in (0..).zip(&rows.rows) {
            let met = known.met.get(global).copied().unwrap_or(false);
            global += 1;
            let place = row.file as usize;
            if compared.get(place) == Some(&true) && !met && !segment.reader.is_deleted(doc) {
                let path = manifest.files.get(place).map(|file| file.path.clone()).unwrap_or_default();
                let what = "the index holds a record that is not there any more";
                report.find(Path::new(&path), what, REINDEX);
            }
        }
    }
    Ok(())
}
