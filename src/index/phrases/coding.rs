//! From bytes to codes and back.

use tantivy::directory::OwnedBytes;

use super::super::bytes::u32_at;
use super::{COUNTS_AT, ENTRIES_AT, ENTRY, LONGEST_CODE, LONGEST_PIECE, MAGIC, Matcher, canonical};

/// Pieces of up to so many bytes are copied as if they had so many.
const SHORT: usize = 16;
/// So many bits of a code are looked up at once to learn about how long it is.
const GLANCE: u32 = 11;

/// A dictionary, read in place.
pub(in crate::index) struct Pieces {
    bytes: OwnedBytes,
    /// The number of pieces.
    count: usize,
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
        let pieces_at = count.checked_mul(ENTRY)?.checked_add(ENTRIES_AT)?;
        let (start, length) = entry(u32_at(&bytes, pieces_at.checked_sub(ENTRY)?)?);
        if bytes.len() != pieces_at + start + length {
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
        Some(Self { bytes, count, pieces_at, codes, first, limits, shortest })
    }

    /// Where a piece lies, by its number: start and length.
    #[inline]
    fn place(&self, number: usize) -> Option<(usize, usize)> {
        if number >= self.count {
            return None;
        }
        let (start, length) = entry(u32_at(&self.bytes, ENTRIES_AT + ENTRY * number)?);
        // A piece of nothing is damage, and would be read for ever.
        (length > 0).then_some((self.pieces_at + start, length))
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
        let mut bits = Bits::new(coded);
        let mut at = 0;
        while at < length {
            // Enough for two codes.
            bits.fill();
            at = self.next(&mut bits, &mut out, at)?;
            if at < length {
                at = self.next(&mut bits, &mut out, at)?;
            }
        }
        out.truncate(length);
        (at == length && bits.passed().div_ceil(8) == coded.len()).then_some(out)
    }

    /// Reads the next piece to `out`, from `at` on, and says where it ends.
    #[inline(always)]
    fn next(&self, bits: &mut Bits<'_>, out: &mut [u8], at: usize) -> Option<usize> {
        let bytes = self.bytes.as_slice();
        let window = bits.window();
        let mut code = usize::from(self.shortest[(window >> (32 - GLANCE)) as usize]);
        while u64::from(window) >= self.limits[code] {
            code += 1;
            if code > LONGEST_CODE {
                return None;
            }
        }
        bits.pass(code as u32);
        let number = (window >> (32 - code)).checked_sub(self.codes[code])?;
        let (start, size) = self.place((self.first[code] + number) as usize)?;
        // Nearly all pieces are short: copying more than is needed, but always the same, is much faster.
        match bytes.get(start..start + SHORT) {
            Some(piece) if size <= SHORT => out.get_mut(at..at + SHORT)?.copy_from_slice(piece),
            _ => out.get_mut(at..at + size)?.copy_from_slice(bytes.get(start..start + size)?),
        }
        Some(at + size)
    }
}

/// Where a piece begins behind the entries, and its length.
#[inline]
fn entry(entry: u32) -> (usize, usize) {
    ((entry >> 8) as usize, (entry & 0xff) as usize)
}

/// Reads bits from front to back.
struct Bits<'c> {
    coded: &'c [u8],
    /// The next bits, the first one highest; beyond the end there are zeros.
    ahead: u64,
    /// How many of them count as read.
    count: u32,
    /// The byte behind those.
    next: usize,
}

impl<'c> Bits<'c> {
    fn new(coded: &'c [u8]) -> Self {
        Self { coded, ahead: 0, count: 0, next: 0 }
    }

    /// The next 32.
    #[inline]
    fn window(&self) -> u32 {
        (self.ahead >> 32) as u32
    }

    /// Passes over so many, which must be at hand.
    #[inline]
    fn pass(&mut self, count: u32) {
        self.ahead <<= count;
        self.count -= count;
    }

    /// Reads on until 56 are at hand, or more. Without a branch, since whether there is need cannot be foretold: bits that are
    /// at hand but do not count are read again to where they stand (Giesen, "Reading bits in far too many ways", 2018).
    #[inline]
    fn fill(&mut self) {
        let Some(chunk) = self.coded.get(self.next..).and_then(<[u8]>::first_chunk) else {
            return self.fill_last();
        };
        self.ahead |= u64::from_be_bytes(*chunk) >> self.count;
        let more = (63 - self.count) / 8;
        self.next += more as usize;
        self.count += 8 * more;
    }

    /// Near the end byte by byte, and then zeros.
    #[cold]
    fn fill_last(&mut self) {
        while self.count <= 56 {
            let byte = self.coded.get(self.next).copied().unwrap_or(0);
            self.ahead |= u64::from(byte) << (56 - self.count);
            self.next += 1;
            self.count += 8;
        }
    }

    /// How many were passed over.
    fn passed(&self) -> usize {
        8 * self.next - self.count as usize
    }
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
