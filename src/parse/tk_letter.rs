//! Letters in which a ministry sends its answers to the Tweede Kamer, as word-processor files hold them.
//!
//! In: normalised text with `Vraag n` and `Antwoord op vraag n` below a letterhead. Out: a [`Draft`]: the
//! subject (`Beantwoording Kamervragen van … over …`), the case (`uw brief van 5 juli 2024, nr. 2024Z11859`),
//! the letter's date as the day of the answer, the minister who signs. The letter is the minister's text; above
//! the headings of other papers stand a title and an introduction.

use crate::dutch::Analyser;
use crate::model::{Kind, Minister, Parliament};

use super::draft::{Block, Draft, Passage};
use super::labels::split_heading;
use super::{citations, dates, people, title, tk_header, tweede_kamer};

/// A letterhead with its accompanying letter is not longer, in lines.
const LETTER_WITHIN: usize = 160;

/// Recognises the letter and takes it apart; `None` for other texts. `title` is the one that the metadata give.
pub fn parse(text: &str, title: Option<&str>) -> Option<Draft> {
    if !text.contains("Antwoord") || !text.contains("Vraag ") {
        return None;
    }
    // `Vraag 1: Hoeveel?` is a heading with its text on one line.
    let parts = text.split('\n').flat_map(|line| {
        let (heading, rest) = split_heading(line);
        [Some(heading), (!rest.trim().is_empty()).then_some(rest)]
    });
    let lines: Vec<&str> = parts.flatten().collect();
    let first = lines.iter().take(LETTER_WITHIN).position(|line| tweede_kamer::opens(line, false))?;
    lines[first..].iter().position(|line| tweede_kamer::opens(line, true))?;
    let mut draft = Draft { kind: Kind::WrittenQuestion, ..Draft::default() };
    let head = lines[..first].join(" ");
    let told = ["Kamervragen", "Tweede Kamer", "Staten-Generaal"].iter().any(|word| head.contains(word));
    if told {
        draft.parliament = Some(Parliament::TweedeKamer);
    }
    read_head(&lines[..first], &head, &mut draft);
    if !told && draft.cases.is_empty() && draft.ministers.is_empty() {
        // Nothing says that it is the day of an answer.
        draft.answered = None;
    }
    let is_letter =
        told || draft.answered.is_some() || !draft.cases.is_empty() || !draft.ministers.is_empty();
    let above = if is_letter {
        letter_start(&lines[..first])
    } else {
        below_title(&lines[..first], title, &mut draft)
    };
    tweede_kamer::gather(lines[first..].iter().copied(), false, "", &mut draft);
    let body = lines[above..first].join("\n").trim().to_owned();
    let side = if is_letter { &mut draft.answer } else { &mut draft.question };
    if let Passage::Blocks(blocks) = side
        && !body.is_empty()
    {
        blocks.insert(0, Block { body, ..Block::default() });
    }
    Some(draft)
}

/// The first line of the letter below its letterhead of addresses and reference numbers; 0 where it does not show.
fn letter_start(lines: &[&str]) -> usize {
    let opens = |line: &&str| line.contains("uw brief van ") || line.trim_start().starts_with("Geachte ");
    let mut at = lines.iter().position(opens).unwrap_or(0);
    while at > 0 && lines[at].starts_with(char::is_lowercase) && !lines[at - 1].trim().is_empty() {
        at -= 1;
    }
    at
}

/// Takes the title off the lines above the first heading; gives the first line of the introduction.
fn below_title(lines: &[&str], known: Option<&str>, draft: &mut Draft) -> usize {
    if let Some(known) = known {
        return title::after_known(lines, 0, lines.len(), known);
    }
    let found = title::find(lines, 0, lines.len());
    let first = title::join(&lines[found.clone()], Analyser::builtin());
    if first.ends_with(['.', '?', '!', ':', ',']) || first.chars().count() > title::LIMIT {
        return 0;
    }
    draft.title = first;
    found.end
}

fn read_head(lines: &[&str], head: &str, draft: &mut Draft) {
    if let Some(subject) = below(lines, "Onderwerp").or_else(|| subject(lines)) {
        read_subject(&subject, draft);
    }
    draft.answered = below(lines, "Datum").and_then(|date| dates::read(&date));
    // `In antwoord op uw brief van 5 juli 2024, nr. 2024Z11859, deel ik u mede …`
    if let Some(at) = head.find("uw brief van ") {
        let rest = &head[at + "uw brief van ".len()..];
        draft.date = dates::at_start(rest).map(|(date, _)| date);
        let limit = rest.char_indices().nth(60).map_or(rest.len(), |(at, _)| at);
        draft.cases = rest[..limit]
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| citations::unique_number(word) == Some(Parliament::TweedeKamer))
            .map(str::to_owned)
            .collect();
        if !draft.cases.is_empty() {
            draft.parliament = Some(Parliament::TweedeKamer);
        }
    }
    signature(lines, draft);
}

/// What a label of the letterhead names: in the same row of its table, or in the line below.
fn below(lines: &[&str], label: &str) -> Option<String> {
    const SIGNS: [char; 4] = [' ', '|', ':', '\t'];
    let rest = |line: &str| line.trim().strip_prefix(label).map(str::to_owned);
    let at = lines.iter().position(|line| {
        rest(line).is_some_and(|text| text.is_empty() || text.trim_start().starts_with(&SIGNS[1..]))
    })?;
    let here =
        rest(lines[at]).map(|text| text.trim_matches(SIGNS).to_owned()).filter(|text| !text.is_empty());
    here.or_else(|| {
        lines[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty()).map(str::to_owned)
    })
}

/// `Antwoorden van de minister van … op Kamervragen` and the lines after it.
fn subject(lines: &[&str]) -> Option<String> {
    let at = lines.iter().position(|line| line.contains("Kamervragen"))?;
    // It runs on to a full stop, at most over the next line.
    let end = if lines[at].trim_end().ends_with('.') { at + 1 } else { lines.len().min(at + 2) };
    Some(lines[at..end].join(" "))
}

/// `Beantwoording Kamervragen van de leden X (P) en Y (Q) (aan de minister van Z) over W`.
fn read_subject(subject: &str, draft: &mut Draft) {
    let subject = subject.split_whitespace().collect::<Vec<_>>().join(" ");
    let from = subject.find("ragen").map_or(0, |at| at + "ragen".len());
    let (before, asked) = subject.split_at(from);
    let Some(over) = asked.find(" over ") else {
        draft.title = people::capitalise_first(&subject);
        return;
    };
    let title = asked[over + " over ".len()..].trim().trim_end_matches('.');
    draft.title = people::capitalise_first(title);
    let who = asked[..over].trim();
    let who = who.strip_prefix("van ").unwrap_or(who);
    let (askers, offices) = match who.split_once(" aan ") {
        Some((askers, offices)) => (askers, offices),
        None => (who, before),
    };
    draft.askers = tk_header::askers(askers.trim());
    let offices = offices.split(" op ").next().unwrap_or(offices);
    draft.ministers = tk_header::addressees(offices)
        .into_iter()
        .map(|office| Minister { name: None, portfolio: Some(office), inferred: false })
        .collect();
}

/// `De Minister van Justitie en Veiligheid,` and the name below it.
fn signature(lines: &[&str], draft: &mut Draft) {
    let office = |line: &str| {
        let line = line.trim().trim_end_matches(',');
        let rest = line.strip_prefix("De ").or_else(|| line.strip_prefix("de "))?;
        let lower = rest.to_lowercase();
        (lower.starts_with("minister ") || lower.starts_with("staatssecretaris "))
            .then(|| people::office(rest))
    };
    for (at, line) in lines.iter().enumerate() {
        let Some(office) = office(line).filter(|office| office.len() < 120) else { continue };
        let below = lines[at + 1..].iter().map(|line| line.trim()).find(|line| !line.is_empty());
        let name = below.filter(|name| name.len() < 40 && name.contains('.') && !name.ends_with('.'));
        let Some(name) = name.map(people::canonical).filter(|name| !name.is_empty()) else { continue };
        match draft.ministers.iter_mut().find(|m| m.portfolio.as_deref() == Some(office.as_str())) {
            Some(minister) => minister.name = Some(name),
            None => {
                draft.ministers.push(Minister { name: Some(name), portfolio: Some(office), inferred: false });
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Draft> {
        super::parse(text, None)
    }

    const LETTER: &str = "Retouradres Postbus 1\n\nDatum\n12 augustus 2024\nOnderwerp\nBeantwoording Kamervragen van de leden Post (QR) en De Boer (XYZ) aan de minister van Veengebieden over turf in de tuin.\nOns kenmerk\n123\n\nIn antwoord op uw brief van 5 juli 2024, nr. 2024Z01234, deel ik u mede dat de vragen worden beantwoord.\n\nDe Minister van Veengebieden,\nJ.K. Jansma\n\nAntwoorden\n\nVraag 1\nBrandt turf goed?\n\nAntwoord op vraag 1\nJa.\n\nVraag 2\nEn snel?\n\nVraag 3\nEn warm?\n\nAntwoord op vragen 2 en 3\nOok.";

    #[test]
    fn a_letter_tells_case_dates_people_and_pairs() {
        let draft = parse(LETTER).unwrap();
        assert_eq!(draft.parliament, Some(Parliament::TweedeKamer));
        assert_eq!((draft.number.as_deref(), &draft.cases[..]), (None, &["2024Z01234".to_owned()][..]));
        assert_eq!(draft.date.map(|d| d.to_string()).as_deref(), Some("2024-07-05"));
        assert_eq!(draft.answered.map(|d| d.to_string()).as_deref(), Some("2024-08-12"));
        assert_eq!(draft.title, "Turf in de tuin");
        let askers: Vec<&str> = draft.askers.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(askers, ["Post", "De Boer"]);
        assert_eq!(draft.ministers.len(), 1);
        assert_eq!(draft.ministers[0].name.as_deref(), Some("J.K. Jansma"));
        let (Passage::Blocks(question), Passage::Blocks(answer)) = (&draft.question, &draft.answer) else {
            panic!("a letter has blocks")
        };
        assert_eq!((question.len(), answer.len()), (3, 3));
        // The letter itself is kept, as the minister's text.
        assert!(answer[0].body.starts_with("In antwoord op uw brief") && answer[0].labels.is_empty());
        assert_eq!(answer[2].labels.len(), 2);
    }

    #[test]
    fn what_stands_above_other_headings_is_title_and_introduction() {
        let text = "Turf - Plan\nHet veen noemt kabouters.\nVraag 1\nWaar?\nAntwoord op vraag 1\nDaar.";
        let draft = parse(text).unwrap();
        assert_eq!(draft.title, "Turf - Plan");
        let Passage::Blocks(question) = &draft.question else { panic!("headings make blocks") };
        assert_eq!(question[0].body, "Het veen noemt kabouters.");
        let draft = super::parse(text, Some("Veer")).unwrap();
        let Passage::Blocks(question) = &draft.question else { panic!("headings make blocks") };
        assert_eq!(question[0].body, "Turf - Plan\nHet veen noemt kabouters.");
    }

    #[test]
    fn a_letterhead_may_be_a_table() {
        let draft =
            parse(&LETTER.replace("Datum\n", "Datum | ").replace("Onderwerp\n", "Onderwerp | ")).unwrap();
        assert_eq!(draft.answered.map(|d| d.to_string()).as_deref(), Some("2024-08-12"));
        assert_eq!(draft.title, "Turf in de tuin");
    }

    #[test]
    fn other_letters_are_left_alone() {
        assert!(parse("Geachte heer,\n\nHoe gaat het?\n\nGroet").is_none());
        assert!(parse("Vraag 1\nHoe gaat het?").is_none());
        assert!(parse("").is_none());
    }
}
