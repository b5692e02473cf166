//! Searching: from a query tree and an open index to ranked hits, counts and quotations.
//!
//! In: a [`crate::query::Query`] in a request, and an open [`crate::index::Index`]. Out: plain data of
//! [`crate::model`]. Nothing here prints, and nothing here knows how a query was typed or is shown.
//!
//! A query takes this trip:
//! 1. `plan` tokenises, folds and analyses every word once, into keys of the family tables;
//! 2. `lookup` opens, on each segment, the posting lists of the written forms that belong to those keys, each
//!    with the weight of its kind of match (`ranking`);
//! 3. `feedback` adds words of the best documents when that is asked for;
//! 4. `evaluate` runs the tree a set at a time over sorted lists (`matches`, `postings`, `tails`), cheap clauses
//!    first; phrases and sections read positions (`occurrences`, `beside`, `places`), conditions on metadata are facet
//!    terms (`filter`);
//! 5. `rank` orders all hits; every total is exact because every hit is enumerated;
//! 6. `quotes` fetches the page's documents and cuts passages (`passages`, `locate`); `facets`, `forms`,
//!    `explain` and `suggest` count and explain.
//!
//! The desk has a file a question: `concordance`, `trend`, `vocabulary`, `collocates`, `similar`, `references`.

mod beside;
mod buffers;
mod collocates;
mod columns;
mod concordance;
mod error;
mod evaluate;
mod expand;
mod explain;
mod facets;
mod feedback;
mod filter;
mod forms;
mod ids;
mod locate;
mod lookup;
mod matches;
mod names;
mod occurrences;
mod passages;
mod places;
mod plan;
mod postings;
mod proximity;
mod quotes;
mod rank;
mod ranking;
mod references;
mod request;
mod searcher;
mod similar;
mod stream;
mod suggest;
mod tails;
mod trend;
mod vocabulary;

pub use error::SearchError;
pub use facets::FACETS;
pub use ranking::Ranking;
pub use request::{
    CollocatesRequest, ConcordanceRequest, ConcordanceSort, FacetOrder, FacetRequest, SearchRequest, Sort,
    StageTimes, TrendRequest,
};
pub use searcher::Searcher;
