//! Runs over many topics, and their measures.

use super::workspace::Workspace;

/// The columns of a TREC run.
fn columns(run: &str) -> Vec<Vec<&str>> {
    run.lines().map(|line| line.split(' ').collect()).collect()
}

/// A workspace whose documents tie, and topics of all three forms.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    let twins = ["a", "b", "c"].map(|id| {
        format!(
            "{{\"id\":\"twin-{id}\",\"title\":\"Over vuurtorens\",\"question\":\"Hoeveel vuurtorens?\"}}\n"
        )
    });
    workspace.write("corpus/twins.jsonl", twins.concat());
    let output = workspace.run(["index", "--quiet"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    workspace
}

#[test]
fn a_run_has_six_columns_and_falling_scores() {
    let workspace = workspace();
    workspace.write("topics.tsv", "T1\tmaatwerk economie\nT2\tvuurtorens\nT3\tzzzz\n");
    let output = workspace.run(["batch", "topics.tsv", "--tag", "mijn run"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let rows = columns(&output.stdout);
    assert!(
        rows.iter().all(|row| row.len() == 6 && row[1] == "Q0" && row[5] == "mijn_run"),
        "{}",
        output.stdout
    );
    for topic in ["T1", "T2"] {
        let rows: Vec<_> = rows.iter().filter(|row| row[0] == topic).collect();
        assert!(rows.len() >= 3, "{}", output.stdout);
        let ranks: Vec<usize> = rows.iter().map(|row| row[3].parse().expect("a number")).collect();
        assert_eq!(ranks, (1..=rows.len()).collect::<Vec<_>>());
        let scores: Vec<f32> = rows.iter().map(|row| row[4].parse().expect("a number")).collect();
        assert!(scores.windows(2).all(|pair| pair[0] > pair[1]), "{scores:?}");
    }
    assert!(!output.stdout.contains("T3"));
    // Ties come in the order of the corpus, at every depth and on any number of threads.
    let twins: Vec<&str> = rows.iter().filter(|row| row[0] == "T2").map(|row| row[2]).collect();
    assert_eq!(twins, ["twin-a", "twin-b", "twin-c"]);
    let again = workspace.run(["batch", "topics.tsv", "--tag", "mijn run", "--jobs", "1"]);
    assert_eq!(again.stdout, output.stdout);
    let shallow = workspace.run(["batch", "topics.tsv", "--depth", "2"]);
    let twins: Vec<&str> =
        columns(&shallow.stdout).iter().filter(|row| row[0] == "T2").map(|row| row[2]).collect();
    assert_eq!(twins, ["twin-a", "twin-b"]);
}

#[test]
fn plain_topics_are_never_read_as_syntax() {
    let workspace = workspace();
    // As syntax these are an exclusion, an unclosed phrase, a filter and an unknown field.
    workspace.write(
        "topics.txt",
        "-maatwerk\n\"sociale economie\nminister:verzonnen maatwerk\nfoo:bar OR ( maatwerk\n",
    );
    let plain = workspace.run(["batch", "topics.txt", "--format", "csv"]);
    assert_eq!(plain.status, 0, "{}", plain.stderr);
    for topic in ["1", "2", "3", "4"] {
        let found = plain.stdout.lines().filter(|line| line.starts_with(&format!("{topic},"))).count();
        assert!(found > 0, "{topic}: {}", plain.stdout);
    }
    let syntax = workspace.run(["batch", "topics.txt", "--syntax"]);
    assert_eq!(syntax.status, 2, "{}", syntax.stdout);
    workspace.write("topics.txt", "maatwerk -maatwerkdecreet\n");
    let run = |more: &[&str]| {
        let output = workspace.run(["batch", "topics.txt"].iter().chain(more).copied());
        columns(&output.stdout).len()
    };
    assert_eq!((run(&[]), run(&["--syntax"])), (2, 1));
}

#[test]
fn all_words_or_any() {
    let workspace = workspace();
    workspace.write("topics.tsv", "T1\tmaatwerk premie\n");
    let run = |more: &[&str]| {
        let output = workspace.run(["batch", "topics.tsv"].iter().chain(more).copied());
        columns(&output.stdout).iter().map(|row| row[2].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(run(&[]), ["corpus/sv-221.txt", "corpus/zonder-hoofding.txt"]);
    assert_eq!(run(&["--match", "all"]), ["corpus/sv-221.txt"]);
    // A part of a compound matches alone where any word does, and nowhere else.
    workspace.write("topics.tsv", "T1\tmaatwerkwinkel\n");
    assert_eq!(run(&[]).len(), 2);
    assert!(run(&["--match", "all"]).is_empty());
    workspace.write("none.toml", "parts = 0.0\n");
    assert!(run(&["--ranking", "none.toml"]).is_empty());
}

#[test]
fn trec_topics_are_read() {
    let workspace = workspace();
    workspace.write(
        "topics.trec",
        "<top>\n<num> Number: 301\n<title> maatwerk\n<desc> Description:\nvuurtorens\n</top>\n\
         <top><num>302</num><title>Topic: vuurtorens</title></top>\n",
    );
    let output = workspace.run(["batch", "topics.trec"]);
    let topics: Vec<&str> = columns(&output.stdout).iter().map(|row| row[0]).collect();
    assert_eq!(topics, ["301", "301", "302", "302", "302"], "{}", output.stdout);
}

#[test]
fn a_ranking_that_cannot_be_meant_is_refused_with_its_line() {
    let workspace = workspace();
    workspace.write("topics.tsv", "T1\tmaatwerk\n");
    for (text, fault) in [
        ("k1 = 1.0\nb2 = 1\n", "r.toml, line 2: unknown field `b2`"),
        ("b = 1.5\n", "r.toml: b is 1.5; write a number from 0 to 1"),
        ("k1 = -1.0\n", "r.toml: k1 is -1"),
    ] {
        workspace.write("r.toml", text);
        let output = workspace.run(["batch", "topics.tsv", "--ranking", "r.toml"]);
        assert_eq!(output.status, 2);
        assert!(output.stderr.contains(fault), "{}", output.stderr);
    }
    let output = workspace.run(["batch", "topics.tsv", "--ranking", "absent.toml"]);
    assert!(
        output.status == 2 && output.stderr.contains("'absent.toml' cannot be read"),
        "{}",
        output.stderr
    );
}

#[test]
fn added_words_are_said_to_be_added() {
    let workspace = workspace();
    let json = |more: &[&str]| -> serde_json::Value {
        let run = ["search", "--format", "json", "maatwerk"].iter().chain(more).copied();
        serde_json::from_str(&workspace.run(run).stdout).expect("JSON")
    };
    let kinds = |results: &serde_json::Value| {
        let matched = results["matched"].as_array().expect("a list").clone();
        matched.iter().filter(|form| form["kind"] == "expansion").count()
    };
    let (plain, ordered, wider) = (json(&[]), json(&["--expand"]), json(&["--expand", "--match", "any"]));
    assert_eq!(kinds(&plain), 0);
    assert!(kinds(&ordered) > 0 && kinds(&wider) > 0, "{wider}");
    // Where all words must match, added ones change the order only.
    assert_eq!(plain["total"], ordered["total"]);
    assert!(wider["total"].as_u64() >= plain["total"].as_u64());
}

#[test]
fn runs_are_measured_and_compared() {
    let workspace = workspace();
    workspace.write("topics.tsv", "T1\tmaatwerk premie\nT2\tvuurtorens\n");
    workspace.write("qrels.txt", "T1 0 corpus/sv-221.txt 1\nT2 0 twin-c 1\nT9 0 twin-a 1\n");
    let any = workspace.run(["batch", "topics.tsv"]);
    let all = workspace.run(["batch", "topics.tsv", "--match", "all", "--depth", "1"]);
    workspace.write("any.run", &any.stdout);
    workspace.write("all.run", &all.stdout);
    let run =
        ["eval", "qrels.txt", "any.run", "all.run", "-m", "MRR,R@100", "--per-topic", "--format", "json"];
    let output = workspace.run(run);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let value: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    let close = |value: &serde_json::Value, expected: f64| {
        let value = value.as_f64().expect("a number");
        assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    };
    // T1 first, T2 third, T9 was not asked: it counts as 0.
    close(&value["runs"][0]["mean"]["MRR"], (1.0 + 1.0 / 3.0) / 3.0);
    close(&value["runs"][0]["topics"]["T2"]["MRR"], 1.0 / 3.0);
    close(&value["runs"][1]["mean"]["R@100"], 1.0 / 3.0);
    assert_eq!(value["comparisons"][0]["worse"], 1);
    // With one difference the two patterns of signs are equally extreme.
    close(&value["comparisons"][0]["p_randomisation"], 1.0);
}
