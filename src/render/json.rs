//! JSON of every command: stable, versioned, described in `docs/json.md` and `docs/vraagbaak.schema.json`.
//!
//! Absent values are `null` or empty lists, never left out. Offsets count Unicode code points of the text that
//! they point into. Names are parliament's data as stored; keys are English.

use std::cell::RefCell;
use std::ops::Range;

use serde::Serialize;
use serde::ser::{SerializeMap as _, SerializeSeq as _, Serializer};

use crate::model::{
    Citation, CitationLink, Collocates, Concordance, Date, DocumentKey, ExchangeStatus, Explanation,
    FacetCount, FacetCounts, Hit, Kind, MatchedForm, NameNote, Parliament, SearchResults, Section, Session,
    SimilarQuestion, Suggestion, TermCount, Trend, WordFamily, WrittenQuestion,
};

/// The version of all JSON outputs; it rises when a key changes its meaning or goes away.
pub const VERSION: u32 = 1;

/// An output with the version in front.
#[derive(Clone, Debug, Serialize)]
pub struct Versioned<T> {
    /// [`VERSION`].
    pub version: u32,
    /// The output.
    #[serde(flatten)]
    pub value: T,
}

/// Puts the version in front of an output that is an object.
pub fn versioned<T: Serialize>(value: T) -> Versioned<T> {
    Versioned { version: VERSION, value }
}

/// The parts of a citation.
#[derive(Clone, Debug, Serialize)]
pub struct JsonReference {
    parliament: Option<Parliament>,
    kind: Kind,
    session: Option<Session>,
    number: Option<String>,
}

/// A snippet with its highlights in code points.
#[derive(Clone, Debug, Serialize)]
pub struct JsonSnippet {
    section: Section,
    label: String,
    text: String,
    highlights: Vec<[usize; 2]>,
    cut_before: bool,
    cut_after: bool,
}

/// The metadata of a document.
#[derive(Clone, Debug, Serialize)]
pub struct JsonDocument {
    id: String,
    source: String,
    reference: JsonReference,
    citation: Option<String>,
    title: Option<String>,
    /// How a document without a title begins; no title.
    opening: Option<String>,
    date: Option<Date>,
    answered: Option<Date>,
    days_to_answer: Option<i32>,
    asker: Vec<String>,
    party: Vec<Option<String>>,
    minister: Vec<String>,
    portfolio: Vec<String>,
    inferred_minister: Vec<String>,
    theme: Vec<String>,
    url: Option<String>,
    path: String,
    line: Option<u64>,
    member: Option<String>,
}

/// A hit.
#[derive(Clone, Debug, Serialize)]
pub struct JsonHit {
    rank: usize,
    score: f32,
    #[serde(flatten)]
    document: JsonDocument,
    title_highlights: Vec<[usize; 2]>,
    snippets: Vec<JsonSnippet>,
    matched: Vec<MatchedForm>,
    duplicates: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    explanation: Option<Explanation>,
}

/// A page of hits.
#[derive(Clone, Debug, Serialize)]
pub struct JsonResults<H> {
    query: String,
    total: u64,
    total_collapsed: u64,
    relaxed: bool,
    took_ms: f64,
    hits: H,
    matched: Vec<MatchedForm>,
    facets: Facets,
    suggestions: Vec<Suggestion>,
    names: Vec<NameNote>,
}

/// Facets as an object, in the order asked for.
#[derive(Clone, Debug)]
pub struct Facets(Vec<FacetCounts>);

impl Serialize for Facets {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for facet in &self.0 {
            map.serialize_entry(&facet.facet, &facet.values)?;
        }
        map.end()
    }
}

/// Byte ranges of `text` as code points. Ranges must be ascending; what lies outside the text is left out.
pub fn code_points(text: &str, ranges: &[Range<usize>]) -> Vec<[usize; 2]> {
    let mut points = Vec::with_capacity(ranges.len());
    let (mut byte, mut point) = (0, 0);
    for range in ranges {
        let (Some(before), Some(inside)) = (text.get(byte..range.start), text.get(range.clone())) else {
            continue;
        };
        let start = point + before.chars().count();
        let end = start + inside.chars().count();
        points.push([start, end]);
        (byte, point) = (range.end, end);
    }
    points
}

impl From<&WrittenQuestion> for JsonDocument {
    fn from(document: &WrittenQuestion) -> Self {
        let names = |inferred: bool| {
            let of = move |minister: &&crate::model::Minister| minister.inferred == inferred;
            document.ministers.iter().filter(of).filter_map(|minister| minister.name.clone()).collect()
        };
        Self {
            id: document.id.clone(),
            source: document.source.clone(),
            reference: JsonReference {
                parliament: document.parliament,
                kind: document.kind,
                session: document.session,
                number: document.number.clone(),
            },
            citation: document.citation(),
            title: Some(super::title(document)).filter(|title| !title.trim().is_empty()).map(str::to_owned),
            opening: super::opening(document),
            date: document.date,
            answered: document.answered,
            days_to_answer: document
                .date
                .zip(document.answered)
                .and_then(|(asked, end)| asked.days_until(end)),
            asker: document.askers.iter().map(|asker| asker.name.clone()).collect(),
            party: document.askers.iter().map(|asker| asker.party.clone()).collect(),
            minister: document.ministers.iter().filter_map(|minister| minister.name.clone()).collect(),
            portfolio: document.ministers.iter().filter_map(|minister| minister.portfolio.clone()).collect(),
            inferred_minister: names(true),
            theme: document.themes.clone(),
            url: document.url.clone(),
            path: document.origin.path.clone(),
            line: document.origin.line,
            member: document.origin.member.clone(),
        }
    }
}

impl From<&Hit> for JsonHit {
    fn from(hit: &Hit) -> Self {
        let snippets = hit.snippets.iter().map(|snippet| JsonSnippet {
            section: snippet.section,
            label: snippet.label.clone(),
            highlights: code_points(&snippet.text, &snippet.highlights),
            text: snippet.text.clone(),
            cut_before: snippet.cut_before,
            cut_after: snippet.cut_after,
        });
        Self {
            rank: hit.rank,
            score: hit.score,
            document: JsonDocument::from(&hit.document),
            title_highlights: code_points(super::title(&hit.document), &hit.title_highlights),
            snippets: snippets.collect(),
            matched: hit.matched.clone(),
            duplicates: hit.duplicates,
            explanation: hit.explanation.clone(),
        }
    }
}

/// The output of `search`.
pub fn results(results: &SearchResults) -> Versioned<JsonResults<Vec<JsonHit>>> {
    page(results, results.hits.iter().map(JsonHit::from).collect())
}

/// The output of `search` with hits that are fetched while it is written: `next` gives some of them at a time,
/// none after the last.
pub fn streamed_results<F, E>(results: &SearchResults, next: F) -> Versioned<JsonResults<HitStream<F>>>
where
    F: FnMut() -> Result<Vec<Hit>, E>,
    E: std::fmt::Display,
{
    page(results, HitStream(RefCell::new(next)))
}

fn page<H: Serialize>(results: &SearchResults, hits: H) -> Versioned<JsonResults<H>> {
    versioned(JsonResults {
        query: results.query.clone(),
        total: results.total,
        total_collapsed: results.total_collapsed,
        relaxed: results.relaxed,
        took_ms: (results.took_ms * 1000.0).round() / 1000.0,
        hits,
        matched: results.matched.clone(),
        facets: Facets(results.facets.clone()),
        suggestions: results.suggestions.clone(),
        names: results.names.clone(),
    })
}

/// Hits that are fetched while they are written.
pub struct HitStream<F>(RefCell<F>);

impl<F, E> Serialize for HitStream<F>
where
    F: FnMut() -> Result<Vec<Hit>, E>,
    E: std::fmt::Display,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut array = serializer.serialize_seq(None)?;
        loop {
            let hits = (self.0.borrow_mut())().map_err(serde::ser::Error::custom)?;
            if hits.is_empty() {
                return array.end();
            }
            for hit in &hits {
                array.serialize_element(&JsonHit::from(hit))?;
            }
        }
    }
}

/// The output of `facets`.
#[derive(Clone, Debug, Serialize)]
pub struct JsonFacets {
    query: String,
    total: u64,
    facets: Facets,
}

/// The output of `facets`.
pub fn facets(query: &str, total: u64, facets: &[FacetCounts]) -> Versioned<JsonFacets> {
    versioned(JsonFacets { query: query.to_owned(), total, facets: Facets(facets.to_vec()) })
}

/// A document with everything in it: the output of `show`.
#[derive(Clone, Debug, Serialize)]
pub struct JsonWhole {
    #[serde(flatten)]
    document: JsonDocument,
    question: String,
    answer: String,
    exchanges: Vec<JsonExchange>,
    cites: Vec<JsonCitation>,
    doubts: Vec<JsonDoubt>,
}

/// A sub-question beside its answer.
#[derive(Clone, Debug, Serialize)]
pub struct JsonExchange {
    label: String,
    question: Option<String>,
    answer: Option<String>,
    answered_with: Vec<String>,
    refers_to: Vec<String>,
    status: ExchangeStatus,
}

/// A mention of another document.
#[derive(Clone, Debug, Serialize)]
pub struct JsonCitation {
    text: String,
    reference: String,
    resolved: Option<String>,
    candidates: Vec<String>,
    sentence: String,
}

/// Something to check.
#[derive(Clone, Debug, Serialize)]
pub struct JsonDoubt {
    code: String,
    message: String,
}

/// The output of `show`; `resolve` gives the ids of the documents that a citation means.
pub fn whole(
    document: &WrittenQuestion,
    resolve: &mut dyn FnMut(&Citation) -> Vec<String>,
) -> Versioned<JsonWhole> {
    let quote = |range: &Range<u32>| super::slice(document, range).to_owned();
    let exchanges = document.exchanges.iter().map(|exchange| JsonExchange {
        label: exchange.label.clone(),
        question: exchange.question.as_ref().map(quote),
        answer: exchange.answer.as_ref().map(quote),
        answered_with: exchange.answered_with.clone(),
        refers_to: exchange.refers_to.clone(),
        status: exchange.status,
    });
    let cites = document.cites.iter().map(|citation| {
        let candidates = resolve(citation);
        JsonCitation {
            text: quote(&citation.span),
            reference: citation.reference.citation(),
            resolved: if let [only] = &candidates[..] { Some(only.clone()) } else { None },
            candidates,
            sentence: quote(&citation.sentence),
        }
    });
    let doubts = document.doubts.iter();
    versioned(JsonWhole {
        document: JsonDocument::from(document),
        question: quote(&document.sections.question),
        answer: quote(&document.sections.answer),
        exchanges: exchanges.collect(),
        cites: cites.collect(),
        doubts: doubts
            .map(|doubt| JsonDoubt { code: doubt.code.clone(), message: doubt.message.clone() })
            .collect(),
    })
}

/// The metadata of a document in a line about it.
#[derive(Clone, Debug, Serialize)]
pub struct JsonKey {
    id: String,
    source: String,
    citation: Option<String>,
    title: String,
    date: Option<Date>,
    asker: Vec<String>,
    minister: Vec<String>,
}

impl From<&DocumentKey> for JsonKey {
    fn from(key: &DocumentKey) -> Self {
        Self {
            id: key.id.clone(),
            source: key.source.clone(),
            citation: key.reference.number.is_some().then(|| key.reference.citation()),
            title: key.title.clone(),
            date: key.date,
            asker: key.askers.clone(),
            minister: key.ministers.clone(),
        }
    }
}

/// A line of a concordance.
#[derive(Clone, Debug, Serialize)]
pub struct JsonLine {
    #[serde(flatten)]
    document: JsonKey,
    section: Option<Section>,
    label: String,
    left: String,
    hit: String,
    right: String,
    offset: u32,
}

/// The output of `kwic`.
#[derive(Clone, Debug, Serialize)]
pub struct JsonConcordance {
    query: String,
    total: u64,
    documents: u64,
    lines: Vec<JsonLine>,
}

/// The lines of a concordance.
pub fn lines(concordance: &Concordance) -> impl Iterator<Item = JsonLine> + '_ {
    concordance.lines.iter().map(|line| JsonLine {
        document: JsonKey::from(&line.document),
        section: line.section,
        label: line.label.clone(),
        left: line.left.clone(),
        hit: line.hit.clone(),
        right: line.right.clone(),
        offset: line.offset,
    })
}

/// The output of `kwic`.
pub fn concordance(concordance: &Concordance) -> Versioned<JsonConcordance> {
    versioned(JsonConcordance {
        query: concordance.query.clone(),
        total: concordance.total,
        documents: concordance.documents,
        lines: lines(concordance).collect(),
    })
}

/// The output of `trend`: the model as it is.
pub fn trend(trend: &Trend) -> Versioned<&Trend> {
    versioned(trend)
}

/// The output of `terms`.
#[derive(Clone, Debug, Serialize)]
pub struct JsonTerms<'a> {
    terms: &'a [TermCount],
}

/// The output of `terms`.
pub fn terms(terms: &[TermCount]) -> Versioned<JsonTerms<'_>> {
    versioned(JsonTerms { terms })
}

/// The output of `family`: the model as it is.
pub fn family(family: &WordFamily) -> Versioned<&WordFamily> {
    versioned(family)
}

/// The output of `collocates`: the model as it is.
pub fn collocates(collocates: &Collocates) -> Versioned<&Collocates> {
    versioned(collocates)
}

/// A question like another.
#[derive(Clone, Debug, Serialize)]
pub struct JsonSimilar {
    rank: usize,
    score: f32,
    #[serde(flatten)]
    document: JsonDocument,
    shared: Vec<String>,
    duplicate: bool,
}

/// The output of `similar`.
#[derive(Clone, Debug, Serialize)]
pub struct JsonSimilars {
    similar: Vec<JsonSimilar>,
}

/// The output of `similar`.
pub fn similar(questions: &[SimilarQuestion]) -> Versioned<JsonSimilars> {
    let similar = questions.iter().map(|question| JsonSimilar {
        rank: question.rank,
        score: question.score,
        document: JsonDocument::from(&question.document),
        shared: question.shared.clone(),
        duplicate: question.duplicate,
    });
    versioned(JsonSimilars { similar: similar.collect() })
}

/// A citation with both of its ends.
#[derive(Clone, Debug, Serialize)]
pub struct JsonLink {
    citing: JsonKey,
    text: String,
    sentence: String,
    reference: String,
    cited: Vec<JsonKey>,
}

/// The output of `cites` and `cited-by`.
#[derive(Clone, Debug, Serialize)]
pub struct JsonLinks {
    links: Vec<JsonLink>,
}

/// The output of `cites` and `cited-by`.
pub fn links(links: &[CitationLink]) -> Versioned<JsonLinks> {
    let links = links.iter().map(|link| JsonLink {
        citing: JsonKey::from(&link.citing),
        text: link.text.clone(),
        sentence: link.sentence.clone(),
        reference: link.reference.citation(),
        cited: link.cited.iter().map(JsonKey::from).collect(),
    });
    versioned(JsonLinks { links: links.collect() })
}

/// The values of one facet, for formats of one value a line.
pub fn facet_values(counts: &[FacetCounts]) -> impl Iterator<Item = (&str, &FacetCount)> {
    counts.iter().flat_map(|facet| facet.values.iter().map(move |value| (facet.facet.as_str(), value)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn highlights_count_code_points() {
        let text = "één e\u{301}én 🗳 maatwerk";
        let start = text.find("maatwerk").expect("it is there");
        assert_eq!(code_points(text, &[0..5, start..start + 8]), [[0, 3], [11, 19]]);
        assert_eq!(code_points(text, &[1..2, 0..900]), Vec::<[usize; 2]>::new());
    }
}
