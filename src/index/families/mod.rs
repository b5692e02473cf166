//! The family table of a segment: from a key (a lemma, or the lemma of a compound's part) to the written
//! forms of the segment that belong to it.
//!
//! In: a segment's term dictionary and the Dutch analysis, which is run once for every distinct form. Out:
//! the sidecar file `<segment>.families`, read in place and without any work at opening.
//!
//! A family can have thousands of members, most of them rare. Its most frequent members stand in the table
//! as ordinals of the term dictionary; the postings of all others are merged into one *tail*, so that a query
//! never opens more than [`HEAD_MEMBERS`] + 1 lists for a word.
//!
//! ## The file
//! 64 shards, told apart by the first six bits of the key's hash, each made by one thread: a table of bucket
//! offsets, the buckets with their keys and members, the tails. Then, since the engine finds postings by term
//! only, where the postings of each ordinal lie, in the text and in titles (`terms`). A footer says where everything begins. A
//! lookup reads one bucket offset and one bucket: two pages of disk. A key whose only member is the word
//! itself is left out: the search falls back to the plain term.

mod build;
mod tail;
mod terms;

pub(super) use build::{FamilyCounts, FormKeys, build};
pub use tail::{Tail, TailCursor};

use std::ops::Range;
use std::sync::Arc;

use tantivy::HasLen;
use tantivy::directory::{FileSlice, OwnedBytes};
use tantivy::postings::TermInfo;
use tantivy::termdict::TermOrdinal;
use xxhash_rust::xxh3::xxh3_64;

use super::bytes::{self, Cursor};
use super::checksums::CheckedFile;
use super::readahead::AT_ONCE;
use crate::model::MatchKind;

/// So many members, the most frequent ones, are kept as plain terms.
pub const HEAD_MEMBERS: usize = 16;

const SHARDS: usize = 64;
/// Parts behind the shards: directory and blocks of the text's terms, which of them titles hold, directory and
/// blocks of the titles' terms.
const PARTS: usize = 5;
/// Where the parts' places begin in the footer, and what follows them.
const PARTS_AT: usize = SHARDS * 32;
const COUNTS_AT: usize = PARTS_AT + PARTS * 8;
/// Four numbers of eight bytes a shard, one for each part, the numbers of terms, of keys, of terms in titles and of
/// marked terms, version and magic.
const FOOTER: usize = COUNTS_AT + 4 * 8 + 4 + 8;
const VERSION: u32 = 2;
const MAGIC: &[u8; 8] = b"VBFAMILY";

/// A written form that belongs to a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The form's place in the term dictionary of `text`.
    pub ordinal: TermOrdinal,
    /// How it is related to the key.
    pub kind: MatchKind,
    /// The bytes of the form (without its mark) that the key stands for.
    pub part: Range<u16>,
}

/// All written forms of a key in one segment.
#[derive(Clone, Debug, Default)]
pub struct Family {
    /// The most frequent members, most frequent first.
    pub members: Vec<Member>,
    /// The others.
    pub tail: Option<Tail>,
}

/// The families of one segment.
#[derive(Clone)]
pub struct FamilyTable {
    file: FileSlice,
    /// The same file, to ask for parts of it.
    ahead: Option<Arc<CheckedFile>>,
    footer: OwnedBytes,
    terms: u64,
    keys: u64,
    title_terms: u64,
    marked: u64,
}

impl std::fmt::Debug for FamilyTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FamilyTable").field("terms", &self.terms).field("keys", &self.keys).finish()
    }
}

/// Where one shard lies in the file.
struct Shard {
    /// The table of bucket offsets.
    table: usize,
    buckets: u64,
    entries: usize,
    tails: usize,
    end: usize,
}

impl FamilyTable {
    /// Opens a table: reads its footer only.
    pub(super) fn open(file: FileSlice, ahead: Option<Arc<CheckedFile>>) -> std::io::Result<Self> {
        let damaged = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
        if file.len() < FOOTER {
            return Err(damaged("the family table is cut short"));
        }
        let footer = file.read_bytes_slice(file.len() - FOOTER..file.len())?;
        if &footer[FOOTER - 8..] != MAGIC {
            return Err(damaged("this is no family table"));
        }
        let number = |at: usize| bytes::u64_at(&footer, at).unwrap_or(0);
        let version = bytes::u32_at(&footer, FOOTER - 12).unwrap_or(0);
        if version != VERSION {
            return Err(damaged("the family table has another version"));
        }
        let [terms, keys, title_terms, marked] = [0, 8, 16, 24].map(|at| number(COUNTS_AT + at));
        let table = Self { file, ahead, footer, terms, keys, title_terms, marked };
        table.expect_directories()?;
        Ok(table)
    }

    /// Tells the system that the tables which every lookup reads from are about to be, those that a disk brings whole
    /// about as soon as a page of them.
    fn expect_directories(&self) -> std::io::Result<()> {
        let Some(ahead) = self.ahead.as_ref().filter(|ahead| ahead.is_slow()) else { return Ok(()) };
        for parts in [0..1, 2..4] {
            let range = self.part(parts.start)?..self.part(parts.end)?;
            if range.len() <= AT_ONCE {
                ahead.expect(&range);
            }
        }
        Ok(())
    }

    /// The number of distinct terms that were analysed.
    #[must_use]
    pub fn terms(&self) -> u64 {
        self.terms
    }

    /// The number of marked terms ([`crate::index::Mark`]): they stand before all others.
    #[must_use]
    pub fn marked(&self) -> u64 {
        self.marked
    }

    /// The number of keys.
    #[must_use]
    pub fn keys(&self) -> u64 {
        self.keys
    }

    /// The family of a key (folded); `None` when the segment has none, or only the word itself.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn get(&self, key: &str) -> std::io::Result<Option<Family>> {
        let hash = xxh3_64(key.as_bytes());
        let Some(shard) = self.shard((hash >> 58) as usize) else { return Ok(None) };
        if shard.buckets == 0 {
            return Ok(None);
        }
        let bucket = bucket_of(hash, shard.buckets) as usize;
        let offsets = self.read(shard.table + 4 * bucket..shard.table + 4 * bucket + 8)?;
        let start = shard.entries + bytes::u32_at(&offsets, 0).unwrap_or(0) as usize;
        let end = shard.entries + bytes::u32_at(&offsets, 4).unwrap_or(0) as usize;
        if start > end || end > shard.tails {
            return Err(cut_short());
        }
        let bucket = self.read(start..end)?;
        let mut cursor = Cursor::new(&bucket);
        while !cursor.is_empty() {
            let entry = Entry::read(&mut cursor).ok_or_else(cut_short)?;
            if entry.key == key.as_bytes() {
                return self.family(&shard, &entry).map(Some);
            }
        }
        Ok(None)
    }

    /// Calls `sink` with every key and the number of its members, in no particular order.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn for_each_key(&self, sink: &mut dyn FnMut(&str, u64)) -> std::io::Result<()> {
        for shard in (0..SHARDS).filter_map(|number| self.shard(number)) {
            let entries = self.read(shard.entries..shard.tails)?;
            let mut cursor = Cursor::new(&entries);
            while !cursor.is_empty() {
                let entry = Entry::read(&mut cursor).ok_or_else(cut_short)?;
                let mut count = entry.members.len() as u64;
                if let Some(tail) = self.tail(&shard, &entry)? {
                    count += u64::from(tail.members());
                }
                sink(&String::from_utf8_lossy(entry.key), count);
            }
        }
        Ok(())
    }

    /// Where the postings of a term of `text` lie; `None` when there is no such ordinal.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn term_info(&self, ordinal: TermOrdinal) -> std::io::Result<Option<TermInfo>> {
        if ordinal >= self.terms {
            return Ok(None);
        }
        self.info(0, ordinal).map(Some)
    }

    /// Where the postings of a term of `text` lie in the field `title`; `None` when no title holds it.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn title_info(&self, ordinal: TermOrdinal) -> std::io::Result<Option<TermInfo>> {
        if ordinal >= self.terms {
            return Ok(None);
        }
        self.title_rank(ordinal)?.map(|rank| self.info(3, rank)).transpose()
    }

    /// Tells the system that [`Self::term_info`] and [`Self::title_info`] are about to be asked for: a disk finds the
    /// places of many terms sooner side by side than one after the other.
    ///
    /// # Errors
    /// When the file is damaged or cannot be read.
    pub fn expect(&self, ordinals: impl Iterator<Item = TermOrdinal> + Clone) -> std::io::Result<()> {
        let Some(ahead) = self.ahead.as_ref().filter(|ahead| ahead.is_slow()) else { return Ok(()) };
        let (directory, blocks, bits) = (self.part(0)?, self.part(1)?, self.part(2)?);
        let ordinals = ordinals.filter(|&ordinal| ordinal < self.terms);
        for ordinal in ordinals.clone() {
            ahead.expect(&head_range(directory, ordinal)?);
            ahead.expect(&bits_range(bits, ordinal)?);
        }
        for ordinal in ordinals {
            let head = self.read(head_range(directory, ordinal)?)?;
            ahead.expect(&block_range(blocks, &head)?);
            if let Some(rank) = self.title_rank(ordinal)? {
                let head = self.read(head_range(self.part(3)?, rank)?)?;
                ahead.expect(&block_range(self.part(4)?, &head)?);
            }
        }
        Ok(())
    }

    /// The ordinal in the field `title` of a term of `text`; `None` when no title holds it.
    fn title_rank(&self, ordinal: TermOrdinal) -> std::io::Result<Option<TermOrdinal>> {
        let group = self.read(bits_range(self.part(2)?, ordinal)?)?;
        match terms::rank(&group, ordinal % terms::BITS) {
            Some(rank) if rank >= self.title_terms => Err(cut_short()),
            rank => Ok(rank),
        }
    }

    /// Where a part behind the shards begins.
    fn part(&self, number: usize) -> std::io::Result<usize> {
        let place = bytes::u64_at(&self.footer, PARTS_AT + number * 8).unwrap_or(u64::MAX);
        usize::try_from(place).map_err(|_| cut_short())
    }

    /// Where the postings of a term lie by the directory that is part `directory`, and the blocks behind it.
    fn info(&self, directory: usize, ordinal: TermOrdinal) -> std::io::Result<TermInfo> {
        let (directory, blocks) = (self.part(directory)?, self.part(directory + 1)?);
        let head = self.read(head_range(directory, ordinal)?)?;
        let bytes = self.read(block_range(blocks, &head)?)?;
        terms::decode(&head, &bytes, ordinal % terms::BLOCK).ok_or_else(cut_short)
    }

    fn family(&self, shard: &Shard, entry: &Entry<'_>) -> std::io::Result<Family> {
        Ok(Family { members: entry.members.clone(), tail: self.tail(shard, entry)? })
    }

    fn tail(&self, shard: &Shard, entry: &Entry<'_>) -> std::io::Result<Option<Tail>> {
        let Some((offset, length)) = entry.tail else { return Ok(None) };
        let start = shard.tails.checked_add(offset as usize).ok_or_else(cut_short)?;
        let end = start.checked_add(length as usize).ok_or_else(cut_short)?;
        if end > shard.end {
            return Err(cut_short());
        }
        Tail::open(self.read(start..end)?).map(Some).ok_or_else(cut_short)
    }

    fn shard(&self, number: usize) -> Option<Shard> {
        let field = |place: usize| bytes::u64_at(&self.footer, number * 32 + place * 8);
        let limit = self.file.len() - FOOTER;
        let shard = Shard {
            table: usize::try_from(field(0)?).ok()?,
            entries: usize::try_from(field(1)?).ok()?,
            tails: usize::try_from(field(2)?).ok()?,
            end: usize::try_from(field(3)?).ok()?,
            buckets: 0,
        };
        let ordered =
            shard.table <= shard.entries && shard.entries <= shard.tails && shard.tails <= shard.end;
        if !ordered || shard.end > limit {
            return None;
        }
        // The table has an offset for every bucket and one for the end of the last.
        let buckets = ((shard.entries - shard.table) / 4).saturating_sub(1) as u64;
        Some(Shard { buckets, ..shard })
    }

    fn read(&self, range: Range<usize>) -> std::io::Result<OwnedBytes> {
        if range.end > self.file.len() || range.start > range.end {
            return Err(cut_short());
        }
        self.file.read_bytes_slice(range)
    }
}

/// Where the head of a term's block stands in a directory.
fn head_range(directory: usize, ordinal: TermOrdinal) -> std::io::Result<Range<usize>> {
    let block = (ordinal / terms::BLOCK) as usize;
    let start = block.checked_mul(terms::BLOCK_HEAD).and_then(|at| at.checked_add(directory));
    let start = start.ok_or_else(cut_short)?;
    Ok(start..start.saturating_add(terms::BLOCK_HEAD + terms::OFFSET))
}

/// Where a term's block stands, by its head.
fn block_range(blocks: usize, head: &[u8]) -> std::io::Result<Range<usize>> {
    let (start, end) = terms::block_range(head).ok_or_else(cut_short)?;
    Ok(blocks.saturating_add(start)..blocks.saturating_add(end))
}

/// Where the bits of a term's group stand.
fn bits_range(bits: usize, ordinal: TermOrdinal) -> std::io::Result<Range<usize>> {
    let group = (ordinal / terms::BITS) as usize;
    let start = group.checked_mul(terms::BITS_GROUP).and_then(|at| at.checked_add(bits));
    let start = start.ok_or_else(cut_short)?;
    Ok(start..start.saturating_add(terms::BITS_GROUP))
}

fn cut_short() -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, "the family table is damaged")
}

/// The bucket of a key's hash, by the bits behind those that name the shard.
fn bucket_of(hash: u64, buckets: u64) -> u64 {
    ((u128::from(hash << 6) * u128::from(buckets)) >> 64) as u64
}

/// A key with its members, as it stands in a bucket.
struct Entry<'b> {
    key: &'b [u8],
    members: Vec<Member>,
    tail: Option<(u64, u64)>,
}

impl<'b> Entry<'b> {
    fn read(cursor: &mut Cursor<'b>) -> Option<Self> {
        let length = cursor.number()? as usize;
        let key = cursor.take(length)?;
        let shape = cursor.number()?;
        let count = (shape >> 1) as usize;
        if count > HEAD_MEMBERS + 1 {
            return None;
        }
        let mut members = Vec::with_capacity(count);
        for _ in 0..count {
            let ordinal = cursor.number()?;
            members.push(read_member(cursor, ordinal)?);
        }
        let tail = if shape & 1 == 1 { Some((cursor.number()?, cursor.number()?)) } else { None };
        Some(Self { key, members, tail })
    }
}

const KINDS: [MatchKind; 7] = [
    MatchKind::Exact,
    MatchKind::Lemma,
    MatchKind::Head,
    MatchKind::Modifier,
    MatchKind::Derivation,
    MatchKind::Repaired,
    MatchKind::Hanging,
];

fn kind_number(kind: MatchKind) -> u8 {
    KINDS.iter().position(|known| *known == kind).unwrap_or(0) as u8
}

/// Bit 3 of a member's first byte: the part begins where the form begins.
const AT_START: u8 = 8;

fn read_member(cursor: &mut Cursor<'_>, ordinal: TermOrdinal) -> Option<Member> {
    let shape = cursor.byte()?;
    let kind = *KINDS.get(usize::from(shape & 7))?;
    let start = if shape & AT_START != 0 { 0 } else { cursor.byte()? };
    let end = cursor.byte()?;
    Some(Member { ordinal, kind, part: u16::from(start)..u16::from(end.max(start)) })
}

fn write_member(out: &mut Vec<u8>, kind: u8, start: u8, end: u8) {
    if start == 0 {
        out.extend_from_slice(&[kind | AT_START, end]);
    } else {
        out.extend_from_slice(&[kind, start, end]);
    }
}

#[cfg(test)]
mod tests;
