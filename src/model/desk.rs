//! What the researcher's desk returns beside a page of hits: concordance, trends, vocabulary, similar questions,
//! citations and the explanation of a score.

use serde::{Deserialize, Serialize};

use super::{Date, MatchKind, Reference, Section, WrittenQuestion};

/// The metadata that a line about a document needs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentKey {
    /// Unique in its source.
    pub id: String,
    /// The named source; empty when none was named.
    pub source: String,
    /// How it is cited.
    pub reference: Reference,
    /// Its title, on one line; empty for none.
    pub title: String,
    /// Date of asking.
    pub date: Option<Date>,
    /// Names of the askers.
    pub askers: Vec<String>,
    /// Names of the ministers, the portfolio where no person is known.
    pub ministers: Vec<String>,
}

/// Occurrences of a query, one a line.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Concordance {
    /// The query, printed back from its tree.
    pub query: String,
    /// Occurrences in all documents that match: exact.
    pub total: u64,
    /// Documents that match.
    pub documents: u64,
    /// The lines asked for.
    pub lines: Vec<ConcordanceLine>,
}

/// One occurrence with its context.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ConcordanceLine {
    /// Where it was found.
    pub document: DocumentKey,
    /// The section; `None` never occurs for a document that could be read.
    pub section: Option<Section>,
    /// `vraag 2c`, `antwoord 2c`, `vraag`, `antwoord`, `titel`.
    pub label: String,
    /// Text before, line feeds turned into spaces.
    pub left: String,
    /// The matched word or phrase as written.
    pub hit: String,
    /// Text behind.
    pub right: String,
    /// Byte of the match in the document's text.
    pub offset: u32,
}

/// Length of a period on the axis of a trend.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// Calendar years.
    #[default]
    Year,
    /// Quarters: `2018-Q1`.
    Quarter,
    /// Months: `2018-01`.
    Month,
    /// Parliamentary years: `2017-2018`.
    Session,
}

/// What a trend counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Counting {
    /// Documents that match.
    #[default]
    Documents,
    /// Occurrences of what matched.
    Occurrences,
}

/// What a count is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Denominator {
    /// All documents of the period: values are per cent.
    Documents,
    /// All words of the period: values are per million.
    Words,
}

/// Counts over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// Length of a period.
    pub by: Period,
    /// The facet that the series are split by.
    pub per: Option<String>,
    /// What was counted.
    pub counting: Counting,
    /// What the values are relative to; `None`: they are the counts.
    pub relative: Option<Denominator>,
    /// The periods in order, none left out between the first and the last.
    pub periods: Vec<TrendPeriod>,
    /// The series in the order of the queries, then of their totals.
    pub series: Vec<TrendSeries>,
    /// Documents of the whole index that have no date.
    pub undated: u64,
}

/// One period and what the whole index holds of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrendPeriod {
    /// `2018`, `2018-Q1`, `2018-01`, `2017-2018`.
    pub name: String,
    /// All documents of the index in it.
    pub documents: u64,
    /// All words of the index in it.
    pub words: u64,
    /// True when the index begins or ends inside it.
    pub incomplete: bool,
}

/// The counts of one query, for one value of the splitting facet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TrendSeries {
    /// The query, printed back from its tree.
    pub query: String,
    /// The value of the facet.
    pub group: Option<String>,
    /// A count a period.
    pub counts: Vec<u64>,
    /// The values to draw: counts, per cent of the documents or per million words.
    pub values: Vec<f64>,
    /// Counted in documents without a date, in no period.
    pub undated: u64,
}

/// A word of the index with its counts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermCount {
    /// The written form, folded; or the lemma.
    pub term: String,
    /// Documents that hold it.
    pub documents: u64,
    /// Occurrences.
    pub occurrences: u64,
}

/// All forms and compounds of a word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WordFamily {
    /// As typed.
    pub word: String,
    /// Its lemmas.
    pub lemmas: Vec<String>,
    /// The branches, strongest kind first, then the most frequent.
    pub branches: Vec<FamilyBranch>,
}

/// Forms of a family that share a compound, or the word's own forms.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FamilyBranch {
    /// The lemma that its forms share (`maatwerkbedrijf`).
    pub lemma: String,
    /// How they are related to the word.
    pub kind: MatchKind,
    /// Where the word lies in the lemma or its most frequent form: what stands before, the word, what follows.
    pub split: (String, String, String),
    /// Documents that hold one of them (an upper bound: the sum over the forms).
    pub documents: u64,
    /// Occurrences of all of them.
    pub occurrences: u64,
    /// The forms, most frequent first.
    pub forms: Vec<TermCount>,
}

/// How collocates are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Association {
    /// Dunning's log-likelihood ratio (1993).
    #[default]
    LogLikelihood,
    /// logDice (Rychlý 2008), at most 14.
    LogDice,
}

/// The company a query keeps.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collocates {
    /// The query, printed back from its tree.
    pub query: String,
    /// The measure.
    pub association: Association,
    /// Words on either side that count.
    pub window: u32,
    /// Least number of common occurrences.
    pub minimum: u64,
    /// Occurrences of the query.
    pub occurrences: u64,
    /// Words of the whole index.
    pub words: u64,
    /// The collocates, strongest first.
    pub collocates: Vec<Collocate>,
}

/// A word that occurs near a query.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Collocate {
    /// The written form, folded.
    pub word: String,
    /// Occurrences inside the window.
    pub together: u64,
    /// Occurrences in the whole index.
    pub occurrences: u64,
    /// The measure.
    pub score: f64,
}

/// A question like another one.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SimilarQuestion {
    /// 1 for the most alike.
    pub rank: usize,
    /// BM25 over the telling words of the other.
    pub score: f32,
    /// The question.
    pub document: WrittenQuestion,
    /// What they share, most telling first.
    pub shared: Vec<String>,
    /// True when the text is the same or nearly so.
    pub duplicate: bool,
}

/// A mention of one document in another.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CitationLink {
    /// The document with the mention.
    pub citing: DocumentKey,
    /// The mention as written.
    pub text: String,
    /// The sentence around it, on one line.
    pub sentence: String,
    /// What is cited, as far as the mention says.
    pub reference: Reference,
    /// The cited documents of the index: none when it is not there, several when the mention fits several.
    pub cited: Vec<DocumentKey>,
}

/// Why a hit scored what it did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// A line for each word or phrase of the query that contributed.
    pub parts: Vec<ExplainedPart>,
    /// Length of the document in words, as BM25 sees it.
    pub length: u32,
    /// Mean length in the index.
    pub mean_length: f32,
    /// Bonus for words that stand near each other.
    pub proximity: f32,
}

/// The contribution of one word or phrase.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExplainedPart {
    /// The word or phrase as typed.
    pub word: String,
    /// Occurrences in the document by kind, strongest first.
    pub counts: Vec<(MatchKind, u64)>,
    /// The weighted sum of the counts.
    pub weighted: f32,
    /// Occurrences in the title, weighted.
    pub title: f32,
    /// Documents of the index that hold it.
    pub documents: u64,
    /// Inverse document frequency.
    pub idf: f32,
    /// Its share of the score.
    pub score: f32,
}
