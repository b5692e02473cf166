//! One segment while it is being filled, and how it is written.
//!
//! Batches come inverted ([`super::inverting`]). Here each term of a batch is looked up once in the table of all
//! terms, and its postings in the batch get a link to it; the postings themselves stay where they are. When the
//! segment is full its terms are sorted and their postings handed to the engine's serialisers in the order of
//! documents ([`super::writing`]). Norms, columns and the store are the engine's own from the start.

use std::path::Path;

use hashbrown::HashTable;
use tantivy::directory::{TerminatingWrite, WritePtr};
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::SegmentComponent;
use tantivy::postings::InvertedIndexSerializer;
use tantivy::schema::{Field, Schema};
use tantivy::store::StoreWriter;
use tantivy::{Segment, SegmentMeta, TantivyError};

use super::bytes::{number_at, same};
use super::document::IndexDocument;
use super::inverting::Inverted;
use super::writing::{FieldLists, write_field};
use super::{Fields, IndexError, faults};

/// A term of the segment.
#[derive(Clone, Copy)]
struct Term {
    /// A part of its hash, which tells most others apart.
    hash: u32,
    key_start: u32,
    documents: u32,
    /// The number of batches that hold it.
    batches: u32,
    key_length: u16,
}

/// A term of a batch.
#[derive(Clone, Copy)]
struct Link {
    /// The term.
    term: u32,
    /// Where its postings start in those of the batch.
    start: u32,
}

/// Where a posting list lies.
#[derive(Clone, Copy)]
pub(super) struct Place {
    batch: u32,
    start: u32,
}

/// The postings of a batch.
struct BatchPostings {
    /// The number that its first document has in the segment.
    first: u32,
    /// Its terms.
    links: Vec<Link>,
    postings: Vec<u8>,
}

/// A document of a batch: what is stored of it, and the numbers of tokens of its text and title.
pub(super) type BatchDocument = (IndexDocument, [u32; 2]);

/// The terms of a segment, and where their postings lie.
#[derive(Default)]
pub(super) struct PostingTable {
    terms: Vec<Term>,
    keys: Vec<u8>,
    batches: Vec<BatchPostings>,
    /// Lists of all batches.
    lists: usize,
    /// Bytes of the postings.
    postings: usize,
}

/// What a term has in a batch.
pub(super) struct List<'a> {
    /// The number that the first document of the batch has in the segment.
    pub(super) first: u32,
    postings: &'a [u8],
    at: usize,
}

impl List<'_> {
    /// The next number; see [`super::inverting`] for which they are.
    #[inline]
    pub(super) fn number(&mut self) -> u32 {
        let (number, next) = number_at(self.postings, self.at).unwrap_or((0, self.at));
        self.at = next;
        number as u32
    }
}

impl PostingTable {
    /// The key of a term: the number of its field, then its bytes.
    pub(super) fn key(&self, term: u32) -> &[u8] {
        let term = &self.terms[term as usize];
        let start = term.key_start as usize;
        &self.keys[start..start + usize::from(term.key_length)]
    }

    /// How many documents hold a term.
    pub(super) fn documents(&self, term: u32) -> u32 {
        self.terms[term as usize].documents
    }

    /// How many lists a term has: one in each batch that holds it.
    pub(super) fn batches(&self, term: u32) -> usize {
        self.terms[term as usize].batches as usize
    }

    /// The list of a term at a place.
    pub(super) fn list(&self, place: Place) -> List<'_> {
        let BatchPostings { first, postings, .. } = &self.batches[place.batch as usize];
        List { first: *first, postings, at: place.start as usize }
    }

    /// The lists of all terms, in the order of terms given and in that of documents. The links are gone then.
    fn places(&mut self, order: &[u32]) -> Vec<Place> {
        let mut next: Vec<u32> = vec![0; self.terms.len()];
        let mut at = 0;
        for &term in order {
            next[term as usize] = at;
            at += self.terms[term as usize].batches;
        }
        let mut places = vec![Place { batch: 0, start: 0 }; self.lists];
        for (batch, postings) in (0..).zip(&mut self.batches) {
            for link in std::mem::take(&mut postings.links) {
                let place = &mut next[link.term as usize];
                places[*place as usize] = Place { batch, start: link.start };
                *place += 1;
            }
        }
        places
    }

    /// The terms in the order of fields, then bytes.
    fn sorted(&self) -> Vec<u32> {
        // Most comparisons are decided by the first eight bytes, which lie side by side.
        let mut order: Vec<(u64, u32)> = (0..self.terms.len() as u32)
            .map(|term| {
                let key = self.key(term);
                let mut head = [0; 8];
                let length = key.len().min(8);
                head[..length].copy_from_slice(&key[..length]);
                (u64::from_be_bytes(head), term)
            })
            .collect();
        order.sort_unstable_by(|left, right| {
            left.0.cmp(&right.0).then_with(|| self.key(left.1).cmp(self.key(right.1)))
        });
        order.into_iter().map(|(_, term)| term).collect()
    }

    fn memory(&self) -> usize {
        // What is reserved and not yet used takes no memory.
        self.terms.len() * size_of::<Term>()
            + self.lists * size_of::<Link>()
            + self.keys.len()
            + self.postings
    }
}

/// A segment being filled.
pub(super) struct SegmentFiller {
    segment: Segment,
    schema: Schema,
    fields: Fields,
    /// The numbers of the terms.
    places: HashTable<u32>,
    /// The hash of each term.
    hashes: Vec<u64>,
    table: PostingTable,
    /// Tokens of each field.
    tokens: Vec<u64>,
    /// Documents whose terms are there.
    documents: u32,
    /// Documents that are there.
    stored: u32,
    norms: FieldNormsWriter,
    columns: FastFieldsWriter,
    columns_out: WritePtr,
    store: StoreWriter,
}

impl SegmentFiller {
    /// Begins a segment.
    pub(super) fn begin(index: &tantivy::Index, path: &Path) -> Result<Self, IndexError> {
        let engine = IndexError::engine(path);
        let segment = index.new_segment();
        let open = |component| segment.open_write(component).map_err(|error| engine(error.into()));
        let (columns_out, store_out) = (open(SegmentComponent::FastFields)?, open(SegmentComponent::Store)?);
        let schema = segment.schema();
        let settings = index.settings();
        let store = StoreWriter::new(
            store_out,
            settings.docstore_compression,
            settings.docstore_blocksize,
            settings.docstore_compress_dedicated_thread,
        );
        let columns = FastFieldsWriter::from_schema_and_tokenizer_manager(
            &schema,
            index.fast_field_tokenizer().clone(),
        );
        Ok(Self {
            fields: Fields::build().1,
            places: HashTable::new(),
            hashes: Vec::new(),
            table: PostingTable::default(),
            tokens: vec![0; schema.num_fields()],
            documents: 0,
            stored: 0,
            norms: FieldNormsWriter::for_schema(&schema),
            columns: columns.map_err(&engine)?,
            columns_out,
            store: store.map_err(|error| engine(error.into()))?,
            segment,
            schema,
        })
    }

    /// Adds documents whose terms were added before, in the same order.
    pub(super) fn add_documents(
        &mut self,
        documents: impl Iterator<Item = BatchDocument>,
    ) -> tantivy::Result<()> {
        for (document, lengths) in documents {
            self.columns.add_document(&document)?;
            self.store.store(&document, &self.schema)?;
            for (field, length) in [self.fields.text, self.fields.title].into_iter().zip(lengths) {
                self.norms.record(self.stored, field, length);
            }
            self.stored += 1;
        }
        Ok(())
    }

    /// Documents that are there; `None` while some are missing whose terms are there.
    pub(super) fn documents(&self) -> Option<u32> {
        (self.stored == self.documents).then_some(self.stored)
    }

    /// Adds the terms of a batch of so many documents.
    pub(super) fn add_terms(&mut self, inverted: &mut Inverted, documents: u32) {
        let first = self.documents;
        self.documents += documents;
        let table = &mut self.table;
        let mut links = Vec::with_capacity(inverted.terms.len());
        for term in &inverted.terms {
            let key = inverted.key(term);
            if let Some(tokens) = self.tokens.get_mut(usize::from(key[0])) {
                *tokens += u64::from(term.occurrences);
            }
            let PostingTable { terms, keys, .. } = &mut *table;
            let is = |&number: &u32| {
                let known = &terms[number as usize];
                let start = known.key_start as usize;
                known.hash == term.hash as u32
                    && same(&keys[start..start + usize::from(known.key_length)], key)
            };
            if let Some(&number) = self.places.find(term.hash, is) {
                let known = &mut terms[number as usize];
                known.documents += term.documents;
                known.batches += 1;
                links.push(Link { term: number, start: term.postings_start });
                continue;
            }
            let number = terms.len() as u32;
            self.places.insert_unique(term.hash, number, |&number| self.hashes[number as usize]);
            self.hashes.push(term.hash);
            links.push(Link { term: number, start: term.postings_start });
            terms.push(Term {
                hash: term.hash as u32,
                key_start: keys.len() as u32,
                documents: term.documents,
                batches: 1,
                key_length: term.key_length,
            });
            keys.extend_from_slice(key);
        }
        let postings = std::mem::take(&mut inverted.postings);
        table.postings += postings.len();
        table.lists += links.len();
        table.batches.push(BatchPostings { first, links, postings });
    }

    /// About how many bytes of memory it takes.
    pub(super) fn memory(&self) -> usize {
        self.places.capacity() * 6
            + self.hashes.len() * size_of::<u64>()
            + self.table.memory()
            + self.norms.mem_usage()
            + self.columns.mem_usage()
            + self.store.mem_usage()
    }

    /// Writes the segment.
    pub(super) fn finish(self) -> tantivy::Result<SegmentMeta> {
        let Self { segment, fields, mut table, tokens, documents, mut norms, mut columns, store, .. } = self;
        let mut columns_out = self.columns_out;
        drop((self.places, self.hashes));
        let faults = faults::carried();
        std::thread::scope(|scope| {
            let beside = scope.spawn(move || -> tantivy::Result<()> {
                faults.enter();
                columns.serialize(&mut columns_out, None)?;
                columns_out.terminate()?;
                Ok(store.close()?)
            });
            norms.fill_up_to_max_doc(documents);
            let norms_out = segment.open_write(SegmentComponent::FieldNorms)?;
            norms.serialize(FieldNormsSerializer::from_write(norms_out)?, None)?;
            let norms = FieldNormReaders::open(segment.open_read(SegmentComponent::FieldNorms)?)?;
            let order = table.sorted();
            let places = table.places(&order);
            let mut rest = &places[..];
            let mut postings = InvertedIndexSerializer::open(&segment)?;
            for terms in order.chunk_by(|left, right| table.key(*left)[0] == table.key(*right)[0]) {
                let number = table.key(terms[0])[0];
                let field = Field::from_field_id(u32::from(number));
                let total = tokens.get(usize::from(number)).copied().unwrap_or(0);
                let mut serializer = postings.new_field(field, total, norms.get_field(field)?)?;
                let count = terms.iter().map(|&term| table.batches(term)).sum();
                let (places, after) = rest.split_at(count);
                rest = after;
                let lists = FieldLists { table: &table, terms, places, detail: fields.detail(field) };
                write_field(lists, &mut serializer)?;
                serializer.close()?;
            }
            postings.close()?;
            let panicked = |_| TantivyError::SystemError("a thread panicked while it wrote".to_owned());
            beside.join().map_err(panicked)?
        })?;
        let meta = segment.with_max_doc(documents).meta().clone();
        meta.untrack_temp_docstore();
        Ok(meta)
    }
}
