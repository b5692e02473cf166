//! References in both directions: from a reference to the documents, from a document to what it cites and to
//! what cites it.

use tantivy::schema::Field;
use tantivy::{DocAddress, DocId};

use super::concordance::key_of;
use super::error::{SearchError, guarded};
use super::postings;
use super::searcher::Searcher;
use crate::index::StoredRecord;
use crate::model::{Citation, CitationLink, Date, DateRange, DocumentKey, Reference, WrittenQuestion};
use crate::parse::read_reference;
use crate::query::{Filter, Node};
use crate::text::one_line;

impl Searcher<'_> {
    /// The documents that a text names: by id, or by a reference in any form that is read (`SV nr. 221
    /// (2017-2018)`, `221`, `2024Z18435`). Several when the reference fits several; none when it fits none or
    /// the text is no reference.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn resolve(&self, text: &str) -> Result<Vec<StoredRecord>, SearchError> {
        guarded(self.index, || {
            let mut addresses = self.by_id(text.trim())?;
            if addresses.is_empty()
                && let Some(reference) = read_reference(text)
            {
                addresses = self.referred(&reference)?;
            }
            self.records(&addresses)
        })
    }

    /// The documents that a reference fits.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn resolve_reference(&self, reference: &Reference) -> Result<Vec<StoredRecord>, SearchError> {
        guarded(self.index, || {
            let addresses = self.referred(reference)?;
            self.records(&addresses)
        })
    }

    /// What the documents named by `text` cite, with the sentence as evidence, in the order of their texts.
    ///
    /// # Errors
    /// [`SearchError::NoSuchDocument`] when no document is named so; or the index cannot be read.
    pub fn cites(&self, text: &str) -> Result<Vec<CitationLink>, SearchError> {
        guarded(self.index, || {
            let records = self.named(text)?;
            let mut links = Vec::new();
            for record in records {
                for citation in &record.question.cites {
                    links.push(self.link(&record.question, citation)?);
                }
            }
            Ok(links)
        })
    }

    /// Who cites the documents named by `text`: of each mention the document it stands in and the sentence.
    /// A reference to a document that is not in the index is looked for all the same.
    ///
    /// # Errors
    /// [`SearchError::NoSuchDocument`] when the text is no reference and no id; or the index cannot be read.
    pub fn cited_by(&self, text: &str) -> Result<Vec<CitationLink>, SearchError> {
        guarded(self.index, || self.cited_by_unguarded(text))
    }

    fn cited_by_unguarded(&self, text: &str) -> Result<Vec<CitationLink>, SearchError> {
        let mut references: Vec<Reference> = Vec::new();
        let mut own: Vec<DocAddress> = self.by_id(text.trim())?;
        if own.is_empty() {
            let reference =
                read_reference(text).ok_or_else(|| SearchError::NoSuchDocument(text.trim().to_owned()))?;
            own = self.referred(&reference)?;
            references.push(reference);
        }
        for record in self.records(&own)? {
            references.extend(record.question.references());
        }
        let mut citing: Vec<DocAddress> = Vec::new();
        for reference in &references {
            for key in reference.lookups() {
                citing.extend(self.by_term(self.index.fields().cites, &key)?);
            }
        }
        citing.sort_unstable();
        citing.dedup();
        let mut links = Vec::new();
        for address in citing {
            let record = self.index.record(address)?;
            for citation in &record.question.cites {
                let keys = citation.reference.keys();
                let meant = references
                    .iter()
                    .any(|reference| reference.lookups().iter().any(|key| keys.contains(key)));
                if meant && !own.contains(&address) {
                    links.push(self.link(&record.question, citation)?);
                }
            }
        }
        links.sort_by(|a, b| (a.citing.date, &a.citing.id).cmp(&(b.citing.date, &b.citing.id)));
        Ok(links)
    }

    fn named(&self, text: &str) -> Result<Vec<StoredRecord>, SearchError> {
        let records = self.resolve(text)?;
        if records.is_empty() {
            Err(SearchError::NoSuchDocument(text.trim().to_owned()))
        } else {
            Ok(records)
        }
    }

    /// The documents that a citation means. What it leaves open is taken from the citing document only where
    /// the parser has already done so.
    pub fn cited_documents(&self, citation: &Citation) -> Result<Vec<DocumentKey>, SearchError> {
        guarded(self.index, || {
            let addresses = self.referred(&citation.reference)?;
            Ok(self.records(&addresses)?.iter().map(|record| key_of(&record.question)).collect())
        })
    }

    fn link(&self, citing: &WrittenQuestion, citation: &Citation) -> Result<CitationLink, SearchError> {
        let mut cited = self.cited_documents(citation)?;
        // A question that repeats its own number does not cite itself.
        cited.retain(|key| key.id != citing.id || key.source != citing.source);
        Ok(CitationLink {
            citing: key_of(citing),
            text: one_line(citing.slice(&citation.span)),
            sentence: one_line(citing.slice(&citation.sentence)),
            reference: citation.reference.clone(),
            cited,
        })
    }

    /// The documents that a reference names: those of its first key that finds any; a date in the reference must agree
    /// where one of several has it.
    fn referred(&self, reference: &Reference) -> Result<Vec<DocAddress>, SearchError> {
        let Some((_, documents)) = self.first_known(reference)? else { return Ok(Vec::new()) };
        let agreeing = self.of_day(&documents, reference.date)?;
        Ok(if agreeing.is_empty() { documents } else { agreeing })
    }

    /// The condition that finds the documents of [`Self::referred`]. What cannot be read is left to the evaluation, which
    /// tells why.
    pub(super) fn keyed(&self, text: &str) -> Node {
        let reference = read_reference(text).unwrap_or_default();
        let condition = |key: String| Node::Filter(Filter::Reference(key));
        let Ok(Some((key, documents))) = self.first_known(&reference) else {
            return condition(reference.lookups().into_iter().next().unwrap_or_default());
        };
        if self.of_day(&documents, reference.date).unwrap_or_default().is_empty() {
            return condition(key);
        }
        let day = DateRange { since: reference.date, until: reference.date };
        Node::And(vec![condition(key), Node::Filter(Filter::Date(day))])
    }

    /// The first key of a reference that finds any documents, and these.
    pub(super) fn first_known(
        &self,
        reference: &Reference,
    ) -> Result<Option<(String, Vec<DocAddress>)>, SearchError> {
        for key in reference.lookups() {
            let documents = self.by_term(self.index.fields().reference, &key)?;
            if !documents.is_empty() {
                return Ok(Some((key, documents)));
            }
        }
        Ok(None)
    }

    /// Those of several documents that were asked on a day.
    fn of_day(&self, documents: &[DocAddress], date: Option<Date>) -> Result<Vec<DocAddress>, SearchError> {
        let mut agreeing = Vec::new();
        if date.is_some() && documents.len() > 1 {
            for &address in documents {
                if self.index.record(address)?.question.date == date {
                    agreeing.push(address);
                }
            }
        }
        Ok(agreeing)
    }

    /// The living documents with a term in a field.
    pub(super) fn by_term(&self, field: Field, term: &str) -> Result<Vec<DocAddress>, SearchError> {
        let mut addresses = Vec::new();
        for (number, segment) in (0_u32..).zip(self.index.segments()) {
            let reader = segment.reader.inverted_index(field).map_err(std::io::Error::other)?;
            let Some(info) = reader.terms().get(term)? else { continue };
            let alive = segment.reader.alive_bitset();
            postings::scan_docs(&reader, &info, |docs: &[DocId]| {
                let living = docs.iter().filter(|&&doc| alive.is_none_or(|alive| alive.is_alive(doc)));
                addresses.extend(living.map(|&doc| DocAddress::new(number, doc)));
            })?;
        }
        Ok(addresses)
    }

    fn records(&self, addresses: &[DocAddress]) -> Result<Vec<StoredRecord>, SearchError> {
        let mut records = Vec::with_capacity(addresses.len());
        for &address in addresses {
            records.push(self.index.record(address)?);
        }
        Ok(records)
    }
}
