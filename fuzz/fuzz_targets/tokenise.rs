//! Any text is normalised, folded, reflowed, cut into sentences and tokenised without a panic; spans are texts, forms are
//! folded, and a run from an anchor gives the tokens of the whole run.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vraagbaak::dutch::{MAX_FORM, Tokenizer};
use vraagbaak::text;

type Token = (std::ops::Range<usize>, u32, String);

fn tokens(tokenizer: &mut Tokenizer, text: &str, from: usize, position: u32) -> Vec<Token> {
    let mut all = Vec::new();
    tokenizer.run(text, from..text.len(), position, &mut |token| {
        all.push((token.span, token.position, token.form.to_owned()));
    });
    all
}

fuzz_target!(|bytes: &[u8]| {
    let Ok(decoded) = text::decode(bytes) else { return };
    let normal = text::normalise(&decoded.text);
    assert_eq!(text::normalise(&normal), normal);
    let flowed = text::reflow(&normal, &text::PlainJoining);
    for sentence in text::sentences(&flowed) {
        assert!(flowed.get(sentence).is_some());
    }
    let mut tokenizer = Tokenizer::new();
    for text in [decoded.text.as_str(), &flowed] {
        let all = tokens(&mut tokenizer, text, 0, 0);
        for pair in all.windows(2) {
            assert!(pair[0].0.start <= pair[1].0.start && pair[0].1 <= pair[1].1);
        }
        for (span, _, form) in &all {
            assert!(text.get(span.clone()).is_some_and(|covered| !covered.is_empty()));
            assert!(!form.is_empty() && form.len() <= MAX_FORM && text::fold(form) == *form);
        }
        for (offset, position) in tokenizer.anchors().to_vec() {
            let rest: Vec<_> = all.iter().filter(|token| token.1 >= position).cloned().collect();
            assert_eq!(tokens(&mut tokenizer, text, offset as usize, position), rest);
        }
    }
});
