//! What a search is asked for.

use std::time::Duration;

use crate::query::Query;

/// A search: the query, the order, the page and what else to count.
#[derive(Clone, Debug)]
pub struct SearchRequest {
    /// What must hold; the metadata filters are part of it ([`Query::filtered`]), so every count obeys them.
    pub query: Query,
    /// The order of the hits.
    pub sort: Sort,
    /// Hits on the page.
    pub limit: usize,
    /// Hits before the page.
    pub offset: usize,
    /// Facets to count over all hits: `minister`, `date`, `date/2018`, `date/2018/01`, `number/2017-2018`, …
    pub facets: Vec<FacetRequest>,
    /// Near duplicates are one hit.
    pub collapse: bool,
    /// Snippets and highlights for the hits of the page.
    pub snippets: bool,
    /// The written forms that matched, a hit and over all hits, with their counts.
    pub forms: bool,
    /// Most forms over all hits to name, the most frequent ones; 0 for all. To spell hundreds takes longer than to find them.
    pub most_forms: usize,
    /// Why each hit of the page scored what it did.
    pub explain: bool,
    /// Each part of a compound word may match alone, at the weight [`crate::search::Ranking::parts`]: for queries
    /// of which one word is enough ([`crate::query::Match::Any`]), where more finds harm little.
    pub parts: bool,
    /// Words of the best documents are added to the query ([`crate::search::Ranking::expansion`]).
    pub expand: bool,
    /// When no document holds all words, the hits that match most are shown.
    pub relax: bool,
}

impl Default for SearchRequest {
    /// The ten best hits for every document, with snippets, forms and collapsing.
    fn default() -> Self {
        Self {
            query: Query::all(),
            sort: Sort::default(),
            limit: 10,
            offset: 0,
            facets: Vec::new(),
            collapse: true,
            snippets: true,
            forms: true,
            most_forms: 0,
            explain: false,
            parts: false,
            expand: false,
            relax: true,
        }
    }
}

impl SearchRequest {
    /// The default request for a query.
    pub fn new(query: Query) -> Self {
        Self { query, ..Self::default() }
    }

    /// Only documents and scores: no snippets, forms or collapsing; for runs and benchmarks.
    pub fn bare(query: Query, limit: usize) -> Self {
        Self { query, limit, collapse: false, snippets: false, forms: false, relax: false, ..Self::default() }
    }
}

/// Where the time of a search went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Analysing the words, matching, scoring, ordering, counting.
    pub search: Duration,
    /// Reading the documents of the page.
    pub fetch: Duration,
    /// Finding the matches in them, cutting and marking the passages.
    pub snippets: Duration,
}

/// The order of the hits. Ties break by reference (session, number), then by id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Sort {
    /// Best first; for a query without words by date, newest first.
    #[default]
    Score,
    /// Oldest first; undated documents last.
    DateAscending,
    /// Newest first; undated documents last.
    DateDescending,
    /// By session, then number, ascending; unnumbered documents last.
    Number,
}

/// A facet to count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetRequest {
    /// `minister`, `portfolio`, `asker`, `party`, `parliament`, `kind`, `theme`, `date`, `number`, `session`,
    /// `source`, `has`, with a path to drill down: `date/2018`.
    pub path: String,
    /// The order of the values.
    pub order: FacetOrder,
    /// Most values to return; 0 for all.
    pub limit: usize,
}

impl FacetRequest {
    /// All values below `path`, most frequent first.
    pub fn new(path: impl Into<String>) -> Self {
        Self { path: path.into(), order: FacetOrder::Count, limit: 0 }
    }
}

/// The order of facet values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FacetOrder {
    /// Most frequent first, then by value.
    #[default]
    Count,
    /// By value; `unknown` last.
    Value,
}

/// A concordance.
#[derive(Clone, Debug)]
pub struct ConcordanceRequest {
    /// The query; only its words and phrases that are not negated make lines.
    pub query: Query,
    /// Characters on either side.
    pub context: usize,
    /// The order of the lines.
    pub sort: ConcordanceSort,
    /// Most lines to return; 0 for all.
    pub limit: usize,
    /// A random sample of this many occurrences, the same for the same seed, taken before sorting.
    pub sample: Option<usize>,
    /// The seed of the sample.
    pub seed: u64,
}

impl ConcordanceRequest {
    /// All occurrences in the order of date, with 40 characters on either side.
    pub fn new(query: Query) -> Self {
        Self { query, context: 40, sort: ConcordanceSort::Date, limit: 0, sample: None, seed: 0 }
    }
}

/// The order of concordance lines; ties in the order of date, reference and place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ConcordanceSort {
    /// By the words before the match, the nearest first.
    Left,
    /// By the matched text.
    Hit,
    /// By the text behind the match.
    Right,
    /// Oldest first; undated documents last.
    #[default]
    Date,
}

/// A trend.
#[derive(Clone, Debug)]
pub struct TrendRequest {
    /// One series each (or one a facet value each).
    pub queries: Vec<Query>,
    /// Length of a period.
    pub by: crate::model::Period,
    /// A facet whose values split the series: `minister`, `party`, `portfolio`, …
    pub per: Option<String>,
    /// Most values of that facet a query; the others are left out. 0 for all.
    pub most: usize,
    /// What to count.
    pub counting: crate::model::Counting,
    /// What to divide by.
    pub relative: Option<crate::model::Denominator>,
}

/// Collocates.
#[derive(Clone, Debug)]
pub struct CollocatesRequest {
    /// The query whose company is asked for.
    pub query: Query,
    /// The measure.
    pub association: crate::model::Association,
    /// Words on either side.
    pub window: u32,
    /// Least number of common occurrences.
    pub minimum: u64,
    /// Most collocates to return.
    pub limit: usize,
}

impl CollocatesRequest {
    /// Log-likelihood, five words on either side, at least three times together, the first fifty.
    pub fn new(query: Query) -> Self {
        Self { query, association: crate::model::Association::default(), window: 5, minimum: 3, limit: 50 }
    }
}
