//! How well forms are split and brought to their lemmas, on treebank and lexicon data that is not in the repository.
//!
//! `cargo test --release --test dutch_gold -- --nocapture` prints the table, with Snowball's Dutch stemmer alone
//! beside it, and every split of a word that the treebanks leave whole, to be judged by hand (`GOLD_LIST=1`).
//!
//! *Exact*: all boundaries of a word are right. *F1*: of boundaries, over all words. *Pairs*: two forms of one lemma
//! and tag that share a key; where the treebank's lemma is a separable verb and the form stands without its
//! particle, the lemma is the bare verb. *Wrong merges*: of all pairs of forms that share a key, those that share no lemma.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use vraagbaak::dutch::{Analyser, Analysis};
use vraagbaak::text::fold;

/// Written forms by lemma and tag.
type FormsOfLemma = BTreeMap<(String, String), BTreeSet<String>>;
/// Lemmas by written form.
type LemmasOfForm = BTreeMap<String, BTreeSet<String>>;

type Rows = Vec<Vec<String>>;

fn shared() -> Option<PathBuf> {
    let path = std::env::var_os("VRAAGBAAK_SHARED")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")), PathBuf::from);
    path.join("gold").is_dir().then(|| path.join("gold"))
}

fn rows(gold: &std::path::Path, name: &str) -> Rows {
    let text = std::fs::read_to_string(gold.join(name)).expect("a gold file");
    text.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

/// Boundaries of a split as the gold files write it.
fn boundaries(split: &str) -> BTreeSet<usize> {
    let mut at = 0;
    let mut out = BTreeSet::new();
    let parts: Vec<&str> = split.split('|').collect();
    for part in &parts[..parts.len() - 1] {
        at += part.len();
        out.insert(at);
    }
    out
}

struct Score {
    f1: f64,
    exact: f64,
    contained: f64,
}

fn score(rows: &Rows, predicted: &dyn Fn(&str) -> BTreeSet<usize>) -> Score {
    let (mut right, mut wrong, mut missed, mut exact, mut contained) = (0, 0, 0, 0, 0);
    for row in rows {
        let gold = boundaries(&fold(&row[1]));
        let found = predicted(&fold(&row[0]));
        right += gold.intersection(&found).count();
        wrong += found.difference(&gold).count();
        missed += gold.difference(&found).count();
        exact += usize::from(gold == found);
        contained += usize::from(gold.is_subset(&found));
    }
    let share = |n: usize| n as f64 / rows.len() as f64;
    Score {
        f1: 2.0 * right as f64 / (2 * right + wrong + missed) as f64,
        exact: share(exact),
        contained: share(contained),
    }
}

/// Forms by (lemma, tag), and lemmas by form, of the words that have letters only.
fn families(rows: &Rows) -> (FormsOfLemma, LemmasOfForm) {
    let (mut forms, mut lemmas) = (BTreeMap::new(), BTreeMap::new());
    for row in rows {
        let (form, tag) = (fold(&row[0]).into_owned(), row[2].as_str());
        if matches!(tag, "PUNCT" | "SYM" | "X" | "PROPN")
            || !form.chars().all(|c| c.is_alphabetic() || c == '\'' || c == '-')
        {
            continue;
        }
        let lemma = fold(&row[1]).into_owned();
        let bare = match lemma.split_once('_') {
            Some((particle, verb)) if tag == "VERB" && !form.starts_with(particle) => verb,
            _ => &lemma,
        };
        let lemma = bare.replace('_', "");
        forms.entry((lemma.clone(), tag.to_owned())).or_insert_with(BTreeSet::new).insert(form.clone());
        lemmas.entry(form).or_insert_with(BTreeSet::new).insert(lemma);
    }
    (forms, lemmas)
}

fn pairs<'a>(sets: impl Iterator<Item = &'a BTreeSet<String>>) -> BTreeSet<(String, String)> {
    let mut out = BTreeSet::new();
    for set in sets {
        let forms: Vec<&String> = set.iter().collect();
        for (at, a) in forms.iter().enumerate() {
            for b in &forms[at + 1..] {
                out.insert(((*a).clone(), (*b).clone()));
            }
        }
    }
    out
}

/// Share of the pairs of one lemma that share a key, and share of wrong merges.
fn conflation(rows: &Rows, keys: &dyn Fn(&str) -> Vec<String>) -> (f64, f64, usize) {
    let (forms, lemmas) = families(rows);
    let wanted = pairs(forms.values());
    let mut by_key: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for form in lemmas.keys() {
        for key in keys(form) {
            by_key.entry(key).or_default().insert(form.clone());
        }
    }
    let got = pairs(by_key.values());
    let wrong = got.iter().filter(|(a, b)| lemmas[a].is_disjoint(&lemmas[b])).count();
    let hit = wanted.intersection(&got).count();
    (hit as f64 / wanted.len() as f64, wrong as f64 / got.len() as f64, wanted.len())
}

#[test]
fn gold_measures_hold() {
    let Some(gold) = shared() else {
        println!("skipped: ../shared is absent");
        return;
    };
    let analyser = Analyser::builtin();
    let outer = |form: &str| analyser.analyse(form).outer.into_iter().collect::<BTreeSet<_>>();
    let full = |form: &str| analyser.analyse(form).boundaries.into_iter().collect::<BTreeSet<_>>();
    println!("{:<24} {:>8} {:>8} {:>10}", "", "F1", "exact", "contained");
    let mut scores = BTreeMap::new();
    for (name, file) in [
        ("UD", "ud_compounds.tsv"),
        ("Alpino", "alpino_noun_compounds_clean.tsv"),
        ("policy", "policy_compounds.tsv"),
    ] {
        let rows = rows(&gold, file);
        for (column, score) in [("outer", score(&rows, &outer)), ("full", score(&rows, &full))] {
            println!(
                "{:<24} {:>8.4} {:>8.4} {:>10.4}",
                format!("{name}, {column} split"),
                score.f1,
                score.exact,
                score.contained
            );
            scores.insert((name, column), score);
        }
    }
    let whole = rows(&gold, "ud_noncompound.tsv");
    let split: Vec<String> = whole
        .iter()
        .filter_map(|row| {
            let form = fold(&row[0]).into_owned();
            let at = *analyser.analyse(&form).outer.first()?;
            Some(format!("{}|{}", &form[..at], &form[at..]))
        })
        .collect();
    println!(
        "words the treebanks leave whole: {} of {} split ({:.4}); most are compounds all the same",
        split.len(),
        whole.len(),
        split.len() as f64 / whole.len() as f64
    );
    if std::env::var_os("GOLD_LIST").is_some() {
        println!("{}", split.join(" "));
    }
    let forms = rows(&gold, "ud_form_lemma_pos.tsv");
    let stemmer = rust_stemmers::Stemmer::create(rust_stemmers::Algorithm::Dutch);
    let ours = conflation(&forms, &|form| analyser.analyse(form).lemmas.into_vec());
    let theirs = conflation(&forms, &|form| vec![stemmer.stem(form).into_owned()]);
    println!("{:<24} {:>8} {:>14} {:>8}", "", "pairs", "wrong merges", "of");
    println!("{:<24} {:>8.4} {:>14.4} {:>8}", "lemma keys", ours.0, ours.1, ours.2);
    println!("{:<24} {:>8.4} {:>14.4} {:>8}", "rust-stemmers alone", theirs.0, theirs.1, theirs.2);

    assert!(scores[&("UD", "full")].f1 >= 0.975 && scores[&("UD", "full")].exact >= 0.955);
    assert!(scores[&("UD", "outer")].f1 >= 0.965 && scores[&("UD", "outer")].exact >= 0.935);
    assert!(scores[&("Alpino", "outer")].exact >= 0.96);
    assert!(scores[&("policy", "full")].contained >= 1.0 && scores[&("policy", "full")].exact >= 0.97);
    assert!(ours.0 >= 0.95 && ours.1 <= 0.10);
}

#[test]
fn no_known_bad_merge() {
    let analyser = Analyser::builtin();
    let mut analysis = Analysis::default();
    let mut keys = |form: &str| {
        analyser.analyse_into(form, &mut analysis);
        analysis.lemmas.clone()
    };
    for (a, b) in [
        ("begeleiding", "beleid"),
        ("gezin", "zin"),
        ("geweld", "wel"),
        ("gebied", "bied"),
        ("woning", "gewoon"),
        ("veiligheid", "veiling"),
        ("kwaliteit", "kwaal"),
        ("plaats", "platen"),
        ("gemeente", "gemeen"),
    ] {
        let (left, right) = (keys(a), keys(b));
        assert!(!left.iter().any(|key| right.contains(key)), "{a} and {b}: {left:?} {right:?}");
    }
}
