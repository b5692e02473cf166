//! What a researcher may want to check in a document.
//!
//! In: a parsed document. Out: [`Doubt`]s beside those of the layout parsers: what a written question should
//! say and does not, letters and digits that scanning seems to have mixed up, answers before their question.

use crate::model::{Kind, WrittenQuestion};

use super::draft::doubt;

/// More than so many examples are not listed.
const EXAMPLES: usize = 3;

/// Adds what is missing or strange in the whole document.
pub fn add(question: &mut WrittenQuestion) {
    let mut doubts = Vec::new();
    if matches!(question.kind, Kind::WrittenQuestion | Kind::Postponement) {
        if question.number.is_none() && question.cases.is_empty() {
            doubts.push(doubt("no-number", "the document does not say its number"));
        }
        if question.date.is_none() {
            doubts.push(doubt("no-date", "the document does not say when it was asked"));
        }
        if question.ministers.is_empty() {
            doubts.push(doubt("no-minister", "the document does not say who was asked"));
        }
    }
    if question.title().is_empty() {
        doubts.push(doubt("no-title", "the document has no title"));
    }
    if question.sections.question.is_empty() && question.sections.answer.is_empty() {
        doubts.push(doubt("no-question", "there is a title and no text below it"));
    }
    if let (Some(asked), Some(answered)) = (question.date, question.answered)
        && asked.days_until(answered).is_some_and(|days| days < 0)
    {
        doubts.push(doubt("date-order", format!("answered on {answered}, before it was asked on {asked}")));
    }
    let suspects = suspects(&question.text);
    if !suspects.is_empty() {
        doubts.push(doubt(
            "suspected-ocr",
            format!("words that scanning may have garbled: {}", suspects.join(", ")),
        ));
    }
    question.doubts.extend(doubts);
}

/// Words with a digit for a letter (`o00g`, `g0ed`) or `é` for `ë` (`creéren`, `essentiéle`).
fn suspects(text: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let bytes = text.as_bytes();
    for at in memchr::memchr2_iter(b'0', 0xa9, bytes) {
        let start = word_start(text, at);
        let end = word_end(text, at);
        let Some(word) = text.get(start..end) else { continue };
        let garbled = if bytes[at] == b'0' { zero_for_o(word) } else { acute_for_diaeresis(word) };
        if garbled && !found.contains(&word) {
            found.push(word);
            if found.len() == EXAMPLES {
                break;
            }
        }
    }
    found
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

fn word_start(text: &str, at: usize) -> usize {
    at - text.as_bytes()[..at].iter().rev().take_while(|b| is_word(**b)).count()
}

fn word_end(text: &str, at: usize) -> usize {
    at + text.as_bytes()[at..].iter().take_while(|b| is_word(**b)).count()
}

/// Small letters on both sides of zeros, and no other digit.
fn zero_for_o(word: &str) -> bool {
    let small = |c: Option<char>| c.is_some_and(char::is_lowercase);
    word.len() <= 30
        && small(word.chars().next())
        && small(word.chars().next_back())
        && word.bytes().all(|b| b == b'0' || !b.is_ascii_digit())
        && word.chars().all(|c| c == '0' || c.is_lowercase())
}

/// Dutch writes `ië` and `eë`, never `ié` or `eé`, before an ending; `privé` and `comité` end in theirs.
fn acute_for_diaeresis(word: &str) -> bool {
    ["ié", "eé"].iter().any(|pair| {
        word.find(pair).is_some_and(|at| {
            let rest = &word[at + pair.len()..];
            ["le", "len", "n", "nt", "nte", "nten", "ren", "rd", "rde", "erd"]
                .iter()
                .any(|end| rest.starts_with(end))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(question: &WrittenQuestion) -> Vec<String> {
        let mut question = question.clone();
        add(&mut question);
        question.doubts.into_iter().map(|doubt| doubt.code).collect()
    }

    #[test]
    fn a_question_without_number_date_or_minister_is_said_to_be_so() {
        let question = WrittenQuestion { kind: Kind::WrittenQuestion, ..WrittenQuestion::default() };
        assert_eq!(codes(&question), ["no-number", "no-date", "no-minister", "no-title", "no-question"]);
        // A paper that is no question need not say who asked whom.
        assert_eq!(codes(&WrittenQuestion::default()), ["no-title", "no-question"]);
    }

    #[test]
    fn an_answer_before_its_question_is_strange() {
        let question = WrittenQuestion {
            date: "2020-02-02".parse().ok(),
            answered: "2020-01-02".parse().ok(),
            ..WrittenQuestion::default()
        };
        assert_eq!(codes(&question), ["no-title", "no-question", "date-order"]);
    }

    #[test]
    fn garbled_words_are_suspected_and_others_not() {
        assert_eq!(
            suspects("met o00g op creéren van essentiéle 'g0ed' en nog eens o00g"),
            ["o00g", "creéren", "essentiéle"]
        );
        for text in [
            "CO2 en A0 van 2020, 100m, x0, covid19, 10de",
            "privé comité café één variëren financiële geïnd",
            "É© 0 é",
        ] {
            assert!(suspects(text).is_empty(), "{text}");
        }
    }
}
