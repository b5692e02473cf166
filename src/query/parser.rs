//! The grammar: recursive descent over the pieces, bounded in depth and number.

use std::ops::Range;

use super::field::{self, Field};
use super::scan::{Chunk, Piece, Sort, scan};
use super::{Node, Pattern, Phrase, Query, QueryError, QueryFault, Word};

/// Longest query, in characters.
pub const MAX_CHARS: usize = 10_000;
/// Deepest nesting of parentheses.
pub const MAX_DEPTH: usize = 50;
/// Most words, phrases, filters, operators and parentheses.
pub const MAX_CLAUSES: usize = 2_000;
/// Longest distance of words near each other.
const MAX_DISTANCE: u32 = 99;

/// Reads a query. A text without words is the query for every document.
///
/// # Errors
/// A [`QueryError`] with the place of the fault. Time and memory are linear in the length of `text`.
pub fn parse(text: &str) -> Result<Query, QueryError> {
    if let Some((end, _)) = text.char_indices().nth(MAX_CHARS) {
        return Err(QueryError {
            query: text.to_owned(),
            at: end..end,
            fault: QueryFault::TooLong(MAX_CHARS),
        });
    }
    let pieces = scan(text)?;
    let mut parser = Parser { text, pieces: &pieces, next: 0 };
    if let Some(piece) = pieces.get(MAX_CLAUSES) {
        return Err(parser.error(piece.span.clone(), QueryFault::TooMany(MAX_CLAUSES)));
    }
    let root = parser.alternatives(0)?;
    match parser.pieces.get(parser.next) {
        None => Ok(Query { root: root.unwrap_or(Node::All) }),
        Some(piece) => Err(parser.error(piece.span.clone(), QueryFault::StrayParenthesis)),
    }
}

struct Parser<'q> {
    text: &'q str,
    pieces: &'q [Piece<'q>],
    next: usize,
}

impl<'q> Parser<'q> {
    fn error(&self, at: Range<usize>, fault: QueryFault) -> QueryError {
        QueryError { query: self.text.to_owned(), at, fault }
    }

    fn peek(&self) -> Option<&'q Piece<'q>> {
        self.pieces.get(self.next)
    }

    /// `group (OR group)*`; `None` where nothing stands.
    fn alternatives(&mut self, depth: usize) -> Result<Option<Node>, QueryError> {
        let mut groups = Vec::new();
        let mut operator: Option<&Piece<'q>> = None;
        loop {
            let group = self.group(depth)?;
            if let (None, Some(piece)) = (&group, operator) {
                return Err(self.missing(piece, "after"));
            }
            let empty = group.is_none();
            groups.extend(group);
            match self.peek() {
                Some(piece) if matches!(piece.sort, Sort::Or) => {
                    if empty {
                        return Err(self.missing(piece, "before"));
                    }
                    operator = Some(piece);
                    self.next += 1;
                }
                _ => break,
            }
        }
        Ok(if groups.is_empty() { None } else { Some(Node::or(groups)) })
    }

    fn missing(&self, piece: &Piece<'q>, side: &'static str) -> QueryError {
        let operator = self.text.get(piece.span.clone()).unwrap_or_default().to_owned();
        self.error(piece.span.clone(), QueryFault::MissingOperand { operator, side })
    }

    /// Items that must all hold, with the `in:` that stands among them.
    fn group(&mut self, depth: usize) -> Result<Option<Node>, QueryError> {
        let mut items = Vec::new();
        let mut sections = None;
        let mut and: Option<&Piece<'q>> = None;
        while let Some(piece) = self.peek() {
            match &piece.sort {
                Sort::Or | Sort::Close => break,
                Sort::And => {
                    if items.is_empty() && sections.is_none() {
                        return Err(self.missing(piece, "before"));
                    }
                    self.next += 1;
                    and = Some(piece);
                    continue;
                }
                Sort::Chunk(chunk) if chunk.field.and_then(Field::find) == Some(Field::In) => {
                    self.next += 1;
                    if sections.is_some() {
                        return Err(self.error(piece.span.clone(), QueryFault::SecondIn));
                    }
                    let value = value(chunk).map_err(|fault| self.error(piece.span.clone(), fault))?;
                    let named = field::sections(chunk, &value);
                    sections = Some((piece, named.map_err(|fault| self.error(piece.span.clone(), fault))?));
                }
                _ => items.push(self.item(depth)?),
            }
            and = None;
        }
        if let Some(piece) = and {
            return Err(self.missing(piece, "after"));
        }
        let node = if items.is_empty() { None } else { Some(Node::and(items)) };
        match (sections, node) {
            (None, node) => Ok(node),
            (Some((_, sections)), Some(node)) if node != Node::All => {
                Ok(Some(Node::In(sections, Box::new(node))))
            }
            (Some((piece, _)), _) => Err(self.error(piece.span.clone(), QueryFault::NothingIn)),
        }
    }

    /// One item with its negations.
    fn item(&mut self, depth: usize) -> Result<Node, QueryError> {
        let mut negated = false;
        let mut operator = None;
        while let Some(piece) = self.peek()
            && matches!(piece.sort, Sort::Not)
        {
            negated = !negated;
            operator = Some(piece);
            self.next += 1;
        }
        let node = match (self.peek(), operator) {
            (Some(piece), _) => match &piece.sort {
                Sort::Open => self.parenthesis(piece, depth)?,
                Sort::Chunk(chunk) if chunk.field.and_then(Field::find) == Some(Field::In) => {
                    return Err(self.error(piece.span.clone(), QueryFault::NegatedIn));
                }
                Sort::Chunk(chunk) => {
                    self.next += 1;
                    leaf(chunk).map_err(|fault| self.error(piece.span.clone(), fault))?
                }
                Sort::Or | Sort::And | Sort::Close | Sort::Not => {
                    return Err(self.missing(operator.unwrap_or(piece), "after"));
                }
            },
            (None, Some(operator)) => return Err(self.missing(operator, "after")),
            (None, None) => Node::All,
        };
        Ok(if negated { Node::negated(node) } else { node })
    }

    fn parenthesis(&mut self, open: &Piece<'q>, depth: usize) -> Result<Node, QueryError> {
        if depth >= MAX_DEPTH {
            return Err(self.error(open.span.clone(), QueryFault::TooDeep(MAX_DEPTH)));
        }
        self.next += 1;
        let inner = self.alternatives(depth + 1)?;
        match (self.peek(), inner) {
            (None, _) => Err(self.error(open.span.clone(), QueryFault::UnclosedParenthesis)),
            (Some(close), None) => Err(self.error(open.span.start..close.span.end, QueryFault::EmptyGroup)),
            (Some(_), Some(node)) => {
                self.next += 1;
                Ok(node)
            }
        }
    }
}

/// The value behind a colon.
fn value(chunk: &Chunk<'_>) -> Result<String, QueryFault> {
    let value = match &chunk.quoted {
        Some(text) => text.clone(),
        None => chunk.text.iter().map(|(c, _)| c).collect(),
    };
    if value.trim().is_empty() {
        return Err(QueryFault::MissingValue { field: chunk.field.unwrap_or_default().to_owned() });
    }
    Ok(value)
}

/// A filter, a phrase or a word.
fn leaf(chunk: &Chunk<'_>) -> Result<Node, QueryFault> {
    if let Some(name) = chunk.field {
        let field = Field::find(name).ok_or_else(|| QueryFault::UnknownField {
            name: name.to_owned(),
            nearest: Field::nearest(name),
        })?;
        if chunk.distance.is_some() {
            return Err(QueryFault::BadDistance);
        }
        let filter = field::filter(field, chunk, &value(chunk)?, chunk.quoted.is_some())?;
        return Ok(Node::Filter(filter));
    }
    if let Some(text) = &chunk.quoted {
        if !text.contains(char::is_alphanumeric) {
            return Err(QueryFault::EmptyPhrase);
        }
        let within = match chunk.distance {
            None => None,
            Some(digits) => match digits.parse() {
                Ok(distance) if distance <= MAX_DISTANCE => Some(distance),
                _ => return Err(QueryFault::BadDistance),
            },
        };
        return Ok(Node::Phrase(Phrase { text: text.clone(), within, literal: chunk.equals }));
    }
    word(chunk)
}

/// A word with its stars, `=` or `~`.
fn word(chunk: &Chunk<'_>) -> Result<Node, QueryFault> {
    let is_star = |c: &(char, bool)| *c == ('*', false);
    let mut letters = &chunk.text[..];
    if letters.iter().all(is_star) {
        return if chunk.equals { Err(QueryFault::StrayEquals) } else { Ok(Node::All) };
    }
    let before = letters.iter().take_while(|c| is_star(c)).count();
    letters = &letters[before..];
    let after = letters.iter().rev().take_while(|c| is_star(c)).count();
    letters = &letters[..letters.len() - after];
    if letters.iter().any(is_star) {
        return Err(QueryFault::StarInside);
    }
    let raw = chunk.equals;
    let starred = match (before > 0, after > 0) {
        (false, false) => None,
        (false, true) => Some(Pattern::Prefix { raw }),
        (true, false) => Some(Pattern::Suffix { raw }),
        (true, true) => Some(Pattern::Infix { raw }),
    };
    let mut fuzzy = None;
    if let Some(tilde) = letters.iter().rposition(|c| *c == ('~', false)) {
        let digits: String = letters[tilde + 1..].iter().map(|(c, _)| c).collect();
        fuzzy = Some(match digits.as_str() {
            "" | "1" => 1,
            "2" => 2,
            _ => return Err(QueryFault::BadFuzzy),
        });
        letters = &letters[..tilde];
        if letters.contains(&('~', false)) || starred.is_some() || raw {
            return Err(QueryFault::BadFuzzy);
        }
    }
    let text: String = letters.iter().map(|(c, _)| c).collect();
    let count = text.chars().filter(|c| c.is_alphanumeric()).count();
    if starred.is_some() && count < 2 {
        return Err(QueryFault::ShortStar);
    }
    if count == 0 {
        return Err(QueryFault::BadFuzzy);
    }
    let pattern = match (starred, fuzzy, raw) {
        (Some(pattern), ..) => pattern,
        (None, Some(distance), _) => Pattern::Fuzzy { distance },
        (None, None, true) => Pattern::Exact,
        (None, None, false) => Pattern::Family,
    };
    Ok(Node::Word(Word { text, pattern }))
}
