//! Measures over all topics of a collection, and runs side by side.

use std::path::Path;

use super::significance::{PairedTest, randomisation_test, t_test};
use super::{EvalError, Measure, Qrels, Run};

/// One run measured against the judgements.
#[derive(Clone, Debug, PartialEq)]
pub struct Evaluation {
    /// Where the run was read.
    pub run: String,
    /// What was measured, in the order of the values.
    pub measures: Vec<Measure>,
    /// Every judged topic in the order of the ids; a topic that the run lacks has zeros, as with `trec_eval -c`.
    pub topics: Vec<TopicScores>,
    /// Judged topics for which the run has no document.
    pub missing: usize,
    /// Topics of the run that were never judged; they do not count.
    pub unjudged: usize,
}

/// The values of one topic.
#[derive(Clone, Debug, PartialEq)]
pub struct TopicScores {
    /// The topic.
    pub topic: String,
    /// A value per measure.
    pub values: Vec<f64>,
}

/// Two runs compared on one measure.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// The measure.
    pub measure: Measure,
    /// Topics on which the second run is better, worse and equal.
    pub better: usize,
    /// See `better`.
    pub worse: usize,
    /// See `better`.
    pub equal: usize,
    /// Second minus first, with the randomisation test.
    pub randomisation: PairedTest,
    /// The same with Student's t-test.
    pub t_test: PairedTest,
}

impl Evaluation {
    /// The mean of every measure over all judged topics.
    pub fn means(&self) -> Vec<f64> {
        let count = self.topics.len().max(1) as f64;
        (0..self.measures.len())
            .map(|at| self.topics.iter().map(|topic| topic.values[at]).sum::<f64>() / count)
            .collect()
    }
}

/// Measures a run.
///
/// # Errors
/// No topic of the run was judged.
pub fn evaluate(qrels: &Qrels, run: &Run, measures: &[Measure]) -> Result<Evaluation, EvalError> {
    let judged: Vec<&str> = qrels.topics().collect();
    let known = run.topics().filter(|topic| judged.binary_search(topic).is_ok()).count();
    if known == 0 {
        return Err(EvalError::Disjoint { run: run.name.clone(), qrels: qrels.name.clone() });
    }
    let topics = judged
        .iter()
        .map(|topic| TopicScores {
            topic: (*topic).to_owned(),
            values: measures.iter().map(|measure| measure.of(qrels, run, topic)).collect(),
        })
        .collect();
    Ok(Evaluation {
        run: run.name.clone(),
        measures: measures.to_vec(),
        topics,
        missing: judged.len() - known,
        unjudged: run.topics().count() - known,
    })
}

impl Evaluation {
    /// Reads both files and measures.
    ///
    /// # Errors
    /// As [`Qrels::read`], [`Run::read`] and [`evaluate`].
    pub fn read(qrels: &Path, run: &Path, measures: &[Measure]) -> Result<Self, EvalError> {
        evaluate(&Qrels::read(qrels)?, &Run::read(run)?, measures)
    }
}

/// Compares two runs that were measured alike, measure by measure. `seed` is that of the randomisation test.
pub fn compare(first: &Evaluation, second: &Evaluation, seed: u64) -> Vec<Comparison> {
    first
        .measures
        .iter()
        .enumerate()
        .map(|(at, measure)| {
            let differences: Vec<f64> =
                first.topics.iter().zip(&second.topics).map(|(a, b)| b.values[at] - a.values[at]).collect();
            Comparison {
                measure: *measure,
                better: differences.iter().filter(|d| **d > 0.0).count(),
                worse: differences.iter().filter(|d| **d < 0.0).count(),
                equal: differences.iter().filter(|d| **d == 0.0).count(),
                randomisation: randomisation_test(&differences, seed),
                t_test: t_test(&differences),
            }
        })
        .collect()
}
