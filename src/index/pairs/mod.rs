//! The pairs of a segment: of two frequent forms, the documents in which the second directly follows the first.
//!
//! Frequent words stand together in most documents and side by side in few. To find those few, a phrase has to read
//! the positions of both words in all the others; this table names them at once. In: a segment's postings. Out: the
//! sidecar file `<segment>.pairs`, which a small segment does without. It says nothing of positions: the
//! documents it names are candidates that the positions confirm.
//!
//! Of which pairs the documents are kept is decided by the numbers of documents of the two forms alone
//! ([`is_worthwhile`]): where chance brings them together often. For two of those forms the table says either in
//! which documents they follow each other, none perhaps, or that it does not know.
//!
//! ## The file
//! The lists of documents, those of one left form side by side; for each left form a row: which right forms are
//! known, then the numbers of those that follow it anywhere, each with its number of documents; a
//! directory of where each form's lists and row begin; the ordinals of the forms. A footer says where everything begins.
//! A list is coded after Elias and Fano (Vigna, "Quasi-succinct indices", WSDM 2013): some
//! two bits a document more than the logarithm of the mean gap, and read in one run.

mod build;
mod coding;

pub(super) use build::{build, is_wanted};

use std::io;
use std::ops::Range;

use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::termdict::TermOrdinal;
use tantivy::{DocId, HasLen};

use super::bytes::{self, Cursor};

const MAGIC: &[u8; 8] = b"VBPAIRS\x01";
/// Number of documents and of forms, places of the rows, the directory and the forms, magic.
const FOOTER: usize = 5 * 8 + 8;
/// Bytes of an entry of the directory: places of the first list and of the row. It ends with one for the end.
const ENTRY: usize = 16;

/// True when the documents of a pair are worth their room: chance alone would bring forms with so many
/// documents together in one document of [`TOGETHER`].
fn is_worthwhile(left: u32, right: u32, documents: u32) -> bool {
    u128::from(left) * u128::from(right) * TOGETHER >= u128::from(documents) * u128::from(documents)
}

/// See [`is_worthwhile`]. With 7, the table takes 3.0 % of 100,000 documents of 5 kB; by a sample of 10,000 it
/// would take 2 % with 4 and 3.7 % with 10.
const TOGETHER: u128 = 7;

/// The pairs of one segment.
#[derive(Debug)]
pub struct Pairs {
    file: Option<FileSlice>,
    /// The ordinals of the forms, ascending; a form's number is its place here.
    forms: Vec<u32>,
    documents: u32,
    rows: usize,
    directory: OwnedBytes,
}

/// What is known of the forms that follow one form.
#[derive(Debug)]
pub struct PairRow {
    known: OwnedBytes,
    /// Numbers of the forms, ascending, with their lists.
    entries: Vec<(u32, PairList)>,
}

/// The documents of a pair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PairList {
    start: usize,
    count: u32,
}

impl PairList {
    /// The number of documents, deleted ones included.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.count
    }
}

impl PairRow {
    /// The list of the pair with the form of that number; `None` where it is not known.
    #[must_use]
    pub fn get(&self, right: usize) -> Option<PairList> {
        let known = self.known.get(right / 8).is_some_and(|bits| bits >> (right % 8) & 1 != 0);
        known.then(|| {
            let found = self.entries.binary_search_by_key(&right, |(number, _)| *number as usize);
            found.map_or_else(|_| PairList::default(), |at| self.entries[at].1)
        })
    }
}

impl Pairs {
    /// Opens a table: reads its footer and its directory.
    pub(super) fn open(file: FileSlice) -> io::Result<Self> {
        let head = file.len().checked_sub(FOOTER).ok_or_else(damaged)?;
        let footer = file.read_bytes_slice(head..file.len())?;
        if footer.get(FOOTER - 8..) != Some(MAGIC.as_slice()) {
            return Err(damaged());
        }
        let number = |at: usize| bytes::u64_at(&footer, at).unwrap_or(u64::MAX);
        let place = |at: usize| usize::try_from(number(at)).map_err(|_| damaged());
        let documents = u32::try_from(number(0)).map_err(|_| damaged())?;
        let (count, rows, directory, forms) = (place(8)?, place(16)?, place(24)?, place(32)?);
        let entries = count.checked_add(1).and_then(|count| count.checked_mul(ENTRY)).ok_or_else(damaged)?;
        let ordered = rows <= directory && directory <= forms && forms <= head;
        if !ordered || forms - directory != entries || head - forms != count * 4 {
            return Err(damaged());
        }
        let numbers = file.read_bytes_slice(forms..head)?;
        let forms = (0..count).map(|form| bytes::u32_at(&numbers, form * 4).unwrap_or(0)).collect();
        let directory = file.read_bytes_slice(directory..directory + entries)?;
        Ok(Self { file: Some(file), forms, documents, rows, directory })
    }

    /// No pairs.
    pub(super) fn none() -> Self {
        Self { file: None, forms: Vec::new(), documents: 0, rows: 0, directory: OwnedBytes::empty() }
    }

    /// True when there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// The number of forms.
    #[must_use]
    pub fn forms(&self) -> usize {
        self.forms.len()
    }

    /// The number of a form here; `None` for one that is not frequent.
    #[must_use]
    pub fn number(&self, ordinal: TermOrdinal) -> Option<usize> {
        self.forms.binary_search_by(|form| TermOrdinal::from(*form).cmp(&ordinal)).ok()
    }

    /// What follows the form of that number.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn row(&self, left: usize) -> io::Result<PairRow> {
        let place = |at: usize| -> io::Result<usize> {
            let place = bytes::u64_at(&self.directory, at).ok_or_else(damaged)?;
            usize::try_from(place).map_err(|_| damaged())
        };
        let mut start = place(left * ENTRY)?;
        let row = self.rows.saturating_add(place(left * ENTRY + 8)?)
            ..self.rows.saturating_add(place((left + 1) * ENTRY + 8)?);
        let row = self.read(row)?;
        let known = self.forms.len().div_ceil(8).min(row.len());
        let (known, entries) = row.split(known);
        let mut cursor = Cursor::new(&entries);
        let mut found = Vec::new();
        let mut number = 0_u32;
        while !cursor.is_empty() {
            let step = cursor.number().and_then(|step| u32::try_from(step).ok()).ok_or_else(damaged)?;
            let count = cursor.number().and_then(|count| u32::try_from(count).ok()).ok_or_else(damaged)?;
            number = number.checked_add(step).ok_or_else(damaged)?;
            let list = PairList { start, count };
            start = start.checked_add(coding::length(count, self.documents)).ok_or_else(damaged)?;
            found.push((number, list));
        }
        Ok(PairRow { known, entries: found })
    }

    /// Calls `sink` with the documents of a list, ascending.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn documents(&self, list: PairList, sink: impl FnMut(DocId)) -> io::Result<()> {
        if list.count == 0 {
            return Ok(());
        }
        let end = list.start.checked_add(coding::length(list.count, self.documents)).ok_or_else(damaged)?;
        let bytes = self.read(list.start..end)?;
        coding::decode(&bytes, list.count, self.documents, sink).ok_or_else(damaged)
    }

    fn read(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        match &self.file {
            Some(file) if range.start <= range.end && range.end <= file.len() => file.read_bytes_slice(range),
            _ => Err(damaged()),
        }
    }
}

fn damaged() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the table of pairs is damaged")
}

#[cfg(test)]
mod tests;
