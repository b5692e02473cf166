//! Which words and phrases are worth a code.

use std::cmp::Reverse;
use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use super::{ENTRY, LONGEST_CODE, LONGEST_PART, LONGEST_PIECE, MAGIC, Matcher, SEED, UNITS, hash, unit};

/// At most so many words.
const MOST: usize = 60_000;
/// At most so many phrases: more save little, and looking for them takes time.
const MOST_PHRASES: usize = 20_000;
/// At most so many pieces of rare words.
const MOST_PARTS: usize = 6_000;
/// An entry has 24 bits for where a piece begins.
const _: () = assert!((MOST + MOST_PHRASES + MOST_PARTS + 256) * LONGEST_PIECE < 1 << 24);
/// The longest of them in bytes.
const LONGEST_TAUGHT: usize = 6;
/// Counters of phrases that may collide, as a power of two: a phrase is only looked at when its counter says
/// that it may be frequent enough.
const SKETCH_BITS: u32 = 23;

/// Where in the sample a candidate stands, and how often.
#[derive(Clone, Copy)]
struct Seen {
    count: u32,
    start: u32,
    length: u8,
    units: u8,
}

/// The bytes of a dictionary for texts like `sample`, which is one part in `times` of what will be coded.
pub(in crate::index) fn train(sample: &[u8], times: u64) -> Vec<u8> {
    let sample = &sample[..sample.len().min(1 << 30)];
    // A word of nine letters takes thirteen bytes of the dictionary and saves some three bytes a use; a
    // phrase takes twenty-five and saves one or two.
    let least_word = (5 / times.max(1)).max(2) as u32;
    let least_phrase = (20 / times.max(1)).max(3) as u32;
    let seen = count(sample, least_phrase);
    let bytes = |seen: &Seen| &sample[seen.start as usize..seen.start as usize + usize::from(seen.length)];
    let frequent = |seen: &&Seen| seen.length > 1 && seen.units == 1 && seen.count >= least_word;
    let mut words: Vec<Seen> = seen.iter().filter(frequent).copied().collect();
    words.sort_unstable_by_key(|seen| (Reverse(seen.count), seen.start));
    words.truncate(MOST);
    let mut phrases: Vec<Seen> =
        seen.iter().filter(|seen| seen.units > 1 && seen.count >= least_phrase).copied().collect();
    phrases
        .sort_unstable_by_key(|seen| (Reverse(u64::from(seen.count) * u64::from(seen.length)), seen.start));
    phrases.truncate(MOST_PHRASES);
    let rare = seen.iter().filter(|seen| seen.units == 1 && seen.count < least_word);
    let parts = parts(sample, rare);
    let all: Vec<[u8; 1]> = (0..=255).map(|byte| [byte]).collect();
    let mut pieces: Vec<&[u8]> = all.iter().map(|byte| &byte[..]).collect();
    pieces.extend(words.iter().map(bytes));
    pieces.extend(phrases.iter().map(bytes));
    pieces.extend(parts.iter().map(bytes));
    pieces[256..].sort_unstable();
    pieces.dedup();
    // What the longest match hardly ever chooses goes; then the uses are counted anew.
    let uses = parse(sample, &pieces);
    let kept = pieces.iter().zip(uses).filter(|(piece, uses)| {
        let least = if unit(piece) == piece.len() { least_word } else { least_phrase };
        piece.len() == 1 || *uses >= least
    });
    let pieces: Vec<&[u8]> = kept.map(|(piece, _)| *piece).collect();
    let uses = parse(sample, &pieces);
    write(&pieces, &uses)
}

/// Counts the units of the sample, and the phrases that may be frequent enough.
fn count(sample: &[u8], least: u32) -> Vec<Seen> {
    let mut ends = Vec::with_capacity(sample.len() / 5);
    let mut at = 0;
    while at < sample.len() {
        at += unit(&sample[at..]);
        ends.push(at as u32);
    }
    let slot = |state: u64| (state >> (64 - SKETCH_BITS)) as usize;
    // Calls `see` with the hash of every phrase from a unit on, until it says that this is enough.
    let walk = |see: &mut dyn FnMut(u64, usize, usize, usize) -> bool| {
        let mut start = 0;
        for (place, &end) in ends.iter().enumerate() {
            let mut from = start;
            let mut state = SEED;
            for (number, &end) in ends[place..].iter().take(UNITS).enumerate() {
                let end = end as usize;
                if end - start > LONGEST_PIECE {
                    break;
                }
                state = hash(state, &sample[from..end]);
                from = end;
                if !see(state, start, end, number + 1) {
                    break;
                }
            }
            start = end as usize;
        }
    };
    let mut sketch = vec![0_u8; 1 << SKETCH_BITS];
    walk(&mut |state, _, _, units| {
        if units > 1 {
            let counter = &mut sketch[slot(state)];
            *counter = counter.saturating_add(1);
        }
        true
    });
    let mut seen: FxHashMap<u64, Seen> = FxHashMap::default();
    walk(&mut |state, start, end, units| {
        if units > 1 && u32::from(sketch[slot(state)]) < least.min(255) {
            return false;
        }
        let first = Seen { count: 0, start: start as u32, length: (end - start) as u8, units: units as u8 };
        seen.entry(state).or_insert(first).count += 1;
        true
    });
    // The order of the map must not be seen.
    let mut seen: Vec<Seen> = seen.into_values().collect();
    seen.sort_unstable_by_key(|seen| (seen.start, seen.length));
    seen
}

/// The pieces that many rare words share.
fn parts<'a>(sample: &[u8], rare: impl Iterator<Item = &'a Seen>) -> Vec<Seen> {
    let mut parts: FxHashMap<u64, Seen> = FxHashMap::default();
    for word in rare.take(100_000) {
        let word_start = word.start as usize;
        let bytes = &sample[word_start..word_start + usize::from(word.length)];
        for start in 0..bytes.len() {
            for end in start + 2..=bytes.len().min(start + LONGEST_TAUGHT.min(LONGEST_PART)) {
                let first = Seen {
                    count: 0,
                    start: (word_start + start) as u32,
                    length: (end - start) as u8,
                    units: 1,
                };
                parts.entry(hash(SEED, &bytes[start..end])).or_insert(first).count += word.count;
            }
        }
    }
    let mut parts: Vec<Seen> = parts.into_values().filter(|part| part.count >= 8).collect();
    parts.sort_unstable_by_key(|part| {
        (Reverse(u64::from(part.count) * (u64::from(part.length) - 1)), part.start, part.length)
    });
    parts.truncate(MOST_PARTS);
    parts
}

/// How often each piece is used when the sample is coded.
fn parse(sample: &[u8], pieces: &[&[u8]]) -> Vec<u32> {
    let matcher = Matcher::new(pieces.iter().copied());
    let mut uses = vec![0_u32; pieces.len()];
    matcher.cut(sample, |piece| uses[piece as usize] += 1);
    uses
}

/// The lengths of the codes of a Huffman code, none longer than [`LONGEST_CODE`].
fn code_lengths(uses: &[u32]) -> Vec<u8> {
    let mut weights: Vec<u64> = uses.iter().map(|&uses| u64::from(uses.max(1))).collect();
    loop {
        let lengths = unlimited_lengths(&weights);
        if lengths.iter().all(|&length| usize::from(length) <= LONGEST_CODE) {
            return lengths;
        }
        // Flatter weights give shorter codes.
        for weight in &mut weights {
            *weight = *weight / 4 + 1;
        }
    }
}

/// Huffman's algorithm with two queues: leaves by weight, and nodes in the order in which they are made.
fn unlimited_lengths(weights: &[u64]) -> Vec<u8> {
    let mut leaves: Vec<(u64, usize)> = weights.iter().copied().zip(0..).collect();
    leaves.sort_unstable();
    let mut leaves: VecDeque<(u64, usize)> = leaves.into();
    let mut nodes: VecDeque<(u64, usize)> = VecDeque::new();
    let mut parents = vec![usize::MAX; weights.len()];
    let mut lightest = |nodes: &mut VecDeque<(u64, usize)>| match (leaves.front(), nodes.front()) {
        (Some(leaf), Some(node)) if node.0 < leaf.0 => nodes.pop_front(),
        (Some(_), _) => leaves.pop_front(),
        (None, _) => nodes.pop_front(),
    };
    while let (Some(left), right) = (lightest(&mut nodes), lightest(&mut nodes)) {
        let Some(right) = right else { break };
        let node = parents.len();
        parents.push(usize::MAX);
        (parents[left.1], parents[right.1]) = (node, node);
        nodes.push_back((left.0 + right.0, node));
    }
    // Parents come after their children.
    let mut depths = vec![0_u8; parents.len()];
    for node in (0..parents.len()).rev() {
        if let Some(&above) = depths.get(parents[node]) {
            depths[node] = above.saturating_add(1);
        }
    }
    depths.truncate(weights.len());
    depths
}

/// The dictionary's bytes.
fn write(pieces: &[&[u8]], uses: &[u32]) -> Vec<u8> {
    let lengths = code_lengths(uses);
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_unstable_by_key(|&piece| (lengths[piece], Reverse(uses[piece]), pieces[piece]));
    let mut counts = [0_u32; LONGEST_CODE];
    for &length in &lengths {
        counts[usize::from(length).saturating_sub(1)] += 1;
    }
    let total: usize = pieces.iter().map(|piece| piece.len()).sum();
    let mut out = Vec::with_capacity(total + ENTRY * pieces.len() + 256);
    out.extend_from_slice(MAGIC);
    out.extend(counts.iter().flat_map(|count| count.to_le_bytes()));
    let mut start = 0_u32;
    for &piece in &order {
        let length = pieces[piece].len() as u32;
        out.extend_from_slice(&(start << 8 | length).to_le_bytes());
        start += length;
    }
    for piece in order {
        out.extend_from_slice(pieces[piece]);
    }
    out
}
