//! From a term's ordinal to its postings.
//!
//! The engine looks postings up by the bytes of a term; a family names its members by ordinal. The postings
//! of a field lie one behind the other in the order of ordinals, so only their lengths are kept: three
//! numbers of variable length a term, in blocks of 32 whose heads hold absolute places.
//!
//! Words of titles have postings of their own, and another ordinal there. Both dictionaries are in the same order and
//! all words of titles are words of the text: a bit for every term of the text tells whether titles hold
//! it, and the number of bits before it is its ordinal there.

use tantivy::postings::TermInfo;

use super::super::bytes::{Cursor, put_number, u32_at, u64_at};

/// Terms of a block.
pub(super) const BLOCK: u64 = 32;
/// Offset of the block, place of its first postings and of its first positions.
pub(super) const BLOCK_HEAD: usize = OFFSET + 8 + 8;
/// Bytes of an offset. The directory ends with the offset behind the last block.
pub(super) const OFFSET: usize = 4;

/// Terms whose bits stand together, behind the number of bits set before them.
pub(super) const BITS: u64 = 256;
/// Bytes of such a group.
pub(super) const BITS_GROUP: usize = 4 + BITS as usize / 8;

/// The bits of `terms` terms, of which those with the ordinals `set`, ascending, are set.
pub(super) fn encode_bits(set: &[u32], terms: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(terms.div_ceil(BITS as usize) * BITS_GROUP);
    let mut next = set.iter().peekable();
    let mut before = 0_u32;
    for first in (0..terms as u64).step_by(BITS as usize) {
        out.extend_from_slice(&before.to_le_bytes());
        let mut bits = [0_u8; BITS as usize / 8];
        while let Some(ordinal) = next.next_if(|&&ordinal| u64::from(ordinal) < first + BITS) {
            let place = (u64::from(*ordinal) - first) as usize;
            bits[place / 8] |= 1 << (place % 8);
            before += 1;
        }
        out.extend_from_slice(&bits);
    }
    out
}

/// The number of bits set before the one at `place` of a group; nothing where that one is not set, or the group
/// is cut short.
pub(super) fn rank(group: &[u8], place: u64) -> Option<u64> {
    let before = u32_at(group, 0)?;
    let bits = group.get(4..)?;
    let (byte, bit) = ((place / 8) as usize, place % 8);
    let last = *bits.get(byte)?;
    if last & (1 << bit) == 0 {
        return None;
    }
    let whole: u32 = bits[..byte].iter().map(|byte| byte.count_ones()).sum();
    Some(u64::from(before + whole + (last & ((1 << bit) - 1)).count_ones()))
}

/// The directory and the blocks.
pub(super) fn encode(infos: &[TermInfo]) -> std::io::Result<(Vec<u8>, Vec<u8>)> {
    let (mut directory, mut blocks) = (Vec::new(), Vec::new());
    let (mut postings_end, mut positions_end) = (None, None);
    for block in infos.chunks(BLOCK as usize) {
        directory.extend_from_slice(&(blocks.len() as u32).to_le_bytes());
        directory.extend_from_slice(&(block[0].postings_range.start as u64).to_le_bytes());
        directory.extend_from_slice(&(block[0].positions_range.start as u64).to_le_bytes());
        for info in block {
            let follows = |end: Option<usize>, start: usize| end.is_none_or(|end| end == start);
            if !follows(postings_end, info.postings_range.start)
                || !follows(positions_end, info.positions_range.start)
            {
                return Err(std::io::Error::other("the postings of two terms do not follow each other"));
            }
            postings_end = Some(info.postings_range.end);
            positions_end = Some(info.positions_range.end);
            for number in [info.doc_freq as usize, info.postings_range.len(), info.positions_range.len()] {
                put_number(&mut blocks, number as u64);
            }
        }
    }
    directory.extend_from_slice(&(blocks.len() as u32).to_le_bytes());
    Ok((directory, blocks))
}

/// Where a block begins and ends, from its head and the offset behind it.
pub(super) fn block_range(head: &[u8]) -> Option<(usize, usize)> {
    let (start, end) = (u32_at(head, 0)? as usize, u32_at(head, BLOCK_HEAD)? as usize);
    (start <= end).then_some((start, end))
}

/// Reads the term at `place` in a block.
pub(super) fn decode(head: &[u8], block: &[u8], place: u64) -> Option<TermInfo> {
    let mut postings = usize::try_from(u64_at(head, OFFSET)?).ok()?;
    let mut positions = usize::try_from(u64_at(head, OFFSET + 8)?).ok()?;
    let mut cursor = Cursor::new(block);
    for _ in 0..place {
        cursor.number()?;
        postings = postings.checked_add(usize::try_from(cursor.number()?).ok()?)?;
        positions = positions.checked_add(usize::try_from(cursor.number()?).ok()?)?;
    }
    let doc_freq = u32::try_from(cursor.number()?).ok()?;
    let postings_end = postings.checked_add(usize::try_from(cursor.number()?).ok()?)?;
    let positions_end = positions.checked_add(usize::try_from(cursor.number()?).ok()?)?;
    Some(TermInfo {
        doc_freq,
        postings_range: postings..postings_end,
        positions_range: positions..positions_end,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_bit_knows_its_rank(set in proptest::collection::btree_set(0_u32..1200, 0..300), terms in 1200_usize..1400) {
            let set: Vec<u32> = set.into_iter().collect();
            let bytes = encode_bits(&set, terms);
            prop_assert_eq!(bytes.len(), terms.div_ceil(BITS as usize) * BITS_GROUP);
            for ordinal in 0..terms as u64 {
                let group = &bytes[(ordinal / BITS) as usize * BITS_GROUP..][..BITS_GROUP];
                let expected = set.binary_search(&(ordinal as u32)).ok().map(|rank| rank as u64);
                prop_assert_eq!(rank(group, ordinal % BITS), expected);
                prop_assert!(rank(&group[..3], ordinal % BITS).is_none());
            }
        }
    }
}
