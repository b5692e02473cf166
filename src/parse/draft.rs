//! What a layout parser understood of a document, before its text is put together.

use std::ops::Range;

use crate::model::{Date, Doubt, Kind, Minister, Parliament, Person, Session};

use super::labels::Labels;

/// A document taken apart. What the layout does not say stays `None` or empty.
#[derive(Debug, Default)]
pub struct Draft {
    pub parliament: Option<Parliament>,
    pub kind: Kind,
    pub session: Option<Session>,
    pub number: Option<String>,
    pub cases: Vec<String>,
    pub date: Option<Date>,
    pub answered: Option<Date>,
    pub askers: Vec<Person>,
    pub ministers: Vec<Minister>,
    pub title: String,
    pub question: Passage,
    pub answer: Passage,
    pub doubts: Vec<Doubt>,
}

/// The text of a question or an answer.
#[derive(Debug)]
pub enum Passage {
    /// Running text; its numbering is still to be found.
    Running(String),
    /// Blocks under headings that name their labels (`Vraag 1`, `Antwoord 2 en 3`).
    Blocks(Vec<Block>),
}

/// A block of text under a heading.
#[derive(Debug, Default)]
pub struct Block {
    /// The heading as printed; empty for none.
    pub heading: String,
    /// The labels that the heading names; empty for text outside any exchange.
    pub labels: Labels,
    /// The lines below the heading.
    pub body: String,
}

impl Default for Passage {
    fn default() -> Self {
        Self::Running(String::new())
    }
}

impl Passage {
    /// True when there is nothing to read in it.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Running(text) => text.trim().is_empty(),
            Self::Blocks(blocks) => blocks.is_empty(),
        }
    }
}

/// A [`Doubt`] from its code and message.
pub fn doubt(code: &str, message: impl Into<String>) -> Doubt {
    Doubt { code: code.to_owned(), message: message.into() }
}

/// Texts are far below 4 GB; beyond it spans would end early, never point outside.
pub fn span(range: Range<usize>) -> Range<u32> {
    let clip = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    clip(range.start)..clip(range.end)
}
