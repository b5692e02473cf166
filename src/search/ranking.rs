//! The numbers that rank: BM25 with weighted kinds of match. `docs/ranking.md` explains them and shows what
//! was tried on the development topics.

use serde::{Deserialize, Serialize};
use tantivy::fieldnorm::FieldNormReader;

use crate::model::MatchKind;

/// Weights and parameters of the score. Read from a file, what it leaves out keeps its default.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Ranking {
    /// BM25's k1: how soon more occurrences stop to count.
    pub k1: f32,
    /// BM25's b: how much long documents are held back.
    pub b: f32,
    /// What an occurrence of each kind counts, in the order of [`MatchKind`], its last kind left out.
    pub kinds: [f32; 7],
    /// What an occurrence in the title counts on top of the one in the text, times its kind.
    pub title: f32,
    /// What the best place of a document counts where all parts of a compound query word stand near each other, in
    /// documents without the word itself.
    pub scattered: f32,
    /// Most positions between the first and the last of such parts.
    pub scatter: u32,
    /// What the score of each part of a compound query word counts where one word is enough: parts then match
    /// alone ([`crate::search::SearchRequest::parts`]). 0: they do not.
    pub parts: f32,
    /// What the score of the best word that feedback adds counts; the others count as they are weighed.
    pub expansion: f32,
    /// How many words feedback adds.
    pub expansions: usize,
    /// How many of the best documents feedback takes for relevant.
    pub feedback: usize,
    /// Largest share by which the score grows where all words of the query stand side by side; 0: not looked at.
    pub proximity: f32,
    /// How many of the best documents are looked at for proximity.
    pub proximity_depth: usize,
}

impl Default for Ranking {
    fn default() -> Self {
        Self {
            k1: 1.2,
            b: 0.75,
            kinds: [1.0, 0.9, 0.6, 0.45, 0.3, 0.2, 0.45],
            title: 3.0,
            scattered: 0.1,
            scatter: 20,
            parts: 0.5,
            expansion: 0.2,
            expansions: 20,
            feedback: 10,
            proximity: 0.0,
            proximity_depth: 50,
        }
    }
}

impl Ranking {
    /// The weight of a kind.
    pub fn weight(&self, kind: MatchKind) -> f32 {
        match kind {
            MatchKind::Exact => self.kinds[0],
            MatchKind::Lemma => self.kinds[1],
            MatchKind::Head => self.kinds[2],
            MatchKind::Modifier => self.kinds[3],
            MatchKind::Derivation => self.kinds[4],
            MatchKind::Repaired => self.kinds[5],
            MatchKind::Hanging => self.kinds[6],
            // Its forms weigh as what they are to the added word.
            MatchKind::Expansion => 1.0,
        }
    }

    /// What is wrong with a ranking that was read: a number that is negative or none.
    pub fn fault(&self) -> Option<String> {
        let scalars = [
            ("k1", self.k1),
            ("b", self.b),
            ("title", self.title),
            ("scattered", self.scattered),
            ("parts", self.parts),
            ("expansion", self.expansion),
            ("proximity", self.proximity),
        ];
        let kinds = self.kinds.iter().map(|&weight| ("kinds", weight));
        let fault = |&(_, value): &(&str, f32)| !(0.0..1e6).contains(&value);
        if let Some((name, value)) = scalars.into_iter().chain(kinds).find(fault) {
            return Some(format!("{name} is {value}; write a number from 0"));
        }
        (self.b > 1.0).then(|| format!("b is {}; write a number from 0 to 1", self.b))
    }

    /// Inverse document frequency (Robertson and Walker, with Lucene's +1 that keeps it above 0).
    pub fn idf(documents: u64, holding: f64) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a count of documents, far below 2^52")]
        let documents = documents as f64;
        let holding = holding.clamp(0.0, documents);
        (1.0 + (documents - holding + 0.5) / (holding + 0.5)).ln() as f32
    }
}

/// BM25's length norm for every length that tantivy can store.
#[derive(Clone, Debug)]
pub(super) struct Norms {
    norms: Box<[f32; 256]>,
    k1: f32,
}

impl Norms {
    /// The table for a mean length in words.
    pub(super) fn new(ranking: &Ranking, mean_length: f32) -> Self {
        let mean = mean_length.max(1.0);
        let mut norms = Box::new([0.0; 256]);
        for (id, norm) in (0..=u8::MAX).zip(norms.iter_mut()) {
            #[expect(clippy::cast_precision_loss, reason = "stored lengths are approximate")]
            let length = FieldNormReader::id_to_fieldnorm(id) as f32;
            *norm = ranking.k1 * (1.0 - ranking.b + ranking.b * length / mean);
        }
        Self { norms, k1: ranking.k1 }
    }

    /// The share of `idf` that a weighted term frequency earns in a document of this length.
    #[inline]
    pub(super) fn saturate(&self, frequency: f32, length_id: u8) -> f32 {
        frequency * (self.k1 + 1.0) / (frequency + self.norms[usize::from(length_id)])
    }

    /// Turns weighted frequencies in documents of these lengths into what they earn, `idf` included: a document
    /// without the term earns 0, any other more. Without branches, several documents at a time.
    #[inline]
    pub(super) fn score_run(&self, frequencies: &mut [f32], length_ids: &[u8], idf: f32) {
        let mut norms = [1.0; RUN];
        for (frequencies, length_ids) in frequencies.chunks_mut(RUN).zip(length_ids.chunks(RUN)) {
            for (norm, &length_id) in norms.iter_mut().zip(length_ids) {
                *norm = self.norms[usize::from(length_id)];
            }
            for (frequency, norm) in frequencies.iter_mut().zip(&norms) {
                let score = idf * (*frequency * (self.k1 + 1.0) / (*frequency + norm));
                *frequency = if *frequency == 0.0 { 0.0 } else { score.max(f32::MIN_POSITIVE) };
            }
        }
    }

    /// The same for one document with the term.
    #[inline]
    pub(super) fn score(&self, frequency: f32, length_id: u8, idf: f32) -> f32 {
        (idf * self.saturate(frequency, length_id)).max(f32::MIN_POSITIVE)
    }
}

/// Documents that are scored at a time.
const RUN: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_weigh_as_they_rank() {
        let ranking = Ranking::default();
        let order = [
            MatchKind::Exact,
            MatchKind::Lemma,
            MatchKind::Head,
            MatchKind::Modifier,
            MatchKind::Derivation,
            MatchKind::Repaired,
        ];
        assert!(order.windows(2).all(|pair| ranking.weight(pair[0]) > ranking.weight(pair[1])));
    }

    #[test]
    fn rare_words_and_short_documents_score_more() {
        assert!(Ranking::idf(1000, 3.0) > Ranking::idf(1000, 300.0));
        assert!(Ranking::idf(1000, 5000.0) > 0.0);
        let norms = Norms::new(&Ranking::default(), 300.0);
        let id = FieldNormReader::fieldnorm_to_id;
        assert!(norms.saturate(1.0, id(50)) > norms.saturate(1.0, id(3000)));
        assert!(norms.saturate(3.0, id(300)) > norms.saturate(1.0, id(300)));
        let lengths: Vec<u8> = (0..200).map(|n| id(40 * n)).collect();
        let frequencies: Vec<f32> = (0..200_u8).map(|n| f32::from(n % 5) / 3.0).collect();
        let mut scores = frequencies.clone();
        norms.score_run(&mut scores, &lengths, 2.5);
        for ((score, &frequency), &length) in scores.iter().zip(&frequencies).zip(&lengths) {
            assert!((score - 2.5 * norms.saturate(frequency, length)).abs() < 1e-6);
        }
        let mut least = [f32::MIN_POSITIVE, 0.0];
        norms.score_run(&mut least, &lengths[..2], 1e-6);
        assert!(least[0] > 0.0 && least[1] == 0.0);
    }
}
