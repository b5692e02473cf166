use proptest::prelude::*;

use super::*;

/// Splits before one of a few heads, as a lexicon would.
struct FewHeads;

impl Heads for FewHeads {
    fn head(&self, form: &str) -> Option<usize> {
        ["ontwikkeling", "trajecten", "beleid", "verwerking", "bouw", "raad", "stroom"]
            .iter()
            .find(|head| form.ends_with(*head) && form.len() > head.len())
            .map(|head| form.len() - head.len())
    }
}

type Owned = (Range<usize>, u32, String, TokenKind);

fn run(text: &str, range: Range<usize>, position: u32) -> (Vec<Owned>, Vec<(u32, u32)>, u32) {
    let mut tokens = Vec::new();
    let mut tokenizer = Tokenizer::with_heads(&FewHeads);
    let next = tokenizer.run(text, range, position, &mut |token| {
        tokens.push((token.span, token.position, token.form.to_owned(), token.kind));
    });
    (tokens, tokenizer.anchors().to_vec(), next)
}

fn table(text: &str) -> String {
    let (tokens, ..) = run(text, 0..text.len(), 0);
    let mut out = Vec::new();
    for (span, position, form, kind) in tokens {
        let mark = match kind {
            TokenKind::Word => "",
            TokenKind::Part => "~",
            TokenKind::Joined => "+",
            TokenKind::Completed => "*",
        };
        let covered = &text[span];
        let covered = if crate::text::fold(covered) == form { String::new() } else { format!("[{covered}]") };
        out.push(format!("{position}{mark}{form}{covered}"));
    }
    out.join(" ").replace('\n', "\\n")
}

#[test]
fn golden_table() {
    let mut wrong = Vec::new();
    for line in include_str!("golden.tsv").lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let (text, expected) = line.split_once('\t').unwrap();
        let found = table(&text.replace("\\n", "\n"));
        if found != expected {
            wrong.push(format!("{text}\n  expected {expected}\n  found    {found}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn huge_words_are_bounded() {
    for text in [
        "a".repeat(1 << 20),
        "é".repeat(1 << 19),
        "a.".repeat(1 << 19),
        "a-".repeat(1 << 19),
        "1.".repeat(1 << 19),
        "e\u{301}\u{301}".repeat(1 << 18),
        "x@".repeat(1 << 19),
        "http://".repeat(1 << 17),
        "a'".repeat(1 << 19),
        "aB".repeat(1 << 19),
        "a- en ".repeat(1 << 17),
        "- en -a".repeat(1 << 17),
    ] {
        let (tokens, ..) = run(&text, 0..text.len(), 0);
        assert!(tokens.iter().all(|token| token.2.len() <= MAX_FORM));
    }
}

#[test]
fn the_built_in_lexicon_completes() {
    for (text, expected) in [
        ("kennis- en expertiseontwikkeling", "kennisontwikkeling"),
        ("opleidings-/begeleidingstrajecten", "opleidingstrajecten"),
        ("woon-, zorg- en welzijnsbeleid", "woonbeleid zorgbeleid"),
        ("in- en uitstroom", "instroom"),
        ("afvalverwerking en -transport", "afvaltransport"),
        ("jeugd- en gezinszorg", "jeugdzorg"),
        ("begeleidings- en omkaderingsnoden", "begeleidingsnoden"),
        ("werknemer- en werkgeverszijde", "werknemerzijde"),
        ("expertise- en instrumentontwikkeling", "expertiseontwikkeling"),
        ("hier- en daar", ""),
    ] {
        let mut found = Vec::new();
        Tokenizer::new().run(text, 0..text.len(), 0, &mut |token| {
            if token.kind == TokenKind::Completed {
                found.push(token.form.to_owned());
            }
        });
        assert_eq!(found.join(" "), expected, "{text}");
    }
}

fn check(text: &str) -> Result<(), TestCaseError> {
    let (tokens, anchors, next) = run(text, 0..text.len(), 5);
    let (mut start, mut position) = (0, 5);
    for (span, at, form, _) in &tokens {
        prop_assert!(text.get(span.clone()).is_some_and(|covered| !covered.is_empty()), "{span:?}");
        prop_assert!(span.start >= start && *at >= position && *at < next, "{tokens:?}");
        prop_assert!(!form.is_empty() && form.len() <= MAX_FORM);
        prop_assert_eq!(crate::text::fold(form), form.as_str());
        (start, position) = (span.start, *at);
    }
    for &(offset, position) in &anchors {
        let (again, _, end) = run(text, offset as usize..text.len(), position);
        let rest: Vec<_> = tokens.iter().filter(|token| token.1 >= position).cloned().collect();
        prop_assert_eq!(again, rest);
        prop_assert_eq!(end, next);
    }
    for last in 5..next {
        let mut some = Vec::new();
        Tokenizer::with_heads(&FewHeads).run_to(text, 0..text.len(), 5, last, &mut |token| {
            some.push((token.span, token.position, token.form.to_owned(), token.kind));
        });
        let upto =
            |tokens: &[Owned]| tokens.iter().filter(|token| token.1 <= last).cloned().collect::<Vec<_>>();
        prop_assert_eq!(upto(&some), upto(&tokens));
        prop_assert!(some.len() <= tokens.len());
    }
    Ok(())
}

/// Pieces that the rules look at, so that random texts of them reach every rule.
fn awkward() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "B",
        "é",
        "1",
        "23",
        "2017",
        "-",
        " ",
        " ",
        " ",
        "\n",
        ".",
        ",",
        "'",
        "'s",
        "/",
        ":",
        "@",
        "www.",
        "http://",
        ".be",
        "en",
        "of",
        "kennis",
        "KMO",
        "beleid",
        "- en ",
        " en -",
        "\u{301}",
        "²",
        "–",
        "&",
        "€",
        "?",
        "漢",
        "😀",
        "\u{200d}",
        "’",
        "tje",
        "_",
        "%",
        "uitstroom",
        "in-",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn holds_on_any_text(text: String) {
        check(&text)?;
    }

    #[test]
    fn holds_on_awkward_text(text in awkward()) {
        check(&text)?;
    }

    #[test]
    fn restarts_anywhere(texts in prop::collection::vec(awkward(), 12)) {
        check(&texts.join(" "))?;
    }

    #[test]
    fn any_range(text in awkward(), start in 0_usize..80, length in 0_usize..80) {
        let (tokens, ..) = run(&text, start..start + length, 0);
        for (span, ..) in tokens {
            prop_assert!(text.get(span.clone()).is_some());
        }
    }
}
