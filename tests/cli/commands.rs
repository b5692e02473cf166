//! What every command prints over the small corpus.

use super::workspace::Workspace;

/// One snapshot of several runs over the shared index.
fn reports(runs: &[&[&str]]) -> String {
    let workspace = Workspace::indexed();
    runs.iter().map(|run| workspace.report(run.iter().copied())).collect::<Vec<_>>().join("\n")
}

#[test]
fn search() {
    insta::assert_snapshot!(reports(&[
        &["search", "maatwerk"],
        &["search", "maatwerk", "--explain", "-n", "1"],
        &["search", "=maatwerk"],
        &["search", "\"sociale economie\"", "--facet", "minister,date,number/2017-2018"],
        &["search", "--sort", "-date", "-n", "2", "--offset", "1"],
        &["search", "--number", "221"],
        &["search", "maatwerk", "--minister", "verzonnen", "--since", "2018", "--until", "2018-01"],
        &["search", "in:antwoord", "maatwerkers"],
        &["search", "maatwerk", "treinen"],
        &["search", "maatwerk OR treinen", "--session", "2017-2018"],
        &["search", "maatwrek"],
        &["search", "SV nr. 221 (2017-2018)"],
        &["search", "--minister", "onbekend"],
        &["search", "maatwerk", "--minister", "sociale economie", "-n", "1"],
        &["search", "treinen OF minister:verzonen", "-n", "1"],
    ]));
}

#[test]
fn search_as_json() {
    insta::assert_snapshot!(reports(&[
        &["search", "maatwerk", "--format", "json", "--facet", "minister", "-n", "1"],
        &["search", "jeugdhulp", "--format", "jsonl"],
    ]));
}

#[test]
fn show() {
    insta::assert_snapshot!(reports(&[
        &["show", "SV nr. 12 (2016-2017)"],
        &["show", "88"],
        &["show", "221"],
        &["show", "999"],
        &["show", "k-1", "--format", "json"],
        &["show", "k-1", "--raw"],
        &["show", "corpus/zonder-hoofding.txt", "--raw"],
    ]));
}

#[test]
fn counts() {
    insta::assert_snapshot!(reports(&[
        &["info"],
        &["facets", "minister", "date"],
        &["facets", "date/2018,party", "--sort", "value", "--format", "csv"],
        &["facets", "asker", "treinen", "--format", "json"],
        &["facets", "date", "--minister", "verzonen"],
        &["trend", "maatwerk", "--by", "month"],
        &["trend", "maatwerk", "--by", "month", "--until", "2018-02"],
        &["trend", "maatwerk", "economie", "--relative", "documents"],
        &["trend", "maatwerk", "--by", "session", "--count", "occurrences", "--format", "csv"],
        &["terms", "maatwerk"],
        &["terms", "--lemmas", "-n", "3", "--format", "tsv"],
        &["family", "maatwerk"],
        &["collocates", "maatwerk", "--minimum", "2"],
    ]));
}

#[test]
fn concordance() {
    insta::assert_snapshot!(reports(&[
        &["kwic", "maatwerk", "--context", "30"],
        &["kwic", "maatwerk", "--sort", "right", "-n", "2", "--format", "csv"],
        &["kwic", "maatwerk", "--sample", "2", "--seed", "7", "--format", "json"],
        &["kwic", "niets"],
    ]));
}

#[test]
fn citations_and_similar_questions() {
    insta::assert_snapshot!(reports(&[
        &["cites", "corpus/sv-221.txt"],
        &["cited-by", "SV nr. 12 (2016-2017)"],
        &["cites", "corpus/sv-221.txt", "--format", "json"],
        &["similar", "k-2"],
        &["similar", "k-2", "--format", "json"],
    ]));
}

#[test]
fn exports() {
    for format in ["csv", "tsv", "jsonl", "ris", "bibtex", "csl-json", "markdown"] {
        let workspace = Workspace::indexed();
        let output = workspace.run(["export", "treinen", "--format", format]);
        assert_eq!(output.status, 0, "{format}: {}", output.stderr);
        assert!(output.stdout.contains("Treinen in de spits"), "{format}: {}", output.stdout);
        assert!(output.stdout.contains("treinen"), "{format} does not name its query");
        assert!(output.stdout.contains(env!("CARGO_PKG_VERSION")), "{format} does not name its program");
        let searched = workspace.run(["search", "treinen", "--all", "--format", format]);
        assert_eq!(searched.stdout, output.stdout, "{format}: search --all and export differ");
    }
    let workspace = Workspace::indexed();
    let target = workspace.path().join("uit.csv");
    let target = target.to_str().expect("a path");
    assert_eq!(workspace.run(["export", "-o", target]).status, 0);
    assert_eq!(std::fs::read_to_string(target).expect("it is there").lines().count(), 6);
}

#[test]
fn pages_are_exact_and_stable() {
    let workspace = Workspace::indexed();
    let ids = |arguments: &[&str]| -> Vec<String> {
        let mut all = vec!["search", "--format", "jsonl", "--no-collapse"];
        all.extend(arguments);
        let output = workspace.run(all);
        let lines = output.stdout.lines();
        lines
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON")["id"].to_string())
            .collect()
    };
    for sort in ["score", "date", "-date", "number"] {
        let whole = ids(&["--all", "--sort", sort]);
        assert_eq!(whole.len(), 5);
        let paged: Vec<String> = (0..5)
            .flat_map(|offset| ids(&["-n", "1", "--offset", &offset.to_string(), "--sort", sort]))
            .collect();
        assert_eq!(paged, whole, "{sort}");
    }
}

#[test]
fn saved_searches_tell_what_is_new() {
    let workspace = Workspace::new();
    workspace.run(["index", "--quiet"]);
    let mut report = workspace.report(["save", "werk", "maatwerk", "--minister", "verzonnen"]);
    report += &workspace.report(["save", "--list"]);
    report += &workspace.report(["run", "werk", "--new"]);
    report += &workspace.report(["run", "werk", "--new"]);
    workspace.write(
        "corpus/nieuw.jsonl",
        r#"{"id":"n-1","title":"Nieuw maatwerk","question":"Wat is er nieuw?","minister":"Bo Verzonnen"}"#,
    );
    workspace.run(["index", "--quiet"]);
    report += &workspace
        .report(["run", "werk", "--new", "--format", "jsonl"])
        .replace(&jiff::Zoned::now().date().to_string(), "TODAY");
    report += &workspace.report(["run", "niets"]);
    report += &workspace.report(["save", "werk", "--remove"]);
    report += &workspace.report(["save", "--list"]);
    insta::assert_snapshot!(report);
}

#[test]
fn analysis_is_shown() {
    insta::assert_snapshot!(reports(&[
        &["analyze", "sociale-economiebedrijven in 2017-2018"],
        &["analyze", "maatwerkbedrijven", "--format", "json"],
        &["check", "corpus"],
        &["check", "corpus", "--doubtful", "--format", "csv"],
    ]));
    let workspace = Workspace::indexed();
    let words = workspace.write("woorden.txt", "maatwerkbedrijven\r\nministers\n");
    let output = workspace.run(["analyze", "--words", words.to_str().expect("a path")]);
    assert_eq!(output.stdout.lines().count(), 2);
    assert!(output.stdout.starts_with("maatwerkbedrijven\tmaatwerk|bedrijven\t"), "{}", output.stdout);
}

#[test]
fn help_of_every_command_has_examples() {
    let workspace = Workspace::empty();
    insta::assert_snapshot!("help", workspace.run(["help"]).stdout);
    for command in super::examples::commands() {
        let command = command.as_str();
        let help = workspace.run([command, "--help"]);
        assert_eq!(help.status, 0);
        let examples = help.stdout.split("Examples:").nth(1).unwrap_or_default();
        let count = examples.matches("vraagbaak ").count();
        assert!(count >= 2, "'{command} --help' shows {count} examples");
        let page = workspace.run(["man", command]);
        assert!(page.stdout.contains(".TH"), "'{command}' has no manual page");
    }
}

#[test]
fn completions_exist_for_every_shell() {
    let workspace = Workspace::empty();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = workspace.run(["completions", shell]);
        assert!(output.stdout.contains("vraagbaak"), "{shell}");
    }
}

#[test]
fn completions_know_the_index() {
    let workspace = Workspace::indexed();
    for (line, offered) in [
        (&["search", "--minister", ""], "Bo\\ Verzonnen"),
        (&["search", "--minister", "verz"], "Bo\\ Verzonnen"),
        (&["kwic", "--session", "2016"], "2016-2017"),
        (&["kwic", "--asker", "'cas d"], "'Cas Denkbeeld'"),
    ] {
        let output = workspace
            .command(["--", "vraagbaak"].into_iter().chain(line.iter().copied()))
            .env("VRAAGBAAK_COMPLETE", "bash")
            .env("_CLAP_COMPLETE_INDEX", "3")
            .env("_CLAP_COMPLETE_COMP_TYPE", "9")
            .env("_CLAP_COMPLETE_SPACE", "true")
            .env("_CLAP_IFS", "\n")
            .output()
            .expect("the program runs");
        let words = String::from_utf8_lossy(&output.stdout);
        assert!(words.lines().any(|word| word == offered), "{line:?}: {words}");
    }
}

#[test]
fn the_original_of_a_record_is_read_with_the_columns_of_its_source() {
    let workspace = Workspace::empty();
    workspace.write("tabel.csv", "sleutel;kop;verhaal\nt-1;Verre sterren;\"Hoeveel sterren?\nEn manen?\"\n");
    workspace
        .write("regels.jsonl", "{\"sleutel\":\"r-1\",\"verhaal\":\"Nabije sterren\\n\\nEn  planeten?\"}\n");
    let map = "id=sleutel,title=kop,text=verhaal";
    let mut report = workspace.report(["index", "--source", "a", "--map", map, "tabel.csv", "-q"]);
    report += &workspace.report(["index", "--source", "b", "--map", map, "regels.jsonl", "-q"]);
    report += &workspace.report([
        "index",
        "--source",
        "c",
        "--map",
        "id=sleutel,title=kop,question=verhaal",
        "-q",
        "tabel.csv",
    ]);
    report += &workspace.report(["show", "r-1", "--raw"]);
    report += &workspace.report(["search", "sterren", "--source", "c"]);
    report += &workspace.report(["show", "t-1", "--raw"]);
    assert_eq!(workspace.run(["index", "--remove-source", "a", "-q"]).status, 0);
    report += &workspace.report(["show", "t-1", "--raw"]);
    insta::assert_snapshot!(report);
}
