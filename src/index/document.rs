//! A document in the form tantivy takes it, made on one of the preparing threads.

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::documents::{FileName, LINE_IN_ID, SignatureBytes};
use super::filling::BatchDocument;
use super::inverting::{Inverted, Inverter};
use super::record::Encoder;
use super::schema::{SECTION_GAP, days_since_epoch, facet_values, number_key};
use super::tokens::Mark;
use super::{Fields, IndexError, StoredRecord};
use crate::dutch::{TokenKind, Tokenizer};
use crate::model::WrittenQuestion;
use crate::parse::signature;

/// A value of a field.
#[derive(Clone, Debug)]
pub(super) enum Datum {
    Facet(String),
    Bytes(Vec<u8>),
    Unsigned(u64),
    Signed(i64),
}

impl<'a> Value<'a> for &'a Datum {
    type ArrayIter = std::iter::Empty<Self>;
    type ObjectIter = std::iter::Empty<(&'a str, Self)>;

    fn as_value(&self) -> ReferenceValue<'a, Self> {
        ReferenceValue::Leaf(match self {
            Datum::Facet(path) => ReferenceValueLeaf::Facet(path),
            Datum::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Datum::Unsigned(number) => ReferenceValueLeaf::U64(*number),
            Datum::Signed(number) => ReferenceValueLeaf::I64(*number),
        })
    }
}

/// What the engine's columns and store take of a document; its terms go another way ([`Inverter`]).
#[derive(Clone, Debug, Default)]
pub(super) struct IndexDocument {
    values: Vec<(Field, Datum)>,
}

impl IndexDocument {
    /// All values.
    pub(super) fn values(&self) -> &[(Field, Datum)] {
        &self.values
    }
}

impl Document for IndexDocument {
    type Value<'a> = &'a Datum;
    type FieldsValuesIter<'a> =
        std::iter::Map<std::slice::Iter<'a, (Field, Datum)>, fn(&'a (Field, Datum)) -> (Field, &'a Datum)>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.values.iter().map(|(field, value)| (*field, value))
    }
}

/// A document ready to be indexed, but for its terms, which are those of its batch.
#[derive(Debug)]
pub(super) struct Prepared {
    /// The numbers of tokens of text and title.
    pub(super) lengths: [u32; 2],
    /// All but the stored record.
    pub(super) document: IndexDocument,
    /// The stored record, packed or not yet.
    pub(super) record: RecordBytes,
    /// What the manifest keeps of it.
    pub(super) facts: Facts,
}

/// A stored record's bytes.
#[derive(Debug)]
pub(super) enum RecordBytes {
    /// Compressed.
    Packed(Vec<u8>),
    /// Not compressed yet: there was no dictionary when the record was prepared.
    Plain(Vec<u8>),
}

/// What the manifest keeps of a document.
#[derive(Clone, Debug)]
pub(super) struct Facts {
    pub(super) hash: u64,
    pub(super) id: u64,
    pub(super) file: FileName,
    pub(super) line: u32,
    pub(super) number: u64,
    pub(super) signature: SignatureBytes,
}

impl Prepared {
    /// Compresses the stored record, if that was not done yet.
    pub(super) fn pack(&mut self, encoder: &Encoder) -> Result<(), IndexError> {
        if let RecordBytes::Plain(plain) = &self.record {
            self.record = RecordBytes::Packed(encoder.pack(plain)?);
        }
        Ok(())
    }

    /// What the segment takes of it; the stored record must be packed.
    pub(super) fn finish(mut self, fields: &Fields) -> (BatchDocument, Facts) {
        let (RecordBytes::Packed(record) | RecordBytes::Plain(record)) = self.record;
        self.document.values.push((fields.record, Datum::Bytes(record)));
        ((self.document, self.lengths), self.facts)
    }
}

/// Makes documents; one for each thread.
pub(super) struct Preparer {
    fields: Fields,
    tokenizer: Tokenizer,
    inverter: Inverter,
}

impl std::fmt::Debug for Preparer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preparer").finish_non_exhaustive()
    }
}

/// What the tokens of a document's text tell.
struct Tokens {
    /// How many there are.
    count: u32,
    /// How many of them are words as they are written.
    words: u64,
    /// Where question and answer start.
    starts: (u32, u32),
    anchors: Vec<(u32, u32)>,
}

impl Preparer {
    pub(super) fn new(fields: Fields) -> Self {
        Self { fields, tokenizer: Tokenizer::new(), inverter: Inverter::default() }
    }

    /// Makes the document of a written question. `hash` is that of the record it was parsed from.
    pub(super) fn prepare(&mut self, question: WrittenQuestion, hash: u64) -> Result<Prepared, IndexError> {
        let fields = self.fields;
        let mut values = Vec::with_capacity(24);
        let Tokens { count, words, starts, anchors } = self.text(&question);
        let title = self.title(&question);
        let inverter = &mut self.inverter;
        inverter.term(fields.id, Fields::id_anywhere(&question.id).as_bytes());
        inverter.term(fields.id, Fields::id_in_source(&question.source, &question.id).as_bytes());
        for reference in question.references() {
            for key in reference.keys() {
                inverter.term(fields.reference, key.as_bytes());
            }
        }
        for key in question.cites.iter().flat_map(|cite| cite.reference.keys()) {
            inverter.term(fields.cites, key.as_bytes());
        }
        if let Some(days) = question.date.and_then(days_since_epoch) {
            values.push((fields.date, Datum::Signed(days)));
        }
        values.push((fields.question_start, Datum::Unsigned(u64::from(starts.0))));
        values.push((fields.answer_start, Datum::Unsigned(u64::from(starts.1))));
        values.push((fields.words, Datum::Unsigned(words)));
        for (field, path) in facet_values(&fields, &question) {
            inverter.facet(field, &path);
            values.push((field, Datum::Facet(path)));
        }
        inverter.end_document();
        let facts = facts(&question, hash);
        let record = RecordBytes::Plain(StoredRecord { question, anchors }.to_bytes()?);
        Ok(Prepared { lengths: [count, title], document: IndexDocument { values }, record, facts })
    }

    /// The terms of the documents that were prepared since the last time.
    pub(super) fn terms(&mut self) -> Inverted {
        self.inverter.finish()
    }

    /// The tokens of the text.
    fn text(&mut self, question: &WrittenQuestion) -> Tokens {
        let field = self.fields.text;
        let detail = self.fields.detail(field);
        let inverter = &mut self.inverter;
        let mut tokens = Tokens { count: 0, words: 0, starts: (0, 0), anchors: Vec::new() };
        let mut position = 0;
        let sections = &question.sections;
        let mut starts = [0; 3];
        for (section, start) in
            [&sections.title, &sections.question, &sections.answer].into_iter().zip(&mut starts)
        {
            *start = position;
            let range = section.start as usize..section.end as usize;
            if range.is_empty() || question.text.get(range.clone()).is_none() {
                continue;
            }
            let begun = position;
            position = self.tokenizer.run(&question.text, range, position, &mut |token| {
                tokens.words += u64::from(token.kind == TokenKind::Word);
                let taken = inverter.token(field, detail, token.position, Mark::of(token.kind), token.form);
                tokens.count += u32::from(taken);
            });
            let anchors = &mut tokens.anchors;
            if anchors.last().is_none_or(|&(byte, _)| byte != section.start) {
                anchors.push((section.start, begun));
            }
            anchors.extend(self.tokenizer.anchors().iter().filter(|anchor| anchor.0 > section.start));
            position += SECTION_GAP;
        }
        tokens.starts = (starts[1], starts[2]);
        tokens
    }

    /// The tokens of the title: how many there are.
    fn title(&mut self, question: &WrittenQuestion) -> u32 {
        let field = self.fields.title;
        let detail = self.fields.detail(field);
        let inverter = &mut self.inverter;
        let mut count = 0;
        let title = &question.sections.title;
        let range = title.start as usize..title.end as usize;
        if question.text.get(range.clone()).is_some() {
            self.tokenizer.run(&question.text, range, 0, &mut |token| {
                let taken = inverter.token(field, detail, token.position, Mark::of(token.kind), token.form);
                count += u32::from(taken);
            });
        }
        count
    }
}

pub(super) fn facts(question: &WrittenQuestion, hash: u64) -> Facts {
    let origin = &question.origin;
    let mut line = origin.line.map_or(0, |line| u32::try_from(line).unwrap_or(0)) & !LINE_IN_ID;
    let numbered = |line: u64| question.id.strip_suffix(line.to_string().as_str());
    if origin
        .line
        .and_then(numbered)
        .is_some_and(|rest| rest.ends_with('#') && rest.starts_with(&origin.path))
    {
        line |= LINE_IN_ID;
    }
    let sections = &question.sections;
    let asked = sections.question.start as usize..sections.question.end as usize;
    let asked = question.text.get(asked).unwrap_or_default();
    Facts {
        hash,
        id: id_hash(&question.source, &question.id),
        file: FileName {
            source: question.source.clone(),
            path: origin.path.clone(),
            member: origin.member.clone(),
        },
        line,
        number: number_key(question),
        signature: *signature(asked).as_bytes(),
    }
}

/// The hash under which the manifest knows an id.
pub(super) fn id_hash(source: &str, id: &str) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), xxh3_64(source.as_bytes()))
}
