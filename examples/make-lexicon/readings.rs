//! Which readings of a form are kept, and in what order; other spellings of the same words.

use super::paradigm::{self, UNSTRESSED};
use super::words::{Sources, Word, Words};
use std::collections::{BTreeMap, BTreeSet};
use vraagbaak::dutch::lexicon::{Kind, flag};
use vraagbaak::dutch::spelling;

/// A noun that so many listed words end in is no past of a strong verb.
const OFTEN_ENDS: u32 = 60;

/// The order of the lemmas, and which readings of a form are too rare to keep.
pub fn order(words: &mut Words, sources: &Sources) {
    let flags: BTreeMap<String, u16> = words.iter().map(|(form, word)| (form.clone(), word.flags)).collect();
    let adjectives: BTreeSet<String> = words
        .iter()
        .filter(|(form, _)| form.ends_with('e'))
        .flat_map(|(_, word)| &word.lemmas)
        .filter(|(kind, _)| *kind == Kind::Adjective)
        .map(|(_, lemma)| lemma.clone())
        .collect();
    let heads = noun_heads(words, sources);
    let ends: BTreeSet<String> =
        words.iter().filter(|(_, word)| word.ends).map(|(form, _)| form.clone()).collect();
    let told: BTreeSet<(&str, &str)> =
        sources.irregular.iter().map(|(form, lemma, ..)| (form.as_str(), lemma.as_str())).collect();
    for (form, word) in words.iter_mut() {
        // `platen` is the plural of `plaat`, not the inflected `plat`
        let noun = word.flags & flag::NOUN != 0 || word.lemmas.iter().any(|(kind, _)| *kind == Kind::Noun);
        if form.ends_with("en") && noun {
            word.lemmas.retain(|(kind, _)| *kind != Kind::Adjective);
        }
        // a word that is a lemma itself keeps itself as a key
        let own = word.flags & (flag::NOUN | flag::INFINITIVE | flag::ADJECTIVE) != 0;
        if !own {
            continue;
        }
        let kind = if word.flags & flag::NOUN != 0 {
            Kind::Noun
        } else if word.flags & flag::ADJECTIVE != 0 {
            Kind::Adjective
        } else {
            Kind::Verb
        };
        word.lemmas.retain(|(lemma_kind, lemma)| {
            *lemma_kind != Kind::Verb
                || told.contains(&(form.as_str(), lemma.as_str()))
                || !by_chance(form, lemma, &flags, &heads, sources)
        });
        // a bare stem that is also a noun or adjective is read as that: `werk`, `open`
        let is = Stem {
            conjugated: word.conjugated,
            plural: word.plural,
            adjective: word.flags & flag::ADJECTIVE != 0,
            inflected: adjectives.contains(form),
        };
        word.lemmas.retain(|(lemma_kind, lemma)| {
            let told = told.contains(&(form.as_str(), lemma.as_str()));
            let stem = !told
                && *lemma_kind == Kind::Verb
                && word.flags & flag::INFINITIVE == 0
                && verb_stem(lemma).contains(form)
                && (ends.contains(lemma) || !conjugated_stem(form, is, lemma, sources));
            !(stem && kind != Kind::Verb) && flags.contains_key(lemma)
        });
        if !word.lemmas.is_empty() && !word.lemmas.iter().any(|(_, lemma)| lemma == form) {
            word.lemmas.insert(0, (kind, form.clone()));
        }
    }
}

/// How many listed words end in each noun that is a past of a strong verb too (`school`, `week`).
fn noun_heads(words: &Words, sources: &Sources) -> BTreeMap<String, u32> {
    let noun = |form: &str| words.get(form).is_some_and(|word| word.flags & flag::NOUN != 0 && word.ends);
    let mut out: BTreeMap<String, u32> = sources
        .strong
        .iter()
        .map(|verb| &verb.forms[0])
        .filter(|form| noun(form))
        .map(|f| (f.clone(), 0))
        .collect();
    for (form, word) in words {
        for at in 3..form.len().saturating_sub(3) {
            if word.flags & (flag::VERBAL | flag::NAME) == 0
                && let Some(count) = out.get_mut(&form[at..])
                && words.contains_key(&form[..at])
            {
                *count += 1;
            }
        }
    }
    out
}

/// Whether a noun or infinitive looks like the past of a strong verb by chance: it is the stem or the infinitive of
/// another verb with that particle (`vervoer`, `uitvoeren`), the verb has no participle (`aandacht`), or many
/// compounds end in the noun (`school`).
fn by_chance(
    form: &str,
    infinitive: &str,
    flags: &BTreeMap<String, u16>,
    heads: &BTreeMap<String, u32>,
    sources: &Sources,
) -> bool {
    let is = |form: &str, bits: u16| flags.get(form).is_some_and(|flags| flags & bits != 0);
    if !is(form, flag::NOUN | flag::INFINITIVE) {
        return false;
    }
    sources.strong.iter().any(|verb| {
        let Some(before) = infinitive.strip_suffix(verb.infinitive.as_str()) else { return false };
        let Some(past) = form.strip_prefix(before).filter(|past| verb.forms[..2].iter().any(|f| f == past))
        else {
            return false;
        };
        if before.is_empty() {
            return heads.get(past).is_some_and(|&count| count >= OFTEN_ENDS);
        }
        let (_, participles) = paradigm::strong_forms(verb, before);
        if form.ends_with("en") && participles.iter().any(|participle| participle == form) {
            return false;
        }
        let weak = |stem: &String| ["de", "te"].iter().any(|end| flags.contains_key(&format!("{stem}{end}")));
        is(form, flag::INFINITIVE) && verb_stem(form).iter().any(weak)
            || is(&format!("{form}en"), flag::INFINITIVE)
            || !UNSTRESSED.iter().any(|prefix| before.ends_with(prefix))
                && !participles.iter().any(|participle| participle != form && flags.contains_key(participle))
    })
}

/// What the dictionary says of a word that is a verb's stem too.
#[derive(Clone, Copy)]
struct Stem {
    conjugated: bool,
    plural: bool,
    adjective: bool,
    inflected: bool,
}

/// Whether a verb's stem is more of its forms than the first person: a participle without `ge` (`besteed`), or the
/// third person in `-t` (`meet`) of what is no adjective (`recht`). No noun with a plural like the verb is read so
/// (`lijst`, `bericht`): it is found under it anyhow.
fn conjugated_stem(form: &str, is: Stem, infinitive: &str, sources: &Sources) -> bool {
    let prefixed =
        UNSTRESSED.iter().chain(paradigm::PARTICLES).filter_map(|p| infinitive.strip_prefix(p)).any(|verb| {
            verb.len() >= 4 && !sources.strong.iter().any(|strong| strong.infinitive.ends_with(verb))
        });
    form.ends_with(['d', 't'])
        && (is.conjugated || prefixed)
        && (prefixed && is.adjective || !is.plural && !is.inflected && (prefixed || form.ends_with('t')))
}

/// Old and other spellings of simple words: found under the lemma of today's spelling.
pub fn variants(words: &mut Words, sources: &Sources) -> Vec<(String, String)> {
    let mut added: Vec<(String, Word)> = Vec::new();
    let mut pairs = Vec::new();
    for (form, word) in words.iter() {
        if word.flags & flag::NAME != 0 || form.len() > 18 {
            continue;
        }
        for (old, new) in &sources.variants {
            // of compounds only what is spelt out whole here
            if word.head > 0 && !(new.len() >= 8 && form.starts_with(new.as_str())) {
                continue;
            }
            if let Some(at) = form.find(new.as_str()) {
                let variant = format!("{}{old}{}", &form[..at], &form[at + new.len()..]);
                if words.get(&variant).is_some_and(|word| word.flags & flag::NAME == 0) {
                    continue;
                }
                let lemmas = if word.lemmas.is_empty() {
                    vec![(Kind::Noun, form.clone())]
                } else {
                    word.lemmas.clone()
                };
                let mut word = word.clone();
                word.lemmas = lemmas;
                word.flags |= flag::VARIANT;
                pairs.push((variant.clone(), form.clone()));
                added.push((variant, word));
            }
        }
    }
    for (form, word) in added {
        let entry = words.entry(form).or_insert_with(|| word.clone());
        if entry.flags & flag::NAME != 0 {
            *entry = word;
        }
    }
    pairs
}

/// The ways a folded word is spelt before an ending: kept here for the families.
pub fn verb_stem(infinitive: &str) -> Vec<String> {
    let bytes = infinitive.as_bytes();
    let mut out = Vec::new();
    if infinitive.ends_with("en") {
        spelling::closed(bytes, bytes.len() - 2, &mut |stem| {
            if let Ok(stem) = String::from_utf8(stem.write(bytes)) {
                out.push(stem);
            }
        });
    }
    out
}
