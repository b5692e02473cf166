use super::*;

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn fields_are_read_into_types() {
    let fields = RawFields {
        id: some("184501"),
        date: some("2017-01-04"),
        answered: some("19 januari 2017"),
        askers: vec!["Van Peel, Valerie".into()],
        party: vec!["N-VA".into()],
        ministers: vec!["Minister van Mobiliteit, belast met Belgocontrol".into(), "JAN JAMBON".into()],
        title: some("Lijn  12. - Incident."),
        question: some("1. Wat gebeurde er?2. Waarom?"),
        answer: some("1. Niets.2. Daarom."),
        ..RawFields::default()
    };
    let draft = parse(&fields);
    assert_eq!(draft.kind, Kind::WrittenQuestion);
    assert_eq!(draft.parliament, None);
    assert_eq!(draft.date.map(|d| d.to_string()).as_deref(), Some("2017-01-04"));
    assert_eq!(draft.answered.map(|d| d.to_string()).as_deref(), Some("2017-01-19"));
    assert_eq!(draft.askers[0].name, "Valerie Van Peel");
    assert_eq!(draft.askers[0].party.as_deref(), Some("N-VA"));
    assert_eq!(draft.ministers[0].name, None);
    assert_eq!(draft.ministers[1].name.as_deref(), Some("Jan Jambon"));
}

#[test]
fn ids_of_the_chamber_tell_number_and_session() {
    let fields = RawFields {
        id: some("55-B034-2-0136-2020202107205"),
        question: some("Waarom?"),
        ..RawFields::default()
    };
    let draft = parse(&fields);
    assert_eq!(draft.parliament, Some(Parliament::Chamber));
    assert_eq!(draft.number.as_deref(), Some("136"));
    assert_eq!(draft.session.map(|s| s.to_string()).as_deref(), Some("2020-2021"));
}

#[test]
fn exports_of_the_tweede_kamer_are_recognised() {
    let fields = RawFields {
        number: some("2009Z01319"),
        parliament: some("Tweede Kamer"),
        kind: some("Schriftelijke vragen"),
        session: some("2008-2009"),
        ministers: vec!["J.M. Cramer, Gerda Verburg (G.)".into()],
        title: some("Aanbesteding"),
        ..RawFields::default()
    };
    let draft = parse(&fields);
    assert_eq!(draft.parliament, Some(Parliament::TweedeKamer));
    assert_eq!(draft.number.as_deref(), Some("2009Z01319"));
    assert_eq!(draft.kind, Kind::WrittenQuestion);
    assert_eq!(draft.ministers.len(), 2);
}

#[test]
fn a_person_and_the_portfolios_beside_it_are_one_minister() {
    let fields = RawFields {
        ministers: vec!["JO BROUNS".into()],
        portfolios: vec!["VLAAMS MINISTER VAN OMGEVING EN LANDBOUW".into()],
        number: some("nr. 351"),
        question: some("Waarom?"),
        ..RawFields::default()
    };
    let draft = parse(&fields);
    assert_eq!(draft.number.as_deref(), Some("351"));
    assert_eq!(draft.ministers.len(), 1);
    assert_eq!(draft.ministers[0].portfolio.as_deref(), Some("Vlaams minister van Omgeving en Landbouw"));
}

#[test]
fn what_cannot_be_read_is_said() {
    let fields = RawFields {
        date: some("gisteren"),
        session: some("lang"),
        question: some("?"),
        ..RawFields::default()
    };
    let draft = parse(&fields);
    let codes: Vec<&str> = draft.doubts.iter().map(|doubt| doubt.code.as_str()).collect();
    assert_eq!(codes, ["bad-date", "bad-session"]);
}

#[test]
fn offices_are_not_people() {
    for office in [
        "Minister van Justitie",
        "Eerste minister",
        "VLAAMS MINISTER VAN WONEN",
        "Staatssecretaris voor Asiel",
    ] {
        assert!(is_office(office), "{office}");
    }
    for person in ["Jan Jambon", "Ministerie Jan", ""] {
        assert!(!is_office(person), "{person}");
    }
}
