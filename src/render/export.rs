//! Lists of hits in formats that other programs read, one hit at a time, so that a list of any length is
//! written in constant memory.

use std::io::{self, Write};

use super::{
    Provenance, bibtex::Bibtex, csl_json::CslJson, delimited::Delimited, markdown::Markdown, ris::Ris,
};
use crate::model::Hit;

/// Writes a list of hits in one format.
pub trait Export {
    /// What stands before the first hit.
    ///
    /// # Errors
    /// What the writer reports.
    fn begin(&mut self, out: &mut dyn Write, provenance: &Provenance) -> io::Result<()>;
    /// One hit.
    ///
    /// # Errors
    /// What the writer reports.
    fn hit(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()>;
    /// What stands behind the last hit.
    ///
    /// # Errors
    /// What the writer reports.
    fn end(&mut self, out: &mut dyn Write) -> io::Result<()>;
}

/// A format for lists of hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    /// Comma-separated values (RFC 4180) with a header.
    Csv,
    /// Tab-separated values with a header.
    Tsv,
    /// Research Information Systems, as reference managers read it.
    Ris,
    /// BibTeX, as `@techreport`.
    Bibtex,
    /// CSL-JSON, as citation processors read it.
    CslJson,
    /// A Markdown list.
    Markdown,
}

impl ExportFormat {
    /// A writer of the format.
    #[must_use]
    pub fn exporter(self) -> Box<dyn Export> {
        match self {
            Self::Csv => Box::new(Delimited::new(b',')),
            Self::Tsv => Box::new(Delimited::new(b'\t')),
            Self::Ris => Box::new(Ris::default()),
            Self::Bibtex => Box::new(Bibtex::default()),
            Self::CslJson => Box::new(CslJson::default()),
            Self::Markdown => Box::new(Markdown),
        }
    }
}

#[cfg(test)]
pub(super) fn exported(format: ExportFormat, hits: &[Hit]) -> String {
    let mut out = Vec::new();
    let mut exporter = format.exporter();
    exporter.begin(&mut out, &super::bibliography::tests::sample_provenance()).unwrap();
    for hit in hits {
        exporter.hit(&mut out, hit).unwrap();
    }
    exporter.end(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}
