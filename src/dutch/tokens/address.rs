//! URLs, host names and e-mail addresses: one word, one position, every piece of it a part.
//!
//! Recognised are addresses that start with a scheme or `www.`, contain an `@` between a local part and a host, or
//! are a host name under one of the listed domains (`socialeeconomie.be`). The form leaves out the scheme; parts
//! are the runs of letters and digits of two characters or more, `http`, `https` and `www` excepted.

use std::ops::Range;

use super::bytes::{DIGIT, LETTER, class, word_end};
use super::chunk::Chunk;

/// Domains that a host name without scheme may end in. `de`, `info` and the like are left out: words of Dutch
/// that a glued sentence may start with (`kampen.de`).
const DOMAINS: [&str; 18] = [
    "be",
    "nl",
    "eu",
    "com",
    "org",
    "net",
    "brussels",
    "vlaanderen",
    "gent",
    "gov",
    "edu",
    "fr",
    "lu",
    "uk",
    "amsterdam",
    "frl",
    "biz",
    "tv",
];

/// Longest address with a scheme, in bytes; without one, the longest that is looked for.
const MAX_URL: usize = 2048;
const MAX_BARE: usize = 254;

/// Most parts of an address.
const MAX_PARTS: usize = 48;

/// Adds the address at `at` to the chunk and returns its end, when there is one.
pub(super) fn read(text: &str, at: usize, chunk: &mut Chunk) -> Option<usize> {
    let bytes = &text.as_bytes()[at..];
    let alphanumeric = bytes.iter().take_while(|&&byte| class(byte) & (LETTER | DIGIT) != 0).count();
    // An address goes on behind its first word; everything else is ruled out by one look.
    if !matches!(bytes.get(alphanumeric), Some(b'.' | b':' | b'@' | b'-' | b'_' | b'+' | b'%'))
        || bytes.get(alphanumeric + 1).is_none_or(u8::is_ascii_whitespace)
    {
        return None;
    }
    let scheme = ["http://", "https://", "ftp://"].iter().find(|scheme| starts_with(bytes, scheme));
    let (length, form) = if let Some(scheme) = scheme {
        let length = run(bytes, MAX_URL);
        (length, scheme.len())
    } else if starts_with(bytes, "www.") {
        (run(bytes, MAX_URL), 0)
    } else {
        (bare(&bytes[..run(bytes, MAX_BARE)])?, 0)
    };
    if length <= form + 3 {
        return None;
    }
    let end = super::bytes::border_before(text, at + length);
    chunk.piece(text, at..end, at + form..end);
    parts(text, at + form..end, chunk);
    Some(end)
}

fn starts_with(bytes: &[u8], prefix: &str) -> bool {
    bytes.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix.as_bytes()))
}

/// Length of the run of bytes that addresses are written in, without punctuation at its end.
fn run(bytes: &[u8], max: usize) -> usize {
    let inside = |byte: &u8| matches!(byte, b'!' | b'#'..=b';' | b'=' | b'?'..=b'[' | b']' | b'_' | b'a'..=b'z' | b'~');
    let length = bytes.iter().take(max).take_while(|byte| inside(byte)).count();
    let length = glued_sentence(&bytes[..length]).unwrap_or(length);
    let trailing =
        |byte: &u8| matches!(byte, b'.' | b',' | b';' | b':' | b'!' | b'?' | b')' | b']' | b'\'' | b'(');
    length - bytes[..length].iter().rev().take_while(|byte| trailing(byte)).count()
}

/// Where a new sentence is glued to the address: a full stop with a capital and a small letter (or nothing)
/// behind it (`www.voorbeeld.be).De`).
fn glued_sentence(run: &[u8]) -> Option<usize> {
    let starts = |at: usize| {
        run.get(at).is_some_and(u8::is_ascii_uppercase) && run.get(at + 1).is_none_or(u8::is_ascii_lowercase)
    };
    let closes = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b')' | b'/');
    memchr::memchr_iter(b'.', run).find(|&dot| dot > 0 && starts(dot + 1) && closes(run[dot - 1]))
}

/// Length of the e-mail address or host name (with what follows it) at the start of `run`.
fn bare(run: &[u8]) -> Option<usize> {
    let local = run.iter().take_while(|&&byte| {
        class(byte) & (LETTER | DIGIT) != 0 || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-')
    });
    let local = local.count();
    if run.get(local) == Some(&b'@') {
        let host = host(&run[local + 1..])?;
        return Some(local + 1 + host.end);
    }
    let host = host(run)?;
    if !DOMAINS.iter().any(|domain| run[host.clone()].eq_ignore_ascii_case(domain.as_bytes())) {
        return None;
    }
    // A path, query or port belongs to the address; anything else ends it.
    match run.get(host.end) {
        Some(b'/' | b'?' | b'#' | b':') => Some(run.len()),
        _ => Some(host.end),
    }
}

/// The last label of the host name at the start of `bytes`, which has two labels at least.
fn host(bytes: &[u8]) -> Option<Range<usize>> {
    let mut start = 0;
    let mut labels = 0;
    loop {
        let label = &bytes[start..];
        let length =
            label.iter().take_while(|&&byte| class(byte) & (LETTER | DIGIT) != 0 || byte == b'-').count();
        labels += 1;
        let end = start + length;
        let more = bytes.get(end) == Some(&b'.')
            && bytes.get(end + 1).is_some_and(|&byte| class(byte) & (LETTER | DIGIT) != 0);
        if length == 0 {
            return None;
        }
        if !more {
            let letters = label[..length].iter().all(|&byte| class(byte) & LETTER != 0);
            return (labels >= 2 && length >= 2 && letters).then_some(start..end);
        }
        start = end + 1;
    }
}

/// Adds the runs of letters and digits as parts.
fn parts(text: &str, span: Range<usize>, chunk: &mut Chunk) {
    let mut at = span.start;
    let mut found = 0;
    while at < span.end && found < MAX_PARTS {
        let end = word_end(&text[..span.end], at);
        if end - at >= 2
            && !["http", "https", "www"].iter().any(|word| text[at..end].eq_ignore_ascii_case(word))
        {
            chunk.part(text, at..end);
            found += 1;
        }
        at = super::bytes::border_after(text, end + 1);
    }
}
