//! Writes the words into the block that `vraagbaak::dutch::lexicon` reads.

use super::words::Words;
use std::collections::BTreeMap;
use vraagbaak::dutch::lexicon::{HEADER, NO_HEAD, VERSION};

/// A left part: its surface, the length of its linking sound and its cost.
pub type Lefts = BTreeMap<String, (usize, u8)>;

pub fn encode(words: &Words, lefts: &Lefts) -> Vec<u8> {
    let mut counts: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
    let notes: Vec<(&str, Vec<u8>)> = words
        .iter()
        .map(|(form, word)| {
            let mut note = word.flags.to_le_bytes().to_vec();
            note.push(word.head_cost.unwrap_or(NO_HEAD));
            note.push(if word.head > 255 { 0 } else { word.head as u8 });
            let trivial = matches!(word.lemmas.as_slice(), [(_, lemma)] if lemma == form);
            let lemmas = if trivial { &[][..] } else { &word.lemmas[..word.lemmas.len().min(4)] };
            note.push(lemmas.len() as u8);
            for (kind, lemma) in lemmas {
                let (dropped, cut, tail) = edit(form, lemma);
                note.extend([*kind as u8, dropped, cut as u8, tail.len() as u8]);
                note.extend(tail.as_bytes());
            }
            *counts.entry(note.clone()).or_default() += 1;
            (form.as_str(), note)
        })
        .collect();
    let mut ranked: Vec<(Vec<u8>, usize)> = counts.into_iter().collect();
    ranked.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let mut numbers: BTreeMap<&[u8], u64> = BTreeMap::new();
    let (mut offsets, mut table) = (Vec::new(), Vec::new());
    for (number, (note, _)) in ranked.iter().enumerate() {
        numbers.insert(note, number as u64);
        offsets.extend((table.len() as u32).to_le_bytes());
        table.extend_from_slice(note);
    }
    let forms = trie(notes.iter().map(|(form, note)| (*form, numbers[note.as_slice()])));
    let left = trie(lefts.iter().map(|(surface, &(link, cost))| {
        (surface.as_str(), u64::from_le_bytes([cost, link as u8, 0, 0, 0, 0, 0, 0]))
    }));
    eprintln!(
        "{} forms {} KB, {} lefts {} KB, {} notes {} KB",
        words.len(),
        forms.len() / 1024,
        lefts.len(),
        left.len() / 1024,
        ranked.len(),
        (table.len() + offsets.len()) / 1024
    );
    let mut body = Vec::new();
    let mut places = Vec::new();
    for section in [&forms, &left, &offsets, &table] {
        places.extend(((HEADER + body.len()) as u32).to_le_bytes());
        places.extend((section.len() as u32).to_le_bytes());
        body.extend_from_slice(section);
    }
    let mut out = b"VBLX".to_vec();
    out.extend(VERSION.to_le_bytes());
    out.extend(xxhash_rust::xxh3::xxh3_64(&body).to_le_bytes());
    out.extend(places);
    out.extend(body);
    out
}

fn trie<'a>(entries: impl Iterator<Item = (&'a str, u64)>) -> Vec<u8> {
    let mut builder = fst::MapBuilder::memory();
    for (key, value) in entries {
        builder.insert(key, value).expect("keys are sorted");
    }
    builder.into_inner().expect("a trie in memory")
}

/// The edit from a form to its lemma: a dropped `ge`, bytes cut, bytes added; whichever is shorter.
fn edit(form: &str, lemma: &str) -> (u8, usize, String) {
    let simple = suffix_edit(form, lemma);
    let mut best = (255, simple.0, simple.1);
    for at in 0..form.len().saturating_sub(2).min(12) {
        if form[at..].starts_with("ge") && lemma.len() >= at && lemma[..at] == form[..at] {
            let without = format!("{}{}", &form[..at], &form[at + 2..]);
            let (cut, tail) = suffix_edit(&without, lemma);
            if cut + tail.len() + 2 < best.1 + best.2.len() && without.len() - cut >= at {
                best = (at as u8, cut, tail);
            }
        }
    }
    best
}

fn suffix_edit(form: &str, lemma: &str) -> (usize, String) {
    let shared = form.bytes().zip(lemma.bytes()).take_while(|(a, b)| a == b).count();
    (form.len() - shared, lemma[shared..].to_owned())
}
