//! A document in the form tantivy takes it, made on one of the preparing threads.

use tantivy::schema::Field;
use tantivy::schema::document::{Document, ReferenceValue, ReferenceValueLeaf, Value};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::documents::{FileName, LINE_IN_ID, SignatureBytes};
use super::schema::{SECTION_GAP, days_since_epoch, facet_values, number_key};
use super::tokens::{Mark, TokenBuffer};
use super::{Fields, IndexError, StoredRecord};
use crate::dutch::{TokenKind, Tokenizer};
use crate::model::WrittenQuestion;
use crate::parse::signature;

/// A value of a field.
#[derive(Clone, Debug)]
pub(super) enum Datum {
    Text(String),
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
            Datum::Text(text) => ReferenceValueLeaf::Str(text),
            Datum::Facet(path) => ReferenceValueLeaf::Facet(path),
            Datum::Bytes(bytes) => ReferenceValueLeaf::Bytes(bytes),
            Datum::Unsigned(number) => ReferenceValueLeaf::U64(*number),
            Datum::Signed(number) => ReferenceValueLeaf::I64(*number),
        })
    }
}

/// The values of a document, in the order of their fields.
#[derive(Clone, Debug, Default)]
pub(super) struct IndexDocument {
    values: Vec<(Field, Datum)>,
}

impl IndexDocument {
    /// All values.
    pub(super) fn values(&self) -> &[(Field, Datum)] {
        &self.values
    }

    /// About how many bytes its values take.
    pub(super) fn size(&self) -> usize {
        let bytes = self.values.iter().map(|(_, value)| match value {
            Datum::Text(text) | Datum::Facet(text) => text.len(),
            Datum::Bytes(bytes) => bytes.len(),
            Datum::Unsigned(_) | Datum::Signed(_) => 8,
        });
        bytes.sum()
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

/// A document ready to be indexed.
#[derive(Debug)]
pub(super) struct Prepared {
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
    pub(super) signature: SignatureBytes,
}

impl Prepared {
    /// Adds the stored record; it must be packed.
    pub(super) fn finish(mut self, fields: &Fields, record: Vec<u8>) -> (IndexDocument, Facts) {
        self.document.values.push((fields.record, Datum::Bytes(record)));
        (self.document, self.facts)
    }
}

/// Makes documents; one for each thread.
pub(super) struct Preparer {
    fields: Fields,
    tokenizer: Tokenizer,
    buffer: TokenBuffer,
}

impl std::fmt::Debug for Preparer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Preparer").finish_non_exhaustive()
    }
}

impl Preparer {
    pub(super) fn new(fields: Fields) -> Self {
        Self { fields, tokenizer: Tokenizer::new(), buffer: TokenBuffer::default() }
    }

    /// Makes the document of a written question. `hash` is that of the record it was parsed from.
    pub(super) fn prepare(&mut self, question: WrittenQuestion, hash: u64) -> Result<Prepared, IndexError> {
        let fields = self.fields;
        let mut values = Vec::with_capacity(40);
        let (text, starts, words, anchors) = self.tokens(&question);
        values.push((fields.text, Datum::Text(text)));
        values.push((fields.title, Datum::Text(self.title(&question))));
        values.push((fields.id, Datum::Text(Fields::id_anywhere(&question.id))));
        values.push((fields.id, Datum::Text(Fields::id_in_source(&question.source, &question.id))));
        for reference in question.references() {
            values.extend(reference.keys().into_iter().map(|key| (fields.reference, Datum::Text(key))));
        }
        let mut cited: Vec<String> = question.cites.iter().flat_map(|cite| cite.reference.keys()).collect();
        cited.sort_unstable();
        cited.dedup();
        values.extend(cited.into_iter().map(|key| (fields.cites, Datum::Text(key))));
        if let Some(days) = question.date.and_then(days_since_epoch) {
            values.push((fields.date, Datum::Signed(days)));
        }
        values.push((fields.number, Datum::Unsigned(number_key(&question))));
        values.push((fields.question_start, Datum::Unsigned(u64::from(starts.0))));
        values.push((fields.answer_start, Datum::Unsigned(u64::from(starts.1))));
        values.push((fields.words, Datum::Unsigned(words)));
        values.extend(
            facet_values(&fields, &question).into_iter().map(|(field, path)| (field, Datum::Facet(path))),
        );
        let facts = facts(&question, hash);
        let record = RecordBytes::Plain(StoredRecord { question, anchors }.to_bytes()?);
        Ok(Prepared { document: IndexDocument { values }, record, facts })
    }

    /// The tokens of the text, where question and answer start, the number of words, and the anchors.
    #[allow(clippy::type_complexity)]
    fn tokens(&mut self, question: &WrittenQuestion) -> (String, (u32, u32), u64, Vec<(u32, u32)>) {
        let mut anchors = Vec::new();
        let mut words = 0_u64;
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
            let buffer = &mut self.buffer;
            let begun = position;
            position = self.tokenizer.run(&question.text, range, position, &mut |token| {
                words += u64::from(token.kind == TokenKind::Word);
                buffer.push(token.position, Mark::of(token.kind), token.form);
            });
            if anchors.last().is_none_or(|&(byte, _)| byte != section.start) {
                anchors.push((section.start, begun));
            }
            anchors.extend(self.tokenizer.anchors().iter().filter(|anchor| anchor.0 > section.start));
            position += SECTION_GAP;
        }
        (self.buffer.finish(), (starts[1], starts[2]), words, anchors)
    }

    /// The tokens of the title.
    fn title(&mut self, question: &WrittenQuestion) -> String {
        let title = &question.sections.title;
        let range = title.start as usize..title.end as usize;
        if question.text.get(range.clone()).is_some() {
            let buffer = &mut self.buffer;
            self.tokenizer.run(&question.text, range, 0, &mut |token| {
                buffer.push(token.position, Mark::of(token.kind), token.form);
            });
        }
        self.buffer.finish()
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
        signature: *signature(asked).as_bytes(),
    }
}

/// The hash under which the manifest knows an id.
pub(super) fn id_hash(source: &str, id: &str) -> u64 {
    xxh3_64_with_seed(id.as_bytes(), xxh3_64(source.as_bytes()))
}
