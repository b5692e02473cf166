//! The measures, as trec_eval defines them.
//!
//! | name | also | definition |
//! |---|---|---|
//! | `nDCG`, `nDCG@k` | `ndcg_cut_k` | Σ grade / log2(rank + 1), divided by that sum for the best possible order |
//! | `MAP`, `MAP@k` | `AP`, `map_cut_k` | mean over the relevant documents of the precision at their rank, 0 where not found |
//! | `MRR`, `MRR@k` | `RR`, `recip_rank` | 1 / rank of the first relevant document |
//! | `P@k` | `P_k` | relevant documents among the first k, divided by k |
//! | `R@k` | `recall_k` | relevant documents among the first k, divided by all relevant ones |
//!
//! Grades of 1 and more are relevant; documents without judgement are not.

use std::fmt;
use std::str::FromStr;

use super::{Qrels, Run};

/// A measure of one topic's ranking, between 0 and 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Measure {
    /// Normalised discounted cumulative gain, of the first k or of all.
    Ndcg(Option<usize>),
    /// Average precision, of the first k or of all.
    AveragePrecision(Option<usize>),
    /// Reciprocal rank, within the first k or all.
    ReciprocalRank(Option<usize>),
    /// Precision at k.
    Precision(usize),
    /// Recall at k.
    Recall(usize),
}

/// A measure's name that is not known.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no measure is named '{0}'; write nDCG@10, MAP, MRR, P@5, R@100")]
pub struct MeasureError(String);

impl Measure {
    /// What is measured when nothing is asked for.
    pub const USUAL: [Self; 5] = [
        Self::Ndcg(Some(10)),
        Self::AveragePrecision(None),
        Self::ReciprocalRank(None),
        Self::Precision(10),
        Self::Recall(100),
    ];

    /// The value for one topic of a run. A topic without relevant documents has 0.
    pub fn of(self, qrels: &Qrels, run: &Run, topic: &str) -> f64 {
        let ideal = qrels.relevant(topic);
        let grades: Vec<i32> = run.ranked(topic).map(|document| qrels.grade(topic, document)).collect();
        self.of_grades(&grades, &ideal)
    }

    /// The value for a ranking: the grades in its order, and the grades of all relevant documents from the
    /// highest down.
    fn of_grades(self, ranked: &[i32], ideal: &[i32]) -> f64 {
        if ideal.is_empty() {
            return 0.0;
        }
        let upto = |k: Option<usize>| &ranked[..k.unwrap_or(ranked.len()).min(ranked.len())];
        let found = |k: usize| upto(Some(k)).iter().filter(|grade| **grade > 0).count() as f64;
        match self {
            Self::Ndcg(k) => {
                let best = &ideal[..k.unwrap_or(ideal.len()).min(ideal.len())];
                discounted_gain(upto(k)) / discounted_gain(best)
            }
            Self::AveragePrecision(k) => {
                let (mut found, mut sum) = (0.0, 0.0);
                for (at, grade) in upto(k).iter().enumerate() {
                    if *grade > 0 {
                        found += 1.0;
                        sum += found / (at + 1) as f64;
                    }
                }
                sum / ideal.len() as f64
            }
            Self::ReciprocalRank(k) => {
                upto(k).iter().position(|grade| *grade > 0).map_or(0.0, |at| 1.0 / (at + 1) as f64)
            }
            Self::Precision(k) => found(k) / k as f64,
            Self::Recall(k) => found(k) / ideal.len() as f64,
        }
    }
}

fn discounted_gain(grades: &[i32]) -> f64 {
    grades
        .iter()
        .enumerate()
        .filter(|(_, grade)| **grade > 0)
        .map(|(at, grade)| f64::from(*grade) / ((at + 2) as f64).log2())
        .sum()
}

impl fmt::Display for Measure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, k) = match *self {
            Self::Ndcg(k) => ("nDCG", k),
            Self::AveragePrecision(k) => ("MAP", k),
            Self::ReciprocalRank(k) => ("MRR", k),
            Self::Precision(k) => ("P", Some(k)),
            Self::Recall(k) => ("R", Some(k)),
        };
        match k {
            Some(k) => f.pad(&format!("{name}@{k}")),
            None => f.pad(name),
        }
    }
}

impl FromStr for Measure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<Self, MeasureError> {
        let error = || MeasureError(text.to_owned());
        let lower = text.trim().to_ascii_lowercase();
        let (name, k) = match lower.split_once('@').or_else(|| lower.rsplit_once('_')) {
            Some((name, k)) if k.bytes().all(|b| b.is_ascii_digit()) => {
                (name, Some(k.parse().ok().filter(|k| *k > 0).ok_or_else(error)?))
            }
            _ => (lower.as_str(), None),
        };
        Ok(match (name, k) {
            ("ndcg" | "ndcg_cut", k) => Self::Ndcg(k),
            ("map" | "ap" | "map_cut", k) => Self::AveragePrecision(k),
            ("mrr" | "rr" | "recip_rank", k) => Self::ReciprocalRank(k),
            ("p", Some(k)) => Self::Precision(k),
            ("r" | "recall", Some(k)) => Self::Recall(k),
            _ => return Err(error()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_by_hand() {
        let (ranked, ideal) = ([0, 2, 0, 1], [2, 1, 1]);
        let value = |measure: &str| measure.parse::<Measure>().unwrap().of_grades(&ranked, &ideal);
        let close = |a: f64, b: f64| assert!((a - b).abs() < 1e-12, "{a} {b}");
        close(value("MRR"), 0.5);
        close(value("MRR@1"), 0.0);
        close(value("P@4"), 0.5);
        close(value("P@10"), 0.2);
        close(value("R@2"), 1.0 / 3.0);
        close(value("MAP"), (0.5 + 0.5) / 3.0);
        let best = 2.0 + 1.0 / 3f64.log2() + 0.5;
        close(value("nDCG"), (2.0 / 3f64.log2() + 1.0 / 5f64.log2()) / best);
        close(value("nDCG@2"), (2.0 / 3f64.log2()) / (2.0 + 1.0 / 3f64.log2()));
        close(Measure::Ndcg(None).of_grades(&ranked, &[]), 0.0);
    }

    #[test]
    fn names_of_both_traditions() {
        for (text, name) in [
            ("ndcg_cut_10", "nDCG@10"),
            ("map", "MAP"),
            ("P_5", "P@5"),
            ("recall_1000", "R@1000"),
            ("rr@10", "MRR@10"),
            ("recip_rank", "MRR"),
        ] {
            assert_eq!(text.parse::<Measure>().unwrap().to_string(), name);
        }
        for text in ["", "P", "R", "nDCG@0", "nDCG@x", "bpref", "P@-1", "P@99999999999999999999999"] {
            assert!(text.parse::<Measure>().is_err(), "{text}");
        }
    }
}
