//! Measuring: test collections (topics, qrels, runs), the measures of the field, significance, latency.
//!
//! What goes in are files in the formats of TREC and a way to answer a query; what comes out is plain data
//! that `cli/` prints. Definitions are those of trec_eval, to the tie: [`Run`] says how ranks are made.

mod collection;
mod error;
mod evaluation;
mod latency;
mod measure;
mod run;
mod significance;
#[cfg(test)]
mod tests;
mod topics;
mod workload;

pub use collection::Qrels;
pub use error::EvalError;
pub use evaluation::{Comparison, Evaluation, TopicScores, compare, evaluate};
pub use latency::{
    Arrivals, ClassLatency, LatencyPlan, LatencyReport, QueryClass, Stages, Summary, Timed, measure_latency,
};
pub use measure::{Measure, MeasureError};
pub use run::{Run, RunWriter};
pub use significance::{PairedTest, randomisation_test, t_test};
pub use topics::{Topic, read_topics};
pub use workload::{Asked, read_workload};
