//! From bytes to codes and back.

use tantivy::directory::OwnedBytes;

use super::super::bytes::u32_at;
use super::{COUNTS_AT, GROUP, GROUPS_AT, LONGEST_CODE, LONGEST_PIECE, MAGIC, Matcher, canonical};

/// Pieces of up to so many bytes are copied as if they had so many.
const SHORT: usize = 16;
/// So many bits of a code are looked up at once to learn about how long it is.
const GLANCE: u32 = 11;

/// A dictionary, read in place.
pub(in crate::index) struct Pieces {
    bytes: OwnedBytes,
    /// The number of pieces.
    count: usize,
    lengths_at: usize,
    pieces_at: usize,
    codes: [u32; LONGEST_CODE + 1],
    first: [u32; LONGEST_CODE + 1],
    /// The end of the codes of a length, as the highest of 32 bits.
    limits: [u64; LONGEST_CODE + 1],
    /// The least length of the codes that begin with these bits.
    shortest: Vec<u8>,
}

impl Pieces {
    /// Opens a dictionary: reads how many codes there are of each length. `None` when it is damaged.
    pub(in crate::index) fn open(bytes: OwnedBytes) -> Option<Self> {
        if bytes.get(..COUNTS_AT)? != MAGIC {
            return None;
        }
        let mut counts = [0; LONGEST_CODE + 1];
        for (place, count) in counts.iter_mut().skip(1).enumerate() {
            *count = u32_at(&bytes, COUNTS_AT + 4 * place)?;
        }
        let (codes, first) = canonical(&counts)?;
        let count = first[LONGEST_CODE].checked_add(counts[LONGEST_CODE])? as usize;
        let groups = count.div_ceil(GROUP);
        let lengths_at = GROUPS_AT + 4 * groups;
        let pieces_at = lengths_at + count;
        let length = u32_at(&bytes, lengths_at.checked_sub(4)?)?;
        if bytes.len() != pieces_at + length as usize {
            return None;
        }
        let mut limits = [0; LONGEST_CODE + 1];
        for length in 1..=LONGEST_CODE {
            limits[length] = u64::from(codes[length] + counts[length]) << (32 - length);
        }
        let shortest = (0..1_u64 << GLANCE)
            .map(|bits| {
                let window = bits << (32 - GLANCE);
                (1..=LONGEST_CODE).find(|&length| window < limits[length]).unwrap_or(LONGEST_CODE) as u8
            })
            .collect();
        Some(Self { bytes, count, lengths_at, pieces_at, codes, first, limits, shortest })
    }

    /// Where a piece lies, by its number: start and length.
    #[inline]
    fn place(&self, number: usize) -> Option<(usize, usize)> {
        let (group, place) = (number / GROUP, number % GROUP);
        let bytes = self.bytes.as_slice();
        // Pieces stand behind the lengths, so that there are always enough bytes.
        let lengths = u128::from_le_bytes(*bytes.get(self.lengths_at + group * GROUP..)?.first_chunk()?);
        let before = sum_of_bytes(lengths & !(u128::MAX << (8 * place)));
        let start = match group.checked_sub(1) {
            None => 0,
            Some(last) => u32_at(bytes, GROUPS_AT + 4 * last)? as usize,
        };
        let length = usize::from((lengths >> (8 * place)) as u8);
        (number < self.count).then_some((self.pieces_at + start + before, length))
    }

    /// A piece by its number.
    fn piece(&self, number: usize) -> Option<&[u8]> {
        let (start, length) = self.place(number)?;
        self.bytes.get(start..start + length)
    }

    /// Reads `length` bytes back. `None` when the codes are damaged.
    pub(in crate::index) fn decode(&self, coded: &[u8], length: usize) -> Option<Vec<u8>> {
        // Every bit gives a piece at most: a length that damage made up is not believed.
        if length > coded.len().saturating_mul(8 * LONGEST_PIECE) {
            return None;
        }
        let mut out = vec![0; length + LONGEST_PIECE.max(SHORT)];
        let bytes = self.bytes.as_slice();
        let (mut at, mut bit) = (0, 0);
        while at < length {
            let window = window(coded, bit);
            let mut code = usize::from(self.shortest[(window >> (32 - GLANCE)) as usize]);
            while u64::from(window) >= self.limits[code] {
                code += 1;
                if code > LONGEST_CODE {
                    return None;
                }
            }
            bit += code;
            let number = (window >> (32 - code)).checked_sub(self.codes[code])?;
            let (start, size) = self.place((self.first[code] + number) as usize)?;
            // Nearly all pieces are short: copying more than is needed, but always the same, is much faster.
            match bytes.get(start..start + SHORT) {
                Some(piece) if size <= SHORT => out.get_mut(at..at + SHORT)?.copy_from_slice(piece),
                _ => out.get_mut(at..at + size)?.copy_from_slice(bytes.get(start..start + size)?),
            }
            at += size;
        }
        out.truncate(length);
        (at == length && bit.div_ceil(8) == coded.len()).then_some(out)
    }
}

/// The sum of the bytes of a number.
#[inline]
fn sum_of_bytes(bytes: u128) -> usize {
    const EVEN: u64 = 0x00ff_00ff_00ff_00ff;
    let sum = |half: u64| {
        let pairs = (half & EVEN) + (half >> 8 & EVEN);
        pairs.wrapping_mul(0x0001_0001_0001_0001) >> 48
    };
    (sum(bytes as u64) + sum((bytes >> 64) as u64)) as usize
}

/// The 32 bits from a place on; beyond the end there are zeros.
#[inline]
fn window(coded: &[u8], bit: usize) -> u32 {
    let rest = coded.get(bit / 8..).unwrap_or_default();
    let bits = match rest.first_chunk::<8>() {
        Some(chunk) => u64::from_be_bytes(*chunk),
        None => {
            let mut chunk = [0; 8];
            chunk[..rest.len()].copy_from_slice(rest);
            u64::from_be_bytes(chunk)
        }
    };
    ((bits << (bit % 8)) >> 32) as u32
}

/// Turns bytes into codes; shared by all threads.
pub(in crate::index) struct Encoder {
    dictionary: Pieces,
    matcher: Matcher,
    codes: Vec<(u32, u8)>,
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("pieces", &self.dictionary.count).finish_non_exhaustive()
    }
}

impl Encoder {
    /// An encoder with a trained dictionary; `None` when it is damaged.
    pub(in crate::index) fn new(dictionary: Vec<u8>) -> Option<Self> {
        let dictionary = Pieces::open(OwnedBytes::new(dictionary))?;
        let mut codes = Vec::with_capacity(dictionary.count);
        for length in 1..=LONGEST_CODE {
            let end = dictionary.first.get(length + 1).map_or(dictionary.count, |&next| next as usize);
            let first = dictionary.first[length] as usize;
            codes.extend(
                (0..(end - first) as u32).map(|place| (dictionary.codes[length] + place, length as u8)),
            );
        }
        let pieces: Option<Vec<&[u8]>> =
            (0..dictionary.count).map(|number| dictionary.piece(number)).collect();
        let pieces = pieces?;
        let single = pieces.iter().filter(|piece| piece.len() == 1).count();
        if single != 256 || pieces.iter().any(|piece| piece.is_empty()) {
            return None;
        }
        let matcher = Matcher::new(pieces.iter().copied());
        Some(Self { dictionary, matcher, codes })
    }

    /// Appends the codes of `plain` to `out`.
    pub(in crate::index) fn encode(&self, plain: &[u8], out: &mut Vec<u8>) {
        let (mut bits, mut count) = (0_u64, 0_u32);
        self.matcher.cut(plain, |piece| {
            let (code, length) = self.codes[piece as usize];
            bits = bits << length | u64::from(code);
            count += u32::from(length);
            if count >= 32 {
                count -= 32;
                out.extend_from_slice(&((bits >> count) as u32).to_be_bytes());
            }
        });
        while count > 0 {
            let byte = if count >= 8 { bits >> (count - 8) } else { bits << (8 - count) };
            out.push(byte as u8);
            count = count.saturating_sub(8);
        }
    }
}
