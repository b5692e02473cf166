//! Every folded form has a lemma; parts and boundaries lie inside it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vraagbaak::dutch::{Analyser, MAX_FORM};
use vraagbaak::text::fold;

fuzz_target!(|text: &str| {
    for word in text.split_whitespace() {
        let form = fold(word);
        if form.is_empty() || form.len() > MAX_FORM {
            continue;
        }
        let analysis = Analyser::builtin().analyse(&form);
        assert!(!analysis.lemmas.is_empty());
        for part in &analysis.parts {
            assert!(form.get(part.span.clone()).is_some_and(|piece| !piece.is_empty()));
            assert!(!part.key.is_empty());
        }
        for boundary in analysis.boundaries.iter().chain(&analysis.outer) {
            assert!(form.is_char_boundary(*boundary));
        }
    }
});
