//! What a search returns.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{Explanation, Section, WrittenQuestion};

/// How a written form is related to the query word that it matched, strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MatchKind {
    /// The word as typed (case and diacritics aside).
    Exact,
    /// Another inflected form of the same lemma, or a spelling variant.
    Lemma,
    /// The head (last part) of a compound.
    Head,
    /// A modifier (any other part) of a compound.
    Modifier,
    /// A validated derivation (`maatwerkers` for `maatwerk`).
    Derivation,
    /// A word repaired after suspected OCR faults.
    Repaired,
    /// A hanging compound completed (`kennis-` for `kennisontwikkeling`).
    Hanging,
    /// A form of a word that was not asked for: feedback added it to the query.
    Expansion,
}

/// A written form that matched, over one document or over all hits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchedForm {
    /// The form, folded to lower case without diacritics.
    pub form: String,
    /// The query word that it matched.
    pub word: String,
    /// How.
    pub kind: MatchKind,
    /// Occurrences.
    pub count: u64,
}

/// A quoted passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snippet {
    /// The section it was cut from.
    pub section: Section,
    /// `vraag 2c`, `antwoord 2c`; `vraag`, `antwoord` or `titel` outside any exchange.
    pub label: String,
    /// The document's own words, line feeds turned into spaces; no ellipses.
    pub text: String,
    /// Bytes of the matches in `text`, ascending, never overlapping.
    pub highlights: Vec<Range<usize>>,
    /// True when the passage starts inside a sentence.
    pub cut_before: bool,
    /// True when the passage ends inside a sentence.
    pub cut_after: bool,
}

/// One ranked document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Hit {
    /// 1 for the best hit of the whole result, pages before this one included.
    pub rank: usize,
    /// BM25 score with the weights of `docs/ranking.md`; 0 for a query without words.
    pub score: f32,
    /// The document.
    pub document: WrittenQuestion,
    /// Bytes of the matches in the document's title.
    pub title_highlights: Vec<Range<usize>>,
    /// One to three passages.
    pub snippets: Vec<Snippet>,
    /// The written forms that matched, strongest kind first, then by count.
    pub matched: Vec<MatchedForm>,
    /// Number of near duplicates collapsed into this hit.
    pub duplicates: usize,
    /// Why it scored what it did, when asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<Explanation>,
}

/// One value of a facet with the number of hits that carry it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCount {
    /// The value; `unknown` for documents without one.
    pub value: String,
    /// Hits.
    pub count: u64,
}

/// The values of one facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetCounts {
    /// The facet as asked for (`minister`, `date/2018`).
    pub facet: String,
    /// Its values, in the order asked for.
    pub values: Vec<FacetCount>,
}

/// A page of ranked documents and what was counted over all of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SearchResults {
    /// The query, printed back from its tree.
    pub query: String,
    /// Documents that match, duplicates included: exact.
    pub total: u64,
    /// Hits after near duplicates were collapsed; equal to `total` without collapsing.
    pub total_collapsed: u64,
    /// True when no document holds all words and those with the most are shown instead.
    pub relaxed: bool,
    /// Time from query text to results, in milliseconds.
    pub took_ms: f64,
    /// The page.
    pub hits: Vec<Hit>,
    /// The written forms over all hits, most frequent first; as many as were asked for.
    pub matched: Vec<MatchedForm>,
    /// How many different forms there are over all hits.
    #[serde(default)]
    pub matched_forms: u64,
    /// Counts over all hits.
    pub facets: Vec<FacetCounts>,
    /// For a word that occurs nowhere: what was meant, best first.
    pub suggestions: Vec<Suggestion>,
    /// For a name in a condition that the index does not hold: how it was read, or what may have been meant.
    #[serde(default)]
    pub names: Vec<NameNote>,
}

/// What stands for a facet in a [`NameNote`] on a reference to a document that the index does not hold.
pub const REFERENCE: &str = "reference";

/// What there is to say about a name in a condition that the index does not hold as such.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameNote {
    /// The condition, printed back: `minister:Volksgezondheid`.
    pub condition: String,
    /// Its facet: `minister`; or [`REFERENCE`].
    pub field: String,
    /// Its value as typed.
    pub value: String,
    /// How it was read instead: `bevoegdheid:Volksgezondheid`; `None`: as it stands, so that nothing fits.
    pub read_as: Option<String>,
    /// Documents of the index that fit as it was read.
    pub documents: u64,
    /// Names of the index that are spelt alike, best first.
    pub candidates: Vec<String>,
}

/// "Did you mean" for one word of the query.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// The word as typed.
    pub word: String,
    /// Words of the index near it, best first.
    pub candidates: Vec<String>,
}
