//! A short signature of a question's text, by which near duplicates find each other.
//!
//! In: the question. Out: a [`Signature`] of 48 bytes, whose share of equal bytes estimates the Jaccard
//! similarity of the two texts' sets of word triples. One-permutation MinHash (Li, Owen, Zhang 2012) with
//! optimal densification (Shrivastava 2017) and one byte kept of each minimum (b-bit MinHash, Li and König
//! 2010): every triple is hashed once, the hash picks the bin and competes for its minimum.

use serde::{Deserialize, Serialize};

/// Bins, and bytes.
const BINS: usize = 48;
/// Rows of a band: four equal bytes in a row make two texts candidates.
const ROWS: usize = 4;
/// Words of a shingle.
const SHINGLE: usize = 3;

/// The signature of a text; all zero for a text without words.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Signature([u8; BINS]);

impl Signature {
    /// Its bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; BINS] {
        &self.0
    }

    /// A signature from stored bytes; `None` when there are not 48.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// True for a text without words, which is like nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0 == [0; BINS]
    }

    /// Keys for finding near duplicates: two texts that share one of them are worth comparing with
    /// [`similarity`]. Of texts with 80 % in common 99.8 % share one, with 30 % one in ten.
    pub fn bands(&self) -> impl Iterator<Item = u64> + '_ {
        let bands = if self.is_empty() { &[][..] } else { &self.0[..] };
        bands
            .chunks_exact(ROWS)
            .zip(0u64..)
            .map(|(rows, band)| rows.iter().fold(band, |key, row| key << 8 | u64::from(*row)))
    }
}

impl std::fmt::Debug for Signature {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signature(")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}

impl Serialize for Signature {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Signature {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Vec::<u8>::deserialize(deserializer)?;
        Self::from_bytes(&bytes).ok_or_else(|| serde::de::Error::invalid_length(bytes.len(), &"48 bytes"))
    }
}

/// Estimates the Jaccard similarity of two texts' word triples, 0 to 1; the standard error is below 0.075.
#[must_use]
pub fn similarity(a: &Signature, b: &Signature) -> f32 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let equal = a.0.iter().zip(&b.0).filter(|(a, b)| a == b).count();
    // Unequal minima agree in their one byte by chance once in 256.
    let chance = 1.0 / 256.0;
    let share = f32::from(u8::try_from(equal).unwrap_or(u8::MAX)) / 48.0;
    ((share - chance) / (1.0 - chance)).max(0.0)
}

/// The signature of a question's text. Case, punctuation and spacing do not count; a text of fewer than
/// three words is one shingle.
#[must_use]
pub fn signature(question: &str) -> Signature {
    let mut minima = [u64::MAX; BINS];
    let mut last = [0u64; SHINGLE];
    let mut words = 0usize;
    let mut place = |hash: u64| {
        let bin = ((u128::from(hash) * BINS as u128) >> 64) as usize;
        // The bin has used up the high bits; the rest competes.
        let value = mix(hash);
        minima[bin] = minima[bin].min(value);
    };
    each_word(question.as_bytes(), |word| {
        last.rotate_left(1);
        last[SHINGLE - 1] = word;
        words += 1;
        if words >= SHINGLE {
            place(combine(&last));
        }
    });
    if words == 0 {
        return Signature([0; BINS]);
    }
    if words < SHINGLE {
        place(combine(&last));
    }
    let mut bytes = [0u8; BINS];
    for (bin, byte) in bytes.iter_mut().enumerate() {
        // An empty bin takes the value of another, drawn by its own number: the same for every text.
        let mut source = bin;
        let mut attempt = 0u64;
        while minima[source] == u64::MAX {
            attempt += 1;
            let drawn = mix((bin as u64) << 32 | attempt);
            source = ((u128::from(drawn) * BINS as u128) >> 64) as usize;
        }
        // The low byte of a minimum is not small, as the high ones are.
        *byte = (minima[source] & 0xff) as u8;
    }
    if bytes == [0; BINS] {
        bytes[0] = 1;
    }
    Signature(bytes)
}

/// Calls back with a hash of every word: letters and digits, ASCII letters in lower case, other characters
/// by their bytes.
fn each_word(bytes: &[u8], mut call: impl FnMut(u64)) {
    let mut hash = 0u64;
    for &byte in bytes {
        let kind = WORD[usize::from(byte)];
        if kind != 0 {
            hash = (hash.rotate_left(5) ^ u64::from(kind)).wrapping_mul(0x517c_c1b7_2722_0a95);
        } else if hash != 0 {
            call(hash);
            hash = 0;
        }
    }
    if hash != 0 {
        call(hash);
    }
}

/// What a byte counts as inside a word; 0 between words.
const WORD: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0usize;
    while byte < 256 {
        let b = byte as u8;
        table[byte] = match b {
            b'A'..=b'Z' => b + 32,
            b'a'..=b'z' | b'0'..=b'9' | 0x80..=0xff => b,
            _ => 0,
        };
        byte += 1;
    }
    table
};

fn combine(words: &[u64; SHINGLE]) -> u64 {
    mix(words
        .iter()
        .fold(0, |hash: u64, word| (hash.rotate_left(21) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
}

/// The finaliser of SplitMix64.
fn mix(mut value: u64) -> u64 {
    value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(words: impl Iterator<Item = usize>) -> String {
        words.map(|word| format!("woord{word} ")).collect()
    }

    #[test]
    fn equal_texts_are_equal_whatever_their_spacing() {
        let a = signature("Hoeveel maatwerkbedrijven werden  bevraagd?\nWanneer?");
        let b = signature("hoeveel Maatwerkbedrijven werden bevraagd, wanneer");
        assert_eq!(a, b);
        assert!((similarity(&a, &b) - 1.0).abs() < 1e-6);
        assert_eq!(Signature::from_bytes(a.as_bytes()), Some(a));
        assert_eq!(Signature::from_bytes(&[0; 47]), None);
    }

    #[test]
    fn empty_texts_are_like_nothing() {
        let empty = signature(" ?! ");
        assert!(empty.is_empty());
        assert!(similarity(&empty, &empty) < 1e-6);
        assert_eq!(empty.bands().count(), 0);
        assert!(!signature("één").is_empty());
        assert_eq!(signature("één").bands().count(), 12);
    }

    #[test]
    fn the_estimate_is_near_the_true_similarity() {
        // 400 of 500 words in common from the start: Jaccard of triples 398/598.
        let a = signature(&text(0..500));
        let b = signature(&text((0..400).chain(1000..1100)));
        let estimate = similarity(&a, &b);
        assert!((estimate - 398.0 / 598.0).abs() < 0.2, "{estimate}");
        let c = signature(&text(5000..5500));
        assert!(similarity(&a, &c) < 0.1);
        let shared = |a: &Signature, b: &Signature| {
            let keys: Vec<u64> = a.bands().collect();
            b.bands().any(|key| keys.contains(&key))
        };
        let near = signature(&text((0..490).chain(1000..1010)));
        assert!(shared(&a, &near) && !shared(&a, &c));
    }

    #[test]
    fn signatures_survive_serde() {
        let a = signature("een vraag over de sociale economie");
        let bytes = postcard::to_allocvec(&a).unwrap();
        assert_eq!(bytes.len(), 49);
        assert_eq!(postcard::from_bytes::<Signature>(&bytes).unwrap(), a);
    }
}
