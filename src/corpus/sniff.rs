//! What a file is, told by its first bytes; its ending only breaks ties.

use super::SkipReason;

/// How many bytes are looked at.
pub(super) const HEAD: usize = 16 << 10;

/// The formats that are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Text,
    JsonLines,
    JsonArray,
}

/// The first bytes of formats that hold no text for us.
const BINARIES: &[(&[u8], &str)] = &[
    (b"\x89PNG", "a PNG image"),
    (b"\xFF\xD8\xFF", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\0", "a TIFF image"),
    (b"MM\0*", "a TIFF image"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old Office file (.doc, .xls)"),
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
pub(super) fn sniff(head: &[u8], name: &str) -> Result<Format, SkipReason> {
    for &(magic, what) in BINARIES {
        if head.starts_with(magic) {
            return Err(SkipReason::Binary(what));
        }
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let body = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
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
    Ok(Format::Text)
}
