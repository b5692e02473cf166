//! Words a lemma is derived from, each checked against the lexicon: `begeleiding` from `begeleiden`, `maatwerker`
//! from `maatwerk`, `werkloosheid` from `werkloos`.
//!
//! **In**: a lemma. **Out**: weaker keys; nothing that is not itself a word.

use super::extension::OwnWords;
use super::inflection::stem_to_infinitive;
use super::lexicon::{Lexicon, flag};
use smallvec::SmallVec;

/// Endings that turn a noun or adjective into another word, with what the base must be.
const ENDINGS: [(&str, u16, usize); 7] = [
    ("heid", flag::ADJECTIVE, 3),
    ("schap", flag::NOUN, 4),
    ("achtig", flag::NOUN | flag::ADJECTIVE, 4),
    ("loos", flag::NOUN, 4),
    ("loosheid", flag::NOUN, 4),
    ("er", flag::NOUN, 6),
    // Shorter ones are other words: `toer` of `toerisme`.
    ("isme", flag::NOUN, 5),
];
/// Endings that turn a verb into a noun; the base is the verb's stem before `-en`.
const OPEN: [&str; 4] = ["ing", "er", "aar", "erij"];
/// Endings that follow the verb's stem as it is spelt at a word's end.
const CLOSED: [&str; 3] = ["baar", "ster", "der"];

/// Whether the lexicon allows that `lemma` is made with this ending: function words, adverbs, comparatives and plain
/// adjectives are not (`echter`, `minder`, `helder`, `gering`), nor nouns in `-er` that are no persons or tools
/// (`letter`, with its plural in `-en`).
fn made(lemma: &str, base: &str, ending: &str, lexicon: &Lexicon<'_>) -> bool {
    let Some(note) = lexicon.get(lemma) else { return true };
    if note.is(flag::FUNCTION | flag::NAME) {
        return false;
    }
    if ending == "baar" {
        return !lexicon.is(base, flag::ADJECTIVE) || lexicon.is(base, flag::NOUN) || base.ends_with('t');
    }
    if note.is(flag::ADJECTIVE | flag::INFLECTED) || !note.is(flag::NOUN) {
        return false;
    }
    match ending {
        "er" => {
            let other = lexicon.get(&format!("{lemma}en"));
            lexicon.is(&format!("{lemma}s"), flag::PLURAL)
                && !other.is_some_and(|other| other.is(flag::PLURAL) && !other.is(flag::INFINITIVE))
        }
        "der" => base.ends_with('r'),
        "aar" => base.ends_with(['l', 'n', 'r']) && !lexicon.is(base, flag::ADJECTIVE),
        _ => true,
    }
}

/// Adds the words `lemma` is derived from.
pub(super) fn of(lemma: &str, lexicon: &Lexicon<'_>, own: &OwnWords, out: &mut SmallVec<[String; 1]>) {
    if lemma.len() < 6 || !lemma.is_ascii() {
        return;
    }
    let mut add = |key: String| {
        if key != lemma && !out.contains(&key) && out.len() < 3 {
            out.push(key);
        }
    };
    for ending in OPEN {
        if let Some(base) = lemma.strip_suffix(ending).filter(|base| base.len() >= 3) {
            let verb = format!("{base}en");
            if lexicon.is(&verb, flag::INFINITIVE) && made(lemma, base, ending, lexicon) {
                add(verb);
            }
        }
    }
    for ending in CLOSED {
        if let Some(base) = lemma.strip_suffix(ending).filter(|base| base.len() >= 3)
            && made(lemma, base, ending, lexicon)
        {
            stem_to_infinitive(base.as_bytes(), base.len(), None, 0, &mut |candidate| {
                let mut verb = candidate.stem.write(base.as_bytes());
                verb.extend_from_slice(candidate.ending);
                if let Ok(verb) = String::from_utf8(verb)
                    && lexicon.is(&verb, flag::INFINITIVE)
                {
                    add(verb);
                }
            });
        }
    }
    for (ending, needs, shortest) in ENDINGS {
        if let Some(base) = lemma.strip_suffix(ending).filter(|base| base.len() >= shortest)
            && (lexicon.is(base, needs) || own.contains(base))
            && (!matches!(ending, "er" | "schap") || made(lemma, base, ending, lexicon))
        {
            add(base.to_owned());
        }
    }
    // A school of thought or a trade, and who belongs to it: `terrorisme`, `terrorist`.
    if let Some(base) = lemma.strip_suffix("isme") {
        let person = format!("{base}ist");
        if lexicon.is(&person, flag::NOUN) {
            add(person);
        }
    }
    if let Some(base) = lemma.strip_suffix("atie") {
        for ending in ["eren", "en"] {
            let verb = format!("{base}{ending}");
            if lexicon.is(&verb, flag::INFINITIVE) {
                add(verb);
            }
        }
    }
}
