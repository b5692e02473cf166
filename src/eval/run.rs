//! Runs: ranked documents per topic, as TREC files.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::Path;

use super::EvalError;
use super::error::read_text;

/// A run as trec_eval ranks it: by score, highest first; documents of equal score by id, *last* first. The rank
/// column and the order of the lines mean nothing, and scores are single-precision numbers, as there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Run {
    /// Where it was read.
    pub name: String,
    topics: BTreeMap<String, Vec<(String, f32)>>,
}

impl Run {
    /// Reads `topic Q0 document rank score tag` lines.
    ///
    /// # Errors
    /// A file that cannot be read or holds nothing; a line of another form; a document ranked twice for one topic.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let mut run = Self { name: path.display().to_string(), ..Self::default() };
        let mut seen = HashSet::new();
        let text = read_text(path)?;
        for (at, line) in text.lines().enumerate() {
            let fault = |fault: String| EvalError::Line { path: path.to_owned(), line: at + 1, fault };
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [topic, _, document, _, score, _] = columns[..] else {
                if columns.is_empty() {
                    continue;
                }
                let count = columns.len();
                return Err(fault(format!("{count} columns; a run is 'topic Q0 document rank score tag'")));
            };
            let score: f32 = score
                .parse()
                .ok()
                .filter(|score: &f32| !score.is_nan())
                .ok_or_else(|| fault(format!("'{score}' is no score; write a number")))?;
            if !seen.insert((topic, document)) {
                return Err(fault(format!("document {document} is ranked twice for topic {topic}")));
            }
            run.topics.entry(topic.to_owned()).or_default().push((document.to_owned(), score));
        }
        if run.topics.is_empty() {
            return Err(EvalError::Empty { path: path.to_owned(), what: "ranked documents" });
        }
        for ranked in run.topics.values_mut() {
            ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| b.0.cmp(&a.0)));
        }
        Ok(run)
    }

    /// The topics that have documents, in the order of their ids.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.keys().map(String::as_str)
    }

    /// The documents of a topic, best first.
    pub fn ranked(&self, topic: &str) -> impl Iterator<Item = &str> {
        self.topics.get(topic).into_iter().flatten().map(|(document, _)| document.as_str())
    }
}

/// Writes a run. Scores fall strictly: where two documents tie, the lower one gets the next smaller number, so
/// that every tool that reads the run ranks it as it was written.
pub struct RunWriter<W> {
    out: W,
    tag: String,
}

impl<W: Write> RunWriter<W> {
    /// A writer that names the run `tag`; white space in it becomes `_`.
    pub fn new(out: W, tag: &str) -> Self {
        Self { out, tag: column(tag) }
    }

    /// Writes the documents of one topic, best first.
    ///
    /// # Errors
    /// The output cannot be written.
    pub fn topic<'a>(
        &mut self,
        topic: &str,
        ranked: impl IntoIterator<Item = (&'a str, f32)>,
    ) -> io::Result<()> {
        let topic = column(topic);
        let mut last = f32::INFINITY;
        for (at, (document, score)) in ranked.into_iter().enumerate() {
            let score = if score < last { score } else { last.next_down() };
            writeln!(self.out, "{topic} Q0 {} {} {score} {}", column(document), at + 1, self.tag)?;
            last = score;
        }
        Ok(())
    }
}

/// A value that is one column.
fn column(text: &str) -> String {
    text.replace(char::is_whitespace, "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_rank_as_in_trec_eval() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "1 Q0 a 1 2.0 t\n1 Q0 c 9 2.00000001 t\n1 Q0 b 3 3 t\n").unwrap();
        let run = Run::read(file.path()).unwrap();
        assert_eq!(run.ranked("1").collect::<Vec<_>>(), ["b", "c", "a"]);
    }

    #[test]
    fn what_is_written_reads_back_in_the_same_order() {
        let hits = [("a b", 3.5), ("z", 3.5), ("c", 3.5), ("d", 0.0), ("e", 0.0), ("f", -1.0)];
        let mut bytes = Vec::new();
        RunWriter::new(&mut bytes, "my run").topic("1", hits).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("1 Q0 a_b 1 3.5 my_run\n1 Q0 z 2 3.4999998 my_run\n"), "{text}");
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &text).unwrap();
        let run = Run::read(file.path()).unwrap();
        assert_eq!(run.ranked("1").collect::<Vec<_>>(), ["a_b", "z", "c", "d", "e", "f"]);
    }

    #[test]
    fn faults_name_their_line() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (text, fault) in [
            ("1 Q0 a 1 x t\n", ":1: 'x' is no score; write a number"),
            ("1 Q0 a 1 1 t\n\n1 Q0 a 2 0 t\n", ":3: document a is ranked twice for topic 1"),
            ("1 Q0 a 1\n", ":1: 4 columns; a run is 'topic Q0 document rank score tag'"),
            ("\n", " holds no ranked documents"),
        ] {
            std::fs::write(file.path(), text).unwrap();
            let message = Run::read(file.path()).unwrap_err().to_string();
            assert!(message.ends_with(fault), "{message}");
        }
    }
}
