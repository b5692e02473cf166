//! The measures against trec_eval: stored values, and the tool itself where it is installed.

use std::path::PathBuf;
use std::process::Command;

use super::{Evaluation, Measure, Qrels, Run, compare, evaluate};

fn fixed(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/measures").join(name)
}

/// `(topic, measure, value)` lines; `all` is the mean.
fn parse_values(text: &str) -> Vec<(String, Measure, f64)> {
    text.lines()
        .map(|line| {
            let columns: Vec<&str> = line.split('\t').collect();
            (columns[0].to_owned(), columns[1].parse().unwrap(), columns[2].parse().unwrap())
        })
        .collect()
}

fn assert_equal(expected: &[(String, Measure, f64)]) {
    assert!(expected.len() > 60);
    let (qrels, run) = (Qrels::read(&fixed("fixed.qrels")).unwrap(), Run::read(&fixed("fixed.run")).unwrap());
    for (topic, measure, value) in expected {
        let evaluation = evaluate(&qrels, &run, &[*measure]).unwrap();
        let own = match topic.as_str() {
            "all" => evaluation.means()[0],
            topic => evaluation.topics.iter().find(|scores| scores.topic == topic).unwrap().values[0],
        };
        assert!((own - value).abs() < 1e-5, "{topic} {measure}: {own}, trec_eval says {value}");
    }
}

#[test]
fn values_are_those_of_trec_eval() {
    assert_equal(&parse_values(&std::fs::read_to_string(fixed("expected.tsv")).unwrap()));
}

#[test]
fn values_are_those_of_the_installed_tool() {
    let script = "import sys, ir_measures as m\n\
        names = 'nDCG nDCG@10 AP RR P@10 R@100'.split()\n\
        q = list(m.read_trec_qrels(sys.argv[1])); r = list(m.read_trec_run(sys.argv[2]))\n\
        ms = [m.parse_measure(n) for n in names]\n\
        for x in m.iter_calc(ms, q, r): print(x.query_id, x.measure, x.value, sep='\\t')\n\
        for k, v in m.calc_aggregate(ms, q, r).items(): print('all', k, v, sep='\\t')";
    let python = std::env::var("VRAAGBAAK_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let output = Command::new(python)
        .args(["-c", script])
        .args([fixed("fixed.qrels"), fixed("fixed.run")])
        .output()
        .ok()
        .filter(|output| output.status.success());
    match output {
        Some(output) => {
            let values = parse_values(&String::from_utf8(output.stdout).unwrap());
            assert_equal(&values);
        }
        None => println!("skipped: ir_measures is not installed (pip install ir_measures)"),
    }
}

#[test]
fn two_runs_side_by_side() {
    let own = Evaluation::read(&fixed("fixed.qrels"), &fixed("fixed.run"), &Measure::USUAL).unwrap();
    assert_eq!((own.topics.len(), own.missing, own.unjudged), (11, 1, 1));
    let same = compare(&own, &own, 1);
    assert!(same.iter().all(|c| c.equal == 11 && (c.randomisation.p_value - 1.0).abs() < 1e-12));
    let mut worse = own.clone();
    for scores in &mut worse.topics {
        scores.values.iter_mut().for_each(|value| *value *= 0.5);
    }
    let compared = compare(&own, &worse, 1);
    // Six topics got worse and none better: one of 64 patterns of signs, or its mirror image.
    let precision = &compared[1];
    assert_eq!((precision.better, precision.worse, precision.equal), (0, 6, 5));
    assert!(precision.randomisation.difference < 0.0);
    assert!((precision.randomisation.p_value - 2.0 / 64.0).abs() < 1e-12);
    assert!(precision.t_test.p_value < 0.05, "{compared:?}");
}
