//! What the analysis of one written form says.

use smallvec::SmallVec;
use std::ops::Range;

/// A part of a compound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// bytes in the form, linking sound left out
    pub span: Range<usize>,
    /// lemma of the part
    pub key: String,
    /// whether it is the head (of the word, or of its head)
    pub head: bool,
}

/// The keys under which a written form is found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analysis {
    /// lemmas, likeliest first; several where the form is ambiguous, never none for a form that is not empty
    pub lemmas: SmallVec<[String; 2]>,
    /// parts of a compound, intermediate compounds included, from left to right and the longer first
    pub parts: Vec<Part>,
    /// words it is derived from, each in the lexicon
    pub derivations: SmallVec<[String; 1]>,
    /// what a misread or misspelt form may stand for
    pub repaired: SmallVec<[String; 1]>,
    /// place in bytes of the outer boundary, between modifier and head
    pub outer: Vec<usize>,
    /// places in bytes of all boundaries
    pub boundaries: Vec<usize>,
    /// whether the lexicon (or the index's own vocabulary) explains the form
    pub known: bool,
}

impl Analysis {
    /// Empties it, keeping its memory.
    pub fn clear(&mut self) {
        self.lemmas.clear();
        self.parts.clear();
        self.derivations.clear();
        self.repaired.clear();
        self.outer.clear();
        self.boundaries.clear();
        self.known = false;
    }
}
