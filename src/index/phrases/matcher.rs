//! Cutting a text into the pieces of a dictionary: always the longest that it goes on with.

use hashbrown::HashTable;
use rustc_hash::FxHashMap;

use super::{LONGEST_PART, SEED, UNITS, hash, unit};
use crate::index::bytes::same;

/// No piece, or no unit of a piece.
const NONE: u32 = u32::MAX;
/// Units that are looked up together.
const STRETCH: usize = 256;

/// A unit, or several units in a row, that pieces are or begin with.
#[derive(Clone, Copy, Debug)]
struct Beginning {
    /// The piece that it is; [`NONE`] when longer ones only begin so.
    piece: u32,
    /// The number under which the steps to longer ones are found; [`NONE`] when there are none.
    longer: u32,
}

const UNUSED: Beginning = Beginning { piece: NONE, longer: NONE };

/// Where the bytes of a unit lie.
#[derive(Clone, Copy, Debug)]
struct Unit {
    start: u32,
    length: u8,
}

/// Finds the pieces of a text.
pub(super) struct Matcher {
    /// The units of all pieces: the first beginnings, under the same numbers.
    units: Vec<Unit>,
    bytes: Vec<u8>,
    by_bytes: HashTable<u32>,
    beginnings: Vec<Beginning>,
    steps: Steps,
    /// The pieces of one byte.
    single: Vec<u32>,
}

impl Matcher {
    /// A matcher for pieces by number. All single bytes must be among them.
    pub(super) fn new<'a>(pieces: impl Iterator<Item = &'a [u8]> + Clone) -> Self {
        let mut matcher = Self {
            units: Vec::new(),
            bytes: Vec::new(),
            by_bytes: HashTable::new(),
            beginnings: Vec::new(),
            steps: Steps::default(),
            single: vec![0; 256],
        };
        for (number, piece) in (0..).zip(pieces.clone()) {
            if let [byte] = piece {
                matcher.single[usize::from(*byte)] = number;
            }
            let mut rest = piece;
            while !rest.is_empty() {
                let (first, after) = rest.split_at(unit(rest));
                matcher.learn(first);
                rest = after;
            }
        }
        let mut steps: FxHashMap<(u32, u32), u32> = FxHashMap::default();
        for (number, piece) in (0..).zip(pieces) {
            let length = unit(piece);
            let mut state = matcher.unit(&piece[..length]) as usize;
            let mut rest = &piece[length..];
            while !rest.is_empty() {
                let (next, after) = rest.split_at(unit(rest));
                rest = after;
                matcher.beginnings[state].longer = state as u32;
                let fresh = matcher.beginnings.len() as u32;
                let to = *steps.entry((state as u32, matcher.unit(next))).or_insert(fresh);
                if to == fresh {
                    matcher.beginnings.push(UNUSED);
                }
                state = to as usize;
            }
            matcher.beginnings[state].piece = number;
        }
        matcher.steps = Steps::new(&steps, &matcher.beginnings);
        matcher.beginnings.truncate(matcher.units.len());
        matcher
    }

    /// Takes a unit up unless it is known.
    fn learn(&mut self, bytes: &[u8]) {
        if self.unit(bytes) != NONE {
            return;
        }
        let number = self.units.len() as u32;
        self.units.push(Unit { start: self.bytes.len() as u32, length: bytes.len() as u8 });
        self.beginnings.push(UNUSED);
        self.bytes.extend_from_slice(bytes);
        let (units, all) = (&self.units, &self.bytes);
        self.by_bytes
            .insert_unique(hash(SEED, bytes), number, |&other| hash(SEED, bytes_of(units, all, other)));
    }

    /// The number of a unit, or [`NONE`].
    #[inline]
    fn unit(&self, bytes: &[u8]) -> u32 {
        let is = |&number: &u32| same(bytes_of(&self.units, &self.bytes, number), bytes);
        self.by_bytes.find(hash(SEED, bytes), is).copied().unwrap_or(NONE)
    }

    /// Calls `sink` with the pieces of `text` in order.
    ///
    /// Most of the time goes into waiting for memory. So the units of a stretch are looked up first, then all
    /// pairs of them: what does not depend on each other the processor waits for together.
    pub(super) fn cut(&self, text: &[u8], mut sink: impl FnMut(u32)) {
        let mut units = [(NONE, 0); STRETCH];
        let mut pairs = [UNUSED; STRETCH];
        let mut start = 0;
        while start < text.len() {
            let mut count = 0;
            let mut end = start;
            for place in &mut units {
                if end == text.len() {
                    break;
                }
                let next = end + unit(&text[end..]);
                *place = (self.unit(&text[end..next]), next);
                end = next;
                count += 1;
            }
            let units = &units[..count];
            for (pair, two) in pairs.iter_mut().zip(units.windows(2)) {
                *pair = self.steps.get(self.beginning(two[0].0).longer, two[1].0);
            }
            // Pieces that may go on behind the stretch are for the next one.
            let most = if end == text.len() { count } else { count.saturating_sub(UNITS) };
            let mut place = 0;
            while place < most {
                let mut found = (self.beginning(units[place].0).piece, 1);
                let mut longer = if place + 1 < count { pairs[place] } else { UNUSED };
                for length in 2..=UNITS {
                    if longer.piece != NONE {
                        found = (longer.piece, length);
                    }
                    let Some(&(next, _)) = units.get(place + length) else { break };
                    longer = self.steps.get(longer.longer, next);
                }
                let (piece, length) = found;
                if piece == NONE {
                    self.cut_word(&text[start..units[place].1], &mut sink);
                } else {
                    sink(piece);
                }
                place += length;
                start = units[place - 1].1;
            }
        }
    }

    #[inline]
    fn beginning(&self, unit: u32) -> Beginning {
        self.beginnings.get(unit as usize).copied().unwrap_or(UNUSED)
    }

    /// Cuts a unit that is no piece itself.
    fn cut_word(&self, word: &[u8], sink: &mut impl FnMut(u32)) {
        let mut rest = word;
        while !rest.is_empty() {
            let (piece, length) = self.part(rest);
            sink(piece);
            rest = &rest[length..];
        }
    }

    /// The longest piece that an unknown word begins with, and its length.
    fn part(&self, word: &[u8]) -> (u32, usize) {
        for length in (2..=LONGEST_PART.min(word.len())).rev() {
            let piece = self.beginning(self.unit(&word[..length])).piece;
            if piece != NONE {
                return (piece, length);
            }
        }
        (self.single[usize::from(word[0])], 1)
    }
}

/// One unit more.
#[derive(Clone, Copy)]
struct Step {
    /// Where it starts; [`NONE`] in an empty slot.
    from: u32,
    unit: u32,
    to: Beginning,
}

/// The steps from one beginning to another. Which are there is not to be foretold, so every look costs a
/// wait for memory: a step and all that is known of it stand together, and a step that is not there is mostly
/// known by an empty slot.
#[derive(Default)]
struct Steps {
    slots: Vec<Step>,
}

impl Steps {
    /// There is always an empty slot, so that looking ends.
    fn new(steps: &FxHashMap<(u32, u32), u32>, beginnings: &[Beginning]) -> Self {
        let empty = Step { from: NONE, unit: NONE, to: UNUSED };
        let mut slots = vec![empty; (2 * steps.len()).next_power_of_two().max(2)];
        // In one order whatever that of the map: where steps collide it decides how far they are looked for.
        let mut sorted: Vec<_> = steps.iter().map(|(&(from, unit), &to)| (to, from, unit)).collect();
        sorted.sort_unstable();
        for (to, from, unit) in sorted {
            let mut place = Self::place(from, unit) & (slots.len() - 1);
            while slots[place].from != NONE {
                place = (place + 1) & (slots.len() - 1);
            }
            slots[place] = Step { from, unit, to: beginnings[to as usize] };
        }
        Self { slots }
    }

    #[inline]
    fn place(from: u32, unit: u32) -> usize {
        let mixed = (u64::from(from) << 32 | u64::from(unit)).wrapping_mul(SEED);
        (mixed >> 32) as usize
    }

    #[inline]
    fn get(&self, from: u32, unit: u32) -> Beginning {
        if from == NONE {
            return UNUSED;
        }
        let mut place = Self::place(from, unit);
        while let Some(step) = self.slots.get(place & (self.slots.len() - 1)) {
            if step.from == from && step.unit == unit || step.from == NONE {
                return step.to;
            }
            place += 1;
        }
        UNUSED
    }
}

#[inline]
fn bytes_of<'b>(units: &[Unit], bytes: &'b [u8], number: u32) -> &'b [u8] {
    let Some(Unit { start, length }) = units.get(number as usize) else { return &[] };
    bytes.get(*start as usize..*start as usize + usize::from(*length)).unwrap_or_default()
}
