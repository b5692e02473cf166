use super::*;
use crate::model::*;

fn screen(width: usize) -> Screen {
    Screen { width, ..Screen::PLAIN }
}

/// A document of which the sections are joined as the parser joins them.
fn sample() -> WrittenQuestion {
    let title = "Maatwerkbedrijven  -  Begeleidingspremie (2)";
    let intro = "In antwoord op een eerdere vraag gaf de minister cijfers voor 2016.";
    let first = "1. Hoeveel maatwerkbedrijven kregen in 2017 een begeleidingspremie?";
    let second = "2. Hoeveel bedroeg die gemiddeld?";
    let third = "3. Wordt dit bedrag in 2018 ge\u{202e}ïndexeerd?";
    let question = [intro, first, second, third].join("\n");
    let joint = "1-2. In 2017 kregen 94 maatwerkbedrijven een premie van gemiddeld 1.200 euro per werknemer, \
                 zoals de tabel hieronder laat zien.";
    let answer = format!("Een goede vraag.\n{joint}\nBijlage: tabel.");
    let text = format!("{title}\n{question}\n{answer}");
    let find = |part: &str| {
        let start = text.find(part).expect("it is in the text");
        Some(u32::try_from(start).expect("short")..u32::try_from(start + part.len()).expect("short"))
    };
    let exchange = |label: &str, question, answer, with: &[&str], status| Exchange {
        label: label.into(),
        question,
        answer,
        answered_with: with.iter().map(|label| (*label).to_owned()).collect(),
        refers_to: Vec::new(),
        status,
    };
    WrittenQuestion {
        id: "sv-221".into(),
        parliament: Some(Parliament::Flemish),
        kind: Kind::WrittenQuestion,
        session: Some(Session { start_year: 2017 }),
        number: Some("221".into()),
        date: "2018-01-19".parse().ok(),
        answered: "2018-02-16".parse().ok(),
        askers: vec![Person { name: "An Voorbeeld".into(), party: Some("Partij A".into()) }],
        ministers: vec![Minister {
            name: Some("Bo Verzonnen".into()),
            portfolio: Some("Vlaams minister van Sociale Economie".into()),
            inferred: true,
        }],
        themes: vec!["sociale economie".into()],
        origin: Origin { path: "corpus/sv-221.txt".into(), ..Origin::default() },
        sections: SectionSpans {
            title: find(title).expect("a title"),
            question: find(&question).expect("a question"),
            answer: find(&answer).expect("an answer"),
        },
        exchanges: vec![
            exchange("1", find(first), find(joint), &["2"], ExchangeStatus::Paired),
            exchange("2", find(second), find(joint), &["1"], ExchangeStatus::Paired),
            exchange("3", find(third), None, &[], ExchangeStatus::Unpaired),
        ],
        text,
        ..WrittenQuestion::default()
    }
}

pub(crate) fn sample_results() -> SearchResults {
    let form =
        |form: &str, kind, count| MatchedForm { form: form.into(), word: "maatwerk".into(), kind, count };
    let snippet = Snippet {
        section: Section::Question,
        label: "vraag 1".into(),
        text: "Hoeveel maatwerkbedrijven kregen in 2017 een begeleidingspremie?".into(),
        highlights: std::iter::once(8..16).collect(),
        cut_before: false,
        cut_after: true,
    };
    let hit = Hit {
        rank: 1,
        score: 7.5,
        document: sample(),
        title_highlights: std::iter::once(0..8).collect(),
        snippets: vec![snippet],
        matched: vec![form("maatwerkbedrijven", MatchKind::Modifier, 3)],
        duplicates: 2,
        explanation: None,
    };
    let bare = Hit { rank: 2, document: WrittenQuestion::default(), snippets: Vec::new(), ..hit.clone() };
    SearchResults {
        query: "maatwerk".into(),
        total: 1_236,
        total_collapsed: 1_234,
        relaxed: false,
        took_ms: 1.25,
        hits: vec![hit, Hit { title_highlights: Vec::new(), duplicates: 0, ..bare }],
        matched: vec![
            form("maatwerk", MatchKind::Exact, 1_200),
            form("maatwerkers", MatchKind::Derivation, 4),
        ],
        matched_forms: 2,
        facets: vec![FacetCounts {
            facet: "minister".into(),
            values: vec![
                FacetCount { value: "Bo Verzonnen".into(), count: 1_230 },
                FacetCount { value: "unknown".into(), count: 4 },
            ],
        }],
        suggestions: Vec::new(),
        names: Vec::new(),
    }
}

#[test]
fn a_page_of_hits() {
    insta::assert_snapshot!(hits(&screen(72), &sample_results(), HitOptions { explain: true }));
}

#[test]
fn relaxed_and_mistyped() {
    let results = SearchResults {
        relaxed: true,
        facets: Vec::new(),
        suggestions: vec![
            Suggestion { word: "maatwrek".into(), candidates: vec!["maatwerk".into(), "maatwerker".into()] },
            Suggestion { word: "qqq".into(), candidates: Vec::new() },
        ],
        ..sample_results()
    };
    insta::assert_snapshot!(hits(&screen(72), &results, HitOptions::default()));
}

#[test]
fn colours_and_links_only_where_wanted() {
    let screen = Screen { color: true, links: true, width: 80, cut: true };
    let mut results = sample_results();
    results.hits.truncate(1);
    results.hits[0].document.url = Some("https://example.org/221".into());
    insta::assert_snapshot!(hits(&screen, &results, HitOptions::default()).replace('\x1b', "␛"));
}

#[test]
fn side_by_side_when_wide_and_interleaved_when_narrow() {
    insta::assert_snapshot!("wide", document(&screen(120), &sample()));
    insta::assert_snapshot!("narrow", document(&screen(60), &sample()));
}

/// The document whose answer, to questions 1 and `with`, is `Ja.` behind a heading, as it is shown.
fn shown_with_heading(heading: &str, with: &[&str]) -> String {
    let text = format!("Vraag?\nHet aantal kon dalen tot 2018{heading}Ja.");
    let at = |part: &str| text.find(part).map(|start| start as u32).expect("it is in the text");
    let end = text.len() as u32;
    let exchange = Exchange {
        label: "1".into(),
        question: Some(0..6),
        answer: Some(at("Ja.")..end),
        answered_with: with.iter().map(|label| (*label).to_owned()).collect(),
        refers_to: Vec::new(),
        status: ExchangeStatus::Paired,
    };
    let sections = SectionSpans { title: 0..0, question: 0..6, answer: at("Het")..end };
    document(
        &screen(60),
        &WrittenQuestion { sections, exchanges: vec![exchange], text, ..WrittenQuestion::default() },
    )
}

#[test]
fn all_numbers_of_a_joint_answer_stand_with_it() {
    for numbers in ["1. en 2. ", "1, 2 en 3) ", "1 t/m 3. ", "1-2. ", "2. a) ", "1\n", "Antwoord 1 en 2:\n"] {
        let shown = shown_with_heading(&format!(".\n{numbers}"), &["2"]);
        assert!(shown.contains(&format!("antwoord 1 (samen met 2)\n{numbers}Ja.\n")), "{shown}");
        assert!(shown.contains("Het aantal kon dalen tot 2018.\n"), "{shown}");
    }
    let glued = shown_with_heading(" ongeveer1. ", &[]);
    assert!(glued.contains("antwoord 1\n1. Ja.\n"), "{glued}");
    for no_number in [" CO2. ", ". ", ".\nDit is het antwoord\n"] {
        let shown = shown_with_heading(no_number, &[]);
        assert!(shown.contains("antwoord 1\nJa.\n"), "{shown}");
    }
}

#[test]
fn a_heading_that_says_what_the_label_says_stands_for_it() {
    for heading in ["Antwoord op vraag 1", "ANTWOORD 1:", "Antwoord op de vraag 1."] {
        let shown = shown_with_heading(&format!(".\n{heading}\n"), &[]);
        assert!(shown.contains(&format!("\n\n{heading}\nJa.\n")), "{shown}");
        assert!(!shown.contains("antwoord 1\n"), "{shown}");
    }
}

#[test]
fn every_byte_of_a_document_is_shown() {
    let sample = sample();
    for width in [60, 120] {
        let shown = document(&screen(width), &sample).replace("\\u{202e}", "\u{202e}");
        for word in sample.text.split_whitespace() {
            assert!(shown.contains(word), "{word} is missing at {width} columns");
        }
    }
}

#[test]
fn a_document_without_anything_is_still_shown() {
    insta::assert_snapshot!(document(&screen(80), &WrittenQuestion::default()));
}

#[test]
fn concordance_lines_are_aligned() {
    let key = DocumentKey {
        reference: Reference {
            kind: Some(Kind::WrittenQuestion),
            session: Some(Session { start_year: 2017 }),
            ..Reference::numbered("221")
        },
        ..DocumentKey::default()
    };
    let line = |left: &str, hit: &str, right: &str| ConcordanceLine {
        document: key.clone(),
        left: left.into(),
        hit: hit.into(),
        right: right.into(),
        ..ConcordanceLine::default()
    };
    let lines = Concordance {
        query: "maatwerk".into(),
        total: 1_200,
        documents: 3,
        lines: vec![
            line("een lange zin die links niet helemaal past voor het ", "maatwerk", "bedrijf in de buurt"),
            line("kort ", "collectief maatwerk", " en nog veel meer woorden die rechts niet passen"),
        ],
    };
    insta::assert_snapshot!(concordance(&screen(90), &lines));
}

#[test]
fn trends_say_what_they_are_relative_to() {
    let period = |name: &str, documents, incomplete| TrendPeriod {
        name: name.into(),
        documents,
        words: documents * 300,
        incomplete,
    };
    let chart = Trend {
        relative: Some(Denominator::Documents),
        periods: vec![period("2017", 2_000, true), period("2018", 4_000, false)],
        series: vec![TrendSeries {
            query: "maatwerk".into(),
            group: Some("unknown".into()),
            counts: vec![0, 40],
            values: vec![0.0, 1.0],
            undated: 3,
        }],
        undated: 7,
        ..Trend::default()
    };
    insta::assert_snapshot!(trend(&screen(80), &chart));
}

#[test]
fn a_family_is_a_tree() {
    let branch = |lemma: &str, kind, split: (&str, &str, &str), occurrences| FamilyBranch {
        lemma: lemma.into(),
        kind,
        split: (split.0.into(), split.1.into(), split.2.into()),
        documents: 2,
        occurrences,
        forms: vec![TermCount { term: format!("{lemma}en"), documents: 2, occurrences }],
    };
    let tree = WordFamily {
        word: "maatwerk".into(),
        lemmas: vec!["maatwerk".into()],
        branches: vec![
            branch("maatwerk", MatchKind::Exact, ("", "maatwerk", ""), 12),
            branch("maatwerkbedrijf", MatchKind::Modifier, ("", "maatwerk", "bedrijf"), 8),
            branch("maatwerkdecreet", MatchKind::Modifier, ("", "maatwerk", "decreet"), 3),
        ],
    };
    insta::assert_snapshot!(family(&screen(80), &tree));
}
