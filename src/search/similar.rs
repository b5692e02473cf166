//! Has this been asked before: the documents most like another one, or like a draft.

use rustc_hash::FxHashMap;
use tantivy::{DocAddress, DocId};

use super::error::{SearchError, guarded};
use super::lookup::Opened;
use super::matches::Tally;
use super::plan::{Lookup, Source};
use super::rank::Found;
use super::ranking::Ranking;
use super::request::Sort;
use super::searcher::Searcher;
use crate::dutch::TokenKind;
use crate::index::Fields;
use crate::model::{MatchKind, SimilarQuestion};
use crate::text::fold;

/// So many of the most telling words are looked for.
const TELLING: usize = 30;
/// Words in more than this share of all documents tell nothing.
const COMMON: f64 = 0.2;
/// Shared words that are named.
const NAMED: usize = 8;
/// Two texts that share this much of their vocabulary are nearly the same.
const DUPLICATE: f64 = 0.85;

impl Searcher<'_> {
    /// The documents most like a draft: its most telling words (weighted by how often they stand in it and how
    /// rare they are) scored with BM25.
    ///
    /// # Errors
    /// When the text has no words that tell anything, or the index cannot be read.
    pub fn similar_to_text(&self, text: &str, limit: usize) -> Result<Vec<SimilarQuestion>, SearchError> {
        guarded(self.index, || self.similar(text, &[], limit))
    }

    /// The documents most like one of the index, by id; never itself.
    ///
    /// # Errors
    /// As [`Self::similar_to_text`]; also when there is no such document.
    pub fn similar_to_document(&self, id: &str, limit: usize) -> Result<Vec<SimilarQuestion>, SearchError> {
        guarded(self.index, || {
            let addresses = self.by_id(id)?;
            let first = addresses.first().ok_or_else(|| SearchError::NoSuchDocument(id.to_owned()))?;
            let question = self.index.record(*first)?.question;
            // Title and question: an answer says what the minister thinks, not what was asked.
            let end = question.sections.question.end.max(question.sections.title.end) as usize;
            let text =
                question.text.get(..end).filter(|text| !text.trim().is_empty()).unwrap_or(&question.text);
            self.similar(text, &addresses, limit)
        })
    }

    /// The documents with an id, in any source.
    pub(super) fn by_id(&self, id: &str) -> Result<Vec<DocAddress>, SearchError> {
        self.by_term(self.index.fields().id, &Fields::id_anywhere(id))
    }

    fn similar(
        &self,
        text: &str,
        itself: &[DocAddress],
        limit: usize,
    ) -> Result<Vec<SimilarQuestion>, SearchError> {
        let words = self.telling(text)?;
        if words.is_empty() {
            let start: String = text.chars().take(60).collect();
            return Err(SearchError::NoWords(start));
        }
        let mut matches = Vec::new();
        for (number, segment) in (0_u32..).zip(self.index.segments()) {
            let lengths = self.lengths(segment)?;
            let mut tally = Tally::default();
            let mut total = Tally::default();
            total.prepare(segment.reader.max_doc() as usize);
            tally.prepare(segment.reader.max_doc() as usize);
            for word in &words {
                let opened = self.open(&word.lookup, segment)?;
                opened.scan(segment, |doc, weight| tally.add(doc as usize, weight))?;
                opened.scan_title(segment, |doc, weight| tally.add(doc as usize, weight))?;
                tally.drain(segment.reader.max_doc() as usize, |doc, frequency| {
                    let share = self.norms.saturate(frequency, lengths.get(doc).copied().unwrap_or(0));
                    total.add(doc, word.weight * share);
                });
            }
            let mut found = super::matches::Matches::default();
            let alive = segment.reader.alive_bitset();
            total.drain(segment.reader.max_doc() as usize, |doc, score| {
                let doc = doc as DocId;
                let own = itself.contains(&DocAddress::new(number, doc));
                if !own && alive.is_none_or(|alive| alive.is_alive(doc)) {
                    found.push(doc, score);
                }
            });
            matches.push(found);
        }
        let found = self.order(Sort::Score, true).first(&matches, limit);
        found
            .iter()
            .enumerate()
            .map(|(number, one)| self.similar_hit(number + 1, one, &words, text))
            .collect()
    }

    fn similar_hit(
        &self,
        rank: usize,
        found: &Found,
        words: &[Telling],
        text: &str,
    ) -> Result<SimilarQuestion, SearchError> {
        let segment = &self.index.segments()[found.segment as usize];
        let mut shared: Vec<(f32, &str)> = Vec::new();
        for word in words {
            let mut held = false;
            self.open(&word.lookup, segment)?.probe(segment, &[found.doc], |_, _| held = true)?;
            if held {
                shared.push((word.weight, &word.lookup.text));
            }
        }
        shared.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
        let document = self.index.record(DocAddress::new(found.segment, found.doc))?.question;
        let asked = &document.text[..(document.sections.question.end as usize).min(document.text.len())];
        Ok(SimilarQuestion {
            rank,
            score: found.score,
            duplicate: overlap(text, asked) >= DUPLICATE,
            shared: shared.into_iter().take(NAMED).map(|(_, word)| word.to_owned()).collect(),
            document,
        })
    }

    /// The most telling words of a text.
    fn telling(&self, text: &str) -> Result<Vec<Telling>, SearchError> {
        let mut frequencies: FxHashMap<String, u32> = FxHashMap::default();
        self.tokenizer().run(text, 0..text.len(), 0, &mut |token| {
            if token.kind == TokenKind::Word
                && token.form.chars().count() > 2
                && token.form.chars().all(|letter| letter.is_alphabetic() || letter == '-')
            {
                *frequencies.entry(token.form.to_owned()).or_default() += 1;
            }
        });
        // Forms of one lemma are one word.
        let mut lemmas: FxHashMap<String, (String, u32)> = FxHashMap::default();
        let mut forms: Vec<(String, u32)> = frequencies.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for (form, frequency) in forms {
            let lemma = self
                .index
                .analyser()
                .analyse(&form)
                .lemmas
                .into_iter()
                .next()
                .unwrap_or_else(|| form.clone());
            lemmas.entry(lemma).or_insert((form, 0)).1 += frequency;
        }
        let mut words: Vec<Telling> = Vec::with_capacity(lemmas.len());
        #[expect(clippy::cast_precision_loss, reason = "a count of documents")]
        let all = self.documents().max(1) as f64;
        for (lemma, (form, frequency)) in lemmas {
            let source = Source::Family(vec![(lemma, MatchKind::Lemma)]);
            let lookup = Lookup { text: form.clone(), form, source };
            let mut holding = 0.0;
            for segment in self.index.segments() {
                holding += self.open(&lookup, segment)?.documents;
            }
            if holding < 0.5 || (holding > all * COMMON && all > 20.0) {
                continue;
            }
            #[expect(clippy::cast_precision_loss, reason = "a count of words")]
            let repeated = 1.0 + (frequency as f32).ln();
            words.push(Telling { weight: Ranking::idf(self.documents(), holding) * repeated, lookup });
        }
        words.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.lookup.form.cmp(&b.lookup.form)));
        words.truncate(TELLING);
        Ok(words)
    }

    fn open(&self, lookup: &Lookup, segment: &crate::index::Segment) -> Result<Opened, SearchError> {
        Ok(Opened::new(lookup, segment, self.index.analyser(), &self.ranking)?)
    }
}

/// A word that tells texts apart.
struct Telling {
    lookup: Lookup,
    weight: f32,
}

/// The share of the smaller vocabulary that two texts have in common, Jaccard-like but blind to length by at
/// most a fifth.
fn overlap(a: &str, b: &str) -> f64 {
    let words = |text: &str| -> std::collections::BTreeSet<String> {
        fold(text)
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| word.len() > 3)
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    let union = a.len() + b.len() - common;
    #[expect(clippy::cast_precision_loss, reason = "counts of words")]
    if union == 0 { 0.0 } else { common as f64 / union as f64 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_text_overlaps_wholly() {
        let text = "Hoeveel maatwerkbedrijven kregen subsidies in Vlaanderen?";
        assert!((overlap(text, text) - 1.0).abs() < 1e-9);
        assert!(overlap(text, "Iets heel anders over treinen en stations") < 0.1);
        assert!(overlap("", "").abs() < 1e-9);
    }
}
