//! Abbreviations after which a full stop ends no sentence.

/// In lower case, without their last full stop, sorted. Not listed: those that mostly end a sentence (`etc`,
/// `enz`), which a capital after them decides.
const ABBREVIATIONS: [&str; 96] = [
    "aanw", "aflev", "afd", "afl", "alg", "arr", "art", "artt", "aug", "ba", "bijl", "bijv", "blz", "bv",
    "ca", "cf", "cfr", "co", "dd", "dec", "dhr", "dir", "doc", "dr", "drs", "ds", "eerw", "eng", "evt",
    "excl", "febr", "feb", "fig", "fr", "gebr", "gem", "gew", "hoofdst", "hr", "ibid", "incl", "ing", "inz",
    "ir", "jan", "jhr", "jkvr", "jl", "kon", "lic", "ll", "luit", "max", "mej", "mevr", "mgr", "mil", "min",
    "mld", "mln", "mr", "mrs", "mv", "mw", "nl", "no", "nov", "nr", "nrs", "okt", "opm", "par", "pag", "ph",
    "plv", "pp", "prof", "publ", "red", "ref", "resp", "sec", "secr", "sept", "st", "stbl", "stb", "stcrt",
    "sv", "tel", "temp", "vgl", "vnl", "vnw", "vs", "zgn",
];

/// Whether `word`, without its full stop, is an abbreviation that the sentence goes on after, whatever its case:
/// a listed one, or a single letter (an initial).
#[must_use]
pub fn is_abbreviation(word: &str) -> bool {
    let mut chars = word.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return only.is_alphabetic();
    }
    let mut lower = [0_u8; 10];
    let Some(lower) = lower.get_mut(..word.len()) else { return false };
    lower.copy_from_slice(word.as_bytes());
    lower.make_ascii_lowercase();
    ABBREVIATIONS.iter().any(|listed| listed.as_bytes() == lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_them_in_any_case() {
        for word in ["nr", "Nr", "ART", "dhr", "J", "é", "p"] {
            assert!(is_abbreviation(word), "{word}");
        }
        for word in ["kampen", "", "vraag", "etc", "2018"] {
            assert!(!is_abbreviation(word), "{word}");
        }
    }
}
