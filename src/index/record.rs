//! What is stored of a document, and how: one zstd frame a record, all with one dictionary that was trained
//! on the first records of the build, so that a record of 5 KB compresses like a large file and is read
//! alone in some 10 µs.

use std::sync::Mutex;

use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};

use super::IndexError;
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

/// How strongly records are compressed: higher levels cost much time and save little on texts of this size.
const LEVEL: i32 = 3;
/// The largest dictionary in bytes. A quarter of a megabyte saves 7 % of the store against 64 KiB; beyond
/// that, reading it at the start of every process costs more than it is worth.
const DICTIONARY_SIZE: usize = 256 << 10;
/// How many bytes of records the dictionary is trained on.
pub(super) const SAMPLE_SIZE: usize = 6 << 20;
/// The largest record that is read back, in bytes; a length beyond it is damage.
const LONGEST_RECORD: usize = 1 << 30;

/// Turns records into bytes for the store.
#[derive(Debug)]
pub(super) struct Encoder {
    dictionary: Vec<u8>,
}

/// One thread's compression state.
pub(super) struct Packer<'d> {
    compressor: Compressor<'d>,
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
        postcard::to_stdvec(&(&self.question, steps))
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
    /// An encoder with a dictionary trained on `samples`, the uncompressed bytes of some records. Without
    /// samples enough there is no dictionary, and records compress less.
    pub(super) fn train(samples: &[&[u8]]) -> Self {
        let total: usize = samples.iter().map(|sample| sample.len()).sum();
        // Where the sample is all there is, a larger dictionary would not pay for itself.
        let size = DICTIONARY_SIZE.min(total / 24);
        let dictionary = if samples.len() < 16 || size < 1024 {
            Vec::new()
        } else {
            zstd::dict::from_samples(samples, size).unwrap_or_default()
        };
        Self { dictionary }
    }

    /// An encoder with the dictionary of an earlier build.
    pub(super) fn with_dictionary(dictionary: Vec<u8>) -> Self {
        Self { dictionary }
    }

    /// The dictionary; empty when there is none.
    pub(super) fn dictionary(&self) -> &[u8] {
        &self.dictionary
    }

    /// A compression state for one thread.
    pub(super) fn packer(&self) -> Result<Packer<'static>, IndexError> {
        let mut compressor =
            Compressor::with_dictionary(LEVEL, &self.dictionary).map_err(IndexError::Compress)?;
        compressor.include_checksum(true).map_err(IndexError::Compress)?;
        Ok(Packer { compressor })
    }
}

impl Packer<'_> {
    /// The bytes to store: the uncompressed length, then the frame.
    pub(super) fn pack(&mut self, bytes: &[u8]) -> Result<Vec<u8>, IndexError> {
        let mut out = Vec::with_capacity(4 + zstd::zstd_safe::compress_bound(bytes.len()));
        out.extend_from_slice(&(bytes.len() as u32).to_le_bytes());
        let mut frame = std::io::Cursor::new(out);
        frame.set_position(4);
        self.compressor.compress_to_buffer(bytes, &mut frame).map_err(IndexError::Compress)?;
        let mut out = frame.into_inner();
        out.shrink_to_fit();
        Ok(out)
    }
}

/// Turns stored bytes back into records; shared by all threads.
pub(super) struct Decoder {
    dictionary: Vec<u8>,
    /// Decompression states that nobody uses just now: making one digests the dictionary.
    idle: Mutex<Vec<Decompressor<'static>>>,
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").field("dictionary", &self.dictionary.len()).finish_non_exhaustive()
    }
}

impl Decoder {
    /// A decoder with the dictionary that the records were stored with.
    pub(super) fn new(dictionary: Vec<u8>) -> Self {
        Self { dictionary, idle: Mutex::new(Vec::new()) }
    }

    /// Reads a record back.
    ///
    /// # Errors
    /// A reason in words when the bytes are damaged.
    pub(super) fn decode(&self, bytes: &[u8]) -> Result<StoredRecord, String> {
        let (length, frame) = bytes.split_first_chunk::<4>().ok_or("the record is cut short")?;
        let length = u32::from_le_bytes(*length) as usize;
        if length > LONGEST_RECORD {
            return Err("the record's length is out of range".to_owned());
        }
        let idle = self.idle.lock().ok().and_then(|mut idle| idle.pop());
        let mut decompressor = match idle {
            Some(decompressor) => decompressor,
            None => Decompressor::with_dictionary(&self.dictionary).map_err(|error| error.to_string())?,
        };
        let plain = decompressor.decompress(frame, length).map_err(|error| error.to_string())?;
        if let Ok(mut idle) = self.idle.lock() {
            idle.push(decompressor);
        }
        if plain.len() != length {
            return Err("the record's length is wrong".to_owned());
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

    #[test]
    fn records_come_back_with_and_without_dictionary() {
        let samples: Vec<Vec<u8>> = (0..2_000).map(|n| record(n).to_bytes().unwrap()).collect();
        let borrowed: Vec<&[u8]> = samples.iter().map(Vec::as_slice).collect();
        for encoder in [Encoder::train(&borrowed), Encoder::train(&[])] {
            let packed = encoder.packer().unwrap().pack(&samples[7]).unwrap();
            let decoder = Decoder::new(encoder.dictionary().to_vec());
            assert_eq!(decoder.decode(&packed).unwrap(), record(7));
        }
        assert!(!Encoder::train(&borrowed).dictionary().is_empty());
    }

    #[test]
    fn damage_is_an_error() {
        let encoder = Encoder::train(&[]);
        let packed = encoder.packer().unwrap().pack(&record(1).to_bytes().unwrap()).unwrap();
        let decoder = Decoder::new(Vec::new());
        for byte in 0..packed.len() {
            for bit in 0..8 {
                let mut damaged = packed.clone();
                damaged[byte] ^= 1 << bit;
                if let Ok(read) = decoder.decode(&damaged) {
                    assert_eq!(read, record(1));
                }
            }
        }
    }
}
