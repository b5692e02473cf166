//! Prints a tree back as a query that parses to the same tree.

use std::fmt::{self, Display, Formatter, Write as _};

use super::field::{self, Field};
use super::scan::{OPERATORS, QUOTES};
use super::{Filter, NameField, Node, Numbers, Pattern, Phrase, Query, UnknownField, Word};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.fmt(f)
    }
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_char('*'),
            Self::And(children) => {
                joined(f, children, " ", |child| matches!(child, Self::Or(_) | Self::In(..)))
            }
            Self::Or(children) => joined(f, children, " OR ", |_| false),
            Self::Not(inner) => {
                f.write_char('-')?;
                grouped(f, inner, matches!(**inner, Self::And(_) | Self::Or(_) | Self::In(..)))
            }
            Self::In(sections, inner) => {
                f.write_str("in:")?;
                for (i, section) in sections.iter().enumerate() {
                    let separator = if i > 0 { "|" } else { "" };
                    write!(f, "{separator}{}", field::section_name(*section))?;
                }
                f.write_char(' ')?;
                grouped(f, inner, matches!(**inner, Self::Or(_) | Self::In(..)))
            }
            Self::Word(word) => word.fmt(f),
            Self::Phrase(phrase) => phrase.fmt(f),
            Self::Filter(filter) => filter.fmt(f),
        }
    }
}

fn joined(
    f: &mut Formatter<'_>,
    children: &[Node],
    separator: &str,
    group: fn(&Node) -> bool,
) -> fmt::Result {
    for (i, child) in children.iter().enumerate() {
        if i > 0 {
            f.write_str(separator)?;
        }
        grouped(f, child, group(child))?;
    }
    Ok(())
}

fn grouped(f: &mut Formatter<'_>, node: &Node, group: bool) -> fmt::Result {
    if group { write!(f, "({node})") } else { node.fmt(f) }
}

impl Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (before, after) = match self.pattern {
            Pattern::Family | Pattern::Fuzzy { .. } => ("", ""),
            Pattern::Exact => ("=", ""),
            Pattern::Prefix { raw: false } => ("", "*"),
            Pattern::Prefix { raw: true } => ("=", "*"),
            Pattern::Suffix { raw: false } => ("*", ""),
            Pattern::Suffix { raw: true } => ("=*", ""),
            Pattern::Infix { raw: false } => ("*", "*"),
            Pattern::Infix { raw: true } => ("=*", "*"),
        };
        f.write_str(before)?;
        escaped_word(f, &self.text)?;
        f.write_str(after)?;
        match self.pattern {
            Pattern::Fuzzy { distance } => write!(f, "~{distance}"),
            _ => Ok(()),
        }
    }
}

/// Writes `text` so that no character of it is an operator.
fn escaped_word(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    if OPERATORS.contains(&text) {
        f.write_char('\\')?;
        return f.write_str(text);
    }
    let mut name = true;
    for (at, c) in text.char_indices() {
        let special = matches!(c, '\\' | '(' | ')' | '*' | '~')
            || c.is_whitespace()
            || QUOTES.contains(&c)
            || (at == 0 && matches!(c, '-' | '='))
            || (c == ':' && name && at > 0);
        name &= c.is_alphabetic();
        if special {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    Ok(())
}

fn quoted(f: &mut Formatter<'_>, text: &str) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if c == '\\' || QUOTES.contains(&c) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

impl Display for Phrase {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.literal {
            f.write_char('=')?;
        }
        quoted(f, &self.text)?;
        match self.within {
            Some(distance) => write!(f, "~{distance}"),
            None => Ok(()),
        }
    }
}

/// Writes `since..until`, or one of them when they are the same.
fn range<T: Display + PartialEq>(f: &mut Formatter<'_>, since: Option<&T>, until: Option<&T>) -> fmt::Result {
    if let (Some(since), Some(until)) = (since, until)
        && since == until
    {
        return since.fmt(f);
    }
    if let Some(since) = since {
        since.fmt(f)?;
    }
    f.write_str("..")?;
    until.map_or(Ok(()), |until| until.fmt(f))
}

fn reads_as_unknown(value: &str) -> bool {
    field::UNKNOWN.contains(&value.to_lowercase().as_str())
}

impl Display for Filter {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name { field, value } => {
                write!(f, "{}:", Field::Name(*field).name())?;
                let plain = value.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '.' | '\'' | '’'));
                if plain && !reads_as_unknown(value) { f.write_str(value) } else { quoted(f, value) }
            }
            Self::Parliament(parliament) => {
                write!(f, "{}:{}", Field::Parliament.name(), field::parliament_name(*parliament))
            }
            Self::Kind(kind) => write!(f, "{}:{}", Field::Kind.name(), field::kind_name(*kind)),
            Self::Number(numbers) => {
                write!(f, "{}:", Field::Number.name())?;
                match numbers {
                    Numbers::One(number)
                        if number.chars().all(char::is_alphanumeric) && !reads_as_unknown(number) =>
                    {
                        f.write_str(number)
                    }
                    Numbers::One(number) => quoted(f, number),
                    // A range of one number stays a range: the number "221" as printed is another thing.
                    Numbers::Range(since, until) => {
                        if let Some(since) = since {
                            since.fmt(f)?;
                        }
                        f.write_str("..")?;
                        until.map_or(Ok(()), |until| until.fmt(f))
                    }
                }
            }
            Self::Reference(text) => {
                write!(f, "{}:", Field::Reference.name())?;
                quoted(f, text)
            }
            Self::Date(dates) => {
                write!(f, "{}:", Field::Date.name())?;
                range(f, dates.since.as_ref(), dates.until.as_ref())
            }
            Self::Session(sessions) => {
                write!(f, "{}:", Field::Session.name())?;
                range(f, sessions.since.as_ref(), sessions.until.as_ref())
            }
            Self::HasAnswer => write!(f, "{}:antwoord", Field::Has.name()),
            Self::Unknown(field) => {
                let field = match field {
                    UnknownField::Name(name) => Field::Name(*name),
                    UnknownField::Parliament => Field::Parliament,
                    UnknownField::Number => Field::Number,
                    UnknownField::Date => Field::Date,
                    UnknownField::Session => Field::Session,
                };
                write!(f, "{}:onbekend", field.name())
            }
        }
    }
}

impl NameField {
    /// The field's name as queries print it.
    pub fn name(self) -> &'static str {
        Field::Name(self).name()
    }
}
