//! How fast the lexicon opens, and text is normalised, folded and tokenised, in bytes a second on one core.
//!
//! Corpus: paragraphs of invented Dutch in the manner of parliamentary questions, repeated to one megabyte; one with
//! every kind of token, one of plain words. Counts of tokens are asserted, so that a faster bench is not one that
//! does less. `cargo bench --bench tokens`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use vraagbaak::dutch::{Analyser, Extension, TokenKind, Tokenizer};
use vraagbaak::text;

const PLAIN: &str = "De minister heeft in het najaar een bevraging laten uitvoeren bij alle erkende bedrijven, waarbij \
werd nagegaan welke noden er leven en hoe de steun beter kan worden verdeeld over de provincies. Uit de resultaten \
blijkt dat vooral kleine ondernemingen moeite hebben om geschikt personeel te vinden. ";

const MIXED: &str = "In antwoord op vraag nr. 12 van 3 mei 2019 (2018-2019) meldde de minister dat 1.250,50 euro werd \
uitgetrokken voor kennis- en expertiseopbouw bij sociale-economiebedrijven en KMO's. M.b.t. de coördinatie en de \
financiële opvolging verwijs ik naar www.voorbeeld.be/steun. Hoeveel werd toegekend?2. Aan welke bedrijven? ";

fn text_of(paragraph: &str) -> String {
    paragraph.repeat(1_000_000 / paragraph.len())
}

const PARAGRAPHS: [(&str, &str, u32); 2] = [("plain", PLAIN, 47), ("mixed", MIXED, 46)];

fn main() {
    divan::main();
}

/// Opening must stay below 2 ms: nothing is parsed. The first pages of the file are in memory from the second
/// round on, as they are for a command that follows another.
#[divan::bench]
fn open_lexicon(bencher: Bencher<'_, '_>) {
    bencher.bench(|| {
        let analyser = Analyser::new(black_box(&Extension::default()));
        assert!(analyser.lexicon().get("gemeente").is_some(), "the lexicon holds words");
        analyser
    });
}

#[divan::bench(args = PARAGRAPHS.map(|(name, ..)| name))]
fn tokenise(bencher: Bencher<'_, '_>, name: &str) {
    let (_, paragraph, words) = PARAGRAPHS.into_iter().find(|(other, ..)| *other == name).unwrap_or_default();
    let text = text_of(paragraph);
    let expected = words * u32::try_from(text.len() / paragraph.len()).unwrap_or(0);
    let mut tokenizer = Tokenizer::new();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut count = 0;
        let mut length = 0;
        let next = tokenizer.run(black_box(&text), 0..text.len(), 0, &mut |token| {
            count += u32::from(token.kind == TokenKind::Word);
            length += token.form.len();
        });
        assert_eq!((next, count), (expected, expected), "words of '{name}'");
        length
    });
}

#[divan::bench(args = PARAGRAPHS.map(|(name, ..)| name))]
fn normalise(bencher: Bencher<'_, '_>, name: &str) {
    let (_, paragraph, _) = PARAGRAPHS.into_iter().find(|(other, ..)| *other == name).unwrap_or_default();
    let text = text_of(paragraph);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| text::normalise(black_box(&text)).len());
}

#[divan::bench(args = PARAGRAPHS.map(|(name, ..)| name))]
fn sentences(bencher: Bencher<'_, '_>, name: &str) {
    let (_, paragraph, _) = PARAGRAPHS.into_iter().find(|(other, ..)| *other == name).unwrap_or_default();
    let text = text_of(paragraph);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| text::sentences(black_box(&text)).count());
}

#[divan::bench(args = PARAGRAPHS.map(|(name, ..)| name))]
fn fold(bencher: Bencher<'_, '_>, name: &str) {
    let (_, paragraph, _) = PARAGRAPHS.into_iter().find(|(other, ..)| *other == name).unwrap_or_default();
    let text = text_of(paragraph);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| text::fold(black_box(&text)).len());
}
