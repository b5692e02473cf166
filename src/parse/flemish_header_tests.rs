use super::*;

/// `name: portfolio` of everybody asked, and the line after the header.
fn asked(header: &str) -> (Vec<String>, String) {
    let text = format!("nr. 7\nvan AN BOS\ndatum: 1 maart 2025\n{header}\nTurf  -  Plan\n\nWaarom?");
    let lines: Vec<&str> = text.split('\n').collect();
    let mut draft = Draft::default();
    let end = read(&lines, 0, &mut draft);
    let ministers = draft
        .ministers
        .iter()
        .map(|m| format!("{}: {}", m.name.as_deref().unwrap_or("?"), m.portfolio.as_deref().unwrap_or("?")));
    (ministers.collect(), lines[end].to_owned())
}

#[test]
fn offices_are_offices_and_persons_are_persons() {
    for (header, expected) in [
        (
            "aan DE VLAAMSE MINISTER VAN VENEN, POLDERS EN GEZIN",
            "?: Vlaams minister van Venen, Polders en Gezin",
        ),
        ("aan VLAAMS MINISTER VAN VENEN", "?: Vlaams minister van Venen"),
        (
            "aan de Vlaamse minister van Venen,\nPolders en Gezin",
            "?: Vlaams minister van Venen, Polders en Gezin",
        ),
        ("aan de minister van Venen", "?: Minister van Venen"),
        (
            "aan DE MINISTER-PRESIDENT VAN DE VLAAMSE REGERING",
            "?: Minister-president van de Vlaamse Regering",
        ),
        ("aan ALLE MINISTERS VAN DE VLAAMSE REGERING", "?: Alle ministers van de Vlaamse Regering"),
        ("aan DE VLAAMSE MINISTER VAN VENEN\nEN POLDERS", "?: Vlaams minister van Venen en Polders"),
        (
            "aan JO DIJK, VLAAMS MINISTER VAN VENEN, POLDERS EN GEZIN",
            "Jo Dijk: Vlaams minister van Venen, Polders en Gezin",
        ),
        (
            "aan de heer Jo Dijk, Vlaams minister van Venen, Polders\nen Gezin",
            "Jo Dijk: Vlaams minister van Venen, Polders en Gezin",
        ),
        ("aan Jo van Dijk\nVlaams minister van Venen", "Jo van Dijk: Vlaams minister van Venen"),
        ("aan mevrouw MIA POEL\nVLAAMS MINISTER VAN VENEN", "Mia Poel: Vlaams minister van Venen"),
        ("aan minister Mia Poel", "Mia Poel: ?"),
        ("aan de leden van de Vlaamse Regering", "?: Leden van de Vlaamse Regering"),
        ("aan JO DIJK - VLAAMS MINISTER VAN VENEN", "Jo Dijk: Vlaams minister van Venen"),
        ("aan JO DIJK VLAAMS MINISTER VAN VENEN", "Jo Dijk: Vlaams minister van Venen"),
        ("Aan: Jo Dijk (Vlaams minister van Venen)", "Jo Dijk: Vlaams minister van Venen"),
        ("Aan Jo Dijk, Vlaams minister van Venen", "Jo Dijk: Vlaams minister van Venen"),
        ("aan\nJO DIJK\nVLAAMS MINISTER VAN VENEN", "Jo Dijk: Vlaams minister van Venen"),
        ("aan JO DIJK", "Jo Dijk: ?"),
        (
            "aan JO DIJK\nVLAAMS MINISTER VAN TOERISME EN DIEREN-\nWELZIJN",
            "Jo Dijk: Vlaams minister van Toerisme en Dierenwelzijn",
        ),
        (
            "aan JO DIJK\n\nVICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING,\nVLAAMS MINISTER VAN VENEN\nen POLDERS",
            "Jo Dijk: Viceminister-president van de Vlaamse Regering, Vlaams minister van Venen en Polders",
        ),
    ] {
        assert_eq!(asked(header), (vec![expected.to_owned()], "Turf  -  Plan".to_owned()), "{header}");
    }
}

#[test]
fn every_addressee_is_a_minister() {
    let both = [
        "Jo Dijk: Vlaams minister van Venen",
        "Mia Poel: Viceminister-president van de Vlaamse Regering, Vlaams minister van Polders",
    ];
    let mia = "MIA POEL\nVICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN POLDERS";
    for between in ["en ", "", "aan ", "en aan ", "en aan\n", "en mevrouw ", "EN MEVROUW "] {
        let header = format!("aan JO DIJK\nVLAAMS MINISTER VAN VENEN\n{between}{mia}");
        assert_eq!(asked(&header).0, both, "{header}");
        let header = format!("aan JO DIJK, VLAAMS MINISTER VAN VENEN\n{between}{}", mia.replace('\n', ", "));
        assert_eq!(asked(&header).0, both, "{header}");
    }
    assert_eq!(asked("aan JO DIJK en MIA POEL").0, ["Jo Dijk: ?", "Mia Poel: ?"]);
    assert_eq!(
        asked("aan JO DIJK, VLAAMS MINISTER VAN VENEN en MIA POEL, VLAAMS MINISTER VAN POLDERS").0,
        ["Jo Dijk: Vlaams minister van Venen", "Mia Poel: Vlaams minister van Polders"]
    );
    assert_eq!(
        asked(
            "aan de heer Jo Dijk, Vlaams minister van Venen en mevrouw Mia Poel, Vlaams minister van Polders"
        )
        .0,
        ["Jo Dijk: Vlaams minister van Venen", "Mia Poel: Vlaams minister van Polders"]
    );
    assert_eq!(
        asked("aan de Vlaamse minister van Venen en de Vlaamse minister van Polders").0,
        ["?: Vlaams minister van Venen", "?: Vlaams minister van Polders"]
    );
    // Two offices of one person.
    assert_eq!(
        asked("aan JO DIJK\nMINISTER-PRESIDENT VAN DE VLAAMSE REGERING EN VLAAMS MINISTER VAN VENEN").0,
        ["Jo Dijk: Minister-president van de Vlaamse Regering en Vlaams minister van Venen"]
    );
}

#[test]
fn a_line_of_several_numbers_names_none() {
    let text = "nr. 142 / 256\nvan Jan de Wit en An Bos\ndatum: 5 januari 2022\naan JO DIJK\nTurf";
    let lines: Vec<&str> = text.split('\n').collect();
    let mut draft = Draft::default();
    assert_eq!(read(&lines, 0, &mut draft), 4);
    assert_eq!(draft.number, None);
    assert_eq!(draft.askers.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["Jan de Wit", "An Bos"]);
    assert!(is_complete(&format!("SCHRIFTELIJKE VRAAG\n{text}")) && !is_complete(text));
}

#[test]
fn a_title_may_begin_with_aan() {
    let lines = ["nr. 7", "datum: 1 maart 2025", "aan JO DIJK", "Aan de slag - Werk", "", "Waarom?"];
    let mut draft = Draft::default();
    assert_eq!(read(&lines, 0, &mut draft), 3);
}

#[test]
fn a_day_that_does_not_exist_is_no_date() {
    let lines = ["nr. 5", "van AN BOS", "datum: 31 februari 2016", "aan JO DIJK", "", "Turf"];
    let mut draft = Draft::default();
    read(&lines, 0, &mut draft);
    assert_eq!(draft.date, None);
    let doubts: Vec<&str> = draft.doubts.iter().map(|doubt| doubt.message.as_str()).collect();
    assert_eq!(doubts, ["'31 februari 2016' is not a date"]);
}
