//! Tables with a header: CSV, semicolons, tabs or bars; a row is a record.

use std::cell::Cell;
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::rc::Rc;
use std::sync::Arc;

use xxhash_rust::xxh3::Xxh3;

use super::input::{HEAD, Input};
use super::names::{Columns, FieldNames};
use super::record::Content;
use super::session::{Place, Session};
use super::{RawFields, SkipReason, decode};

const DELIMITERS: [u8; 4] = [b';', b'\t', b',', b'|'];

/// The delimiter of a table whose first line is in `head`: the one that yields most known columns, among
/// equals most columns.
pub(super) fn delimiter(head: &[u8], names: &FieldNames) -> u8 {
    let best = DELIMITERS.into_iter().rev().max_by_key(|&delimiter| {
        let header = header(head, delimiter);
        (known(&header, names), header.len())
    });
    best.unwrap_or(b';')
}

/// Whether a text that begins with `head` is a table, although its ending does not say so: at least three
/// columns, all known or nearly.
pub(super) fn is_table(head: &[u8], names: &FieldNames) -> bool {
    let header = header(head, delimiter(head, names));
    let known = known(&header, names);
    known >= 3 && known * 3 >= header.len() * 2
}

/// The names in the first line of `head`.
fn header(head: &[u8], delimiter: u8) -> Vec<String> {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let mut row = csv::ByteRecord::new();
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).from_reader(head);
    match reader.read_byte_record(&mut row) {
        Ok(true) => row.iter().map(column_name).collect(),
        _ => Vec::new(),
    }
}

fn known(header: &[String], names: &FieldNames) -> usize {
    header.iter().filter(|name| names.field(name).is_some()).count()
}

fn column_name(bytes: &[u8]) -> String {
    decode::decode(bytes).unwrap_or_default().trim().to_owned()
}

/// Streams the rows of `input`.
pub(super) fn read(session: &mut Session<'_>, place: &Place, mut input: Input<'_>) -> ControlFlow<()> {
    let names = Arc::clone(session.names());
    let delimiter = match input.peek(HEAD) {
        Ok(head) => {
            let (mark, delimiter) = (head.starts_with(b"\xEF\xBB\xBF"), delimiter(head, &names));
            input.consume(if mark { 3 } else { 0 });
            delimiter
        }
        Err(error) => return session.skip(place.origin(None), SkipReason::io(error)),
    };
    let limit = session.options.max_record_bytes;
    let left = Rc::new(Cell::new(limit));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .from_reader(Bounded { inner: input, left: Rc::clone(&left), limit });
    let mut row = csv::ByteRecord::new();
    let mut columns: Option<Arc<Columns>> = None;
    let mut seed = place.seed();
    loop {
        left.set(limit);
        match reader.read_byte_record(&mut row) {
            Ok(true) => {}
            Ok(false) => return ControlFlow::Continue(()),
            Err(error) => {
                let line = reader.position().line();
                return session.skip(place.origin(Some(line)), reason(error, limit));
            }
        }
        let line = row.position().map(csv::Position::line);
        let Some(columns) = &columns else {
            let header: Vec<String> = row.iter().map(column_name).collect();
            if known(&header, &names) == 0 {
                let found: String = header.join(", ").chars().take(120).collect();
                return session.skip(place.origin(line), SkipReason::NoKnownColumn(found));
            }
            let fields = header.iter().map(|name| names.field(name)).collect();
            columns = Some(Arc::new(Columns { names: header, fields }));
            seed = hash(&row, seed).0;
            continue;
        };
        if row.iter().skip(columns.fields.len()).any(|value| !value.trim_ascii().is_empty()) {
            let message = format!("{} values where the header has {}", row.len(), columns.fields.len());
            session.skip(place.origin(line), SkipReason::Row(message))?;
        } else if row.iter().any(|value| !value.trim_ascii().is_empty()) {
            let (hash, size) = hash(&row, seed);
            let content = Content::Row { columns: Arc::clone(columns), row: row.clone() };
            session.emit_hashed(place, line, hash, size, content)?;
        }
    }
}

/// A row's hash, in which `a|bc` and `ab|c` differ, and its size.
fn hash(row: &csv::ByteRecord, seed: u64) -> (u64, usize) {
    let mut hasher = Xxh3::with_seed(seed);
    let mut size = 0;
    for value in row {
        hasher.update(&(value.len() as u64).to_le_bytes());
        hasher.update(value);
        size += value.len() + 1;
    }
    (hasher.digest(), size)
}

fn reason(error: csv::Error, limit: usize) -> SkipReason {
    match error.into_kind() {
        csv::ErrorKind::Io(error)
            if error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<RowTooLong>) =>
        {
            SkipReason::Row(format!("longer than {} MB", limit >> 20))
        }
        csv::ErrorKind::Io(error) => SkipReason::io(error),
        kind => SkipReason::Row(format!("{kind:?}")),
    }
}

/// Decodes a row.
pub(super) fn parse(columns: &Columns, row: &csv::ByteRecord) -> Result<RawFields, SkipReason> {
    let mut fields = RawFields::default();
    for (field, value) in columns.fields.iter().zip(row) {
        if let Some(field) = field {
            fields.put(*field, decode::decode(value)?);
        }
    }
    Ok(fields)
}

/// A row for people: `column: value`, a line for each value that is not blank.
pub(super) fn as_found(columns: &Columns, row: &csv::ByteRecord) -> String {
    let lines = columns.names.iter().zip(row).filter(|(_, value)| !value.trim_ascii().is_empty());
    let lines = lines.map(|(name, value)| {
        let value = decode::decode(value).unwrap_or_else(|_| String::from_utf8_lossy(value).into_owned());
        format!("{name}: {}\n", value.trim())
    });
    lines.collect()
}

/// Ends with an error when a row takes more bytes than the limit, as one does after an unclosed quotation
/// mark; otherwise the rest of the file would be read into memory.
struct Bounded<R> {
    inner: R,
    left: Rc<Cell<usize>>,
    limit: usize,
}

#[derive(Debug, thiserror::Error)]
#[error("a row is too long")]
struct RowTooLong;

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.left.get() == 0 && self.limit > 0 {
            return Err(io::Error::other(RowTooLong));
        }
        let count = self.inner.read(out)?;
        self.left.set(self.left.get().saturating_sub(count));
        Ok(count)
    }
}
