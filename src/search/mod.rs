//! Searching: from a query tree and an open index to ranked hits, counts and quotations.

mod request;

pub use request::{
    CollocatesRequest, ConcordanceRequest, ConcordanceSort, FacetOrder, FacetRequest, SearchRequest, Sort,
    TrendRequest,
};
