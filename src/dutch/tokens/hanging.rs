//! Step 7: hanging compounds. `kennis- en expertiseontwikkeling` also says `kennisontwikkeling`.
//!
//! Forward, a word with a hyphen behind it takes the head of the next word that does not hang itself, reached over
//! commas, slashes, other hanging words and one conjunction (`woon-, zorg- en welzijnsbeleid`,
//! `opleidings-/begeleidingstrajecten`). Backward, `-transport` takes what stands before the head of the word
//! before the conjunction (`afvalverwerking en -transport`).
//!
//! Where the head starts is known without a lexicon when the full word has a hyphen, and when both words start
//! with a particle (`in- en uitstroom`, `binnen- en buitenland`); else [`Heads`] is asked.

use super::Heads;
use super::bytes::{is_space, word_char, word_end};
use crate::text::fold_into;

/// Words that tie a hanging compound to the full one.
const CONJUNCTIONS: [&str; 12] = [
    "en",
    "of",
    "en/of",
    "tot",
    "als",
    "noch",
    "dan",
    "versus",
    "resp",
    "respectievelijk",
    "alsook",
    "alsmede",
];

/// First parts that hang by themselves and are split off without a lexicon, longest first.
const PARTICLES: [&str; 44] = [
    "binnen", "buiten", "boven", "onder", "tussen", "achter", "tegen", "groot", "klein", "inter", "intra",
    "super", "macro", "micro", "door", "over", "voor", "mede", "anti", "post", "mono", "multi", "semi",
    "deel", "half", "aan", "af", "bij", "her", "mee", "mis", "off", "om", "on", "op", "pre", "pro", "toe",
    "uit", "weg", "ex", "im", "in", "na",
];

/// How many hanging words may stand before the full one.
const MAX_LINKS: usize = 5;

/// Longest word taken into account, in bytes.
const MAX_WORD: usize = 100;

/// Whether `text` starts with a conjunction as a word of its own.
pub(super) fn opens_with_conjunction(text: &str) -> bool {
    conjunction(text).is_some()
}

/// Length of the conjunction that `text` starts with.
fn conjunction(text: &str) -> Option<usize> {
    let end = word_end(&text[..super::bytes::border_before(text, 24)], 0);
    let both = text.get(..5).filter(|start| *start == "en/of").map(str::len);
    let length = both.unwrap_or(end);
    CONJUNCTIONS.contains(&text.get(..length)?).then_some(length)
}

/// Completes the word with the folded `form` whose hyphen ends at `at`; appends the result to `out`.
pub(super) fn forward(text: &str, at: usize, form: &str, heads: &dyn Heads, out: &mut String) -> bool {
    let Some(full) = full_word(text, at) else { return false };
    let mut folded = String::new();
    fold_into(full, &mut folded);
    // `(kandidaat-)bestuurder` puts the word before all of the other.
    let bracketed = text.as_bytes().get(at) == Some(&b')') && word_char(text, at + 1).is_some();
    let head = if bracketed { Some(0) } else { head(form, &folded, heads) };
    let Some(head) = head.and_then(|head| folded.get(head..)) else { return false };
    if form.is_empty() || head.is_empty() {
        return false;
    }
    out.push_str(form);
    out.push_str(head);
    true
}

/// The word that completes a hanging one whose hyphen ends at `at`.
fn full_word(text: &str, mut at: usize) -> Option<&str> {
    let bytes = text.as_bytes();
    for _ in 0..MAX_LINKS {
        let mut linked = false;
        let punctuation = at;
        if matches!(bytes.get(at), Some(b',' | b'/' | b')')) {
            at += 1;
            linked = true;
        }
        at = skip_spaces(text, at)?;
        if let Some(length) = conjunction(&text[at..]) {
            at = skip_spaces(text, at + length)?;
            linked = true;
        }
        if !linked || at == punctuation {
            return None;
        }
        let start = at;
        word_char(text, at)?;
        // The word with its own hyphens.
        loop {
            at = word_end(text, at);
            if at - start > MAX_WORD {
                return None;
            }
            if bytes.get(at) == Some(&b'-') && word_char(text, at + 1).is_some() {
                at += 1;
            } else {
                break;
            }
        }
        if bytes.get(at) != Some(&b'-') {
            return Some(&text[start..at]);
        }
        at += 1;
    }
    None
}

/// Skips at most three spaces, among them one line end.
fn skip_spaces(text: &str, at: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(at..)?;
    let spaces = bytes.iter().take(4).take_while(|&&byte| is_space(byte)).count();
    (spaces < 4).then_some(at + spaces)
}

/// Where the head of `full` starts, when the folded word `hanging` is to be completed with it.
fn head(hanging: &str, full: &str, heads: &dyn Heads) -> Option<usize> {
    if let Some(hyphen) = full.rfind('-') {
        return Some(hyphen + 1);
    }
    if PARTICLES.contains(&hanging)
        && let Some(particle) = PARTICLES.iter().find(|&particle| full.starts_with(particle))
        && full.len() >= particle.len() + 3
    {
        return Some(particle.len());
    }
    heads.head(full).filter(|&head| head > 0 && full.is_char_boundary(head))
}

/// Completes the word with the folded `form` that has a hyphen at `hyphen` before it.
pub(super) fn backward(text: &str, hyphen: usize, form: &str, heads: &dyn Heads, out: &mut String) -> bool {
    let Some(full) = word_before(&text[..hyphen]) else { return false };
    let mut folded = String::new();
    fold_into(full, &mut folded);
    let Some(left) = heads.head(&folded).and_then(|head| folded.get(..head)) else { return false };
    if left.is_empty() || form.is_empty() {
        return false;
    }
    out.push_str(left);
    out.push_str(form);
    true
}

/// The full word that a hanging head behind `text` refers to: the last one before a comma or conjunction, over other
/// hanging heads (`afvalverwerking, -transport en -opslag`).
fn word_before(text: &str) -> Option<&str> {
    let line = text.len() - text.len().min(4 * MAX_WORD);
    let mut rest = &text[super::bytes::border_after(text, line)..];
    for _ in 0..MAX_LINKS {
        let spaced = rest.strip_suffix(' ')?;
        let unlinked = if let Some(before) = spaced.strip_suffix([',', '/']) {
            before
        } else {
            let (before, word) = spaced.rsplit_once(' ')?;
            if !CONJUNCTIONS.contains(&word) {
                return None;
            }
            before.strip_suffix(',').unwrap_or(before)
        };
        let before = unlinked.trim_end_matches(char::is_alphanumeric);
        let word = &unlinked[before.len()..];
        if word.is_empty() || word.len() > MAX_WORD {
            return None;
        }
        match before.strip_suffix('-') {
            Some(hanging) if hanging.ends_with(' ') => rest = hanging,
            _ => return Some(word),
        }
    }
    None
}
