//! Names of people in one canonical form.
//!
//! In: a name as a document prints it (capitals, `Van Peel, Valerie`, `mevrouw R. Rombouts`). Out: first
//! name before surname, capitals only where a name has them, one space between the parts.

/// Particles that keep their small letter inside a surname written in capitals, unless they open it:
/// `KOEN VAN DEN HEUVEL` → `Koen Van den Heuvel`.
const INNER: [&str; 9] = ["den", "der", "de", "het", "ten", "ter", "te", "'t", "'s"];
/// Words that open a surname.
const OPENING: [&str; 12] =
    ["van", "vande", "vanden", "vander", "de", "den", "der", "ter", "ten", "te", "het", "von"];
/// Forms of address and offices in front of a name.
const ADDRESS: [&str; 16] = [
    "de heer ",
    "mevrouw ",
    "mevr. ",
    "mevr ",
    "mw. ",
    "mw ",
    "dhr. ",
    "dhr ",
    "het lid ",
    "minister ",
    "staatssecretaris ",
    "minister-president ",
    "viceminister-president ",
    "meneer ",
    "mijnheer ",
    "dr. ",
];

/// The canonical form of one person's name; empty when there is no letter in it.
pub fn canonical(name: &str) -> String {
    let mut name = joined_surnames(&name.split_whitespace().collect::<Vec<_>>().join(" "));
    while let Some(rest) = strip_address(&name) {
        name = rest.to_owned();
    }
    let mut initials = String::new();
    if let Some(open) = name.rfind('(') {
        // `Hirsch Ballin (EMH)`, `Paulus Jansen (P.F.C.)`: initials, not a party.
        let inside = name[open + 1..].trim_end_matches([')', ' ', ',']).to_owned();
        name.truncate(open);
        if is_initials(&inside) {
            initials = inside;
        }
    }
    let name = name.trim_matches(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '.'));
    if !name.chars().any(char::is_alphabetic) {
        return String::new();
    }
    let turned = match name.split_once(',') {
        Some((surname, first)) if !first.trim().is_empty() && !first.contains(',') => {
            format!("{} {}", first.trim(), surname.trim())
        }
        _ => turn_capital_surname(name).unwrap_or_else(|| name.to_owned()),
    };
    let cased = if has_shouting(&turned) { sentence_names(&turned) } else { turned };
    let cased = capitalise_first(&cased);
    let first_name_known = cased.split(' ').count() > 1 && !starts_surname(&cased);
    if initials.is_empty() || first_name_known && !needs_initials(&cased) {
        return cased;
    }
    let dotted: String = initials.chars().filter(|c| c.is_alphabetic()).flat_map(|c| [c, '.']).collect();
    format!("{dotted} {cased}")
}

/// The names in a list such as `Jan Jambon, Hilde Crevits en Ben Weyts`; one `Surname, First` is one name.
pub fn split(names: &str) -> Vec<String> {
    let mut pieces: Vec<&str> = Vec::new();
    for piece in names.split([';', '\n']) {
        let commas = piece.split(',').map(str::trim).filter(|part| !part.is_empty());
        let parts: Vec<&str> = commas.collect();
        let single = |part: &&str| !part.contains(' ') || starts_surname(part);
        if parts.len() == 2
            && single(&parts[0])
            && !parts[1].contains(" en ")
            && parts[1].split(' ').count() <= 2
        {
            pieces.push(piece.trim());
        } else {
            pieces.extend(parts.iter().flat_map(|part| part.split(" en ")));
        }
    }
    let mut result: Vec<String> = Vec::new();
    for name in pieces.into_iter().map(canonical) {
        if !name.is_empty() && !result.contains(&name) {
            result.push(name);
        }
    }
    result
}

/// `Faber – Van de Klashorst` → `Faber-Van de Klashorst`: however a double surname's dash was printed.
fn joined_surnames(name: &str) -> String {
    const DASHES: [char; 4] = ['-', '–', '—', '‐'];
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find(DASHES) {
        let (before, after) = rest.split_at(at);
        let after = after.trim_start_matches(DASHES);
        let (left, right) = (before.trim_end(), after.trim_start());
        let double = left.ends_with(char::is_alphabetic) && right.starts_with(char::is_alphabetic);
        out.push_str(if double { left } else { before });
        out.push('-');
        rest = if double { right } else { after };
    }
    out.push_str(rest);
    out
}

fn strip_address(name: &str) -> Option<&str> {
    ADDRESS.iter().find_map(|address| {
        let start = name.get(..address.len())?;
        start.eq_ignore_ascii_case(address).then(|| &name[address.len()..])
    })
}

fn is_initials(text: &str) -> bool {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    (1..=6).contains(&letters)
        && (text.contains('.') || text.chars().all(char::is_uppercase))
        && text.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ' ' | '-' | 'h'))
}

/// A surname of two words without first name (`Hirsch Ballin`) takes its initials; a first name does not.
fn needs_initials(name: &str) -> bool {
    name.split(' ').count() < 2
        || name.starts_with("Hirsch ")
        || name.split(' ').all(|word| word.contains('-'))
}

fn starts_surname(name: &str) -> bool {
    let first = name.split(' ').next().unwrap_or("");
    OPENING.iter().any(|particle| first.eq_ignore_ascii_case(particle))
}

/// `BEENDERS Rob` → `Rob BEENDERS`.
fn turn_capital_surname(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let capitals = words.iter().take_while(|word| is_shouted(word)).count();
    let rest = words.get(capitals..)?;
    if capitals == 0 || rest.is_empty() || rest.iter().any(|word| is_shouted(word)) {
        return None;
    }
    Some(format!("{} {}", rest.join(" "), words[..capitals].join(" ")))
}

/// A word of two letters or more, all capitals, no initials.
fn is_shouted(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2 && !word.contains('.') && word.chars().all(|c| !c.is_lowercase())
}

fn has_shouting(name: &str) -> bool {
    name.split([' ', '-']).any(is_shouted)
}

/// Capitals to names: `MAURITS VANDE REYDE` → `Maurits Vande Reyde`.
fn sentence_names(name: &str) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in name.split(' ') {
        let lower = word.to_lowercase();
        let plain = lower.replace('’', "'");
        let after_particle = words.last().is_some_and(|before| {
            let before = before.to_lowercase();
            ["van", "in", "op", "aan", "uit", "von"].contains(&before.as_str())
        });
        if !is_shouted(word) && word.chars().any(char::is_lowercase) {
            words.push(word.to_owned());
        } else if after_particle && INNER.contains(&plain.as_str()) {
            words.push(lower);
        } else {
            words.push(capitalise_parts(&lower));
        }
    }
    words.join(" ")
}

/// Capitals at the start and after hyphens and apostrophes: `jean-jacques`, `d'haese`, `o'neill`.
fn capitalise_parts(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut start = true;
    let mut letters_before = 0;
    for c in word.chars() {
        if start && c.is_alphabetic() {
            out.extend(c.to_uppercase());
        } else {
            out.push(c);
        }
        if c.is_alphabetic() {
            letters_before += 1;
            start = false;
        } else {
            start = c == '-' || c == '.' || (matches!(c, '\'' | '’') && letters_before == 1);
            letters_before = 0;
        }
    }
    out
}

pub(super) fn capitalise_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if first.is_lowercase() => first.to_uppercase().chain(chars).collect(),
        _ => text.to_owned(),
    }
}

/// An office as it is addressed: `DE VLAAMSE MINISTER VAN WONEN` → `Vlaams minister van Wonen`.
pub fn addressed_office(text: &str) -> String {
    let office = office(text);
    let office = match office.strip_prefix("De ") {
        Some(rest) => capitalise_first(rest),
        None => office,
    };
    match office.strip_prefix("Vlaamse minister ") {
        Some(rest) => format!("Vlaams minister {rest}"),
        None => office,
    }
}

/// An office in sentence case, on one line: `VLAAMS MINISTER VAN WONEN EN KMO` → `Vlaams minister van Wonen
/// en KMO`. Offices that are not in capitals only have their spaces made single.
pub fn office(text: &str) -> String {
    const SMALL: [&str; 20] = [
        "minister",
        "ministers",
        "minister-president",
        "viceminister-president",
        "van",
        "de",
        "het",
        "voor",
        "en",
        "in",
        "der",
        "den",
        "belast",
        "met",
        "aan",
        "staatssecretaris",
        "bij",
        "te",
        "op",
        "tot",
    ];
    const ACRONYMS: [&str; 4] = ["ICT", "KMO", "EU", "KMO's"];
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let line = line.trim_end_matches([',', ';', ' ']);
    if line.chars().any(char::is_lowercase) {
        return capitalise_first(line);
    }
    let mut words = Vec::new();
    for word in line.split(' ') {
        let bare = word.trim_end_matches([',', ';']);
        let lower = word.to_lowercase();
        if ACRONYMS.contains(&bare) {
            words.push(word.to_owned());
        } else if SMALL.contains(&bare.to_lowercase().as_str()) {
            words.push(lower);
        } else {
            words.push(capitalise_parts(&lower));
        }
    }
    capitalise_first(&words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_to_one_form() {
        for (name, expected) in [
            ("ROB BEENDERS", "Rob Beenders"),
            ("BEENDERS Rob", "Rob Beenders"),
            ("Van Peel, Valerie", "Valerie Van Peel"),
            ("MAURITS VANDE REYDE", "Maurits Vande Reyde"),
            ("KOEN VAN DEN HEUVEL", "Koen Van den Heuvel"),
            ("VERA VAN DER BORGHT", "Vera Van der Borght"),
            ("ANN DE MARTELAER", "Ann De Martelaer"),
            ("LUC VAN DEN BOSSCHE", "Luc Van den Bossche"),
            ("Luc Van den Bossche", "Luc Van den Bossche"),
            ("JEAN-JACQUES DE GUCHT", "Jean-Jacques De Gucht"),
            ("BART D'HAESE", "Bart D'Haese"),
            ("  mevrouw  Ann   Brusseel ", "Ann Brusseel"),
            ("de heer Jan Peumans", "Jan Peumans"),
            ("Van Nispen", "Van Nispen"),
            ("Olger van Dijk", "Olger van Dijk"),
            ("van Houwelingen", "Van Houwelingen"),
            ("J.M. Cramer", "J.M. Cramer"),
            ("Paulus Jansen (P.F.C.)", "Paulus Jansen"),
            ("Hirsch Ballin (EMH)", "E.M.H. Hirsch Ballin"),
            ("Faber – Van de Klashorst", "Faber-Van de Klashorst"),
            ("Faber - Van de Klashorst", "Faber-Van de Klashorst"),
            ("Faber-Van de Klashorst", "Faber-Van de Klashorst"),
            ("FREYA PERDAENS", "Freya Perdaens"),
            ("Minister Van Weel", "Van Weel"),
            ("CÉLINE OÛT", "Céline Oût"),
            ("—", ""),
        ] {
            assert_eq!(canonical(name), expected, "{name}");
            assert_eq!(canonical(&canonical(name)), expected, "{name} again");
        }
    }

    #[test]
    fn lists_of_names_are_told_apart() {
        assert_eq!(
            split("Jan Jambon, Hilde Crevits en Ben Weyts"),
            ["Jan Jambon", "Hilde Crevits", "Ben Weyts"]
        );
        assert_eq!(split("Van Peel, Valerie"), ["Valerie Van Peel"]);
        assert_eq!(split("Beenders, Rob; Van Looy, Sanne"), ["Rob Beenders", "Sanne Van Looy"]);
        assert_eq!(split("J.M. Cramer, Gerda Verburg (G.)"), ["J.M. Cramer", "Gerda Verburg"]);
        assert!(split("").is_empty());
    }

    #[test]
    fn offices_are_written_in_sentence_case() {
        assert_eq!(
            office("VLAAMS MINISTER VAN OMGEVING\nEN LANDBOUW"),
            "Vlaams minister van Omgeving en Landbouw"
        );
        assert_eq!(
            office("VICEMINISTER-PRESIDENT VAN DE VLAAMSE REGERING, VLAAMS MINISTER VAN WONEN, ICT EN KMO,"),
            "Viceminister-president van de Vlaamse Regering, Vlaams minister van Wonen, ICT en KMO"
        );
        assert_eq!(office("minister van  Justitie"), "Minister van Justitie");
    }
}
