//! How parliamentary documents are cited.

use serde::{Deserialize, Serialize};

use super::{Date, Kind, Parliament, Session};

/// A citation key; every part may be unknown. `SV nr. 234 (2025-2026)` has kind, session and number.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Reference {
    /// The parliament.
    pub parliament: Option<Parliament>,
    /// The series.
    pub kind: Option<Kind>,
    /// The session that the number counts in.
    pub session: Option<Session>,
    /// The number as printed, without thousands separators (`234`, `2024Z18435`).
    pub number: Option<String>,
    /// The date of asking, when the citation names it.
    pub date: Option<Date>,
}
