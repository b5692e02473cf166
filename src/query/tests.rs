use proptest::prelude::*;

use super::*;
use crate::model::{Date, DateRange, Kind, Parliament, Section, Session};

fn tree(text: &str) -> Node {
    match parse(text) {
        Ok(query) => query.root,
        Err(error) => panic!("{error}\n{}", error.picture()),
    }
}

fn word(text: &str) -> Node {
    Node::Word(Word::family(text))
}

fn printed(text: &str) -> String {
    tree(text).to_string()
}

#[test]
fn words_stand_together_and_or_binds_loosest() {
    let expected = Node::or(vec![Node::and(vec![word("a1"), word("b1")]), word("c1")]);
    assert_eq!(tree("a1 b1 OR c1"), expected);
    assert_eq!(tree("a1 EN b1 OF c1"), expected);
    assert_eq!(tree("(a1 AND b1) OR c1"), expected);
    assert_eq!(printed("a1 (b1 OR c1)"), "a1 (b1 OR c1)");
    assert_eq!(printed("(a1 b1) c1"), "a1 b1 c1");
}

#[test]
fn negations_are_alike_and_cancel() {
    for text in ["werk -arbeid", "werk NOT arbeid", "werk NIET arbeid", "werk NOT -NIET arbeid"] {
        assert_eq!(printed(text), "werk -arbeid", "{text}");
    }
    assert_eq!(printed("NOT -arbeid"), "arbeid");
    assert_eq!(printed("-(een twee)"), "-(een twee)");
    assert_eq!(printed("sociale - economie -- plan –"), "sociale economie plan");
}

#[test]
fn lower_case_operators_are_words() {
    assert_eq!(printed("wel of niet"), "wel of niet");
    assert_eq!(printed("\\OF"), "\\OF");
    assert_eq!(tree("\\OF"), word("OF"));
}

#[test]
fn phrases() {
    let phrase = |text: &str, within, literal| Node::Phrase(Phrase { text: text.into(), within, literal });
    assert_eq!(tree("\"sociale economie\""), phrase("sociale economie", None, false));
    assert_eq!(tree("“sociale economie”"), phrase("sociale economie", None, false));
    assert_eq!(tree("=\"sociale economie\""), phrase("sociale economie", None, true));
    assert_eq!(tree("\"armoede kinderen\"~5"), phrase("armoede kinderen", Some(5), false));
    assert_eq!(tree("\"zei \\\"nee\\\"\""), phrase("zei \"nee\"", None, false));
    assert_eq!(tree("\"een OR twee\""), phrase("een OR twee", None, false));
}

#[test]
fn patterns() {
    let pattern = |text: &str| match tree(text) {
        Node::Word(word) => (word.text, word.pattern),
        other => panic!("{other:?}"),
    };
    assert_eq!(pattern("=maatwerk"), ("maatwerk".into(), Pattern::Exact));
    assert_eq!(pattern("maat*"), ("maat".into(), Pattern::Prefix { raw: false }));
    assert_eq!(pattern("*werk"), ("werk".into(), Pattern::Suffix { raw: false }));
    assert_eq!(pattern("*werk*"), ("werk".into(), Pattern::Infix { raw: false }));
    assert_eq!(pattern("=*werk*"), ("werk".into(), Pattern::Infix { raw: true }));
    assert_eq!(pattern("maatwerk~"), ("maatwerk".into(), Pattern::Fuzzy { distance: 1 }));
    assert_eq!(pattern("maatwerk~2"), ("maatwerk".into(), Pattern::Fuzzy { distance: 2 }));
    assert_eq!(pattern("maat\\*"), ("maat*".into(), Pattern::Family));
    assert_eq!(tree("*"), Node::All);
    assert_eq!(tree(""), Node::All);
}

#[test]
fn fields_have_dutch_and_english_names() {
    for (dutch, english) in [
        ("vraagsteller:beenders", "asker:beenders"),
        ("partij:groen", "party:groen"),
        ("bevoegdheid:wonen", "PORTFOLIO:wonen"),
        ("thema:armoede", "theme:armoede"),
        ("bron:archief", "source:archief"),
        ("nr:221", "number:221"),
        ("jaar:2018", "year:2018"),
        ("datum:2018-01..2018-06", "date:2018-01..2018-06"),
        ("zittingsjaar:2017-2018", "session:2017-2018"),
        ("parlement:vlaams", "parliament:flemish"),
        ("soort:schriftelijk", "kind:written-question"),
        ("heeft:antwoord", "has:answer"),
        ("minister:onbekend", "minister:unknown"),
        ("in:vraag|titel werk", "in:title|question werk"),
    ] {
        assert_eq!(tree(dutch), tree(english));
    }
    let day = |text: &str| Some(text.parse::<Date>().expect("a date"));
    let filter = |text: &str| match tree(text) {
        Node::Filter(filter) => filter,
        other => panic!("{other:?}"),
    };
    let name = |value: &str| Filter::Name { field: NameField::Minister, value: value.into() };
    assert_eq!(filter("minister:\"van den bossche\""), name("van den bossche"));
    assert_eq!(filter("minister:\"onbekend\""), name("onbekend"));
    assert_eq!(filter("datum:2018.."), Filter::Date(DateRange { since: day("2018"), until: None }));
    assert_eq!(filter("jaar:..2018"), Filter::Date(DateRange { since: None, until: day("2018") }));
    assert_eq!(filter("nr:2024Z18435"), Filter::Number(Numbers::One("2024Z18435".into())));
    let reference = "SV nr. 221 (2017-2018)";
    assert_eq!(filter(&format!("verwijzing:\"{reference}\"")), Filter::Reference(reference.into()));
    assert_eq!(Filter::reference(&format!(" {reference} ")), Some(Filter::Reference(reference.into())));
    assert_eq!((Filter::reference("221"), Filter::reference("maatwerk")), (None, None));
    assert!(parse("verwijzing:maatwerk").is_err());
    assert_eq!(filter("nr:200..300"), Filter::Number(Numbers::Range(Some(200), Some(300))));
    let session = Some(Session { start_year: 2017 });
    assert_eq!(
        filter("zittingsjaar:2017-18"),
        Filter::Session(SessionRange { since: session, until: session })
    );
    assert_eq!(filter("parlement:kamer"), Filter::Parliament(Parliament::Chamber));
    assert_eq!(filter("soort:sv"), Filter::Kind(Kind::WrittenQuestion));
}

#[test]
fn a_section_counts_for_its_group() {
    let expected =
        Node::In(vec![Section::Title], Box::new(Node::and(vec![word("sociale"), word("economie")])));
    assert_eq!(tree("sociale in:titel economie"), expected);
    assert_eq!(printed("in:titel sociale economie OR plan"), "in:titel sociale economie OR plan");
    assert_eq!(printed("plan (in:titel sociale)"), "plan (in:titel sociale)");
    assert_eq!(printed("in:titel (een OR twee)"), "in:titel (een OR twee)");
}

#[test]
fn colons_that_are_no_fields_stay_text() {
    for text in ["https://example.org/a", "14:30", "Onderwerp: subsidie"] {
        assert!(!matches!(tree(text), Node::Filter(_)), "{text}");
    }
}

#[test]
fn every_fault_points_and_advises() {
    let deep = "(".repeat(MAX_DEPTH + 1) + "a1";
    let long = "a".repeat(MAX_CHARS + 1);
    let many = "a ".repeat(MAX_CLAUSES + 1);
    let texts = [
        "sociale \"economie",
        "(een twee",
        "een) twee",
        "een ()",
        "\"\"",
        "een OR",
        "OF een",
        "een NIET",
        "een EN EN",
        "ministr:homans",
        "xyzzy:homans",
        "minister: homans",
        "datum:19-01-2018",
        "datum:2018-13",
        "jaar:2018-01",
        "jaar:..",
        "datum:2019..2018",
        "nr:300..200",
        "nr:a..b",
        "zittingsjaar:2017-2019",
        "zittingsjaar:2019..2017",
        "parlement:senaat",
        "soort:brief",
        "heeft:bijlage",
        "partij:gro*",
        "in:bijlage werk",
        "maat*werk",
        "a*",
        "maatwerk~3",
        "=maatwerk~1",
        "\"een twee\"~100",
        "\"een twee\"~x",
        "minister:\"een twee\"~5",
        "=*",
        "in:titel een in:vraag twee",
        "in:titel",
        "een -in:titel",
        "één tweede\u{202e} ｗｉｄｅ \"drie",
        deep.as_str(),
        long.as_str(),
        many.as_str(),
    ];
    let mut report = String::new();
    for text in texts {
        let error = parse(text).expect_err(text);
        assert!(error.query.get(error.at.clone()).is_some(), "{text}");
        report.push_str(&format!("{}\n{}\n{}\n\n", error.fault, error.picture(), error.fault.advice()));
    }
    insta::assert_snapshot!(report);
}

#[test]
fn plain_text_is_never_syntax() {
    let query = plain("minister:homans -\"sociale OR (economie)\" - a* OR", Match::All);
    assert_eq!(query.words().len(), 5);
    assert_eq!(parse(&query.to_string()), Ok(query));
    assert_eq!(plain(" - ", Match::Any), Query::all());
    assert_eq!(plain("een twee een", Match::Any).to_string(), "een OR twee");
}

#[test]
fn any_word_is_enough_but_filters_hold() {
    let query = parse("een twee -drie minister:homans").expect("a query").matching(Match::Any);
    assert_eq!(query.to_string(), "(een OR twee) -drie minister:homans");
    assert_eq!(query.words().len(), 2);
}

#[test]
fn long_chains_take_no_exponential_time() {
    let nested = "(".repeat(MAX_DEPTH) + "a1" + &")".repeat(MAX_DEPTH);
    assert_eq!(tree(&nested), word("a1"));
    assert_eq!(printed(&"- ".repeat(4_000)), "*");
    assert!(parse(&"-".repeat(MAX_CHARS)).is_ok());
    assert!(parse(&"NOT ".repeat(MAX_CLAUSES)).is_err());
}

fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-zé0-9]{1,8}",
        "[a-z]{1,4}[-:'*~=()\\\\\"“ .$]{1,3}[a-z0-9]{1,4}",
        "[-=*~:$]{1,2}[a-z]{2,4}",
        Just("OR".to_owned()),
        Just("NIET".to_owned()),
        Just("onbekend".to_owned()),
    ]
    .prop_map(|text| text.trim().to_owned())
    .prop_filter("two letters or digits", |text| text.chars().filter(|c| c.is_alphanumeric()).count() > 1)
}

fn any_node() -> impl Strategy<Value = Node> {
    let date = prop_oneof![Just("2018"), Just("2018-01"), Just("2018-01-19")]
        .prop_map(|text| text.parse::<Date>().expect("a date"));
    let pattern = prop_oneof![
        Just(Pattern::Family),
        Just(Pattern::Exact),
        any::<bool>().prop_map(|raw| Pattern::Prefix { raw }),
        any::<bool>().prop_map(|raw| Pattern::Suffix { raw }),
        any::<bool>().prop_map(|raw| Pattern::Infix { raw }),
        (1u8..3).prop_map(|distance| Pattern::Fuzzy { distance }),
    ];
    let name = prop_oneof![
        Just(NameField::Minister),
        Just(NameField::Portfolio),
        Just(NameField::Asker),
        Just(NameField::Party),
        Just(NameField::Theme),
        Just(NameField::Source)
    ];
    let session = (1990i16..2020).prop_map(|start_year| Session { start_year });
    let filter = prop_oneof![
        (name.clone(), any_text()).prop_map(|(field, value)| Filter::Name { field, value }),
        name.prop_map(|name| Filter::Unknown(UnknownField::Name(name))),
        Just(Filter::HasAnswer),
        Just(Filter::Parliament(Parliament::TweedeKamer)),
        Just(Filter::Kind(Kind::Interpellation)),
        any_text().prop_map(|number| Filter::Number(Numbers::One(number))),
        Just(Filter::Reference("SV nr. 221 (2017-2018)".into())),
        (0u64..300, 0u64..300)
            .prop_map(|(since, more)| Filter::Number(Numbers::Range(Some(since), Some(since + more)))),
        date.clone().prop_map(|date| Filter::Date(DateRange { since: Some(date), until: None })),
        date.prop_map(|date| Filter::Date(DateRange { since: Some(date), until: Some(date) })),
        session.prop_map(|since| Filter::Session(SessionRange { since: Some(since), until: Some(since) })),
    ];
    let leaf = prop_oneof![
        Just(Node::All),
        (any_text(), pattern).prop_map(|(text, pattern)| Node::Word(Word { text, pattern })),
        (any_text(), proptest::option::of(0u32..100), any::<bool>())
            .prop_map(|(text, within, literal)| Node::Phrase(Phrase { text, within, literal })),
        filter.prop_map(Node::Filter),
    ];
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Node::and),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(Node::or),
            inner.clone().prop_map(Node::negated),
            inner.prop_filter_map("words", |node| {
                (node != Node::All).then(|| Node::In(vec![Section::Title, Section::Answer], Box::new(node)))
            }),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn trees_print_back_to_themselves(root in any_node()) {
        let printed = root.to_string();
        prop_assert_eq!(parse(&printed).map(|query| query.root), Ok(root), "{}", printed);
    }

    #[test]
    fn any_text_parses_or_faults_inside_itself(text in "\\PC{0,60}|[-()\"~*=: a-bORNT\\\\.|]{0,60}") {
        match parse(&text) {
            Ok(query) => prop_assert_eq!(parse(&query.to_string()), Ok(query.clone()), "{}", query),
            Err(error) => {
                prop_assert!(error.query.get(error.at.clone()).is_some());
                prop_assert_eq!(error.picture().lines().count(), 2);
            }
        }
        let plain = plain(&text, Match::All);
        prop_assert_eq!(parse(&plain.to_string()), Ok(plain));
    }
}
