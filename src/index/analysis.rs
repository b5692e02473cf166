//! The adapter between the Dutch chain and the family tables: which keys a term of the index has.

use std::ops::Range;

use super::families::FormKeys;
use super::tokens::Mark;
use crate::dutch::{Analyser, Method};
use crate::model::MatchKind;

impl FormKeys for Analyser {
    fn keys(&self, term: &str, sink: &mut dyn FnMut(&str, MatchKind, Range<usize>)) {
        let (mark, form) = Mark::split(term);
        // Written together, completed: that is of the chain, too.
        if self.method() != Method::Full && matches!(mark, Mark::Joined | Mark::Completed) {
            return;
        }
        let analysis = self.analyse(form);
        let whole = 0..form.len();
        let lemma = match mark {
            Mark::None | Mark::Joined => MatchKind::Lemma,
            Mark::Completed => MatchKind::Hanging,
            Mark::Part => MatchKind::Modifier,
        };
        for key in &analysis.lemmas {
            sink(key, lemma, whole.clone());
        }
        if mark == Mark::Part {
            return;
        }
        // The pieces of a hyphenated word and the written part of a hanging compound are tokens themselves;
        // of the joined word only what is longer than a piece would be new.
        if mark == Mark::None {
            for part in &analysis.parts {
                let kind = if part.head { MatchKind::Head } else { MatchKind::Modifier };
                sink(&part.key, kind, part.span.clone());
            }
        } else if mark == Mark::Completed {
            for part in analysis.parts.iter().filter(|part| part.head) {
                sink(&part.key, MatchKind::Hanging, part.span.clone());
            }
        }
        for key in &analysis.derivations {
            sink(key, MatchKind::Derivation, whole.clone());
        }
        for key in &analysis.repaired {
            sink(key, MatchKind::Repaired, whole.clone());
        }
    }
}
