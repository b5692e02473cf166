//! Sub-questions beside their answers.
//!
//! In: the labelled passages of both sides. Out: [`Exchange`]s in the order of the question. A joint answer
//! is shared by all it covers, a number's answer covers its letters when these have none of their own, and
//! what has no counterpart is said to be unpaired.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::model::{Doubt, Exchange, ExchangeStatus};

use super::draft::doubt;
use super::labels::{Label, Labels, read_labels};
use super::numbering::asks;

/// A labelled passage of the composed text.
#[derive(Clone, Debug)]
pub struct Passage {
    /// What its heading names; empty for sub-questions whose numbers were lost.
    pub labels: Labels,
    /// Bytes of the passage without its label.
    pub body: Range<u32>,
}

/// An answer longer than this says more than where to look.
const REFERRAL_LIMIT: usize = 220;

/// Pairs the sub-questions with the answers. `whole_answer` is the answer section.
pub fn pair(
    text: &str,
    questions: Vec<Passage>,
    answers: &[Passage],
    whole_answer: Range<u32>,
    doubts: &mut Vec<Doubt>,
) -> Vec<Exchange> {
    let questions = merge_lead_ins(text, questions);
    if questions.is_empty() {
        return Vec::new();
    }
    let mut place: FxHashMap<Label, usize> = FxHashMap::default();
    for (index, answer) in answers.iter().enumerate() {
        for &label in &answer.labels {
            place.entry(label).or_insert(index);
        }
    }
    let mut used = vec![false; answers.len()];
    let mut exchanges = Vec::new();
    // The answers each exchange took, by index, to find those that share one.
    let mut taken: Vec<Range<usize>> = Vec::new();
    for question in &questions {
        if question.labels.is_empty() {
            exchanges.push((None, unpaired(String::new(), Some(question.body.clone()), None)));
            taken.push(0..0);
        }
        for &label in &question.labels {
            let found = place
                .get(&label)
                .or_else(|| (label.letter > 0).then(|| place.get(&label.parent()))?)
                .map(|&index| index..index + 1)
                .or_else(|| lettered(answers, label));
            let found = found.unwrap_or(0..0);
            used[found.clone()].fill(true);
            let answer = match (answers.get(found.start), found.clone().last()) {
                (Some(first), Some(last)) => Some(first.body.start..answers[last].body.end),
                _ => None,
            };
            exchanges.push((Some(label), unpaired(label.to_string(), Some(question.body.clone()), answer)));
            taken.push(found);
        }
    }
    if answers.is_empty() && !whole_answer.is_empty() {
        if let [(Some(_), only)] = &mut exchanges[..] {
            // One sub-question, one answer: nothing to mix up.
            only.answer = Some(whole_answer);
        } else {
            doubts.push(doubt(
                "unpaired-answer",
                "the answer does not follow the numbers of the sub-questions",
            ));
        }
    }
    let mut result = finish(text, exchanges, &taken, answers);
    let before = result.len();
    for (answer, _) in answers.iter().zip(&used).filter(|(_, used)| !**used) {
        for (i, label) in answer.labels.iter().enumerate() {
            let mut exchange = unpaired(label.to_string(), None, Some(answer.body.clone()));
            exchange.answered_with = others(&answer.labels, i);
            result.push(exchange);
        }
    }
    if result.len() > before {
        let labels: Vec<&str> = result[before..].iter().map(|exchange| exchange.label.as_str()).collect();
        let labels = labels.join(", ");
        doubts.push(doubt("unpaired-answer", format!("no sub-question was found for answer {labels}")));
    }
    result
}

fn unpaired(label: String, question: Option<Range<u32>>, answer: Option<Range<u32>>) -> Exchange {
    Exchange {
        label,
        question,
        answer,
        answered_with: Vec::new(),
        refers_to: Vec::new(),
        status: ExchangeStatus::Unpaired,
    }
}

fn others(labels: &[Label], except: usize) -> Vec<String> {
    labels.iter().enumerate().filter(|&(i, _)| i != except).map(|(_, label)| label.to_string()).collect()
}

/// The answers to the letters of a number that was not answered itself.
fn lettered(answers: &[Passage], label: Label) -> Option<Range<usize>> {
    if label.letter > 0 {
        return None;
    }
    let mut indexes = answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| answer.labels.iter().any(|l| l.number == label.number))
        .map(|(index, _)| index);
    let first = indexes.next()?;
    Some(first..indexes.next_back().unwrap_or(first) + 1)
}

/// A number whose own text only leads in to its letters (`1. M.b.t. de stuurgroep.`) is no sub-question: its
/// text goes with the first letter.
fn merge_lead_ins(text: &str, questions: Vec<Passage>) -> Vec<Passage> {
    let mut result: Vec<Passage> = Vec::with_capacity(questions.len());
    for mut question in questions {
        let child = match question.labels[..] {
            [Label { number, letter }] => letter > 0 && number > 0,
            _ => false,
        };
        if child
            && let Some(before) = result.last()
            && before.labels[..] == [question.labels[0].parent()]
        {
            let own = slice(text, &before.body).trim();
            if own.is_empty() {
                result.pop();
            } else if !asks(own) {
                question.body.start = before.body.start;
                result.pop();
            }
        }
        result.push(question);
    }
    result
}

/// Fills in what each exchange shares with others and whether its answer only points elsewhere.
fn finish(
    text: &str,
    exchanges: Vec<(Option<Label>, Exchange)>,
    taken: &[Range<usize>],
    answers: &[Passage],
) -> Vec<Exchange> {
    let labels: Vec<Option<Label>> = exchanges.iter().map(|(label, _)| *label).collect();
    let mut result: Vec<Exchange> = Vec::with_capacity(exchanges.len());
    for (index, (label, mut exchange)) in exchanges.into_iter().enumerate() {
        let (Some(label), Some(answer)) = (label, exchange.answer.clone()) else {
            result.push(exchange);
            continue;
        };
        exchange.status = ExchangeStatus::Paired;
        let mine = &taken[index];
        for (other, their) in taken.iter().enumerate() {
            if other != index
                && mine.start < their.end
                && their.start < mine.end
                && let Some(other) = labels[other]
            {
                exchange.answered_with.push(other.to_string());
            }
        }
        for covered in answers[mine.clone()].iter().flat_map(|answer| &answer.labels) {
            // A number stands for its letters, which are listed already.
            let asked = labels.iter().flatten().any(|l| l == covered || *covered == l.parent());
            if *covered != label && !asked {
                exchange.answered_with.push(covered.to_string());
            }
        }
        exchange.answered_with.dedup();
        let previous = result
            .iter()
            .rev()
            .find(|before| before.answer.as_ref().is_some_and(|range| *range != answer))
            .map(|before| before.label.clone());
        if let Some(refers_to) = referral(slice(text, &answer), previous.as_deref()) {
            exchange.status = ExchangeStatus::Referred;
            exchange.refers_to = refers_to;
        }
        result.push(exchange);
    }
    result
}

fn slice<'a>(text: &'a str, range: &Range<u32>) -> &'a str {
    text.get(range.start as usize..range.end as usize).unwrap_or("")
}

/// The labels that an answer points to when that is all it does; `previous` is the label before it.
pub fn referral(answer: &str, previous: Option<&str>) -> Option<Vec<String>> {
    let answer = answer.trim();
    if answer.is_empty() || answer.len() > REFERRAL_LIMIT {
        return None;
    }
    let lower = answer.to_lowercase();
    let pointed = pointed_labels(&lower);
    if let Some(rest) = lower.strip_prefix("idem") {
        if rest.starts_with(char::is_alphabetic) {
            return None;
        }
        return Some(match pointed.is_empty() {
            true => previous.map(str::to_owned).into_iter().collect(),
            false => pointed,
        });
    }
    let opening = ["ja, ", "nee, ", "neen, ", "ja. ", "nee. ", "neen. "];
    let start = opening.iter().find_map(|word| lower.strip_prefix(word)).unwrap_or(&lower);
    let points = ["zie ", "cf. ", "cfr. ", "conform antwoord", "zoals vermeld in het antwoord op vraag"]
        .iter()
        .any(|cue| start.starts_with(cue))
        || lower.contains("verwijs")
            && (lower.contains("antwoord op vra") || lower.contains("antwoord op de vra"))
        || lower.contains("verwezen naar het antwoord op vra");
    let sentences = answer.matches(['.', '?']).count();
    let vague =
        ["hoger", "hierboven", "supra", "boven", "hoger vermeld"].iter().any(|word| start.contains(word));
    if !points
        || sentences > 3
        || pointed.is_empty() && !vague && !start.contains("sv") && !start.contains("nr. ")
    {
        return None;
    }
    Some(match pointed.is_empty() && vague {
        true => previous.map(str::to_owned).into_iter().collect(),
        false => pointed,
    })
}

/// The labels after "vraag", "antwoord", "zie", "idem" in a text in lower case.
fn pointed_labels(lower: &str) -> Vec<String> {
    const CUES: [&str; 11] = [
        "deelvraag ",
        "deelvragen ",
        "vraag ",
        "vragen ",
        "antwoord ",
        "antwoorden ",
        "antwoord onder ",
        "punt ",
        "zie ",
        "idem ",
        "cfr. ",
    ];
    let mut found: Vec<String> = Vec::new();
    for cue in CUES {
        for (at, _) in lower.match_indices(cue) {
            let after = &lower[at + cue.len()..];
            if let Some((labels, _)) = read_labels(after, false) {
                for label in labels {
                    let label = label.to_string();
                    if !found.contains(&label) {
                        found.push(label);
                    }
                }
            }
        }
        if !found.is_empty() {
            break;
        }
    }
    found
}

#[cfg(test)]
#[path = "pairing_tests.rs"]
mod tests;
