use super::*;
use crate::parse::tk_header::{addressees, askers};

const ANSWERED: &str = "Tweede Kamer der Staten-Generaal2
Vergaderjaar 2023–2024 Aanhangsel van de Handelingen
Vragen gesteld door de leden der Kamer, met de daarop door de
regering gegeven antwoorden
1321
Vragen van de leden Van der Veen (XYZ) en De Boer (QR) aan de Ministers van
Veengebieden en van Water en Wegen over het bericht «Veen zakt
sneller dan gedacht» (ingezonden 4 maart 2024).
Antwoord van Minister Jansma (Veengebieden), mede namens de Minister van Water
en Wegen (ontvangen 2 april 2024). Zie ook Aanhangsel Handelingen,
vergaderjaar 2023–2024, nr. 1200.
Vraag 1
Kent u het bericht over het zakkende veen?
1
Antwoord 1
Ja.
Vraag 2 en 3
Hoe snel zakt het veen in de
1De Veenbode, 3 maart 2024, «Veen zakt sneller dan gedacht» (www.veenbode.example/
veen-zakt)
ah-tk-20232024-1321
ISSN 0921 - 7398’s-Gravenhage 2024Tweede Kamer, vergaderjaar 2023–2024, Aanhangsel 1
provincie? Wat doet u eraan? Zie ook het
antwoord op vraag 1).
Antwoord 2 en 3
Het veen zakt.
Vraag 4
Wilt u dit vaker melden?
Antwoord 4
Zie het antwoord op vraag 2.
Tweede Kamer, vergaderjaar 2023–2024, Aanhangsel 2";

fn blocks(passage: &Passage) -> Vec<String> {
    match passage {
        Passage::Running(text) => vec![text.clone()],
        Passage::Blocks(blocks) => blocks
            .iter()
            .map(|block| format!("{}|{}", block.heading, block.body.replace('\n', "/")))
            .collect(),
    }
}

#[test]
fn an_answered_question_is_taken_apart() {
    let draft = parse(ANSWERED).unwrap();
    assert_eq!(draft.kind, Kind::WrittenQuestion);
    assert_eq!(draft.number.as_deref(), Some("1321"));
    assert_eq!(draft.session.map(|s| s.to_string()).as_deref(), Some("2023-2024"));
    assert_eq!(draft.date.map(|d| d.to_string()).as_deref(), Some("2024-03-04"));
    assert_eq!(draft.answered.map(|d| d.to_string()).as_deref(), Some("2024-04-02"));
    assert_eq!(draft.title, "Het bericht «Veen zakt sneller dan gedacht»");
    let people: Vec<_> = draft.askers.iter().map(|p| (p.name.as_str(), p.party.as_deref())).collect();
    assert_eq!(people, [("Van der Veen", Some("XYZ")), ("De Boer", Some("QR"))]);
    let ministers: Vec<_> =
        draft.ministers.iter().map(|m| (m.name.as_deref(), m.portfolio.as_deref())).collect();
    assert_eq!(
        ministers,
        [(Some("Jansma"), Some("Minister van Veengebieden")), (None, Some("Minister van Water en Wegen"))]
    );
    assert_eq!(
        blocks(&draft.question),
        [
            "Vraag 1|Kent u het bericht over het zakkende veen?1//1 De Veenbode, 3 maart 2024, «Veen zakt sneller dan gedacht» (www.veenbode.example//veen-zakt)",
            "Vraag 2 en 3|Hoe snel zakt het veen in de/provincie? Wat doet u eraan? Zie ook het/antwoord op vraag 1).",
            "Vraag 4|Wilt u dit vaker melden?"
        ]
    );
    assert_eq!(
        blocks(&draft.answer),
        [
            "|Zie ook Aanhangsel Handelingen, vergaderjaar 2023–2024, nr. 1200.",
            "Antwoord 1|Ja.",
            "Antwoord 2 en 3|Het veen zakt.",
            "Antwoord 4|Zie het antwoord op vraag 2."
        ]
    );
}

#[test]
fn a_postponement_is_no_answer() {
    let text = "Tweede Kamer der Staten-Generaal2
Vergaderjaar 2023–2024 Aanhangsel van de Handelingen
88
Vragen van het lid Post (QR) aan de Minister van Veengebieden over turf (ingezonden 4 maart 2024).
Mededeling van Minister Jansma (Veengebieden) (ontvangen 20 maart 2024).
Vraag 1
Brandt turf goed?
Mededeling
De vragen van het lid Post (QR) over turf (2024Z01234) kunnen niet op tijd worden beantwoord.";
    let draft = parse(text).unwrap();
    assert_eq!(draft.kind, Kind::Postponement);
    assert_eq!(draft.answered, None);
    assert_eq!(draft.cases, ["2024Z01234"]);
    // The minister's words stand on the minister's side, under no label.
    assert_eq!(blocks(&draft.question).len(), 1);
    let notice = blocks(&draft.answer);
    assert!(notice.len() == 1 && notice[0].contains("kunnen niet op tijd"), "{notice:?}");
    let mut draft = draft;
    let composed = crate::parse::compose::compose(&mut draft, crate::dutch::Analyser::builtin());
    assert_eq!(composed.exchanges.len(), 1);
    assert_eq!(composed.exchanges[0].answer, None);
    assert_eq!(draft.ministers[0].name.as_deref(), Some("Jansma"));
}

#[test]
fn a_question_without_answer_has_its_case_for_number() {
    let text = "Tweede Kamer der Staten-Generaal2
Vergaderjaar 2023–2024 Vragen gesteld door de leden der Kamer

2024Z01234
Vragen van het lid Post (QR) aan de Staatssecretaris vanVeengebieden over
turf (ingezonden 4 maart 2024).
Vraag 1
Brandt turf goed?

kv-tk-2024Z01234
’s-Gravenhage 2024 Tweede Kamer, vergaderjaar 2023–2024, Vragen";
    let draft = parse(text).unwrap();
    assert_eq!(draft.number.as_deref(), Some("2024Z01234"));
    assert!(draft.cases.is_empty());
    assert_eq!(draft.ministers[0].portfolio.as_deref(), Some("Staatssecretaris van Veengebieden"));
    assert_eq!(blocks(&draft.question), ["Vraag 1|Brandt turf goed?"]);
}

#[test]
fn a_ministry_paper_may_number_with_bare_figures() {
    let text = "AH 77
2024Z01234
Antwoord van minister Jansma (Veengebieden (ontvangen 19 november 2024)

1
Brandt turf goed?

Antwoord
In 1 uur brandt
2
kilo op.

2
Is dat veel?

Antwoord
Nee.";
    let draft = parse(text).unwrap();
    assert_eq!((draft.number.as_deref(), &draft.cases[..]), (Some("77"), &["2024Z01234".to_owned()][..]));
    assert_eq!(draft.session, None, "the day of the answer does not tell the session of asking");
    assert_eq!(draft.ministers[0].name.as_deref(), Some("Jansma"));
    assert_eq!(blocks(&draft.answer).last().map(String::as_str), Some("Antwoord|Nee."));
}

#[test]
fn headings_are_lines_of_their_own() {
    for (line, labels) in [
        ("Vraag 1", 1),
        ("Vraag 2 t/m 6", 5),
        ("Antwoord op vragen 1 t/m 4", 4),
        ("Antwoord op de vragen 1, 2 en 3:", 3),
        ("Antwoord vraag 2", 1),
        ("Antwoorden 2 en 3", 2),
        ("Vraag 5, 6 en 7", 3),
    ] {
        assert_eq!(heading(line, false).map(|(_, labels)| labels.len()), Some(labels), "{line}");
    }
    assert_eq!(heading("Antwoord", false).map(|(side, _)| side), Some(Side::Answer));
    for line in
        ["Vraag 1 gaat over turf", "antwoord op vraag 5).", "Antwoord geven", "Vraag", "", "2", "Vragenlijst"]
    {
        assert_eq!(heading(line, false), None, "{line}");
    }
}

#[test]
fn askers_take_the_party_that_follows_them() {
    let read = |text: &str| {
        askers(text)
            .into_iter()
            .map(|p| format!("{} {}", p.name, p.party.unwrap_or_default()))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        read("de leden Aa , Bee , Cee (allen D66) en Dee (GL)"),
        ["Aa D66", "Bee D66", "Cee D66", "Dee GL"]
    );
    assert_eq!(read("de leden Aa (SP), Bee , Cee (beiden GL)"), ["Aa SP", "Bee GL", "Cee GL"]);
    assert_eq!(read("het lid Van der Plas (BBB)"), ["Van der Plas BBB"]);
}

#[test]
fn every_office_that_is_asked_counts() {
    assert_eq!(
        addressees(
            "de Ministers van Economische Zaken en van Klimaat en Groene Groei en de Staatssecretaris van Wegen"
        ),
        [
            "Minister van Economische Zaken",
            "Minister van Klimaat en Groene Groei",
            "Staatssecretaris van Wegen"
        ]
    );
    assert_eq!(
        addressees("de Minister en Staatssecretaris vanBinnenlandse Zaken"),
        ["Minister van Binnenlandse Zaken", "Staatssecretaris van Binnenlandse Zaken"]
    );
    assert_eq!(addressees("de Minister-President"), ["Minister-President"]);
}

#[test]
fn other_texts_are_left_alone() {
    assert!(parse("").is_none());
    assert!(parse("SCHRIFTELIJKE VRAAG\nnr. 221\nvan ROB BEENDERS").is_none());
    assert!(parse("Een verslag over 2024Z18435 en meer.").is_none());
}
