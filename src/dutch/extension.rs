//! Words that an index's own vocabulary adds to the lexicon.
//!
//! **In**: the written forms of a corpus with their counts. **Out**: the words that are frequent there, that neither
//! lexicon nor splitter explains, and that look like Dutch words: they become whole words and left parts of
//! compounds (`kmo`, `vdab`), so that `vdab|consulent` splits. They are recorded with the index and used
//! again at query time.

use super::Analyser;
use super::compounds::OwnParts;
use super::spelling::is_vowel;
use serde::{Deserialize, Serialize};

/// A word must be written this often to be learned.
const OFTEN: u64 = 12;
/// No more words are learned than this, the most frequent first.
const MOST: usize = 20_000;

/// The learned words, sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Extension {
    /// folded, sorted, each once
    pub words: Vec<String>,
}

impl Extension {
    /// Learns from written forms and their counts what `base` cannot explain.
    pub fn learn(forms: &mut dyn Iterator<Item = (&str, u64)>, base: &Analyser) -> Self {
        let mut found: Vec<(u64, String)> = Vec::new();
        for (form, count) in forms {
            if count >= OFTEN && learnable(form) && !base.analyse(form).known {
                found.push((count, form.to_owned()));
            }
        }
        found.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.truncate(MOST);
        let mut words: Vec<String> = found.into_iter().map(|(_, word)| word).collect();
        words.sort_unstable();
        words.dedup();
        Self { words }
    }
}

/// Whether a form can be a word: letters only, some vowel, neither very short nor very long.
fn learnable(form: &str) -> bool {
    (4..=24).contains(&form.len())
        && form.bytes().all(|letter| letter.is_ascii_lowercase())
        && form.bytes().any(is_vowel)
}

/// The learned words, ready to be looked up.
#[derive(Debug, Clone)]
pub(super) struct OwnWords(Option<fst::Set<Vec<u8>>>);

impl OwnWords {
    pub(super) fn new(extension: &Extension) -> Self {
        let mut words = extension.words.clone();
        words.sort_unstable();
        words.dedup();
        Self((!words.is_empty()).then(|| fst::Set::from_iter(words).ok()).flatten())
    }
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_none()
    }
    pub(super) fn contains(&self, word: &str) -> bool {
        self.0.as_ref().is_some_and(|set| set.contains(word))
    }
}

impl OwnParts for OwnWords {
    fn beginnings(&self, word: &[u8], sink: &mut dyn FnMut(usize)) {
        let Some(set) = &self.0 else { return };
        let fst = set.as_fst();
        let mut node = fst.root();
        for (at, &byte) in word.iter().enumerate() {
            let Some(found) = node.find_input(byte) else { return };
            node = fst.node(node.transition(found).addr);
            if node.is_final() {
                sink(at + 1);
            }
        }
    }
    fn is_word(&self, word: &[u8]) -> bool {
        self.0.as_ref().is_some_and(|set| set.contains(word))
    }
}
