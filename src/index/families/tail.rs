//! The tail of a family: the postings of its rare members, merged into one list.
//!
//! Entries (document, member, frequency, positions) in the order of documents, then members, in blocks of
//! 128. A full block holds its three columns bit-packed, the last block holds numbers of variable length.
//! A table of twelve bytes a block (last document, end of its columns, end of its positions) serves seeking.
//! Positions lie apart: who does not want them does not read them.

use bitpacking::{BitPacker, BitPacker4x};
use tantivy::directory::OwnedBytes;
use tantivy::termdict::TermOrdinal;
use tantivy::{DocId, TERMINATED};

use super::super::bytes::{Cursor, number_at, put_number, u32_at};
use super::{Member, read_member, write_member};

const BLOCK: usize = BitPacker4x::BLOCK_LEN;
/// Bytes of the skip table a block.
const SKIP: usize = 12;

/// The merged postings of a family's rare members.
#[derive(Clone)]
pub struct Tail {
    bytes: OwnedBytes,
    members: u32,
    documents: u32,
    entries: u32,
    blocks: usize,
    members_at: usize,
    skips_at: usize,
    columns_at: usize,
    positions_at: usize,
}

impl std::fmt::Debug for Tail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tail")
            .field("members", &self.members)
            .field("documents", &self.documents)
            .field("entries", &self.entries)
            .finish_non_exhaustive()
    }
}

impl Tail {
    /// Opens a tail: reads its first numbers. `None` when they make no sense.
    pub(super) fn open(bytes: OwnedBytes) -> Option<Self> {
        let mut cursor = Cursor::new(&bytes);
        let members = u32::try_from(cursor.number()?).ok()?;
        let documents = u32::try_from(cursor.number()?).ok()?;
        let entries = u32::try_from(cursor.number()?).ok()?;
        let members_length = usize::try_from(cursor.number()?).ok()?;
        let columns_length = usize::try_from(cursor.number()?).ok()?;
        let members_at = cursor.position();
        let blocks = (entries as usize).div_ceil(BLOCK);
        let skips_at = members_at.checked_add(members_length)?;
        let columns_at = skips_at.checked_add(blocks * SKIP)?;
        let positions_at = columns_at.checked_add(columns_length)?;
        if positions_at > bytes.len() {
            return None;
        }
        Some(Self {
            bytes,
            members,
            documents,
            entries,
            blocks,
            members_at,
            skips_at,
            columns_at,
            positions_at,
        })
    }

    /// The number of members.
    #[must_use]
    pub fn members(&self) -> u32 {
        self.members
    }

    /// The number of documents with any of them, deleted ones included.
    #[must_use]
    pub fn documents(&self) -> u32 {
        self.documents
    }

    /// The number of entries: of pairs of document and member.
    #[must_use]
    pub fn entries(&self) -> u32 {
        self.entries
    }

    /// All members, in the order of their numbers (which is that of their ordinals).
    #[must_use]
    pub fn all_members(&self) -> Vec<Member> {
        let bytes = self.bytes.get(self.members_at..self.skips_at).unwrap_or_default();
        let mut cursor = Cursor::new(bytes);
        let mut ordinal: TermOrdinal = 0;
        let mut members = Vec::with_capacity((self.members as usize).min(bytes.len()));
        for _ in 0..self.members {
            let Some(step) = cursor.number() else { break };
            ordinal = ordinal.wrapping_add(step);
            let Some(member) = read_member(&mut cursor, ordinal) else { break };
            members.push(member);
        }
        members
    }

    /// A cursor at the first entry.
    #[must_use]
    pub fn cursor(&self) -> TailCursor<'_> {
        let mut cursor = TailCursor {
            tail: self,
            block: 0,
            length: 0,
            at: 0,
            docs: [0; BLOCK],
            members: [0; BLOCK],
            freqs: [0; BLOCK],
            positions_entry: 0,
            positions_offset: 0,
        };
        cursor.load(0);
        cursor
    }

    fn skip(&self, block: usize, place: usize) -> Option<u32> {
        (block < self.blocks).then(|| u32_at(&self.bytes, self.skips_at + block * SKIP + place * 4))?
    }

    /// The last document before a block.
    fn base(&self, block: usize) -> u32 {
        block.checked_sub(1).and_then(|before| self.skip(before, 0)).unwrap_or(0)
    }

    /// Where a block's columns (1) or positions (2) begin, from the start of their region.
    fn start(&self, block: usize, place: usize) -> usize {
        block.checked_sub(1).and_then(|before| self.skip(before, place)).unwrap_or(0) as usize
    }
}

/// Walks over a tail's entries.
#[derive(Clone)]
pub struct TailCursor<'t> {
    tail: &'t Tail,
    block: usize,
    length: usize,
    at: usize,
    docs: [u32; BLOCK],
    members: [u32; BLOCK],
    freqs: [u32; BLOCK],
    /// The entry of the block whose positions begin at `positions_offset`.
    positions_entry: usize,
    positions_offset: usize,
}

impl TailCursor<'_> {
    /// The document of the current entry, [`TERMINATED`] behind the last.
    #[must_use]
    pub fn doc(&self) -> DocId {
        if self.at < self.length { self.docs[self.at] } else { TERMINATED }
    }

    /// The number of the current entry's member, see [`Tail::all_members`].
    #[must_use]
    pub fn member(&self) -> u32 {
        self.members[self.at.min(BLOCK - 1)]
    }

    /// How often the member occurs in the document.
    #[must_use]
    pub fn freq(&self) -> u32 {
        self.freqs[self.at.min(BLOCK - 1)]
    }

    /// Goes on to the next entry (which may be of the same document) and returns its document.
    pub fn advance(&mut self) -> DocId {
        self.at += 1;
        if self.at >= self.length {
            self.load(self.block + 1);
        }
        self.doc()
    }

    /// Goes on to the first entry of `target` or of a later document. Never goes back.
    pub fn seek(&mut self, target: DocId) -> DocId {
        if self.doc() >= target {
            return self.doc();
        }
        if self.docs[self.length - 1] < target {
            let (mut low, mut high) = (self.block + 1, self.tail.blocks);
            while low < high {
                let middle = low.midpoint(high);
                if self.tail.skip(middle, 0).is_some_and(|last| last < target) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            self.load(low);
        }
        let rest = self.docs.get(self.at..self.length).unwrap_or_default();
        self.at += rest.partition_point(|&doc| doc < target);
        self.doc()
    }

    /// The documents, members and frequencies of the block's entries from the current one on; empty at the
    /// end of the list.
    #[must_use]
    pub fn block(&self) -> (&[u32], &[u32], &[u32]) {
        let range = self.at.min(self.length)..self.length;
        (&self.docs[range.clone()], &self.members[range.clone()], &self.freqs[range])
    }

    /// Goes on to the next block; false behind the last.
    pub fn next_block(&mut self) -> bool {
        self.load(self.block + 1);
        self.length > 0
    }

    /// Puts the positions of the current entry into `out`, which is emptied first.
    pub fn positions(&mut self, out: &mut Vec<u32>) {
        out.clear();
        if self.at >= self.length {
            return;
        }
        if self.positions_entry > self.at {
            self.positions_entry = 0;
            self.positions_offset = self.tail.start(self.block, 2);
        }
        let bytes = self.tail.bytes.get(self.tail.positions_at..).unwrap_or_default();
        while self.positions_entry < self.at {
            for _ in 0..self.freqs[self.positions_entry] {
                let Some((_, next)) = number_at(bytes, self.positions_offset) else { return };
                self.positions_offset = next;
            }
            self.positions_entry += 1;
        }
        let (mut offset, mut position) = (self.positions_offset, 0_u32);
        for _ in 0..self.freqs[self.at] {
            let Some((step, next)) = number_at(bytes, offset) else { return };
            offset = next;
            position = position.wrapping_add(step as u32);
            out.push(position);
        }
        // The next entry's stand behind them.
        self.positions_entry = self.at + 1;
        self.positions_offset = offset;
    }

    /// Makes `block` the current block; an absent or damaged one ends the list.
    fn load(&mut self, block: usize) {
        self.block = block;
        self.at = 0;
        self.length = 0;
        self.positions_entry = 0;
        self.positions_offset = self.tail.start(block, 2);
        if block < self.tail.blocks {
            self.length = self.decode(block).unwrap_or(0);
        }
    }

    fn decode(&mut self, block: usize) -> Option<usize> {
        let tail = self.tail;
        let start = tail.columns_at + tail.start(block, 1);
        let end = tail.columns_at + tail.skip(block, 1)? as usize;
        let bytes = tail.bytes.get(start..end.min(tail.positions_at))?;
        let length = (tail.entries as usize - block * BLOCK).min(BLOCK);
        let base = tail.base(block);
        if length == BLOCK {
            let (widths, mut rest) = bytes.split_first_chunk::<3>()?;
            let packer = BitPacker4x::new();
            for (column, width) in widths.iter().enumerate() {
                let (packed, next) = rest.split_at_checked(usize::from(*width) * BLOCK / 8)?;
                if *width > 32 {
                    return None;
                }
                match column {
                    0 => packer.decompress_sorted(base, packed, &mut self.docs, *width),
                    1 => packer.decompress(packed, &mut self.members, *width),
                    _ => packer.decompress(packed, &mut self.freqs, *width),
                };
                rest = next;
            }
            for freq in &mut self.freqs {
                *freq = freq.wrapping_add(1);
            }
        } else {
            let mut cursor = Cursor::new(bytes);
            let mut doc = base;
            for at in 0..length {
                doc = doc.wrapping_add(cursor.number()? as u32);
                self.docs[at] = doc;
                self.members[at] = cursor.number()? as u32;
                self.freqs[at] = (cursor.number()? as u32).wrapping_add(1);
            }
        }
        Some(length)
    }
}

/// One entry on its way into a tail.
#[derive(Clone, Copy, Debug)]
pub(super) struct TailEntry {
    pub(super) doc: DocId,
    pub(super) member: u32,
    /// Where its positions lie in the common list.
    pub(super) positions: (u32, u32),
}

/// Writes a tail. `members` are (ordinal, kind, start, end) in the order of ordinals; `entries` get sorted.
pub(super) fn write_tail(
    out: &mut Vec<u8>,
    members: &[(TermOrdinal, u8, u8, u8)],
    entries: &mut [TailEntry],
    positions: &[u32],
) {
    entries.sort_unstable_by_key(|entry| (entry.doc, entry.member));
    let mut documents = 0_u64;
    let mut last = None;
    for entry in &*entries {
        documents += u64::from(last != Some(entry.doc));
        last = Some(entry.doc);
    }
    let mut member_bytes = Vec::with_capacity(members.len() * 4);
    let mut ordinal = 0;
    for &(next, kind, start, end) in members {
        put_number(&mut member_bytes, next - ordinal);
        write_member(&mut member_bytes, kind, start, end);
        ordinal = next;
    }
    let (mut columns, mut places, mut skips) = (Vec::new(), Vec::new(), Vec::new());
    let mut base = 0;
    for block in entries.chunks(BLOCK) {
        write_columns(&mut columns, block, base);
        for entry in block {
            let mut before = 0;
            for &position in &positions[entry.positions.0 as usize..entry.positions.1 as usize] {
                put_number(&mut places, u64::from(position.wrapping_sub(before)));
                before = position;
            }
        }
        base = block.last().map_or(base, |entry| entry.doc);
        for number in [base, columns.len() as u32, places.len() as u32] {
            skips.extend_from_slice(&number.to_le_bytes());
        }
    }
    for number in [members.len(), documents as usize, entries.len(), member_bytes.len(), columns.len()] {
        put_number(out, number as u64);
    }
    for part in [&member_bytes, &skips, &columns, &places] {
        out.extend_from_slice(part);
    }
}

fn write_columns(out: &mut Vec<u8>, block: &[TailEntry], base: DocId) {
    let freq = |entry: &TailEntry| (entry.positions.1 - entry.positions.0).saturating_sub(1);
    if block.len() < BLOCK {
        let mut last = base;
        for entry in block {
            put_number(out, u64::from(entry.doc - last));
            put_number(out, u64::from(entry.member));
            put_number(out, u64::from(freq(entry)));
            last = entry.doc;
        }
        return;
    }
    let packer = BitPacker4x::new();
    let (mut docs, mut members, mut freqs) = ([0; BLOCK], [0; BLOCK], [0; BLOCK]);
    for (at, entry) in block.iter().enumerate() {
        docs[at] = entry.doc;
        members[at] = entry.member;
        freqs[at] = freq(entry);
    }
    let widths = [packer.num_bits_sorted(base, &docs), packer.num_bits(&members), packer.num_bits(&freqs)];
    out.extend_from_slice(&widths);
    let mut buffer = [0_u8; BLOCK * 4];
    let length = packer.compress_sorted(base, &docs, &mut buffer, widths[0]);
    out.extend_from_slice(&buffer[..length]);
    for (column, width) in [(&members, widths[1]), (&freqs, widths[2])] {
        let length = packer.compress(column, &mut buffer, width);
        out.extend_from_slice(&buffer[..length]);
    }
}
