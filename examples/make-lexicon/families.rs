//! Finds the compounds among the words, and what their parts cost.

use super::encode::{self, Lefts};
use super::paradigm;
use super::words::{Sources, Word, Words};
use std::collections::{BTreeMap, BTreeSet};
use vraagbaak::dutch::lexicon::{Kind, Lexicon, flag};
use vraagbaak::dutch::{compounds, inflection};

/// Rounds of counting and splitting.
const ROUNDS: usize = 3;
/// A listed word is a compound when its cheapest reading costs no more than this, growing with its length.
const SHORTEST: u32 = 130;
const LONGER: u32 = 10;
const DEAREST: u32 = 170;
/// The same, where the first part is a preposition that seldom (or often) begins compounds, and for names.
const PREPOSITION: u32 = 90;
const OFTEN_BEGINS: u32 = 125;
const NAMED: u32 = 115;
/// What a head costs more that the dictionary does not mark as the end of compounds.
const UNMARKED: u32 = 8;
/// A compound that so many words begin (or end) with is one unit there.
const UNIT_BEGINS: u32 = 10;
const UNIT_ENDS: u32 = 14;

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
    for head in &sources.bound_heads {
        let word = words.entry(head.clone()).or_default();
        word.flags |= flag::ADJECTIVE;
        word.ends = true;
        for inflected in [format!("{head}e"), format!("{head}er"), format!("{head}en")] {
            words.entry(inflected).or_insert_with(|| Word {
                flags: flag::INFLECTED,
                lemmas: vec![(Kind::Adjective, head.clone())],
                ..Word::default()
            });
        }
    }
    noun_heads(words, sources);
    let bound: BTreeSet<&str> = sources.bound.iter().map(|(surface, _)| surface.as_str()).collect();
    let plurals = plurals(words);
    let mut candidates = left_candidates(words, sources, &bound);
    let mut counts = first_counts(words, sources, &candidates);
    let often: Vec<String> = first_lefts(words, sources)
        .into_iter()
        .filter(|(left, count)| *count >= 6 && !candidates.contains_key(left))
        .map(|(left, _)| left)
        .collect();
    eprintln!("often: {}", often.join(" "));
    candidates.extend(often.into_iter().map(|left| (left, 0)));
    for _ in 0..ROUNDS {
        let lefts = costs(words, &candidates, &counts, &bound);
        head_costs(words, sources, &counts);
        let bytes = encode::encode(words, &lefts);
        let lexicon = Lexicon::open(&bytes).expect("what was just made");
        decide(words, sources, &lexicon, &counts, &plurals);
        counts = recount(words);
        units(words, sources, &counts);
    }
    let mut lefts = costs(words, &candidates, &counts, &bound);
    head_costs(words, sources, &counts);
    units(words, sources, &counts);
    inherit(words);
    words.retain(|_, word| word.flags != 0 || !word.lemmas.is_empty());
    for (variant, base) in super::readings::variants(words, sources) {
        for (variant, base) in [(format!("{variant}s"), format!("{base}s")), (variant, base)] {
            if let Some(&left) = lefts.get(&base) {
                lefts.entry(variant).or_insert(left);
            }
        }
    }
    encode::encode(words, &lefts)
}

/// Nouns that only compounds end in: those of the list, and who does what a verb says (`berg|beklimmer`).
fn noun_heads(words: &mut Words, sources: &Sources) {
    let mut nouns: BTreeSet<String> = sources.noun_heads.clone();
    for (form, word) in words.iter() {
        if word.flags & flag::INFINITIVE != 0
            && form.len() >= 6
            && word.common
            && let Some(stem) = form.strip_suffix("en")
        {
            if form.len() <= 11 {
                nouns.extend(super::readings::verb_stem(form).into_iter().map(|stem| format!("{stem}ster")));
            }
            nouns.insert(if stem.ends_with('r') { format!("{stem}der") } else { format!("{stem}er") });
        }
    }
    for noun in nouns {
        let listed = sources.noun_heads.contains(&noun);
        if !listed && words.contains_key(&noun) {
            continue;
        }
        let word = words.entry(noun.clone()).or_default();
        word.flags |= flag::NOUN;
        word.ends = true;
        words.entry(format!("{noun}s")).or_insert_with(|| Word {
            flags: flag::PLURAL,
            lemmas: vec![(Kind::Noun, noun.clone())],
            ..Word::default()
        });
    }
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
            && (form.ends_with('n') || form.ends_with('a'))
            && word.lemmas.iter().any(|(k, _)| *k == Kind::Noun);
        let adjective = word.flags & flag::ADJECTIVE != 0 && word.flags & flag::PARTICIPLE == 0;
        let stem = word.flags & flag::VERBAL != 0
            && word
                .lemmas
                .iter()
                .any(|(kind, lemma)| *kind == Kind::Verb && super::readings::verb_stem(lemma).contains(form));
        if is_bound || noun || plural || adjective || stem || word.begins || (unclassed && form.len() >= 3) {
            out.entry(form.clone()).or_insert(0);
        }
        if word.flags & flag::INFINITIVE != 0 && form.len() >= 5 {
            for stem in super::readings::verb_stem(form) {
                if !sources.not_lefts.contains(&stem) {
                    out.insert(stem, 0);
                }
            }
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
        || word.flags & !(flag::WORD | flag::UNIT | flag::UNIT_HEAD) == 0;
    form.len() >= 3
        && lemma
        && classed
        && (word.flags & flag::WORD != 0 || word.ends)
        && word.flags & (flag::NAME | flag::FUNCTION) == 0
        && !sources.not_heads.contains(form)
        && !form.contains('\'')
}

/// Listed words that many listed words begin with, before a listed head that may end compounds.
fn first_lefts(words: &Words, sources: &Sources) -> BTreeMap<String, u32> {
    let mut out = BTreeMap::new();
    for (form, word) in words {
        if !splittable(form, word) {
            continue;
        }
        for at in 3..form.len().saturating_sub(3) {
            let (left, head) = (&form[..at], &form[at..]);
            let listed = words.get(left).is_some_and(|word| {
                word.flags & flag::WORD != 0 && word.flags & (flag::NAME | flag::FUNCTION) == 0
            });
            if listed
                && !sources.not_lefts.contains(left)
                && words.get(head).is_some_and(|w| w.ends && head_class(head, w, sources))
            {
                *out.entry(left.to_owned()).or_default() += 1;
            }
        }
    }
    out
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
        && word.flags & (flag::FUNCTION | flag::INFINITIVE) == 0
        && (word.flags & flag::NAME == 0 || word.flags & flag::NOUN != 0)
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
        if count == 0 && (surface.len() > 14 || word.is_none_or(|word| word.head > 0) && link == 0) {
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
        if surface.len() <= 3 && bound.contains(surface.as_str()) {
            price = price.saturating_sub(40);
        }
        if surface.len() <= 3 && count < 3 && !bound.contains(surface.as_str()) {
            price += 20;
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
        if !word.ends {
            price += UNMARKED;
        }
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

/// What a part costs more when one word less has it.
fn alone(count: Option<&u32>) -> u8 {
    let count = count.copied().unwrap_or(0);
    if count == 0 { 0 } else { (cost(count - 1) - cost(count)) as u8 }
}

/// Decides of every listed lemma whether it is a compound, and where its head begins.
fn decide(
    words: &mut Words,
    sources: &Sources,
    lexicon: &Lexicon<'_>,
    counts: &Counts,
    plurals: &BTreeMap<String, BTreeSet<String>>,
) {
    let mut found: Vec<(String, usize)> = Vec::new();
    for (form, word) in words.iter() {
        let mut head = 0;
        if let Some(&at) = sources.splits.get(form) {
            head = form.len() - at;
        } else if splittable(form, word) && !sources.whole.contains(form) {
            let chain = compounds::cheapest(lexicon, None, form, &mut |at| {
                let rest = &form[at..];
                let known = words.get(rest)?;
                let lemma = known.lemmas.is_empty()
                    || known.lemmas.iter().any(|(_, lemma)| lemma == rest)
                    || known.flags & flag::PARTICIPLE != 0
                    // of some words only the plural is listed: it splits before the head's plural
                    || (word.lemmas.is_empty() && word.flags & (flag::NOUN | flag::ADJECTIVE) == 0);
                // the word itself is no witness
                let own = if word.head == rest.len() { alone(counts.head.get(rest)) } else { 0 };
                (lemma && agrees(form, word, rest, known, &form[..at], plurals))
                    .then_some(known.head_cost?.saturating_add(own))
            });
            if let Some(chain) = chain {
                let own = if word.head == form.len() - chain.head {
                    alone(counts.left.get(&form[..chain.head]))
                } else {
                    0
                };
                let limit = limit(form, word, words, &form[..chain.pieces[0].end], chain.head);
                if chain.cost + u32::from(own) <= limit + 40 * (chain.pieces.len() as u32 - 1) {
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

/// What the cheapest reading of a listed word may cost, by its length and its first part.
fn limit(form: &str, word: &Word, words: &Words, first: &str, at: usize) -> u32 {
    let particle = paradigm::PARTICLES.contains(&first);
    let participle = words.get(&form[at..]).is_some_and(|head| head.flags & flag::PARTICIPLE != 0);
    let again = first == "her" && form.len() - at >= 6;
    // a participle whose verb is listed is of that verb: `stopgezet`, `verstrekkend`
    let noun = word.flags & flag::NOUN != 0 && !form.contains("ge") && !form.ends_with("end");
    let of_verb = word.flags & flag::PARTICIPLE != 0
        && !noun
        && word.lemmas.iter().any(|(kind, _)| *kind == Kind::Verb);
    // a name that inhabitants have their name of is a place: `Oostenrijk`
    let place =
        !word.common && words.get(&format!("{form}er")).is_some_and(|one| one.flags & flag::NAME != 0);
    if of_verb
        || place
        || (particle && participle)
        || (!again && deverbal(form, words, (!particle).then(|| &form[..at])))
    {
        return 0;
    }
    let by_length = (SHORTEST + LONGER * form.len().saturating_sub(6) as u32).min(DEAREST);
    match first {
        "her" | "tussen" | "buiten" | "achter" | "boven" | "terug" | "super" | "mini" => {
            by_length.min(OFTEN_BEGINS)
        }
        _ if PREPOSITIONS.contains(&first) => by_length.min(PREPOSITION),
        _ if word.flags & flag::NAME != 0 => NAMED,
        _ => by_length,
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
        (known.ends || known.flags & (NOMINAL | flag::INFINITIVE) != 0, known.flags & ADJECTIVAL != 0);
    let head_free = known.flags & (NOMINAL | ADJECTIVAL | flag::INFINITIVE) == 0;
    if noun && !adjective && !head_noun && !head_free {
        return false;
    }
    if adjective && !noun && !head_adjective {
        return false;
    }
    if let (Some(own), Some(heads)) = (plurals.get(form), plurals.get(head)) {
        let matches = |plural: &str| {
            plural.strip_prefix(left).is_some_and(|rest| heads.contains(rest) || is_plural_of(rest, head))
        };
        // the plural in `-en` tells more than that in `-s`: `operatoren` is no plural of a `tor`
        let told = own.iter().any(|plural| plural.ends_with("en"));
        return own.iter().any(|plural| (!told || plural.ends_with("en")) && matches(plural));
    }
    true
}

/// Whether the rules of inflection lead from `form` to `lemma`.
fn is_plural_of(form: &str, lemma: &str) -> bool {
    let mut found = false;
    inflection::nouns(form.as_bytes(), &mut |candidate| {
        found |= candidate.stem.write(form.as_bytes()) == lemma.as_bytes();
    });
    found
}

/// Whether a noun comes from a verb that has its particle or prefix already: `voorstelling`, `uitvoerder`, `aanpak`.
/// Not so where the verb itself is that left part before another verb: `toneel|speler`, `televisie|kijker`.
fn deverbal(form: &str, words: &Words, left: Option<&str>) -> bool {
    let infinitive = |verb: &str| words.get(verb).is_some_and(|word| word.flags & flag::INFINITIVE != 0);
    let prefixed = |verb: &str| {
        ["ver", "be", "ont", "her", "ge"].iter().filter_map(|p| verb.strip_prefix(p)).any(infinitive)
    };
    let verb = |verb: String| {
        infinitive(&verb)
            && (prefixed(&verb)
                || !left
                    .filter(|left| left.len() >= 4)
                    .and_then(|left| verb.strip_prefix(left))
                    .is_some_and(infinitive))
    };
    for ending in ["ing", "er", "aar", "erij", "ster", "der"] {
        if let Some(stem) = form.strip_suffix(ending)
            && (verb(format!("{stem}en")) || verb(format!("{stem}n")))
        {
            return true;
        }
    }
    false
}

/// Compounds that many longer words begin or end with are one unit there.
fn units(words: &mut Words, sources: &Sources, counts: &Counts) {
    for (form, word) in words.iter_mut() {
        let count = |surface: &str| counts.left.get(surface).copied().unwrap_or(0);
        let left = count(form) + count(&format!("{form}s"));
        let head = counts.head.get(form).copied().unwrap_or(0);
        let told = sources.splits.contains_key(form);
        word.flags &= !(flag::UNIT | flag::UNIT_HEAD);
        if word.head > 0 && (told || left >= UNIT_BEGINS) {
            word.flags |= flag::UNIT;
        }
        if word.head > 0 && (told || head >= UNIT_ENDS) {
            word.flags |= flag::UNIT_HEAD;
        }
    }
}

/// Inflected forms split where their lemmas do.
fn inherit(words: &mut Words) {
    let heads: BTreeMap<String, (usize, usize)> =
        words.iter().map(|(form, word)| (form.clone(), (form.len(), word.head))).collect();
    let units: BTreeMap<String, u16> = words
        .iter()
        .map(|(form, word)| (form.clone(), word.flags & (flag::UNIT | flag::UNIT_HEAD)))
        .collect();
    let lemmas: BTreeMap<String, Vec<(Kind, String)>> = words
        .iter()
        .map(|(form, word)| {
            (form.clone(), word.lemmas.iter().filter(|(kind, _)| *kind != Kind::Verb).cloned().collect())
        })
        .collect();
    for (form, word) in words.iter_mut() {
        if word.head > 0 && word.lemmas.is_empty() && word.flags & (flag::NOUN | flag::ADJECTIVE) == 0 {
            let (left, head) = form.split_at(form.len() - word.head);
            if let Some(heads) =
                lemmas.get(head).filter(|heads| !heads.iter().any(|(_, lemma)| lemma == head))
            {
                word.lemmas = heads.iter().map(|(kind, lemma)| (*kind, format!("{left}{lemma}"))).collect();
            }
        }
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
                    word.flags |= units.get(lemma).copied().unwrap_or(0);
                    word.head = form.len() - at;
                    break;
                }
            }
        }
    }
}
