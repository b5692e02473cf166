//! All forms with their classes and lemmas.

use super::{hunspell, paradigm};
use std::collections::{BTreeMap, BTreeSet};
use vraagbaak::dutch::inflection;
use vraagbaak::dutch::lexicon::{Kind, flag};
use vraagbaak::dutch::spelling;
use vraagbaak::text::fold;

/// What the lexicon is made from.
pub struct Sources {
    pub list: String,
    pub dictionary: Vec<hunspell::Entry>,
    pub affixes: hunspell::Affixes,
    pub strong: Vec<paradigm::Strong>,
    /// form, lemma, class, and whether it has no other lemma
    pub irregular: Vec<(String, String, Kind, bool)>,
    pub function: BTreeSet<String>,
    pub bound: Vec<(String, String)>,
    pub whole: BTreeSet<String>,
    pub not_heads: BTreeSet<String>,
    pub not_lefts: BTreeSet<String>,
    pub bound_heads: BTreeSet<String>,
    pub noun_heads: BTreeSet<String>,
    pub variants: Vec<(String, String)>,
    pub splits: BTreeMap<String, usize>,
}

fn plain(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .map(str::to_owned)
        .collect()
}

fn pairs(text: &str) -> Vec<(String, String)> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()))
        .collect()
}

impl Sources {
    pub fn read() -> Result<Self, Box<dyn std::error::Error>> {
        let read = |path: &str| {
            std::fs::read_to_string(path)
                .map_err(|error| format!("{path}: {error}: install wdutch and hunspell-nl"))
        };
        let irregular = include_str!("../../src/dutch/lexicon/irregular.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let mut fields = line.split_whitespace();
                let (form, lemma, kind) = (fields.next()?, fields.next()?, fields.next()?);
                let kind = match kind {
                    "a" => Kind::Adjective,
                    "v" => Kind::Verb,
                    _ => Kind::Noun,
                };
                let only = line.ends_with(" x");
                Some((form.to_owned(), lemma.to_owned(), kind, only))
            })
            .collect();
        let mut splits = BTreeMap::new();
        let mut whole = BTreeSet::new();
        for word in plain(include_str!("../../src/dutch/lexicon/whole.txt")) {
            match word.find('|') {
                Some(at) => {
                    splits.insert(word.replace('|', ""), at);
                }
                None => {
                    whole.insert(word);
                }
            }
        }
        Ok(Self {
            list: read("/usr/share/dict/dutch")?,
            dictionary: hunspell::dictionary(&read("/usr/share/hunspell/nl.dic")?),
            affixes: hunspell::affixes(&read("/usr/share/hunspell/nl.aff")?),
            strong: paradigm::strong(include_str!("../../src/dutch/lexicon/strong_verbs.txt")),
            irregular,
            function: plain(include_str!("../../src/dutch/lexicon/function_words.txt")),
            bound: pairs(include_str!("../../src/dutch/lexicon/bound_parts.txt")),
            whole,
            splits,
            not_heads: plain(include_str!("../../src/dutch/lexicon/not_heads.txt")),
            noun_heads: plain(include_str!("../../src/dutch/lexicon/noun_heads.txt")),
            bound_heads: plain(include_str!("../../src/dutch/lexicon/bound_heads.txt")),
            not_lefts: plain(include_str!("../../src/dutch/lexicon/not_lefts.txt")),
            variants: pairs(include_str!("../../src/dutch/lexicon/variants.txt")),
        })
    }
}

/// A form on its way into the lexicon.
#[derive(Debug, Default, Clone)]
pub struct Word {
    pub flags: u16,
    /// lemma and class, likeliest first; empty: itself
    pub lemmas: Vec<(Kind, String)>,
    /// length of the head, 0 when whole
    pub head: usize,
    pub head_cost: Option<u8>,
    /// seen in lower case
    pub common: bool,
    /// the dictionary says that it ends compounds
    pub ends: bool,
    /// the dictionary says that it begins compounds
    pub begins: bool,
}

pub type Words = BTreeMap<String, Word>;

const NOUN_PLURALS: &[&str] = &["Za", "Zb", "Zc", "Zd", "Ze", "Zf", "Zg", "Zh", "Zi", "Zj", "Zu", "Zx"];
const NOUN_SMALL: &[&str] = &["Ya", "Yb", "Yc", "Yd", "Ye", "Yf", "Yg"];
const VERBS: &[&str] = &["V3", "Vp", "Vq", "Va", "Vb"];

fn usable(word: &str) -> bool {
    let folded = fold(word);
    !folded.is_empty()
        && folded.len() <= 40
        && folded.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'')
        && folded.bytes().next().is_some_and(|b| b != b'\'')
}

/// Collects all forms with what the dictionary's flags say of them.
pub fn collect(sources: &Sources) -> Words {
    let mut words = Words::new();
    let mut add = |word: &str, flags: u16| -> Option<String> {
        let word = word.replace('\u{2019}', "'");
        if !usable(&word) {
            return None;
        }
        let form = fold(&word).into_owned();
        let entry = words.entry(form.clone()).or_default();
        entry.flags |= flags | flag::WORD;
        entry.common |= word.chars().next().is_some_and(char::is_lowercase);
        Some(form)
    };
    for line in sources.list.lines() {
        add(line.trim(), 0);
    }
    let mut links: Vec<(String, Kind, String)> = Vec::new();
    let mut prefixed: Vec<String> = Vec::new();
    let mut roles: Vec<(String, bool, bool)> = Vec::new();
    for entry in &sources.dictionary {
        let has = |flags: &[&str]| entry.flags.iter().any(|flag| flags.contains(&flag.as_str()));
        if has(&["Fw"])
            || entry.word.contains(' ')
            || entry.word.ends_with('-')
            || entry.word.starts_with('-')
        {
            continue;
        }
        let noun = has(NOUN_PLURALS) || has(NOUN_SMALL) || has(&["Cd", "Ch"]);
        let adjective = entry.flags.iter().any(|flag| flag.starts_with('A') && flag != "A0");
        let mut class = 0;
        if noun {
            class |= flag::NOUN;
        }
        if adjective {
            class |= flag::ADJECTIVE;
        }
        if has(&["Vi"]) {
            class |= flag::INFINITIVE;
        }
        // what may end compounds and is nothing else is a noun: `opvang`, `geweld`
        if has(&["Cc"])
            && entry.flags.iter().all(|flag| flag.starts_with(['C', 'X']))
            && !entry.word.ends_with("en")
            && entry.word.starts_with(char::is_lowercase)
        {
            class |= flag::NOUN;
        }
        if has(&["Ve"]) {
            class |= flag::PARTICIPLE;
        }
        let Some(base) = add(&entry.word, class) else { continue };
        roles.push((base.clone(), has(&["Ca", "Cb"]), has(&["Cc"])));
        if has(&["Cd", "Ch"]) {
            roles.push((format!("{base}s"), true, false));
        }
        for name in &entry.flags {
            let Some(rules) = sources.affixes.suffixes.get(name) else { continue };
            let name = name.as_str();
            let (kind, given) = if NOUN_PLURALS.contains(&name) || NOUN_SMALL.contains(&name) {
                (Some(Kind::Noun), flag::PLURAL)
            } else if name == "Zk" {
                (Some(Kind::Adjective), flag::INFLECTED)
            } else if name == "Zm" || name == "Xe" {
                (None, flag::NOUN)
            } else if name == "Vi" {
                (Some(Kind::Verb), flag::PARTICIPLE)
            } else if VERBS.contains(&name) {
                (None, flag::VERBAL)
            } else if name == "Ve" {
                (None, 0)
            } else if name.starts_with('A') && name != "A0" {
                (Some(Kind::Adjective), flag::INFLECTED)
            } else {
                continue;
            };
            for rule in rules {
                if rule.add.ends_with('-') {
                    continue;
                }
                let Some(form) = rule.apply(&entry.word) else { continue };
                let plural_heid = form.ends_with("heden") && name == "Zm";
                let Some(form) = add(&form, if plural_heid { flag::PLURAL } else { given }) else { continue };
                if let Some(kind) = kind {
                    links.push((form, kind, base.clone()));
                }
            }
        }
        if has(&["Vi"]) {
            for (name, prefix) in &sources.affixes.prefixes {
                if entry.flags.contains(name) {
                    prefixed.push(format!("{prefix}{}", entry.word));
                }
            }
        }
    }
    for verb in prefixed {
        if let Some(base) = add(&verb, flag::INFINITIVE) {
            for ending in ["d", "de"] {
                if let Some(form) = add(&format!("{verb}{ending}"), flag::PARTICIPLE) {
                    links.push((form, Kind::Verb, base.clone()));
                }
            }
        }
    }
    for (form, kind, lemma) in links {
        push(&mut words, &form, kind, &lemma);
    }
    for form in &sources.whole {
        let word = words.entry(form.clone()).or_default();
        if word.flags & flag::WORD == 0 {
            word.flags |= flag::WORD | flag::NOUN;
            word.common = true;
        }
    }
    for (form, begins, ends) in roles {
        let word = words.entry(form).or_default();
        word.begins |= begins;
        word.ends |= ends;
    }
    for (form, word) in &mut words {
        if !word.common && word.flags & (flag::NOUN | flag::ADJECTIVE | flag::INFINITIVE) == 0 {
            word.flags |= flag::NAME;
        }
        if sources.function.contains(form) {
            word.flags |= flag::FUNCTION;
            word.lemmas.retain(|(kind, _)| *kind == Kind::Verb);
        }
    }
    words
}

fn push(words: &mut Words, form: &str, kind: Kind, lemma: &str) {
    let entry = words.entry(form.to_owned()).or_default();
    entry.flags |= flag::WORD
        | match kind {
            Kind::Noun => flag::PLURAL,
            Kind::Adjective => flag::INFLECTED,
            Kind::Verb => flag::VERBAL,
        };
    match entry.lemmas.iter_mut().find(|(_, known)| known == lemma) {
        Some(known) => known.0 = known.0.min(kind),
        None => entry.lemmas.push((kind, lemma.to_owned())),
    }
}

/// Gives every form its lemmas.
pub fn lemmatise(words: &mut Words, sources: &Sources) {
    infinitives(words, sources);
    strong(words, sources);
    irregular(words, sources);
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

/// Infinitives that the dictionary does not mark: the strong ones, and verbs with a particle or prefix.
fn infinitives(words: &mut Words, sources: &Sources) {
    let composed: Vec<String> = words
        .iter()
        .filter(|(form, word)| {
            form.ends_with('n')
                && word.common
                && word.flags & (flag::NOUN | flag::ADJECTIVE | flag::INFINITIVE | flag::PLURAL) == 0
                && paradigm::PARTICLES.iter().filter(|particle| **particle != "ge").any(|particle| {
                    form.strip_prefix(particle).is_some_and(|verb| {
                        verb.len() >= 4
                            && words.get(verb).is_some_and(|verb| verb.flags & flag::INFINITIVE != 0)
                            && conjugated(particle, verb, words, sources)
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
                    && !words.contains_key(&before))
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
            // of names only what is made as adjectives are: `Amsterdamse`, `Franstaligen`
            if name
                && !(candidate.kind == Kind::Adjective
                    && (form.ends_with('e') || form.ends_with("en"))
                    && (base.flags & flag::ADJECTIVE != 0
                        || lemma.ends_with('s') && base.flags & flag::NAME != 0))
            {
                return;
            }
            let unclassed =
                base.flags == flag::WORD && base.lemmas.is_empty() && word.flags & flag::INFINITIVE == 0;
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
            // an adjective that is no participle is not read as one: `gezond`
            if candidate.dropped.is_some() && !participle && word.flags & (flag::NOUN | flag::ADJECTIVE) != 0
            {
                return;
            }
            // what stands before a dropped `ge` is a particle
            if let Some(at) = candidate.dropped.filter(|&at| at > 0)
                && !paradigm::PARTICLES.contains(&&form[..at])
            {
                return;
            }
            // a strong verb has no weak past; its present is regular
            if candidate.kind == Kind::Verb
                && candidate.gives == flag::VERBAL
                && strong_past(form, &lemma, sources)
            {
                return;
            }
            links.push((form.clone(), candidate.kind, lemma, candidate.gives));
        });
    }
    let mut first: BTreeMap<(String, Kind), ()> = BTreeMap::new();
    for (form, kind, lemma, gives) in links {
        if first.insert((form.clone(), kind), ()).is_some() {
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
                        base.lemmas.clone()
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

/// Whether `form` reads as a weak past (`-de`, `-te`) of a strong verb.
fn strong_past(form: &str, infinitive: &str, sources: &Sources) -> bool {
    let past = ["de", "te", "den", "ten"].iter().any(|ending| form.ends_with(ending));
    past && sources.strong.iter().any(|verb| infinitive == verb.infinitive && !verb.forms[0].ends_with('e'))
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

/// The order of the lemmas, and which readings of a form are too rare to keep.
fn order(words: &mut Words, sources: &Sources) {
    let flags: BTreeMap<String, u16> = words.iter().map(|(form, word)| (form.clone(), word.flags)).collect();
    let told: BTreeSet<(&str, &str)> =
        sources.irregular.iter().map(|(form, lemma, ..)| (form.as_str(), lemma.as_str())).collect();
    for (form, word) in words.iter_mut() {
        // `platen` is the plural of `plaat`, not the inflected `plat`
        if form.ends_with("en") && word.lemmas.iter().any(|(kind, _)| *kind == Kind::Noun) {
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
        // a bare stem that is also a noun or adjective is read as that: `werk`, `open`
        word.lemmas.retain(|(lemma_kind, lemma)| {
            let told = told.contains(&(form.as_str(), lemma.as_str()));
            let stem = !told
                && *lemma_kind == Kind::Verb
                && word.flags & flag::INFINITIVE == 0
                && verb_stem(lemma).contains(form);
            !(stem && kind != Kind::Verb) && flags.contains_key(lemma)
        });
        if !word.lemmas.is_empty() && !word.lemmas.iter().any(|(_, lemma)| lemma == form) {
            word.lemmas.insert(0, (kind, form.clone()));
        }
    }
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
