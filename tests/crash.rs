//! Kills the program at random moments of indexing and checks after each that the index holds one whole
//! state: what was published last, all of it, and nothing else.
//!
//! 40 kills by default; `VRAAGBAAK_KILLS=500 cargo test --test crash` for more.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use vraagbaak::index::{Index, verify};

const RECORDS: usize = 400;

/// A corpus in which every answer names the version, so that a mixture of two versions can be told.
fn write_corpus(path: &Path, version: usize) {
    let mut lines = String::new();
    for number in 0..RECORDS {
        // A third of the records changes, a few come and go.
        let text = if number % 3 == 0 { version } else { 0 };
        if number % 50 == version % 50 {
            continue;
        }
        lines.push_str(&format!(
            "{{\"id\":\"d{number}\",\"number\":\"{number}\",\"date\":\"2018-01-19\",\"title\":\"Maatwerk\",\
             \"question\":\"1. Hoeveel maatwerkbedrijven telt gemeente {number}?\",\
             \"answer\":\"1. Versie {text} van antwoord {number}.\"}}\n"
        ));
    }
    let temporary = path.with_extension("new");
    fs::write(&temporary, lines).expect("the corpus can be written");
    fs::rename(&temporary, path).expect("the corpus can be renamed");
}

/// The version that an index holds; panics when it holds anything but one whole version.
fn version_of(index: &Index) -> usize {
    let mut versions = Vec::new();
    let mut numbers = Vec::new();
    for (ordinal, segment) in (0..).zip(index.segments()) {
        for doc in segment.reader.doc_ids_alive() {
            let address = tantivy::DocAddress::new(ordinal, doc);
            let question = index.record(address).expect("a record can be read").question;
            let number: usize = question.id[1..].parse().expect("an id of the corpus");
            let version = question.text.split("Versie ").nth(1).and_then(|rest| rest.split(' ').next());
            let version: usize = version.and_then(|version| version.parse().ok()).expect("a version");
            numbers.push(number);
            if number.is_multiple_of(3) {
                versions.push(version);
            }
        }
    }
    versions.dedup();
    assert_eq!(versions.len(), 1, "the index holds several versions: {versions:?}");
    let version = versions[0];
    numbers.sort_unstable();
    let expected: Vec<usize> = (0..RECORDS).filter(|number| number % 50 != version % 50).collect();
    assert_eq!(numbers, expected, "documents are missing or twice in version {version}");
    version
}

#[test]
fn a_kill_at_any_moment_leaves_a_whole_state() {
    let kills: usize = std::env::var("VRAAGBAAK_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(40);
    let folder = tempfile::tempdir().expect("a temporary folder");
    let corpus = folder.path().join("corpus.jsonl");
    let index = folder.path().join("index");
    let command = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vraagbaak"));
        command.arg("index").arg(&corpus).arg("--index").arg(&index).arg("--quiet");
        command.env_remove("VRAAGBAAK_INDEX").stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    write_corpus(&corpus, 1);
    let begun = Instant::now();
    assert!(command().status().expect("the program runs").success());
    let whole = begun.elapsed();
    let mut published = version_of(&Index::open(&index).expect("the index opens"));
    let (mut killed, mut survived) = (0, 0);
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    for version in 2..kills + 2 {
        write_corpus(&corpus, version);
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let share = (state >> 33) as f64 / f64::from(1_u32 << 31);
        let mut child = command().spawn().expect("the program runs");
        std::thread::sleep(Duration::from_secs_f64(whole.as_secs_f64() * 1.1 * share));
        if child.try_wait().expect("the program can be asked").is_none() {
            child.kill().expect("the program can be killed");
            killed += 1;
        } else {
            survived += 1;
        }
        child.wait().expect("the program ends");
        let opened = Index::open(&index).expect("the index opens after a kill");
        let now = version_of(&opened);
        assert!(
            now == published || now == version,
            "version {now} after {published}, while writing {version}"
        );
        published = now;
    }
    println!("{killed} killed, {survived} ended before, the last published version is {published}");
    assert!(killed * 4 > kills, "hardly anything was killed");
    // The next run goes on and leaves nothing behind.
    assert!(command().status().expect("the program runs").success());
    assert_eq!(version_of(&Index::open(&index).expect("the index opens")), kills + 1);
    let report = verify(&index, &[]).expect("the index can be verified");
    assert!(report.is_good(), "{:?}", report.findings);
    let mut left: Vec<String> = fs::read_dir(&index)
        .expect("the index can be listed")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    left.sort();
    assert_eq!(left.len(), 3, "CURRENT, one generation and the writer's lock: {left:?}");
}
