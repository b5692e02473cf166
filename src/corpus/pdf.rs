//! PDF with a text layer → text, page by page.
//!
//! The decoding crate panics on some broken files and may take long on others, so it runs on a thread of its
//! own with a time limit; a panic there is an error here.

use std::io::Read;
use std::panic;
use std::sync::Once;
use std::sync::mpsc;
use std::time::Duration;

use super::SkipReason;

/// What one file may take. A thread that passes it is left behind, for it cannot be stopped.
const TIME_LIMIT: Duration = Duration::from_secs(60);
/// Stack of the decoding thread; broken files make it recurse.
const STACK: usize = 32 << 20;
/// What the compressed streams of one file may decompress to, together.
const DECOMPRESSED_LIMIT: u64 = 512 << 20;
/// The name of the decoding threads, of which panics are not printed.
const THREAD: &str = "vraagbaak-pdf";
/// Fewer letters a page than this is no text layer: scanned pages often carry a stamp or a page number.
const LETTERS_A_PAGE: usize = 12;

/// Reads a document.
pub(super) fn parse(bytes: &[u8]) -> Result<String, SkipReason> {
    refuse_bombs(bytes)?;
    silence_panics();
    let (sender, receiver) = mpsc::channel();
    let bytes = bytes.to_vec();
    let work = move || {
        let outcome = panic::catch_unwind(|| extract(&bytes));
        // Nobody listens any more once the time is up.
        let _ = sender.send(outcome);
    };
    std::thread::Builder::new()
        .name(THREAD.to_owned())
        .stack_size(STACK)
        .spawn(work)
        .map_err(SkipReason::io)?;
    match receiver.recv_timeout(TIME_LIMIT) {
        Ok(Ok(outcome)) => outcome,
        Ok(Err(_)) => Err(SkipReason::Pdf("its structure is damaged".to_owned())),
        Err(_) => Err(SkipReason::Pdf(format!("reading it takes more than {} s", TIME_LIMIT.as_secs()))),
    }
}

/// Refuses files whose streams decompress out of proportion, before the decoder, which has no bounds, meets them.
fn refuse_bombs(bytes: &[u8]) -> Result<(), SkipReason> {
    let mut filters = memchr::memmem::find_iter(bytes, b"/FlateDecode");
    if let Some(mut before) = filters.next() {
        for filter in filters {
            if filter - before < 30 {
                return Err(SkipReason::Pdf("a stream is compressed twice".to_owned()));
            }
            before = filter;
        }
    }
    let mut given = 0;
    for keyword in memchr::memmem::find_iter(bytes, b"stream") {
        let body = &bytes[keyword + b"stream".len()..];
        let body = body.strip_prefix(b"\r").unwrap_or(body);
        let Some(body) = body.strip_prefix(b"\n").filter(|body| body.first() == Some(&0x78)) else {
            continue;
        };
        let mut stream = flate2::read::ZlibDecoder::new(body).take(DECOMPRESSED_LIMIT + 1 - given);
        // What is damaged is the decoder's to name.
        let mut sink = Counter(0);
        let _ = std::io::copy(&mut stream, &mut sink);
        given += sink.0;
        if given > DECOMPRESSED_LIMIT {
            let ratio = given / (bytes.len() as u64).max(1);
            return Err(SkipReason::Bomb { limit_mb: DECOMPRESSED_LIMIT >> 20, ratio });
        }
    }
    Ok(())
}

/// Counts what is written to it.
struct Counter(u64);

impl std::io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn extract(bytes: &[u8]) -> Result<String, SkipReason> {
    let broken = |error: &dyn std::fmt::Display| SkipReason::Pdf(error.to_string());
    let mut document = pdf_extract::Document::load_mem(bytes).map_err(|error| match error {
        pdf_extract::Error::InvalidPassword => SkipReason::PdfProtected,
        error => broken(&error),
    })?;
    if document.trailer.has(b"Encrypt") && document.decrypt("").is_err() {
        return Err(SkipReason::PdfProtected);
    }
    let numbers: Vec<u32> = document.get_pages().into_keys().collect();
    if numbers.is_empty() {
        return Err(SkipReason::Pdf("it has no pages".to_owned()));
    }
    let mut text = String::new();
    for &number in &numbers {
        let mut output = pdf_extract::PlainTextOutput::new(&mut text);
        pdf_extract::output_doc_page(&document, &mut output, number).map_err(|error| broken(&error))?;
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if letters < LETTERS_A_PAGE * numbers.len() {
        return Err(SkipReason::PdfScanned);
    }
    Ok(close_gaps(&text))
}

/// Justified lines come with two and more spaces between their words; those around a dash part a title from its
/// subtitle and stay.
fn close_gaps(text: &str) -> String {
    let mut closed = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let mut rest = line.trim_ascii_start();
        while let Some(gap) = rest.find("  ") {
            let (before, after) = (&rest[..gap], rest[gap..].trim_start_matches(' '));
            let dash = before.ends_with(['-', '–']) || after.starts_with(['-', '–']);
            closed.push_str(before);
            if !after.trim_ascii().is_empty() {
                closed.push_str(if dash { "  " } else { " " });
            }
            rest = after;
        }
        closed.push_str(rest);
        if rest.is_empty() && line.ends_with('\n') && line.trim_ascii_start().is_empty() {
            closed.push('\n');
        }
    }
    closed
}

/// Keeps the panics of the decoding threads, which become errors, from being printed.
fn silence_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if std::thread::current().name() != Some(THREAD) {
                print(info);
            }
        }));
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A PDF of these objects, numbered from 1; the first is the catalogue.
    fn pdf(objects: &[String], trailer: &str) -> Vec<u8> {
        let mut bytes = b"%PDF-1.4\n".to_vec();
        let mut offsets = Vec::new();
        for (index, object) in objects.iter().enumerate() {
            offsets.push(bytes.len());
            bytes.extend_from_slice(format!("{} 0 obj\n{object}\nendobj\n", index + 1).as_bytes());
        }
        let table = bytes.len();
        bytes.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1).as_bytes());
        for offset in offsets {
            bytes.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let size = objects.len() + 1;
        bytes.extend_from_slice(
            format!("trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{table}\n%%EOF\n")
                .as_bytes(),
        );
        bytes
    }

    /// One page that draws `content`.
    fn page(content: &str, trailer: &str) -> Vec<u8> {
        let objects = [
            "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R \
             /Resources << /Font << /F1 5 0 R >> >> >>"
                .to_owned(),
            format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        ];
        pdf(&objects, trailer)
    }

    #[test]
    fn a_text_layer_is_read() {
        let bytes = page(
            "BT /F1 12 Tf 72 720 Td (Fietspaden  -  Onderhoud) Tj 0 -20 Td (Hoeveel   kilometer?) Tj ET",
            "",
        );
        assert_eq!(parse(&bytes).unwrap().trim(), "Fietspaden  -  Onderhoud\n\nHoeveel kilometer?");
    }

    /// A document that opens with this password; the empty one only forbids printing and the like.
    fn encrypted(password: &str) -> Vec<u8> {
        use pdf_extract::{Document, EncryptionState, EncryptionVersion, Permissions};
        let content = "BT /F1 12 Tf (Fietspaden in aanbouw) Tj ET";
        let mut document = Document::load_mem(&page(content, "/ID [<00112233> <00112233>]")).unwrap();
        let state = EncryptionState::try_from(EncryptionVersion::V2 {
            document: &document,
            owner_password: "eigenaar",
            user_password: password,
            key_length: 128,
            permissions: Permissions::empty(),
        })
        .unwrap();
        document.encrypt(&state).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        bytes
    }

    #[test]
    fn scanned_protected_and_truncated_files_are_named() {
        assert!(matches!(parse(&page("0 0 100 100 re f", "")), Err(SkipReason::PdfScanned)));
        assert!(matches!(parse(&encrypted("geheim")), Err(SkipReason::PdfProtected)));
        assert_eq!(parse(&encrypted("")).unwrap().trim(), "Fietspaden in aanbouw");
        let whole = page("BT /F1 12 Tf (Fietspaden) Tj ET", "");
        for cut in [whole.len() / 3, whole.len() / 2, whole.len() - 30] {
            let error = parse(&whole[..cut]).unwrap_err();
            assert!(matches!(error, SkipReason::Pdf(_)), "{cut}: {error}");
        }
    }

    #[test]
    fn bombs_are_refused_before_they_are_decoded() {
        use std::io::Write as _;
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        for _ in 0..600 {
            encoder.write_all(&[b' '; 1 << 20]).unwrap();
        }
        let stream = encoder.finish().unwrap();
        let bomb = [b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n", &stream[..]].concat();
        assert!(matches!(parse(&bomb), Err(SkipReason::Bomb { .. })));
        let twice = b"%PDF-1.4\n1 0 obj\n<< /Filter [/FlateDecode /FlateDecode] >>\nstream\n";
        assert!(matches!(parse(twice), Err(SkipReason::Pdf(_))));
    }

    #[test]
    fn panics_of_the_decoder_are_errors() {
        // A font without the entries that the decoder unwraps.
        let mut bytes = page("BT /F1 12 Tf (Fietspaden) Tj ET", "");
        let text = String::from_utf8_lossy(&bytes).replace("/Subtype /Type1", "/Subtype /Type0");
        bytes = text.into_bytes();
        assert!(parse(&bytes).is_err());
    }

    #[test]
    fn a_real_report_reads_like_its_print() {
        let Some(bytes) = crate::corpus::tests::shared("corpus/office/commissieverslag.pdf") else { return };
        let text = parse(&bytes).unwrap();
        assert!(text.split_whitespace().count() > 35_000);
        assert!(text.contains("wenst drie thema’s aan te kaarten die deels al door eerdere"));
        assert!(!text.contains("op het zelfde  moment"));
    }
}
