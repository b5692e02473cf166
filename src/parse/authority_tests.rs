use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn an_office_on_a_day_is_one_person() {
    let table = Authority::flemish();
    assert!(table.holders().count() > 100);
    for (portfolio, date, person) in [
        ("VLAAMS MINISTER VAN OMGEVING EN LANDBOUW", "2025-01-31", Some("Jo Brouns")),
        ("Vlaams minister van Wonen", "2018-01-19", Some("Liesbeth Homans")),
        ("minister van Wonen", "2020-03-02", Some("Matthias Diependaele")),
        ("minister-president van de Vlaamse Regering", "2020-03-02", Some("Jan Jambon")),
        ("minister van Wonen en Landbouw", "2020-03-02", None),
        ("minister van Sterrenkunde", "2020-03-02", None),
        ("minister van Wonen", "1930-01-01", None),
        ("minister van Wonen", "2020", None),
        ("minister", "2020-03-02", None),
    ] {
        assert_eq!(table.infer(portfolio, day(date)), person, "{portfolio} {date}");
    }
}

#[test]
fn any_table_in_these_columns_is_read() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("ambten.csv");
    std::fs::write(
        &path,
        "persoon;bevoegdheid;van;tot\n\"DE WIT, Piet\";\"minister van Venen; Polders\";1 maart 2020;\n",
    )
    .unwrap();
    let mut table = Authority::read(&path).unwrap();
    assert_eq!(table.infer("Minister van Venen", day("2021-01-01")), Some("Piet De Wit"));
    table.extend(Authority::flemish());
    assert_eq!(table.infer("minister van Wonen", day("2018-01-19")), Some("Liesbeth Homans"));
}

#[test]
fn faults_name_the_line_and_the_remedy() {
    let path = Path::new("ambten.tsv");
    let message = |text: &str| read_table(text, path).unwrap_err().to_string();
    assert!(message("").contains("must name the columns"));
    assert!(message("a\tb\n").contains("must name the columns"));
    let head = "person\tportfolio\tfrom\tto\n";
    assert!(message(&format!("{head}\tminister\t2020-01-01\t\n")).contains("line 2: the person is missing"));
    assert!(message(&format!("{head}Jan\tminister\tgisteren\t\n")).contains("line 2: the first day"));
    assert!(
        Authority::read(Path::new("/nergens/ambten.tsv")).unwrap_err().to_string().contains("--authority")
    );
}

/// Slips of the register that the table mends: another minister's portfolio, and 2009 for 2007.
const MENDED: [(&str, &str); 2] = [("Fientje Moerman", "2004-07-22"), ("Kris Peeters", "2007-06-28")];

/// Every row of the built-in table must be found in the register, and the other way round on sample days.
#[test]
fn the_table_agrees_with_the_register() {
    let shared = std::env::var_os("VRAAGBAAK_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), PathBuf::from);
    let path = shared.join("authority/flemish-ministers-1981-2026.csv");
    if !path.exists() {
        println!("skipped: ../shared is absent");
        return;
    }
    let register = Authority::read(&path).unwrap();
    let same = |a: &Holder, b: &Holder| {
        a.person == b.person && a.words == b.words && a.from <= b.to.unwrap_or(a.from)
    };
    let table = Authority::flemish();
    let head = |holder: &Holder| holder.words == ["minister-president"];
    for holder in &table.holders {
        if MENDED.iter().any(|(person, from)| holder.person == *person && holder.from == day(from)) {
            continue;
        }
        let known = register
            .holders
            .iter()
            .any(|row| same(holder, row) || head(holder) && row.person == holder.person);
        assert!(known, "{holder:?} is not in the register");
    }
    for date in [
        "1996-05-05",
        "2000-01-15",
        "2005-03-03",
        "2010-02-02",
        "2015-01-01",
        "2018-01-19",
        "2021-09-09",
        "2023-01-01",
        "2025-06-01",
    ] {
        let date = day(date);
        for row in register
            .holders
            .iter()
            .filter(|row| row.from <= date && row.to.is_some_and(|to| date < to) && !head(row))
        {
            let slipped = row.person == "Fientje Moerman" || row.portfolio.starts_with("Vice");
            if !row.words.is_empty() && !slipped {
                assert_eq!(
                    table.infer(&row.portfolio, date),
                    Some(row.person.as_str()),
                    "{date} {}",
                    row.portfolio
                );
            }
        }
    }
}
