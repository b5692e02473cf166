//! The lemmas of every form: irregular and strong forms from the lists, all others by the rules of inflection.

use super::paradigm::{self, UNSTRESSED};
use super::readings::{order, verb_stem};
use super::words::{Sources, Words, push};
use std::collections::{BTreeMap, BTreeSet};
use vraagbaak::dutch::inflection;
use vraagbaak::dutch::lexicon::{Kind, flag};

/// Gives every form its lemmas.
pub fn lemmatise(words: &mut Words, sources: &Sources) {
    infinitives(words, sources);
    strong(words, sources);
    irregular(words, sources);
    plain_infinitives(words, sources);
    regular(words, sources);
    composed(words);
    nouns(words);
    small(words);
    order(words, sources);
}

/// Whether the list has a past or a participle of a verb with this particle, so that it is no plural (`schuilplaatsen`).
fn conjugated(particle: &str, verb: &str, words: &Words, sources: &Sources) -> bool {
    let listed = |form: String| words.contains_key(&form);
    verb_stem(verb).iter().any(|stem| {
        ["te", "de", "ten", "den"].iter().any(|ending| listed(format!("{particle}{stem}{ending}")))
            || ["t", "d", ""].iter().any(|ending| listed(format!("{particle}ge{stem}{ending}")))
    }) || sources.strong.iter().filter(|strong| verb.ends_with(&strong.infinitive)).any(|strong| {
        let before = format!("{particle}{}", &verb[..verb.len() - strong.infinitive.len()]);
        strong.forms[..2].iter().chain(&strong.participle).any(|form| listed(format!("{before}{form}")))
    })
}

/// Whether the list has the weak participle of a verb with this particle, so that it is a verb although it is a plural
/// too (`oplichten`).
fn participle(particle: &str, verb: &str, words: &Words) -> bool {
    verb_stem(verb).iter().any(|stem| {
        ["t", "d", ""].iter().any(|ending| words.contains_key(&format!("{particle}ge{stem}{ending}")))
    })
}

/// Infinitives that the dictionary does not mark: the strong ones, and verbs with a particle or prefix.
fn infinitives(words: &mut Words, sources: &Sources) {
    let composed: Vec<String> = words
        .iter()
        .filter(|(form, word)| {
            form.ends_with('n')
                && word.common
                && word.flags & (flag::NOUN | flag::ADJECTIVE | flag::INFINITIVE) == 0
                && paradigm::PARTICLES.iter().filter(|particle| **particle != "ge").any(|particle| {
                    form.strip_prefix(particle).is_some_and(|verb| {
                        verb.len() >= 4
                            && words.get(verb).is_some_and(|verb| verb.flags & flag::INFINITIVE != 0)
                            && conjugated(particle, verb, words, sources)
                            && (word.flags & flag::PLURAL == 0 || participle(particle, verb, words))
                    })
                })
        })
        .map(|(form, _)| form.clone())
        .collect();
    for form in composed {
        if let Some(word) = words.get_mut(&form) {
            word.flags |= flag::INFINITIVE;
        }
    }
    for verb in &sources.strong {
        if let Some(word) = words.get_mut(&verb.infinitive) {
            word.flags |= flag::INFINITIVE;
        }
    }
}

/// Infinitives of no class in the dictionary, but whose stem it conjugates: `aanvaarden`. Strong ones are known.
fn plain_infinitives(words: &mut Words, sources: &Sources) {
    let finite = |form: String| words.get(&form).is_some_and(|word| word.flags & flag::VERBAL != 0);
    let found: Vec<String> = words
        .iter()
        .filter(|(form, word)| {
            word.common
                && word.flags == flag::WORD
                && word.lemmas.is_empty()
                && !sources.strong.iter().any(|verb| form.ends_with(&verb.infinitive))
                && verb_stem(form).iter().any(|stem| {
                    words.get(stem).is_some_and(|word| word.conjugated)
                        && ["t", "de", "te"].iter().any(|ending| finite(format!("{stem}{ending}")))
                })
        })
        .map(|(form, _)| form.clone())
        .collect();
    for form in found {
        if let Some(word) = words.get_mut(&form) {
            word.flags |= flag::INFINITIVE;
        }
    }
}

/// Forms of strong verbs, bare and with what can stand before them.
fn strong(words: &mut Words, sources: &Sources) {
    let mut found: Vec<(String, u16, String)> = Vec::new();
    for verb in &sources.strong {
        // whatever stands before the bare verb in a listed infinitive: particle, prefix or object
        let infinitives: Vec<String> = words
            .iter()
            .filter(|(form, word)| form.ends_with(&verb.infinitive) && word.flags & flag::INFINITIVE != 0)
            .map(|(form, _)| form.clone())
            .chain(
                paradigm::PARTICLES
                    .iter()
                    .map(|p| format!("{p}{}", verb.infinitive))
                    .filter(|f| words.contains_key(f)),
            )
            .collect();
        let infinitives: BTreeSet<String> = infinitives.into_iter().collect();
        for infinitive in infinitives {
            let before = infinitive[..infinitive.len() - verb.infinitive.len()].to_owned();
            if before.len() == 1
                || (!before.is_empty()
                    && !paradigm::PARTICLES.contains(&before.as_str())
                    && !words.contains_key(&before)
                    && !UNSTRESSED
                        .iter()
                        .filter_map(|prefix| before.strip_suffix(prefix))
                        .any(|particle| paradigm::PARTICLES.contains(&particle)))
            {
                continue;
            }
            let (finite, participles) = paradigm::strong_forms(verb, &before);
            let bare = before.is_empty();
            for form in finite {
                if bare || words.contains_key(&form) {
                    found.push((form, flag::VERBAL, infinitive.clone()));
                }
            }
            for form in participles {
                if bare || words.contains_key(&form) {
                    found.push((form.clone(), flag::PARTICIPLE, infinitive.clone()));
                    let inflected = format!("{form}e");
                    if words.contains_key(&inflected) {
                        found.push((inflected, flag::PARTICIPLE, infinitive.clone()));
                    }
                }
            }
            if let Some(word) = words.get_mut(&infinitive) {
                word.flags |= flag::INFINITIVE;
            }
        }
    }
    for (form, flags, infinitive) in found {
        if form == infinitive {
            continue;
        }
        push(words, &form, Kind::Verb, &infinitive);
        if let Some(word) = words.get_mut(&form) {
            word.flags |= flags;
        }
    }
}

fn irregular(words: &mut Words, sources: &Sources) {
    for (form, lemma, kind, only) in &sources.irregular {
        let entry = words.entry(form.clone()).or_default();
        entry.flags |= flag::WORD;
        entry.lemmas.retain(|(known, _)| known != kind && !only);
        if *only {
            entry.flags &= !(flag::VERBAL | flag::INFLECTED | flag::PARTICIPLE | flag::FUNCTION);
            if form != lemma {
                entry.flags &= !(flag::NOUN | flag::ADJECTIVE);
            }
        }
        if form != lemma {
            push(words, form, *kind, lemma);
        }
        let lemma = words.entry(lemma.clone()).or_default();
        lemma.flags |= flag::WORD
            | match kind {
                Kind::Noun => flag::NOUN,
                Kind::Adjective => flag::ADJECTIVE,
                Kind::Verb => flag::INFINITIVE,
            };
    }
}

/// Forms of verbs with a particle, from the forms of the bare verb: `terugbetaald` from `betaald`.
fn composed(words: &mut Words) {
    let mut found: Vec<(String, String, u16)> = Vec::new();
    for (form, word) in words.iter() {
        if !word.lemmas.is_empty()
            || word.flags & (flag::NOUN | flag::INFINITIVE | flag::NAME | flag::FUNCTION) != 0
        {
            continue;
        }
        for particle in paradigm::PARTICLES {
            let Some(bare) = form.strip_prefix(particle).and_then(|rest| words.get(rest)) else { continue };
            for (kind, verb) in &bare.lemmas {
                let verb = format!("{particle}{verb}");
                if *kind == Kind::Verb
                    && words.get(&verb).is_some_and(|verb| verb.flags & flag::INFINITIVE != 0)
                {
                    found.push((form.clone(), verb, bare.flags & (flag::VERBAL | flag::PARTICIPLE)));
                }
            }
        }
    }
    for (form, verb, flags) in found {
        push(words, &form, Kind::Verb, &verb);
        if let Some(word) = words.get_mut(&form) {
            word.flags |= flags;
        }
    }
}

/// Links listed forms to listed lemmas by the rules of inflection.
fn regular(words: &mut Words, sources: &Sources) {
    let mut links: Vec<(String, Kind, String, u16)> = Vec::new();
    let told: BTreeSet<&str> =
        sources.irregular.iter().filter(|(_, _, _, only)| *only).map(|(form, ..)| form.as_str()).collect();
    for (form, word) in words.iter() {
        let told = told.contains(form.as_str());
        if word.flags & flag::FUNCTION != 0 || told {
            continue;
        }
        let name = word.flags & flag::NAME != 0;
        let is_participle =
            |form: &str| words.get(form).is_some_and(|word| word.flags & flag::PARTICIPLE != 0);
        let participle = is_participle(form) || form.strip_suffix('e').is_some_and(is_participle);
        let bytes = form.as_bytes();
        let mut kinds: BTreeSet<Kind> = word.lemmas.iter().map(|(kind, _)| *kind).collect();
        if word.flags & flag::INFINITIVE != 0 {
            kinds.insert(Kind::Verb);
        }
        if word.flags & flag::ADJECTIVE != 0 {
            kinds.insert(Kind::Adjective);
        }
        // a singular noun is no plural; but `-en` may be both
        if word.flags & flag::NOUN != 0 {
            kinds.insert(Kind::Noun);
        }
        inflection::candidates(bytes, &mut |candidate| {
            if kinds.contains(&candidate.kind) {
                return;
            }
            let mut lemma: Vec<u8> = Vec::new();
            match candidate.dropped {
                Some(at) if at + 2 <= candidate.stem.kept => {
                    lemma.extend_from_slice(&bytes[..at]);
                    lemma.extend_from_slice(&bytes[at + 2..candidate.stem.kept]);
                }
                Some(_) => return,
                None => lemma.extend_from_slice(&bytes[..candidate.stem.kept]),
            }
            lemma.extend_from_slice(candidate.stem.tail());
            lemma.extend_from_slice(candidate.ending);
            let Ok(lemma) = String::from_utf8(lemma) else { return };
            if lemma == *form {
                return;
            }
            let Some(base) = words.get(&lemma) else { return };
            // of names only what is made as adjectives are (`Amsterdamse`, `Franstaligen`), and inhabitants
            let inhabitants = name && candidate.kind == Kind::Noun && people(form, &lemma, words);
            if name
                && !inhabitants
                && !(candidate.kind == Kind::Adjective
                    && (form.ends_with('e') || form.ends_with("en"))
                    && (base.flags & flag::ADJECTIVE != 0
                        || lemma.ends_with('s') && base.flags & flag::NAME != 0))
            {
                return;
            }
            // a participle is no plural of a word of unknown class: `gesloten`
            let unclassed = base.flags == flag::WORD
                && base.lemmas.is_empty()
                && word.flags & flag::INFINITIVE == 0
                && !(word.flags & flag::PARTICIPLE != 0
                    && word.lemmas.iter().any(|(kind, _)| *kind == Kind::Verb));
            if unclassed && form.ends_with("jes") && lemma.ends_with("je") {
                return;
            }
            let fits = name
                || base.flags & candidate.needs != 0
                || (unclassed
                    && candidate.kind == Kind::Noun
                    && form.len() >= 6
                    && (form.ends_with('s') || form.ends_with("en") || form.ends_with("je")));
            if !fits || base.flags & flag::FUNCTION != 0 {
                return;
            }
            // an adjective that is no participle is not read as one (`gezond`), but `gezet` and `ingezet` are
            let plain = word.flags & flag::NOUN != 0
                || word.flags & flag::ADJECTIVE != 0 && words.contains_key(&format!("{form}er"));
            if candidate.dropped == Some(0) && !participle && plain && !word.conjugated {
                return;
            }
            // what stands before a dropped `ge` is a particle
            if let Some(at) = candidate.dropped
                && (at > 0 && !paradigm::PARTICLES.contains(&&form[..at])
                    || no_participle(form, &lemma[at..], sources))
            {
                return;
            }
            // a strong verb has no weak past; its present is regular. No noun is a weak past: `groente`, `woede`
            if candidate.kind == Kind::Verb
                && candidate.gives == flag::VERBAL
                && (strong_past(form, &lemma, sources)
                    || word.thing && (form.ends_with("te") || form.ends_with("de")))
            {
                return;
            }
            // a participle in `-en` is no adjective with `-en`: `gezonden`
            let of_verb = word.lemmas.iter().any(|(kind, _)| *kind == Kind::Verb);
            if candidate.kind == Kind::Adjective && form.ends_with("en") && of_verb {
                return;
            }
            // no noun is the comparative of a present participle: `kalender`
            if candidate.kind == Kind::Adjective
                && word.flags & flag::NOUN != 0
                && lemma.ends_with("end")
                && base.flags & flag::ADJECTIVE == 0
            {
                return;
            }
            links.push((form.clone(), candidate.kind, lemma, candidate.gives));
        });
    }
    let mut first: BTreeMap<(String, Kind), usize> = BTreeMap::new();
    for (form, kind, lemma, gives) in links {
        // a participle without `ge` is as likely of the stem in `-d`: `aanvaard` of `aanvaarden` and `aanvaren`
        let whole = kind == Kind::Verb && form.ends_with('d') && verb_stem(&lemma).contains(&form);
        // a participle may be of two verbs: `geplant` of `plannen` and `planten`, `geleid` of `geleiden` and `leiden`
        let most = if whole || kind == Kind::Verb && form.starts_with("ge") { 2 } else { 1 };
        let read = first.entry((form.clone(), kind)).or_default();
        *read += 1;
        if *read > most {
            continue;
        }
        push(words, &form, kind, &lemma);
        if let Some(word) = words.get_mut(&form) {
            word.flags |= gives;
        }
    }
    // participles that are inflected once more: `gewerkte` to `gewerkt` to `werken`
    let deeper: Vec<(String, Vec<(Kind, String)>)> = words
        .iter()
        .filter_map(|(form, word)| {
            let lemmas: Vec<(Kind, String)> = word
                .lemmas
                .iter()
                .flat_map(|(kind, lemma)| match words.get(lemma) {
                    Some(base)
                        if *kind == Kind::Adjective
                            && base.flags & flag::PARTICIPLE != 0
                            && !base.lemmas.is_empty() =>
                    {
                        // of an adjective too: `bepaalde` is of `bepaald` as well as of `bepalen`
                        let adjective = (base.flags & flag::ADJECTIVE != 0).then(|| (*kind, lemma.clone()));
                        adjective.into_iter().chain(base.lemmas.clone()).collect()
                    }
                    _ => vec![(*kind, lemma.clone())],
                })
                .collect();
            (lemmas != word.lemmas).then(|| (form.clone(), lemmas))
        })
        .collect();
    for (form, lemmas) in deeper {
        if let Some(word) = words.get_mut(&form) {
            word.lemmas.clear();
            for (kind, lemma) in lemmas {
                if !word.lemmas.iter().any(|(_, known)| *known == lemma) {
                    word.lemmas.push((kind, lemma));
                }
            }
        }
    }
}

/// Whether these are inhabitants and one of them: `Nederlanders` and `Nederlander`. Short names are of persons
/// (`Pieters`).
fn people(form: &str, one: &str, words: &Words) -> bool {
    words.get(one).is_some_and(|word| !word.common)
        && one.len() >= 7
        && (one.ends_with("er") || one.ends_with("aar"))
        && form.strip_suffix('s') == Some(one)
}

/// Whether `form` reads as a weak past (`-de`, `-te`) of a strong verb.
fn strong_past(form: &str, infinitive: &str, sources: &Sources) -> bool {
    let past = ["de", "te", "den", "ten"].iter().any(|ending| form.ends_with(ending));
    past && sources.strong.iter().any(|verb| infinitive == verb.infinitive && !verb.forms[0].ends_with('e'))
}

/// Whether what reads as a participle in `-d` or `-t` is none: of a strong verb whose stem ends so (`gebied`), or in
/// `-t` after a sound that wants `-d` (`gebeurt`).
fn no_participle(form: &str, infinitive: &str, sources: &Sources) -> bool {
    let Some(stem) = infinitive.strip_suffix("en") else { return false };
    let strong = stem.ends_with(['d', 't'])
        && sources.strong.iter().any(|verb| {
            infinitive == verb.infinitive && verb.participle.as_ref().is_some_and(|form| form.ends_with('n'))
        });
    let voiced = !stem.ends_with(['k', 'f', 's', 'p', 't', 'x', 'c', 'q'])
        && !["ch", "sh", "sj"].iter().any(|sound| stem.ends_with(sound));
    strong || voiced && (form.ends_with('t') || form.ends_with("te"))
}

/// Words that only their plurals, or their endings, show to be nouns.
fn nouns(words: &mut Words) {
    const ENDINGS: &[&str] = &[
        "ing", "tie", "heid", "schap", "teit", "isme", "ment", "age", "iek", "ist", "sie", "ster", "erij",
        "logie", "theek", "uur", "aar",
    ];
    let bases: BTreeSet<String> = words
        .values()
        .flat_map(|word| {
            word.lemmas.iter().filter(|(kind, _)| *kind == Kind::Noun).map(|(_, lemma)| lemma.clone())
        })
        .collect();
    for (form, word) in words.iter_mut() {
        let unclassed =
            word.flags & (flag::NOUN | flag::ADJECTIVE | flag::INFINITIVE | flag::NAME | flag::FUNCTION) == 0
                && word.lemmas.is_empty();
        if bases.contains(form) || (unclassed && ENDINGS.iter().any(|ending| form.ends_with(ending))) {
            word.flags |= flag::NOUN;
        }
    }
}

/// Diminutives whose base is not listed say nothing that the rules do not say better.
fn small(words: &mut Words) {
    words.retain(|form, word| {
        let alone = word.lemmas.is_empty() && word.flags & !flag::WORD == 0;
        !(alone && form.len() >= 8 && (form.ends_with("je") || form.ends_with("jes")))
    });
}
