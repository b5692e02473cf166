//! Numbers, dates and parliament's own words as Dutch writes them.

use crate::model::{Date, Kind, Parliament, Section, WrittenQuestion};

const MONTHS: [&str; 12] = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
];

/// `1.234.567`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push('.');
        }
        text.push(digit);
    }
    text
}

/// `1 document`, `1.204 documents`: English, as the messages are.
pub fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", thousands(number), if number == 1 { "" } else { "s" })
}

/// `1.234,5`, with as many decimals as asked for.
pub fn decimal(number: f64, decimals: usize) -> String {
    if !number.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{:.decimals$}", number.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let whole = whole.parse().map_or_else(|_| whole.to_owned(), thousands);
    let sign = if number < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { "-" } else { "" };
    if fraction.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole},{fraction}") }
}

/// `12 kB`, `3,4 MB`: decimal units.
pub fn bytes(number: u64) -> String {
    #[allow(clippy::cast_precision_loss)]
    let value = number as f64;
    match number {
        0..1_000 => format!("{number} bytes"),
        1_000..1_000_000 => format!("{} kB", decimal(value / 1e3, 0)),
        1_000_000..1_000_000_000 => format!("{} MB", decimal(value / 1e6, 1)),
        _ => format!("{} GB", decimal(value / 1e9, 1)),
    }
}

/// `19 januari 2018`, `januari 2018`, `2018`.
pub fn date(date: Date) -> String {
    let month = date.month.and_then(|month| MONTHS.get(usize::from(month).checked_sub(1)?));
    match (date.day, month) {
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year),
        (None, Some(month)) => format!("{month} {}", date.year),
        _ => date.year.to_string(),
    }
}

/// The name of a parliament.
pub fn parliament(parliament: Parliament) -> &'static str {
    match parliament {
        Parliament::Flemish => "Vlaams Parlement",
        Parliament::TweedeKamer => "Tweede Kamer der Staten-Generaal",
        Parliament::Chamber => "Kamer van volksvertegenwoordigers",
    }
}

/// The name of a series.
pub fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::WrittenQuestion => "schriftelijke vraag",
        Kind::Interpellation => "vraag om uitleg",
        Kind::OralQuestion => "mondelinge vraag",
        Kind::Postponement => "mededeling",
        Kind::Other => "document",
    }
}

/// The name of a section.
pub fn section(section: Section) -> &'static str {
    match section {
        Section::Title => "titel",
        Section::Question => "vraag",
        Section::Answer => "antwoord",
    }
}

/// The askers, or that they are unknown.
pub fn askers(document: &WrittenQuestion) -> String {
    let names: Vec<&str> = document.askers.iter().map(|asker| asker.name.as_str()).collect();
    if names.is_empty() { "vraagsteller onbekend".to_owned() } else { names.join(", ") }
}

/// The ministers (the portfolio where no person is known; `(afgeleid)` where the person was inferred), or that
/// they are unknown.
pub fn ministers(document: &WrittenQuestion) -> String {
    let names: Vec<String> = document
        .ministers
        .iter()
        .filter_map(|minister| match (&minister.name, &minister.portfolio) {
            (Some(name), _) if minister.inferred => Some(format!("{name} (afgeleid)")),
            (Some(name), _) => Some(name.clone()),
            (None, portfolio) => portfolio.clone(),
        })
        .collect();
    if names.is_empty() { "minister onbekend".to_owned() } else { names.join(", ") }
}

/// `SV nr. 221 (2017-2018) · 19 januari 2018 · Rob Beenders → Liesbeth Homans`; what is unknown is said to be.
pub fn citation_line(document: &WrittenQuestion) -> String {
    let number = document.citation().unwrap_or_else(|| "nummer onbekend".to_owned());
    let date = document.date.map_or_else(|| "datum onbekend".to_owned(), date);
    format!("{number} · {date} · {} → {}", askers(document), ministers(document))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_points_and_commas() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_234_567), "1.234.567");
        assert_eq!(decimal(1234.56, 1), "1.234,6");
        assert_eq!(decimal(-0.04, 1), "0,0");
        assert_eq!(decimal(-1.26, 1), "-1,3");
        assert_eq!(decimal(f64::NAN, 1), "–");
        assert_eq!(bytes(3_400_000), "3,4 MB");
    }

    #[test]
    fn dates_are_written_out_as_far_as_known() {
        for (text, written) in
            [("2018-01-19", "19 januari 2018"), ("2018-12", "december 2018"), ("2018", "2018")]
        {
            assert_eq!(date(text.parse().expect("a date")), written);
        }
    }

    #[test]
    fn unknown_parts_are_said() {
        assert_eq!(
            citation_line(&WrittenQuestion::default()),
            "nummer onbekend · datum onbekend · vraagsteller onbekend → minister onbekend"
        );
    }
}
