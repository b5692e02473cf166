//! Bytes → text, with the reasons of this room.

use super::SkipReason;

/// Decodes UTF-8, UTF-16 and Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Result<String, SkipReason> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return Ok(encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned());
    }
    if bytes.contains(&0) {
        let even = bytes.iter().step_by(2).filter(|&&byte| byte == 0).count();
        let odd = bytes.iter().skip(1).step_by(2).filter(|&&byte| byte == 0).count();
        let encoding = match (even * 8 > bytes.len(), odd * 8 > bytes.len()) {
            (false, true) => encoding_rs::UTF_16LE,
            (true, false) => encoding_rs::UTF_16BE,
            _ => return Err(SkipReason::Binary("data of an unknown kind")),
        };
        return Ok(encoding.decode_without_bom_handling(bytes).0.into_owned());
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.to_owned()),
        Err(_) => Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned()),
    }
}
