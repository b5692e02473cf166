//! Endings of Dutch words, taken off: from a written form to what its lemma may be.
//!
//! **In**: a folded form. **Out**: candidates, as beginnings and tails, with the class the lemma must have; the
//! caller keeps those that the lexicon knows. The rules only propose, they never decide.

use super::lexicon::{Kind, flag};
use super::spelling::{Stem, closed, is_vowel};

/// A possible lemma of a form.
#[derive(Debug, Clone, Copy)]
pub struct Candidate {
    /// how it is written
    pub stem: Stem,
    /// what is added after the stem (`en` of an infinitive)
    pub ending: &'static [u8],
    /// place of the participle's `ge` that is dropped
    pub dropped: Option<usize>,
    /// the class it must be of
    pub kind: Kind,
    /// the bit of the lexicon that says so
    pub needs: u16,
    /// what the form is then
    pub gives: u16,
}

type Sink<'a> = &'a mut dyn FnMut(Candidate);

fn noun(stem: Stem, sink: Sink<'_>) {
    sink(Candidate {
        stem,
        ending: b"",
        dropped: None,
        kind: Kind::Noun,
        needs: flag::NOUN,
        gives: flag::PLURAL,
    });
}
fn adjective(stem: Stem, sink: Sink<'_>) {
    sink(Candidate {
        stem,
        ending: b"",
        dropped: None,
        kind: Kind::Adjective,
        needs: flag::ADJECTIVE | flag::PARTICIPLE,
        gives: flag::INFLECTED,
    });
}

/// Plurals and diminutives.
pub fn nouns(form: &[u8], sink: Sink<'_>) {
    let n = form.len();
    let ends = |ending: &[u8]| n > ending.len() + 1 && form.ends_with(ending);
    if ends(b"'s") || ends(b"'n") {
        noun(Stem::new(n - 2, b""), sink);
        return;
    }
    if ends(b"heden") {
        noun(Stem::new(n - 4, b"eid"), sink);
    }
    if n > 6 && ends(b"ices") {
        noun(Stem::new(n - 4, b"ex"), sink); // indices
        noun(Stem::new(n - 4, b"ix"), sink);
    } else if ends(b"ses") && !ends(b"sses") {
        noun(Stem::new(n - 2, b"is"), sink); // bases
    }
    if ends(b"en") {
        closed(form, n - 2, &mut |stem| noun(stem, sink));
        noun(Stem::new(n - 1, b""), sink); // waarden, bacterien
        if ends(b"een") {
            noun(Stem::new(n - 2, b""), sink); // ideeen
        }
    } else if ends(b"s") && !ends(b"ss") {
        noun(Stem::new(n - 1, b""), sink);
    }
    if ends(b"a") {
        noun(Stem::new(n - 1, b"um"), sink);
        noun(Stem::new(n - 1, b"on"), sink);
    } else if ends(b"i") {
        noun(Stem::new(n - 1, b"us"), sink);
    }
    let small = if ends(b"jes") {
        n - 3
    } else if ends(b"je") {
        n - 2
    } else {
        return;
    };
    if small < 2 {
        return;
    }
    noun(Stem::new(small, b""), sink); // huis-je
    let at = |ending: &[u8]| form[..small].ends_with(ending) && small > ending.len() + 1;
    if at(b"t") {
        noun(Stem::new(small - 1, b""), sink); // tuin-tje
        if small >= 3 && is_vowel(form[small - 2]) && form[small - 2] == form[small - 3] {
            noun(Stem::new(small - 2, b""), sink); // autoo-tje
        }
    }
    if at(b"p") {
        noun(Stem::new(small - 1, b""), sink); // boom-pje
    }
    if at(b"nk") {
        noun(Stem::new(small - 1, b"g"), sink); // konink-je
    }
    if at(b"et") && small >= 4 && form[small - 3] == form[small - 4] {
        noun(Stem::new(small - 3, b""), sink); // ball-etje
    } else if at(b"et") {
        noun(Stem::new(small - 2, b""), sink); // ding-etje
    }
}

/// Inflection and comparison of adjectives and participles.
pub fn adjectives(form: &[u8], sink: Sink<'_>) {
    let n = form.len();
    let ends = |ending: &[u8]| n > ending.len() + 2 && form.ends_with(ending);
    if ends(b"e") {
        closed(form, n - 1, &mut |stem| adjective(stem, sink));
    }
    for ending in [b"er".as_slice(), b"ere", b"ers"] {
        if ends(ending) {
            closed(form, n - ending.len(), &mut |stem| adjective(stem, sink));
            if form[..n - ending.len()].ends_with(b"rd") {
                adjective(Stem::new(n - ending.len() - 1, b""), sink); // zwaarder
            }
        }
    }
    for ending in [b"st".as_slice(), b"ste", b"sten"] {
        if ends(ending) {
            adjective(Stem::new(n - ending.len(), b""), sink);
            adjective(Stem::new(n - ending.len() + 1, b""), sink); // wijs-t
        }
    }
    if ends(b"s") {
        adjective(Stem::new(n - 1, b""), sink);
    }
    if ends(b"en") && !ends(b"den") && !ends(b"ten") {
        closed(form, n - 2, &mut |stem| adjective(stem, sink)); // de blinden
    }
}

/// Forms of regular verbs.
pub fn verbs(form: &[u8], sink: Sink<'_>) {
    let n = form.len();
    // a participle without `ge` belongs to a verb with a prefix: `bereid`, not `hoofd`
    let prefixed = [
        b"be".as_slice(),
        b"ge",
        b"ver",
        b"ont",
        b"her",
        b"er",
        b"over",
        b"onder",
        b"door",
        b"om",
        b"voor",
        b"aan",
        b"achter",
        b"mis",
    ]
    .iter()
    .any(|prefix| form.starts_with(prefix));
    for ending in [b"de".as_slice(), b"den", b"te", b"ten", b"t", b"d", b""] {
        if n < ending.len() + 2 || !form.ends_with(ending) || (ending == b"d" && !prefixed) {
            continue;
        }
        stem_to_infinitive(form, n - ending.len(), None, flag::VERBAL, sink);
    }
    for ending in [b"end".as_slice(), b"ende", b"enden"] {
        if n > ending.len() + 1 && form.ends_with(ending) {
            let stem = Stem::new(n - ending.len(), b"");
            verb(stem, None, flag::PARTICIPLE, sink);
        }
    }
    // participles: ge-stem-d, particle-ge-stem-d
    let mut end = n;
    if form.ends_with(b"e") {
        end -= 1;
    }
    if end < 5 || !matches!(form[end - 1], b'd' | b't') {
        return;
    }
    for at in 0..=7.min(end - 5) {
        if form[at..].starts_with(b"ge") && at != 1 {
            stem_to_infinitive(form, end - 1, Some(at), flag::PARTICIPLE, sink);
            stem_to_infinitive(form, end, Some(at), flag::PARTICIPLE, sink); // gehaat
        }
    }
}

fn verb(stem: Stem, dropped: Option<usize>, gives: u16, sink: Sink<'_>) {
    sink(Candidate { stem, ending: b"en", dropped, kind: Kind::Verb, needs: flag::INFINITIVE, gives });
}

/// From a verb's stem to its infinitive: `maak` to `maken`, `leef` to `leven`, `tel` to `tellen`.
pub fn stem_to_infinitive(form: &[u8], end: usize, dropped: Option<usize>, gives: u16, sink: Sink<'_>) {
    if end < 2 {
        return;
    }
    let last = form[end - 1];
    let before = form[end - 2];
    if is_vowel(last) {
        // `vloei`, `vloeien`; but `zit` is no form of `zien`
        if matches!(last, b'i' | b'e' | b'u') && is_vowel(before) {
            verb(Stem::new(end, b""), dropped, gives, sink);
        }
        sink(Candidate {
            stem: Stem::new(end, b""),
            ending: b"n",
            dropped,
            kind: Kind::Verb,
            needs: flag::INFINITIVE,
            gives,
        });
        return;
    }
    let voiced = match last {
        b'f' => b'v',
        b's' => b'z',
        other => other,
    };
    let long = end >= 3 && is_vowel(before) && form[end - 3] == before && before != b'i';
    if long {
        verb(Stem::new(end - 2, &[last]), dropped, gives, sink);
        if voiced != last {
            verb(Stem::new(end - 2, &[voiced]), dropped, gives, sink);
        }
        return;
    }
    if is_vowel(before) && !(end >= 3 && is_vowel(form[end - 3])) {
        verb(Stem::new(end, &[last]), dropped, gives, sink); // tel, tellen
    }
    // one closed syllable doubles its consonant: `won` is of `winnen`, not of `wonen`; but never `w` and `x`
    let start = dropped.map_or(0, |at| at + 2).min(end);
    let syllables = form[start..end].windows(2).filter(|w| is_vowel(w[0]) && !is_vowel(w[1])).count();
    if syllables == 1
        && is_vowel(before)
        && !(end >= start + 3 && is_vowel(form[end - 3]))
        && before != b'y'
        && !matches!(last, b'w' | b'x')
    {
        return;
    }
    verb(Stem::new(end, b""), dropped, gives, sink); // werk, wandel
    if voiced != last {
        verb(Stem::new(end - 1, &[voiced]), dropped, gives, sink); // reis, reizen
    }
}

/// All candidates of a form.
pub fn candidates(form: &[u8], sink: Sink<'_>) {
    nouns(form, sink);
    adjectives(form, sink);
    verbs(form, sink);
}
