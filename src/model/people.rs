//! Askers and ministers.

use serde::{Deserialize, Serialize};

/// A member who asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name in one canonical form (`Rob Beenders`, `Valerie Van Peel`).
    pub name: String,
    /// The party as the document names it.
    pub party: Option<String>,
}

/// Who the question is put to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Minister {
    /// The person in canonical form; `None` when the document names a portfolio only.
    pub name: Option<String>,
    /// The office as the document names it (`Vlaams minister van Wonen`), in sentence case.
    pub portfolio: Option<String>,
    /// True when `name` was inferred from portfolio and date with a table of office holders.
    pub inferred: bool,
}
