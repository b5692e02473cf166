//! `vraagbaak eval`: measures runs against judgements.

use std::path::PathBuf;

use clap::ValueEnum;

use super::{CliError, Desk, ExitStatus};
use crate::eval::{Comparison, Evaluation, Measure, Qrels, Run, compare, evaluate};
use crate::render::json;
use crate::render::terminal::{Align, Table};

/// Decimals of a value: as many as trec_eval prints.
const DECIMALS: usize = 4;

/// Measure ranked runs against relevance judgements, as trec_eval defines the measures
#[derive(clap::Args, Debug)]
#[command(after_help = "Measures: nDCG, nDCG@k, MAP, MAP@k, MRR, MRR@k, P@k, R@k; trec_eval's names \
    (ndcg_cut_10, map, recip_rank, P_5, recall_100) mean the same. Means are over all judged topics; a topic that a run \
    lacks counts as 0, as with 'trec_eval -c'. Equal scores rank by document id, last first, as in trec_eval.\n\n\
    Examples:\n  \
    vraagbaak eval qrels.txt run.txt\n  \
    vraagbaak eval qrels.txt old.run new.run --measures nDCG@10,R@100 --per-topic")]
pub struct Arguments {
    /// The judgements: 'topic 0 document grade' lines
    #[arg(value_name = "QRELS")]
    qrels: PathBuf,
    /// The runs: 'topic Q0 document rank score tag' lines; later ones are compared with the first
    #[arg(value_name = "RUN", required = true)]
    runs: Vec<PathBuf>,
    /// What to measure, with commas between
    #[arg(long, short, value_name = "NAMES", value_delimiter = ',')]
    measures: Vec<Measure>,
    /// Print every topic too
    #[arg(long)]
    per_topic: bool,
    /// The paired test behind the p-values
    #[arg(long, value_name = "TEST", default_value = "randomisation")]
    test: Test,
    /// Seed of the randomisation test
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

/// A paired test of two runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Test {
    /// Signs of the topics' differences exchanged at random, 100,000 times
    Randomisation,
    /// Student's
    T,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A table
    Text,
    /// One object
    Json,
    /// run,topic,measure,value lines
    Csv,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let measures = if self.measures.is_empty() { Measure::USUAL.to_vec() } else { self.measures.clone() };
        let qrels = Qrels::read(&self.qrels)?;
        let evaluations = self
            .runs
            .iter()
            .map(|path| evaluate(&qrels, &Run::read(path)?, &measures))
            .collect::<Result<Vec<_>, _>>()?;
        for evaluation in &evaluations {
            if evaluation.missing > 0 {
                let (run, missing) = (&evaluation.run, evaluation.missing);
                desk.note(format!("{run}: no documents for {missing} judged topics, which count as 0"))?;
            }
            if evaluation.unjudged > 0 {
                let (run, unjudged) = (&evaluation.run, evaluation.unjudged);
                desk.note(format!("{run}: {unjudged} topics without judgements left out"))?;
            }
        }
        let comparisons: Vec<Vec<Comparison>> =
            evaluations.iter().skip(1).map(|other| compare(&evaluations[0], other, self.seed)).collect();
        match self.format {
            Format::Text => self.text(desk, &measures, &evaluations, &comparisons)?,
            Format::Json => json(desk, &measures, &evaluations, &comparisons)?,
            Format::Csv => self.csv(desk, &measures, &evaluations)?,
        }
        Ok(ExitStatus::Done)
    }

    fn text(
        &self,
        desk: &mut Desk<'_>,
        measures: &[Measure],
        evaluations: &[Evaluation],
        comparisons: &[Vec<Comparison>],
    ) -> Result<(), CliError> {
        let value = |value: f64| format!("{value:.DECIMALS$}");
        if self.per_topic {
            let mut columns = vec![("topic".to_owned(), Align::Left), ("run".to_owned(), Align::Left)];
            columns.extend(measures.iter().map(|measure| (measure.to_string(), Align::Right)));
            let columns: Vec<(&str, Align)> =
                columns.iter().map(|(name, align)| (name.as_str(), *align)).collect();
            let mut table = Table::new(&columns);
            for (at, scores) in evaluations[0].topics.iter().enumerate() {
                for evaluation in evaluations {
                    let values = evaluation.topics[at].values.iter().map(|v| value(*v));
                    table.row([scores.topic.clone(), evaluation.run.clone()].into_iter().chain(values));
                }
            }
            writeln!(desk.out, "{}", table.render(&desk.screen))?;
        }
        let names: Vec<String> = measures.iter().map(ToString::to_string).collect();
        let mut columns = vec![("run", Align::Left)];
        columns.extend(names.iter().map(|name| (name.as_str(), Align::Right)));
        let mut table = Table::new(&columns);
        for evaluation in evaluations {
            let means = evaluation.means().into_iter().map(value);
            table.row(std::iter::once(evaluation.run.clone()).chain(means));
        }
        write!(desk.out, "{}", table.render(&desk.screen))?;
        writeln!(desk.out, "{} topics", evaluations[0].topics.len())?;
        for (evaluation, comparison) in evaluations.iter().skip(1).zip(comparisons) {
            let (second, first) = (&evaluation.run, &evaluations[0].run);
            writeln!(desk.out, "\n{second} against {first}")?;
            let mut table = Table::new(&[
                ("measure", Align::Left),
                ("difference", Align::Right),
                ("better", Align::Right),
                ("worse", Align::Right),
                ("equal", Align::Right),
                ("p", Align::Right),
            ]);
            for line in comparison {
                let test = match self.test {
                    Test::Randomisation => line.randomisation,
                    Test::T => line.t_test,
                };
                table.row([
                    line.measure.to_string(),
                    format!("{:+.DECIMALS$}", test.difference),
                    line.better.to_string(),
                    line.worse.to_string(),
                    line.equal.to_string(),
                    if test.p_value < 0.0001 { "<0.0001".to_owned() } else { value(test.p_value) },
                ]);
            }
            write!(desk.out, "{}", table.render(&desk.screen))?;
            let test = match self.test {
                Test::Randomisation => "paired randomisation test",
                Test::T => "paired t-test",
            };
            writeln!(desk.out, "p: two-sided {test} over topics, not corrected for several measures")?;
        }
        Ok(())
    }

    fn csv(
        &self,
        desk: &mut Desk<'_>,
        measures: &[Measure],
        evaluations: &[Evaluation],
    ) -> Result<(), CliError> {
        let mut writer = csv::Writer::from_writer(&mut *desk.out);
        let failed = |error: csv::Error| CliError::Output(std::io::Error::other(error));
        writer.write_record(["run", "topic", "measure", "value"]).map_err(failed)?;
        for evaluation in evaluations {
            let mut rows: Vec<(&str, Vec<f64>)> = Vec::new();
            if self.per_topic {
                rows.extend(evaluation.topics.iter().map(|t| (t.topic.as_str(), t.values.clone())));
            }
            rows.push(("all", evaluation.means()));
            for (topic, values) in rows {
                for (measure, value) in measures.iter().zip(values) {
                    let record = [&evaluation.run, topic, &measure.to_string(), &format!("{value:.6}")];
                    writer.write_record(record).map_err(failed)?;
                }
            }
        }
        writer.flush()?;
        Ok(())
    }
}

fn json(
    desk: &mut Desk<'_>,
    measures: &[Measure],
    evaluations: &[Evaluation],
    comparisons: &[Vec<Comparison>],
) -> Result<(), CliError> {
    let values = |values: &[f64]| -> serde_json::Value {
        measures
            .iter()
            .zip(values)
            .map(|(measure, value)| (measure.to_string(), serde_json::json!(value)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    };
    let runs: Vec<serde_json::Value> = evaluations
        .iter()
        .map(|evaluation| {
            let topics: serde_json::Map<_, _> =
                evaluation.topics.iter().map(|t| (t.topic.clone(), values(&t.values))).collect();
            serde_json::json!({
                "run": evaluation.run,
                "mean": values(&evaluation.means()),
                "topics": topics,
                "missing": evaluation.missing,
                "unjudged": evaluation.unjudged,
            })
        })
        .collect();
    let compared: Vec<serde_json::Value> = evaluations
        .iter()
        .skip(1)
        .zip(comparisons)
        .flat_map(|(evaluation, lines)| {
            lines.iter().map(|line| {
                serde_json::json!({
                    "run": evaluation.run,
                    "against": evaluations[0].run,
                    "measure": line.measure.to_string(),
                    "difference": line.randomisation.difference,
                    "better": line.better,
                    "worse": line.worse,
                    "equal": line.equal,
                    "p_randomisation": line.randomisation.p_value,
                    "p_t_test": line.t_test.p_value,
                })
            })
        })
        .collect();
    let whole = serde_json::json!({ "version": json::VERSION, "runs": runs, "comparisons": compared });
    writeln!(desk.out, "{whole:#}")?;
    Ok(())
}
