//! Compounds: the cheapest way to read a word as left parts and a head.
//!
//! **In**: a folded word that no rule of inflection explains. **Out**: the boundaries of its parts with their linking
//! sounds, or nothing where the word is no compound. A Viterbi path over the left parts and heads of the
//! lexicon: a part costs the less the more words of the list begin (or end) with it, short parts cost more, and so
//! does every part beyond two. The work is bounded: longer words than [`LONGEST`] bytes are not split.

use super::lexicon::{Left, Lexicon, NO_HEAD, Note, flag};
use super::spelling::is_vowel;
use smallvec::SmallVec;

/// Longest word in bytes that is split.
pub const LONGEST: usize = 80;
/// Cost of every left part beyond the first.
const FURTHER: u32 = 40;
/// A path that costs more is no reading of the word.
pub const DEAREST: u32 = 190;
/// Costs of a head that stands behind an unknown left part must not be above this.
const SURE_HEAD: u8 = 62;

/// One left part of a compound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// first byte
    pub start: usize,
    /// end, linking sound included
    pub end: usize,
    /// bytes of the linking sound
    pub link: usize,
}

/// A word read as a compound.
#[derive(Debug, Clone, Default)]
pub struct Chain {
    /// the left parts, in order
    pub pieces: SmallVec<[Piece; 4]>,
    /// where the head begins
    pub head: usize,
    /// what the reading costs
    pub cost: u32,
}

/// Words that an index's own vocabulary adds as parts.
pub trait OwnParts {
    /// The lengths of the words that `word` begins with.
    fn beginnings(&self, word: &[u8], sink: &mut dyn FnMut(usize));
    /// Whether this is such a word.
    fn is_word(&self, word: &[u8]) -> bool;
}

/// Extra cost of a part by its length.
fn short(length: usize) -> u32 {
    match length {
        0..=2 => 60,
        3 => 16,
        _ => 0,
    }
}

/// The cheapest reading of `word` as left parts and a listed head. `head` says what a listed head costs, so that the
/// maker of the lexicon can ask for more than the costs alone.
pub fn cheapest(
    lexicon: &Lexicon<'_>,
    own: Option<&dyn OwnParts>,
    word: &str,
    head: &mut dyn FnMut(usize) -> Option<u8>,
) -> Option<Chain> {
    let bytes = word.as_bytes();
    let n = bytes.len();
    if !(4..=LONGEST).contains(&n) {
        return None;
    }
    const NONE: u32 = u32::MAX;
    let mut best = [NONE; LONGEST + 1];
    let mut from = [(0u8, 0u8); LONGEST + 1];
    best[0] = 0;
    let mut found: Option<(u32, usize)> = None;
    for at in 0..n - 1 {
        let so_far = best[at];
        if so_far == NONE {
            continue;
        }
        if at > 0 && n - at >= 3 {
            let bound = found.map_or(DEAREST + FURTHER * 3, |(cost, _)| cost);
            if so_far < bound
                && let Some(cost) = head(at)
                && cost != NO_HEAD
            {
                let total = so_far + u32::from(cost) + short(n - at);
                if total < bound {
                    found = Some((total, at));
                }
            }
        }
        let further = if at > 0 { FURTHER } else { 0 };
        let mut reach = |left: Left| {
            let end = at + left.length;
            if end + 2 > n {
                return;
            }
            let total = so_far + u32::from(left.cost) + short(left.length) + further;
            if total < best[end] {
                best[end] = total;
                from[end] = (at as u8, left.link as u8);
            }
        };
        lexicon.lefts(&bytes[at..], &mut reach);
        if let Some(own) = own {
            own.beginnings(&bytes[at..], &mut |length| reach(Left { length, link: 0, cost: 60 }));
        }
    }
    let (cost, head) = found?;
    let mut pieces: SmallVec<[Piece; 4]> = SmallVec::new();
    let mut end = head;
    while end > 0 {
        let (start, link) = from[end];
        pieces.push(Piece { start: usize::from(start), end, link: usize::from(link) });
        end = usize::from(start);
    }
    pieces.reverse();
    let head = left_branching(lexicon, word, &mut pieces, head);
    let extra = (pieces.len() as u32).saturating_sub(1) * FURTHER;
    (cost <= DEAREST + extra).then_some(Chain { pieces, head, cost })
}

/// Of three parts the first two belong together where they are a word: `gemeenteraads|verkiezing`, although
/// `raadsverkiezing` is a word too.
fn left_branching(
    lexicon: &Lexicon<'_>,
    word: &str,
    pieces: &mut SmallVec<[Piece; 4]>,
    head: usize,
) -> usize {
    let Some(note) = lexicon.get(&word[head..]).filter(|note| !note.is(flag::UNIT_HEAD)) else { return head };
    let Some(inner) = note.head().and_then(|inner| word.len().checked_sub(inner)) else { return head };
    let [.., last] = pieces.as_mut_slice() else { return head };
    if inner <= head {
        return head;
    }
    let Some(joined) = word.get(last.start..inner) else { return head };
    let listed =
        |surface: &str| lexicon.get(surface).is_some_and(|note| note.is(flag::WORD) && !note.is(flag::NAME));
    let link = match lexicon.left(joined) {
        Some(left) => left.link,
        None if listed(joined) => 0,
        None if joined.ends_with('s') && listed(&joined[..joined.len() - 1]) => 1,
        None => return head,
    };
    last.end = inner;
    last.link = link;
    inner
}

/// Reads a word whose beginning nobody knows as that beginning and a head that is very common as one.
pub fn with_unknown_left(lexicon: &Lexicon<'_>, word: &str) -> Option<Chain> {
    let bytes = word.as_bytes();
    let n = bytes.len();
    if !(9..=LONGEST).contains(&n) {
        return None;
    }
    for at in 4..=n - 5 {
        if !word.is_char_boundary(at) || !pronounceable(&bytes[..at]) {
            continue;
        }
        if let Some(note) = lexicon.get(&word[at..])
            && note.head_cost() <= SURE_HEAD
            && note.head().is_none()
            // After what nobody knows, `-ring` and `-dingen` are an ending, no ring and no things.
            && before_ing(&word[at..]).is_none()
        {
            let link = usize::from(bytes[at - 1] == b's' && at > 5 && bytes[at - 2] != b's');
            let piece = Piece { start: 0, end: at, link };
            return Some(Chain { pieces: SmallVec::from_slice(&[piece]), head: at, cost: DEAREST });
        }
    }
    None
}

/// What stands before `-ing` or `-ingen` in a head that has no other vowel: `d` of `ding`, `st` of `sting`.
pub fn before_ing(head: &str) -> Option<&str> {
    let stem = head.strip_suffix("ingen").or_else(|| head.strip_suffix("ing"))?;
    (!stem.is_empty() && stem.bytes().all(|letter| letter.is_ascii_lowercase() && !is_vowel(letter)))
        .then_some(stem)
}

/// Whether a stretch of letters can be a Dutch word: it has a vowel, and ends as one can.
fn pronounceable(part: &[u8]) -> bool {
    part.iter().any(|&letter| is_vowel(letter))
        && part.iter().all(u8::is_ascii_lowercase)
        && !matches!(part, [.., a, b] if a == b && !is_vowel(*a) && *a != b's' && *a != b'l' && *a != b'f')
}

/// What the reading of an unlisted word of so many bytes may cost: short words are compounds by chance.
pub fn dearest(length: usize, parts: usize) -> u32 {
    (130 + 10 * length.saturating_sub(6) as u32).min(DEAREST) + (parts as u32).saturating_sub(2) * FURTHER
}

/// Cost of a listed head.
pub fn listed_head(note: Option<Note<'_>>) -> Option<u8> {
    note.map(Note::head_cost).filter(|&cost| cost != NO_HEAD)
}
