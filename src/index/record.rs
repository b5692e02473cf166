//! What is stored of a document, and how: its fields in a row, coded with the words and phrases of the build's
//! dictionary (see [`super::phrases`]), each record alone, so that one is read in some 10 µs.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use tantivy::directory::OwnedBytes;
use xxhash_rust::xxh3::xxh3_64;

use super::IndexError;
use super::phrases::{self, Pieces};
use crate::model::WrittenQuestion;

/// A document as the index stores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredRecord {
    /// The document.
    pub question: WrittenQuestion,
    /// Byte in the text and position of a token, about every 64 positions and at the start of each section:
    /// tokenising from there on gives the same tokens as tokenising from the start.
    pub anchors: Vec<(u32, u32)>,
}

/// How many bytes of records the dictionary is trained on.
pub(super) const SAMPLE_SIZE: usize = 8 << 20;
/// Bytes before the codes: length and checksum of the uncompressed record.
const HEAD: usize = 8;

/// Turns records into bytes for the store; shared by all threads.
#[derive(Debug)]
pub(super) struct Encoder {
    dictionary: Vec<u8>,
    /// Made when the first record is packed: a run that finds nothing new does without.
    coder: OnceLock<Option<phrases::Encoder>>,
}

impl StoredRecord {
    /// The record's uncompressed bytes.
    pub(super) fn to_bytes(&self) -> Result<Vec<u8>, IndexError> {
        // Steps from anchor to anchor are small and alike, which places are not.
        let mut before = (0, 0);
        let steps: Vec<(u32, u32)> = self
            .anchors
            .iter()
            .map(|&(byte, position)| {
                let step = (byte.wrapping_sub(before.0), position.wrapping_sub(before.1));
                before = (byte, position);
                step
            })
            .collect();
        let room = Vec::with_capacity(self.question.text.len() + 3 * steps.len() + 1024);
        postcard::to_extend(&(&self.question, steps), room)
            .map_err(|source| IndexError::Encode { id: self.question.id.clone(), source })
    }

    /// The inverse of [`StoredRecord::to_bytes`].
    fn from_bytes(bytes: &[u8]) -> Result<Self, postcard::Error> {
        let (question, mut anchors): (WrittenQuestion, Vec<(u32, u32)>) = postcard::from_bytes(bytes)?;
        let mut before = (0_u32, 0_u32);
        for anchor in &mut anchors {
            *anchor = (before.0.wrapping_add(anchor.0), before.1.wrapping_add(anchor.1));
            before = *anchor;
        }
        Ok(Self { question, anchors })
    }
}

impl Encoder {
    /// An encoder with a dictionary trained on `sample`, the uncompressed bytes of some records one after the
    /// other, one part in `times` of what there is.
    pub(super) fn train(sample: &[u8], times: u64) -> Self {
        Self::with_dictionary(phrases::train(sample, times))
    }

    /// An encoder with the dictionary of an earlier build.
    pub(super) fn with_dictionary(dictionary: Vec<u8>) -> Self {
        Self { dictionary, coder: OnceLock::new() }
    }

    /// The dictionary.
    pub(super) fn dictionary(&self) -> &[u8] {
        &self.dictionary
    }

    /// The bytes to store.
    pub(super) fn pack(&self, bytes: &[u8]) -> Result<Vec<u8>, IndexError> {
        let coder = self.coder.get_or_init(|| phrases::Encoder::new(self.dictionary.clone()));
        let coder = coder.as_ref().ok_or(IndexError::Dictionary)?;
        let mut out = Vec::with_capacity(HEAD + bytes.len() / 2);
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        out.extend_from_slice(&(xxh3_64(bytes) as u32).to_le_bytes());
        coder.encode(bytes, &mut out);
        out.shrink_to_fit();
        Ok(out)
    }
}

/// Turns stored bytes back into records; shared by all threads.
pub(super) struct Decoder {
    pieces: Option<Pieces>,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

impl Decoder {
    /// A decoder with the dictionary that the records were stored with.
    pub(super) fn new(dictionary: OwnedBytes) -> Self {
        Self { pieces: Pieces::open(dictionary) }
    }

    /// Reads a record back.
    ///
    /// # Errors
    /// A reason in words when the bytes are damaged.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<StoredRecord, String> {
        let pieces = self.pieces.as_ref().ok_or("the dictionary of the records is damaged")?;
        let (length, rest) = bytes.split_first_chunk::<4>().ok_or("the record is cut short")?;
        let (sum, coded) = rest.split_first_chunk::<4>().ok_or("the record is cut short")?;
        let length = u32::from_le_bytes(*length) as usize;
        let plain = pieces.decode(coded, length).ok_or("the record or the dictionary is damaged")?;
        if xxh3_64(&plain) as u32 != u32::from_le_bytes(*sum) {
            return Err("the record or the dictionary was altered".to_owned());
        }
        let record = StoredRecord::from_bytes(&plain).map_err(|error| error.to_string())?;
        let spans = &record.question.sections;
        let text = &record.question.text;
        for span in [&spans.title, &spans.question, &spans.answer] {
            if text.get(span.start as usize..span.end as usize).is_none() {
                return Err("a section lies outside the text".to_owned());
            }
        }
        Ok(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(number: usize) -> StoredRecord {
        let text = format!(
            "Maatwerk {number}\nHoeveel maatwerkbedrijven waren er in {number}?\nEr waren er {number}."
        );
        let question = WrittenQuestion { id: format!("d{number}"), text, ..WrittenQuestion::default() };
        StoredRecord { question, anchors: vec![(0, 0), (12, 102)] }
    }

    fn sample() -> Vec<u8> {
        (0..2_000).flat_map(|n| record(n).to_bytes().unwrap()).collect()
    }

    #[test]
    fn records_come_back_with_any_dictionary() {
        for encoder in [Encoder::train(&sample(), 1), Encoder::train(&[], 1)] {
            let packed = encoder.pack(&record(7).to_bytes().unwrap()).unwrap();
            let decoder = Decoder::new(OwnedBytes::new(encoder.dictionary().to_vec()));
            assert_eq!(decoder.decode(&packed).unwrap(), record(7));
        }
    }

    #[test]
    fn damage_is_an_error() {
        let encoder = Encoder::train(&sample(), 1);
        let packed = encoder.pack(&record(1).to_bytes().unwrap()).unwrap();
        let decoder = Decoder::new(OwnedBytes::new(encoder.dictionary().to_vec()));
        for byte in 0..packed.len() {
            for bit in 0..8 {
                let mut damaged = packed.clone();
                damaged[byte] ^= 1 << bit;
                assert!(decoder.decode(&damaged).is_err());
            }
        }
        assert!(Decoder::new(OwnedBytes::new(b"no dictionary".to_vec())).decode(&packed).is_err());
    }
}
