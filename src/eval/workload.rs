//! The queries of a latency run.
//!
//! Three forms are told apart by content. Scale: every line is `class<TAB>kind<TAB>words<TAB>year`, where the
//! kind is `term`, `and`, `or` or `phrase` and the year may be left out; the words are never read as syntax.
//! Filtered: `id<TAB>query<TAB>condition`, the condition in the query language (`jaar:2019`). Else topics, as
//! [`read_topics`] reads them. Empty lines and lines that start with `#` are left out of the first two.

use std::path::Path;

use super::error::read_text;
use super::{EvalError, read_topics};
use crate::model::{Date, DateRange};
use crate::query::{self, Filter, Match, Node, Phrase, Query, QueryError};

/// A query as a file holds it: not yet parsed, since parsing is measured too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Its identifier, or the class that the file puts it in.
    pub name: String,
    /// Its words.
    pub text: String,
    how: How,
    condition: Option<Condition>,
}

/// How the words are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    /// As the caller says.
    Caller,
    /// All must occur.
    All,
    /// One is enough.
    Any,
    /// As one phrase.
    Phrase,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Condition {
    Year(Date),
    Text(String),
}

impl Asked {
    /// The query. `syntax` and `mode` say how words are read for which the file does not say it.
    ///
    /// # Errors
    /// When words or condition cannot be parsed.
    pub fn query(&self, syntax: bool, mode: Match) -> Result<Query, QueryError> {
        let words = match self.how {
            How::Caller if syntax => query::parse(&self.text)?.matching(mode),
            How::Caller => query::plain(&self.text, mode),
            How::All => query::plain(&self.text, Match::All),
            How::Any => query::plain(&self.text, Match::Any),
            How::Phrase => {
                let phrase = Phrase { text: self.text.clone(), within: None, literal: false };
                Query { root: Node::Phrase(phrase) }
            }
        };
        Ok(match &self.condition {
            None => words,
            Some(Condition::Year(year)) => {
                words.filtered(Filter::Date(DateRange { since: Some(*year), until: Some(*year) }))
            }
            Some(Condition::Text(text)) => {
                Query { root: Node::and(vec![words.root, query::parse(text)?.root]) }
            }
        })
    }
}

/// Reads the queries of a latency run, in the order of the file.
///
/// # Errors
/// A file that cannot be read, holds no query, or has a line that none of the forms allows.
pub fn read_workload(path: &Path) -> Result<Vec<Asked>, EvalError> {
    let text = read_text(path)?;
    let lines: Vec<(usize, Vec<&str>)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|(at, line)| (at + 1, line.split('\t').map(str::trim).collect()))
        .collect();
    let scale = |columns: &Vec<&str>| {
        matches!(columns.len(), 3 | 4) && matches!(columns[1], "term" | "and" | "or" | "phrase")
    };
    if !lines.is_empty() && lines.iter().all(|(_, columns)| scale(columns)) {
        return lines.iter().map(|(line, columns)| of_scale(path, *line, columns)).collect();
    }
    let tabbed = lines.iter().all(|(_, columns)| matches!(columns.len(), 2 | 3));
    if tabbed && lines.iter().any(|(_, columns)| columns.len() == 3) {
        return Ok(lines
            .into_iter()
            .map(|(_, columns)| Asked {
                name: columns[0].to_owned(),
                text: columns[1].to_owned(),
                how: How::Caller,
                condition: columns
                    .get(2)
                    .filter(|condition| !condition.is_empty())
                    .map(|condition| Condition::Text((*condition).to_owned())),
            })
            .collect());
    }
    let topics = read_topics(path)?;
    Ok(topics
        .into_iter()
        .map(|topic| Asked { name: topic.id, text: topic.text, how: How::Caller, condition: None })
        .collect())
}

fn of_scale(path: &Path, line: usize, columns: &[&str]) -> Result<Asked, EvalError> {
    let condition = match columns.get(3).filter(|year| !year.is_empty()) {
        None => None,
        Some(year) => {
            let parsed: Option<Date> = year.parse().ok();
            let fault = format!("'{year}' is no year; write four digits or leave the column empty");
            let parsed = parsed.ok_or_else(|| EvalError::Line { path: path.to_owned(), line, fault })?;
            Some(Condition::Year(parsed))
        }
    };
    let how = match columns[1] {
        "or" => How::Any,
        "phrase" => How::Phrase,
        _ => How::All,
    };
    Ok(Asked { name: columns[0].to_owned(), text: columns[2].to_owned(), how, condition })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(text: &str) -> Result<Vec<String>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let asked = read_workload(file.path())
            .map_err(|error| error.to_string().replace(&file.path().display().to_string(), "queries"))?;
        Ok(asked.iter().map(|one| one.query(true, Match::All).unwrap().to_string()).collect())
    }

    #[test]
    fn the_forms_are_told_apart() {
        let scale = "t_high\tterm\taantal\t2019\nor2\tor\tangst NOT\n# note\nph2\tphrase\tklein stukje\t\n";
        assert_eq!(printed(scale).unwrap(), ["aantal datum:2019", "angst OR \\NOT", "\"klein stukje\""]);
        let filtered = "a\tmaatwerk -sociaal\tjaar:2018\nb\thuur OR koop\tminister:homans\nc\thuis\n";
        assert_eq!(
            printed(filtered).unwrap(),
            ["maatwerk -sociaal datum:2018", "(huur OR koop) minister:homans", "huis"]
        );
        assert_eq!(printed("a\tmaatwerk\nb\thuur\n").unwrap(), ["maatwerk", "huur"]);
        assert_eq!(printed("maatwerk\nhuur koop\n").unwrap(), ["maatwerk", "huur koop"]);
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(
            printed("x\tterm\taantal\tvorig\n").unwrap_err(),
            "queries:1: 'vorig' is no year; write four digits or leave the column empty"
        );
        assert_eq!(printed("").unwrap_err(), "queries holds no topics");
    }
}
