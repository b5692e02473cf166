//! One word's analysis as one line, for `analyze --words`.

use super::{Analyser, Analysis};
use crate::text;

/// Appends `word<TAB>outer split<TAB>full split<TAB>lemma keys` to `out`, without a line feed. Splits are of the folded
/// word, marked with `|`; `scratch` is used again from word to word.
pub fn words_line_into(analyser: &Analyser, word: &str, scratch: &mut Analysis, out: &mut String) {
    let form = text::fold(word);
    analyser.analyse_into(&form, scratch);
    out.push_str(word);
    out.push('\t');
    split(&form, &scratch.outer, out);
    out.push('\t');
    split(&form, &scratch.boundaries, out);
    out.push('\t');
    for (at, lemma) in scratch.lemmas.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        out.push_str(lemma);
    }
}

/// The line of one word, with the built-in lexicon.
pub fn words_line(word: &str) -> String {
    let mut out = String::new();
    words_line_into(Analyser::builtin(), word, &mut Analysis::default(), &mut out);
    out
}

fn split(form: &str, boundaries: &[usize], out: &mut String) {
    let mut start = 0;
    for &at in boundaries {
        if let Some(part) = form.get(start..at) {
            out.push_str(part);
            out.push('|');
            start = at;
        }
    }
    out.push_str(form.get(start..).unwrap_or_default());
}
