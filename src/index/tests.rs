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
