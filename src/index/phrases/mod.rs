//! How the bytes of stored records are made small: words and phrases by number, numbers by frequency.
//!
//! A general compressor finds repetitions inside a text of a few kilobytes, where there are few. What the
//! documents of an archive share are their words and turns of phrase. So one *dictionary* of pieces (words
//! with the blank before them, phrases of up to [`UNITS`] words, pieces of rare words, all single bytes) is
//! trained on the first megabytes of a build, and a record becomes the numbers of its pieces in a canonical
//! Huffman code. Any bytes can be coded; what the dictionary does not know only takes more room. Against
//! zstd with a trained dictionary it saves a third (docs/operations.md has figures).
//!
//! Sources: Moura, Navarro, Ziviani and Baeza-Yates, "Fast and flexible word searching on compressed text"
//! (2000), for words as the symbols; Moffat and Turpin, "On the implementation of minimum redundancy prefix
//! codes" (1997), for the code.
//!
//! The dictionary is read in place: magic, the number of codes of each length (24 × u32), an entry for every piece
//! (where it begins, 24 bits, and its length, 8 bits), the pieces. They stand in the order of their codes, the
//! frequent ones first, so that reading a record touches few pages of it.

mod coding;
mod matcher;
mod training;

pub(super) use coding::{Encoder, Pieces};
use matcher::Matcher;
pub(super) use training::train;

/// The file of the dictionary in a generation.
pub(super) const FILE: &str = "dictionary";
const MAGIC: &[u8; 8] = b"VBWORD\0\x02";
/// The longest code in bits.
const LONGEST_CODE: usize = 24;
/// The longest piece in bytes.
const LONGEST_PIECE: usize = 64;
/// The longest piece of a rare word that is looked for, in bytes.
const LONGEST_PART: usize = 12;
/// At most so many words and marks in a phrase.
const UNITS: usize = 4;
const COUNTS_AT: usize = MAGIC.len();
const ENTRIES_AT: usize = COUNTS_AT + 4 * LONGEST_CODE;
/// Bytes of an entry.
const ENTRY: usize = 4;
const SEED: u64 = 0x9e37_79b9_7f4a_7c15;

/// What units a byte can be in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Other,
}

/// The class of every byte: bytes of letters beyond ASCII are letters, those of other characters too.
const CLASSES: [Class; 256] = {
    let mut classes = [Class::Letter; 256];
    let mut byte = 0;
    while byte < 0x80_u8 {
        classes[byte as usize] = match byte {
            b'0'..=b'9' => Class::Digit,
            b'A'..=b'Z' | b'a'..=b'z' => Class::Letter,
            _ => Class::Other,
        };
        byte += 1;
    }
    classes
};

/// The length of the first unit: a word or a number of up to four digits, with the blank before it; or else
/// one byte. `bytes` must not be empty.
#[inline]
fn unit(bytes: &[u8]) -> usize {
    let blank = usize::from(bytes[0] == b' ');
    let rest = &bytes[blank..];
    let class = rest.first().map_or(Class::Other, |&first| CLASSES[usize::from(first)]);
    let most = match class {
        Class::Letter => LONGEST_PIECE - 1,
        Class::Digit => 4,
        Class::Other => return 1,
    };
    let rest = &rest[..rest.len().min(most)];
    blank + rest.iter().position(|&byte| CLASSES[usize::from(byte)] != class).unwrap_or(rest.len())
}

/// The hash of a piece is that of its units, one after the other, from [`SEED`] on.
#[inline]
fn hash(before: u64, unit: &[u8]) -> u64 {
    let mut state = before ^ unit.len() as u64;
    let mut mix = |word: u64| {
        state = (state ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd);
        state ^= state >> 32;
    };
    let mut rest = unit;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        mix(u64::from_le_bytes(*word));
        rest = after;
    }
    if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        mix(u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last)));
    } else if let (Some(first), Some(last)) = (rest.first(), rest.last()) {
        mix(u64::from(*first) << 16 | u64::from(rest[rest.len() / 2]) << 8 | u64::from(*last));
    }
    state
}

/// The first code and the number of the first piece of each length, by the numbers of codes.
fn canonical(counts: &[u32; LONGEST_CODE + 1]) -> Option<([u32; LONGEST_CODE + 1], [u32; LONGEST_CODE + 1])> {
    let (mut codes, mut pieces) = ([0; LONGEST_CODE + 1], [0; LONGEST_CODE + 1]);
    let (mut code, mut piece) = (0_u32, 0_u32);
    for length in 1..=LONGEST_CODE {
        code = code.checked_mul(2)?;
        (codes[length], pieces[length]) = (code, piece);
        code = code.checked_add(counts[length])?;
        piece = piece.checked_add(counts[length])?;
        if code > 1 << length {
            return None;
        }
    }
    Some((codes, pieces))
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;
    use tantivy::directory::OwnedBytes;

    use super::*;

    static TRAINED: LazyLock<(Encoder, Pieces)> = LazyLock::new(|| {
        let dictionary = train(&sample()[..20_000], 10);
        (Encoder::new(dictionary.clone()).unwrap(), Pieces::open(OwnedBytes::new(dictionary)).unwrap())
    });

    proptest! {
        #[test]
        fn any_text_comes_back(words in prop::collection::vec("(de |van|Werk| én|\\PC)", 0..60)) {
            let plain = words.concat();
            let mut coded = Vec::new();
            TRAINED.0.encode(plain.as_bytes(), &mut coded);
            prop_assert_eq!(TRAINED.1.decode(&coded, plain.len()), Some(plain.into_bytes()));
        }

        #[test]
        fn any_bytes_are_read_without_panic(coded: Vec<u8>, length in 0..2_000_usize) {
            if let Some(plain) = TRAINED.1.decode(&coded, length) {
                prop_assert_eq!(plain.len(), length);
            }
        }
    }

    fn sample() -> Vec<u8> {
        let words =
            ["de minister van", " werk en", " sociale economie", ": 2018-2019,\n", " maatwerkbedrijven é"];
        let mut state = 7_u64;
        let mut text = Vec::new();
        for _ in 0..6_000 {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            text.extend_from_slice(words[(state >> 40) as usize % words.len()].as_bytes());
            text.push((state >> 33) as u8);
        }
        text
    }

    #[test]
    fn a_text_is_cut_into_units_without_rest() {
        let text = "Vraag 2018: de  économie (2)\u{0}".as_bytes();
        let mut units = Vec::new();
        let mut at = 0;
        while at < text.len() {
            let length = unit(&text[at..]);
            units.push(String::from_utf8_lossy(&text[at..at + length]).into_owned());
            at += length;
        }
        assert_eq!(units, ["Vraag", " 2018", ":", " de", " ", " économie", " ", "(", "2", ")", "\0"]);
    }

    #[test]
    fn whatever_is_coded_comes_back() {
        let text = sample();
        for dictionary in [train(&[], 1), train(&text, 1), train(&text, 100)] {
            let encoder = Encoder::new(dictionary.clone()).unwrap();
            let pieces = Pieces::open(OwnedBytes::new(dictionary)).unwrap();
            let all: Vec<u8> = (0..=255).chain((0..=255).rev()).collect();
            for plain in [&text[..], &text[1_000..9_000], &all, b"de minister van onbekende woorden", b""] {
                let mut coded = Vec::new();
                encoder.encode(plain, &mut coded);
                assert_eq!(pieces.decode(&coded, plain.len()).as_deref(), Some(plain));
            }
        }
    }

    #[test]
    fn training_is_worth_it_and_gives_the_same_twice() {
        let text = sample();
        let dictionary = train(&text, 1);
        assert_eq!(dictionary, train(&text, 1));
        let mut coded = Vec::new();
        Encoder::new(dictionary).unwrap().encode(&text, &mut coded);
        assert!(coded.len() * 4 < text.len(), "{} of {}", coded.len(), text.len());
    }

    #[test]
    fn damage_is_noticed_or_gives_other_bytes_but_no_panic() {
        let text = sample();
        let dictionary = train(&text[..4_000], 1);
        let mut coded = Vec::new();
        Encoder::new(dictionary.clone()).unwrap().encode(&text[..500], &mut coded);
        let pieces = Pieces::open(OwnedBytes::new(dictionary.clone())).unwrap();
        for bit in 0..8 * coded.len() {
            let mut damaged = coded.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            let _ = pieces.decode(&damaged, 500);
            assert_eq!(pieces.decode(&damaged[..bit / 8], 500), None);
        }
        for bit in 0..8 * dictionary.len() {
            let mut damaged = dictionary.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            if let Some(pieces) = Pieces::open(OwnedBytes::new(damaged)) {
                let _ = pieces.decode(&coded, 500);
            }
        }
        // The piece whose code is all zeros, which is also what is read beyond the end.
        let mut empty = dictionary.clone();
        empty[ENTRIES_AT] = 0;
        assert_eq!(Pieces::open(OwnedBytes::new(empty)).unwrap().decode(&[0; 60], 400), None);
        for end in 0..dictionary.len() {
            assert!(Pieces::open(OwnedBytes::new(dictionary[..end].to_vec())).is_none());
        }
    }
}
