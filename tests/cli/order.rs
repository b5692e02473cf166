//! The order of hits: the same whatever way the index came about, and the same on every page.

use super::workspace::Workspace;

/// Documents that only their ids tell apart: three texts, two dates, no numbers; now and then a numbered one.
fn lines() -> Vec<String> {
    let texts = ["Wachtlijsten in de zorg.", "Treinen en bussen rijden.", "De zorg voor treinen en bussen."];
    (0..240_u32)
        .map(|i| {
            // Ids in an order that has nothing to do with the order of the lines.
            let id = format!("d-{:03}", i * 7919 % 1000);
            let text = texts[i as usize % texts.len()];
            let date = ["2017-03-01", "2018-05-02"][i as usize / 3 % 2];
            let number = if i % 10 == 0 { format!(r#","number":"{}""#, i % 50) } else { String::new() };
            format!(r#"{{"id":"{id}","title":"Vraag","question":"{text}","date":"{date}"{number}}}"#)
        })
        .collect()
}

fn ids(workspace: &Workspace, index: &str, arguments: &[&str]) -> Vec<String> {
    let shared = ["search", "--no-collapse", "--format", "jsonl", "--index", index];
    let output = workspace.run(shared.into_iter().chain(arguments.iter().copied()));
    assert_eq!(output.status, 0, "{arguments:?}: {}", output.stderr);
    let id = |line: &str| -> String {
        let hit: serde_json::Value = serde_json::from_str(line).expect("JSON");
        hit["id"].as_str().expect("an id").to_owned()
    };
    output.stdout.lines().map(id).collect()
}

#[test]
fn ties_do_not_depend_on_how_the_index_was_built() {
    let workspace = Workspace::empty();
    let lines = lines();
    let (first, rest) = lines.split_at(50);
    let (second, third) = rest.split_at(120);
    workspace.write("all/alles.jsonl", lines.join("\n"));
    for (name, part) in [("a", third), ("b", first), ("c", second)] {
        workspace.write(&format!("{name}.jsonl"), part.join("\n"));
    }
    let quiet = |arguments: &[&str]| {
        let output = workspace.run(arguments.iter().copied().chain(["--quiet"]));
        assert_eq!(output.status, 0, "{arguments:?}: {}", output.stderr);
    };
    quiet(&["index", "all", "--index", "once"]);
    for part in ["a.jsonl", "b.jsonl", "c.jsonl"] {
        quiet(&["index", "--add", part, "--index", "often"]);
    }
    for query in [&["zorg"][..], &["treinen", "bussen"], &["zorg OF treinen"], &[]] {
        for sort in ["score", "date", "-date", "number"] {
            let arguments: Vec<&str> = query.iter().copied().chain(["--sort", sort]).collect();
            let all: Vec<&str> = arguments.iter().copied().chain(["--all"]).collect();
            let expected = ids(&workspace, "once", &all);
            assert_eq!(ids(&workspace, "often", &all), expected, "{arguments:?}");
            let mut paged = Vec::new();
            for offset in (0..expected.len()).step_by(37) {
                let offset = offset.to_string();
                let page = ["--offset", &offset, "--limit", "37"];
                let page: Vec<&str> = arguments.iter().copied().chain(page).collect();
                paged.extend(ids(&workspace, "often", &page));
            }
            assert_eq!(paged, expected, "pages of {arguments:?}");
        }
    }
    // Without words, by date: numbered documents first, the others by id.
    let newest = ids(&workspace, "once", &["--since", "2018", "--all"]);
    let unnumbered: Vec<&String> =
        newest.iter().filter(|id| !lines.iter().any(|l| l.contains(*id) && l.contains("number"))).collect();
    assert!(unnumbered.is_sorted(), "{unnumbered:?}");
}

#[test]
fn all_hits_come_in_one_stream() {
    let workspace = Workspace::empty();
    workspace.write("alles.jsonl", lines().join("\n"));
    assert_eq!(workspace.run(["index", "alles.jsonl", "--quiet"]).status, 0);
    let blotted = |arguments: &[&str]| workspace.blot(&workspace.run(arguments.iter().copied()).stdout);
    for format in ["text", "json", "jsonl", "csv", "ris"] {
        let shared = ["search", "zorg", "--no-collapse", "--facet", "date", "--format", format];
        let all: Vec<&str> = shared.iter().copied().chain(["--all"]).collect();
        let many: Vec<&str> = shared.iter().copied().chain(["--limit", "1000"]).collect();
        let all = blotted(&all);
        assert_eq!(all, blotted(&many), "{format}");
        assert!(all.contains("160") || format != "text", "{all}");
    }
    let output = workspace.run(["search", "zorg", "--all", "--no-collapse", "--format", "json"]);
    let results: serde_json::Value = serde_json::from_str(&output.stdout).expect("JSON");
    assert_eq!(results["hits"].as_array().map(Vec::len), Some(160));
    assert_eq!(results["total"], 160);
}

#[test]
fn an_order_that_cannot_be_read_is_an_error() {
    let workspace = Workspace::empty();
    workspace.write("all/alles.jsonl", lines().join("\n"));
    let output = workspace.run(["index", "all", "--quiet"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    let current = std::fs::read_to_string(workspace.path().join("index/CURRENT")).expect("CURRENT");
    let manifest = workspace.path().join("index").join(current.trim()).join("documents");
    let whole = std::fs::read(&manifest).expect("the manifest");
    let ask = || workspace.run(["search", "zorg", "--no-collapse", "--limit", "60", "--format", "tsv"]);
    let right = ask();
    assert_eq!(right.status, 0, "{}", right.stderr);
    let mut refused = 0;
    // Columns of it are read when a tie needs them, a page at a time.
    for at in (0..whole.len()).step_by(whole.len() / 40) {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        std::fs::write(&manifest, damaged).expect("to damage the manifest");
        let output = ask();
        match output.status {
            2 => {
                assert!(
                    output.stderr.contains("documents") && output.stderr.contains("rebuild"),
                    "{}",
                    output.stderr
                );
                refused += 1;
            }
            _ => assert_eq!(output.stdout, right.stdout, "byte {at} of {}", whole.len()),
        }
    }
    assert!(refused > 2, "only {refused} of 40");
}
