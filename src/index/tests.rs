use std::fs;
use std::path::{Path, PathBuf};

use tantivy::DocAddress;

use super::*;

/// A folder with a corpus file and an index.
struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn index(&self) -> PathBuf {
        self.path("index")
    }

    fn options(&self, names: &[&str]) -> UpdateOptions {
        UpdateOptions::new(self.index(), names.iter().map(|name| self.path(name)).collect())
    }

    fn update(&self, names: &[&str]) -> UpdateSummary {
        update(&self.options(names), &NoProgress).unwrap()
    }

    fn open(&self) -> Index {
        Index::open(&self.index()).unwrap()
    }

    /// Writes a JSONL file of records (id, answer).
    fn write(&self, name: &str, records: &[(&str, &str)]) {
        let lines: Vec<String> = records.iter().map(|(id, answer)| line(id, answer)).collect();
        fs::write(self.path(name), lines.join("\n")).unwrap();
    }
}

fn line(id: &str, answer: &str) -> String {
    serde_json::json!({
        "id": id, "number": id.trim_start_matches('d'), "session": "2017-2018", "date": "2018-01-19",
        "minister": "Ada Voorbeeld", "asker": "Bea Model", "title": format!("Maatwerk {id}"),
        "question": format!("1. Hoeveel maatwerkbedrijven telt gebied {id}?"), "answer": answer,
    })
    .to_string()
}

/// The ids and answers that an index holds, sorted.
fn held(index: &Index) -> Vec<(String, String)> {
    let mut held = Vec::new();
    for (number, segment) in (0..).zip(index.segments()) {
        for doc in segment.reader.doc_ids_alive() {
            let record = index.record(DocAddress::new(number, doc)).unwrap();
            let answer = &record.question.sections.answer;
            let answer = &record.question.text[answer.start as usize..answer.end as usize];
            held.push((record.question.id.clone(), answer.to_owned()));
        }
    }
    held.sort();
    held
}

fn pairs(records: &[(&str, &str)]) -> Vec<(String, String)> {
    records.iter().map(|(id, answer)| ((*id).to_owned(), (*answer).to_owned())).collect()
}

fn generations(index: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(index)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("gen-"))
        .collect();
    names.sort();
    names
}

#[test]
fn what_is_indexed_can_be_read_and_found() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "Er zijn er twaalf."), ("d2", "Er zijn er geen.")]);
    let summary = place.update(&["a.jsonl"]);
    assert_eq!((summary.added, summary.documents, summary.segments), (2, 2, 1));
    assert_eq!((summary.without_number, summary.without_date, summary.without_minister), (0, 0, 0));
    let index = place.open();
    assert_eq!(held(&index), pairs(&[("d1", "Er zijn er twaalf."), ("d2", "Er zijn er geen.")]));
    let segment = &index.segments()[0];
    assert_eq!(segment.date().unwrap().first(0), Some(17_550));
    assert_eq!(segment.words().unwrap().first(0), segment.words().unwrap().first(1));
    let family = segment.families.get("maatwerk").unwrap().unwrap();
    let mut forms = Vec::new();
    for member in &family.members {
        let mut form = Vec::new();
        segment.text.terms().ord_to_term(member.ordinal, &mut form).unwrap();
        forms.push((String::from_utf8(form).unwrap(), member.kind, member.part.clone()));
    }
    forms.sort_by(|left: &(String, _, _), right| left.0.cmp(&right.0));
    assert_eq!(
        forms,
        [
            ("maatwerk".to_owned(), crate::model::MatchKind::Lemma, 0..8),
            ("maatwerkbedrijven".to_owned(), crate::model::MatchKind::Modifier, 0..8),
        ]
    );
    let record = index.record(DocAddress::new(0, 1)).unwrap();
    assert_eq!(record.question.origin.line, Some(2));
    assert_eq!(record.anchors[0], (0, 0));
    assert!(index.record(DocAddress::new(0, 2)).is_err());
    assert!(index.record(DocAddress::new(1, 0)).is_err());
}

#[test]
fn only_what_changed_is_indexed_again() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een"), ("d2", "twee"), ("d3", "drie")]);
    place.write("b.jsonl", &[("d4", "vier")]);
    place.update(&["a.jsonl", "b.jsonl"]);
    let first = place.open();
    let same = place.update(&["a.jsonl", "b.jsonl"]);
    assert_eq!((same.unchanged, same.added, same.generation), (4, 0, first.generation()));
    assert_eq!(same.documents, 4);

    place.write("a.jsonl", &[("d5", "vijf"), ("d1", "een"), ("d2", "TWEE")]);
    let summary = place.update(&["a.jsonl", "b.jsonl"]);
    let counts = (summary.added, summary.changed, summary.removed, summary.unchanged);
    assert_eq!(counts, (1, 1, 1, 2));
    let second = place.open();
    let now = pairs(&[("d1", "een"), ("d2", "TWEE"), ("d4", "vier"), ("d5", "vijf")]);
    assert_eq!(held(&second), now);
    assert_eq!(second.build_info().documents, 4);
    // Who had the first generation open still reads it.
    assert_eq!(held(&first).len(), 4);
    assert_eq!(held(&first)[1].1, "twee");
    let moved = held_line(&second, "d1");
    assert_eq!(moved, Some(2));
    assert_eq!(generations(&place.index()), ["gen-000001", "gen-000002"]);
    drop(first);
    place.update(&["a.jsonl", "b.jsonl"]);
    assert_eq!(generations(&place.index()), ["gen-000002"]);
}

fn held_line(index: &Index, id: &str) -> Option<u64> {
    for (number, segment) in (0..).zip(index.segments()) {
        for doc in segment.reader.doc_ids_alive() {
            let record = index.record(DocAddress::new(number, doc)).unwrap();
            if record.question.id == id {
                return record.question.origin.line;
            }
        }
    }
    None
}

#[test]
fn nothing_is_removed_by_mistake() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een")]);
    place.write("b.jsonl", &[("d2", "twee")]);
    place.update(&["a.jsonl", "b.jsonl"]);
    // Adding never removes.
    place.write("a.jsonl", &[("d3", "drie")]);
    let added = update(&UpdateOptions { add: true, ..place.options(&["a.jsonl"]) }, &NoProgress).unwrap();
    assert_eq!((added.added, added.removed, added.documents), (1, 0, 3));
    // A path that is missing keeps its documents.
    fs::remove_file(place.path("b.jsonl")).unwrap();
    let kept = place.update(&["a.jsonl", "b.jsonl"]);
    assert_eq!((kept.removed, kept.kept, kept.documents), (1, 1, 2));
    assert_eq!(kept.skipped.len(), 1);
    // A path that is no longer named does not.
    let gone = place.update(&["a.jsonl"]);
    assert_eq!((gone.removed, gone.documents), (1, 1));
    // Nothing readable leaves everything as it is.
    let before = generations(&place.index());
    fs::write(place.path("a.jsonl"), "{broken\n").unwrap();
    let error = update(&place.options(&["a.jsonl"]), &NoProgress).unwrap_err();
    assert!(matches!(error, IndexError::NothingRead { .. }), "{error}");
    assert_eq!(generations(&place.index()), before);
    assert_eq!(held(&place.open()), pairs(&[("d3", "drie")]));
}

#[test]
fn a_dry_run_counts_as_the_run_does() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een"), ("d2", "twee")]);
    place.update(&["a.jsonl"]);
    place.write("b.jsonl", &[("d2", "tweede"), ("d3", "drie")]);
    let run = |dry_run| {
        let options = UpdateOptions { add: true, dry_run, ..place.options(&["b.jsonl"]) };
        let summary = update(&options, &NoProgress).unwrap();
        (summary.added, summary.changed, summary.removed)
    };
    assert_eq!(run(true), (1, 1, 0));
    assert_eq!(run(false), (1, 1, 0));
}

#[test]
fn files_that_are_gone_are_forgotten() {
    let place = Place::new();
    let names: Vec<String> = (0..20).map(|number| format!("f{number}.jsonl")).collect();
    for (number, name) in names.iter().enumerate() {
        place.write(name, &[(&format!("d{number}"), "een")]);
    }
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    place.update(&all);
    place.write("nieuw.jsonl", &[("n1", "nieuw")]);
    place.update(&["f3.jsonl", "nieuw.jsonl"]);
    super::compact(&place.options(&[]), &NoProgress).unwrap();
    let bytes = place.open().directory().bytes(super::documents::FILE).unwrap();
    let manifest = super::documents::Documents::from_bytes(&bytes).unwrap();
    let mut paths: Vec<&str> =
        manifest.files.iter().map(|file| file.path.rsplit('/').next().unwrap_or_default()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["f3.jsonl", "nieuw.jsonl"]);
    assert_eq!(place.update(&["f3.jsonl", "nieuw.jsonl"]).unchanged, 2);
    assert!(
        super::verify(&place.index(), &place.options(&["f3.jsonl", "nieuw.jsonl"]).sources)
            .unwrap()
            .is_good()
    );
}

#[test]
fn a_file_that_was_cut_short_keeps_its_documents() {
    let place = Place::new();
    let names: Vec<(String, String)> =
        (0..200).map(|number| (format!("d{number}"), format!("antwoord {number}"))).collect();
    let records: Vec<(&str, &str)> = names.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    place.write("a.jsonl", &records);
    let lines = fs::read(place.path("a.jsonl")).unwrap();
    let array = format!("[{}]", String::from_utf8_lossy(lines.trim_ascii_end()).replace('\n', ",\n"));
    let mut archive = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut archive, &lines).unwrap();
    for (name, whole) in
        [("a.jsonl", lines), ("b.json", array.into_bytes()), ("c.jsonl.gz", archive.finish().unwrap())]
    {
        let place = Place::new();
        fs::write(place.path(name), &whole).unwrap();
        assert_eq!(place.update(&[name]).added, 200, "{name}");
        fs::write(place.path(name), &whole[..whole.len() / 2 + 3]).unwrap();
        let cut = place.update(&[name]);
        assert_eq!((cut.removed, cut.skipped.len(), cut.documents), (0, 1, 200), "{name}");
        assert_eq!(cut.kept + cut.unchanged, 200, "{name}");
        // What went wrong is told once, not once a document.
        let sources = place.options(&[name]).sources;
        let report = super::verify(&place.index(), &sources).unwrap();
        assert_eq!(report.findings.len(), 1, "{name}: {:?}", report.findings);
        assert!(report.findings[0].file.ends_with(name));
        fs::write(place.path(name), &whole).unwrap();
        assert_eq!(place.update(&[name]).unchanged, 200, "{name}");
        assert!(super::verify(&place.index(), &sources).unwrap().is_good(), "{name}");
    }
}

#[test]
fn what_holds_nothing_to_index_is_no_fault_of_the_index() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een")]);
    fs::write(place.path("leeg.txt"), "").unwrap();
    fs::write(place.path("streepjes.txt"), "---\n...\n!!!\n").unwrap();
    let paths = ["a.jsonl", "leeg.txt", "streepjes.txt"];
    let summary = place.update(&paths);
    let mut reasons: Vec<&str> = summary.skipped.iter().map(|skipped| skipped.reason.as_str()).collect();
    reasons.sort_unstable();
    assert_eq!(reasons, ["holds neither a question nor an answer", "is empty"]);
    let report = super::verify(&place.index(), &place.options(&paths).sources).unwrap();
    assert!(report.is_good(), "{:?}", report.findings);
}

#[test]
fn a_changed_sidecar_or_member_of_an_archive_is_only_that() {
    use std::io::Write as _;
    let place = Place::new();
    let text = |number: u8| format!("Vraag nr. {number}\nHoeveel maatwerkbedrijven telt gebied {number}?\n");
    let archive = |changed: &str| {
        let mut archive = zip::ZipWriter::new(fs::File::create(place.path("folder/c.zip")).unwrap());
        for (name, text) in [("x.txt", text(3)), ("y.txt", changed.to_owned()), ("z.txt", text(5))] {
            archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            archive.write_all(text.as_bytes()).unwrap();
        }
        archive.finish().unwrap();
    };
    fs::create_dir(place.path("folder")).unwrap();
    fs::write(place.path("folder/a.txt"), text(1)).unwrap();
    fs::write(place.path("folder/b.txt"), text(2)).unwrap();
    let sidecar = |party: &str| {
        let rows = format!("file,asker,party\na.txt,Ada Voorbeeld,Geel\nb.txt,Bea Model,{party}\n");
        fs::write(place.path("folder/metadata.csv"), rows).unwrap();
    };
    sidecar("Blauw");
    archive(&text(4));
    assert_eq!(place.update(&["folder"]).added, 5);
    sidecar("Groen");
    let summary = place.update(&["folder"]);
    assert_eq!((summary.changed, summary.unchanged, summary.added, summary.removed), (1, 4, 0, 0));
    archive("Vraag nr. 4\nWie telt ze?\n");
    let summary = place.update(&["folder"]);
    assert_eq!((summary.changed, summary.unchanged, summary.added, summary.removed), (1, 4, 0, 0));
    let parties: Vec<String> = (0..)
        .zip(place.open().segments())
        .flat_map(|(number, segment)| segment.reader.doc_ids_alive().map(move |doc| (number, doc)))
        .map(|(number, doc)| place.open().record(DocAddress::new(number, doc)).unwrap().question)
        .flat_map(|question| question.askers.into_iter().filter_map(|asker| asker.party))
        .collect();
    assert_eq!(parties.len(), 2);
    assert!(parties.contains(&"Groen".to_owned()) && parties.contains(&"Geel".to_owned()));
}

#[test]
fn fifty_small_updates_leave_few_segments() {
    let place = Place::new();
    let mut records: Vec<(String, String)> =
        (0..400).map(|number| (format!("d{number}"), format!("antwoord {number}"))).collect();
    let mut most = 0;
    for run in 0..=50 {
        records.push((format!("n{run}"), format!("nieuw {run}")));
        records[run].1 = format!("gewijzigd {run}");
        let borrowed: Vec<(&str, &str)> =
            records.iter().map(|(id, answer)| (id.as_str(), answer.as_str())).collect();
        place.write("a.jsonl", &borrowed);
        most = most.max(place.update(&["a.jsonl"]).segments);
    }
    assert!(most <= 8, "{most} segments");
    assert_eq!(held(&place.open()).len(), records.len());
}

#[test]
fn a_dry_run_only_counts() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een"), ("d2", "twee")]);
    let dry = |place: &Place| UpdateOptions { dry_run: true, ..place.options(&["a.jsonl"]) };
    let summary = update(&dry(&place), &NoProgress).unwrap();
    assert_eq!((summary.added, summary.documents), (2, 2));
    assert!(!place.index().exists());
    place.update(&["a.jsonl"]);
    place.write("a.jsonl", &[("d2", "twee"), ("d3", "drie"), ("d4", "vier")]);
    let summary = update(&dry(&place), &NoProgress).unwrap();
    assert_eq!((summary.added, summary.removed, summary.unchanged, summary.documents), (2, 1, 1, 3));
    assert_eq!(held(&place.open()).len(), 2);
    // What a dry run says is what the run then does.
    place.write("a.jsonl", &[("d2", "twee anders"), ("d3", "drie")]);
    let counts = |summary: &UpdateSummary| {
        (summary.added, summary.changed, summary.removed, summary.unchanged, summary.documents)
    };
    let said = update(&dry(&place), &NoProgress).unwrap();
    assert_eq!(counts(&said), (1, 1, 1, 0, 2));
    assert_eq!(counts(&place.update(&["a.jsonl"])), counts(&said));
}

#[test]
fn sources_come_and_go_on_their_own() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een")]);
    place.write("b.jsonl", &[("d1", "twee")]);
    let source = |name: &str, file: &str| UpdateOptions {
        sources: vec![SourceOptions {
            name: name.to_owned(),
            paths: vec![place.path(file)],
            ..SourceOptions::default()
        }],
        ..place.options(&[])
    };
    update(&source("vlaams", "a.jsonl"), &NoProgress).unwrap();
    let summary = update(&source("kamer", "b.jsonl"), &NoProgress).unwrap();
    assert_eq!((summary.added, summary.removed, summary.documents), (1, 0, 2));
    let index = place.open();
    let sources: Vec<(&str, u64)> =
        index.build_info().sources.iter().map(|source| (source.name.as_str(), source.documents)).collect();
    assert_eq!(sources, [("kamer", 1), ("vlaams", 1)]);
    let removal = UpdateOptions {
        sources: Vec::new(),
        remove_sources: vec!["vlaams".to_owned()],
        ..place.options(&[])
    };
    let summary = update(&removal, &NoProgress).unwrap();
    assert_eq!((summary.removed, summary.documents), (1, 1));
    assert_eq!(held(&place.open()), pairs(&[("d1", "twee")]));
}

#[test]
fn a_good_index_verifies_and_compacts() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een"), ("d2", "twee")]);
    place.update(&["a.jsonl"]);
    place.write("a.jsonl", &[("d1", "een"), ("d3", "drie"), ("d4", "vier"), ("d5", "vijf")]);
    place.update(&["a.jsonl"]);
    let options = place.options(&["a.jsonl"]);
    let report = verify(&place.index(), &options.sources).unwrap();
    assert_eq!(report.findings, []);
    assert_eq!((report.documents, report.records), (4, 4));
    let summary = compact(&options, &NoProgress).unwrap();
    assert_eq!((summary.segments, summary.documents), (1, 4));
    assert_eq!(place.open().segments()[0].reader.max_doc(), 4);
    assert_eq!(verify(&place.index(), &options.sources).unwrap().findings, []);
    assert_eq!(compact(&options, &NoProgress).unwrap().generation, summary.generation);
    place.write("a.jsonl", &[("d1", "anders")]);
    let report = verify(&place.index(), &options.sources).unwrap();
    assert_eq!(report.findings.len(), 5, "one is not in the index, four are gone: {:?}", report.findings);
}

#[test]
fn a_rebuild_keeps_the_other_sources() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een")]);
    place.write("b.jsonl", &[("d1", "twee")]);
    let source = |name: &str, file: &str| SourceOptions {
        name: name.to_owned(),
        paths: vec![place.path(file)],
        ..SourceOptions::default()
    };
    let both = vec![source("vlaams", "a.jsonl"), source("kamer", "b.jsonl")];
    update(&UpdateOptions { sources: both, ..place.options(&[]) }, &NoProgress).unwrap();
    let one =
        UpdateOptions { sources: vec![source("kamer", "b.jsonl")], rebuild: true, ..place.options(&[]) };
    let summary = update(&one, &NoProgress).unwrap();
    assert_eq!(summary.documents, 2);
    assert!(summary.rebuilt.is_some());
}

#[test]
fn a_flipped_bit_is_an_error_or_harmless() {
    let place = Place::new();
    let records: Vec<(String, String)> = (0..60)
        .map(|n| (format!("d{n}"), format!("Er zijn {n} maatwerkbedrijven met {} werknemers.", n * 17)))
        .collect();
    let records: Vec<(&str, &str)> =
        records.iter().map(|(id, answer)| (id.as_str(), answer.as_str())).collect();
    place.write("a.jsonl", &records);
    place.update(&["a.jsonl"]);
    let good = held(&place.open());
    let folder = place.index().join("gen-000001");
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| fs::metadata(file).is_ok_and(|metadata| metadata.len() > 0));
    files.push(place.index().join("CURRENT"));
    files.sort();
    let mut state = 7_u64;
    for round in 0..400 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let file = &files[round % files.len()];
        let bytes = fs::read(file).unwrap();
        let mut altered = bytes.clone();
        let at = (state >> 16) as usize % altered.len();
        altered[at] ^= 1 << (state >> 60 & 7);
        fs::write(file, &altered).unwrap();
        let outcome = std::panic::catch_unwind(|| {
            let index = Index::open(&place.index())?;
            for (number, segment) in (0..).zip(index.segments()) {
                for doc in 0..segment.reader.max_doc() {
                    let record = index.record(DocAddress::new(number, doc))?;
                    assert!(good.iter().any(|(id, _)| *id == record.question.id));
                    let _ = segment.group(doc);
                }
                segment.date()?;
                segment.facets("minister")?;
                if let Ok(Some(family)) = segment.families.get("maatwerkbedrijf") {
                    assert_eq!(family.members.len(), 1);
                }
            }
            Ok::<_, IndexError>(held(&index))
        });
        let outcome = outcome.unwrap_or_else(|_| panic!("bit at {at} of {}", file.display()));
        if let Ok(read) = outcome {
            assert_eq!(read, good, "bit at {at} of {}", file.display());
        }
        if file.starts_with(&folder) {
            let report = verify(&place.index(), &[]).map(|report| report.is_good());
            assert!(!matches!(report, Ok(true)), "verify missed the bit at {at} of {}", file.display());
        }
        fs::write(file, &bytes).unwrap();
    }
    assert_eq!(held(&place.open()), good);
}

#[test]
fn a_failing_disk_leaves_the_old_state() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "een"), ("d2", "twee"), ("d3", "drie"), ("d4", "vier")]);
    place.update(&["a.jsonl"]);
    let old = held(&place.open());
    place.write("a.jsonl", &[("d1", "een"), ("d2", "twee"), ("d3", "anders"), ("d5", "vijf")]);
    let new = pairs(&[("d1", "een"), ("d2", "twee"), ("d3", "anders"), ("d5", "vijf")]);
    let mut failures = 0;
    loop {
        faults::fail_after(Some(failures));
        let outcome = update(&place.options(&["a.jsonl"]), &NoProgress);
        faults::fail_after(None);
        if outcome.is_ok() {
            break;
        }
        let error = outcome.unwrap_err().to_string();
        assert!(error.contains("space") || error.contains("full"), "{error}");
        assert_eq!(held(&place.open()), old, "after {failures} operations");
        assert_eq!(generations(&place.index()).len(), 1, "after {failures} operations: {error}");
        failures += 1;
        assert!(failures < 1_000);
    }
    assert!(failures > 40, "only {failures} operations can fail");
    assert_eq!(held(&place.open()), new);
    assert!(verify(&place.index(), &[]).unwrap().is_good());
}

#[test]
fn lists_are_asked_for_where_they_stand() {
    let place = Place::new();
    place.write("a.jsonl", &[("d1", "Er zijn er twaalf."), ("d2", "Er zijn er geen.")]);
    place.update(&["a.jsonl"]);
    let index = place.open();
    let engine = tantivy::Index::open(index.directory().clone()).unwrap();
    let (_, fields) = Fields::build();
    let segment = &engine.searchable_segments().unwrap()[0];
    let reader = &index.segments()[0];
    for (field, lists) in [(fields.text, &reader.text), (fields.title, &reader.title)] {
        let component = tantivy::index::SegmentComponent::Postings;
        let file = fs::read(index.generation_path().join(segment.relative_path(component.clone()))).unwrap();
        let start =
            lists::Lists::open(index.directory(), segment, component, field).unwrap().unwrap().start();
        // The lists of a field begin with the number of its tokens.
        assert_eq!(file[start..start + 8], lists.total_num_tokens().to_le_bytes());
    }
    let component = tantivy::index::SegmentComponent::Positions;
    let none = lists::Lists::open(index.directory(), segment, component, fields.id).unwrap();
    assert!(none.is_none());
}
