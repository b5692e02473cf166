use super::*;

fn parse(text: &str) -> Option<Draft> {
    super::parse(text, None)
}

const FULL: &str = "\nSCHRIFTELIJKE VRAAG\n\nnr. 1.045\nvan VEERLE VAN DEN BERG\ndatum: 19 januari 2018\n\naan PIET DE WIT\nVICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN VENEN,\nPOLDERS EN KMO\n\nTurfwinning  -  Vergunningen (2)\n\nIn antwoord op schriftelijke vraag nr. 88 van 3 mei 2016 gaf de minister cijfers.\n\n1. Hoeveel vergunningen zijn er?\na) Per provincie?\nb) Per jaar?\n2. Komen er meer?\n\n\nPIET DE WIT\nVICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN VENEN,\nPOLDERS EN KMO\n\nANTWOORD \nop vraag nr. 1045 van 19 januari 2018\nvan VEERLE VAN DEN BERG\n\n1. Er zijn er tien.\n2. Neen.\n\nBIJLAGE\nTabel";

fn running(passage: &Passage) -> &str {
    match passage {
        Passage::Running(text) => text,
        Passage::Blocks(_) => panic!("no blocks in this layout"),
    }
}

fn date(draft: &Draft) -> Option<String> {
    draft.date.map(|date| date.to_string())
}

#[test]
fn a_full_header_gives_everything() {
    let draft = parse(FULL).unwrap();
    assert_eq!(draft.parliament, Some(Parliament::Flemish));
    assert_eq!(draft.kind, Kind::WrittenQuestion);
    assert_eq!(draft.number.as_deref(), Some("1045"));
    assert_eq!(date(&draft).as_deref(), Some("2018-01-19"));
    assert_eq!(draft.askers[0].name, "Veerle Van den Berg");
    assert_eq!(draft.ministers.len(), 1);
    assert_eq!(draft.ministers[0].name.as_deref(), Some("Piet De Wit"));
    assert_eq!(
        draft.ministers[0].portfolio.as_deref(),
        Some("Viceminister-president van de Vlaamse Regering, Vlaams minister van Venen, Polders en KMO")
    );
    assert_eq!(draft.title, "Turfwinning  -  Vergunningen (2)");
    assert!(running(&draft.question).starts_with("In antwoord op"));
    assert!(running(&draft.question).ends_with("2. Komen er meer?"));
    assert!(
        running(&draft.answer).starts_with("1. Er zijn er tien.")
            && running(&draft.answer).ends_with("Tabel")
    );
    assert!(draft.doubts.is_empty());
}

#[test]
fn without_empty_lines_the_title_still_ends() {
    let text = "SCHRIFTELIJKE VRAAG\nnr. 7\nvan AN BOS\ndatum: 1 maart 2025\naan JO DIJK\nVLAAMS MINISTER VAN VENEN\nTurf  -  Een heel lang onderwerp dat over de regel loopt en daarna\nverder gaat (3)\nOp 3 februari stond het in de krant.\n1. Klopt dat?\nJO DIJK\nVLAAMS MINISTER VAN VENEN\nANTWOORD\nop vraag nr. 7 van 1 maart 2025\nvan AN BOS\nJa.";
    let draft = parse(text).unwrap();
    assert_eq!(
        draft.title,
        "Turf  -  Een heel lang onderwerp dat over de regel loopt en daarna verder gaat (3)"
    );
    assert!(running(&draft.question).starts_with("Op 3 februari"));
    assert_eq!(running(&draft.answer), "Ja.");
}

#[test]
fn the_answer_header_alone_tells_number_date_and_asker() {
    let text = " Turf - Toekomst\n\nTurf is oud.\n\n1. Blijft het?\n ANTWOORD\nop vraag nr. 823 van 23 september 2020\nvan MAURITS VANDE VEEN\n\n1. Ja.";
    let draft = parse(text).unwrap();
    assert_eq!(draft.number.as_deref(), Some("823"));
    assert_eq!(date(&draft).as_deref(), Some("2020-09-23"));
    assert_eq!(draft.askers[0].name, "Maurits Vande Veen");
    assert!(draft.ministers.is_empty());
    assert_eq!(draft.title, "Turf - Toekomst");
    assert_eq!(running(&draft.answer), "1. Ja.");
}

#[test]
fn a_cited_number_is_never_the_documents_own() {
    let text = " Turf  -  Opvolging (2)\n\nIn antwoord op schriftelijke vraag nr. 221 van 19 januari 2018 gaf de minister cijfers.\n\n1. Wie was erbij?\n\n2. Wat kost het?\n 1. Iedereen was erbij.\n\n2. Zoals vermeld in sv. 221 kost het niets.";
    let draft = parse(text).unwrap();
    assert_eq!((draft.number, draft.date, draft.parliament), (None, None, None));
    assert!(draft.ministers.is_empty() && draft.askers.is_empty());
    assert_eq!(draft.title, "Turf  -  Opvolging (2)");
    assert!(running(&draft.question).ends_with("2. Wat kost het?"));
    assert!(running(&draft.answer).starts_with("1. Iedereen"));
    assert_eq!(draft.doubts[0].code, "boundary-guessed");
}

#[test]
fn a_restart_marks_the_answer_even_without_its_space() {
    let text = "Turf - Opvolging\n\n1. Wie was erbij?\n2. Wat kost het?\n3. Waarom?\n1. Iedereen was erbij, ook de pers.\n2. Niets.\n3. Daarom.";
    let draft = parse(text).unwrap();
    assert!(running(&draft.answer).starts_with("1. Iedereen"), "{draft:?}");
}

#[test]
fn a_list_in_the_introduction_is_no_answer() {
    let text = "SCHRIFTELIJKE VRAAG\nnr. 7\nvan AN BOS\ndatum: 1 maart 2025\naan JO DIJK\nVLAAMS MINISTER VAN VENEN\n\nTurf - Plan\n\nIs er een plan? Het omvat:\n1. het veen;\n2. de turf.\n\n1. Wie betaalt?\n2. Hoeveel?";
    let draft = parse(text).unwrap();
    assert!(draft.answer.is_empty(), "{draft:?}");
    assert!(draft.doubts.is_empty());
}

#[test]
fn a_bare_line_marks_the_answer() {
    for heading in ["ANTWOORD", "Antwoord", "ANTWOORD:", " Antwoord ", "GECOÖRDINEERD ANTWOORD", "Antwoord."]
    {
        let text =
            format!(" Turf - Toekomst\n\nTurf is oud.\n\n1. Blijft het?\n{heading}\n1. Ja. Wie vraagt dat?");
        let draft = parse(&text).unwrap();
        assert_eq!(draft.title, "Turf - Toekomst", "{heading}");
        assert!(running(&draft.question).ends_with("1. Blijft het?"), "{heading}");
        assert_eq!(running(&draft.answer), "1. Ja. Wie vraagt dat?", "{heading}");
        assert_eq!((draft.number, draft.parliament), (None, None), "{heading}");
        assert!(draft.doubts.is_empty(), "{heading}");
    }
    // Also where the question does not end with a mark, but an empty line follows it, or a list of its own.
    let draft = parse("Turf - Toekomst\n\nGraag een overzicht\n\nAntwoord\n\na) Turf\nb) Veen").unwrap();
    assert!(running(&draft.answer).starts_with("a) Turf"));
    // And below a full header, whose minister is printed again.
    let text = FULL
        .replace("ANTWOORD \nop vraag nr. 1045 van 19 januari 2018\nvan VEERLE VAN DEN BERG\n", "Antwoord");
    let draft = parse(&text).unwrap();
    assert!(running(&draft.question).ends_with("2. Komen er meer?") && draft.parliament.is_some());
    assert!(running(&draft.answer).starts_with("1. Er zijn er tien."));
}

#[test]
fn a_sentence_with_the_word_is_no_heading() {
    for text in [
        "Turf - Toekomst\n\nAntwoord op deze vraag volgt later.\nTurf is oud.",
        "Turf - Toekomst\n\nHet\nAntwoord\nop\nde\nvraag\nvolgt.",
        "Turf - Toekomst\n\nDe minister geeft het\nANTWOORD\nKort en krachtig.",
        "Turf - Toekomst\n\nIs dat het?\nAntwoord\ngeven doet hij niet.",
        "ANTWOORD\nTurf is oud.",
        "Turf is oud?\n\nANTWOORD\n",
        "Turf is oud?\n\nAntwoorden\n\nJa.",
    ] {
        assert!(parse(text).is_none(), "{text}");
    }
}

#[test]
fn several_bare_lines_are_a_doubt() {
    let draft = parse("Turf\n\n1. Is het oud?\nAntwoord\nJa.\n2. Blijft het?\nAntwoord\nNeen.").unwrap();
    assert!(running(&draft.answer).starts_with("Ja."));
    assert_eq!(draft.doubts[0].code, "boundary-guessed");
}

#[test]
fn headings_in_words_below_a_full_header_are_its_questions() {
    let header = "SCHRIFTELIJKE VRAAG\nnr. 7\nvan AN BOS\ndatum: 1 maart 2025\naan JO DIJK\nVLAAMS MINISTER VAN VENEN\nTurf - Plan\nHet veen noemt kabouters.\n";
    assert!(super::super::flemish_header::is_complete(header));
    let question = "Vraag 1\nWaar?\nVraag 2\nHoe?\n";
    let draft = parse(&format!("{header}{question}Antwoord op vragen 1 en 2\nDaar.")).unwrap();
    assert_eq!((draft.number.as_deref(), draft.title.as_str()), (Some("7"), "Turf - Plan"));
    assert_eq!(running(&draft.question), "Het veen noemt kabouters.\nVraag 1\nWaar?\nVraag 2\nHoe?");
    assert_eq!(running(&draft.answer), "Antwoord op vragen 1 en 2\nDaar.");
    let signed =
        "JO DIJK\nVLAAMS MINISTER VAN VENEN\nANTWOORD\nop vraag nr. 7 van 1 maart 2025\nvan AN BOS\n";
    let draft = parse(&format!("{header}{question}{signed}Antwoord op vraag 1\nDaar.")).unwrap();
    assert!(running(&draft.question).ends_with("Hoe?"));
    assert_eq!(running(&draft.answer), "Antwoord op vraag 1\nDaar.");
    // In turns.
    let text = format!("{header}Vraag 1\nWaar?\nAntwoord 1\nDaar.\nVraag 2\nHoe?\nAntwoord 2\nZo.");
    let draft = parse(&text).unwrap();
    let (Passage::Blocks(question), Passage::Blocks(answer)) = (&draft.question, &draft.answer) else {
        panic!("turns make blocks")
    };
    assert_eq!((question.len(), answer.len()), (3, 2));
    assert_eq!(question[0].body, "Het veen noemt kabouters.");
    let draft = parse(&text.replace("1\n", "1: ").replace("2\n", "2: ")).unwrap();
    let (Passage::Blocks(question), Passage::Blocks(answer)) = (&draft.question, &draft.answer) else {
        panic!("turns make blocks")
    };
    assert_eq!((question[2].body.as_str(), answer[1].body.as_str()), ("Hoe?", "Zo."));
}

#[test]
fn a_header_with_colons_is_read_too() {
    let text = "Schriftelijke vraag\nNr. 33\nVan: An Bos\nDatum: 03/04/2015\nAan: Jo Dijk, Vlaams minister van Venen\n\nOnderwerp: Turf - Plan\n\nVraag 1: Waar?\nVraag 2: Hoe?\n\nAntwoord\nAntwoord 1: Daar.\nAntwoord 2: Zo.";
    assert!(super::super::flemish_header::is_complete(text));
    let draft = parse(text).unwrap();
    assert_eq!(draft.parliament, Some(Parliament::Flemish));
    assert_eq!((draft.number.as_deref(), date(&draft).as_deref()), (Some("33"), Some("2015-04-03")));
    assert_eq!((draft.askers[0].name.as_str(), draft.title.as_str()), ("An Bos", "Turf - Plan"));
    assert_eq!(draft.ministers[0].name.as_deref(), Some("Jo Dijk"));
    assert_eq!(running(&draft.question), "Vraag 1: Waar?\nVraag 2: Hoe?");
    assert_eq!(running(&draft.answer), "Antwoord 1: Daar.\nAntwoord 2: Zo.");
    let draft = parse(&text.replace(", Vlaams minister van Venen", ", minister van Venen")).unwrap();
    assert_eq!(draft.parliament, None);
}

#[test]
fn two_ministers_and_two_askers_are_kept() {
    let text = "SCHRIFTELIJKE VRAAG\nnr. 7\nvan AN BOS en EL DIJK\ndatum: 1 maart 2025\naan JO DIJK\nVLAAMS MINISTER VAN VENEN\nen aan MIA POEL\nVLAAMS MINISTER VAN POLDERS\n\nTurf - Plan\n\nWaarom?";
    let draft = parse(text).unwrap();
    assert_eq!(draft.ministers.len(), 2);
    assert_eq!(draft.ministers[1].portfolio.as_deref(), Some("Vlaams minister van Polders"));
    assert_eq!(draft.askers.len(), 2);
}

#[test]
fn other_texts_are_left_alone() {
    for text in [
        "",
        "Verslag\n\nDe leden spraken over het ANTWOORD.",
        "Eén zin?",
        " Gewone brief\n\nGeachte heer, hoe gaat het?\n\nMet vriendelijke groet",
    ] {
        assert!(parse(text).is_none(), "{text}");
    }
}

proptest::proptest! {
    #[test]
    fn no_text_breaks_it(text in "(SCHRIFTELIJKE VRAAG|ANTWOORD|nr\\. 5|van JAN|aan PIET|MINISTER|op vraag nr\\. |datum: 3 mei 2018|1\\. |\\?|é| |\\n){0,40}") {
        let _ = parse(&text);
    }
}
