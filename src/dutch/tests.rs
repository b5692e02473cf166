//! The chain as a whole: golden tables, and what must hold for any input.

use super::{Analyser, Analysis, Extension, Method, Tokenizer, words_line};
use crate::text::{Joining as _, LineJoin, fold};
use proptest::prelude::*;

fn table(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

#[test]
fn lemmas_are_as_written() {
    for row in table(include_str!("golden/lemmas.tsv")) {
        let lemmas = Analyser::builtin().analyse(row[0]).lemmas;
        for wanted in row[1].split(',') {
            assert!(lemmas.iter().any(|lemma| lemma == wanted), "{}: {lemmas:?}", row[0]);
        }
    }
}

#[test]
fn no_form_is_of_another_word() {
    for row in table(include_str!("golden/not_lemmas.tsv")) {
        let lemmas = Analyser::builtin().analyse(row[0]).lemmas;
        for unwanted in row[1].split(',') {
            assert!(!lemmas.iter().any(|lemma| lemma == unwanted), "{}: {lemmas:?}", row[0]);
        }
    }
}

#[test]
fn lemmas_alone_are_those_of_the_analysis() {
    let long = "werk".repeat(100);
    let odd = ["", "-", "a-", "2017-2018", "zorg-vraag", "individueelmaatwerk", "xqzwrt", &long];
    let tables = [include_str!("golden/lemmas.tsv"), include_str!("golden/splits.tsv")];
    let rows = tables.into_iter().flat_map(table).map(|row| row[0]);
    let analysers = [Method::Full, Method::Stem, Method::None]
        .map(|method| Analyser::with_method(method, &Extension::default()));
    for form in rows.chain(odd) {
        for analyser in &analysers {
            assert_eq!(analyser.lemmas(form), analyser.analyse(form).lemmas.into_vec(), "{form}");
        }
    }
}

#[test]
fn splits_are_as_written() {
    for row in table(include_str!("golden/splits.tsv")) {
        let line = words_line(row[0]);
        let found: Vec<&str> = line.split('\t').collect();
        assert_eq!((found[1], found[2]), (row[1], row[2]));
    }
}

#[test]
fn line_ends_are_joined_as_written() {
    for row in table(include_str!("golden/joining.tsv")) {
        let wanted = match row[2] {
            "join" => LineJoin::Join,
            "keep" => LineJoin::KeepHyphen,
            _ => LineJoin::KeepHyphenAndSpace,
        };
        assert_eq!(Analyser::builtin().join(row[0], row[1]), wanted, "{}-{}", row[0], row[1]);
    }
}

#[test]
fn both_readings_of_a_line_end_are_found() {
    // Joined in the text: the parts are keys. Kept: the tokens are the pieces and the joined word.
    let parts = |form: &str| Analyser::builtin().analyse(form).parts;
    let keys: Vec<String> = parts("subsidiebedrag").into_iter().map(|part| part.key).collect();
    assert_eq!(keys, ["subsidie", "bedrag"]);
    let mut forms = Vec::new();
    let text = "de lokale-diensteneconomie";
    Tokenizer::new().run(text, 0..text.len(), 0, &mut |token| forms.push(token.form.to_owned()));
    for wanted in ["lokale", "diensteneconomie", "lokalediensteneconomie"] {
        assert!(forms.iter().any(|form| form == wanted), "{forms:?}");
    }
}

#[test]
fn derivations_are_as_written() {
    for row in table(include_str!("golden/derivations.tsv")) {
        let found = Analyser::builtin().analyse(row[0]).derivations;
        let right = if row[1] == "-" { found.is_empty() } else { found.iter().any(|key| key == row[1]) };
        assert!(right, "{}: {found:?}", row[0]);
    }
}

#[test]
fn repairs_are_as_written() {
    for row in table(include_str!("golden/repair.tsv")) {
        let found = Analyser::builtin().analyse(row[0]).repaired;
        let right = if row[1] == "-" { found.is_empty() } else { found.iter().any(|key| key == row[1]) };
        assert!(right, "{}: {found:?}", row[0]);
    }
}

#[test]
fn intermediate_compounds_are_parts() {
    let analysis = Analyser::builtin().analyse("gemeenteraadsverkiezingen");
    let keys: Vec<&str> = analysis.parts.iter().map(|part| part.key.as_str()).collect();
    for wanted in ["gemeenteraad", "gemeente", "raad", "verkiezing"] {
        assert!(keys.contains(&wanted), "{keys:?}");
    }
    let part = analysis.parts.iter().find(|part| part.key == "gemeenteraad").expect("it is there");
    assert_eq!(&"gemeenteraadsverkiezingen"[part.span.clone()], "gemeenteraad", "no linking sound");
}

#[test]
fn derivations_are_weaker_keys() {
    let analyser = Analyser::builtin();
    assert!(analyser.analyse("maatwerkers").derivations.iter().any(|key| key == "maatwerk"));
    assert!(analyser.analyse("begeleiding").derivations.iter().any(|key| key == "begeleiden"));
    assert!(analyser.analyse("minister").derivations.is_empty());
}

#[test]
fn misread_words_are_repaired_but_stay_themselves() {
    let analysis = Analyser::builtin().analyse("o00g");
    assert_eq!(analysis.lemmas.as_slice(), ["o00g"]);
    assert_eq!(analysis.repaired.as_slice(), ["oog"]);
    assert!(Analyser::builtin().analyse("oog").repaired.is_empty());
}

#[test]
fn a_corpus_teaches_its_own_words() {
    let base = Analyser::builtin();
    let forms = [("zorgloket", 40), ("blorfix", 90), ("blorfixaanvraag", 3), ("covidpas", 2), ("x", 500)];
    let forms = forms.map(|(form, count)| (form.to_owned(), count));
    let extension = Extension::of(Extension::unexplained(&forms, base));
    assert!(extension.words().eq(["blorfix"]));
    let analyser = Analyser::new(&extension);
    assert_ne!(analyser.fingerprint(), base.fingerprint());
    let analysis = analyser.analyse("blorfixaanvragen");
    assert_eq!(analysis.lemmas[0], "blorfixaanvraag");
    assert_eq!(analysis.outer, [7]);
}

#[test]
fn hyphens_are_boundaries() {
    let analysis = Analyser::builtin().analyse("niet-werkende");
    assert_eq!(analysis.outer, [5]);
    assert!(analysis.parts.iter().any(|part| part.span == (5..13) && part.key == "werken"));
}

#[test]
fn very_long_words_stay_whole() {
    let word = "maatwerk".repeat(200_000);
    let began = std::time::Instant::now();
    let analysis = Analyser::builtin().analyse(&word);
    assert_eq!(analysis.lemmas.as_slice(), [word]);
    assert!(analysis.parts.is_empty());
    assert!(began.elapsed().as_secs() < 1);
}

fn check(form: &str) {
    let form = fold(form);
    let mut analysis = Analysis::default();
    Analyser::builtin().analyse_into(&form, &mut analysis);
    assert_eq!(analysis.lemmas.is_empty(), form.is_empty());
    for part in &analysis.parts {
        assert!(part.span.start < part.span.end && part.span.end <= form.len(), "{form} {part:?}");
        assert!(form.is_char_boundary(part.span.start) && form.is_char_boundary(part.span.end));
        assert!(!part.key.is_empty());
    }
    for at in analysis.outer.iter().chain(&analysis.boundaries) {
        assert!(*at > 0 && *at < form.len() && form.is_char_boundary(*at), "{form} {at}");
    }
    assert!(analysis.boundaries.is_sorted());
    assert!(analysis.outer.iter().all(|at| analysis.boundaries.contains(at)), "{form} {analysis:?}");
}

proptest! {
    #[test]
    fn any_text_is_analysed(word in "\\PC{0,60}") {
        check(&word);
    }

    #[test]
    fn any_dutch_looking_word_is_analysed(
        parts in proptest::collection::vec(
            prop_oneof![
                "[a-z]{1,6}",
                Just("maatwerk".to_owned()), Just("bedrijven".to_owned()), Just("ge".to_owned()), Just("s".to_owned()),
                Just("en".to_owned()), Just("tje".to_owned()), Just("-".to_owned()), Just("'s".to_owned()),
                Just("é".to_owned()), Just("ij".to_owned()), Just("ing".to_owned()),
            ],
            0..7,
        )
    ) {
        check(&parts.concat());
    }
}

/// Nothing is parsed when the lexicon opens, so it takes far less than the 2 ms that it may, even unoptimised.
#[test]
fn the_lexicon_opens_at_once() {
    let bytes = include_bytes!("lexicon/dutch.lex");
    let mut times: Vec<std::time::Duration> = (0..51)
        .map(|_| {
            let begun = std::time::Instant::now();
            let analyser = Analyser::with_lexicon(bytes, &Extension::default());
            let taken = begun.elapsed();
            assert!(analyser.is_ok_and(|analyser| analyser.lexicon().len() > 100_000));
            taken
        })
        .collect();
    times.sort_unstable();
    println!("opening the lexicon takes {:?}", times[25]);
    assert!(times[25].as_millis() < 2, "{:?}", times[25]);
}
