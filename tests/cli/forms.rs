//! The written forms under a page of hits: the most frequent are named, all are counted, however many segments
//! the index has.

use super::workspace::Workspace;

/// Documents with some thirty forms of `werk`, several equally frequent, hyphenated and hanging ones too.
fn lines(from: usize, to: usize) -> String {
    let words = [
        "werk",
        "werken",
        "werkplaats",
        "werkplaatsen",
        "werkgever",
        "werkgevers",
        "werknemer",
        "werknemers",
        "dagwerk",
        "maatwerk",
        "netwerk",
        "netwerken",
        "vuurwerk",
        "handwerk",
        "werkgroep",
        "werkgroepen",
        "zwartwerk",
        "veldwerk",
        "werkgever",
        "werkbezoek",
        "werkbezoeken",
        "werkdruk",
        "kunstwerk",
    ];
    let line = |doc: usize| {
        let mut text: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|(place, _)| doc.is_multiple_of(place / 3 + 1))
            .map(|(_, word)| *word)
            .collect();
        text.push(["een werk-plaats", "straf- en veldwerk", "de werk-druk", "zorg- en dagwerk"][doc % 4]);
        format!(r#"{{"id":"w-{doc}","title":"Vraag {doc}","question":"Over {}."}}"#, text.join(" en "))
    };
    (from..to).map(line).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_forms_that_are_named_are_the_first_of_all() {
    let workspace = Workspace::empty();
    workspace.index_at_once_and_in_parts(lines, &[100, 101, 120], ("once", "often"));
    for query in
        [&["werk"][..], &["werk OF werkplaats"], &["werk", "NIET druk"], &["\"zorg- en dagwerk\" OF werk"]]
    {
        let mut lists = Vec::new();
        for index in ["once", "often"] {
            let search = |format: &'static str| {
                let shared =
                    ["search", "--index", index, "--no-collapse", "--limit", "1", "--format", format];
                let arguments: Vec<&str> = shared.into_iter().chain(query.iter().copied()).collect();
                workspace.succeed(arguments)
            };
            let results: serde_json::Value = serde_json::from_str(&search("json")).expect("JSON");
            let all: Vec<String> = results["matched"]
                .as_array()
                .expect("forms")
                .iter()
                .map(|form| format!("{} {}", form["form"].as_str().expect("a form"), form["count"]))
                .collect();
            assert!(all.len() > 14, "{query:?}: {all:?}");
            let mut named = all[..12].to_vec();
            named.push(format!("{} more", all.len() - 12));
            let text = search("text").split_whitespace().collect::<Vec<_>>().join(" ");
            assert!(text.contains(&named.join(" · ")), "{query:?}: {named:?} in {text}");
            lists.push(all);
        }
        assert_eq!(lists[0], lists[1], "{query:?}");
    }
}
