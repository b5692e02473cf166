//! What can be wrong with a query, where, and what to write instead.

use std::fmt;
use std::ops::Range;

use unicode_width::UnicodeWidthChar;

use crate::text::is_dangerous;

/// A query that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueryError {
    /// The whole query.
    pub query: String,
    /// Bytes of the faulty part in `query`; may be empty, at its end.
    pub at: Range<usize>,
    /// What is wrong.
    pub fault: QueryFault,
}

/// A fault of a query; its text is a lower-case fragment, [`QueryFault::advice`] says what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryFault {
    /// A quotation mark without its partner.
    #[error("this quotation mark is never closed")]
    UnclosedQuote,
    /// An opening parenthesis without its partner.
    #[error("this parenthesis is never closed")]
    UnclosedParenthesis,
    /// A closing parenthesis without its partner.
    #[error("this parenthesis closes nothing")]
    StrayParenthesis,
    /// `()`.
    #[error("nothing stands between these parentheses")]
    EmptyGroup,
    /// `""`, or quotation marks around punctuation only.
    #[error("no word stands between these quotation marks")]
    EmptyPhrase,
    /// An operator that lacks an operand.
    #[error("'{operator}' has nothing {side} it")]
    MissingOperand {
        /// As typed.
        operator: String,
        /// `before` or `after`.
        side: &'static str,
    },
    /// `ministr:homans`.
    #[error("there is no field '{name}'")]
    UnknownField {
        /// As typed.
        name: String,
        /// The field's name that is nearest, when one is near.
        nearest: Option<&'static str>,
    },
    /// `minister:` with nothing behind it.
    #[error("'{field}:' has no value")]
    MissingValue {
        /// As typed.
        field: String,
    },
    /// A value that the field cannot have.
    #[error("'{value}' is no value of '{field}:'")]
    BadValue {
        /// As typed.
        field: String,
        /// As typed.
        value: String,
        /// What to write.
        advice: String,
    },
    /// A range that ends before it begins.
    #[error("the range '{0}' ends before it begins")]
    BackwardRange(String),
    /// A star inside a word.
    #[error("a star inside a word cannot be searched")]
    StarInside,
    /// A star with fewer than two letters.
    #[error("too few letters beside the star")]
    ShortStar,
    /// `word~9`, or `~` together with a star or `=`.
    #[error("this is no fuzzy word")]
    BadFuzzy,
    /// `"a b"~x`.
    #[error("this is no distance between words")]
    BadDistance,
    /// `=` before something that is neither word nor phrase.
    #[error("'=' stands before a word or a phrase only")]
    StrayEquals,
    /// Two `in:` in one group.
    #[error("this group has an 'in:' already")]
    SecondIn,
    /// `in:` without words to look for.
    #[error("nothing is looked for in this section")]
    NothingIn,
    /// `-in:titel`.
    #[error("'in:' cannot be negated by itself")]
    NegatedIn,
    /// More characters than a query may have.
    #[error("the query has more than {0} characters")]
    TooLong(usize),
    /// Parentheses nested too deep.
    #[error("parentheses are nested more than {0} deep")]
    TooDeep(usize),
    /// Too many words and operators.
    #[error("the query has more than {0} words and operators")]
    TooMany(usize),
}

impl QueryFault {
    /// What to write instead: a sentence without a full stop.
    pub fn advice(&self) -> String {
        match self {
            Self::UnclosedQuote => {
                "close the phrase with a second \", or write \\\" for the mark itself".into()
            }
            Self::UnclosedParenthesis => "add the missing ), or write \\( for the parenthesis itself".into(),
            Self::StrayParenthesis => "leave it out, or write \\) for the parenthesis itself".into(),
            Self::EmptyGroup => "write words between them, or leave them out".into(),
            Self::EmptyPhrase => "write the words of the phrase, or leave the quotation marks out".into(),
            Self::MissingOperand { operator, side } => {
                format!("write what to search for {side} it, or '{}' for the word", operator.to_lowercase())
            }
            Self::UnknownField { name, nearest: Some(nearest) } => {
                format!("write '{nearest}:', or '{name}\\:' to search for the words")
            }
            Self::UnknownField { name, nearest: None } => {
                format!("fields are {}; write '{name}\\:' to search for the words", super::field::NAMES)
            }
            Self::MissingValue { field } => {
                format!(
                    "write the value right behind the colon, in quotation marks if it has spaces: {field}:\"…\""
                )
            }
            Self::BadValue { advice, .. } => advice.clone(),
            Self::BackwardRange(_) => "write the smaller end first, or leave one out".into(),
            Self::StarInside => {
                "put the star at the beginning or the end, or write \\* for the star itself".into()
            }
            Self::ShortStar => "write two letters or more: maat*".into(),
            Self::BadFuzzy => {
                "write the plain word with ~1 or ~2 behind it, or \\~ for the mark itself".into()
            }
            Self::BadDistance => "write how many other words may stand between, 0 to 99: \"…\"~5".into(),
            Self::StrayEquals => "write =word or =\"literal phrase\"".into(),
            Self::SecondIn => "write in:vraag|antwoord for either, or put one in parentheses".into(),
            Self::NothingIn => "write words beside it: in:titel maatwerk".into(),
            Self::NegatedIn => "write -(in:titel maatwerk)".into(),
            Self::TooLong(_) | Self::TooMany(_) => {
                "shorten it, or search by a whole text with 'vraagbaak similar --text FILE'".into()
            }
            Self::TooDeep(_) => "leave parentheses out".into(),
        }
    }
}

/// Columns of the query shown on either side of the fault.
const CONTEXT: usize = 36;

impl QueryError {
    /// Two lines: the query (or the part around the fault) and carets under the fault.
    ///
    /// Control and bidirectional characters are shown as spaces; wide characters are reckoned with.
    pub fn picture(&self) -> String {
        let before = self.query.get(..self.at.start).unwrap_or_default();
        let inside = self.query.get(self.at.clone()).unwrap_or_default();
        let after = self.query.get(self.at.end..).unwrap_or_default();
        let mut head: Vec<char> = before.chars().rev().take(CONTEXT).collect();
        head.reverse();
        let head_cut = before.chars().count() > head.len();
        let body: String = inside.chars().take(CONTEXT).map(visible).collect();
        let body_cut = inside.chars().count() > CONTEXT;
        let tail: String =
            if body_cut { String::new() } else { after.chars().take(CONTEXT).map(visible).collect() };
        let tail_cut = body_cut || after.chars().count() > CONTEXT;
        let head: String = head_cut.then_some('…').into_iter().chain(head.into_iter().map(visible)).collect();
        let end = if tail_cut { "…" } else { "" };
        let width = |text: &str| text.chars().map(|c| c.width().unwrap_or(0)).sum::<usize>();
        format!("{head}{body}{tail}{end}\n{}{}", " ".repeat(width(&head)), "^".repeat(width(&body).max(1)))
    }
}

fn visible(c: char) -> char {
    // Those without width would move the mark below.
    let hidden =
        is_dangerous(c) || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    if hidden { ' ' } else { c }
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.fault, self.fault.advice())
    }
}

impl std::error::Error for QueryError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.fault)
    }
}
