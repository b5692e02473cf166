//! Bytes → text, with the reasons of this room.

use crate::text::{self, DecodeError};

use super::SkipReason;

/// Decodes UTF-8, UTF-16 and Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Result<String, SkipReason> {
    match text::decode(bytes) {
        Ok(decoded) => Ok(decoded.text),
        Err(DecodeError::Signature(what)) => Err(SkipReason::Binary(what)),
        Err(DecodeError::Binary { .. }) => Err(SkipReason::Binary("data of an unknown kind")),
    }
}

/// Whether a file that begins with `head` is UTF-16, with or without a byte order mark.
pub(super) fn is_utf16(head: &[u8]) -> bool {
    use text::Encoding::{Utf16Be, Utf16Le};
    let marked = head.starts_with(b"\xFF\xFE") || head.starts_with(b"\xFE\xFF");
    let even = &head[..head.len() & !1];
    marked
        || head.contains(&0)
            && text::decode(even).is_ok_and(|decoded| matches!(decoded.encoding, Utf16Le | Utf16Be))
}
