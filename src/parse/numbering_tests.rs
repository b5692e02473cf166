use super::*;
use crate::parse::labels::label_at;

fn labels(text: &str) -> Option<(String, &str)> {
    let (labels, length) = read_labels(text, true)?;
    let names: Vec<String> = labels.iter().map(ToString::to_string).collect();
    Some((names.join(" "), &text[length..]))
}

#[test]
fn lists_of_labels_are_read_to_their_closing_sign() {
    for (text, names, rest) in [
        ("1. Wie", "1", " Wie"),
        ("1.\n", "1", "\n"),
        ("12) Wie", "12", " Wie"),
        ("a) Wie", "a", " Wie"),
        ("2c) Wie", "2c", " Wie"),
        ("2.c) Wie", "2c", " Wie"),
        ("3. a) Welke", "3a", " Welke"),
        ("3. a) en b) Welke", "3a 3b", " Welke"),
        ("3 a) tot c) Welke", "3a 3b 3c", " Welke"),
        ("1-4.Het decreet", "1 2 3 4", "Het decreet"),
        ("7 - 8. Het", "7 8", " Het"),
        ("8, 9. Het", "8 9", " Het"),
        ("1. en 2. Het", "1 2", " Het"),
        ("1 en 2. Het", "1 2", " Het"),
        ("1., 2., 3. b), 3. c) en 4. Er", "1 2 3b 3c 4", " Er"),
        ("1. tot 3. Het", "1 2 3", " Het"),
        ("1 t/m 4: Het", "1 2 3 4", " Het"),
        ("1 tot en met 3. Het", "1 2 3", " Het"),
        ("1 & 2. Het", "1 2", " Het"),
        ("2 en 3\nJa", "2 3", "\nJa"),
        ("10\nJa", "10", "\nJa"),
        ("1/ Het", "1", " Het"),
    ] {
        assert_eq!(labels(text), Some((names.to_owned(), rest)), "{text}");
    }
    for text in [
        "1.200 euro",
        "1.12.2022",
        "9/09/2016",
        "2018. Het",
        "30 juni",
        "1° het",
        "51% van",
        "",
        "é",
        "0. nee",
        "5-10 jaar",
        "a b",
    ] {
        assert_eq!(labels(text), None, "{text}");
    }
}

fn names(text: &str, side: Side<'_>) -> Vec<(String, String)> {
    items(text, &marks(text), side)
        .iter()
        .map(|item| {
            let labels: Vec<String> = item.labels.iter().map(ToString::to_string).collect();
            (labels.join("+"), text[item.body..item.range.end].trim().to_owned())
        })
        .collect()
}

fn keys(text: &str, side: Side<'_>) -> Vec<String> {
    names(text, side).into_iter().map(|(label, _)| label).collect()
}

#[test]
fn glued_sentences_still_show_their_numbers() {
    let text = "De trein reed niet.Daarom mijn vragen: 1. Wat was de oorzaak?2. Wie betaalt?a) De klant?b) Infrabel3. Wanneer is het klaar?";
    assert_eq!(
        names(text, Side::Question),
        [
            ("1", "Wat was de oorzaak?"),
            ("2", "Wie betaalt?"),
            ("2a", "De klant?"),
            ("2b", "Infrabel"),
            ("3", "Wanneer is het klaar?")
        ]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
}

#[test]
fn the_list_of_an_introduction_is_not_taken_for_questions() {
    let text = "Het plan omvat:\n1. het loket;\n2. de opleiding;\n3. de promotie.\n\n1. Kan de minister een overzicht geven?\na) Wie?\nb) Wat?\n2. Welke opdrachten lopen?\na) looptijd;\nb) bedrag.";
    assert_eq!(keys(text, Side::Question), ["1", "1a", "1b", "2", "2a", "2b"]);
}

#[test]
fn a_list_inside_a_question_is_enclosed() {
    let text = "1. Geef de cijfers voor:\n1. Gent\n2. Brugge\n3. Aalst?\n2. Waarom?\n3. Wanneer voor:\n1. Gent\n2. Brugge";
    assert_eq!(keys(text, Side::Question), ["1", "2", "3"]);
}

#[test]
fn numbers_in_sentences_are_no_labels() {
    let text = "Zie nr. 5. Het bedrag was 1.200 euro op 9/09/2016. Er waren 2. Dat is weinig.";
    assert!(keys(text, Side::Question).is_empty());
    assert!(keys("1. Eén zin die niets vraagt.", Side::Question).is_empty());
}

#[test]
fn answers_follow_the_labels_that_were_asked() {
    let asked: Vec<Label> = (1..=9)
        .map(Label::number)
        .chain([Label { number: 3, letter: b'a' }, Label { number: 3, letter: b'b' }])
        .collect();
    let text = "1-2. Ja.\n3. Als volgt:\na) een\nb) twee\nc) drie\n4. Nee:\n1. omdat\n2. want\n8, 9. Later.";
    assert_eq!(keys(text, Side::Answer(&asked)), ["1+2", "3", "3a", "3b", "4", "8+9"]);
    let numbers: Vec<Label> = (1..=4).map(Label::number).collect();
    assert_eq!(keys("1. Ja:\na) een\nb) twee\n2. Nee.", Side::Answer(&numbers)), ["1", "2"]);
    assert_eq!(keys("2. Alleen dit.\n4. En dat.", Side::Answer(&numbers)), ["2", "4"]);
    assert_eq!(keys("1., 2. en 4. Samen. 3. Apart.", Side::Answer(&numbers)), ["1+2+4", "3"]);
    assert!(keys("Het antwoord is ja.", Side::Answer(&numbers)).is_empty());
}

#[test]
fn headings_in_words_are_labels() {
    for (text, names, rest) in [
        ("Vraag 1\nWaar?", "1", "\nWaar?"),
        ("Vraag 1 en 2: Ja", "1 2", " Ja"),
        ("Vragen 1 tot 3\n", "1 2 3", "\n"),
        ("Antwoord 1 en 2\nJa", "1 2", "\nJa"),
        ("Antwoord op vragen 1 en 3\nJa", "1 3", "\nJa"),
        ("Antwoord op de vraag 2c: Ja", "2c", " Ja"),
        ("ANTWOORDEN OP DE VRAGEN 1-3\nJa", "1 2 3", "\nJa"),
        ("Ad 1 en 2. Ja", "1 2", " Ja"),
        ("Ad vraag 2. Ja", "2", " Ja"),
        ("Op vragen 2 en 3: Ja", "2 3", " Ja"),
        ("Punt 2\nJa", "2", "\nJa"),
        ("1. Ja", "1", " Ja"),
    ] {
        let (labels, length) = label_at(text).unwrap();
        let found: Vec<String> = labels.iter().map(ToString::to_string).collect();
        assert_eq!((found.join(" "), &text[length..]), (names.to_owned(), rest), "{text}");
    }
    for text in [
        "Antwoord op vraag nr. 5 van 3 mei",
        "antwoord op vraag 2.",
        "Vraag naar 1 ding",
        "Antwoord",
        "Op 3. mei",
        "Vraag 2 is lang",
    ] {
        assert_eq!(label_at(text), None, "{text}");
    }
    let text = "Intro.\nVraag 1\nWat voor:\n1. Gent?\n2. Aalst?\n3. Brugge?\nVraag 2\nEn dat?";
    assert_eq!(keys(text, Side::Question), ["1", "2"]);
    let asked: Vec<Label> = (1..=3).map(Label::number).collect();
    let text = "Antwoord op vragen 1 en 3\nDit:\n1. een\n2. twee\nAntwoord op vraag 2\nDat.";
    assert_eq!(keys(text, Side::Answer(&asked)), ["1+3", "2"]);
    assert_eq!(keys("Ad 1 en 2. Ja.\nAd 3. Nee.", Side::Answer(&asked)), ["1+2", "3"]);
}

#[test]
fn a_first_number_that_cannot_be_read_costs_no_other() {
    let asked: Vec<Label> = (1..=4).map(Label::number).collect();
    let answer = Side::Answer(&asked);
    assert_eq!(
        keys("Stand op 30 januari 20181. Er zijn er 54. 2. Ja. 3. Nee. 4. Soms.", answer),
        ["1", "2", "3", "4"]
    );
    assert_eq!(keys("1.2016201714782-3\nZie hierboven. 2. Ja. 3. Nee. 4. Soms.", answer), ["2", "3", "4"]);
    // Not all that was asked: it may be a list or an article.
    assert!(keys("Volgens art. 2. Dat zegt niets. En art. 3. Evenmin.", answer).is_empty());
    assert!(keys("Het dossier 20181. Er is meer.", answer).is_empty());
}

#[test]
fn letters_alone_count_too() {
    assert_eq!(keys("Graag per jaar: a) het aantal? b) het bedrag?", Side::Question), ["a", "b"]);
}

proptest::proptest! {
    #[test]
    fn any_text_gives_items_in_order_inside_it(text in "[0-9a-c.,) :?\\nVwé–-]{0,120}") {
        let marks = marks(&text);
        let asked: Vec<Label> = (1..=5).map(Label::number).collect();
        for side in [Side::Question, Side::Answer(&asked)] {
            let mut last = 0;
            for item in items(&text, &marks, side) {
                assert!(item.range.start >= last && item.range.end <= text.len());
                assert!(text.is_char_boundary(item.range.start) && text.is_char_boundary(item.body));
                assert!(item.range.start <= item.range.end);
                last = item.range.start;
            }
        }
    }
}
