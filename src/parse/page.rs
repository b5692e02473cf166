//! What stands around the running text of a page: page numbers with their running heads, and annexes.
//!
//! In: the text of a document or of one of its sides. Out: the text without its page furniture, and where its
//! annexes begin. A running head is told by the page number beside it; an annex by its heading, unless the
//! numbering of the answers goes on below.

use std::borrow::Cow;

use super::numbering::marks;

/// A running head is not longer, in bytes.
const HEAD_LIMIT: usize = 120;

/// Leaves out lines such as `Pagina 2 van 3`, and the running heads beside them.
pub fn without_furniture(text: &str) -> Cow<'_, str> {
    if !["agina ", "AGINA ", "lz. ", "Vlaams Parlement"].iter().any(|sign| text.contains(sign)) {
        return Cow::Borrowed(text);
    }
    let lines: Vec<&str> = text.split('\n').collect();
    // A number alone needs the name of the parliament beside it.
    let numbered = |at: usize| {
        let head = |at: Option<usize>| {
            at.and_then(|at| lines.get(at)).is_some_and(|line| names_parliament(line.trim()))
        };
        is_page_number(lines[at].trim())
            || is_bare_number(lines[at].trim()) && (head(at.checked_sub(1)) || head(Some(at + 1)))
    };
    let filled = |at: &usize| !lines[*at].trim().is_empty();
    let mut left_out = vec![false; lines.len()];
    // The lines above and below each page number.
    let mut beside: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        if numbered(at) {
            left_out[at] = true;
            beside.extend((0..at).rev().find(filled));
            beside.extend((at + 1..lines.len()).find(filled));
        } else if is_running_head(line.trim()) {
            left_out[at] = true;
        }
    }
    for &at in &beside {
        let line = lines[at].trim();
        let again = beside.iter().filter(|&&other| lines[other].trim() == line).count() > 1;
        let sentence = line.ends_with(['.', '?', '!', ';', ':', ',']);
        let head = names_parliament(line)
            || again && !sentence && line.len() <= HEAD_LIMIT && line.contains(char::is_alphabetic);
        if head {
            left_out[at] = true;
        }
    }
    if !left_out.contains(&true) {
        return Cow::Borrowed(text);
    }
    let kept = lines.iter().zip(&left_out).filter(|(_, left_out)| !**left_out).map(|(line, _)| *line);
    Cow::Owned(kept.collect::<Vec<_>>().join("\n"))
}

/// `Pagina 2`, `Pagina 2 van 3`, `blz. 2/3`.
fn is_page_number(line: &str) -> bool {
    let lower = line.to_lowercase();
    let Some(rest) = lower.strip_prefix("pagina ").or_else(|| lower.strip_prefix("blz. ")) else {
        return false;
    };
    let mut numbers = rest.split(['/', ' ']).filter(|word| !word.is_empty() && *word != "van").peekable();
    numbers.peek().is_some()
        && numbers.clone().count() <= 2
        && numbers.all(|word| word.len() <= 4 && word.bytes().all(|b| b.is_ascii_digit()))
}

/// `2/3`, `- 2 -`.
fn is_bare_number(line: &str) -> bool {
    let digits = line.trim_matches(|c: char| c == '-' || c == ' ');
    (digits.contains('/') || digits.len() < line.len())
        && digits.len() <= 9
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'/' | b' '))
}

/// A short line that opens with the name of the parliament and ends no sentence.
fn names_parliament(line: &str) -> bool {
    line.len() <= HEAD_LIMIT
        && line.starts_with("Vlaams Parlement")
        && !line.ends_with(['.', '?', '!', ',', ';', ':'])
}

/// `Vlaams Parlement - Schriftelijke vragen en antwoorden - december 2017`.
fn is_running_head(line: &str) -> bool {
    names_parliament(line) && line.to_lowercase().contains("vragen en antwoorden")
}

/// Where the annexes of a side begin: at the first heading that stands apart and below which no numbering goes on.
pub fn annex_start(text: &str) -> Option<usize> {
    if !text.contains("ijlage") && !text.contains("IJLAGE") {
        return None;
    }
    let mut at = 0;
    let mut before = "";
    let mut blank = true;
    let mut found = None;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if is_annex(trimmed) {
            let capitals = trimmed.starts_with("BIJLAGE");
            let apart = blank || before.ends_with(['.', '?', '!', ':', ';', ')', '"', '”', '’']);
            let next = text[at + line.len()..].trim_start();
            let goes_on = !blank && !trimmed.ends_with(':') && next.starts_with(char::is_lowercase);
            if (capitals || apart) && !goes_on {
                found = Some(at);
                break;
            }
        }
        blank = trimmed.is_empty();
        before = if blank { before } else { trimmed };
        at += line.len();
    }
    let start = found?;
    let below = &text[start..];
    let heading = below.find('\n').unwrap_or(below.len());
    // A list of annexes counts from 1; what counts on belongs to the answer.
    let goes_on = marks(&below[heading..])
        .iter()
        .find(|mark| mark.line_start && mark.labels[0].number > 0)
        .is_some_and(|mark| mark.labels[0].number > 1);
    (!goes_on).then_some(start)
}

/// `BIJLAGE`, `BIJLAGE(N)`, `Bijlagen:`, `Bijlage 1`.
pub fn is_annex(line: &str) -> bool {
    let line = line.trim_end_matches([':', '.']).trim_end();
    let Some(rest) = line.strip_prefix("BIJLAGE").or_else(|| line.strip_prefix("Bijlage")) else {
        return false;
    };
    let rest = ["(N)", "(n)", "N", "n"].iter().find_map(|end| rest.strip_prefix(end)).unwrap_or(rest);
    let number = rest.trim_start();
    rest.is_empty()
        || number.len() < rest.len() && number.len() <= 3 && number.bytes().all(|b| b.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_numbers_and_their_running_heads_go() {
        let head = "Vlaams Parlement - Schriftelijke vragen en antwoorden - december 2017";
        assert_eq!(without_furniture(&format!("1. Ja.\n{head}\nPagina 2 van 3\n2. Nee.")), "1. Ja.\n2. Nee.");
        assert_eq!(without_furniture(&format!("1. Ja.\n{head}\n2. Nee.")), "1. Ja.\n2. Nee.");
        let text = "a\nVragen van de maand\nblz. 1/3\nb\nVragen van de maand\nblz. 2/3\nc";
        assert_eq!(without_furniture(text), "a\nb\nc");
        assert_eq!(without_furniture("1. Ja,\nVlaams Parlement\n2/3\nzeker."), "1. Ja,\nzeker.");
        let head = "Vlaams Parlement - Schriftelijke Vragen en Antwoorden - Nr. 3 -2-";
        assert_eq!(without_furniture(&format!("2. Nee\n{head}\nen toch.")), "2. Nee\nen toch.");
        for text in [
            "Het loopt\n2/3\nvan de tijd.",
            "Zie pagina 2\nPagina 2 van het plan\nEen zin.",
            "Het Vlaams Parlement bespreekt vragen en antwoorden.",
            "Turf\n\nVlaams Parlement  -  Bibliotheek",
            "",
        ] {
            assert_eq!(without_furniture(text), text);
        }
        // Only what is repeated beside page numbers is a running head.
        assert_eq!(without_furniture("Een regel\nPagina 2 van 3\nen verder"), "Een regel\nen verder");
    }

    #[test]
    fn annexes_begin_at_their_heading() {
        let annex = |text: &'static str| annex_start(text).map(|at| &text[at..]);
        for heading in
            ["BIJLAGE", "BIJLAGEN", "BIJLAGE(N)", "Bijlage", "Bijlagen:", "Bijlage 1", "BIJLAGE II"]
        {
            let text = format!("1. Ja.\n2. Nee.\n{heading}\n1. Lijst\n2. Tabel");
            assert_eq!(annex_start(&text), Some("1. Ja.\n2. Nee.\n".len()), "{heading}");
        }
        assert_eq!(annex("Zie de tabel\nBIJLAGE"), Some("BIJLAGE"));
        assert_eq!(annex("1. Ja.\n\nBijlage:\ntabel.xlsx"), Some("Bijlage:\ntabel.xlsx"));
        for text in [
            "1. Zie bijlage.\n2. Nee.",
            "1. Als volgt.\nBijlage\n2. Nee.",
            "in\nde\nBijlage\n1\nstaat\nhet",
            "Bijlage 1 toont de cijfers.",
            "Bijlagen zijn er niet",
            "",
        ] {
            assert_eq!(annex(text), None, "{text}");
        }
    }
}
