//! Plain data that every floor above shares: the written question and its parts, and what a search returns.
//!
//! No I/O and no behaviour beyond reading, printing and comparing the values themselves.

mod date;
mod desk;
mod people;
mod question;
mod reference;
mod results;

pub use date::{Date, DateError, DateRange, Session};
pub use desk::{
    Association, CitationLink, Collocate, Collocates, Concordance, ConcordanceLine, Counting, Denominator,
    DocumentKey, ExplainedPart, Explanation, FamilyBranch, Period, SimilarQuestion, TermCount, Trend,
    TrendPeriod, TrendSeries, WordFamily,
};
pub use people::{Minister, Person};
pub use question::{
    Citation, Doubt, Exchange, ExchangeStatus, Kind, Origin, Parliament, Section, SectionSpans,
    WrittenQuestion,
};
pub use reference::Reference;
pub use results::{
    FacetCount, FacetCounts, Hit, MatchKind, MatchedForm, NameNote, REFERENCE, SearchResults, Snippet,
    Suggestion,
};
