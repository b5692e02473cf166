//! Text in no known layout: its first line is the title, the rest is kept as it is.

use super::draft::{Draft, Passage, doubt};
use super::labels::label_at;
use super::title;

/// Takes the first line for the title unless it is a whole paragraph or the first question. Of a text whose
/// title is `known` only that title is taken off.
pub fn parse(text: &str, known: Option<&str>) -> Draft {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let first_line = first.trim();
    let sentence_goes_on = rest.starts_with(char::is_lowercase) || first_line.ends_with(',');
    let is_text = first_line.chars().count() > title::LIMIT || sentence_goes_on || asks_first(first_line);
    let (title, body) = if let Some(known) = known {
        let lines: Vec<&str> = text.split('\n').collect();
        (String::new(), lines[title::after_known(&lines, 0, lines.len(), known)..].join("\n"))
    } else if is_text {
        (String::new(), text.to_owned())
    } else {
        (first_line.to_owned(), rest.to_owned())
    };
    let mut draft = Draft { title, question: Passage::Running(body), ..Draft::default() };
    draft
        .doubts
        .push(doubt("unrecognised-layout", "the layout of the text is not known: kept as plain text"));
    draft
}

/// `1. Hoeveel?` is no title.
fn asks_first(line: &str) -> bool {
    line.ends_with('?') && label_at(line).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let draft = parse(text, None);
        match draft.question {
            Passage::Running(body) => (draft.title, body),
            Passage::Blocks(_) => panic!("plain text has no blocks"),
        }
    }

    #[test]
    fn the_first_line_is_the_title() {
        assert_eq!(
            parts("Verslag van de commissie\n\nDe leden spraken."),
            ("Verslag van de commissie".into(), "\nDe leden spraken.".into())
        );
        assert_eq!(parts("Een enkele regel"), ("Een enkele regel".into(), String::new()));
        assert_eq!(parts(""), (String::new(), String::new()));
    }

    #[test]
    fn a_paragraph_is_no_title() {
        let (title, body) = parts("De minister heeft in januari gezegd dat\nhet plan klaar is.");
        assert!(title.is_empty() && body.starts_with("De minister"));
        assert!(parts(&"woord ".repeat(60)).0.is_empty());
    }

    #[test]
    fn a_known_title_costs_no_text() {
        let body = |text: &str, known: &str| match parse(text, Some(known)).question {
            Passage::Running(body) => body,
            Passage::Blocks(_) => panic!("plain text has no blocks"),
        };
        assert_eq!(body("Hoeveel wortelen?", "Veer"), "Hoeveel wortelen?");
        assert_eq!(body("Eerste regel.\nTweede regel.", "Veer"), "Eerste regel.\nTweede regel.");
        assert_eq!(body("VEER\nHoeveel wortelen?", "Veer"), "Hoeveel wortelen?");
        assert_eq!(parts("1. Hoeveel?\n2. Waar?").0, "");
    }
}
