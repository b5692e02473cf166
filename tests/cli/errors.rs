//! Every message: what was wrong, where, and what to do.

use super::workspace::Workspace;

#[test]
fn queries_and_values_that_cannot_be_read() {
    let workspace = Workspace::indexed();
    let runs: &[&[&str]] = &[
        &["search", "sociale \"economie"],
        &["search", "ministr:homans"],
        &["search", "maatwerk", "--since", "19-01-2018"],
        &["search", "maatwerk", "--since", "2018-02-30"],
        &["search", "maatwerk", "--since", "2019", "--until", "2018"],
        &["search", "maatwerk", "--session", "2017-2019"],
        &["search", "maatwerk", "--parliament", "senaat"],
        &["search", "maatwerk", "--facet", "kleur"],
        &["search", "maatwerk", "--format", "xml"],
        &["search", "maatwerk", "-sociaal"],
        &["facets", "kleur"],
        &["trend", "maatwerk", "--per", "kleur"],
        &["kwic", "minister:verzonnen"],
        &["cites", "SV nr. 999 (2017-2018)"],
        &["similar", "--text", "er-is-niets.txt"],
        &["analyze", "--words", "er-is-niets.txt"],
        &["man", "niets"],
        &["save", "a/b", "maatwerk"],
        &["run", "niets"],
        &["index", "--map", "kleur=rood", "corpus"],
        &["index", "--memory", "veel"],
        &["zoek"],
    ];
    let report: String = runs.iter().map(|run| workspace.report(run.iter().copied()) + "\n").collect();
    insta::assert_snapshot!(report);
}

#[test]
fn an_index_that_is_absent_or_damaged() {
    let workspace = Workspace::empty();
    let mut report = workspace.report(["search", "maatwerk"]);
    report += &workspace.report(["info"]);
    report += &workspace.report(["index"]);
    report += &workspace.report(["search", "maatwerk", "--index", "elders"]);
    workspace.write("index/CURRENT", "gen-000007\n");
    report += &workspace.report(["search", "maatwerk"]);
    insta::assert_snapshot!(report);
}

#[test]
fn a_configuration_that_cannot_be_used() {
    let workspace = Workspace::new();
    workspace.write("vraagbaak.toml", "index = \"idx\"\n[[source]]\nname = \"a\"\npaden = [\"corpus\"]\n");
    let mut report = workspace.report(["index"]);
    report += &workspace.report(["search", "maatwerk"]);
    report += &workspace.report(["index", "--config", "elders.toml"]);
    insta::assert_snapshot!(report);
}

#[test]
fn documents_that_cannot_be_read_are_named_and_the_others_indexed() {
    let workspace = Workspace::new();
    workspace.write("corpus/leeg.txt", "");
    workspace.write("corpus/beeld.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\0");
    workspace.write("corpus/stuk.jsonl", "{\"id\": \"s-1\", \"title\": \"Goed\"}\n{\"id\": \n");
    workspace.write("corpus/latin.txt", b"Cre\xebren van banen\n\nDe minister co\xf6rdineert.\n");
    let mut report = workspace.report(["index", "corpus", "er-is-niets"]);
    report += &workspace.report(["search", "coördineert", "--format", "text"]);
    report += &workspace.report(["index", "--strict", "--index", "streng"]);
    insta::assert_snapshot!(report);
}

#[test]
fn a_corpus_without_anything_leaves_the_index_alone() {
    let workspace = Workspace::new();
    assert_eq!(workspace.run(["index"]).status, 0);
    let report = workspace.report(["index", "er-is-niets"]);
    std::fs::create_dir(workspace.path().join("leeg")).unwrap();
    let empty = workspace.run(["index", "leeg"]);
    assert_eq!(empty.status, 2);
    assert!(empty.stderr.contains("there are no files in it; check the path"), "{}", empty.stderr);
    let after = workspace.run(["search", "maatwerk"]);
    assert_eq!(after.status, 0, "{}", after.stderr);
    insta::assert_snapshot!(report);
}

#[test]
fn quiet_names_what_was_skipped_and_nothing_else() {
    let workspace = Workspace::new();
    workspace.write("corpus/stuk.jsonl", "{\"id\":\"s1\",\"text\":\"Waarom?\"}\n{broken}\n");
    let output = workspace.run(["index", "--quiet"]);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
    assert_eq!(output.stderr.lines().count(), 1, "{}", output.stderr);
    assert!(output.stderr.contains("stuk.jsonl:2: broken JSON"), "{}", output.stderr);
}

#[test]
fn a_damaged_saved_search_is_named_and_can_be_removed() {
    let workspace = Workspace::new();
    workspace.run(["index"]);
    workspace.run(["save", "goed", "maatwerk"]);
    workspace.write("index/saved/stuk.json", "{");
    let list = workspace.run(["save", "--list"]);
    assert_eq!((list.status, list.stdout.as_str()), (2, "goed\tmaatwerk\n"));
    assert!(list.stderr.contains("stuk.json' is damaged"), "{}", list.stderr);
    assert_eq!(workspace.run(["save", "--remove", "stuk"]).status, 0);
    assert_eq!(workspace.run(["save", "--list"]).status, 0);
}
