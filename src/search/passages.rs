//! Which passages of a document to quote, and where to cut them.

use std::ops::Range;

use crate::text::sentences;

/// Positions from the first to the last match of one passage.
const SPAN: u32 = 28;
/// Passages a document.
const MOST: usize = 3;
/// A passage is filled up to about this many bytes …
const WANTED: usize = 230;
/// … and cut when its sentences are longer than this.
const LONGEST: usize = 330;
/// Looked at on either side of a match for the borders of its sentence, in bytes.
const REACH: usize = 700;
/// What a leaf counts in a passage when an earlier passage has shown it.
const SHOWN: f32 = 0.3;
/// What a further occurrence of a leaf counts in one passage.
const AGAIN: f32 = 0.15;

/// A match to show: one word, or a phrase from its first to its last word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Shown {
    /// Position of the first word.
    pub(super) position: u32,
    /// Position of the last word.
    pub(super) last: u32,
    /// Which word or phrase of the query.
    pub(super) leaf: usize,
    /// What it counts.
    pub(super) weight: f32,
}

/// Chooses up to three groups of matches, the densest and most varied first; each answer is a range of
/// `matches`, which must be in the order of positions. The order of the answers is that of the text.
pub(super) fn choose(matches: &[Shown]) -> Vec<Range<usize>> {
    let mut chosen: Vec<Range<usize>> = Vec::new();
    let mut shown: Vec<usize> = Vec::new();
    let mut best_score = 0.0_f32;
    while chosen.len() < MOST {
        let mut best: Option<(f32, Range<usize>)> = None;
        let mut start = 0;
        while start < matches.len() {
            if let Some(taken) = chosen.iter().find(|taken| taken.contains(&start)) {
                start = taken.end;
                continue;
            }
            let limit = chosen.iter().map(|taken| taken.start).filter(|&at| at > start).min();
            let (score, end) = score(matches, start, limit.unwrap_or(matches.len()), &shown);
            if best.as_ref().is_none_or(|(best, _)| score > *best + f32::EPSILON) {
                best = Some((score, start..end));
            }
            start += 1;
        }
        let Some((score, range)) = best else { break };
        // A further passage must be worth its lines.
        let fresh = matches[range.clone()].iter().any(|one| !shown.contains(&one.leaf));
        if !chosen.is_empty() && !fresh && score < 0.2 * best_score {
            break;
        }
        best_score = best_score.max(score);
        shown.extend(matches[range.clone()].iter().map(|one| one.leaf));
        chosen.push(range);
    }
    chosen.sort_by_key(|range| range.start);
    chosen
}

/// What the passage that begins with a match is worth, and where it ends.
fn score(matches: &[Shown], start: usize, limit: usize, shown: &[usize]) -> (f32, usize) {
    let from = matches[start].position;
    let mut score = 0.0;
    let mut end = start;
    while end < limit && matches[end].last <= from + SPAN {
        let one = &matches[end];
        let repeated = matches[start..end].iter().any(|other| other.leaf == one.leaf);
        let factor = match (repeated, shown.contains(&one.leaf)) {
            (true, _) => AGAIN,
            (false, true) => SHOWN,
            (false, false) => 1.0,
        };
        score += factor * one.weight;
        end += 1;
    }
    if end == start {
        // A phrase longer than a passage.
        return (matches[start].weight, start + 1);
    }
    (score, end)
}

/// A piece of a text to quote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Its bytes, white space at the ends left out.
    pub(super) range: Range<usize>,
    /// It begins inside a sentence.
    pub(super) before: bool,
    /// It ends inside a sentence.
    pub(super) after: bool,
}

/// Where to cut `text[within]` around `core`: at the borders of sentences when they are near, else of words.
pub(super) fn cut(text: &str, within: Range<usize>, core: Range<usize>) -> Cut {
    let within = within.start.min(core.start)..within.end.max(core.end).min(text.len());
    let left = text.ceil_char_boundary(core.start.saturating_sub(REACH).max(within.start));
    let right = text.floor_char_boundary((core.end + REACH).min(within.end));
    let Some(window) = text.get(left..right) else {
        return Cut { range: core, before: true, after: true };
    };
    // A window that begins inside a line may begin inside a sentence.
    let line = window[..core.start - left].rfind('\n').map(|at| left + at + 1);
    let sure = line.is_some() || left == within.start;
    let base = line.filter(|_| left != within.start).unwrap_or(left);
    let spans: Vec<Range<usize>> =
        sentences(&text[base..right]).map(|span| base + span.start..base + span.end).collect();
    let mut range = core.clone();
    let (mut before, mut after) = (true, true);
    let first = spans.iter().rposition(|span| span.start <= core.start).unwrap_or(0);
    let last = spans.iter().position(|span| span.end >= core.end).unwrap_or(spans.len().saturating_sub(1));
    if let (Some(opening), Some(closing)) = (spans.get(first), spans.get(last)) {
        let known_start = (sure || first > 0) && opening.start <= core.start;
        let known_end = (right == within.end || last + 1 < spans.len()) && closing.end >= core.end;
        let whole = opening.start.min(core.start)..closing.end.max(core.end);
        if whole.len() <= LONGEST && known_start && known_end {
            range = whole;
            (before, after) = (false, false);
            // Short sentences bring their neighbours along, the following one first.
            let (mut first, mut last) = (first, last);
            loop {
                let next = spans.get(last + 1).filter(|span| {
                    span.end - range.start <= WANTED && (right == within.end || last + 2 < spans.len())
                });
                if let Some(next) = next {
                    range.end = next.end;
                    last += 1;
                    continue;
                }
                let previous = first
                    .checked_sub(1)
                    .and_then(|at| spans.get(at))
                    .filter(|span| range.end - span.start <= WANTED && (sure || first > 1));
                let Some(previous) = previous else { break };
                range.start = previous.start;
                first -= 1;
            }
        } else {
            let room = WANTED.saturating_sub(core.len()).max(80);
            let lead = if known_start { core.start - opening.start } else { usize::MAX };
            let trail = if known_end { closing.end - core.end } else { usize::MAX };
            // Half on either side; what one side does not need the other may have.
            let lead_room = if trail < room / 2 { room - trail } else { room / 2 };
            if lead <= lead_room {
                range.start = opening.start.min(core.start);
                before = false;
            } else {
                range.start = word_start(text, core.start.saturating_sub(lead_room).max(base), core.start);
            }
            let trail_room = room.saturating_sub(core.start - range.start).max(room / 3);
            if trail <= trail_room {
                range.end = closing.end.max(core.end);
                after = false;
            } else {
                range.end = word_end(text, (core.end + trail_room).min(right), core.end);
            }
        }
    }
    let quoted = &text[range.clone()];
    let start = range.start + (quoted.len() - quoted.trim_start().len());
    let end = range.end - (quoted.len() - quoted.trim_end().len());
    if start < end {
        range = start.min(core.start)..end.max(core.end);
    }
    Cut { range, before, after }
}

/// The first start of a word from `from` on, no later than `core`.
fn word_start(text: &str, from: usize, core: usize) -> usize {
    let from = text.ceil_char_boundary(from).min(core);
    let begins = text[..from].chars().next_back().is_none_or(char::is_whitespace);
    if begins {
        return from;
    }
    text[from..core].find(char::is_whitespace).map_or(core, |space| {
        let rest = &text[from + space..core];
        from + space + (rest.len() - rest.trim_start().len())
    })
}

/// The last end of a word up to `to`, no earlier than `core`.
fn word_end(text: &str, to: usize, core: usize) -> usize {
    let to = text.floor_char_boundary(to).max(core);
    let ends = text[to..].chars().next().is_none_or(char::is_whitespace);
    if ends {
        return to;
    }
    text[core..to].rfind(char::is_whitespace).map_or(core_word_end(text, core), |space| core + space)
}

/// The end of the word that `core` ends in.
fn core_word_end(text: &str, core: usize) -> usize {
    text[core..].find(char::is_whitespace).map_or(text.len(), |space| core + space)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(position: u32, leaf: usize) -> Shown {
        Shown { position, last: position, leaf, weight: 1.0 }
    }

    #[test]
    fn dense_and_varied_passages_are_chosen() {
        let matches =
            [shown(1, 0), shown(100, 0), shown(105, 1), shown(300, 1), shown(305, 1), shown(310, 1)];
        let chosen = choose(&matches);
        assert!(chosen.contains(&(1..3)), "{chosen:?}");
        assert!(chosen.len() <= MOST);
        assert!(chosen.windows(2).all(|pair| pair[0].end <= pair[1].start));
        assert_eq!(choose(&[]), Vec::<Range<usize>>::new());
    }

    #[test]
    fn sentences_are_quoted_whole() {
        let text = "Eerste zin hier. Het maatwerk groeit overal. Derde zin.\nAndere alinea.";
        let core = text.find("maatwerk").unwrap();
        let cut = cut(text, 0..text.len(), core..core + 8);
        assert!(!cut.before && !cut.after);
        assert!(text[cut.range].contains("Het maatwerk groeit overal."));
    }

    #[test]
    fn long_sentences_are_cut_at_words() {
        let text =
            format!("{}maatwerk {}", "vooraf gaande woorden ".repeat(60), "volgende woorden ".repeat(60));
        let core = text.find("maatwerk").unwrap();
        let cut = cut(&text, 0..text.len(), core..core + 8);
        assert!(cut.before && cut.after);
        let quoted = &text[cut.range];
        assert!(quoted.len() <= LONGEST, "{}", quoted.len());
        assert!(quoted.contains("maatwerk"));
        let words: Vec<&str> = text.split_whitespace().collect();
        assert!(quoted.split_whitespace().all(|word| words.contains(&word)), "{quoted}");
    }

    proptest! {
        #[test]
        fn cuts_hold_their_core(text in "[a-zé .\\n?]{1,400}", start in 0usize..400, length in 1usize..20) {
            let start = text.floor_char_boundary(start.min(text.len()));
            let end = text.floor_char_boundary((start + length).min(text.len())).max(start);
            let cut = cut(&text, 0..text.len(), start..end);
            prop_assert!(cut.range.start <= start && cut.range.end >= end);
            prop_assert!(text.get(cut.range).is_some());
        }

        #[test]
        fn choices_never_overlap(positions in proptest::collection::btree_set(0u32..400, 0..40)) {
            let matches: Vec<_> = positions.iter().map(|&position| shown(position, position as usize % 3)).collect();
            let chosen = choose(&matches);
            prop_assert!(chosen.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert_eq!(chosen.is_empty(), matches.is_empty());
        }
    }
}
