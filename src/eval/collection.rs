//! Qrels: which documents are relevant for which topic.

use std::collections::BTreeMap;
use std::path::Path;

use rustc_hash::FxHashMap;

use super::EvalError;
use super::error::read_text;

/// Relevance judgements in the format of TREC: `topic iteration document grade`, white space between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Qrels {
    /// Where they were read.
    pub name: String,
    topics: BTreeMap<String, FxHashMap<String, i32>>,
}

impl Qrels {
    /// Reads a qrels file. A grade of 1 and more is relevant and is the gain of nDCG.
    ///
    /// # Errors
    /// A file that cannot be read or holds nothing; a line that has not four columns with a whole number last;
    /// a document judged twice for one topic.
    pub fn read(path: &Path) -> Result<Self, EvalError> {
        let mut qrels = Self { name: path.display().to_string(), ..Self::default() };
        for (at, line) in read_text(path)?.lines().enumerate() {
            let fault = |fault: String| EvalError::Line { path: path.to_owned(), line: at + 1, fault };
            let columns: Vec<&str> = line.split_whitespace().collect();
            let [topic, _, document, grade] = columns[..] else {
                if columns.is_empty() {
                    continue;
                }
                return Err(fault(format!(
                    "{} columns; a judgement is 'topic 0 document grade'",
                    columns.len()
                )));
            };
            let grade =
                grade.parse().map_err(|_| fault(format!("'{grade}' is no grade; write 0, 1, 2, …")))?;
            let documents = qrels.topics.entry(topic.to_owned()).or_default();
            if documents.insert(document.to_owned(), grade).is_some() {
                return Err(fault(format!("document {document} is judged twice for topic {topic}")));
            }
        }
        if qrels.topics.is_empty() {
            return Err(EvalError::Empty { path: path.to_owned(), what: "judgements" });
        }
        Ok(qrels)
    }

    /// The topics that were judged, in the order of their ids.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.keys().map(String::as_str)
    }

    /// The grade of a document; 0 when it was not judged.
    pub fn grade(&self, topic: &str, document: &str) -> i32 {
        self.topics.get(topic).and_then(|documents| documents.get(document)).copied().unwrap_or(0)
    }

    /// The grades of the relevant documents of a topic, highest first.
    pub fn relevant(&self, topic: &str) -> Vec<i32> {
        let mut grades: Vec<i32> = self
            .topics
            .get(topic)
            .into_iter()
            .flat_map(FxHashMap::values)
            .copied()
            .filter(|grade| *grade > 0)
            .collect();
        grades.sort_unstable_by(|a, b| b.cmp(a));
        grades
    }
}
