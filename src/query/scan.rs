//! Cuts a query into words, phrases, parentheses and operators; linear in its length.

use std::ops::Range;

use super::{QueryError, QueryFault};

/// One piece of a query with the bytes it was read from.
#[derive(Clone, Debug)]
pub(super) struct Piece<'q> {
    pub(super) span: Range<usize>,
    pub(super) sort: Sort<'q>,
}

/// What a piece is.
#[derive(Clone, Debug)]
pub(super) enum Sort<'q> {
    Open,
    Close,
    Or,
    And,
    Not,
    Chunk(Chunk<'q>),
}

/// A word, a phrase or `field:value`.
#[derive(Clone, Debug, Default)]
pub(super) struct Chunk<'q> {
    /// `=` stood before it.
    pub(super) equals: bool,
    /// The letters before an unescaped colon.
    pub(super) field: Option<&'q str>,
    /// The text in quotation marks, escapes taken out.
    pub(super) quoted: Option<String>,
    /// The characters of an unquoted text, escapes taken out, each with whether it was escaped.
    pub(super) text: Vec<(char, bool)>,
    /// What stood behind `~` of a phrase.
    pub(super) distance: Option<&'q str>,
}

/// Quotation marks of any style open and close a phrase.
pub(super) const QUOTES: [char; 7] = ['"', '“', '”', '„', '‟', '«', '»'];

/// Words that are operators when in capitals.
pub(super) const OPERATORS: [&str; 6] = ["OR", "OF", "AND", "EN", "NOT", "NIET"];

/// Punctuation at the head of a word is looked through this far, which keeps scanning linear.
const LONGEST_LEAD: usize = 256;

/// A cursor over the query.
struct Scanner<'q> {
    query: &'q str,
    at: usize,
}

/// The pieces of `query` in order.
pub(super) fn scan(query: &str) -> Result<Vec<Piece<'_>>, QueryError> {
    let mut scanner = Scanner { query, at: 0 };
    let mut pieces = Vec::new();
    while let Some(next) = scanner.peek() {
        let start = scanner.at;
        let sort = match next {
            c if c.is_whitespace() => {
                scanner.bump();
                continue;
            }
            '(' => {
                scanner.bump();
                Sort::Open
            }
            ')' => {
                scanner.bump();
                Sort::Close
            }
            '-' => {
                scanner.bump();
                // A dash among words is punctuation.
                if !scanner.stands_before_item() {
                    continue;
                }
                Sort::Not
            }
            _ => match scanner.chunk()? {
                Some(sort) => sort,
                None => continue,
            },
        };
        pieces.push(Piece { span: start..scanner.at, sort });
    }
    Ok(pieces)
}

impl<'q> Scanner<'q> {
    fn peek(&self) -> Option<char> {
        self.query[self.at..].chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// Whether something that can be negated follows directly.
    fn stands_before_item(&self) -> bool {
        let rest = &self.query[self.at..];
        rest.starts_with(['(', '*'])
            || rest.starts_with(QUOTES)
            || rest.chars().take(LONGEST_LEAD).take_while(|c| !c.is_whitespace()).any(char::is_alphanumeric)
    }

    /// A word or phrase with all that is glued to it; `None` for lone punctuation.
    fn chunk(&mut self) -> Result<Option<Sort<'q>>, QueryError> {
        let start = self.at;
        let mut chunk = Chunk::default();
        if self.peek() == Some('=') {
            self.bump();
            chunk.equals = true;
        }
        let mut body = self.at;
        while let Some(c) = self.peek() {
            if c.is_whitespace() || c == '(' || c == ')' {
                break;
            }
            if QUOTES.contains(&c) {
                // Behind other letters a quotation mark begins a piece of its own.
                if self.at == body {
                    let text = self.phrase()?;
                    chunk.distance = self.distance();
                    chunk.quoted = Some(text);
                }
                break;
            }
            self.bump();
            if c == '\\' {
                if let Some(escaped) = self.bump() {
                    chunk.text.push((escaped, true));
                }
                continue;
            }
            if c == ':' && chunk.field.is_none() && !chunk.equals && is_name(&chunk.text) {
                let name = &self.query[body..self.at - 1];
                if self.is_field(name) {
                    chunk.field = Some(name);
                    chunk.text.clear();
                    body = self.at;
                    continue;
                }
            }
            chunk.text.push((c, false));
        }
        if chunk.quoted.is_some() || chunk.field.is_some() {
            return Ok(Some(Sort::Chunk(chunk)));
        }
        let operator = match &self.query[start..self.at] {
            "OR" | "OF" => Some(Sort::Or),
            "AND" | "EN" => Some(Sort::And),
            "NOT" | "NIET" => Some(Sort::Not),
            _ => None,
        };
        if operator.is_some() {
            return Ok(operator);
        }
        let meaningful = chunk.text.iter().any(|(c, escaped)| c.is_alphanumeric() || (*c == '*' && !escaped));
        Ok(meaningful.then_some(Sort::Chunk(chunk)))
    }

    /// Whether letters before a colon (the cursor stands behind it) name a field: any known name does; an
    /// unknown one does when a value follows, so that its writer hears of the mistake.
    fn is_field(&self, name: &str) -> bool {
        super::field::Field::find(name).is_some()
            || self.peek().is_some_and(|c| c.is_alphanumeric() || QUOTES.contains(&c))
    }

    /// The text between quotation marks; the cursor stands on the first.
    fn phrase(&mut self) -> Result<String, QueryError> {
        let start = self.at;
        self.bump();
        let mut text = String::new();
        loop {
            match self.bump() {
                None => {
                    return Err(QueryError {
                        query: self.query.to_owned(),
                        at: start..start + self.query[start..].chars().next().map_or(0, char::len_utf8),
                        fault: QueryFault::UnclosedQuote,
                    });
                }
                Some('\\') => text.extend(self.bump()),
                Some(c) if QUOTES.contains(&c) => return Ok(text.trim().to_owned()),
                Some(c) => text.push(c),
            }
        }
    }

    /// What follows `~` behind a phrase, up to white space or a parenthesis.
    fn distance(&mut self) -> Option<&'q str> {
        if self.peek() != Some('~') {
            return None;
        }
        self.bump();
        let start = self.at;
        while self.peek().is_some_and(|c| !c.is_whitespace() && c != '(' && c != ')') {
            self.bump();
        }
        Some(&self.query[start..self.at])
    }
}

fn is_name(text: &[(char, bool)]) -> bool {
    !text.is_empty() && text.iter().all(|(c, escaped)| c.is_alphabetic() && !escaped)
}
