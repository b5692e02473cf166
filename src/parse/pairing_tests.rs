use super::*;

fn passages(text: &str, heads: &[(&str, &str)]) -> Vec<Passage> {
    heads
        .iter()
        .map(|(label, body)| {
            let at = u32::try_from(text.find(body).unwrap()).unwrap();
            let labels = if label.is_empty() { Labels::new() } else { read_labels(label, false).unwrap().0 };
            Passage { labels, body: at..at + u32::try_from(body.len()).unwrap() }
        })
        .collect()
}

fn pairs(text: &str, questions: &[(&str, &str)], answers: &[(&str, &str)]) -> (Vec<String>, Vec<Doubt>) {
    let mut doubts = Vec::new();
    let whole = answers.first().map_or(0..0, |_| 0..u32::try_from(text.len()).unwrap());
    let exchanges = pair(text, passages(text, questions), &passages(text, answers), whole, &mut doubts);
    let lines = exchanges
        .iter()
        .map(|e| {
            let part = |range: &Option<Range<u32>>| range.as_ref().map_or("-", |r| slice(text, r)).to_owned();
            let status = match e.status {
                ExchangeStatus::Paired => "=",
                ExchangeStatus::Referred => ">",
                ExchangeStatus::Unpaired => "!",
            };
            format!(
                "{}{status}{}|{}|{}|{}",
                e.label,
                part(&e.question),
                part(&e.answer),
                e.answered_with.join(" "),
                e.refers_to.join(" ")
            )
        })
        .collect();
    (lines, doubts)
}

#[test]
fn joint_answers_are_shared_and_letters_fall_under_their_number() {
    let text = "Q1? Q2a? Q2b? Q3? A12. A3.";
    let (lines, doubts) = pairs(
        text,
        &[("1", "Q1?"), ("2a", "Q2a?"), ("2b", "Q2b?"), ("3", "Q3?")],
        &[("1 en 2", "A12."), ("3", "A3.")],
    );
    assert_eq!(lines, ["1=Q1?|A12.|2a 2b|", "2a=Q2a?|A12.|1 2b|", "2b=Q2b?|A12.|1 2a|", "3=Q3?|A3.||"]);
    assert!(doubts.is_empty());
}

#[test]
fn a_lead_in_goes_with_the_first_letter_and_a_question_stays_its_own() {
    let text = "Over de werkgroep. Wie zat erin? Hoeveel kost het? Per jaar? A1. A2.";
    let (lines, _) = pairs(
        text,
        &[
            ("1", "Over de werkgroep. "),
            ("1a", "Wie zat erin?"),
            ("2", "Hoeveel kost het? "),
            ("2a", "Per jaar?"),
        ],
        &[("1", "A1."), ("2", "A2.")],
    );
    assert_eq!(
        lines,
        ["1a=Over de werkgroep. Wie zat erin?|A1.||", "2=Hoeveel kost het? |A2.|2a|", "2a=Per jaar?|A2.|2|"]
    );
}

#[test]
fn what_has_no_counterpart_is_unpaired() {
    let text = "Q1? Q2? Q? A14. A5.";
    let (lines, doubts) =
        pairs(text, &[("1", "Q1?"), ("2", "Q2?"), ("", "Q?")], &[("1 t/m 4", "A14."), ("5", "A5.")]);
    assert_eq!(lines, ["1=Q1?|A14.|2 3 4|", "2=Q2?|A14.|1 3 4|", "!Q?|-||", "5!-|A5.||"]);
    assert_eq!(doubts[0].code, "unpaired-answer");
    let (lines, doubts) = pairs("Q1? Q2? Antwoord.", &[("1", "Q1?"), ("2", "Q2?")], &[]);
    assert_eq!(lines, ["1!Q1?|-||", "2!Q2?|-||"]);
    assert!(doubts.is_empty());
}

#[test]
fn one_question_takes_the_whole_answer() {
    let text = "Waarom? Daarom.";
    let mut doubts = Vec::new();
    let exchanges = pair(text, passages(text, &[("1", "Waarom?")]), &[], 8..15, &mut doubts);
    assert_eq!(exchanges[0].answer, Some(8..15));
    assert_eq!(exchanges[0].status, ExchangeStatus::Paired);
}

#[test]
fn lettered_answers_answer_the_number() {
    let text = "Q1? Qa? Qb? Aa. Ab.";
    let (lines, _) =
        pairs(text, &[("1", "Q1?"), ("1a", "Qa?"), ("1b", "Qb?")], &[("1a", "Aa."), ("1b", "Ab.")]);
    assert_eq!(lines, ["1=Q1?|Aa. Ab.|1a 1b|", "1a=Qa?|Aa.|1|", "1b=Qb?|Ab.|1|"]);
}

#[test]
fn referrals_name_what_they_point_to() {
    for (answer, expected) in [
        ("Idem.", Some(vec!["1"])),
        ("Idem. Ik beschik daar niet over.", Some(vec!["1"])),
        ("idem 3.", Some(vec!["3"])),
        ("Zie antwoord op vraag 2.", Some(vec!["2"])),
        ("Zie het antwoord op deelvraag 2c.", Some(vec!["2c"])),
        ("Zie 1.", Some(vec!["1"])),
        ("Nee, zie antwoord 6.", Some(vec!["6"])),
        ("Zie de antwoorden op de vragen 2 en 3.", Some(vec!["2", "3"])),
        ("Ik verwijs naar het antwoord op vraag 4.", Some(vec!["4"])),
        ("Zie hoger.", Some(vec!["1"])),
        ("Zie sv. 221.", Some(vec![])),
        ("Ik verwijs hiervoor naar de minister van Energie.", None),
        ("Zie de tabel in bijlage.", None),
        ("Identiek.", None),
        ("", None),
    ] {
        let expected = expected.map(|labels| labels.into_iter().map(str::to_owned).collect());
        assert_eq!(referral(answer, Some("1")), expected, "{answer}");
    }
}
