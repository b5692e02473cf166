//! Text that is never read as syntax: topics of a test collection, a pasted title.

use super::{Match, Node, Query, Word};

/// Words after this many are left out of a plain query.
pub const MAX_PLAIN_WORDS: usize = 1024;

/// A query of the words of `text` as they stand: operators, quotation marks and colons mean nothing.
///
/// Words end at white space, so `kennis-en` stays one word (and is searched as its tokens side by side);
/// chunks without a letter or digit are left out, and so is a word that was there before. A text without words
/// gives the query for every document.
pub fn plain(text: &str, mode: Match) -> Query {
    let mut seen = std::collections::HashSet::new();
    let words: Vec<Node> = text
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric) && seen.insert(*word))
        .take(MAX_PLAIN_WORDS)
        .map(|word| Node::Word(Word::family(word)))
        .collect();
    let root = match mode {
        Match::All => Node::and(words),
        Match::Any => Node::or(words),
    };
    Query { root }
}
