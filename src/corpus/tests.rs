//! Reading whole corpora from disk.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::*;

/// A folder with files; reads it and gives records and skip messages, paths relative to the folder.
struct Corpus(tempfile::TempDir);

impl Corpus {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let corpus = Self(tempfile::tempdir().unwrap());
        for (name, bytes) in files {
            corpus.write(name, bytes);
        }
        corpus
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn read(&self) -> (Vec<RawRecord>, Vec<String>) {
        self.read_with(&ReadOptions::default())
    }

    fn read_with(&self, options: &ReadOptions) -> (Vec<RawRecord>, Vec<String>) {
        let mut records = Vec::new();
        let mut skipped = Vec::new();
        let root = format!("{}/", self.path().display());
        read(&[self.path().to_owned()], options, &mut |record| {
            match record.and_then(EncodedRecord::parse) {
                Ok(mut record) => {
                    record.origin.path = record.origin.path.replace(&root, "");
                    records.push(record);
                }
                Err(error) => skipped.push(error.to_string().replace(&root, "")),
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (records, skipped)
    }
}

fn text(record: &RawRecord) -> &str {
    match &record.body {
        RawBody::Text(text) => text,
        RawBody::Fields(fields) => fields.title.as_deref().or(fields.text.as_deref()).unwrap_or(""),
    }
}

#[test]
fn text_and_lines_come_in_the_order_of_their_names() {
    let corpus = Corpus::new(&[
        ("b.txt", b"tweede"),
        ("a/z.jsonl", b"{\"title\": \"een\"}\n\n{\"title\": \"drie\"}\n"),
        ("a/c.txt", "ge\u{eb}valueerd".as_bytes()),
        ("README.md", b"no document"),
        (".hidden", b"no document"),
    ]);
    let (records, skipped) = corpus.read();
    let found: Vec<_> = records
        .iter()
        .map(|record| (record.origin.path.as_str(), record.origin.line, text(record)))
        .collect();
    assert_eq!(
        found,
        [
            ("a/c.txt", None, "geëvalueerd"),
            ("a/z.jsonl", Some(1), "een"),
            ("a/z.jsonl", Some(3), "drie"),
            ("b.txt", None, "tweede"),
        ]
    );
    assert!(skipped.is_empty(), "{skipped:?}");
}

#[test]
fn what_cannot_be_read_is_named_with_a_remedy_and_the_rest_is_read() {
    let corpus = Corpus::new(&[
        ("a.jsonl", b"{\"title\": \"goed\"}\n{\"title\": \n{\"soort\": \"x\"}\n"),
        ("empty.txt", b""),
        ("blank.txt", b" \n\t\n"),
        ("image.txt", b"\x89PNG\r\n\x1a\n....."),
        ("noise.txt", b"\x00\x01\x02\x03\x00\x00\x00\x00\x00\x00\xff\xfe"),
        ("z.txt", b"goed"),
    ]);
    let (records, skipped) = corpus.read();
    assert_eq!(records.len(), 2);
    insta::assert_snapshot!(skipped.join("\n"), @r"
    a.jsonl:2: broken JSON: EOF while parsing a value (at byte 9); mend the line; each line must be one JSON object
    a.jsonl:3: has no field with text (title, question, answer or text); give it a title, question, answer or text, or name its columns with --map
    blank.txt: is empty; remove it, or fetch it again
    empty.txt: is empty; remove it, or fetch it again
    image.txt: holds no text: it is a PNG image; convert it to text, DOCX or PDF with a text layer
    noise.txt: holds no text: it is data of an unknown kind; convert it to text, DOCX or PDF with a text layer
    ");
}

#[test]
fn arrays_and_spread_objects_are_cut_into_records() {
    let corpus = Corpus::new(&[
        ("a.json", b"[\n {\"title\": \"een } ] \\\" {\"},\n {\"title\": [\"twee\"],\n \"x\": [{}]}\n]\n"),
        ("b.json", b"{\n \"title\": \"drie\"\n}\n{\n \"title\": \"vier\"\n}"),
        ("c.json", b"[{\"title\": \"vijf\"}, 3]"),
        ("d.json", b"[{\"title\": \"zes\"}, {\"title\": "),
    ]);
    let (records, skipped) = corpus.read();
    let found: Vec<_> = records.iter().map(|record| (record.origin.line.unwrap(), text(record))).collect();
    assert_eq!(found, [(2, "een } ] \" {"), (3, "twee"), (1, "drie"), (4, "vier"), (1, "vijf"), (1, "zes")]);
    insta::assert_snapshot!(skipped.join("\n"), @r"
    c.json:1: broken JSON: '3' where an object, a comma or the array's end was expected; mend the line; each line must be one JSON object
    d.json:1: broken JSON: the file ends inside an object; mend the line; each line must be one JSON object
    ");
}

#[test]
fn long_lines_are_skipped_within_the_limit() {
    let mut bytes = b"{\"title\": \"een\"}\n{\"title\": \"".to_vec();
    bytes.resize(5 << 20, b'x');
    bytes.extend_from_slice(b"\"}\n{\"title\": \"drie\"}\n");
    let corpus = Corpus::new(&[("a.jsonl", &bytes)]);
    let options = ReadOptions { max_record_bytes: 1 << 20, ..ReadOptions::default() };
    let (records, skipped) = corpus.read_with(&options);
    assert_eq!(records.iter().map(text).collect::<Vec<_>>(), ["een", "drie"]);
    assert_eq!(
        skipped,
        ["a.jsonl:2: is longer than the limit of 1 MB for one record; split it into records, one a line"]
    );
}

#[test]
fn missing_paths_are_named_and_none_is_an_error() {
    let mut skipped = Vec::new();
    let summary = read(&["no/such/path".into()], &ReadOptions::default(), &mut |record| {
        skipped.push(record.unwrap_err().to_string());
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(skipped, ["no/such/path: does not exist; check the spelling of the path"]);
    assert_eq!((summary.records, summary.skipped), (0, 1));
    assert_eq!(
        read(&[], &ReadOptions::default(), &mut |_| ControlFlow::Continue(())),
        Err(CorpusError::NoPath)
    );
}

#[test]
fn the_sink_can_stop_the_run() {
    let corpus = Corpus::new(&[("a.txt", b"een"), ("b.txt", b"twee")]);
    let summary =
        read(&[corpus.path().to_owned()], &ReadOptions::default(), &mut |_| ControlFlow::Break(())).unwrap();
    assert_eq!((summary.records, summary.stopped), (1, true));
}

#[test]
fn a_file_that_several_paths_lead_to_is_read_once() {
    let corpus = Corpus::new(&[("a.txt", b"een")]);
    let mut records = 0;
    let paths = [corpus.path().to_owned(), corpus.path().join("a.txt")];
    read(&paths, &ReadOptions::default(), &mut |_| {
        records += 1;
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(records, 1);
}

#[cfg(unix)]
#[test]
fn symlink_loops_are_named() {
    let corpus = Corpus::new(&[("a/b/c.txt", b"een")]);
    std::os::unix::fs::symlink(corpus.path().join("a"), corpus.path().join("a/b/lus")).unwrap();
    let (records, skipped) = corpus.read();
    assert_eq!(records.len(), 1);
    assert_eq!(skipped.len(), 1);
    assert!(skipped[0].starts_with("a/b/lus: is a link back to"), "{skipped:?}");
}

#[test]
fn the_hash_follows_the_record_not_its_place() {
    let hashes = |bytes: &[u8]| -> Vec<u64> {
        Corpus::new(&[("a.jsonl", bytes)]).read().0.iter().map(|record| record.bytes_hash).collect()
    };
    let before = hashes(b"{\"title\": \"een\"}\n{\"title\": \"twee\"}\n");
    let after = hashes(b"{\"title\": \"nul\"}\n{\"title\": \"een\"}\r\n{\"title\": \"twee!\"}");
    assert_eq!(before[0], after[1]);
    assert_ne!(before[1], after[2]);
}

#[test]
fn progress_reaches_the_size_of_the_corpus() {
    let corpus = Corpus::new(&[("a.txt", b"een"), ("b.jsonl", &b"{\"title\": \"twee\"}\n".repeat(200_000))]);
    let seen = std::sync::Arc::new(std::sync::atomic::AtomicU64::new(0));
    let counter = std::sync::Arc::clone(&seen);
    let options = ReadOptions {
        progress: Some(std::sync::Arc::new(move |progress: &ReadProgress<'_>| {
            counter.store(progress.bytes, std::sync::atomic::Ordering::Relaxed);
        })),
        ..ReadOptions::default()
    };
    let paths = [corpus.path().to_owned()];
    let size = probe(&paths);
    let summary = read(&paths, &options, &mut |_| ControlFlow::Continue(())).unwrap();
    assert_eq!((summary.files, summary.bytes), (size.files, size.bytes));
    assert!(seen.load(std::sync::atomic::Ordering::Relaxed) > 3 << 20);
}
