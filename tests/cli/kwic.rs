//! The concordance against a count by hand: every occurrence once, samples that can be drawn again.

use serde_json::{Value, json};

use super::workspace::Workspace;

const WORDS: [&str; 9] =
    ["maatwerk", "maatwerkbedrijf", "Maatwerk", "sociale", "economie", "werk", "premie", "maat", "én"];

/// Documents of words drawn from a small list, so that everything can be counted.
fn documents() -> Vec<Value> {
    let mut state = 7_u32;
    let mut draw = |most: usize| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as usize % most
    };
    let mut text = |words: usize| {
        let words: Vec<&str> = (0..words).map(|_| WORDS[draw(WORDS.len())]).collect();
        words.chunks(6).map(|sentence| sentence.join(" ")).collect::<Vec<_>>().join(". ")
    };
    (0..150)
        .map(|i| {
            json!({
                "id": format!("d{i:03}"), "title": text(4), "question": text(30), "answer": text(40),
                "date": format!("20{:02}-03-{:02}", 10 + i % 5, 1 + i % 28),
            })
        })
        .collect()
}

/// Occurrences of words one after another, sections apart, case and diacritics aside.
fn counted(documents: &[Value], wanted: &dyn Fn(&[&str]) -> bool, length: usize) -> u64 {
    let mut count = 0;
    for document in documents {
        for section in ["title", "question", "answer"] {
            let text = document[section].as_str().expect("a text").to_lowercase().replace('é', "e");
            let words: Vec<&str> = text.split_whitespace().map(|word| word.trim_end_matches('.')).collect();
            count += words.windows(length).filter(|window| wanted(window)).count() as u64;
        }
    }
    count
}

fn kwic(workspace: &Workspace, index: &str, arguments: &[&str]) -> (u64, Vec<Value>) {
    let shared = ["kwic", "--format", "json", "--index", index];
    let output = workspace.run(shared.into_iter().chain(arguments.iter().copied()));
    assert_eq!(output.status, 0, "{arguments:?}: {}", output.stderr);
    let found: Value = serde_json::from_str(&output.stdout).expect("JSON");
    (found["total"].as_u64().expect("a total"), found["lines"].as_array().expect("lines").clone())
}

#[test]
fn every_occurrence_is_a_line_and_samples_can_be_drawn_again() {
    let workspace = Workspace::empty();
    let documents = documents();
    let lines: Vec<String> = documents.iter().map(Value::to_string).collect();
    let (first, second) = lines.split_at(60);
    workspace.write("all.jsonl", lines.join("\n"));
    workspace.write("a.jsonl", second.join("\n"));
    workspace.write("b.jsonl", first.join("\n"));
    for arguments in [
        ["index", "all.jsonl", "--index", "once"],
        ["index", "a.jsonl", "--index", "often"],
        ["index", "b.jsonl", "--index", "often"],
    ] {
        let output = workspace.run(arguments.into_iter().chain(["--add", "--quiet"]));
        assert_eq!(output.status, 0, "{}", output.stderr);
    }
    for (query, length, wanted) in [
        ("=maatwerk", 1, &(|w: &[&str]| w[0] == "maatwerk") as &dyn Fn(&[&str]) -> bool),
        ("=maat*", 1, &|w: &[&str]| w[0].starts_with("maat")),
        ("=én", 1, &|w: &[&str]| w[0] == "en"),
        ("=\"sociale economie\"", 2, &|w: &[&str]| w == ["sociale", "economie"]),
    ] {
        let (total, lines) = kwic(&workspace, "once", &[query]);
        assert!(total > 10, "{query}");
        // Phrases do not stop at a full stop, nor does this count.
        assert_eq!(total, counted(&documents, wanted, length), "{query}");
        assert_eq!(total, lines.len() as u64, "{query}");
        let sampled = kwic(&workspace, "once", &[query, "--sample", "9", "--seed", "3"]);
        assert_eq!((sampled.0, sampled.1.len()), (total, 9), "{query}");
        assert!(sampled.1.iter().all(|line| lines.contains(line)), "{query}");
        for index in ["once", "often"] {
            assert_eq!(kwic(&workspace, index, &[query, "--sample", "9", "--seed", "3"]), sampled, "{index}");
        }
        assert_ne!(
            kwic(&workspace, "once", &[query, "--sample", "9", "--seed", "4"]).1,
            sampled.1,
            "{query}"
        );
        for (sort, key) in [("right", "right"), ("hit", "hit")] {
            let (_, sorted) = kwic(&workspace, "often", &[query, "--sort", sort]);
            let words = |line: &Value| {
                let text = line[key].as_str().expect("a text").to_lowercase().replace('é', "e");
                text.split(|c: char| !c.is_alphanumeric())
                    .filter(|word| !word.is_empty())
                    .take(3)
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert!(sorted.is_sorted_by_key(words), "{query} by {sort}");
            assert_eq!(sorted.len(), lines.len());
        }
    }
}
