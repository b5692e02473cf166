//! Bytes of a file → text: UTF-8, UTF-16 and Windows-1252, told apart by content.
//!
//! The order of the tests: a byte order mark; the zero bytes that Latin text has in UTF-16; zero bytes or known
//! signatures (binary); valid UTF-8; mostly valid UTF-8 with damaged spots; plausible Windows-1252. What is none
//! of these is refused rather than shown as noise.

use std::fmt;

/// Bytes looked at to recognise UTF-16 and control characters.
const SAMPLE: usize = 64 * 1024;

/// Starts of files that hold no text even where their first bytes look like it.
const SIGNATURES: [(&[u8], &str); 9] = [
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (DOCX, XLSX, …)"),
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\xd0\xcf\x11\xe0", "an old Office document (DOC, XLS)"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"{\\rtf", "an RTF document"),
];

/// The encoding that a file was read in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Encoding {
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// UTF-16, low byte first.
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows code page 1252, the superset of Latin-1 that old Dutch files use.
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "Windows-1252",
        })
    }
}

/// Text and how it was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without its byte order mark, not yet normalised.
    pub text: String,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// True when damaged spots were replaced by U+FFFD.
    pub damaged: bool,
}

/// Why bytes are not text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// The bytes start like a known format that is not plain text.
    #[error("this is {0}, not plain text")]
    Signature(&'static str),
    /// The bytes are no text in any encoding that is understood.
    #[error("binary data (byte {offset} is 0x{byte:02x}), not text in UTF-8, UTF-16 or Windows-1252")]
    Binary {
        /// Offset of the first byte that no text holds.
        offset: usize,
        /// That byte.
        byte: u8,
    },
}

/// Reads `bytes` as text.
///
/// # Errors
/// Bytes that are no text: see [`DecodeError`]. An empty slice is an empty text.
pub fn decode(bytes: &[u8]) -> Result<Decoded, DecodeError> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let encoding = if encoding == encoding_rs::UTF_16LE {
            Encoding::Utf16Le
        } else if encoding == encoding_rs::UTF_16BE {
            Encoding::Utf16Be
        } else {
            Encoding::Utf8
        };
        return finish(&bytes[mark..], encoding);
    }
    if let Some((_, name)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Err(DecodeError::Signature(name));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return finish(bytes, encoding);
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => finish(bytes, Encoding::Utf8),
        Err(_) if mostly_utf8(bytes) => finish(bytes, Encoding::Utf8),
        Err(_) => finish(bytes, Encoding::Windows1252),
    }
}

/// Decodes, and refuses what came out when it holds too many characters that no text has.
fn finish(bytes: &[u8], encoding: Encoding) -> Result<Decoded, DecodeError> {
    let decoder = match encoding {
        Encoding::Utf8 => encoding_rs::UTF_8,
        Encoding::Utf16Le => encoding_rs::UTF_16LE,
        Encoding::Utf16Be => encoding_rs::UTF_16BE,
        Encoding::Windows1252 => encoding_rs::WINDOWS_1252,
    };
    match encoding {
        Encoding::Utf16Le | Encoding::Utf16Be => {}
        Encoding::Utf8 | Encoding::Windows1252 => refuse_binary(bytes, encoding)?,
    }
    let (text, damaged) = decoder.decode_without_bom_handling(bytes);
    Ok(Decoded { text: text.into_owned(), encoding, damaged })
}

/// A zero byte, or more than one control byte in a hundred, is no text; in Windows-1252 neither are its five
/// undefined bytes or high bytes in a third of all places.
fn refuse_binary(bytes: &[u8], encoding: Encoding) -> Result<(), DecodeError> {
    if let Some(offset) = memchr::memchr(0, bytes) {
        return Err(DecodeError::Binary { offset, byte: 0 });
    }
    let sample = &bytes[..bytes.len().min(SAMPLE)];
    let odd = |&byte: &u8| match byte {
        b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b => false,
        0x7f => true,
        0x81 | 0x8d | 0x8f | 0x90 | 0x9d => encoding == Encoding::Windows1252,
        _ => byte < 0x20,
    };
    let high = |&byte: &u8| encoding == Encoding::Windows1252 && byte >= 0x80;
    let odd_bytes = sample.iter().filter(|byte| odd(byte)).count();
    let high_bytes = sample.iter().filter(|byte| high(byte)).count();
    let first = |test: &dyn Fn(&u8) -> bool| {
        let offset = sample.iter().position(test).unwrap_or(0);
        DecodeError::Binary { offset, byte: sample.get(offset).copied().unwrap_or(0) }
    };
    if odd_bytes * 100 > sample.len() {
        return Err(first(&odd));
    }
    if high_bytes * 3 > sample.len() && sample.len() > 8 {
        return Err(first(&high));
    }
    Ok(())
}

/// Latin text in UTF-16 has a zero in nearly every second byte and nearly none in the others.
fn utf16_without_mark(bytes: &[u8]) -> Option<Encoding> {
    let sample = &bytes[..bytes.len().min(SAMPLE) & !1];
    if sample.len() < 4 || bytes.len() % 2 == 1 || memchr::memchr(0, sample).is_none() {
        return None;
    }
    let pairs = sample.len() / 2;
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&byte| byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    if odd * 10 >= pairs * 7 && even * 50 <= pairs {
        Some(Encoding::Utf16Le)
    } else if even * 10 >= pairs * 7 && odd * 50 <= pairs {
        Some(Encoding::Utf16Be)
    } else {
        None
    }
}

/// True when well-formed multi-byte sequences outnumber the faults ten to one: a damaged or cut UTF-8 file,
/// which Windows-1252 would turn into `Ã«` throughout.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut faults) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().bytes().filter(|&byte| byte >= 0xc0).count();
        faults += usize::from(!chunk.invalid().is_empty());
    }
    good >= faults.saturating_mul(10) && faults > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let decoded = decode(bytes).unwrap();
        (decoded.text, decoded.encoding)
    }

    #[test]
    fn utf8_with_and_without_mark() {
        assert_eq!(read("beëindigd".as_bytes()), ("beëindigd".into(), Encoding::Utf8));
        assert_eq!(read("\u{feff}beëindigd".as_bytes()), ("beëindigd".into(), Encoding::Utf8));
        assert_eq!(read(b""), (String::new(), Encoding::Utf8));
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let text = "De financiële steun, 1.200 euro.\r\n";
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(read(&little), (text.into(), Encoding::Utf16Le));
        assert_eq!(read(&big), (text.into(), Encoding::Utf16Be));
        assert_eq!(read(&[b"\xff\xfe", &little[..]].concat()), (text.into(), Encoding::Utf16Le));
        assert_eq!(read(&[b"\xfe\xff", &big[..]].concat()), (text.into(), Encoding::Utf16Be));
    }

    #[test]
    fn windows_1252() {
        assert_eq!(
            read(b"be\xebindigd: \x80 12, thema\x92s"),
            ("beëindigd: € 12, thema’s".into(), Encoding::Windows1252)
        );
    }

    #[test]
    fn damaged_utf8_is_not_taken_for_windows_1252() {
        let mut bytes = "financiële oriënterende geëvalueerde coördinatie ".repeat(5).into_bytes();
        bytes.extend_from_slice(b"\xff ge\xc3\xabind");
        let decoded = decode(&bytes).unwrap();
        assert_eq!(decoded.encoding, Encoding::Utf8);
        assert!(decoded.damaged && decoded.text.contains('\u{fffd}') && decoded.text.ends_with("geëind"));
    }

    #[test]
    fn binary_is_refused() {
        assert_eq!(decode(b"abc\0def\xff").unwrap_err(), DecodeError::Binary { offset: 3, byte: 0 });
        assert_eq!(decode(b"%PDF-1.7\n...").unwrap_err(), DecodeError::Signature("a PDF"));
        let noise: Vec<u8> = (0..4000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8 | 1).collect();
        assert!(decode(&noise).is_err());
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes: Vec<u8>) {
            let _ = decode(&bytes);
        }

        #[test]
        fn text_survives(text in "[a-zéëïü0-9 ,.\n]{1,200}") {
            proptest::prop_assert_eq!(decode(text.as_bytes()).unwrap().text, text);
        }
    }
}
