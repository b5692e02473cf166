//! Topics: what a test collection asks, one query each.
//!
//! Three forms are told apart by content. TREC: `<top>` blocks with `<num>` and `<title>`. Tabbed: a file whose
//! every line has a tab, `id<TAB>query`. Plain: one query a line, its id is the line's number. Empty lines and,
//! in the last two forms, lines that start with `#` are left out.

use std::collections::HashSet;
use std::path::Path;

use super::EvalError;
use super::error::read_text;
use crate::text::one_line;

/// One query of a test collection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its identifier, unique in the file, without white space.
    pub id: String,
    /// The query's text, on one line.
    pub text: String,
}

/// Reads the topics of a file, in its order.
///
/// # Errors
/// A file that cannot be read or holds no topic; a topic without number or title; an id that comes twice.
pub fn read_topics(path: &Path) -> Result<Vec<Topic>, EvalError> {
    let text = read_text(path)?;
    let topics = if text.to_ascii_lowercase().contains("<top>") { trec(&text) } else { lines(&text) };
    let mut seen = HashSet::new();
    let fault = |line: usize, fault: String| EvalError::Line { path: path.to_owned(), line, fault };
    let topics = topics
        .into_iter()
        .map(|entry| {
            let (line, topic) = entry.map_err(|(line, text)| fault(line, text))?;
            if topic.id.is_empty() || topic.id.contains(char::is_whitespace) {
                return Err(fault(line, format!("'{}' is no topic id; write one without spaces", topic.id)));
            }
            if !seen.insert(topic.id.clone()) {
                return Err(fault(line, format!("topic {} comes twice; give each its own id", topic.id)));
            }
            Ok(topic)
        })
        .collect::<Result<Vec<_>, _>>()?;
    if topics.is_empty() {
        return Err(EvalError::Empty { path: path.to_owned(), what: "topics" });
    }
    Ok(topics)
}

/// A topic and its line, or a line and what is wrong there.
type Entry = Result<(usize, Topic), (usize, String)>;

fn lines(text: &str) -> Vec<Entry> {
    let numbered: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .map(|(at, line)| (at + 1, line.trim_end_matches([' ', '\r'])))
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'))
        .collect();
    let tabbed = numbered.iter().all(|(_, line)| line.contains('\t'));
    numbered
        .into_iter()
        .map(|(number, line)| {
            let topic = match line.split_once('\t') {
                Some((id, query)) if tabbed => Topic { id: id.trim().to_owned(), text: one_line(query) },
                _ => Topic { id: number.to_string(), text: one_line(line) },
            };
            if topic.text.is_empty() {
                return Err((number, format!("topic {} has no query behind its tab", topic.id)));
            }
            Ok((number, topic))
        })
        .collect()
}

/// `<top>` blocks. Old files leave the fields' closing tags out, so a field ends where the next tag begins.
fn trec(text: &str) -> Vec<Entry> {
    let lower = text.to_ascii_lowercase();
    let mut topics = Vec::new();
    let mut from = 0;
    while let Some(at) = lower[from..].find("<top>") {
        let start = from + at + "<top>".len();
        let rest = &lower[start..];
        let end = start + rest.find("</top>").or_else(|| rest.find("<top>")).unwrap_or(rest.len());
        let line = text[..start].matches('\n').count() + 1;
        let field = |name: &str| {
            let open = format!("<{name}>");
            let begin = start + lower[start..end].find(&open)? + open.len();
            let close = text[begin..end].find('<').map_or(end, |at| begin + at);
            Some(one_line(&text[begin..close]))
        };
        let label = |value: String, label: &str| match value.get(..label.len()) {
            Some(head) if head.eq_ignore_ascii_case(label) => value[label.len()..].trim().to_owned(),
            _ => value,
        };
        topics.push(match (field("num"), field("title")) {
            (Some(id), Some(title)) if !title.is_empty() => {
                Ok((line, Topic { id: label(id, "Number:"), text: label(title, "Topic:") }))
            }
            (None, _) => Err((line, "this <top> has no <num>".to_owned())),
            _ => Err((line, "this <top> has no <title>".to_owned())),
        });
        from = end;
    }
    topics
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<Topic>, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        let path = file.path().display().to_string();
        read_topics(file.path()).map_err(|error| error.to_string().replace(&path, "topics"))
    }

    fn pairs(text: &str) -> Vec<(String, String)> {
        read(text).unwrap().into_iter().map(|topic| (topic.id, topic.text)).collect()
    }

    #[test]
    fn the_three_forms_are_told_apart() {
        let expected = |id: &str, text: &str| (id.to_owned(), text.to_owned());
        assert_eq!(
            pairs("H1\taankoop\n\nH2\t woning  huur\n"),
            [expected("H1", "aankoop"), expected("H2", "woning huur")]
        );
        assert_eq!(
            pairs("# note\nsociale economie\nOR of NOT\n"),
            [expected("2", "sociale economie"), expected("3", "OR of NOT")]
        );
        // A line without a tab makes the whole file plain, tabs then are spaces.
        assert_eq!(pairs("a\tb\nc\n"), [expected("1", "a b"), expected("2", "c")]);
        let trec = "<top>\n<num> Number: 301\n<title> Topic: sociale\neconomie\n<desc> Description:\nx\n</top>\n\
                    <TOP><NUM>302</NUM><TITLE>maatwerk</TITLE></TOP>";
        assert_eq!(pairs(trec), [expected("301", "sociale economie"), expected("302", "maatwerk")]);
    }

    #[test]
    fn faults_name_their_line() {
        assert_eq!(read("\n").unwrap_err(), "topics holds no topics");
        assert_eq!(read("a\tx\na\ty\n").unwrap_err(), "topics:2: topic a comes twice; give each its own id");
        assert_eq!(read("a\tx\nb\t \n").unwrap_err(), "topics:2: topic b has no query behind its tab");
        assert_eq!(read("a b\tx\n").unwrap_err(), "topics:1: 'a b' is no topic id; write one without spaces");
        assert_eq!(read("<top>\n<num>1\n</top>").unwrap_err(), "topics:1: this <top> has no <title>");
    }
}
