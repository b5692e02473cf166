//! How fast records become written questions, in bytes of their text.
//!
//! The records of the Chamber are the sample in `../shared/corpus` where it is present, else made here in
//! the same form: one line a text, sentences glued at the full stop, numbered questions and answers. The
//! counts are asserted, so that a faster parser that finds less is not taken for a better one.

#![allow(clippy::print_stderr)] // a bench says what it measures on

use std::path::Path;
use std::sync::LazyLock;

use divan::counter::BytesCount;
use vraagbaak::corpus::{self, RawBody, RawFields, RawRecord};
use vraagbaak::model::{Origin, Reference};
use vraagbaak::parse::{ParseOptions, Parser, find_references, signature};

fn main() {
    divan::main();
}

static RECORDS: LazyLock<Vec<RawRecord>> = LazyLock::new(|| shared().unwrap_or_else(made));

fn shared() -> Option<Vec<RawRecord>> {
    let shared = std::env::var_os("VRAAGBAAK_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), Into::into);
    let path = shared.join("corpus/chamber-2017-jan-apr.jsonl");
    if !path.exists() {
        eprintln!("../shared is absent: made records are parsed instead");
        return None;
    }
    let mut records = Vec::new();
    let _ = corpus::read(&[path], &corpus::ReadOptions::default(), &mut |record| {
        records.extend(record.ok().and_then(|record| record.parse().ok()));
        std::ops::ControlFlow::Continue(())
    });
    Some(records)
}

fn made() -> Vec<RawRecord> {
    (0..2000)
        .map(|i| {
            let sentence = "De dienst heeft in het jaar 2016 de cijfers verzameld en aan de minister bezorgd.Daarna volgde een nieuw onderzoek.";
            let question = format!(
                "{0}Zie schriftelijke vraag nr. {i} van 3 mei 2016 (Vragen en Antwoorden, Kamer, 2015-2016, nr. 77). 1. Hoeveel zijn er?2. Waarom?a) Per jaar?b) Per provincie?3. Wat nu?",
                sentence.repeat(6)
            );
            let answer = format!("1. {0}2. {0}3. {0}", sentence.repeat(3));
            let some = |text: &str| Some(text.to_owned());
            let fields = RawFields {
                id: Some(i.to_string()),
                date: some("2017-01-04"),
                askers: vec!["Jan Jansen".to_owned()],
                ministers: vec!["Minister van Cijfers".to_owned()],
                title: some("Cijfers. - Onderzoek."),
                question: Some(question),
                answer: Some(answer),
                ..RawFields::default()
            };
            let origin = Origin { path: "made".to_owned(), ..Origin::default() };
            RawRecord { origin, body: RawBody::Fields(Box::new(fields)), bytes_hash: i, size: 0 }
        })
        .collect()
}

fn texts() -> impl Iterator<Item = &'static str> {
    RECORDS.iter().flat_map(|record| match &record.body {
        RawBody::Fields(fields) => {
            [fields.question.as_deref(), fields.answer.as_deref()].into_iter().flatten()
        }
        RawBody::Text(_) => [None, None].into_iter().flatten(),
    })
}

fn bytes() -> BytesCount {
    BytesCount::new(texts().map(str::len).sum::<usize>())
}

/// Records with fields, on one thread.
#[divan::bench]
fn parse_records(bencher: divan::Bencher<'_, '_>) {
    let parser = Parser::new(ParseOptions::default());
    let exchanges = |record: &RawRecord| parser.parse(record).map_or(0, |question| question.exchanges.len());
    assert!(RECORDS.iter().map(exchanges).sum::<usize>() > RECORDS.len());
    bencher.counter(bytes()).bench(|| RECORDS.iter().map(exchanges).sum::<usize>());
}

/// Citations alone.
#[divan::bench]
fn citations(bencher: divan::Bencher<'_, '_>) {
    let found = || texts().map(|text| find_references(text, &Reference::default()).len()).sum::<usize>();
    assert!(found() > 100);
    bencher.counter(bytes()).bench(found);
}

/// Signatures alone.
#[divan::bench]
fn signatures(bencher: divan::Bencher<'_, '_>) {
    bencher
        .counter(bytes())
        .bench(|| texts().map(|text| usize::from(signature(text).as_bytes()[0])).sum::<usize>());
}

/// The normalisation that every text goes through first: the floor under the whole.
#[divan::bench]
fn normalise(bencher: divan::Bencher<'_, '_>) {
    bencher
        .counter(bytes())
        .bench(|| texts().map(|text| vraagbaak::text::normalise(text).len()).sum::<usize>());
}
