//! Reading whole corpora from disk.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

use super::*;

/// A file of the material that lies beside the repository, when it is there.
pub(super) fn shared(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("VRAAGBAAK_SHARED")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"), std::path::PathBuf::from);
    if !root.is_dir() {
        println!("skipped: ../shared is absent");
        return None;
    }
    Some(fs::read(root.join(path)).unwrap())
}

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
    c.json:1: the rest of it cannot be read: '3' where an object, a comma or the array's end was expected; fetch it again, or mend it at this line
    d.json:1: the rest of it cannot be read: the file ends inside an object; fetch it again, or mend it at this line
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
    let corpus = Corpus::new(&[
        ("a.txt", b"een"),
        ("b.jsonl", &b"{\"title\": \"twee\"}\n".repeat(200_000)),
        ("c.zip", &zip_of(&[("a.txt", b"drie"), ("b.txt", b"vier")])),
        ("d.png", &[b"\x89PNG".as_slice(), &vec![7; 1 << 20]].concat()),
        ("metadata.csv", b"bestand;titel\na.txt;kop\n"),
    ]);
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

const DOMAIN_TEXT: &str = "De minister beëindigt de regeling.";

#[test]
fn formats_are_told_by_content_not_by_ending() {
    let utf16: Vec<u8> = "{\"title\": \"zestien é\"}\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let docx = super::docx::tests::package(&[(
        "document.xml",
        "<w:document><w:p><w:r><w:t>Word</w:t></w:r></w:p></w:document>",
    )]);
    let corpus = Corpus::new(&[
        ("a.txt", b"{\"title\": \"lijn\"}\n{\"title\": \"tweede\"}\n"),
        ("b.dat", b"Onderwerp;Nummer;Vraagsteller\ntabel;12;An Aerts\n"),
        ("c.txt", b"<!DOCTYPE html><html><body><p>web</p></body></html>"),
        ("d.txt", b"<?xml version=\"1.0\"?><kamervragen><vraag><nr>1</nr><al>xml</al></vraag></kamervragen>"),
        ("e.bin", &docx),
        ("f.txt", &utf16),
        ("g.jsonl", b"[{\"title\": \"rij\"}]"),
        ("h.csv", DOMAIN_TEXT.as_bytes()),
        ("i", b"ge\xEBvalueerd"),
    ]);
    let (records, skipped) = corpus.read();
    let texts: Vec<&str> = records.iter().map(text).collect();
    assert_eq!(
        texts,
        [
            "lijn",
            "tweede",
            "tabel",
            "web\n",
            "Tweede Kamer der Staten-Generaal\nVraag 1\nxml\n",
            "Word\n",
            "zestien é",
            "rij",
            "geëvalueerd"
        ]
    );
    assert_eq!(
        skipped,
        [
            "h.csv:1: no column of its header is known (De minister beëindigt de regeling.); name its columns with \
          --map, for example --map title=onderwerp"
        ]
    );
}

#[test]
fn tables_are_read_with_every_delimiter_and_map() {
    let flemish = "nummer;zittingsjaar;onderwerp;thema;vraagsteller;minister;publicatiedatum;soort-antwoord;tijdig;document\n\
        221;2030-2031;\"Fietspaden;\nonderhoud\";Mobiliteit;An Aerts;Bo Baert;2031-02-01;gecoördineerd;ja;https://example.org/1\n\
        \n222;2030-2031;Kort\n223;2030-2031;a;b;c;d;e;f;g;h;te veel\n";
    let corpus = Corpus::new(&[
        ("a.csv", flemish.as_bytes()),
        ("b.tsv", b"titel\tvraag\r\neen\ttwee\r\n"),
        ("c.csv", b"kop,steller\nvreemd,Cas Claes\n"),
    ]);
    let map = parse_map("title=kop, asker=steller").unwrap();
    let (records, skipped) = corpus.read_with(&ReadOptions { map, ..ReadOptions::default() });
    let fields: Vec<&RawFields> = records
        .iter()
        .map(|record| match &record.body {
            RawBody::Fields(fields) => &**fields,
            RawBody::Text(_) => panic!("a row is no text"),
        })
        .collect();
    assert_eq!(fields[0].title.as_deref(), Some("Fietspaden;\nonderhoud"));
    assert_eq!(fields[0].number.as_deref(), Some("221"));
    assert_eq!(fields[0].session.as_deref(), Some("2030-2031"));
    assert_eq!(fields[0].date, None);
    assert_eq!(
        (&fields[0].askers[..], &fields[0].ministers[..]),
        (&["An Aerts".into()][..], &["Bo Baert".into()][..])
    );
    assert_eq!(fields[0].url.as_deref(), Some("https://example.org/1"));
    assert_eq!(fields[1].title.as_deref(), Some("Kort"));
    assert_eq!(fields[2].question.as_deref(), Some("twee"));
    assert_eq!(
        (fields[3].title.as_deref(), &fields[3].askers[..]),
        (Some("vreemd"), &["Cas Claes".into()][..])
    );
    assert_eq!(records[0].origin.line, Some(2));
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert!(
        skipped[0].starts_with("a.csv:6: broken table row: 11 values where the header has 10"),
        "{skipped:?}"
    );
    assert_eq!(parse_map("title"), Err(CorpusError::MapPair("title".into())));
    assert_eq!(parse_map("kleur=x"), Err(CorpusError::MapField("kleur".into())));
}

#[test]
fn an_unclosed_quotation_mark_does_not_swallow_memory() {
    let mut bytes = b"titel;vraag\neen;twee\n\"open;".to_vec();
    bytes.extend_from_slice(&b"x;y\n".repeat(1 << 20));
    let corpus = Corpus::new(&[("a.csv", &bytes), ("b.txt", b"goed")]);
    let options = ReadOptions { max_record_bytes: 1 << 20, ..ReadOptions::default() };
    let (records, skipped) = corpus.read_with(&options);
    assert_eq!(records.iter().map(text).collect::<Vec<_>>(), ["een", "goed"]);
    assert!(skipped[0].contains("broken table row: longer than 1 MB"), "{skipped:?}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    use std::io::Write as _;
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

#[test]
fn compressed_files_and_archives_are_read_and_damage_is_named() {
    let lines = b"{\"title\": \"een\"}\n{\"title\": \"twee\"}\n";
    let mut cut = gzip(&lines.repeat(5_000));
    cut.truncate(cut.len() / 2);
    let inner = zip_of(&[("diep.txt", b"diep")]);
    let deeper = zip_of(&[("dieper.zip", &zip_of(&[("x.zip", &inner)]))]);
    let corpus = Corpus::new(&[
        ("a.jsonl.gz", &gzip(lines)),
        ("b.txt.zst", &zstd::encode_all(&b"zstandaard"[..], 3).unwrap()),
        (
            "c.zip",
            &zip_of(&[
                ("map/z.txt", b"lid z"),
                ("map/a.jsonl", lines),
                ("README.md", b"x"),
                ("leeg.txt", b""),
            ]),
        ),
        ("d.jsonl.gz", &cut),
        ("e.zip", &zip_of(&[("binnen.zip", &inner)])),
        ("f.zip", &deeper),
        ("g.zip", b"PK\x03\x04 no archive"),
    ]);
    let (records, skipped) = corpus.read();
    let found: Vec<_> = records
        .iter()
        .filter(|record| record.origin.path != "d.jsonl.gz")
        .map(|record| (record.origin.path.as_str(), record.origin.member.as_deref(), text(record)))
        .collect();
    assert_eq!(
        found,
        [
            ("a.jsonl.gz", None, "een"),
            ("a.jsonl.gz", None, "twee"),
            ("b.txt.zst", None, "zstandaard"),
            ("c.zip", Some("map/a.jsonl"), "een"),
            ("c.zip", Some("map/a.jsonl"), "twee"),
            ("c.zip", Some("map/z.txt"), "lid z"),
            ("e.zip", Some("binnen.zip!/diep.txt"), "diep"),
        ]
    );
    insta::assert_snapshot!(skipped.join("\n"), @r"
    c.zip!/leeg.txt: is empty; remove it, or fetch it again
    d.jsonl.gz:4559: broken or truncated archive: incomplete deflate stream; fetch it again, or unpack it first
    f.zip!/dieper.zip!/x.zip: archives lie too deep in each other; unpack it first
    g.zip: broken or truncated archive: invalid Zip archive: Could not find EOCD; fetch it again, or unpack it first
    ");
}

#[test]
fn bombs_are_stopped() {
    let zeros = vec![b' '; 300 << 20];
    let corpus = Corpus::new(&[("a.jsonl.gz", &gzip(&zeros)), ("b.txt", b"goed")]);
    let (records, skipped) = corpus.read();
    assert_eq!(records.len(), 1);
    assert_eq!(skipped.len(), 1, "{skipped:?}");
    assert!(skipped[0].contains("zip bomb"), "{skipped:?}");
}

#[test]
fn metadata_beside_files_overrides_and_counts_into_the_hash() {
    let corpus = Corpus::new(&[
        ("a.txt", b"Zonder kop"),
        ("b.txt", b"Ook zonder"),
        ("map/c.jsonl", b"{\"title\": \"oud\", \"number\": 3}\n"),
        ("map/metadata.jsonl", b"{\"bestand\": \"c.jsonl\", \"title\": \"nieuw\"}\n{\"title\": \"wat\"}\n"),
        ("metadata.csv", b"bestand;nummer;vraagsteller\na.txt;17;An Aerts\nweg.txt;1;x\n"),
        ("z.zip", &zip_of(&[("m/a.txt", b"lid"), ("m/metadata.csv", b"file,title\na.txt,kop\n")])),
    ]);
    let (records, skipped) = corpus.read();
    let [a, b, c, z] = &records[..] else { panic!("{records:?}") };
    let fields = |record: &RawRecord| match &record.body {
        RawBody::Fields(fields) => (**fields).clone(),
        RawBody::Text(text) => panic!("{text}"),
    };
    let a_fields = fields(a);
    assert_eq!((a_fields.text.as_deref(), a_fields.number.as_deref()), (Some("Zonder kop"), Some("17")));
    assert_eq!(b.body, RawBody::Text("Ook zonder".into()));
    assert_eq!((fields(c).title.as_deref(), fields(c).number.as_deref()), (Some("nieuw"), Some("3")));
    assert_eq!((fields(z).title.as_deref(), fields(z).text.as_deref()), (Some("kop"), Some("lid")));
    insta::assert_snapshot!(skipped.join("\n"), @r"
    metadata.csv:3: metadata beside the files: 'weg.txt' is not there; mend metadata.csv or metadata.jsonl; the column of file names is called file or bestand
    map/metadata.jsonl:2: metadata beside the files: a row names no file; mend metadata.csv or metadata.jsonl; the column of file names is called file or bestand
    ");

    corpus.write("metadata.csv", b"bestand;nummer;vraagsteller\na.txt;18;An Aerts\n");
    let (again, _) = corpus.read();
    assert_ne!(again[0].bytes_hash, a.bytes_hash);
    assert_eq!(again[1].bytes_hash, b.bytes_hash);
}

#[test]
fn a_file_that_changes_while_it_is_read_is_named() {
    let corpus = Corpus::new(&[("a.jsonl", &b"{\"title\": \"een\"}\n".repeat(50_000))]);
    let mut skipped = Vec::new();
    let mut first = true;
    read(&[corpus.path().to_owned()], &ReadOptions::default(), &mut |record| {
        if std::mem::take(&mut first) {
            let path = corpus.path().join("a.jsonl");
            let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
            std::io::Write::write_all(&mut file, b"{\"title\": \"laat\"}\n").unwrap();
        }
        skipped.extend(record.err().map(|skipped| skipped.reason.to_string()));
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(skipped, ["changed while it was read"]);
}

#[test]
fn real_corpora_are_read_whole() {
    let Some(bytes) = shared("corpus/chamber-2017-jan-apr.jsonl") else { return };
    let corpus = Corpus::new(&[("chamber.jsonl", &bytes)]);
    let (records, skipped) = corpus.read();
    assert_eq!((records.len(), skipped.len()), (2_232, 0));
    for record in &records {
        let RawBody::Fields(fields) = &record.body else { panic!("no fields") };
        assert!(fields.id.is_some() && fields.title.is_some() && fields.question.is_some());
    }
}

#[cfg(unix)]
#[test]
fn unreadable_folders_and_files_are_named_and_may_hide_records() {
    use std::os::unix::fs::PermissionsExt as _;
    let corpus = Corpus::new(&[("dicht/a.txt", b"een"), ("b.txt", b"twee"), ("c.txt", b"drie")]);
    let close = |name: &str, mode| {
        fs::set_permissions(corpus.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    };
    close("dicht", 0o000);
    close("b.txt", 0o000);
    if fs::read(corpus.path().join("b.txt")).is_ok() {
        println!("skipped: this user may read everything");
        close("dicht", 0o755);
        return;
    }
    let (records, skipped) = corpus.read();
    close("dicht", 0o755);
    assert_eq!(records.len(), 1);
    assert_eq!(skipped.len(), 2, "{skipped:?}");
    assert!(skipped.iter().all(|line| line.contains("check its permissions")), "{skipped:?}");
}

#[test]
fn reasons_tell_whether_records_may_be_hidden() {
    assert!(SkipReason::Missing.may_hide_records());
    assert!(SkipReason::Changed.may_hide_records());
    assert!(SkipReason::Archive(String::new()).may_hide_records());
    assert!(SkipReason::Rest(String::new()).may_hide_records());
    assert!(!SkipReason::Empty.may_hide_records());
    assert!(!SkipReason::Json(String::new()).may_hide_records());
}

/// Beginnings that lead to every format, so that arbitrary bytes reach every decoder.
const BEGINNINGS: [&[u8]; 12] = [
    b"",
    b"{\"title\": \"",
    b"[{",
    b"titel;vraag;antwoord\n",
    b"<!DOCTYPE html><table><tr><td>",
    b"<?xml version=\"1.0\"?><kamervragen><vraag><nr>",
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog",
    b"PK\x03\x04",
    b"\x1F\x8B\x08\x00\x00\x00\x00\x00\x00\x03",
    b"\x28\xB5\x2F\xFD\x04",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
];

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(64))]
    #[test]
    fn no_bytes_make_it_panic(
        begin in 0..BEGINNINGS.len(),
        rest in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300),
        tail in "[<>{}\\[\\]\",;:/a-z0-9 \\n&#]{0,200}",
    ) {
        let bytes = [BEGINNINGS[begin], &rest, tail.as_bytes()].concat();
        let text = [BEGINNINGS[begin], tail.as_bytes()].concat();
        for bytes in [bytes, text] {
            let (records, skipped) = Corpus::new(&[("a", &bytes), ("b.csv", &bytes), ("c.jsonl", &bytes)]).read();
            proptest::prop_assert!(records.len() + skipped.len() > 0);
        }
    }
}

#[test]
fn the_documentation_names_the_fields_that_are_known() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/formats.md")).unwrap();
    let names = super::names::FieldNames::new(&[]).unwrap();
    let mut documented = 0;
    for line in page.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<&str> =
            line.trim_matches('|').split('|').map(|cell| cell.trim().trim_matches('`')).collect();
        let [field, others] = cells[..] else { continue };
        let field = names.field(field).unwrap_or_else(|| panic!("{field} is no field"));
        for other in others.split(',').map(|other| other.replace("(s)", "s")) {
            assert_eq!(names.field(&other), Some(field), "{other}");
        }
        documented += 1;
    }
    assert_eq!(documented, super::names::FIELDS.len());
}
