use std::ops::Range;

use tantivy::directory::FileSlice;
use tantivy::postings::Postings;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{DocSet, InvertedIndexReader, SegmentReader, TERMINATED, TantivyDocument};

use super::*;

/// Every form is its own lemma; what begins with `w` and goes on belongs to `w`; `x` splits `maat|x`.
struct Toy;

impl FormKeys for Toy {
    fn keys(&self, term: &str, sink: &mut dyn FnMut(&str, MatchKind, Range<usize>)) {
        sink(term, MatchKind::Lemma, 0..term.len());
        if term.starts_with('w') && term.len() > 1 {
            sink("w", MatchKind::Head, 0..1);
            // The same key once more and weaker: only the stronger link counts.
            sink("w", MatchKind::Repaired, 0..1);
        }
        if let Some(at) = term.find("maat").filter(|at| *at > 0) {
            sink("maat", MatchKind::Modifier, at..at + 4);
        }
    }
}

struct Sample {
    _index: tantivy::Index,
    text: Arc<InvertedIndexReader>,
    /// Every title is the first words of the text.
    title: Arc<InvertedIndexReader>,
}

fn sample(docs: &[String]) -> Sample {
    let mut schema = Schema::builder();
    let options = TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer("whitespace")
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let title = schema.add_text_field("title", options.clone());
    let field = schema.add_text_field("text", options);
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
    for (number, doc) in docs.iter().enumerate() {
        let mut document = TantivyDocument::default();
        document.add_text(field, doc);
        if let Some((words, _)) = doc.match_indices(' ').nth(number % 7).map(|(end, _)| doc.split_at(end)) {
            document.add_text(title, words);
        }
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    let segment = index.searchable_segments().unwrap().remove(0);
    let reader = SegmentReader::open(&segment).unwrap();
    let [text, title] = [field, title].map(|field| reader.inverted_index(field).unwrap());
    Sample { _index: index, text, title }
}

fn table(sample: &Sample, threads: usize) -> (FamilyTable, Vec<u8>) {
    let mut bytes = Vec::new();
    let counts = build(&sample.text, &sample.title, &Toy, threads, &mut bytes).unwrap();
    assert_eq!(counts.bytes, bytes.len() as u64);
    (FamilyTable::open(FileSlice::from(bytes.clone()), None).unwrap(), bytes)
}

/// 300 documents with forms `w0` … `w59`, the lower the number the more frequent.
fn documents() -> Vec<String> {
    (0..300_usize)
        .map(|doc| {
            let mut words = vec!["w".to_owned(), "opmaat".to_owned()];
            for form in (0..60).filter(|form| doc % (form + 1) == 0) {
                words.push(format!("w{form}"));
                words.push("en".to_owned());
                if form % 7 == 0 {
                    words.push(format!("w{form}"));
                }
            }
            words.join(" ")
        })
        .collect()
}

#[test]
fn a_family_is_all_its_forms_the_frequent_ones_apart() {
    let sample = sample(&documents());
    let (families, bytes) = table(&sample, 2);
    assert_eq!(bytes, table(&sample, 1).1, "the threads change nothing");
    assert_eq!(families.terms(), 63);
    let text = &sample.text;
    assert!(families.get("en").unwrap().is_none(), "a word alone needs no family");
    assert!(families.get("onbekend").unwrap().is_none());
    let maat = families.get("maat").unwrap().unwrap();
    assert_eq!(maat.members.len(), 1);
    assert_eq!((maat.members[0].kind, &maat.members[0].part), (MatchKind::Modifier, &(2..6)));
    let family = families.get("w").unwrap().unwrap();
    assert_eq!(family.members.len(), HEAD_MEMBERS);
    let tail = family.tail.unwrap();
    assert_eq!(tail.members() as usize, 61 - HEAD_MEMBERS);

    let mut in_titles = 0;
    let mut terms = text.terms().stream().unwrap();
    while terms.advance() {
        let info = families.title_info(terms.term_ord()).unwrap();
        assert_eq!(info, sample.title.terms().get(terms.key()).unwrap());
        in_titles += usize::from(info.is_some());
    }
    assert!((3..63).contains(&in_titles), "{in_titles} words in titles");
    assert!(families.title_info(63).unwrap().is_none());

    // Heads and tail together hold exactly the postings of the forms.
    let mut name = Vec::new();
    let mut seen = Vec::new();
    for member in &family.members {
        text.terms().ord_to_term(member.ordinal, &mut name).unwrap();
        let info = families.term_info(member.ordinal).unwrap().unwrap();
        assert_eq!(Some(&info), text.terms().get(&name).unwrap().as_ref());
        let itself = name == b"w";
        assert_eq!(member.kind, if itself { MatchKind::Lemma } else { MatchKind::Head });
        collect(text, &name, &mut seen);
    }
    let members = tail.all_members();
    let mut cursor = tail.cursor();
    let mut positions = Vec::new();
    let mut documents = std::collections::BTreeSet::new();
    while cursor.doc() != TERMINATED {
        let member = &members[cursor.member() as usize];
        text.terms().ord_to_term(member.ordinal, &mut name).unwrap();
        cursor.positions(&mut positions);
        assert_eq!(positions.len(), cursor.freq() as usize);
        seen.push((String::from_utf8(name.clone()).unwrap(), cursor.doc(), positions.clone()));
        documents.insert(cursor.doc());
        cursor.advance();
    }
    assert_eq!(tail.documents() as usize, documents.len());
    seen.sort();
    let mut expected = Vec::new();
    collect(text, b"w", &mut expected);
    for form in 0..60 {
        collect(text, format!("w{form}").as_bytes(), &mut expected);
    }
    expected.sort();
    assert_eq!(seen, expected);
}

fn collect(text: &InvertedIndexReader, term: &[u8], out: &mut Vec<(String, u32, Vec<u32>)>) {
    let info = text.terms().get(term).unwrap().unwrap();
    let mut postings =
        text.read_postings_from_terminfo(&info, IndexRecordOption::WithFreqsAndPositions).unwrap();
    while postings.doc() != TERMINATED {
        let mut positions = Vec::new();
        postings.positions(&mut positions);
        out.push((String::from_utf8(term.to_vec()).unwrap(), postings.doc(), positions));
        postings.advance();
    }
}

#[test]
fn seeking_finds_what_walking_finds() {
    let sample = sample(&documents());
    let tail = table(&sample, 2).0.get("w").unwrap().unwrap().tail.unwrap();
    let mut walked = Vec::new();
    let mut cursor = tail.cursor();
    let mut positions = Vec::new();
    while cursor.doc() != TERMINATED {
        cursor.positions(&mut positions);
        walked.push((cursor.doc(), cursor.member(), cursor.freq(), positions.clone()));
        cursor.advance();
    }
    assert!(walked.len() > 256, "several blocks");
    for step in [1, 2, 7, 50, 299] {
        let mut cursor = tail.cursor();
        for target in (0..310).step_by(step) {
            let expected = walked.iter().find(|entry| entry.0 >= target);
            assert_eq!(cursor.seek(target), expected.map_or(TERMINATED, |entry| entry.0));
            if let Some(expected) = expected {
                cursor.positions(&mut positions);
                assert_eq!((cursor.member(), &positions), (expected.1, &expected.3));
            }
        }
    }
    let mut blocks = tail.cursor();
    let mut entries = 0;
    loop {
        let (docs, members, freqs) = blocks.block();
        assert!(docs.len() == members.len() && docs.len() == freqs.len());
        entries += docs.len();
        if !blocks.next_block() {
            break;
        }
    }
    assert_eq!(entries, walked.len());
}

#[test]
fn an_altered_table_never_panics() {
    let sample = sample(&documents());
    let (_, bytes) = table(&sample, 2);
    let mut state = 1_u64;
    for _ in 0..3_000 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let mut altered = bytes.clone();
        let at = (state >> 20) as usize % altered.len();
        altered[at] ^= 1 << (state >> 60 & 7);
        let Ok(families) = FamilyTable::open(FileSlice::from(altered), None) else { continue };
        for key in ["w", "maat", "en", "w7"] {
            let Ok(Some(family)) = families.get(key) else { continue };
            for member in &family.members {
                let _ = families.term_info(member.ordinal);
                let _ = families.title_info(member.ordinal);
            }
            let Some(tail) = family.tail else { continue };
            let _ = tail.all_members();
            let mut cursor = tail.cursor();
            let mut positions = Vec::new();
            let mut steps = 0;
            while cursor.doc() != TERMINATED && steps < 10_000 {
                cursor.seek(cursor.doc() + 1);
                steps += 1;
            }
            cursor.positions(&mut positions);
        }
    }
}
