//! Compounds whose parts stand near each other: what several of them find together is what each finds.

use std::collections::{BTreeMap, BTreeSet};

use super::workspace::Workspace;

const COMPOUNDS: [&str; 3] = ["jeugdzorg", "wachtlijst", "woningbouw"];

/// The compounds, their parts, forms of these, and words between them.
const WORDS: [&str; 24] = [
    "jeugd",
    "zorg",
    "wacht",
    "lijst",
    "woning",
    "bouw",
    "lijsten",
    "woningen",
    "jeugdzorg",
    "wachtlijsten",
    "woningbouw",
    "mantelzorg",
    "huurwoning",
    "de",
    "van",
    "een",
    "gemeente",
    "jaar",
    "nog",
    "tussen",
    "maar",
    "over",
    "kosten",
    "ook",
];

fn lines(count: usize) -> String {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    };
    let mut line = |doc: usize| {
        // The longer a document, the farther apart its parts; compounds are rare.
        let words: Vec<&str> = (0..4 + next() % 40)
            .map(|_| match next() % 3 {
                0 => WORDS[next() % 13],
                _ => WORDS[13 + next() % 11],
            })
            .collect();
        let (question, answer) = words.split_at(words.len() * 2 / 3);
        format!(
            r#"{{"id":"c-{doc}","title":"Vraag {doc}","question":"{}.","answer":"{}."}}"#,
            question.join(" "),
            answer.join(" ")
        )
    };
    (0..count).map(&mut line).collect::<Vec<_>>().join("\n")
}

#[test]
fn several_compounds_find_what_each_of_them_finds() {
    let workspace = Workspace::empty();
    workspace.write("all.jsonl", lines(1_500));
    workspace.succeed(["index", "all.jsonl", "--quiet"]);
    let mut topics = String::new();
    for (first, compound) in COMPOUNDS.iter().enumerate() {
        topics.push_str(&format!("{compound}\t{compound}\n={compound}\t={compound}\n"));
        topics.push_str(&format!("answer-{compound}\tin:antwoord {compound}\n"));
        for other in &COMPOUNDS[first + 1..] {
            topics.push_str(&format!("{compound}+{other}\t{compound} {other}\n"));
            topics.push_str(&format!("answer-{compound}+{other}\t{compound} (in:antwoord {other})\n"));
            topics.push_str(&format!("{compound}-{other}\t{compound} -{other}\n"));
        }
    }
    topics.push_str(&format!("all\t{}\n", COMPOUNDS.join(" ")));
    workspace.write("topics.tsv", topics);
    let run = workspace.succeed(["batch", "topics.tsv", "--syntax", "--match", "all", "--depth", "1500"]);
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in run.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        found.entry(fields[0]).or_default().insert(fields[2]);
    }
    let both = |left: &BTreeSet<&'_ str>, right: &BTreeSet<&'_ str>| -> BTreeSet<String> {
        left.intersection(right).map(|id| (*id).to_owned()).collect()
    };
    let of = |topic: &str| -> BTreeSet<String> {
        found.get(topic).into_iter().flatten().map(|id| (*id).to_owned()).collect()
    };
    for (first, compound) in COMPOUNDS.iter().enumerate() {
        assert!(of(compound).len() > of(&format!("={compound}")).len() + 50, "{compound}: parts alone");
        for other in &COMPOUNDS[first + 1..] {
            let expected = both(&found[compound], &found[other]);
            assert!(expected.len() > 20, "{compound} {other}: {}", expected.len());
            assert_eq!(of(&format!("{compound}+{other}")), expected, "{compound} {other}");
            let answer = format!("answer-{other}");
            let expected = both(&found[compound], &found[answer.as_str()]);
            assert_eq!(of(&format!("answer-{compound}+{other}")), expected, "{compound} in {answer}");
            let without: BTreeSet<String> = of(compound).difference(&of(other)).cloned().collect();
            assert_eq!(of(&format!("{compound}-{other}")), without, "{compound} without {other}");
        }
    }
    let all = COMPOUNDS.iter().map(|compound| of(compound)).reduce(|left, right| &left & &right);
    assert_eq!(Some(of("all")), all);
}
