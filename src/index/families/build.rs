//! Makes the family table of a segment.
//!
//! Two rounds, both on all threads: the distinct forms are analysed in pieces, each key going to the shard of
//! its hash; then each shard is sorted, grouped and written by itself. What is in memory at a time are the
//! keys of all forms (some 30 bytes each) and the shards being written.

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::termdict::TermOrdinal;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};
use xxhash_rust::xxh3::xxh3_64;

use super::super::bytes::put_number;
use super::super::tokens::Mark;
use super::tail::{TailEntry, write_tail};
use super::terms;
use super::{COUNTS_AT, FOOTER, HEAD_MEMBERS, MAGIC, SHARDS, VERSION, bucket_of, kind_number, write_member};
use crate::model::MatchKind;

/// So many keys share a bucket on average.
const KEYS_A_BUCKET: usize = 6;
/// So many forms are analysed at a time.
const PIECE: usize = 8192;
/// Keys beyond this length are no words.
const LONGEST_KEY: usize = 1000;

/// What is known of a term: the keys that it belongs to.
pub(crate) trait FormKeys: Sync {
    /// Calls `sink` with each key of the term (mark included), how it is related, and the bytes of the
    /// unmarked form that it stands for.
    fn keys(&self, term: &str, sink: &mut dyn FnMut(&str, MatchKind, std::ops::Range<usize>));
}

/// What a table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FamilyCounts {
    /// Distinct terms.
    pub(crate) terms: u64,
    /// Keys that are in the table.
    pub(crate) keys: u64,
    /// Bytes written.
    pub(crate) bytes: u64,
}

/// A term under one of its keys.
#[derive(Clone, Copy)]
struct Link {
    hash: u64,
    key_start: u32,
    ordinal: u32,
    key_length: u16,
    kind: u8,
    start: u8,
    end: u8,
    /// The key is the term itself.
    itself: bool,
}

/// The links of one shard, as one thread found them.
#[derive(Default)]
struct ShardLinks {
    links: Vec<Link>,
    keys: Vec<u8>,
}

/// Builds the table of all terms of `text` and writes it to `out`; every term of `title` is one of them.
pub(crate) fn build(
    text: &InvertedIndexReader,
    title: &InvertedIndexReader,
    analysis: &dyn FormKeys,
    threads: usize,
    out: &mut dyn Write,
) -> std::io::Result<FamilyCounts> {
    let Terms { collected, infos, marked, in_titles, title_infos } = collect(text, title, analysis, threads)?;
    let mut counts = FamilyCounts { terms: infos.len() as u64, ..FamilyCounts::default() };
    let next = AtomicUsize::new(0);
    let (sender, receiver) = crossbeam_channel::bounded(threads.max(1) * 2);
    let mut footer = Vec::with_capacity(FOOTER);
    std::thread::scope(|scope| -> std::io::Result<()> {
        for _ in 0..threads.max(1) {
            let sender = sender.clone();
            let (next, collected, infos) = (&next, &collected, &infos);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(pieces) = collected.get(number) else { break };
                    let pieces = pieces.lock().map(|mut pieces| std::mem::take(&mut *pieces));
                    let written = write_shard(text, &pieces.unwrap_or_default(), infos);
                    if sender.send((number, written)).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut waiting: Vec<Option<WrittenShard>> = (0..SHARDS).map(|_| None).collect();
        let mut due = 0;
        let mut at = 0_u64;
        for (number, written) in receiver {
            waiting[number] = Some(written?);
            while let Some(shard) = waiting.get_mut(due).and_then(Option::take) {
                let parts = [&shard.table, &shard.entries, &shard.tails];
                for part in parts {
                    footer.extend_from_slice(&at.to_le_bytes());
                    out.write_all(part)?;
                    at += part.len() as u64;
                }
                footer.extend_from_slice(&at.to_le_bytes());
                counts.keys += shard.keys;
                due += 1;
            }
        }
        let (directory, blocks) = terms::encode(&infos)?;
        let bits = terms::encode_bits(&in_titles, infos.len());
        let (title_directory, title_blocks) = terms::encode(&title_infos)?;
        for part in [&directory, &blocks, &bits, &title_directory, &title_blocks] {
            footer.extend_from_slice(&at.to_le_bytes());
            out.write_all(part)?;
            at += part.len() as u64;
        }
        counts.bytes = at + FOOTER as u64;
        Ok(())
    })?;
    if footer.len() != COUNTS_AT {
        return Err(std::io::Error::other("a thread ended early while the family table was written"));
    }
    footer.extend_from_slice(&counts.terms.to_le_bytes());
    footer.extend_from_slice(&counts.keys.to_le_bytes());
    footer.extend_from_slice(&(title_infos.len() as u64).to_le_bytes());
    footer.extend_from_slice(&marked.to_le_bytes());
    footer.extend_from_slice(&VERSION.to_le_bytes());
    footer.extend_from_slice(MAGIC);
    out.write_all(&footer)?;
    Ok(counts)
}

/// The links of all shards, each in pieces of which the thread is unknown.
type Collected = Vec<Mutex<Vec<ShardLinks>>>;

/// What the first round found.
struct Terms {
    collected: Collected,
    /// Where the postings of each term of the text lie.
    infos: Vec<TermInfo>,
    /// How many of them are marked.
    marked: u64,
    /// Ordinals in the text of the titles' terms.
    in_titles: Vec<u32>,
    /// Where the postings of each term of the titles lie.
    title_infos: Vec<TermInfo>,
}

/// First round: analyses every term. Gives the links by shard, and where the postings of
/// each term lie.
fn collect(
    text: &InvertedIndexReader,
    title: &InvertedIndexReader,
    analysis: &dyn FormKeys,
    threads: usize,
) -> std::io::Result<Terms> {
    let collected: Collected = (0..SHARDS).map(|_| Mutex::new(Vec::new())).collect();
    let mut infos = Vec::with_capacity(text.terms().num_terms());
    let mut marked = 0;
    let (mut in_titles, mut title_infos) = (Vec::new(), Vec::new());
    let (sender, receiver) = crossbeam_channel::bounded::<(u32, String, Vec<u32>)>(threads.max(1) * 2);
    std::thread::scope(|scope| -> std::io::Result<()> {
        for _ in 0..threads.max(1) {
            let (receiver, collected) = (receiver.clone(), &collected);
            scope.spawn(move || {
                let mut shards: Vec<ShardLinks> = (0..SHARDS).map(|_| ShardLinks::default()).collect();
                for (first, forms, ends) in receiver {
                    let mut start = 0;
                    for (ordinal, &end) in (first..).zip(&ends) {
                        link(analysis, &forms[start..end as usize], ordinal, &mut shards);
                        start = end as usize;
                    }
                }
                for (shard, links) in collected.iter().zip(shards) {
                    if let Ok(mut pieces) = shard.lock() {
                        pieces.push(links);
                    }
                }
            });
        }
        drop(receiver);
        let mut terms = text.terms().stream()?;
        let mut title_terms = title.terms().stream()?;
        let mut more = title_terms.advance();
        let (mut forms, mut ends, mut first) = (String::new(), Vec::with_capacity(PIECE), 0_u32);
        while let Some((term, info)) = terms.next() {
            if more && title_terms.key() == term {
                in_titles.push(infos.len() as u32);
                title_infos.push(title_terms.value().clone());
                more = title_terms.advance();
            }
            infos.push(info.clone());
            let term = String::from_utf8_lossy(term);
            marked += u64::from(Mark::split(&term).0 != Mark::None);
            forms.push_str(&term);
            ends.push(forms.len() as u32);
            if ends.len() == PIECE {
                let piece = (first, std::mem::take(&mut forms), std::mem::take(&mut ends));
                first += PIECE as u32;
                if sender.send(piece).is_err() {
                    break;
                }
            }
        }
        sender.send((first, forms, ends)).ok();
        drop(sender);
        if more {
            let term = String::from_utf8_lossy(title_terms.key());
            return Err(std::io::Error::other(format!("'{term}' is in a title but not in the text")));
        }
        Ok(())
    })?;
    Ok(Terms { collected, infos, marked, in_titles, title_infos })
}

/// Puts a term under each of its keys.
fn link(analysis: &dyn FormKeys, term: &str, ordinal: u32, shards: &mut [ShardLinks]) {
    analysis.keys(term, &mut |key, kind, part| {
        if key.is_empty() || key.len() > LONGEST_KEY {
            return;
        }
        let hash = xxh3_64(key.as_bytes());
        let shard = &mut shards[(hash >> 58) as usize];
        let byte = |place: usize| u8::try_from(place).unwrap_or(u8::MAX);
        shard.links.push(Link {
            hash,
            key_start: shard.keys.len() as u32,
            ordinal,
            key_length: key.len() as u16,
            kind: kind_number(kind),
            start: byte(part.start),
            end: byte(part.end),
            itself: kind == MatchKind::Lemma && key == term,
        });
        shard.keys.extend_from_slice(key.as_bytes());
    });
}

/// A shard, ready to be written.
struct WrittenShard {
    table: Vec<u8>,
    entries: Vec<u8>,
    tails: Vec<u8>,
    keys: u64,
}

/// Second round: one shard.
fn write_shard(
    text: &InvertedIndexReader,
    pieces: &[ShardLinks],
    infos: &[TermInfo],
) -> std::io::Result<WrittenShard> {
    let mut links: Vec<(Link, &[u8])> =
        Vec::with_capacity(pieces.iter().map(|piece| piece.links.len()).sum());
    for piece in pieces {
        for link in &piece.links {
            let start = link.key_start as usize;
            links.push((*link, &piece.keys[start..start + usize::from(link.key_length)]));
        }
    }
    // By hash, which is also the order of the buckets; of two links of one form to a key the stronger stays.
    links.sort_unstable_by(|(left, left_key), (right, right_key)| {
        (left.hash, *left_key, left.ordinal, left.kind, left.start).cmp(&(
            right.hash,
            *right_key,
            right.ordinal,
            right.kind,
            right.start,
        ))
    });
    links.dedup_by(|(next, next_key), (kept, kept_key)| {
        next.ordinal == kept.ordinal && next.hash == kept.hash && next_key == kept_key
    });
    let families = || {
        links
            .chunk_by(|(left, left_key), (right, right_key)| left.hash == right.hash && left_key == right_key)
            .filter(|family| !(family.len() == 1 && family[0].0.itself))
    };
    let keys = families().count();
    let buckets = keys.div_ceil(KEYS_A_BUCKET).max(1);
    let mut shard =
        WrittenShard { table: Vec::new(), entries: Vec::new(), tails: Vec::new(), keys: keys as u64 };
    let mut scratch = Scratch::default();
    let mut begun = 0;
    for family in families() {
        let bucket = bucket_of(family[0].0.hash, buckets as u64) as usize;
        while begun <= bucket {
            shard.table.extend_from_slice(&(shard.entries.len() as u32).to_le_bytes());
            begun += 1;
        }
        write_family(text, family, infos, &mut shard, &mut scratch)?;
    }
    while begun <= buckets {
        shard.table.extend_from_slice(&(shard.entries.len() as u32).to_le_bytes());
        begun += 1;
    }
    Ok(shard)
}

/// Buffers that are used again.
#[derive(Default)]
struct Scratch {
    members: Vec<Link>,
    tail_members: Vec<(TermOrdinal, u8, u8, u8)>,
    entries: Vec<TailEntry>,
    positions: Vec<u32>,
    buffer: Vec<u32>,
}

fn write_family(
    text: &InvertedIndexReader,
    family: &[(Link, &[u8])],
    infos: &[TermInfo],
    shard: &mut WrittenShard,
    scratch: &mut Scratch,
) -> std::io::Result<()> {
    let key = family[0].1;
    scratch.members.clear();
    scratch.members.extend(family.iter().map(|(link, _)| *link));
    let frequency = |link: &Link| infos.get(link.ordinal as usize).map_or(0, |info| info.doc_freq);
    scratch.members.sort_unstable_by_key(|link| (std::cmp::Reverse(frequency(link)), link.ordinal));
    // A tail of one would only be a detour.
    let head = if scratch.members.len() <= HEAD_MEMBERS + 1 { scratch.members.len() } else { HEAD_MEMBERS };
    let has_tail = head < scratch.members.len();
    let entries = &mut shard.entries;
    put_number(entries, key.len() as u64);
    entries.extend_from_slice(key);
    put_number(entries, (head as u64) << 1 | u64::from(has_tail));
    for link in &scratch.members[..head] {
        put_number(entries, u64::from(link.ordinal));
        write_member(entries, link.kind, link.start, link.end);
    }
    if has_tail {
        let start = shard.tails.len();
        collect_tail(text, infos, head, scratch)?;
        write_tail(&mut shard.tails, &scratch.tail_members, &mut scratch.entries, &scratch.positions);
        put_number(&mut shard.entries, start as u64);
        put_number(&mut shard.entries, (shard.tails.len() - start) as u64);
    }
    Ok(())
}

/// Reads the postings of all members from number `head` on.
fn collect_tail(
    text: &InvertedIndexReader,
    infos: &[TermInfo],
    head: usize,
    scratch: &mut Scratch,
) -> std::io::Result<()> {
    let rest = &mut scratch.members[head..];
    rest.sort_unstable_by_key(|link| link.ordinal);
    scratch.tail_members.clear();
    scratch.entries.clear();
    scratch.positions.clear();
    for (member, link) in (0_u32..).zip(rest.iter()) {
        let ordinal = TermOrdinal::from(link.ordinal);
        scratch.tail_members.push((ordinal, link.kind, link.start, link.end));
        let Some(info) = infos.get(link.ordinal as usize) else { continue };
        let mut postings =
            text.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?;
        let mut doc = postings.doc();
        while doc != TERMINATED {
            postings.positions(&mut scratch.buffer);
            let start = scratch.positions.len() as u32;
            scratch.positions.extend_from_slice(&scratch.buffer);
            let positions = (start, scratch.positions.len() as u32);
            scratch.entries.push(TailEntry { doc, member, positions });
            doc = postings.advance();
        }
    }
    Ok(())
}
