//! Compounds whose parts stand near each other: what several of them find together is what each finds.

use super::workspace::{Workspace, document, numbers};

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
    let mut next = numbers(0x9e37_79b9_7f4a_7c15);
    let mut line = |doc: usize| {
        // The longer a document, the farther apart its parts; compounds are rare.
        let words: Vec<&str> = (0..4 + next() % 40)
            .map(|_| match next() % 3 {
                0 => WORDS[next() % 13],
                _ => WORDS[13 + next() % 11],
            })
            .collect();
        let (question, answer) = words.split_at(words.len() * 2 / 3);
        document("c", doc, question, answer)
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
    let found = workspace.found_by_topic(&topics, "index");
    let of = |topic: &str| found.get(topic).cloned().unwrap_or_default();
    for (first, compound) in COMPOUNDS.iter().enumerate() {
        assert!(of(compound).len() > of(&format!("={compound}")).len() + 50, "{compound}: parts alone");
        for other in &COMPOUNDS[first + 1..] {
            let expected = &of(compound) & &of(other);
            assert!(expected.len() > 20, "{compound} {other}: {}", expected.len());
            assert_eq!(of(&format!("{compound}+{other}")), expected, "{compound} {other}");
            let answer = format!("answer-{other}");
            let expected = &of(compound) & &of(&answer);
            assert_eq!(of(&format!("answer-{compound}+{other}")), expected, "{compound} in {answer}");
            let without = &of(compound) - &of(other);
            assert_eq!(of(&format!("{compound}-{other}")), without, "{compound} without {other}");
        }
    }
    let all = COMPOUNDS.iter().map(|compound| of(compound)).reduce(|left, right| &left & &right);
    assert_eq!(Some(of("all")), all);
}
