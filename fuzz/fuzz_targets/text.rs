//! Any bytes are decoded or refused; the steps after that keep their promises about borders and repetition.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vraagbaak::text::{PlainJoining, decode, fold, normalise, reflow, sentences, unfold};

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = decode(bytes) else { return };
    let text = normalise(&decoded.text);
    assert_eq!(normalise(&text), text);
    let folded = fold(&text);
    assert_eq!(fold(&folded), folded);
    let borders: Vec<usize> = folded.char_indices().map(|(at, _)| at).chain([folded.len()]).collect();
    for pair in borders.windows(2).take(64) {
        assert!(text.get(unfold(&text, pair[0]..pair[1])).is_some());
    }
    let mut end = 0;
    for range in sentences(&text) {
        assert!(range.start >= end);
        assert!(text.get(range.clone()).is_some());
        end = range.end;
    }
    let _ = reflow(&text, &PlainJoining);
});
