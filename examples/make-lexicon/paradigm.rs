//! Forms of Dutch verbs, from their infinitives; only those that the word list confirms are kept by the caller,
//! but for the strong ones.

/// Particles that stand apart from their verb (`op`leiden, opgeleid) and prefixes that do not (`be`geleiden).
pub const PARTICLES: &[&str] = &[
    "aaneen",
    "aan",
    "achterna",
    "achterop",
    "achterover",
    "achteruit",
    "achter",
    "af",
    "bijeen",
    "bij",
    "binnen",
    "bloot",
    "boven",
    "buiten",
    "dicht",
    "doen",
    "dood",
    "door",
    "droog",
    "fijn",
    "gade",
    "gelijk",
    "gereed",
    "goed",
    "groot",
    "hard",
    "heen",
    "her",
    "in",
    "ineen",
    "klaar",
    "kapot",
    "kennis",
    "langs",
    "leeg",
    "los",
    "lief",
    "mede",
    "mee",
    "mis",
    "na",
    "naar",
    "neer",
    "neder",
    "om",
    "omhoog",
    "omlaag",
    "omver",
    "onder",
    "op",
    "opeen",
    "opnieuw",
    "over",
    "overeen",
    "paard",
    "plaats",
    "rond",
    "samen",
    "schoon",
    "stand",
    "stil",
    "stuk",
    "te",
    "teer",
    "tegemoet",
    "tegen",
    "teleur",
    "terecht",
    "terug",
    "teweeg",
    "thuis",
    "toe",
    "tussen",
    "uit",
    "uiteen",
    "vast",
    "veilig",
    "vol",
    "voor",
    "voorbij",
    "voort",
    "vooruit",
    "voorop",
    "vrij",
    "waar",
    "weer",
    "weg",
    "wel",
    "zwart",
    "deel",
    "adem",
    "gevangen",
    "ten",
    "bekend",
    "schuil",
    "tewerk",
    "stop",
    "open",
    "gerust",
    "tentoon",
    "gebruik",
    "recht",
    "opzij",
    "teniet",
    "teloor",
    "tekort",
    "zeker",
    "schadeloos",
    "buitenspel",
    "aanbe",
    "be",
    "ge",
    "ont",
    "ver",
    "er",
    "herver",
    "veront",
];

/// Prefixes without stress: a participle has them and no `ge`.
pub const UNSTRESSED: &[&str] = &["be", "ge", "her", "ont", "ver", "er"];

/// Prefixes after which the participle has no `ge`.
const FIXED: &[&str] = &[
    "be", "ge", "her", "ont", "ver", "er", "mis", "door", "om", "onder", "over", "voor", "weer", "vol", "aan",
];

/// A strong verb as the list gives it.
#[derive(Debug, Clone)]
pub struct Strong {
    pub infinitive: String,
    pub forms: Vec<String>,
    pub participle: Option<String>,
}

pub fn strong(text: &str) -> Vec<Strong> {
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let [infinitive, singular, plural, participle, others @ ..] = fields.as_slice() else {
                return None;
            };
            let mut forms = vec![(*singular).to_owned(), (*plural).to_owned()];
            forms.extend(others.iter().map(|form| (*form).to_owned()));
            Some(Strong {
                infinitive: (*infinitive).to_owned(),
                forms,
                participle: (*participle != "-").then(|| (*participle).to_owned()),
            })
        })
        .collect()
}

/// Finite forms and participles of a strong verb with a particle or prefix before it.
pub fn strong_forms(verb: &Strong, before: &str) -> (Vec<String>, Vec<String>) {
    let finite = verb.forms.iter().map(|form| format!("{before}{form}")).collect();
    let mut participles = Vec::new();
    if let Some(participle) = &verb.participle {
        participles.push(format!("{before}{participle}"));
        if (FIXED.contains(&before)
            || before.ends_with("be")
            || before.ends_with("ver")
            || before.ends_with("ont"))
            && let Some(bare) = participle.strip_prefix("ge")
        {
            participles.push(format!("{before}{bare}"));
        }
    }
    (finite, participles)
}
