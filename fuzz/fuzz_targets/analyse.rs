//! Any text, analysed word by word: no panic, and spans that lie inside the form on character borders.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vraagbaak::dutch::{Analyser, Analysis};
use vraagbaak::text::fold;

fuzz_target!(|text: &str| {
    let mut analysis = Analysis::default();
    for word in text.split_whitespace().chain([text]) {
        let form = fold(word);
        Analyser::builtin().analyse_into(&form, &mut analysis);
        for part in &analysis.parts {
            assert!(form.get(part.span.clone()).is_some_and(|span| !span.is_empty()));
        }
        for &at in analysis.outer.iter().chain(&analysis.boundaries) {
            assert!(at > 0 && at < form.len() && form.is_char_boundary(at));
        }
    }
});
