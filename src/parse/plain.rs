//! Text in no known layout: its first line is the title, the rest is kept as it is.

use super::draft::{Draft, Passage, doubt};

/// A first line longer than this, in characters, is text and no title.
const TITLE_LIMIT: usize = 200;

/// Takes the first line for the title unless it is a whole paragraph.
pub fn parse(text: &str) -> Draft {
    let text = text.trim();
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let title = first.trim();
    let sentence_goes_on = rest.starts_with(char::is_lowercase) || title.ends_with(',');
    let (title, body) = if title.chars().count() > TITLE_LIMIT || sentence_goes_on {
        (String::new(), text.to_owned())
    } else {
        (title.to_owned(), rest.to_owned())
    };
    let mut draft = Draft { title, question: Passage::Running(body), ..Draft::default() };
    draft
        .doubts
        .push(doubt("unrecognised-layout", "the layout of the text is not known: kept as plain text"));
    draft
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let draft = parse(text);
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
}
