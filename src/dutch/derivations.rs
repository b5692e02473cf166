//! Words a lemma is derived from, each checked against the lexicon: `begeleiding` from `begeleiden`, `maatwerker`
//! from `maatwerk`, `werkloosheid` from `werkloos`.
//!
//! **In**: a lemma. **Out**: weaker keys; nothing that is not itself a word.

use super::extension::OwnWords;
use super::inflection::stem_to_infinitive;
use super::lexicon::{Lexicon, flag};
use smallvec::SmallVec;

/// Endings that turn a noun or adjective into another word, with what the base must be.
const ENDINGS: [(&str, u16, usize); 8] = [
    ("heid", flag::ADJECTIVE, 3),
    ("schap", flag::NOUN | flag::ADJECTIVE, 4),
    ("achtig", flag::NOUN | flag::ADJECTIVE, 4),
    ("loos", flag::NOUN, 4),
    ("loosheid", flag::NOUN, 4),
    ("er", flag::NOUN, 6),
    ("isme", flag::ADJECTIVE | flag::NOUN, 4),
    ("ist", flag::NOUN, 5),
];
/// Endings that turn a verb into a noun or adjective; the base is the verb's stem before `-en`.
const OPEN: [&str; 4] = ["ing", "er", "aar", "erij"];
/// Endings that follow the verb's stem as it is spelt at a word's end.
const CLOSED: [&str; 4] = ["baar", "ster", "der", "sel"];

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
            if lexicon.get(&verb).is_some_and(|note| note.is(flag::INFINITIVE)) {
                add(verb);
            }
        }
    }
    for ending in CLOSED {
        if let Some(base) = lemma.strip_suffix(ending).filter(|base| base.len() >= 3) {
            stem_to_infinitive(base.as_bytes(), base.len(), None, 0, &mut |candidate| {
                let mut verb = candidate.stem.write(base.as_bytes());
                verb.extend_from_slice(candidate.ending);
                if let Ok(verb) = String::from_utf8(verb)
                    && lexicon.get(&verb).is_some_and(|note| note.is(flag::INFINITIVE))
                {
                    add(verb);
                }
            });
        }
    }
    for (ending, needs, shortest) in ENDINGS {
        if let Some(base) = lemma.strip_suffix(ending).filter(|base| base.len() >= shortest)
            && (lexicon.get(base).is_some_and(|note| note.is(needs)) || own.contains(base))
        {
            add(base.to_owned());
        }
    }
    if let Some(base) = lemma.strip_suffix("atie") {
        for ending in ["eren", "en"] {
            let verb = format!("{base}{ending}");
            if lexicon.get(&verb).is_some_and(|note| note.is(flag::INFINITIVE)) {
                add(verb);
            }
        }
    }
}
