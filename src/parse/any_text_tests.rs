//! Texts put together at random from what the layouts are made of: whatever comes out, it must come out.

use proptest::prelude::*;

use super::*;
use crate::corpus::RawFields;

/// What the parsers look for, and characters of one to four bytes that may stand beside it.
const WORDS: &[&str] = &[
    "SCHRIFTELIJKE VRAAG",
    "ANTWOORD",
    "Antwoord",
    "Vraag 2",
    "Vragen",
    "Vraag",
    "Mededeling",
    "BIJLAGE",
    "nr. 5",
    "nrs.",
    "nr",
    "van JAN DE WIT",
    "aan PIET",
    "VLAAMS MINISTER VAN WERK",
    "de minister van Werk",
    "op vraag nr.",
    "datum: 3 mei 2018",
    "3 mei 2018",
    "2017-2018",
    "2017–2018",
    "(2017-2018)",
    "mei",
    "2018",
    "Tweede Kamer der Staten-Generaal",
    "vergaderjaar",
    "Aanhangsel van de Handelingen",
    "Aanhangsel",
    "Handelingen",
    "Kamerstuk 34 550 XV, nr. 9",
    "Kamerstuk",
    "ah-tk-20172018-12",
    "2023Z01234",
    "Z",
    "D",
    "2024Z1",
    "sv.",
    "SV",
    "Sv. nr.",
    "ingezonden",
    "gesteld aan de ministers",
    "Ontvangen",
    "mede namens",
    "1.",
    "2)",
    "3°",
    "a)",
    "b.",
    "iv)",
    "1 en 2.",
    "1-4.",
    "12",
    "7",
    "0",
    "99999999999",
    "-",
    "–",
    "•",
    "|",
    "(",
    ")",
    "[",
    ":",
    ";",
    ",",
    ".",
    "?",
    "!",
    "…",
    "»",
    "«",
    "“",
    "’",
    "é",
    "ë",
    "ß",
    "ﬁ",
    "İ",
    "\u{301}",
    "\u{ad}",
    "\u{a0}",
    "\u{feff}",
    "\u{202e}",
    "€",
    "½",
    "①",
    "𝟗",
    "😀",
    "http://a.b/",
    "x@y.be",
    "maat-",
    "werk",
    "en",
    "of",
    " ",
    " ",
    " ",
    "  ",
    "   ",
    "\t",
    "\n",
    "\n",
    "\n\n",
    "\r\n",
    "\u{c}",
];

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..60).prop_map(|words| words.concat())
}

fn check(body: RawBody) -> Result<(), TestCaseError> {
    let origin = Origin { path: "a".to_owned(), ..Origin::default() };
    let raw = RawRecord { origin, body, bytes_hash: 0, size: 0 };
    let Ok(question) = Parser::new(ParseOptions::default()).parse(&raw) else { return Ok(()) };
    let sections = &question.sections;
    let exchanges = question.exchanges.iter().flat_map(|pair| pair.question.iter().chain(&pair.answer));
    let cites = question.cites.iter().flat_map(|cite| [&cite.span, &cite.sentence]);
    for span in
        [&sections.title, &sections.question, &sections.answer].into_iter().chain(exchanges).chain(cites)
    {
        prop_assert!(question.text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn any_text_is_read(text in any_text()) {
        check(RawBody::Text(text))?;
    }

    #[test]
    fn any_fields_are_read(texts in prop::collection::vec(prop::option::of(any_text()), 8)) {
        let mut texts = texts.into_iter();
        let mut next = || texts.next().flatten();
        check(RawBody::Fields(Box::new(RawFields {
            title: next(),
            question: next(),
            answer: next(),
            number: next(),
            session: next(),
            date: next(),
            parliament: next(),
            text: next(),
            ..RawFields::default()
        })))?;
    }
}
