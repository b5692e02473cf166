//! vraagbaak: full-text search over Dutch-language parliamentary questions and answers.
//!
//! The crate is a house of floors; a module imports from the floors below it only, and siblings on one
//! floor do not know each other (`tests/architecture.rs` holds it to that, `ARCHITECTURE.md` explains it).
//!
//! | floor | rooms |
//! |---|---|
//! | 0 | [`text`] |
//! | 1 | [`model`] |
//! | 2 | [`dutch`], [`corpus`] |
//! | 3 | [`parse`] |
//! | 4 | [`index`] |
//! | 5 | [`query`] |
//! | 6 | [`search`] |
//! | 7 | [`render`], [`eval`] |
//! | 8 | [`cli`] |

pub mod cli;
pub mod corpus;
pub mod dutch;
pub mod eval;
pub mod index;
pub mod model;
pub mod parse;
pub mod query;
pub mod render;
pub mod search;
pub mod text;
