//! Phrases of frequent words: a large segment finds them with the help of its table of pairs, small ones without, and
//! the answers are the same.

use std::collections::BTreeSet;

use super::workspace::{Workspace, document, numbers};

/// Words of every kind that a phrase can meet: inflected, compound, hyphenated, hanging; the first are frequent, and some
/// families have more forms than are kept apart.
const WORDS: [&str; 62] = [
    "de",
    "van",
    "het",
    "vraag",
    "minister",
    "ik",
    "antwoord",
    "zorg",
    "vragen",
    "vind",
    "stuk",
    "ministers",
    "zorgvraag",
    "antwoorden",
    "vraagstuk",
    "vindt",
    "zorgen",
    "stukken",
    "zorg-vraag",
    "zorg- en vraagstukken",
    "zorgvragen",
    "vraag- en antwoordstukken",
    "ministerie",
    "antwoordt",
    "ziekenzorg",
    "beantwoord",
    "vraagstukken",
    "hulpvraag",
    "hulpvragen",
    "kamervraag",
    "kamervragen",
    "vraagprijs",
    "vraagteken",
    "vraagtekens",
    "vraaggesprek",
    "vraagstelling",
    "energievraag",
    "woonvraag",
    "leervraag",
    "hoofdvraag",
    "deelvraag",
    "slotvraag",
    "kernvraag",
    "examenvraag",
    "wedervraag",
    "vraaggesprekken",
    "toetsvraag",
    "zorgminister",
    "zorgantwoord",
    "jeugdzorg",
    "thuiszorg",
    "zorgstuk",
    "zorgplan",
    "zorgplannen",
    "zorghuis",
    "mantelzorg",
    "kinderzorg",
    "zorggeld",
    "bewijsstuk",
    "kunststuk",
    "speelstuk",
    "stukwerk",
];

/// Words of which every two are looked for as a phrase.
const PAIRED: [&str; 15] = [
    "de",
    "van",
    "minister",
    "ik",
    "vraag",
    "vragen",
    "zorg",
    "stuk",
    "antwoord",
    "vind",
    "ministerie",
    "vraagstuk",
    "zorgvraag",
    "hulpvraag",
    "zorgen",
];

const PHRASES: [&str; 6] = [
    "antwoord van de minister",
    "vraag van de",
    "vind ik het",
    "zorg van de minister",
    "vragen van het stuk",
    "zorg- en antwoord",
];

fn lines(from: usize, to: usize) -> String {
    let line = |doc: usize| {
        let mut next = numbers(doc as u64 * 2 + 0x9e37_79b9_7f4a_7c15);
        // Every other word is one of the first six.
        let mut word = || match next() % 2 {
            0 => WORDS[next() % 6],
            _ => WORDS[6 + (next() % 56) * (next() % 56) / 56],
        };
        let words: Vec<&str> = (0..14).map(|_| word()).collect();
        let (question, answer) = words.split_at(9);
        document("p", doc, question, answer)
    };
    (from..to).map(line).collect::<Vec<_>>().join("\n")
}

fn tables_of_pairs(workspace: &Workspace, index: &str) -> usize {
    let mut found = 0;
    for generation in std::fs::read_dir(workspace.path().join(index)).expect("a folder").flatten() {
        let files = std::fs::read_dir(generation.path()).into_iter().flatten().flatten();
        found += files.filter(|file| file.path().extension().is_some_and(|ending| ending == "pairs")).count();
    }
    found
}

#[test]
fn pairs_change_no_answer() {
    let workspace = Workspace::empty();
    workspace.index_at_once_and_in_parts(lines, &[4_000, 5_000, 5_200], ("large", "small"));
    assert_eq!((tables_of_pairs(&workspace, "large"), tables_of_pairs(&workspace, "small")), (1, 0));
    workspace.succeed(["verify", "--index", "large"]);
    let mut phrases: Vec<String> = PHRASES.map(|phrase| format!("\"{phrase}\"")).to_vec();
    phrases.push("=\"vraag van\"".to_owned());
    for left in PAIRED {
        phrases.extend(PAIRED.map(|right| format!("\"{left} {right}\"")));
    }
    let mut topics = String::new();
    for (number, phrase) in phrases.iter().enumerate() {
        topics.push_str(&format!("{number}\t{phrase}\n"));
        topics.push_str(&format!("{number}-both\t{phrase} zorg\n"));
        topics.push_str(&format!("{number}-answer\tin:antwoord {phrase}\n"));
    }
    // Scores are not compared: what a word is worth is estimated segment by segment.
    let answers = |index: &str| workspace.found_by_topic(&topics, index);
    let (large, small) = (answers("large"), answers("small"));
    assert!(large.len() > 250, "{:?}", large.keys());
    for (topic, documents) in &small {
        let found = large.get(topic);
        assert_eq!(found.map(BTreeSet::len), Some(documents.len()), "{topic}");
        assert_eq!(found, Some(documents), "{topic}");
    }
    assert_eq!(large.len(), small.len());
}
