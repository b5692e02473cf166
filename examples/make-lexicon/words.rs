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
    /// the dictionary conjugates it, or puts particles before it
    pub conjugated: bool,
    /// the dictionary gives it a plural in `-en`
    pub plural: bool,
}

pub type Words = BTreeMap<String, Word>;

/// Prefixes without stress: a participle has them and no `ge`.
const UNSTRESSED: &[&str] = &["be", "ge", "her", "ont", "ver", "er"];
/// A noun that so many listed words end in is no past of a strong verb.
const OFTEN_ENDS: u32 = 60;

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
    let mut conjugated: Vec<String> = Vec::new();
    let singulars: BTreeSet<&str> = sources.dictionary.iter().map(|entry| entry.word.as_str()).collect();
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
            && !fold(&entry.word).ends_with("en")
            && !foreign_plural(&entry.word, &singulars)
            && entry.word.starts_with(char::is_lowercase)
        {
            class |= flag::NOUN;
        }
        if has(&["Ve"]) {
            class |= flag::PARTICIPLE;
        }
        let Some(base) = add(&entry.word, class) else { continue };
        roles.push((base.clone(), has(&["Ca", "Cb"]), has(&["Cc"])));
        if !has(&["Vi"]) && (has(VERBS) || entry.flags.iter().any(|flag| flag.starts_with('P'))) {
            conjugated.push(base.clone());
        }
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
        if kind == Kind::Noun && form.ends_with("en") {
            words.entry(lemma).or_default().plural = true;
        }
    }
    for form in &sources.whole {
        let word = words.entry(form.clone()).or_default();
        if word.flags & flag::WORD == 0 {
            word.flags |= flag::WORD | flag::NOUN;
            word.common = true;
        }
    }
    for form in conjugated {
        words.entry(form).or_default().conjugated = true;
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

/// Whether a word is the plural of a listed word from Latin or Greek: `centra`, `bases`, `indices`.
fn foreign_plural(word: &str, listed: &BTreeSet<&str>) -> bool {
    [("a", "um"), ("es", "is"), ("ices", "ex"), ("ices", "ix"), ("ici", "icus")].iter().any(
        |(plural, singular)| {
            word.strip_suffix(plural)
                .is_some_and(|stem| listed.contains(format!("{stem}{singular}").as_str()))
        },
    )
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
            let both = word.flags & (flag::NOUN | flag::ADJECTIVE) != 0;
            if candidate.dropped == Some(0) && !participle && both && !word.conjugated {
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
                    || word.flags & flag::NOUN != 0 && (form.ends_with("te") || form.ends_with("de")))
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
        // a participle may be of two verbs: `geplant` of `plannen` and `planten`, `geleid` of `geleiden` and `leiden`
        let most = if kind == Kind::Verb && form.starts_with("ge") { 2 } else { 1 };
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
    words.get(one).is_some_and(|word| word.flags & flag::NAME != 0)
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
    let voiced = !stem.ends_with(['k', 'f', 's', 'p', 't', 'x', 'c', 'q']) && !stem.ends_with("ch");
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

/// The order of the lemmas, and which readings of a form are too rare to keep.
fn order(words: &mut Words, sources: &Sources) {
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
        is(form, flag::INFINITIVE)
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
