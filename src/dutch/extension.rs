//! Words that an index's own vocabulary adds to the lexicon.
//!
//! **In**: the written forms of a corpus with their counts. **Out**: the words that are frequent there, that neither
//! lexicon nor splitter explains, and that look like Dutch words: they become whole words and left parts of
//! compounds (`kmo`, `vdab`), so that `vdab|consulent` splits. They are recorded with the index and used
//! again at query time.

use std::ops::Range;
use std::sync::Arc;

use super::Analyser;
use super::compounds::OwnParts;
use super::spelling::is_vowel;
use serde::{Deserialize, Serialize};

/// No more words are learned than this, the most frequent first.
const MOST: usize = 20_000;

/// The learned words. They are read at the start of every process, so they are one text, which copies share.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Text", into = "Text")]
pub struct Extension {
    /// Folded, sorted, each once, with a line feed behind each.
    words: Arc<String>,
}

/// An extension as it is stored.
#[derive(Serialize, Deserialize)]
struct Text {
    words: String,
}

impl From<Text> for Extension {
    fn from(text: Text) -> Self {
        Self { words: Arc::new(text.words) }
    }
}

impl From<Extension> for Text {
    fn from(extension: Extension) -> Self {
        Self { words: Arc::unwrap_or_clone(extension.words) }
    }
}

impl Extension {
    /// A word must be written this often to be learned.
    pub const OFTEN: u64 = 12;

    /// The first half of learning from written forms and their counts: those that are frequent enough and that
    /// `base` cannot explain. May be done for parts of the forms by themselves.
    pub fn unexplained(forms: &[(String, u64)], base: &Analyser) -> Vec<(String, u64)> {
        let learned = |(form, count): &&(String, u64)| {
            *count >= Self::OFTEN && learnable(form) && !base.analyse(form).known
        };
        forms.iter().filter(learned).cloned().collect()
    }

    /// The second half: the most frequent of them.
    pub fn of(mut found: Vec<(String, u64)>) -> Self {
        found.sort_unstable_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        found.truncate(MOST);
        let mut words: Vec<String> = found.into_iter().map(|(word, _)| word).collect();
        words.sort_unstable();
        words.dedup();
        words.iter().collect()
    }

    /// The words in order.
    pub fn words(&self) -> std::str::Lines<'_> {
        self.words.lines()
    }

    /// The bytes that tell it from others.
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.words.as_bytes()
    }
}

impl<'w> FromIterator<&'w String> for Extension {
    /// An extension of words that are sorted, each once.
    fn from_iter<I: IntoIterator<Item = &'w String>>(words: I) -> Self {
        let words: String = words.into_iter().flat_map(|word| [word.as_str(), "\n"]).collect();
        Self { words: Arc::new(words) }
    }
}

/// Whether a form can be a word: letters only, some vowel, neither very short nor very long.
fn learnable(form: &str) -> bool {
    (4..=24).contains(&form.len())
        && form.bytes().all(|letter| letter.is_ascii_lowercase())
        && form.bytes().any(is_vowel)
}

/// The learned words, ready to be looked up: their text and where each word ends. Made at the start of every
/// process, so it takes one allocation and no trie.
#[derive(Debug, Clone, Default)]
pub(super) struct OwnWords {
    text: Arc<String>,
    ends: Vec<u32>,
}

impl OwnWords {
    pub(super) fn new(extension: &Extension) -> Self {
        let ends = memchr::memchr_iter(b'\n', extension.words.as_bytes());
        let ends = ends.map(|end| u32::try_from(end).unwrap_or(u32::MAX)).collect();
        Self { text: Arc::clone(&extension.words), ends }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(super) fn contains(&self, word: &str) -> bool {
        let at = first(0..self.ends.len(), |number| self.word(number) >= word.as_bytes());
        at < self.ends.len() && self.word(at) == word.as_bytes()
    }

    fn word(&self, number: usize) -> &[u8] {
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize + 1);
        self.text.as_bytes().get(start..self.ends[number] as usize).unwrap_or_default()
    }

    /// Those of a range of words, alike up to `at`, that go on with `letter`.
    fn narrow(&self, range: Range<usize>, at: usize, letter: u8) -> Range<usize> {
        // A word that ends here comes before all that go on.
        let next = |number: usize| self.word(number).get(at).copied();
        let start = first(range.clone(), |number| next(number) >= Some(letter));
        start..first(start..range.end, |number| next(number) > Some(letter))
    }
}

/// The first number in a range for which `holds`, which must hold for all behind it; the range's end if none.
fn first(range: Range<usize>, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (range.start, range.end);
    while low < high {
        let middle = low.midpoint(high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

impl OwnParts for OwnWords {
    fn beginnings(&self, word: &[u8], sink: &mut dyn FnMut(usize)) {
        let mut range = 0..self.ends.len();
        for (at, &letter) in word.iter().enumerate() {
            range = self.narrow(range, at, letter);
            if range.is_empty() {
                return;
            }
            if self.word(range.start).len() == at + 1 {
                sink(at + 1);
            }
        }
    }
    fn is_word(&self, word: &[u8]) -> bool {
        std::str::from_utf8(word).is_ok_and(|word| self.contains(word))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learned_words_are_found_whole_and_as_beginnings() {
        let words = ["kmo", "kmos", "vda", "vdab", "zorg"].map(str::to_owned);
        let own = OwnWords::new(&words.iter().collect());
        assert!(
            own.contains("kmo") && own.contains("zorg") && !own.contains("km") && !own.contains("zorgen")
        );
        let beginnings = |word: &str| {
            let mut found = Vec::new();
            own.beginnings(word.as_bytes(), &mut |end| found.push(end));
            found
        };
        assert_eq!(beginnings("vdabconsulent"), [3, 4]);
        assert_eq!(beginnings("kmosteun"), [3, 4]);
        assert!(beginnings("aardbei").is_empty() && beginnings("zor").is_empty());
        assert!(OwnWords::new(&Extension::default()).is_empty());
    }
}
