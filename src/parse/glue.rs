//! Words that the extraction of a PDF glued together in a header.
//!
//! In: a line of a header (`aan de Ministers voor BuitenlandseHandel en van Klimaaten Groene Groei overde …`).
//! Out: the same with its words apart, so that an office is one facet however its PDF was read. Only what
//! cannot be one word is taken apart: both pieces are words of the lexicon, the whole is neither a word nor a
//! compound, and one of the pieces is a word that no compound begins or ends with (or the second has a capital).

use crate::dutch::Analyser;

/// Words that stand for themselves: no Dutch word begins with one of these and goes on with a whole word
/// that is not in the lexicon together with it. Prepositions such as `op` and `uit` do begin verbs.
const FIRST: [&str; 9] = ["van", "het", "een", "deze", "dat", "die", "voor", "naar", "wegens"];
/// Words that end no other.
const LAST: [&str; 6] = ["van", "het", "een", "voor", "over", "naar"];
/// Words of which two may be glued to each other.
const FUNCTION: [&str; 24] = [
    "van", "de", "het", "een", "en", "of", "op", "in", "aan", "over", "voor", "met", "door", "bij", "te",
    "om", "uit", "naar", "tot", "dat", "die", "deze", "is", "wordt",
];

/// Takes glued words of a running text apart: titles, lists of names.
pub fn unglue(text: &str, analyser: &Analyser) -> String {
    each_word(text, |word, _| in_text(word, analyser))
}

/// Takes glued words in the names of offices apart, which have no inner capitals of their own.
pub fn unglue_office(text: &str, analyser: &Analyser) -> String {
    each_word(text, |word, next| {
        in_text(word, analyser).or_else(|| inner_capital(word, analyser)).or_else(|| {
            let rest = word.strip_suffix("en").filter(|rest| rest.len() >= 4)?;
            let capitals = word.starts_with(char::is_uppercase) && next.starts_with(char::is_uppercase);
            (capitals && is_word(rest, analyser) && !explained(word, analyser)).then_some(rest.len())
        })
    })
}

/// Rebuilds a text with a space at the place that `cut` names in a word. `cut` gets what follows as well.
fn each_word(text: &str, cut: impl Fn(&str, &str) -> Option<usize>) -> String {
    let mut out = String::with_capacity(text.len() + 4);
    let mut rest = text;
    while let Some(start) = rest.find(char::is_alphabetic) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c: char| !c.is_alphabetic()).unwrap_or(word.len());
        let (word, after) = word.split_at(end);
        out.push_str(before);
        let joined = before.ends_with(['-', '.', '@', '/', '\'', '’'])
            || after.starts_with(['-', '@', '/', '\'', '’']);
        match cut(word, after.trim_start()).filter(|_| !joined) {
            Some(at) => {
                out.push_str(&word[..at]);
                out.push(' ');
                out.push_str(&word[at..]);
            }
            None => out.push_str(word),
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

fn in_text(word: &str, analyser: &Analyser) -> Option<usize> {
    if !word.starts_with(char::is_lowercase) {
        return None;
    }
    if let Some(at) = capital_inside(word) {
        // `deMinister`, `vanBelang`; a name such as `iPhone` has no such word before its capital.
        return FUNCTION.contains(&&word[..at]).then_some(at);
    }
    let lower = |cut: &usize| word[*cut..].chars().all(char::is_lowercase);
    let starts = FIRST.iter().filter(|first| word.starts_with(**first)).map(|first| first.len());
    let ends = LAST.iter().filter(|last| word.ends_with(**last)).map(|last| word.len() - last.len());
    let long = |cut: &usize| *cut >= 3 && word.len() - cut >= 4;
    let parts = starts.chain(ends).filter(|cut| long(cut) || word.len() - cut >= 3 && *cut >= 4);
    let both = FUNCTION.iter().filter_map(|first| {
        let last = word.strip_prefix(first)?;
        FUNCTION.contains(&last).then_some(first.len())
    });
    let mut cuts =
        both.chain(parts.filter(|cut| is_word(&word[..*cut], analyser) && is_word(&word[*cut..], analyser)));
    let cut = cuts.find(lower)?;
    (!explained(word, analyser)).then_some(cut)
}

/// `BuitenlandseHandel` → after `Buitenlandse`.
fn inner_capital(word: &str, analyser: &Analyser) -> Option<usize> {
    let at = capital_inside(word)?;
    (is_word(&word[..at], analyser) && is_word(&word[at..], analyser)).then_some(at)
}

/// The one place where a capital follows a small letter and small letters follow it.
fn capital_inside(word: &str) -> Option<usize> {
    let mut found = word.char_indices().skip(1).filter(|(_, c)| c.is_uppercase()).map(|(at, _)| at);
    let at = found.next()?;
    let after = word[at..].chars().nth(1).is_some_and(char::is_lowercase);
    (after && found.next().is_none() && word[..at].ends_with(char::is_lowercase)).then_some(at)
}

fn is_word(word: &str, analyser: &Analyser) -> bool {
    analyser.lexicon().get(&crate::text::fold(word)).is_some()
}

/// A word of the lexicon, or a compound.
fn explained(word: &str, analyser: &Analyser) -> bool {
    let folded = crate::text::fold(word);
    analyser.lexicon().get(&folded).is_some() || !analyser.analyse(&folded).boundaries.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glued_words_come_apart() {
        let analyser = Analyser::builtin();
        for (glued, apart) in [
            ("connectie wél vanbelang.»", "connectie wél van belang.»"),
            (
                "Infrastructuur en Waterstaat overde faillissementen",
                "Infrastructuur en Waterstaat over de faillissementen",
            ),
            ("bij afwezigheid van deMinister", "bij afwezigheid van de Minister"),
            ("het bericht overhet veen", "het bericht over het veen"),
        ] {
            assert_eq!(unglue(glued, analyser), apart);
            assert_eq!(unglue(apart, analyser), apart);
        }
        for (glued, apart) in [
            ("voor BuitenlandseHandel en Ontwikkelingshulp", "voor Buitenlandse Handel en Ontwikkelingshulp"),
            ("van Klimaaten Groene Groei", "van Klimaat en Groene Groei"),
        ] {
            assert_eq!(unglue_office(glued, analyser), apart);
            assert_eq!(unglue_office(apart, analyser), apart);
        }
    }

    #[test]
    fn words_and_names_stay_whole() {
        let analyser = Analyser::builtin();
        for text in [
            "GroenLinks, ChristenUnie, iPhone, TikTok en VanMoof van de heer Vandenberg",
            "voorzitter vandaag eenheid diensten hoeveelheid overleg opdat indien waarvan daarover waarvoor",
            "voorheen vanwege voorspelbaar overstap onderwijs desinformatie dataverzameling dekolonisatie",
            "www.vanbelang.nl jan@vanbelang.nl",
            "",
        ] {
            assert_eq!(unglue(text, analyser), text);
        }
        for office in [
            "Minister van Volksgezondheid, Welzijn en Sport",
            "Financiën, Fiscaliteit en Belastingdienst",
            "Boeren en Tuinders",
        ] {
            assert_eq!(unglue_office(office, analyser), office);
        }
    }

    #[test]
    fn what_real_titles_say_is_left_alone() {
        // Nine tenths of the titles of a real archive were extracted well: taking one in two hundred apart
        // would be too much.
        let shared = std::env::var_os("VRAAGBAAK_SHARED").map_or_else(
            || std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
            std::path::PathBuf::from,
        );
        let Ok(lines) = std::fs::read_to_string(shared.join("corpus/chamber-2017-jan-apr.jsonl")) else {
            println!("skipped: ../shared is absent");
            return;
        };
        let mut changed = Vec::new();
        let mut titles = 0;
        for line in lines.lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            let title = record["title"].as_str().unwrap_or_default();
            titles += 1;
            if unglue(title, Analyser::builtin()) != title {
                changed.push(title.to_owned());
            }
        }
        assert!(changed.len() * 200 <= titles, "{} of {titles}: {changed:#?}", changed.len());
    }
}
