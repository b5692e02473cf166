//! Latency: many queries against one index, how long each took and where the time went.
//!
//! Closed arrivals: every job sends its next query when the last is answered, as a test script does. Open
//! arrivals: queries come at random moments at a given rate whether or not earlier ones are done, as users do,
//! and a query's time counts from the moment it came, so that a stall is paid by all who wait behind it
//! (no coordinated omission). Times go into HDR histograms with three significant digits.

use std::panic::resume_unwind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use hdrhistogram::Histogram;
use serde::{Deserialize, Serialize};

use crate::query::{Node, Pattern, Query};

/// What sort of query it is; the first that applies, from the bottom of this list up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QueryClass {
    /// One word.
    OneWord,
    /// Several words, all of which must occur.
    All,
    /// Several words, any of which may occur.
    Any,
    /// A phrase, or words near each other, is in it.
    Phrase,
    /// A word with `*` is in it.
    Prefix,
    /// A word with `~` is in it.
    Fuzzy,
    /// A condition on metadata is in it.
    Filter,
}

impl QueryClass {
    /// The class of a query.
    pub fn of(query: &Query) -> Self {
        fn highest(node: &Node) -> QueryClass {
            match node {
                Node::All | Node::Filter(_) => QueryClass::Filter,
                Node::And(children) => children.iter().map(highest).fold(QueryClass::All, Ord::max),
                Node::Or(children) => children.iter().map(highest).fold(QueryClass::Any, Ord::max),
                Node::Not(inner) | Node::In(_, inner) => highest(inner),
                Node::Phrase(_) => QueryClass::Phrase,
                Node::Word(word) => match word.pattern {
                    Pattern::Family | Pattern::Exact => QueryClass::OneWord,
                    Pattern::Prefix { .. } | Pattern::Suffix { .. } | Pattern::Infix { .. } => {
                        QueryClass::Prefix
                    }
                    Pattern::Fuzzy { .. } => QueryClass::Fuzzy,
                },
            }
        }
        highest(&query.root)
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneWord => "one word",
            Self::All => "all words",
            Self::Any => "any word",
            Self::Phrase => "phrase",
            Self::Prefix => "prefix",
            Self::Fuzzy => "fuzzy",
            Self::Filter => "filter",
        }
    }
}

/// When queries come.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Arrivals {
    /// A job's next query comes when its last is answered.
    Closed,
    /// Queries come on their own, this many a second on average, at exponentially distributed intervals.
    Open {
        /// Queries a second.
        rate: f64,
    },
}

/// How to measure.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatencyPlan {
    /// How often every query is asked, measured.
    pub runs: usize,
    /// How often every query is asked before, unmeasured.
    pub warmup: usize,
    /// Threads that answer.
    pub jobs: usize,
    /// When queries come.
    pub arrivals: Arrivals,
    /// Seed of the order of the queries and of the arrivals.
    pub seed: u64,
}

/// Where the time of a query went.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Stages {
    /// Text to tree, in microseconds.
    pub parse: f64,
    /// Matching, scoring, counting, in microseconds.
    pub search: f64,
    /// Reading the records of the page, in microseconds.
    pub fetch: f64,
    /// Cutting and marking snippets, in microseconds.
    pub snippets: f64,
}

/// One answered query.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timed {
    /// From text to results.
    pub took: Duration,
    /// Its stages.
    pub stages: Stages,
    /// Documents that matched.
    pub total: u64,
}

/// A distribution of times, in microseconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// Measured queries.
    pub count: u64,
    /// Arithmetic mean.
    pub mean: f64,
    /// Median.
    pub p50: f64,
    /// Nine of ten are at most this.
    pub p90: f64,
    /// Ninety-nine of a hundred are at most this.
    pub p99: f64,
    /// The slowest.
    pub max: f64,
}

/// The queries of one class.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassLatency {
    /// The class.
    pub class: QueryClass,
    /// Its distinct queries.
    pub queries: usize,
    /// Their times.
    pub times: Summary,
    /// Mean time of every stage.
    pub stages: Stages,
}

/// What was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LatencyReport {
    /// How.
    pub plan: LatencyPlan,
    /// All queries together.
    pub all: Summary,
    /// Mean time of every stage.
    pub stages: Stages,
    /// By class, in the order of [`QueryClass`].
    pub classes: Vec<ClassLatency>,
    /// Answered queries a second, all jobs together.
    pub throughput: f64,
    /// Documents that matched, summed over one pass of the queries: alike in two runs over the same index.
    pub total: u64,
}

/// Asks every query as the plan says. `ask` answers the query of an index into `classes`.
///
/// # Errors
/// The first error of `ask`; the other jobs stop after the query they are at.
pub fn measure_latency<E: Send>(
    plan: &LatencyPlan,
    classes: &[QueryClass],
    ask: &(dyn Fn(usize) -> Result<Timed, E> + Sync),
) -> Result<LatencyReport, E> {
    let mut random = Random(plan.seed);
    let mut total = 0;
    for _ in 0..plan.warmup {
        for at in random.shuffled(classes.len()) {
            ask(at)?;
        }
    }
    let order: Vec<usize> = (0..plan.runs).flat_map(|_| random.shuffled(classes.len())).collect();
    let due: Vec<Duration> = match plan.arrivals {
        Arrivals::Closed => Vec::new(),
        Arrivals::Open { rate } => order
            .iter()
            .scan(0.0, |clock, _| {
                *clock += -(1.0 - random.unit()).ln() / rate.max(f64::MIN_POSITIVE);
                Some(Duration::try_from_secs_f64(*clock).unwrap_or(Duration::MAX))
            })
            .collect(),
    };
    let next = AtomicUsize::new(0);
    let failure = Mutex::new(None);
    let start = Instant::now();
    let work = || {
        let mut answered = Vec::with_capacity(order.len() / plan.jobs.max(1) + 1);
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(query) = order.get(at) else { break };
            if let Some(due) = due.get(at) {
                std::thread::sleep(due.saturating_sub(start.elapsed()));
            }
            match ask(*query) {
                Ok(timed) => {
                    let took = due.get(at).map_or(timed.took, |due| start.elapsed().saturating_sub(*due));
                    answered.push((*query, took, timed));
                }
                Err(error) => {
                    next.store(order.len(), Ordering::Relaxed);
                    let mut failure = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    failure.get_or_insert(error);
                    break;
                }
            }
        }
        answered
    };
    let answered: Vec<(usize, Duration, Timed)> = std::thread::scope(|scope| {
        let jobs: Vec<_> = (0..plan.jobs.max(1)).map(|_| scope.spawn(work)).collect();
        jobs.into_iter().flat_map(|job| job.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    let elapsed = start.elapsed().as_secs_f64();
    if let Some(error) = failure.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner) {
        return Err(error);
    }
    let mut seen = vec![false; classes.len()];
    for (query, _, timed) in &answered {
        total += if std::mem::replace(&mut seen[*query], true) { 0 } else { timed.total };
    }
    let mut present: Vec<QueryClass> = classes.to_vec();
    present.sort_unstable();
    present.dedup();
    let of_class = |class: QueryClass| {
        let times: Vec<_> = answered.iter().filter(|(query, ..)| classes[*query] == class).copied().collect();
        let (times, stages) = summarise(&times);
        ClassLatency { class, queries: classes.iter().filter(|c| **c == class).count(), times, stages }
    };
    let (all, stages) = summarise(&answered);
    Ok(LatencyReport {
        plan: *plan,
        all,
        stages,
        classes: present.into_iter().map(of_class).collect(),
        throughput: answered.len() as f64 / elapsed.max(f64::MIN_POSITIVE),
        total,
    })
}

fn summarise(answered: &[(usize, Duration, Timed)]) -> (Summary, Stages) {
    const NANOSECONDS: f64 = 1e-3;
    let Ok(mut histogram) = Histogram::<u64>::new(3) else {
        return (Summary::default(), Stages::default());
    };
    let mut stages = Stages::default();
    let share = 1.0 / answered.len().max(1) as f64;
    for (_, took, timed) in answered {
        // A histogram that grows as needed takes every value; nothing is lost by ignoring its result.
        let _ = histogram.record(u64::try_from(took.as_nanos()).unwrap_or(u64::MAX));
        stages.parse += timed.stages.parse * share;
        stages.search += timed.stages.search * share;
        stages.fetch += timed.stages.fetch * share;
        stages.snippets += timed.stages.snippets * share;
    }
    let at = |quantile: f64| histogram.value_at_quantile(quantile) as f64 * NANOSECONDS;
    let summary = Summary {
        count: histogram.len(),
        mean: histogram.mean() * NANOSECONDS,
        p50: at(0.5),
        p90: at(0.9),
        p99: at(0.99),
        max: histogram.max() as f64 * NANOSECONDS,
    };
    (summary, stages)
}

/// xorshift64* (Vigna, TOMS 2016) for orders and arrivals.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        let mut x = self.0 ^ 0x9e37_79b9_7f4a_7c15;
        if x == 0 {
            x = 1;
        }
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.0 = x ^ 0x9e37_79b9_7f4a_7c15;
        x.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Evenly between 0 and 1, 1 excluded.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// 0 to `count` - 1 in random order (Fisher and Yates).
    fn shuffled(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, (self.unit() * (at + 1) as f64) as usize);
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(arrivals: Arrivals, jobs: usize) -> LatencyPlan {
        LatencyPlan { runs: 20, warmup: 1, jobs, arrivals, seed: 7 }
    }

    #[test]
    fn every_query_is_asked_as_often_as_planned() {
        let asked: Vec<AtomicUsize> = (0..3).map(|_| AtomicUsize::new(0)).collect();
        let ask = |at: usize| -> Result<Timed, ()> {
            asked[at].fetch_add(1, Ordering::Relaxed);
            let took = Duration::from_micros(100 * (at as u64 + 1));
            Ok(Timed { took, total: 5, stages: Stages { search: 80.0, ..Stages::default() } })
        };
        let classes = [QueryClass::OneWord, QueryClass::Phrase, QueryClass::OneWord];
        for jobs in [1, 4] {
            asked.iter().for_each(|count| count.store(0, Ordering::Relaxed));
            let report = measure_latency(&plan(Arrivals::Closed, jobs), &classes, &ask).unwrap();
            assert!(asked.iter().all(|count| count.load(Ordering::Relaxed) == 21));
            assert_eq!((report.all.count, report.total, report.classes.len()), (60, 15, 2));
            assert_eq!(report.classes[0].queries, 2);
            assert!((report.classes[1].times.p50 - 200.0).abs() < 0.3, "{:?}", report.classes[1]);
            assert!((report.stages.search - 80.0).abs() < 1e-6);
        }
    }

    #[test]
    fn open_arrivals_pay_for_waiting() {
        let ask = |_: usize| -> Result<Timed, ()> {
            std::thread::sleep(Duration::from_millis(2));
            Ok(Timed { took: Duration::from_millis(2), ..Timed::default() })
        };
        // Ten times as many queries as one job can answer: the last ones wait long.
        let report =
            measure_latency(&plan(Arrivals::Open { rate: 5000.0 }, 1), &[QueryClass::All], &ask).unwrap();
        assert!(report.all.max > 10_000.0, "{:?}", report.all);
    }

    #[test]
    fn an_error_ends_the_run() {
        let ask = |at: usize| if at == 1 { Err("broken") } else { Ok(Timed::default()) };
        let plan = LatencyPlan { warmup: 0, ..plan(Arrivals::Closed, 2) };
        assert_eq!(measure_latency(&plan, &[QueryClass::All; 3], &ask), Err("broken"));
    }

    #[test]
    fn shuffles_are_permutations() {
        let mut random = Random(0);
        let mut order = random.shuffled(100);
        assert_ne!(order, (0..100).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..100).collect::<Vec<_>>());
    }
}
