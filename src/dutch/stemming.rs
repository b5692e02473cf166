//! Stems for words that no lexicon explains, from Snowball's Dutch stemmer.

use rust_stemmers::{Algorithm, Stemmer};

/// The stem of a folded form; words that are short, or not all letters, are their own stems.
pub fn stem(form: &str) -> String {
    if form.len() < 5 || form.ends_with("heid") || !form.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return form.to_owned();
    }
    let stem = Stemmer::create(Algorithm::Dutch).stem(form);
    if stem.len() < 3 { form.to_owned() } else { stem.into_owned() }
}

/// The stemmer alone, on every form: what other engines do, to compare with.
pub fn plain(form: &str) -> String {
    Stemmer::create(Algorithm::Dutch).stem(form).into_owned()
}
