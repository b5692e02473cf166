//! Text files: one record a file, in whatever layout.

use super::{SkipReason, decode};

/// Decodes a text file.
pub(super) fn parse(bytes: &[u8]) -> Result<String, SkipReason> {
    let text = decode::decode(bytes)?;
    if text.trim().is_empty() { Err(SkipReason::Empty) } else { Ok(text) }
}
