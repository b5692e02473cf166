//! Writing the postings of a filled segment.
//!
//! What a term has in the batches lies far apart in memory, so reading it back takes as long as handing it to
//! the engine's serialiser. The two therefore take a thread each, a few thousand documents at a time.

use std::io;

use crossbeam_channel::{Receiver, Sender, bounded};
use tantivy::DocId;
use tantivy::postings::FieldSerializer;

use super::filling::{Place, PostingTable};
use super::inverting::Detail;

/// Entries of posting lists that are handed over together.
const CHUNK: usize = 1 << 14;
/// Chunks under way.
const UNDER_WAY: usize = 4;
/// A field of fewer terms is not worth a thread.
const FEW_TERMS: usize = 1 << 10;

/// A piece of the posting lists of a field.
#[derive(Default)]
struct Chunk {
    /// Terms in order, with the number of their entries here; the first may go on from the chunk before.
    terms: Vec<(u32, u32)>,
    /// Document and frequency.
    entries: Vec<(DocId, u32)>,
    /// The steps between the positions of each entry, in fields that have them.
    steps: Vec<u32>,
}

/// The posting lists of a field.
#[derive(Clone, Copy)]
pub(super) struct FieldLists<'t> {
    pub(super) table: &'t PostingTable,
    /// The terms in the order of their bytes.
    pub(super) terms: &'t [u32],
    /// Where their lists lie, in the same order.
    pub(super) places: &'t [Place],
    pub(super) detail: Detail,
}

/// Writes the posting lists of a field.
pub(super) fn write_field(lists: FieldLists<'_>, out: &mut FieldSerializer<'_>) -> io::Result<()> {
    let mut writer = Writer { table: lists.table, detail: lists.detail, open: None, out };
    if lists.terms.len() < FEW_TERMS {
        let mut chunk = Chunk::default();
        read(lists, &mut chunk, &mut |_| true);
        writer.chunk(&chunk)?;
        return writer.close();
    }
    let (full_sender, full) = bounded::<Chunk>(UNDER_WAY);
    let (empty_sender, empty) = bounded::<Chunk>(UNDER_WAY);
    std::thread::scope(|scope| {
        scope.spawn(move || send(lists, &full_sender, &empty));
        for mut chunk in full {
            writer.chunk(&chunk)?;
            chunk.terms.clear();
            chunk.entries.clear();
            chunk.steps.clear();
            let _ = empty_sender.try_send(chunk);
        }
        writer.close()
    })
}

/// The reading thread. It ends early when the writer has failed.
fn send(lists: FieldLists<'_>, full: &Sender<Chunk>, empty: &Receiver<Chunk>) {
    let mut chunk = Chunk::default();
    read(lists, &mut chunk, &mut |chunk| {
        let next = empty.try_recv().unwrap_or_default();
        full.send(std::mem::replace(chunk, next)).is_ok()
    });
    let _ = full.send(chunk);
}

/// Reads posting lists into `chunk`; `flush` takes it when it is full and says whether to go on.
fn read(lists: FieldLists<'_>, chunk: &mut Chunk, flush: &mut dyn FnMut(&mut Chunk) -> bool) {
    let FieldLists { table, terms, places: mut rest, detail } = lists;
    for &term in terms {
        let (places, after) = rest.split_at(table.batches(term));
        rest = after;
        let mut begun = chunk.entries.len();
        for mut list in places.iter().map(|&place| table.list(place)) {
            let mut document = list.first;
            for _ in 0..list.number() {
                document += list.number();
                let frequency = if detail == Detail::Documents { 0 } else { list.number() };
                chunk.entries.push((document, frequency));
                if detail == Detail::Positions {
                    chunk.steps.extend((0..frequency).map(|_| list.number()));
                }
                document += 1;
            }
            if chunk.entries.len() >= CHUNK {
                chunk.terms.push((term, (chunk.entries.len() - begun) as u32));
                if !flush(chunk) {
                    return;
                }
                begun = chunk.entries.len();
            }
        }
        // A term that ended with its chunk is there already.
        let rest = chunk.entries.len() - begun;
        if rest > 0 {
            chunk.terms.push((term, rest as u32));
        }
    }
}

/// The writing side.
struct Writer<'t, 'o, 's> {
    table: &'t PostingTable,
    detail: Detail,
    /// The term being written.
    open: Option<u32>,
    out: &'o mut FieldSerializer<'s>,
}

impl Writer<'_, '_, '_> {
    fn chunk(&mut self, chunk: &Chunk) -> io::Result<()> {
        let (mut entries, mut steps) = (&chunk.entries[..], &chunk.steps[..]);
        for &(term, count) in &chunk.terms {
            if self.open != Some(term) {
                self.close()?;
                let documents = self.table.documents(term);
                self.out.new_term(&self.table.key(term)[1..], documents, self.detail != Detail::Documents)?;
                self.open = Some(term);
            }
            let (own, rest) = entries.split_at(count as usize);
            entries = rest;
            for &(document, frequency) in own {
                let count = if self.detail == Detail::Positions { frequency as usize } else { 0 };
                let (own, rest) = steps.split_at(count);
                steps = rest;
                self.out.write_doc(document, frequency, own);
            }
        }
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        if self.open.take().is_some() { self.out.close_term() } else { Ok(()) }
    }
}
