//! Finds the compounds among the words, and what their parts cost.

use super::encode::{self, Lefts};
use super::words::{Sources, Word, Words};
use std::collections::{BTreeMap, BTreeSet};
use vraagbaak::dutch::compounds;
use vraagbaak::dutch::lexicon::{Kind, Lexicon, flag};

/// Rounds of counting and splitting.
const ROUNDS: usize = 3;
/// A listed word is a compound when its cheapest reading costs no more.
fn tune(name: &str, default: u32) -> u32 {
    std::env::var(name).ok().and_then(|v| v.parse().ok()).unwrap_or(default)
}

const PREPOSITIONS: &[&str] = &[
    "voor", "na", "over", "onder", "uit", "bij", "door", "weg", "terug", "her", "tegen", "achter", "tussen",
    "buiten", "boven", "binnen", "beneden", "pro", "ex", "mono", "homo", "meta", "trans", "inter", "mini",
    "super", "semi", "hyper",
];

struct Counts {
    left: BTreeMap<String, u32>,
    head: BTreeMap<String, u32>,
}

pub fn split(words: &mut Words, sources: &Sources) -> Vec<u8> {
    for (surface, key) in &sources.bound {
        let key = if key == "-" { surface } else { key };
        if !words.contains_key(surface) {
            words
                .insert(surface.clone(), Word { lemmas: vec![(Kind::Noun, key.clone())], ..Word::default() });
        } else if key != surface
            && let Some(word) = words.get_mut(surface)
            && word.flags & flag::NOUN == 0
        {
            word.lemmas = vec![(Kind::Noun, key.clone())];
        }
    }
    let bound: BTreeSet<&str> = sources.bound.iter().map(|(surface, _)| surface.as_str()).collect();
    let plurals = plurals(words);
    let candidates = left_candidates(words, sources, &bound);
    let mut counts = first_counts(words, sources, &candidates);
    for _ in 0..ROUNDS {
        let lefts = costs(words, &candidates, &counts, &bound);
        head_costs(words, sources, &counts);
        let bytes = encode::encode(words, &lefts);
        let lexicon = Lexicon::open(&bytes).expect("what was just made");
        decide(words, sources, &lexicon, &plurals);
        counts = recount(words);
    }
    let lefts = costs(words, &candidates, &counts, &bound);
    head_costs(words, sources, &counts);
    inherit(words);
    super::words::variants(words, sources);
    encode::encode(words, &lefts)
}

/// Plurals of every noun.
fn plurals(words: &Words) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (form, word) in words {
        for (kind, lemma) in &word.lemmas {
            if *kind == Kind::Noun && lemma != form && !form.ends_with("je") && !form.ends_with("jes") {
                out.entry(lemma.clone()).or_default().insert(form.clone());
            }
        }
    }
    out
}

/// What may be a left part, with the length of its linking sound.
fn left_candidates(words: &Words, sources: &Sources, bound: &BTreeSet<&str>) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for (form, word) in words {
        let is_bound = bound.contains(form.as_str());
        if form.len() < 2 || form.contains('\'') || (sources.not_lefts.contains(form) && !is_bound) {
            continue;
        }
        if word.flags & flag::FUNCTION != 0 && !is_bound {
            continue;
        }
        let noun = word.flags & flag::NOUN != 0;
        let unclassed = word.flags & !(flag::WORD | flag::NAME) == 0 && word.lemmas.is_empty();
        let plural = word.flags & flag::PLURAL != 0
            && form.ends_with('n')
            && word.lemmas.iter().any(|(k, _)| *k == Kind::Noun);
        let adjective = word.flags & flag::ADJECTIVE != 0 && word.flags & flag::PARTICIPLE == 0;
        let stem = word.flags & flag::VERBAL != 0
            && word
                .lemmas
                .iter()
                .any(|(kind, lemma)| *kind == Kind::Verb && super::words::verb_stem(lemma).contains(form));
        if is_bound || noun || plural || adjective || stem || (unclassed && form.len() >= 3) {
            out.insert(form.clone(), 0);
        }
        if (noun || unclassed) && !form.ends_with('s') && form.len() >= 3 && word.flags & flag::NAME == 0 {
            let linked = format!("{form}s");
            let other = words.get(&linked).is_some_and(|word| word.flags & flag::NOUN != 0);
            if !other {
                out.insert(linked, 1);
            }
        }
    }
    out
}

fn head_class(form: &str, word: &Word, sources: &Sources) -> bool {
    let lemma = word.lemmas.is_empty()
        || word.lemmas.iter().any(|(_, lemma)| lemma == form)
        || word.flags & flag::PARTICIPLE != 0;
    let classed = word.flags & (flag::NOUN | flag::ADJECTIVE | flag::PARTICIPLE | flag::INFINITIVE) != 0
        || word.flags & !flag::WORD == 0;
    form.len() >= 3
        && lemma
        && classed
        && word.flags & flag::WORD != 0
        && word.flags & (flag::NAME | flag::FUNCTION) == 0
        && !sources.not_heads.contains(form)
        && !form.contains('\'')
}

/// Counts every way a listed lemma can be cut in two listed parts.
fn first_counts(words: &Words, sources: &Sources, candidates: &BTreeMap<String, usize>) -> Counts {
    let mut counts = Counts { left: BTreeMap::new(), head: BTreeMap::new() };
    for (form, word) in words {
        if !splittable(form, word) {
            continue;
        }
        for at in 3..form.len().saturating_sub(2) {
            let (left, head) = (&form[..at], &form[at..]);
            if candidates.contains_key(left) && words.get(head).is_some_and(|w| head_class(head, w, sources))
            {
                *counts.left.entry(left.to_owned()).or_default() += 1;
                *counts.head.entry(head.to_owned()).or_default() += 1;
            }
        }
    }
    counts
}

/// Whether a form is a lemma that may be a compound.
fn splittable(form: &str, word: &Word) -> bool {
    let lemma = word.lemmas.is_empty() || word.lemmas.iter().any(|(_, lemma)| lemma == form);
    form.len() >= 5
        && lemma
        && word.flags & flag::WORD != 0
        && word.flags & (flag::NAME | flag::FUNCTION | flag::INFINITIVE) == 0
        && !form.contains('\'')
}

fn recount(words: &Words) -> Counts {
    let mut counts = Counts { left: BTreeMap::new(), head: BTreeMap::new() };
    for (form, word) in words {
        if word.head > 0 {
            let at = form.len() - word.head;
            *counts.left.entry(form[..at].to_owned()).or_default() += 1;
            *counts.head.entry(form[at..].to_owned()).or_default() += 1;
        }
    }
    counts
}

/// Cost in eighths of a bit of a part that `count` words share.
fn cost(count: u32) -> u32 {
    let surprise = (1500.0 / (f64::from(count) + 0.5)).log2() * 8.0;
    surprise.clamp(0.0, 240.0) as u32
}

fn costs(
    words: &Words,
    candidates: &BTreeMap<String, usize>,
    counts: &Counts,
    bound: &BTreeSet<&str>,
) -> Lefts {
    let mut out = Lefts::new();
    for (surface, &link) in candidates {
        let count = counts.left.get(surface).copied().unwrap_or(0);
        let word = words.get(surface);
        if count == 0 && (surface.len() > 14 || word.is_some_and(|word| word.head > 0)) {
            continue;
        }
        let mut price = cost(count);
        if word.is_some_and(|word| word.flags & flag::NAME != 0) {
            price += 24;
        }
        if link == 1 && count == 0 {
            // the linking -s is regular only after some endings
            let base = &surface[..surface.len() - 1];
            let regular = ["ing", "heid", "teit", "schap", "er", "aar", "ling", "eel", "dom"]
                .iter()
                .any(|e| base.ends_with(e));
            if !regular || words.get(base).is_some_and(|word| word.head > 0) {
                continue;
            }
        }
        if surface.len() <= 3 && count < 3 && !bound.contains(surface.as_str()) {
            price += 40;
        }
        out.insert(surface.clone(), (link, price.min(250) as u8));
    }
    out
}

fn head_costs(words: &mut Words, sources: &Sources, counts: &Counts) {
    let mut costs: BTreeMap<String, u8> = BTreeMap::new();
    for (form, word) in words.iter() {
        if !head_class(form, word, sources) {
            continue;
        }
        let count = counts.head.get(form).copied().unwrap_or(0);
        let mut price = cost(count);
        if word.flags & flag::NOUN == 0 {
            price += if word.flags & flag::INFINITIVE != 0 {
                30
            } else if word.flags & (flag::ADJECTIVE | flag::PARTICIPLE) != 0 {
                14
            } else {
                10
            };
        }
        if form.len() <= 3 && count < 3 {
            price += 40;
        }
        costs.insert(form.clone(), price.min(250) as u8);
    }
    // inflected forms cost what their lemmas cost
    let inherited: Vec<(String, Option<u8>)> = words
        .iter()
        .map(|(form, word)| {
            let own = costs.get(form).copied();
            let lemmas = word
                .lemmas
                .iter()
                .filter(|(kind, _)| *kind != Kind::Verb)
                .filter_map(|(_, lemma)| costs.get(lemma).copied())
                .min();
            let allowed =
                word.flags & (flag::NAME | flag::FUNCTION) == 0 && !sources.not_heads.contains(form);
            (form.clone(), if allowed { own.into_iter().chain(lemmas).min() } else { None })
        })
        .collect();
    for (form, price) in inherited {
        if let Some(word) = words.get_mut(&form) {
            word.head_cost = price;
        }
    }
}

/// Decides of every listed lemma whether it is a compound, and where its head begins.
fn decide(
    words: &mut Words,
    sources: &Sources,
    lexicon: &Lexicon<'_>,
    plurals: &BTreeMap<String, BTreeSet<String>>,
) {
    let limit = tune("T", 110);
    let preposition = tune("TP", 84);
    let mut found: Vec<(String, usize)> = Vec::new();
    for (form, word) in words.iter() {
        let mut head = 0;
        if let Some(&at) = sources.splits.get(form) {
            head = form.len() - at;
        } else if splittable(form, word) && !sources.whole.contains(form) && !deverbal(form, words) {
            let chain = compounds::cheapest(lexicon, None, form, &mut |at| {
                let rest = &form[at..];
                let known = words.get(rest)?;
                let lemma = known.lemmas.is_empty()
                    || known.lemmas.iter().any(|(_, lemma)| lemma == rest)
                    || known.flags & flag::PARTICIPLE != 0;
                (lemma && agrees(form, word, rest, known, &form[..at], plurals)).then_some(known.head_cost?)
            });
            if let Some(chain) = chain {
                let first = &form[..chain.pieces[0].end];
                let limit = if PREPOSITIONS.contains(&first) { preposition } else { limit };
                if chain.cost <= limit + 40 * (chain.pieces.len() as u32 - 1) {
                    head = form.len() - chain.head;
                }
            }
        }
        found.push((form.clone(), head));
    }
    for (form, head) in found {
        if let Some(word) = words.get_mut(&form) {
            word.head = head;
        }
    }
}

/// Whether the word inflects as its head does and is of its class.
fn agrees(
    form: &str,
    word: &Word,
    head: &str,
    known: &Word,
    left: &str,
    plurals: &BTreeMap<String, BTreeSet<String>>,
) -> bool {
    const NOMINAL: u16 = flag::NOUN;
    const ADJECTIVAL: u16 = flag::ADJECTIVE | flag::PARTICIPLE;
    let (noun, adjective) = (word.flags & NOMINAL != 0, word.flags & ADJECTIVAL != 0);
    let (head_noun, head_adjective) =
        (known.flags & (NOMINAL | flag::INFINITIVE) != 0, known.flags & ADJECTIVAL != 0);
    let head_free = known.flags & (NOMINAL | ADJECTIVAL | flag::INFINITIVE) == 0;
    if noun && !adjective && !head_noun && !head_free {
        return false;
    }
    if adjective && !noun && !head_adjective {
        return false;
    }
    if let (Some(own), Some(heads)) = (plurals.get(form), plurals.get(head)) {
        return heads.iter().any(|plural| own.contains(&format!("{left}{plural}")));
    }
    true
}

/// Whether a noun comes from a verb that has its particle or prefix already: `voorstelling`, `uitvoerder`, `aanpak`.
fn deverbal(form: &str, words: &Words) -> bool {
    let verb = |verb: String| words.get(&verb).is_some_and(|word| word.flags & flag::INFINITIVE != 0);
    for ending in ["ing", "er", "aar", "erij", "ster", "der"] {
        if let Some(stem) = form.strip_suffix(ending)
            && (verb(format!("{stem}en")) || verb(format!("{stem}n")))
        {
            return true;
        }
    }
    false
}

/// Inflected forms split where their lemmas do.
fn inherit(words: &mut Words) {
    let heads: BTreeMap<String, (usize, usize)> =
        words.iter().map(|(form, word)| (form.clone(), (form.len(), word.head))).collect();
    for (form, word) in words.iter_mut() {
        if word.lemmas.is_empty() || word.lemmas.iter().any(|(_, lemma)| lemma == form) {
            continue;
        }
        for (kind, lemma) in &word.lemmas {
            if let Some(&(length, head)) = heads.get(lemma)
                && *kind != Kind::Verb
                && head > 0
                && length > head
            {
                let at = length - head;
                if at < form.len() && lemma[..at] == form[..at] {
                    word.head = form.len() - at;
                    break;
                }
            }
        }
    }
}
