//! The written forms that matched, summed over all hits.
//!
//! Of hundreds of forms a page names a dozen, and the letters of a term are costly to find. So forms are told apart, summed
//! and ordered by their places in the dictionary, which is sorted, and only those that are named are spelt.

use std::collections::BTreeMap;
use std::io;

use tantivy::termdict::TermOrdinal;

use super::error::SearchError;
use super::matches::Marks;
use super::occurrences::{Context, FEW};
use super::plan::Body;
use super::searcher::Run;
use crate::index::{Mark, Segment};
use crate::model::{MatchKind, MatchedForm};

/// A written form without its mark, in the order of letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Written {
    /// The form's place in the dictionary of the only segment, or that of the next form.
    ordinal: TermOrdinal,
    /// True when the form itself stands there; then its letters are not kept.
    itself: bool,
    letters: String,
}

impl Written {
    /// Of a form that a word opened. `alone`: no other segment has a dictionary of its own.
    fn new(context: &Context<'_>, lookup: usize, form: usize, alone: bool) -> io::Result<Self> {
        let ordinal = context.opened[lookup].forms[form].ordinal;
        if alone && ordinal >= context.segment.families.marked() {
            return Ok(Self { ordinal, itself: true, letters: String::new() });
        }
        let term = context.term(lookup, form)?;
        let letters = Mark::split(&term).1.to_owned();
        if !alone {
            return Ok(Self { letters, ..Self::default() });
        }
        let terms = context.segment.text.terms();
        if let Some(ordinal) = terms.term_ord(&letters)? {
            return Ok(Self { ordinal, itself: true, letters: String::new() });
        }
        let mut behind = terms.range().ge(&letters).into_stream()?;
        let ordinal = if behind.advance() { behind.term_ord() } else { TermOrdinal::MAX };
        Ok(Self { ordinal, itself: false, letters })
    }

    /// The letters, from the dictionary of the only segment where they were not kept.
    fn spell(self, segment: Option<&Segment>) -> io::Result<String> {
        let (true, Some(segment)) = (self.itself, segment) else { return Ok(self.letters) };
        let mut term = Vec::new();
        segment.text.terms().ord_to_term(self.ordinal, &mut term)?;
        Ok(String::from_utf8_lossy(&term).into_owned())
    }
}

/// Occurrences of the forms in all documents that match, the most frequent first and at most `most` of them (0: all), and
/// how many different forms there are.
pub(super) fn over_all(run: &Run<'_>, most: usize) -> Result<(Vec<MatchedForm>, u64), SearchError> {
    let alone = run.contexts.len() == 1;
    let mut sums: BTreeMap<(&str, Written, MatchKind), u64> = BTreeMap::new();
    for (context, matches) in run.contexts.iter().zip(&run.matches) {
        let mut counts: Vec<Vec<u64>> =
            context.opened.iter().map(|opened| vec![0; opened.forms.len()]).collect();
        let size = context.segment.reader.max_doc();
        let many = matches.len().saturating_mul(FEW) > size as usize;
        let marks = many.then(|| {
            let mut marks = Marks::new(size as usize);
            matches.docs.iter().for_each(|&doc| marks.set(doc, 1));
            marks
        });
        for (_, leaf) in run.plan.scoring() {
            match &leaf.body {
                Body::Word { lookup, .. } if leaf.sections.is_none() => {
                    let opened = &context.opened[*lookup];
                    opened.add_counts(
                        context.segment,
                        &matches.docs,
                        marks.as_ref(),
                        &mut counts[*lookup],
                    )?;
                }
                _ => context.occurrences(leaf, &matches.docs[..], &mut |occurrence| {
                    for (&lookup, place) in occurrence.lookups.iter().zip(occurrence.places) {
                        if let Some(count) = counts[lookup].get_mut(place.form()) {
                            *count += 1;
                        }
                    }
                })?,
            }
        }
        for (lookup, counts) in counts.into_iter().enumerate() {
            for (form, count) in counts.into_iter().enumerate().filter(|(_, count)| *count > 0) {
                let written = Written::new(context, lookup, form, alone)?;
                let kind = context.opened[lookup].forms[form].kind;
                *sums.entry((&run.plan.lookups[lookup].text, written, kind)).or_default() += count;
            }
        }
    }
    let mut matched: Vec<_> =
        sums.into_iter().map(|((word, written, kind), count)| (written, kind, word, count)).collect();
    // A compound that several words of the query match is named once, for the word it is closest to.
    matched.sort();
    matched.dedup_by(|next, kept| next.0 == kept.0);
    matched.sort_by(|a, b| b.3.cmp(&a.3).then_with(|| a.0.cmp(&b.0)));
    let different = matched.len() as u64;
    matched.truncate(if most == 0 { usize::MAX } else { most });
    let segment = run.contexts.first().map(|context| context.segment);
    let spelt = matched.into_iter().map(|(written, kind, word, count)| {
        Ok(MatchedForm { form: written.spell(segment)?, word: word.to_owned(), kind, count })
    });
    Ok((spelt.collect::<io::Result<_>>()?, different))
}
