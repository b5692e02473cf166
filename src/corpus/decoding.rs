//! From a record as it was found to a decoded one: each form of bytes to the parser of its format.

use super::record::Content;
use super::{
    EncodedRecord, RawBody, RawFields, RawRecord, SkipReason, SkippedRecord, decode, docx, html, jsonl, pdf,
    table, txt, xml,
};

impl EncodedRecord {
    /// Decodes the record. Needs no I/O and may run on any thread.
    ///
    /// # Errors
    /// The record named with the reason why it cannot be decoded.
    pub fn parse(self) -> Result<RawRecord, SkippedRecord> {
        let record = self.parse_metadata()?;
        match &record.body {
            RawBody::Fields(fields) if !fields.has_text() => {
                Err(SkippedRecord { origin: record.origin, reason: SkipReason::NoText })
            }
            _ => Ok(record),
        }
    }

    /// The record as its file has it: a JSON object or XML as written, a row of a table as `column: value`
    /// lines. `None` for forms that only a program can read, and for text, which [`Self::parse`] gives.
    #[must_use]
    pub fn as_found(&self) -> Option<String> {
        let text = |bytes: &[u8]| {
            decode::decode(bytes).unwrap_or_else(|_| String::from_utf8_lossy(bytes).into_owned())
        };
        match &self.content {
            Content::Json(bytes) | Content::Xml(bytes) => Some(text(bytes)),
            Content::Row { columns, row } => Some(table::as_found(columns, row)),
            Content::Text(_) | Content::Docx(_) | Content::Pdf(_) | Content::Html(_) => None,
        }
    }

    /// Like [`EncodedRecord::parse`], for records that need no text.
    pub(super) fn parse_metadata(self) -> Result<RawRecord, SkippedRecord> {
        let Self { origin, bytes_hash, size, content, context } = self;
        let body = match content {
            Content::Text(bytes) => txt::parse(&bytes).map(RawBody::Text),
            Content::Json(bytes) => jsonl::parse(&bytes, &context.names).map(fields_body),
            Content::Row { columns, row } => table::parse(&columns, &row).map(fields_body),
            Content::Docx(bytes) => docx::parse(&bytes).map(RawBody::Text),
            Content::Pdf(bytes) => pdf::parse(&bytes).map(RawBody::Text),
            Content::Html(bytes) => html::parse(&bytes).map(RawBody::Text),
            Content::Xml(bytes) => xml::parse(&bytes).map(fields_body),
        };
        let body = body.map(|body| match &context.sidecar {
            Some(sidecar) => with_sidecar(body, sidecar),
            None => body,
        });
        match body {
            Ok(body) => Ok(RawRecord { origin, body, bytes_hash, size }),
            Err(reason) => Err(SkippedRecord { origin, reason }),
        }
    }
}

fn fields_body(fields: RawFields) -> RawBody {
    RawBody::Fields(Box::new(fields))
}

fn with_sidecar(body: RawBody, sidecar: &RawFields) -> RawBody {
    let mut fields = match body {
        RawBody::Text(text) => Box::new(RawFields { text: Some(text), ..RawFields::default() }),
        RawBody::Fields(fields) => fields,
    };
    fields.override_with(sidecar);
    RawBody::Fields(fields)
}
