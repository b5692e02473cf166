//! What a file is, told by its first bytes; its ending only breaks ties.

use super::names::FieldNames;
use super::{SkipReason, decode, table};

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A text in its own layout.
    Text,
    /// UTF-16 of whichever text form.
    Utf16,
    /// One JSON object a line.
    JsonLines,
    /// JSON objects in an array or over several lines.
    JsonArray,
    /// CSV and its kin.
    Table,
    /// Compressed by gzip.
    Gzip,
    /// Compressed by zstd.
    Zstd,
    /// A zip archive or a Word document.
    Zip,
    /// PDF.
    Pdf,
    /// A web page.
    Html,
    /// XML.
    Xml,
}

/// The first bytes of formats that hold no text for us.
const BINARIES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file (.doc, .xls) or one protected by a password"),
    (b"{\\rtf", "an RTF file"),
    (b"\x7FELF", "a program"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xFD7zXZ\0", "an xz file"),
    (b"BZh", "a bzip2 file"),
    (b"OggS", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
    (b"RIFF", "a recording or film"),
    (b"%!PS", "a PostScript file"),
];

/// Tells the format of a file that begins with `head` and is called `name`.
pub(super) fn sniff(head: &[u8], name: &str, names: &FieldNames) -> Result<Format, SkipReason> {
    if let Some(&(_, what)) = BINARIES.iter().find(|(magic, _)| head.starts_with(magic)) {
        return Err(SkipReason::Binary(what));
    }
    match head {
        [0x1F, 0x8B, ..] => return Ok(Format::Gzip),
        [0x28, 0xB5, 0x2F, 0xFD, ..] => return Ok(Format::Zstd),
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => return Ok(Format::Zip),
        _ => {}
    }
    if memchr::memmem::find(&head[..head.len().min(1024)], b"%PDF-").is_some() {
        return Ok(Format::Pdf);
    }
    if decode::is_utf16(head) {
        return Ok(Format::Utf16);
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    if let Some(format) = markup(body) {
        return Ok(format);
    }
    if matches!(ending.as_str(), "jsonl" | "ndjson") && body.first() != Some(&b'[') {
        return Ok(Format::JsonLines);
    }
    if body.first() == Some(&b'{') {
        let first = body.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let whole_line = first.len() == body.len() || first.trim_ascii_end().ends_with(b"}");
        return Ok(if whole_line && first.len() > 1 { Format::JsonLines } else { Format::JsonArray });
    }
    if let Some(rest) = body.strip_prefix(b"[") {
        let next = rest.trim_ascii_start().first().copied();
        if matches!(next, Some(b'{' | b']')) || ending == "json" {
            return Ok(Format::JsonArray);
        }
    }
    if matches!(ending.as_str(), "csv" | "tsv" | "tab") || table::is_table(head, names) {
        return Ok(Format::Table);
    }
    Ok(Format::Text)
}

/// HTML or XML, when `body` begins like it.
fn markup(body: &[u8]) -> Option<Format> {
    let begin = body[..body.len().min(1024)].to_ascii_lowercase();
    let has = |what: &str| memchr::memmem::find(&begin, what.as_bytes()).is_some();
    if begin.first() != Some(&b'<') {
        return None;
    }
    if ["<!doctype html", "<html", "<head", "<body"].iter().any(|&tag| has(tag)) {
        Some(Format::Html)
    } else if begin.starts_with(b"<?xml")
        || begin.starts_with(b"<!doctype")
        || has("<kamervra")
        || has("<officiele-publicatie")
    {
        Some(Format::Xml)
    } else if ["<div", "<p>", "<article", "<main", "<table", "<h1"]
        .iter()
        .any(|tag| begin.starts_with(tag.as_bytes()))
    {
        Some(Format::Html)
    } else {
        None
    }
}
