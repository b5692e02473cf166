//! Throughput of a build from nothing and of runs that change little, on records made here.

use std::path::Path;

use divan::Bencher;
use divan::counter::BytesCount;
use vraagbaak::index::{NoProgress, UpdateOptions, update};

const RECORDS: usize = 2_000;

fn main() {
    divan::main();
}

/// Records of some 3 KB, of words with a falling frequency.
fn write_corpus(path: &Path, changed: usize) -> u64 {
    const WORDS: [&str; 24] = [
        "de",
        "van",
        "het",
        "minister",
        "maatwerk",
        "bedrijven",
        "begeleiding",
        "subsidie",
        "gemeente",
        "werknemers",
        "onderwijs",
        "wachtlijst",
        "zorg",
        "vergunning",
        "mobiliteit",
        "beleid",
        "provincie",
        "cijfers",
        "evaluatie",
        "decreet",
        "inspectie",
        "leerlingen",
        "woning",
        "energie",
    ];
    let mut state = 42_u64;
    let mut out = String::new();
    let mut sentence = |out: &mut String, words: usize| {
        for place in 0..words {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let (first, second) = ((state >> 33) as usize, (state >> 43) as usize);
            // The square makes the first words frequent; one word in five is a compound.
            let word = WORDS[(first % 24) * (second % 24) / 24];
            out.push_str(if place == 0 { "" } else { " " });
            out.push_str(word);
            if state.is_multiple_of(5) {
                out.push_str(WORDS[3 + second % 21]);
            }
        }
    };
    for record in 0..RECORDS {
        let version = usize::from(record < changed);
        out.push_str(&format!(
            "{{\"id\":\"d{record}\",\"number\":\"{record}\",\"session\":\"2017-2018\",\"date\":\"2018-01-19\",\
             \"minister\":\"Ada Voorbeeld\",\"title\":\"Vraag {record} versie {version}\",\"question\":\"1. "
        ));
        sentence(&mut out, 120);
        out.push_str("?\",\"answer\":\"1. ");
        sentence(&mut out, 300);
        out.push_str(".\"}\n");
    }
    std::fs::write(path, &out).expect("the corpus can be written");
    out.len() as u64
}

#[divan::bench(sample_count = 5)]
fn from_nothing(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus.jsonl");
    let bytes = write_corpus(&corpus, 0);
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let index = folder.path().join("index");
        let options = UpdateOptions { rebuild: true, ..UpdateOptions::new(index, vec![corpus.clone()]) };
        let summary = update(&options, &NoProgress).expect("the index is built");
        assert_eq!(summary.documents, RECORDS as u64);
    });
}

#[divan::bench(sample_count = 10)]
fn nothing_changed(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus.jsonl");
    let bytes = write_corpus(&corpus, 0);
    let options = UpdateOptions::new(folder.path().join("index"), vec![corpus]);
    update(&options, &NoProgress).expect("the index is built");
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        let summary = update(&options, &NoProgress).expect("the index is brought up to date");
        assert_eq!(summary.unchanged, RECORDS as u64);
    });
}

#[divan::bench(sample_count = 10)]
fn one_in_a_hundred_changed(bencher: Bencher<'_, '_>) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus.jsonl");
    let bytes = write_corpus(&corpus, 0);
    let options = UpdateOptions::new(folder.path().join("index"), vec![corpus.clone()]);
    update(&options, &NoProgress).expect("the index is built");
    let mut changed = 0;
    bencher.counter(BytesCount::new(bytes)).bench_local(|| {
        changed = RECORDS / 100 - changed;
        write_corpus(&corpus, changed);
        let summary = update(&options, &NoProgress).expect("the index is brought up to date");
        assert_eq!(summary.changed, RECORDS as u64 / 100);
    });
}
