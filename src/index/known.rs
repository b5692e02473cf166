//! What the generation in force was made from, as the next run asks for it: is this record there already?

use rustc_hash::FxHashMap;

use super::documents::{Documents, FileName, LINE_IN_ID};
use crate::corpus::EncodedRecord;

/// The records of the generation in force.
#[derive(Debug, Default)]
pub(super) struct Known {
    files: FxHashMap<FileName, u32>,
    /// The first row of a record by file and hash; further ones follow in `next`.
    rows: FxHashMap<(u32, u64), u32>,
    next: Vec<u32>,
    /// The line of each row, as the manifest has it; changed when a record moved.
    pub(super) lines: Vec<u32>,
    /// The rows that were met in this run.
    pub(super) met: Vec<bool>,
    /// True when a record stands on another line than before.
    pub(super) moved: bool,
    /// The file asked for last.
    last: Option<(FileName, Option<u32>)>,
}

const NONE: u32 = u32::MAX;

impl Known {
    /// Knows the documents of a manifest that are alive; rows count through all segments.
    pub(super) fn new(documents: &Documents, alive: &dyn Fn(usize, u32) -> bool) -> Self {
        let total: usize = documents.segments.iter().map(|segment| segment.rows.len()).sum();
        let files = documents.files.iter().cloned().zip(0..).collect();
        let mut known = Self {
            files,
            next: vec![NONE; total],
            met: vec![false; total],
            lines: Vec::with_capacity(total),
            ..Self::default()
        };
        known.rows.reserve(total);
        for (number, segment) in documents.segments.iter().enumerate() {
            for (doc, row) in (0..).zip(&segment.rows) {
                let global = known.lines.len() as u32;
                known.lines.push(row.line);
                if alive(number, doc)
                    && let Some(before) = known.rows.insert((row.file, row.hash), global)
                {
                    known.next[global as usize] = before;
                }
            }
        }
        known
    }

    /// True when the record is there, unchanged; it is then marked as met.
    pub(super) fn meet(&mut self, source: &str, record: &EncodedRecord) -> bool {
        let Some(file) = self.file(source, record) else { return false };
        let line = record.origin.line.map_or(0, |line| u32::try_from(line).unwrap_or(0)) & !LINE_IN_ID;
        let mut row = self.rows.get(&(file, record.bytes_hash)).copied().unwrap_or(NONE);
        while row != NONE {
            let at = row as usize;
            let stored = self.lines[at];
            // A record whose id was made from its line is another one when it moved.
            let same = stored & LINE_IN_ID == 0 || stored & !LINE_IN_ID == line;
            if !self.met[at] && same {
                self.met[at] = true;
                if stored & !LINE_IN_ID != line {
                    self.lines[at] = line;
                    self.moved = true;
                }
                return true;
            }
            row = self.next[at];
        }
        false
    }

    fn file(&mut self, source: &str, record: &EncodedRecord) -> Option<u32> {
        let origin = &record.origin;
        if let Some((name, file)) = &self.last
            && name.path == origin.path
            && name.member == origin.member
            && name.source == source
        {
            return *file;
        }
        let name =
            FileName { source: source.to_owned(), path: origin.path.clone(), member: origin.member.clone() };
        let file = self.files.get(&name).copied();
        self.last = Some((name, file));
        file
    }
}
