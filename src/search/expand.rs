//! Patterns: which forms of a segment's dictionary fit `maatwerk*`, `*bedrijf`, `*werk*` or `maatwerk~1`.

use std::io;
use std::ops::Range;

use crate::dutch::Analyser;
use crate::index::{Mark, Segment, Tail};
use crate::model::MatchKind;
use crate::query::Pattern;

/// A form that fits: its term, how, and the bytes that fit (none for the whole form).
type Fit = (u64, MatchKind, Range<u16>);

/// The forms that fit, in the order of the dictionary. A pattern whose letters are no word of their own
/// (`subsidi*`) is taken raw.
pub(super) fn expand(
    pattern: Pattern,
    form: &str,
    segment: &Segment,
    analyser: &Analyser,
) -> io::Result<Vec<Fit>> {
    let checked = match pattern {
        Pattern::Prefix { raw: false } => family(form, segment, analyser, |kind, part, fits| match kind {
            MatchKind::Modifier => part.start == 0,
            MatchKind::Head => false,
            _ => fits,
        })?,
        Pattern::Suffix { raw: false } => family(form, segment, analyser, |kind, _, _| {
            matches!(kind, MatchKind::Exact | MatchKind::Lemma | MatchKind::Head)
        })?,
        Pattern::Infix { raw: false } => {
            family(form, segment, analyser, |kind, _, _| !matches!(kind, MatchKind::Repaired))?
        }
        _ => Vec::new(),
    };
    if !checked.is_empty() {
        return Ok(checked);
    }
    let length = u16::try_from(form.len()).unwrap_or(u16::MAX);
    match pattern {
        Pattern::Prefix { .. } => {
            let mut fits = Vec::new();
            let mut stream = segment.text.terms().range().ge(form.as_bytes()).into_stream()?;
            while stream.advance() && stream.key().starts_with(form.as_bytes()) {
                fits.push((stream.term_ord(), kind_of(stream.key().len() == form.len()), 0..length));
            }
            Ok(fits)
        }
        Pattern::Suffix { .. } => every(segment, |term| {
            term.ends_with(form).then(|| {
                let start = term.len() - form.len();
                (kind_of(start == 0), range(start, term.len()))
            })
        }),
        Pattern::Infix { .. } => {
            let finder = memchr::memmem::Finder::new(form.as_bytes());
            every(segment, |term| {
                finder
                    .find(term.as_bytes())
                    .map(|start| (kind_of(term.len() == form.len()), range(start, start + form.len())))
            })
        }
        Pattern::Fuzzy { distance } => {
            let letters: Vec<char> = form.chars().collect();
            let mut row = Vec::new();
            every(segment, |term| {
                within(&letters, term, usize::from(distance), &mut row)
                    .map(|edits| (kind_of(edits == 0), 0..0))
            })
        }
        Pattern::Family | Pattern::Exact => Ok(Vec::new()),
    }
}

fn kind_of(exact: bool) -> MatchKind {
    if exact { MatchKind::Exact } else { MatchKind::Lemma }
}

fn range(start: usize, end: usize) -> Range<u16> {
    let narrow = |value: usize| u16::try_from(value).unwrap_or(u16::MAX);
    narrow(start)..narrow(end)
}

/// Members of the word's own families that `keep` wants; it is also told whether the form begins with the
/// lemma.
fn family(
    form: &str,
    segment: &Segment,
    analyser: &Analyser,
    keep: impl Fn(MatchKind, &Range<u16>, bool) -> bool,
) -> io::Result<Vec<Fit>> {
    let mut fits: Vec<Fit> = Vec::new();
    let mut term = Vec::new();
    for lemma in analyser.analyse(form).lemmas {
        let Some(family) = segment.families.get(&lemma)? else { continue };
        let tail = family.tail.as_ref().map(Tail::all_members).unwrap_or_default();
        for member in family.members.into_iter().chain(tail) {
            term.clear();
            let begins = segment.text.terms().ord_to_term(member.ordinal, &mut term).unwrap_or(false)
                && term.starts_with(form.as_bytes());
            if keep(member.kind, &member.part, begins) {
                let kind = if begins && term.len() == form.len() { MatchKind::Exact } else { member.kind };
                fits.push((member.ordinal, kind, member.part.clone()));
            }
        }
    }
    fits.sort_by_key(|fit| (fit.0, fit.1));
    fits.dedup_by_key(|fit| fit.0);
    Ok(fits)
}

/// Every plain form of the dictionary for which `test` tells how it fits.
fn every(
    segment: &Segment,
    mut test: impl FnMut(&str) -> Option<(MatchKind, Range<u16>)>,
) -> io::Result<Vec<Fit>> {
    let mut fits = Vec::new();
    let mut stream = segment.text.terms().stream()?;
    while stream.advance() {
        let Ok(term) = std::str::from_utf8(stream.key()) else { continue };
        if Mark::split(term).0 != Mark::None {
            continue;
        }
        if let Some((kind, part)) = test(term) {
            fits.push((stream.term_ord(), kind, part));
        }
    }
    Ok(fits)
}

/// The number of insertions, deletions, substitutions and swaps of neighbours from one word to the other when
/// it is at most `limit` (optimal string alignment, bounded).
pub(super) fn within(left: &[char], right: &str, limit: usize, rows: &mut Vec<usize>) -> Option<usize> {
    let length = left.len();
    if right.len() + limit < length {
        return None;
    }
    let width = length + 1;
    rows.clear();
    rows.resize(3 * width, 0);
    for (column, cell) in rows[..width].iter_mut().enumerate() {
        *cell = column;
    }
    let mut before: Option<char> = None;
    let mut row = 0;
    for letter in right.chars() {
        row += 1;
        if row > length + limit {
            return None;
        }
        let (this, last, older) = (row % 3 * width, (row + 2) % 3 * width, (row + 1) % 3 * width);
        rows[this] = row;
        let mut best = row;
        for column in 1..width {
            let same = left[column - 1] == letter;
            let mut cost = (rows[last + column - 1] + usize::from(!same))
                .min(rows[last + column] + 1)
                .min(rows[this + column - 1] + 1);
            if column > 1 && row > 1 && before == Some(left[column - 1]) && left[column - 2] == letter {
                cost = cost.min(rows[older + column - 2] + 1);
            }
            rows[this + column] = cost;
            best = best.min(cost);
        }
        if best > limit {
            return None;
        }
        before = Some(letter);
    }
    let edits = rows[row % 3 * width + length];
    (edits <= limit).then_some(edits)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(left: &str, right: &str, limit: usize) -> Option<usize> {
        let letters: Vec<char> = left.chars().collect();
        within(&letters, right, limit, &mut Vec::new())
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("maatwerk", "maatwerk", 1), Some(0));
        assert_eq!(edits("maatwerk", "maatwekr", 1), Some(1));
        assert_eq!(edits("maatwerk", "maatwer", 1), Some(1));
        assert_eq!(edits("maatwerk", "maatwerken", 1), None);
        assert_eq!(edits("maatwerk", "maatwerken", 2), Some(2));
        assert_eq!(edits("", "ab", 2), Some(2));
        assert_eq!(edits("ab", "", 1), None);
    }

    proptest::proptest! {
        #[test]
        fn distance_is_symmetric(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            proptest::prop_assert_eq!(edits(&a, &b, 2), edits(&b, &a, 2));
        }
    }
}
