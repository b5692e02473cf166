//! Opening an index for reading.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::columnar::Column;
use tantivy::directory::OwnedBytes;
use tantivy::fastfield::FacetReader;
use tantivy::index::{SegmentComponent, SegmentReader};
use tantivy::positions::PositionReader;
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocId, InvertedIndexReader, SegmentMeta};

use super::checksums::{CheckedDirectory, read_error};
use super::documents::{self, DocumentColumns};
use super::families::FamilyTable;
use super::generation::{self, Held};
use super::lists::Lists;
use super::pairs::Pairs;
use super::positions::Positions;
use super::readahead::AT_ONCE;
use super::record::Decoder;
use super::segments::{FAMILIES, PAIRS};
use super::{BuildInfo, FORMAT_VERSION, Fields, IndexError, StoredRecord, info, phrases};
use crate::dutch::{Analyser, Extension, Method};

/// The file of the words that the corpus added to the lexicon.
pub(super) const EXTENSION: &str = "extension";

/// How many blocks of a segment are kept in memory: none, a block is a few records and the page cache holds it.
const STORE_CACHE: usize = 0;

/// Bytes of a marked term in a term dictionary, about.
const MARKED_TERM: usize = 16;

/// An index as it was when it was opened: one generation, which stays on disk as long as this lives.
#[derive(Debug)]
pub struct Index {
    path: PathBuf,
    held: Held,
    directory: CheckedDirectory,
    fields: Fields,
    segments: Vec<Segment>,
    metas: Vec<SegmentMeta>,
    decoder: Decoder,
    info: BuildInfo,
    extension: Extension,
    analyser: OnceLock<Analyser>,
}

/// One segment of an index.
pub struct Segment {
    /// The engine's reader.
    pub reader: SegmentReader,
    /// Terms and postings of the field `text`.
    pub text: Arc<InvertedIndexReader>,
    /// Postings of the field `title`, found by [`FamilyTable::title_info`]: its terms are not checked for damage.
    pub title: Arc<InvertedIndexReader>,
    /// The families of the written forms in `text`.
    pub families: FamilyTable,
    positions: Positions,
    /// What the disk is asked for ahead of reading it; nothing where no disk was waited for.
    text_lists: Option<Lists>,
    title_lists: Option<Lists>,
    position_lists: Option<Lists>,
    directory: CheckedDirectory,
    pairs: OnceLock<Pairs>,
    columns: DocumentColumns,
    /// The first damage that was met where nobody could be told.
    noticed: OnceLock<IndexError>,
    date: OnceLock<Column<i64>>,
    numbers: [OnceLock<Column<u64>>; 3],
    store: OnceLock<StoreReader>,
}

impl std::fmt::Debug for Segment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segment").field("id", &self.reader.segment_id()).finish_non_exhaustive()
    }
}

impl Index {
    /// Opens the index in a folder.
    ///
    /// # Errors
    /// [`IndexError::Absent`] when there is none, [`IndexError::OtherVersion`] when another version of the
    /// program made it, [`IndexError::Damaged`] when a file is damaged.
    pub fn open(path: &Path) -> Result<Self, IndexError> {
        let held = generation::hold(path)?.ok_or_else(|| IndexError::Absent { path: path.to_owned() })?;
        let folder = held.path.clone();
        // The engine takes a term dictionary for granted, the one file that is not checked whole at opening.
        let opened = catch_unwind(AssertUnwindSafe(|| Self::open_held(path, held)));
        opened.unwrap_or_else(|_| Err(IndexError::damaged(&folder, "the engine gave up on it")))
    }

    pub(super) fn open_held(path: &Path, held: Held) -> Result<Self, IndexError> {
        let directory = CheckedDirectory::open(&held.path)?;
        directory.expect_opening();
        check_lengths(&held.path, &directory)?;
        let info_path = held.path.join(info::FILE);
        let info: BuildInfo = serde_json::from_slice(&directory.bytes(info::FILE)?)
            .map_err(|error| IndexError::damaged(&info_path, error.to_string()))?;
        if info.format != FORMAT_VERSION {
            let (found, expected) = (info.format, FORMAT_VERSION);
            return Err(IndexError::OtherVersion { path: path.to_owned(), found, expected });
        }
        let engine = IndexError::engine(path);
        let index = tantivy::Index::open(directory.clone()).map_err(&engine)?;
        let (_, fields) = Fields::build();
        let documents_path = held.path.join(documents::FILE);
        let (file, ahead) = directory.checked_file(documents::FILE)?;
        let columns = DocumentColumns::open(&file, ahead.as_ref())
            .map_err(|error| read_error(&documents_path, error))?
            .ok_or_else(|| IndexError::damaged(&documents_path, "it is no manifest"))?;
        let metas = index.searchable_segment_metas().map_err(&engine)?;
        let mut segments = Vec::with_capacity(metas.len());
        for (meta, (id, columns)) in metas.iter().zip(columns) {
            if meta.id().uuid_string() != id {
                return Err(IndexError::damaged(&documents_path, "it belongs to other segments"));
            }
            let segment = index.segment(meta.clone());
            let reader = SegmentReader::open(&segment).map_err(&engine)?;
            let positions = Positions::open(&segment, fields.text).map_err(&engine)?;
            let file = format!("{id}.{FAMILIES}");
            let (slice, ahead) = directory.checked_file(&file)?;
            let families =
                FamilyTable::open(slice, ahead).map_err(|error| read_error(&held.path.join(&file), error))?;
            if let Some(terms) = Lists::open(&directory, &segment, SegmentComponent::Terms, fields.title)? {
                terms.leave_unchecked();
            }
            let lists = |component, field| match directory.pace().is_slow() {
                true => Lists::open(&directory, &segment, component, field),
                false => Ok(None),
            };
            if let Some(terms) = lists(SegmentComponent::Terms, fields.text)? {
                // Every word is looked up among the marked terms, which stand first, three times.
                let length = usize::try_from(families.marked()).unwrap_or(usize::MAX);
                terms.expect(&(0..length.saturating_mul(MARKED_TERM).min(AT_ONCE)));
            }
            segments.push(Segment {
                text_lists: lists(SegmentComponent::Postings, fields.text)?,
                title_lists: lists(SegmentComponent::Postings, fields.title)?,
                position_lists: lists(SegmentComponent::Positions, fields.text)?,
                text: reader.inverted_index(fields.text).map_err(&engine)?,
                title: reader.inverted_index(fields.title).map_err(&engine)?,
                families,
                positions,
                directory: directory.clone(),
                pairs: OnceLock::new(),
                columns,
                noticed: OnceLock::new(),
                date: OnceLock::new(),
                numbers: Default::default(),
                store: OnceLock::new(),
                reader,
            });
        }
        if segments.len() != metas.len() {
            return Err(IndexError::damaged(&documents_path, "it belongs to other segments"));
        }
        let extension_path = held.path.join(EXTENSION);
        let extension = postcard::from_bytes(&directory.bytes(EXTENSION)?)
            .map_err(|error| IndexError::damaged(&extension_path, error.to_string()))?;
        let decoder = Decoder::new(directory.bytes(phrases::FILE)?);
        Ok(Self {
            path: path.to_owned(),
            held,
            directory,
            fields,
            segments,
            metas,
            decoder,
            info,
            extension,
            analyser: OnceLock::new(),
        })
    }

    /// The folder that was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The number of the generation; it grows with every change.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.held.number
    }

    /// The segments; a document's address names one by its place here.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The number of documents.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.segments.iter().map(|segment| u64::from(segment.reader.num_docs())).sum()
    }

    /// The analyser that the index was made with: the lexicon, extended by the corpus' own words.
    #[must_use]
    pub fn analyser(&self) -> &Analyser {
        if self.extension == Extension::default() && self.info.analysis == Method::Full {
            return Analyser::builtin();
        }
        self.analyser.get_or_init(|| Analyser::with_method(self.info.analysis, &self.extension))
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// When and from what the index was made.
    #[must_use]
    pub fn build_info(&self) -> &BuildInfo {
        &self.info
    }

    /// Tells of damage that was met where nobody could be told; see [`Segment::notice`].
    ///
    /// # Errors
    /// When there was any since the index was opened.
    pub fn check_noticed(&self) -> Result<(), IndexError> {
        match self.segments.iter().find_map(|segment| segment.noticed.get()) {
            None => Ok(()),
            Some(IndexError::Damaged { path, reason }) => Err(IndexError::damaged(path, reason)),
            Some(other) => Err(IndexError::damaged(&self.held.path, other.to_string())),
        }
    }

    /// Tells the system that documents are about to be read.
    pub fn expect_records(&self, addresses: impl Iterator<Item = DocAddress>) {
        for address in addresses {
            if let Some(segment) = self.segments.get(address.segment_ord as usize) {
                segment.columns.expect_line(address.doc_id);
            }
        }
    }

    /// Reads a document.
    ///
    /// # Errors
    /// When the address is beyond the index or the record is damaged.
    pub fn record(&self, address: DocAddress) -> Result<StoredRecord, IndexError> {
        let out_of_range =
            || IndexError::damaged(&self.held.path, format!("there is no document {address:?}"));
        let segment = self.segments.get(address.segment_ord as usize).ok_or_else(out_of_range)?;
        if address.doc_id >= segment.reader.max_doc() {
            return Err(out_of_range());
        }
        let stored = segment.stored(address.doc_id)?;
        let mut record = only_value(&stored, self.fields.record)
            .ok_or_else(|| "the document is not a record".to_owned())
            .and_then(|bytes| self.decoder.decode(bytes))
            .map_err(|reason| IndexError::damaged(&segment.file("store"), reason))?;
        // Lines are kept apart: a record that only moved in its file is not stored anew.
        let line = segment.columns.line(address.doc_id);
        let line = line.map_err(|error| read_error(&segment.folder().join(documents::FILE), error))?;
        if line.is_some() {
            record.question.origin.line = line;
        }
        Ok(record)
    }

    pub(super) fn metas(&self) -> &[SegmentMeta] {
        &self.metas
    }

    pub(super) fn extension(&self) -> &Extension {
        &self.extension
    }

    pub(super) fn directory(&self) -> &CheckedDirectory {
        &self.directory
    }

    pub(super) fn generation_path(&self) -> &Path {
        &self.held.path
    }
}

/// Names the first file that is missing or cut short: the engine takes some of them for empty.
fn check_lengths(folder: &Path, directory: &CheckedDirectory) -> Result<(), IndexError> {
    for (name, length) in directory.sums().files() {
        let path = folder.join(name);
        let found = match std::fs::metadata(&path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(IndexError::damaged(&path, "the file is missing"));
            }
            Err(error) => return Err(IndexError::io("open", &path, error)),
        };
        if found != length {
            return Err(IndexError::damaged(&path, format!("{found} bytes instead of {length}")));
        }
    }
    Ok(())
}

/// Names of the columns in the order of [`Segment::numbers`].
const NUMBERS: [&str; 3] = ["question_start", "answer_start", "words"];

impl Segment {
    /// Days since 1970-01-01 of the date of asking; nothing for a document without date.
    ///
    /// # Errors
    /// When the column is damaged.
    pub fn date(&self) -> Result<&Column<i64>, IndexError> {
        if let Some(column) = self.date.get() {
            return Ok(column);
        }
        let column = self.reader.fast_fields().i64("date");
        let column =
            column.or_else(|error| absent(error, || Column::build_empty_column(self.reader.max_doc())));
        let column = column.map_err(IndexError::engine(self.folder()))?;
        Ok(self.date.get_or_init(|| column))
    }

    /// A key that sorts by session, then number; the greatest for a document without number.
    ///
    /// # Errors
    /// When the manifest is damaged.
    pub fn number(&self, doc: DocId) -> Result<u64, IndexError> {
        let number = self.columns.number(doc);
        let number = number.map_err(|error| read_error(&self.folder().join(documents::FILE), error))?;
        Ok(number.unwrap_or(u64::MAX))
    }

    /// The first position of the question.
    ///
    /// # Errors
    /// When the column is damaged.
    pub fn question_start(&self) -> Result<&Column<u64>, IndexError> {
        self.numbers(0)
    }

    /// The first position of the answer.
    ///
    /// # Errors
    /// When the column is damaged.
    pub fn answer_start(&self) -> Result<&Column<u64>, IndexError> {
        self.numbers(1)
    }

    /// The number of words.
    ///
    /// # Errors
    /// When the column is damaged.
    pub fn words(&self) -> Result<&Column<u64>, IndexError> {
        self.numbers(2)
    }

    /// The values of a facet, as [`Fields::facet`] names it, by document.
    ///
    /// # Errors
    /// When the column is damaged.
    pub fn facets(&self, name: &str) -> Result<FacetReader, IndexError> {
        let name = Fields::facet_field_name(name);
        self.reader.facet_reader(name).map_err(IndexError::engine(self.folder()))
    }

    /// All positions of a term of `text`, one after the other, as steps from the one before in the document:
    /// for reading many documents' at once.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn positions(&self, info: &TermInfo) -> std::io::Result<PositionReader> {
        self.positions.of(info)
    }

    /// Tells the system that posting lists of `text` are about to be read.
    pub fn expect_postings<'t>(&self, infos: impl Iterator<Item = &'t TermInfo>) {
        expect(self.text_lists.as_ref(), infos.map(|info| &info.postings_range));
    }

    /// Tells the system that posting lists of `title` are about to be read.
    pub fn expect_title_postings<'t>(&self, infos: impl Iterator<Item = &'t TermInfo>) {
        expect(self.title_lists.as_ref(), infos.map(|info| &info.postings_range));
    }

    /// Tells the system that positions of `text` are about to be read.
    pub fn expect_positions<'t>(&self, infos: impl Iterator<Item = &'t TermInfo>) {
        expect(self.position_lists.as_ref(), infos.map(|info| &info.positions_range));
    }

    /// The pairs of frequent forms; none for a small segment.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn pairs(&self) -> std::io::Result<&Pairs> {
        if let Some(pairs) = self.pairs.get() {
            return Ok(pairs);
        }
        let name = self.file_name(PAIRS);
        let pairs = match self.directory.sums().holds(&name) {
            true => Pairs::open(self.directory.file(&name).map_err(std::io::Error::other)?)?,
            false => Pairs::none(),
        };
        Ok(self.pairs.get_or_init(|| pairs))
    }

    /// The length of every document in words, a byte each as [`tantivy::fieldnorm`] makes it.
    ///
    /// # Errors
    /// When the file is damaged.
    pub fn lengths(&self, fields: &Fields) -> std::io::Result<OwnedBytes> {
        let file = self.reader.fieldnorms_readers().get_inner_file().open_read(fields.text);
        let bytes = file.map_or_else(|| Ok(OwnedBytes::empty()), |file| file.read_bytes())?;
        if bytes.len() == self.reader.max_doc() as usize {
            return Ok(bytes);
        }
        let damage = "the lengths are not those of the documents";
        Err(std::io::Error::new(std::io::ErrorKind::InvalidData, damage))
    }

    /// Remembers that a value could not be read, where a comparison or another place had to go on without it.
    pub fn notice(&self, error: IndexError) {
        // The first is enough.
        let _ = self.noticed.set(error);
    }

    pub(super) fn folder(&self) -> &Path {
        self.directory.root()
    }

    fn numbers(&self, place: usize) -> Result<&Column<u64>, IndexError> {
        if let Some(column) = self.numbers[place].get() {
            return Ok(column);
        }
        let column = self.reader.fast_fields().u64(NUMBERS[place]);
        let column =
            column.or_else(|error| absent(error, || Column::build_empty_column(self.reader.max_doc())));
        let column = column.map_err(IndexError::engine(self.folder()))?;
        Ok(self.numbers[place].get_or_init(|| column))
    }

    /// The near-duplicate group of a document: the same number for all its members, through all segments.
    /// `None` when there is no such document or the manifest is damaged.
    #[must_use]
    pub fn group(&self, doc: DocId) -> Option<u32> {
        self.columns.group(doc)
    }

    /// The documents that are not alone in their near-duplicate group, ascending, and the groups of those.
    #[must_use]
    pub fn grouped(&self) -> (&[DocId], &[u32]) {
        self.columns.grouped()
    }

    fn stored(&self, doc: DocId) -> Result<OwnedBytes, IndexError> {
        let store = match self.store.get() {
            Some(store) => store,
            None => {
                let store = self.reader.get_store_reader(STORE_CACHE);
                let store = store.map_err(|error| read_error(&self.file("store"), error))?;
                self.store.get_or_init(|| store)
            }
        };
        store.get_document_bytes(doc).map_err(IndexError::engine(self.folder()))
    }

    fn file(&self, ending: &str) -> PathBuf {
        self.folder().join(self.file_name(ending))
    }

    fn file_name(&self, ending: &str) -> String {
        format!("{}.{ending}", self.reader.segment_id().uuid_string())
    }
}

fn expect<'r>(lists: Option<&Lists>, ranges: impl Iterator<Item = &'r Range<usize>>) {
    if let Some(lists) = lists {
        ranges.for_each(|range| lists.expect(range));
    }
}

/// The bytes of a stored document's one value. The engine would read them one by one.
///
/// Layout: the number of values, then the field's number, a code for bytes, the length and the bytes; numbers
/// of seven bits a byte have their highest bit set on the last byte.
fn only_value(document: &[u8], field: Field) -> Option<&[u8]> {
    const ONE: u8 = 0x81;
    const BYTES: u8 = 4;
    let (count, rest) = document.split_first()?;
    let (number, rest) = rest.split_first_chunk()?;
    let (code, mut rest) = rest.split_first()?;
    if *count != ONE || u32::from_le_bytes(*number) != field.field_id() || *code != BYTES {
        return None;
    }
    let mut length = 0_usize;
    for shift in (0..usize::BITS).step_by(7) {
        let (byte, behind) = rest.split_first()?;
        length |= usize::from(byte & 0x7f).checked_shl(shift)?;
        rest = behind;
        if byte & 0x80 != 0 {
            return rest.get(..length);
        }
    }
    None
}

/// A column that no document of the segment has a value for does not exist: it counts as empty.
fn absent<T>(error: tantivy::TantivyError, empty: impl FnOnce() -> T) -> tantivy::Result<T> {
    match error {
        tantivy::TantivyError::SchemaError(_) | tantivy::TantivyError::FieldNotFound(_) => Ok(empty()),
        other => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use tantivy::TantivyDocument;
    use tantivy::schema::{STORED, Schema};
    use tantivy::store::StoreReader;

    use super::*;

    #[test]
    fn a_stored_value_is_read_as_the_engine_wrote_it() {
        let mut schema = Schema::builder();
        schema.add_bytes_field("other", tantivy::schema::FAST);
        let field = schema.add_bytes_field("record", STORED);
        let index = tantivy::Index::create_in_ram(schema.build());
        let mut writer = index.writer_with_num_threads(1, 15_000_000).unwrap();
        let values: Vec<Vec<u8>> = [0, 1, 127, 128, 20_000].map(|length| vec![7; length]).to_vec();
        for value in &values {
            let mut document = TantivyDocument::default();
            document.add_bytes(field, value);
            writer.add_document(document).unwrap();
        }
        writer.commit().unwrap();
        let reader = index.reader().unwrap().searcher();
        let store: StoreReader = reader.segment_reader(0).get_store_reader(0).unwrap();
        for (doc, value) in (0..).zip(&values) {
            let bytes = store.get_document_bytes(doc).unwrap();
            assert_eq!(only_value(&bytes, field), Some(&value[..]));
            for end in 0..bytes.len().min(40) {
                assert_eq!(only_value(&bytes[..end], field), None);
            }
        }
    }
}
