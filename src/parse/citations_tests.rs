use super::*;

fn found(text: &str, context: &Reference) -> Vec<(String, String)> {
    find_references(text, context)
        .into_iter()
        .map(|cite| {
            let span = cite.span.start as usize..cite.span.end as usize;
            (text[span].to_owned(), cite.reference.key().unwrap())
        })
        .collect()
}

fn pairs(list: &[(&str, &str)]) -> Vec<(String, String)> {
    list.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect()
}

fn flemish(session: i16) -> Reference {
    Reference {
        parliament: Some(Parliament::Flemish),
        session: Some(Session { start_year: session }),
        ..Reference::default()
    }
}

#[test]
fn every_form_is_recognised_in_a_text() {
    let none = Reference::default();
    for (text, span, key) in [
        ("Zie SV nr. 234 (2025-2026).", "SV nr. 234 (2025-2026)", "flemish/sv/2025-2026/234"),
        ("Zoals vermeld in sv. 221 wens ik", "sv. 221", "flemish/sv/*/221"),
        (
            "op schriftelijke vraag nr. 221 van 19 januari 2018 heeft",
            "schriftelijke vraag nr. 221 van 19 januari 2018",
            "*/sv/2017-2018/221",
        ),
        (
            "mijn schriftelijke vraag nr. 1033 van 9 mei 2016 (Vragen en Antwoorden, Kamer, 2015-2016, nr. 77). Hieruit",
            "schriftelijke vraag nr. 1033 van 9 mei 2016 (Vragen en Antwoorden, Kamer, 2015-2016, nr. 77)",
            "chamber/sv/2015-2016/1033",
        ),
        ("vraag om uitleg 1096 (2014-2015) van", "vraag om uitleg 1096 (2014-2015)", "*/vou/2014-2015/1096"),
        (
            "vraag om uitleg nr. 1096 (2014-2015)",
            "vraag om uitleg nr. 1096 (2014-2015)",
            "*/vou/2014-2015/1096",
        ),
        ("zie 2024Z18435 hierover", "2024Z18435", "tk/zaak/2024z18435"),
        ("Kamerstuk 2024D28457", "2024D28457", "tk/document/2024d28457"),
        ("zie ah-tk-20242025-546.", "ah-tk-20242025-546", "tk/ah/2024-2025/546"),
        ("zie kv-tk-2024Z18435.", "kv-tk-2024Z18435", "tk/zaak/2024z18435"),
        (
            "Zie ook Aanhangsel Handelingen, vergaderjaar 2023–2024, nr. 1028.",
            "Aanhangsel Handelingen, vergaderjaar 2023–2024, nr. 1028",
            "tk/ah/2023-2024/1028",
        ),
        (
            "Aanhangsel Handelingen, vergaderjaar 2024–2025,nr. 349.",
            "Aanhangsel Handelingen, vergaderjaar 2024–2025,nr. 349",
            "tk/ah/2024-2025/349",
        ),
        (
            "Aanhangsel van de Handelingen II 2023/24, nr. 5",
            "Aanhangsel van de Handelingen II 2023/24, nr. 5",
            "tk/ah/2023-2024/5",
        ),
        (
            "de mondelinge vraag nr. 14343 (Integraal Verslag, Kamer, 2016-2017, CRIV 54 COM 557) bent",
            "mondelinge vraag nr. 14343 (Integraal Verslag, Kamer, 2016-2017, CRIV 54 COM 557)",
            "chamber/mv/2016-2017/14343",
        ),
        ("Bescherming. (MV 14901)", "MV 14901", "*/mv/*/14901"),
        (
            "uw parlementaire vraag  nr. 850 van 25 april 2016 gaf",
            "parlementaire vraag  nr. 850 van 25 april 2016",
            "*/sv/2015-2016/850",
        ),
        ("op vraag nr. 1.245 van 3 mei 2020", "vraag nr. 1.245 van 3 mei 2020", "*/sv/2019-2020/1245"),
    ] {
        assert_eq!(found(text, &none), pairs(&[(span, key)]), "{text}");
    }
}

#[test]
fn relative_references_take_the_session_of_the_citing_document() {
    assert_eq!(found("Zie sv. 221.", &flemish(2017)), pairs(&[("sv. 221", "flemish/sv/2017-2018/221")]));
    assert_eq!(
        found("Zie vraag nr. 12 van 3 oktober 2018.", &flemish(2017)),
        pairs(&[("vraag nr. 12 van 3 oktober 2018", "flemish/sv/2018-2019/12")])
    );
    let text = "vraag nr. 1033 (Vragen en Antwoorden, Kamer, 2015-2016, nr. 77)";
    assert_eq!(found(text, &flemish(2017))[0].1, "chamber/sv/2015-2016/1033");
}

#[test]
fn several_numbers_are_several_citations() {
    let none = Reference::default();
    assert_eq!(
        found(
            "parlementaire vragen nrs. 332 en 739 (Vragen en Antwoorden, Kamer, 2016-2017, nr. 120)",
            &none
        )
        .into_iter()
        .map(|(_, key)| key)
        .collect::<Vec<_>>(),
        ["*/sv/*/332", "chamber/sv/2016-2017/739"]
    );
    let text =
        "Deze vraag werd gesteld aan de ministers Jan Jansen (142), Mia De Wit (256) en Piet Pols (98).";
    assert_eq!(
        found(text, &flemish(2019)),
        pairs(&[
            ("Jan Jansen (142)", "flemish/sv/2019-2020/142"),
            ("Mia De Wit (256)", "flemish/sv/2019-2020/256"),
            ("Piet Pols (98)", "flemish/sv/2019-2020/98")
        ])
    );
}

#[test]
fn other_numbers_are_no_citations() {
    let none = Reference::default();
    for text in [
        "Zie het antwoord op vraag 2 en vraag nr. 2.",
        "koninklijk besluit nr. 20 van 20 juli 1970",
        "De vraag naar 221 woningen",
        "De sportclub SV Zulte speelt",
        "schriftelijke vragen over 300 dossiers",
        "2024X18435 en 12024Z18435 en 2024Z184351",
        "vraag nr. 51%",
        "",
    ] {
        assert_eq!(found(text, &none), [], "{text}");
    }
}

#[test]
fn the_sentence_around_a_citation_is_its_evidence() {
    let text = "Dat is bekend. Zoals vermeld in sv. 221 wens ik dit voort te zetten. Meer niet.";
    let cite = &find_references(text, &Reference::default())[0];
    let sentence = &text[cite.sentence.start as usize..cite.sentence.end as usize];
    assert_eq!(sentence.trim(), "Zoals vermeld in sv. 221 wens ik dit voort te zetten.");
}

#[test]
fn a_query_that_is_just_a_reference_is_read_as_one() {
    for (query, key) in [
        ("SV nr. 234 (2025-2026)", "flemish/sv/2025-2026/234"),
        ("sv 221", "flemish/sv/*/221"),
        ("sv. 221", "flemish/sv/*/221"),
        ("SV 221 2017-2018", "flemish/sv/2017-2018/221"),
        ("nr. 221", "*/sv/*/221"),
        ("nr. 77", "*/sv/*/77"),
        ("schriftelijke vraag nr. 5", "*/sv/*/5"),
        ("nr. 221 van 19 januari 2018", "*/sv/2017-2018/221"),
        ("schriftelijke vraag nr. 221 van 19 januari 2018", "*/sv/2017-2018/221"),
        ("vraag nr. 221 (2017-2018)", "*/sv/2017-2018/221"),
        ("2024z18435", "tk/zaak/2024z18435"),
        ("ah-tk-20242025-546", "tk/ah/2024-2025/546"),
        ("Aanhangsel Handelingen, vergaderjaar 2023–2024, nr. 1028", "tk/ah/2023-2024/1028"),
        ("vraag om uitleg 1096 (2014-2015)", "*/vou/2014-2015/1096"),
        ("55-B034-2-0136-2020202107205", "chamber/id/55-b034-2-0136-2020202107205"),
        ("Kamer, schriftelijke vraag nr. 136 (2020-2021)", "chamber/sv/2020-2021/136"),
        ("MV 14901", "*/mv/*/14901"),
    ] {
        assert_eq!(read_reference(query).and_then(|r| r.key()).as_deref(), Some(key), "{query}");
    }
    for query in [
        "maatwerk",
        "221",
        "sv 221 maatwerk",
        "maatwerk sv. 221",
        "",
        "schriftelijke vraag",
        "nr",
        "nr. 5 maatwerk",
        "é",
    ] {
        assert_eq!(read_reference(query), None, "{query}");
    }
}

#[test]
fn printed_citations_are_read_back() {
    for (parliament, kind, number) in [
        (Parliament::Flemish, Kind::WrittenQuestion, "234"),
        (Parliament::TweedeKamer, Kind::WrittenQuestion, "546"),
        (Parliament::Chamber, Kind::WrittenQuestion, "136"),
        (Parliament::TweedeKamer, Kind::WrittenQuestion, "2024Z18435"),
    ] {
        let session = (number != "2024Z18435").then_some(Session { start_year: 2025 });
        let reference = Reference {
            parliament: Some(parliament),
            kind: Some(kind),
            session,
            number: Some(number.to_owned()),
            date: None,
        };
        assert_eq!(read_reference(&reference.citation()), Some(reference));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_gives_spans_inside_it(text in "(sv\\. |SV nr\\. |vraag nr\\. |Aanhangsel Handelingen|ah-tk-|2024Z|[0-9]{1,5}| van 3 mei 2018|\\(|\\)|é|, | en |\\n|gesteld aan de ministers ){0,12}") {
        for cite in find_references(&text, &Reference::default()) {
            let span = cite.span.start as usize..cite.span.end as usize;
            proptest::prop_assert!(text.get(span.clone()).is_some());
            proptest::prop_assert!(cite.sentence.start <= cite.span.start && cite.sentence.end >= cite.span.end);
        }
        let _ = read_reference(&text);
    }
}
