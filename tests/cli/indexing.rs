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
    // One of them alone, by the name that the configuration gives it.
    assert_eq!(workspace.run(["index", "--source", "ander", "--quiet"]).status, 0);
    assert_eq!(count(&["search", "--format", "json"]), Some(6));
    let unknown = workspace.run(["index", "--source", "vreemd"]);
    assert_eq!(unknown.status, 2);
    assert!(unknown.stderr.contains("no source 'vreemd': it has eigen, ander"), "{}", unknown.stderr);
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

const OFFICE: &str = r#"{"id":"w-1","parliament":"chamber","title":"Verre sterren","question":"Hoeveel sterren telt het land?","date":"2031-03-01","minister":"Minister van Sterrenkunde"}"#;
const HOLDERS: &str = "person;portfolio;from;to\nBo Baert;minister van Sterrenkunde;2029-01-01;2031-02-03\n\
    Claes, Cas;minister van Sterrenkunde;2031-02-04;\n";

#[test]
fn a_list_of_office_holders_names_the_minister_and_says_that_it_inferred() {
    let workspace = Workspace::empty();
    workspace.write("archief/w.jsonl", OFFICE);
    workspace.write("ambten.csv", HOLDERS);
    let index = ["index", "archief", "--authority", "ambten.csv"];
    let mut report = workspace.report(["index", "archief", "--quiet"]);
    report += &workspace.report(["show", "w-1"]);
    report += &workspace.report(index);
    report += &workspace.report(["show", "w-1"]);
    report += &workspace.report(["search", "sterren", "--minister", "claes"]);
    report += &workspace.report(index);
    workspace.write("ambten.csv", HOLDERS.replace("Claes, Cas", "Ann De Wit"));
    report += &workspace.report(["index", "archief", "--authority", "ambten.csv", "--dry-run"]);
    report += &workspace.report(index);
    assert_eq!(workspace.run(["verify", "--corpus"]).status, 0);
    let exported = workspace.run(["export", "sterren", "--format", "csv"]).stdout;
    assert!(exported.contains(",Ann De Wit,true,Minister van Sterrenkunde,"), "{exported}");
    report += &workspace.report(["check", "archief", "--authority", "ambten.csv"]);
    report += &workspace.report(["check", "archief", "--authority", "ambten.csv", "--format", "csv"]);
    report += &workspace.report(["index", "archief"]);
    workspace.write("ambten.csv", "person;portfolio;from;to\nBo Baert;minister van Wonen;gisteren;\n");
    report += &workspace.report(index);
    report += &workspace.report(["index", "archief", "--authority", "niets.csv"]);
    insta::assert_snapshot!(report);
    workspace.write("ambten.csv", HOLDERS);
    for (arguments, key) in [
        (["check", "archief", "--authority", "ambten.csv", "--format", "json"].as_slice(), "documents"),
        (["search", "sterren", "--format", "json"].as_slice(), "hits"),
    ] {
        assert_eq!(workspace.run(index).status, 0);
        let output = workspace.run(arguments.iter().copied());
        let value: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
        assert_eq!(value[key][0]["inferred_minister"][0], "Cas Claes", "{}", output.stdout);
    }
}

#[test]
fn the_configuration_gives_each_source_its_office_holders() {
    let workspace = Workspace::empty();
    workspace.write("a/w.jsonl", OFFICE);
    workspace.write("b/w.jsonl", OFFICE.replace("w-1", "w-2"));
    workspace.write("lijsten/ambten.csv", HOLDERS);
    let config = "[[source]]\nname = \"een\"\npaths = [\"a\"]\nauthority = \"lijsten/ambten.csv\"\n\n\
        [[source]]\nname = \"twee\"\npaths = [\"b\"]\n";
    workspace.write("vraagbaak.toml", config);
    assert_eq!(workspace.run(["index", "--quiet"]).status, 0);
    let ministers = |id: &str| {
        let output = workspace.run(["show", id, "--format", "json"]);
        let value: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
        value["minister"].to_string()
    };
    assert_eq!(ministers("w-1"), r#"["Cas Claes"]"#);
    assert_eq!(ministers("w-2"), "[]");
    workspace.write("lijsten/ambten.csv", HOLDERS.replace("Claes, Cas", "Ann De Wit"));
    let mut report = workspace.report(["index"]);
    assert_eq!(ministers("w-1"), r#"["Ann De Wit"]"#);
    // Made anew, a source keeps the list it was parsed with, also when the run does not name it.
    report += &workspace.report(["index", "--rebuild", "--source", "twee", "b"]);
    assert_eq!(ministers("w-1"), r#"["Ann De Wit"]"#);
    workspace.write("lijsten/ambten.csv", "naam;van\n");
    report += &workspace.report(["index"]);
    workspace.write("vraagbaak.toml", config.replace("lijsten/", "lijst/"));
    report += &workspace.report(["index"]);
    insta::assert_snapshot!(report);
}

#[test]
fn an_id_that_comes_twice_is_a_doubt() {
    let workspace = Workspace::empty();
    let line = |question: &str| format!("{{\"id\":\"Q1\",\"question\":\"{question}\"}}\n");
    workspace.write("a.jsonl", line("Hoeveel bruggen?") + &line("Waar liggen de sluizen?"));
    let report = workspace.succeed(["check", "a.jsonl", "--format", "json"]);
    assert_eq!(report.matches("same-id").count(), 1, "{report}");
    assert!(report.contains("the id 'Q1' is that of a.jsonl:1 too"), "{report}");
}
