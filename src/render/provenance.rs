//! Where an export comes from: what every exported list says about itself, so that it can be cited and made again.

use std::fmt;

/// The query, the index and the program behind an export.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    /// The query, printed back from its tree, filters included.
    pub query: String,
    /// Fingerprint of the index generation that answered.
    pub index: String,
    /// Program and version: `vraagbaak 0.1.0`.
    pub program: String,
    /// The day of the export: `2026-11-21`.
    pub date: String,
    /// Documents that match, whether exported or not.
    pub total: u64,
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { query, index, program, date, total } = self;
        write!(f, "query: {query}; {total} documents match; index {index}; {program}; exported {date}")
    }
}
