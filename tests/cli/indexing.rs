//! Building an index and bringing it up to date.

use super::workspace::Workspace;

#[test]
fn the_first_search_indexes_the_corpus() {
    let workspace = Workspace::new();
    let first = workspace.run(["search", "maatwerk"]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    assert!(first.stderr.contains("indexing 'corpus' first"), "{}", first.stderr);
    assert!(!first.stdout.contains("indexing"), "standard output carries results only");
    let second = workspace.run(["search", "maatwerk"]);
    assert_eq!(second.stderr, "");
    assert_eq!(workspace.blot(&second.stdout), workspace.blot(&first.stdout));
}

#[test]
fn summaries() {
    let workspace = Workspace::new();
    let mut report = workspace.report(["index", "--dry-run"]);
    report += &workspace.report(["index"]);
    report += &workspace.report(["index"]);
    workspace.write("corpus/nieuw.txt", "Een nieuwe vraag\n\nWat is er nieuw?\n");
    std::fs::remove_file(workspace.path().join("corpus/zonder-hoofding.txt")).expect("it is there");
    report += &workspace.report(["index", "--dry-run"]);
    report += &workspace.report(["index"]);
    report += &workspace.report(["index", "--quiet"]);
    insta::assert_snapshot!(report);
    let output = workspace.run(["index", "--format", "json", "--quiet"]);
    let summary: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(summary["unchanged"], 5);
    assert_eq!(summary["version"], 1);
}

#[test]
fn sources_are_filtered_and_removed_on_their_own() {
    let workspace = Workspace::new();
    workspace.write("ander.jsonl", r#"{"id":"a-1","title":"Ander maatwerk","question":"Wat is dat?"}"#);
    workspace.write(
        "vraagbaak.toml",
        "index = \"idx\"\n[[source]]\nname = \"eigen\"\npaths = [\"corpus\"]\n\
         [[source]]\nname = \"ander\"\npaths = [\"ander.jsonl\"]\n",
    );
    assert_eq!(workspace.run(["index", "--quiet"]).status, 0);
    assert!(workspace.path().join("idx/CURRENT").exists(), "the configuration names the index");
    let count = |arguments: &[&str]| {
        let output = workspace.run(arguments.iter().copied());
        serde_json::from_str::<serde_json::Value>(&output.stdout).expect("JSON")["total"].as_u64()
    };
    assert_eq!(count(&["search", "--format", "json"]), Some(6));
    assert_eq!(count(&["search", "--format", "json", "--source", "ander"]), Some(1));
    assert_eq!(workspace.run(["index", "--remove-source", "ander", "--quiet"]).status, 0);
    assert_eq!(count(&["search", "--format", "json"]), Some(5));
}

#[test]
fn damage_is_found_and_named() {
    let workspace = Workspace::new();
    assert_eq!(workspace.run(["index", "--quiet"]).status, 0);
    let good = workspace.run(["verify", "--corpus"]);
    assert_eq!(good.status, 0, "{}{}", good.stdout, good.stderr);
    assert!(good.stdout.starts_with("all is well"), "{}", good.stdout);
    assert_eq!(workspace.run(["compact"]).status, 0);
    assert_eq!(workspace.run(["verify"]).status, 0);
    let generation = std::fs::read_to_string(workspace.path().join("index/CURRENT")).expect("an index");
    let folder = workspace.path().join("index").join(generation.trim());
    let store = std::fs::read_dir(folder)
        .expect("the generation")
        .map(|entry| entry.expect("an entry").path())
        .find(|path| path.extension().is_some_and(|ending| ending == "store"))
        .expect("a store");
    let mut bytes = std::fs::read(&store).expect("it can be read");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x40;
    std::fs::remove_file(&store).expect("it can be replaced");
    std::fs::write(&store, bytes).expect("it can be written");
    let bad = workspace.run(["verify"]);
    assert_eq!(bad.status, 2, "{}{}", bad.stdout, bad.stderr);
    assert!(bad.stdout.contains(".store"), "{}", bad.stdout);
}

#[test]
fn progress_as_json_lines() {
    let workspace = Workspace::new();
    let output = workspace.run(["index", "--progress", "json"]);
    assert_eq!(output.status, 0);
    assert!(!output.stderr.is_empty());
    for line in output.stderr.lines() {
        let event: serde_json::Value = serde_json::from_str(line).expect(line);
        assert!(event["stage"].is_string(), "{line}");
    }
    assert_eq!(workspace.run(["index", "--quiet"]).stderr, "");
}

#[test]
fn the_environment_names_the_index() {
    let workspace = Workspace::new();
    let output = workspace.command(["index"]).env("VRAAGBAAK_INDEX", "elders").output().expect("it runs");
    assert!(output.status.success());
    assert!(workspace.path().join("elders/CURRENT").exists());
    assert!(!workspace.path().join("index").exists());
}
