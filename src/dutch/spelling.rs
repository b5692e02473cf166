//! Dutch spelling of open and closed syllables: what a stem looks like when an ending falls off.
//!
//! **In**: what stands before an ending that begins with a vowel (`nam` of `namen`, `huiz` of `huizen`, `tass` of
//! `tassen`). **Out**: how the word may be written without the ending (`naam`, `huis`, `tas`), as edits.

/// Whether a folded letter is a vowel sign.
pub fn is_vowel(letter: u8) -> bool {
    matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
}

/// A stem without its ending: the first `kept` bytes of the word, followed by `tail`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stem {
    /// bytes kept of the word
    pub kept: usize,
    tail: [u8; 4],
    length: u8,
}

impl Stem {
    /// A stem from a beginning and at most four bytes more.
    pub fn new(kept: usize, tail: &[u8]) -> Self {
        let mut bytes = [0; 4];
        let length = tail.len().min(4);
        bytes[..length].copy_from_slice(&tail[..length]);
        Self { kept, tail: bytes, length: length as u8 }
    }
    /// What follows the beginning.
    pub fn tail(&self) -> &[u8] {
        &self.tail[..usize::from(self.length)]
    }
    /// The stem written out.
    pub fn write(&self, word: &[u8]) -> Vec<u8> {
        let mut out = word[..self.kept].to_vec();
        out.extend_from_slice(self.tail());
        out
    }
}

/// The consonant at a word's end: `v` and `z` become `f` and `s`.
fn devoiced(letter: u8) -> u8 {
    match letter {
        b'v' => b'f',
        b'z' => b's',
        other => other,
    }
}

/// The ways to write `word[..end]` without the ending that followed, likeliest first. A doubled consonant is made
/// single; a single vowel before a single consonant is doubled, or left as it is where it may be unstressed
/// (`wandelen`).
pub fn closed(word: &[u8], end: usize, sink: &mut dyn FnMut(Stem)) {
    if end < 2 || end > word.len() {
        return;
    }
    let last = word[end - 1];
    if is_vowel(last) {
        sink(Stem::new(end, b""));
        return;
    }
    let before = word[end - 2];
    if before == last {
        sink(Stem::new(end - 1, b""));
        sink(Stem::new(end, b""));
        return;
    }
    let plain = Stem::new(end - 1, &[devoiced(last)]);
    let single = matches!(before, b'a' | b'e' | b'o' | b'u')
        && (end < 3
            || !is_vowel(word[end - 3])
            || matches!((word[end - 3], before), (b'i' | b'u' | b'e' | b'a', b'e')));
    if single {
        sink(Stem::new(end - 1, &[before, devoiced(last)]));
        // one syllable only: the vowel is long, so that a plain spelling would be another word (`delen`, `del`)
        let syllables = word[..end].windows(2).filter(|w| is_vowel(w[0]) && !is_vowel(w[1])).count();
        if syllables > 1 {
            sink(plain);
        }
    } else {
        sink(plain);
        if devoiced(last) != last {
            sink(Stem::new(end, b""));
        }
    }
}
