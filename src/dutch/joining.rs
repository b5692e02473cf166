//! Whether a hyphen at a line's end is typesetting or spelling.
//!
//! **In**: the word before the hyphen and the one that opens the next line. **Out**: joined where together they make a
//! word the lexicon or the splitter explains; kept before a hanging compound's conjunction, after a single
//! letter, between names, and where the left side is an inflected adjective (`lokale-diensteneconomie`).

use super::Analyser;
use super::lexicon::flag;
use crate::text::{self, Joining, LineJoin};

/// Words after which a hyphen hangs: `kennis- en expertise`.
const CONJUNCTIONS: [&str; 6] = ["en", "of", "dan", "tot", "noch", "als"];

impl Joining for Analyser {
    fn join(&self, left: &str, right: &str) -> LineJoin {
        let (first, second) = (text::fold(left), text::fold(right));
        if CONJUNCTIONS.contains(&&*second) {
            return LineJoin::KeepHyphenAndSpace;
        }
        let capital =
            right.chars().next().is_some_and(char::is_uppercase) && right.chars().any(char::is_lowercase);
        let letters = |word: &str| !word.is_empty() && word.chars().all(char::is_alphabetic);
        if capital || first.chars().count() < 2 || !letters(&first) || !letters(&second) {
            return LineJoin::KeepHyphen;
        }
        let shout = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        if shout(left) && !shout(right) {
            return LineJoin::KeepHyphen;
        }
        let joined = format!("{first}{second}");
        let listed = self.lexicon().get(&joined).is_some_and(|note| note.is(flag::WORD));
        if listed {
            return LineJoin::Join;
        }
        let inflected = self.lexicon().get(&first).is_some_and(|note| {
            note.is(flag::INFLECTED) && !note.is(flag::NOUN | flag::PLURAL | flag::VERBAL)
        });
        let word = self.lexicon().get(&second).is_some_and(|note| note.is(flag::WORD))
            || self.analyse(&second).known;
        if inflected && word {
            return LineJoin::KeepHyphen;
        }
        LineJoin::Join
    }
}
