use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{SegmentReader, TantivyDocument};

use super::super::positions::Positions;
use super::*;

/// The forms of every document, in order.
type Text = Vec<Vec<u8>>;

/// The table of documents whose words are single letters, and the letters by ordinal.
fn table(documents: &Text) -> (Vec<u8>, Vec<u8>) {
    let mut schema = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("whitespace")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let field = schema.add_text_field("text", TextOptions::default().set_indexing_options(indexing));
    let index = tantivy::Index::create_in_ram(schema.build());
    let mut writer = index.writer_with_num_threads(1, 20_000_000).unwrap();
    for document in documents {
        let words: Vec<String> = document.iter().map(|&word| char::from(b'a' + word).to_string()).collect();
        let mut document = TantivyDocument::default();
        document.add_text(field, words.join(" "));
        writer.add_document(document).unwrap();
    }
    writer.commit().unwrap();
    let segment = index.searchable_segments().unwrap().remove(0);
    let text = SegmentReader::open(&segment).unwrap().inverted_index(field).unwrap();
    let positions = Positions::open(&segment, field).unwrap();
    let mut bytes = Vec::new();
    build(&text, &positions, documents.len() as u32, &mut bytes).unwrap();
    let mut letters = Vec::new();
    let mut terms = text.terms().stream().unwrap();
    while let Some((term, _)) = terms.next() {
        letters.push(term[0] - b'a');
    }
    (bytes, letters)
}

/// The documents in which one letter follows another.
type Following = BTreeMap<(u8, u8), BTreeSet<u32>>;

/// The number of documents that hold a letter, and those where one follows another.
fn counted(documents: &Text) -> (BTreeMap<u8, u32>, Following) {
    let mut letters: BTreeMap<u8, u32> = BTreeMap::new();
    let mut pairs = Following::new();
    for (doc, document) in (0..).zip(documents) {
        for &letter in document.iter().collect::<BTreeSet<_>>() {
            *letters.entry(letter).or_default() += 1;
        }
        for pair in document.windows(2) {
            pairs.entry((pair[0], pair[1])).or_default().insert(doc);
        }
    }
    (letters, pairs)
}

/// How many pairs the table knows; all of them are as counted.
fn check(documents: &Text) -> usize {
    let (bytes, letters) = table(documents);
    let pairs = Pairs::open(FileSlice::from(bytes)).unwrap();
    let (frequencies, counted) = counted(documents);
    let size = documents.len() as u32;
    let mut known = 0;
    for (left_ordinal, left) in (0..).zip(&letters) {
        for (right_ordinal, right) in (0..).zip(&letters) {
            let kept = is_worthwhile(frequencies[left], frequencies[right], size);
            let numbers = pairs.number(left_ordinal).zip(pairs.number(right_ordinal));
            assert!(numbers.is_some() || !kept, "{left} {right}");
            let Some((left_number, right_number)) = numbers else { continue };
            let Some(list) = pairs.row(left_number).unwrap().get(right_number) else { continue };
            assert!(kept, "{left} {right}");
            let mut found = Vec::new();
            pairs.documents(list, |doc| found.push(doc)).unwrap();
            let expected: Vec<u32> = counted.get(&(*left, *right)).into_iter().flatten().copied().collect();
            assert_eq!(found, expected, "{left} {right}");
            assert_eq!(list.documents() as usize, expected.len());
            known += 1;
        }
    }
    known
}

/// Documents of random words of an alphabet; earlier letters are more frequent.
fn random(documents: usize, longest: u64, mut state: u64) -> Text {
    let mut next = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    };
    (0..documents)
        .map(|_| {
            (0..next() % longest).map(|_| ((next() % 26).min(next() % 26).min(next() % 26)) as u8).collect()
        })
        .collect()
}

#[test]
fn the_table_names_the_documents_in_which_forms_follow_each_other() {
    // More documents than a window holds, fewer and more words than a block of positions.
    let known = check(&random(1_500, 60, 7));
    assert!(known > 20, "{known}");
    assert!(check(&random(300, 900, 11)) > 0);
    // In none of these does a letter follow another, and the table knows that.
    let alone: Text = (0..300).map(|doc| vec![(doc % 3) as u8]).collect();
    assert_eq!(check(&alone), 0, "no two are frequent together");
    let apart: Text = (0..300).map(|_| vec![0, 2, 1]).collect();
    let (bytes, _) = table(&apart);
    let pairs = Pairs::open(FileSlice::from(bytes)).unwrap();
    assert_eq!(pairs.row(0).unwrap().get(1), Some(PairList::default()), "a is never before b");
    assert_eq!(pairs.row(0).unwrap().get(2), None, "a is always before c");
}

#[test]
fn a_segment_without_frequent_forms_has_an_empty_table() {
    let (bytes, _) = table(&(0..26).map(|letter| vec![letter]).collect());
    let pairs = Pairs::open(FileSlice::from(bytes)).unwrap();
    assert!(pairs.is_empty());
    assert_eq!(pairs.number(0), None);
    assert!(Pairs::none().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn it_is_so_for_any_documents(documents in 1_usize..200, longest in 1_u64..40, seed in 1_u64..u64::MAX) {
        check(&random(documents, longest, seed));
    }
}

#[test]
fn damage_is_an_error_or_other_numbers_but_no_panic() {
    let (bytes, _) = table(&random(400, 40, 3));
    let mut errors = 0;
    for place in 0..bytes.len() {
        for (from, to) in [(place, place), (place, bytes.len())] {
            let mut damaged = bytes.clone();
            damaged[from] ^= 0x55;
            damaged.truncate(to.max(1));
            let Ok(pairs) = Pairs::open(FileSlice::from(damaged)) else {
                errors += 1;
                continue;
            };
            for left in 0..pairs.forms().min(64) {
                let Ok(row) = pairs.row(left) else { continue };
                for list in (0..pairs.forms().min(64)).filter_map(|right| row.get(right)) {
                    errors += usize::from(pairs.documents(list, |_| {}).is_err());
                }
            }
            if from == to {
                break;
            }
        }
    }
    assert!(errors > 0);
}
