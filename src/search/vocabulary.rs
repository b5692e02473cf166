//! The vocabulary of the index: written forms, lemmas, and the family of a word as a tree.

use std::collections::BTreeMap;

use tantivy::postings::TermInfo;

use super::error::{SearchError, guarded};
use super::postings;
use super::searcher::Searcher;
use crate::index::{Mark, Segment, Tail};
use crate::model::{FamilyBranch, MatchKind, TermCount, WordFamily};
use crate::text::fold;

impl Searcher<'_> {
    /// The written forms that begin with `prefix` (case and diacritics aside), most frequent first, at most
    /// `limit` (0 for all). Deleted documents are not counted.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn terms(&self, prefix: &str, limit: usize) -> Result<Vec<TermCount>, SearchError> {
        guarded(self.index, || {
            let prefix = fold(prefix);
            let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
            for segment in self.index.segments() {
                let mut stream = segment.text.terms().range().ge(prefix.as_bytes()).into_stream()?;
                while let Some((term, info)) = stream.next() {
                    if !term.starts_with(prefix.as_bytes()) {
                        break;
                    }
                    let Ok(term) = std::str::from_utf8(term) else { continue };
                    if Mark::split(term).0 == Mark::None {
                        let (documents, occurrences) = count(segment, info)?;
                        let sum = counts.entry(term.to_owned()).or_default();
                        *sum = (sum.0 + documents, sum.1 + occurrences);
                    }
                }
            }
            Ok(ranked(counts, limit))
        })
    }

    /// The lemmas of the written forms that begin with `prefix`, counted over their inflected forms.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn lemmas(&self, prefix: &str, limit: usize) -> Result<Vec<TermCount>, SearchError> {
        guarded(self.index, || {
            let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
            for form in self.terms(prefix, 0)? {
                let analysis = self.index.analyser().analyse(&form.term);
                let lemma = analysis.lemmas.into_iter().next().unwrap_or_else(|| form.term.clone());
                let sum = counts.entry(lemma).or_default();
                *sum = (sum.0 + form.documents, sum.1 + form.occurrences);
            }
            Ok(ranked(counts, limit))
        })
    }

    /// All forms and compounds of a word, grouped by the lemma that they share.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn family(&self, word: &str) -> Result<WordFamily, SearchError> {
        guarded(self.index, || self.family_unguarded(word))
    }

    fn family_unguarded(&self, word: &str) -> Result<WordFamily, SearchError> {
        let form = fold(word.trim()).into_owned();
        let lemmas: Vec<String> = self.index.analyser().analyse(&form).lemmas.into_iter().collect();
        // How a form is related and the bytes the word takes in it, with its counts.
        let mut forms: BTreeMap<String, (MatchKind, (usize, usize), u64, u64)> = BTreeMap::new();
        for segment in self.index.segments() {
            let dictionary = segment.text.terms();
            let mut members: Vec<(u64, MatchKind, (usize, usize))> = Vec::new();
            if let Some(ordinal) = dictionary.term_ord(&form)? {
                members.push((ordinal, MatchKind::Exact, (0, form.len())));
            }
            for lemma in &lemmas {
                match segment.families.get(lemma)? {
                    Some(family) => {
                        let tail = family.tail.as_ref().map(Tail::all_members).unwrap_or_default();
                        members.extend(family.members.into_iter().chain(tail).map(|member| {
                            let part = (usize::from(member.part.start), usize::from(member.part.end));
                            (member.ordinal, member.kind, part)
                        }));
                    }
                    None => {
                        if let Some(ordinal) = dictionary.term_ord(lemma)? {
                            members.push((ordinal, MatchKind::Lemma, (0, lemma.len())));
                        }
                    }
                }
            }
            members.sort_by_key(|member| (member.0, member.1));
            members.dedup_by_key(|member| member.0);
            let mut term = Vec::new();
            for (ordinal, kind, part) in members {
                term.clear();
                dictionary.ord_to_term(ordinal, &mut term)?;
                let Some(info) = dictionary.get(&term)? else { continue };
                let term = String::from_utf8_lossy(&term);
                let (documents, occurrences) = count(segment, &info)?;
                if documents > 0 {
                    let written = Mark::split(&term).1.to_owned();
                    let sum = forms.entry(written).or_insert((kind, part, 0, 0));
                    sum.0 = sum.0.min(kind);
                    sum.2 += documents;
                    sum.3 += occurrences;
                }
            }
        }
        Ok(WordFamily {
            word: word.trim().to_owned(),
            branches: self.branches(&form, &lemmas, forms),
            lemmas,
        })
    }

    fn branches(
        &self,
        form: &str,
        lemmas: &[String],
        forms: BTreeMap<String, (MatchKind, (usize, usize), u64, u64)>,
    ) -> Vec<FamilyBranch> {
        let mut branches: BTreeMap<(MatchKind, String), FamilyBranch> = BTreeMap::new();
        for (written, (kind, part, documents, occurrences)) in forms {
            let kind = if kind == MatchKind::Exact { MatchKind::Lemma } else { kind };
            let lemma = if kind == MatchKind::Lemma {
                lemmas.first().cloned().unwrap_or_else(|| form.to_owned())
            } else {
                let analysis = self.index.analyser().analyse(&written);
                analysis.lemmas.into_iter().next().unwrap_or_else(|| written.clone())
            };
            let branch = branches.entry((kind, lemma.clone())).or_insert_with(|| FamilyBranch {
                lemma,
                kind,
                split: (String::new(), written.clone(), String::new()),
                documents: 0,
                occurrences: 0,
                forms: Vec::new(),
            });
            let most = branch.forms.iter().map(|form| form.occurrences).max().unwrap_or(0);
            if occurrences > most
                && let (Some(before), Some(inside), Some(after)) =
                    (written.get(..part.0), written.get(part.0..part.1), written.get(part.1..))
            {
                branch.split = (before.to_owned(), inside.to_owned(), after.to_owned());
            }
            branch.documents += documents;
            branch.occurrences += occurrences;
            branch.forms.push(TermCount { term: written, documents, occurrences });
        }
        let mut branches: Vec<FamilyBranch> = branches.into_values().collect();
        for branch in &mut branches {
            branch.forms.sort_by(|a, b| b.occurrences.cmp(&a.occurrences).then_with(|| a.term.cmp(&b.term)));
        }
        branches.sort_by(|a, b| {
            (a.kind, std::cmp::Reverse(a.occurrences), &a.lemma).cmp(&(
                b.kind,
                std::cmp::Reverse(b.occurrences),
                &b.lemma,
            ))
        });
        branches
    }
}

/// Living documents and occurrences of a term.
pub(super) fn count(segment: &Segment, info: &TermInfo) -> Result<(u64, u64), SearchError> {
    let (mut documents, mut occurrences) = (0, 0);
    let alive = segment.reader.alive_bitset();
    postings::scan(&segment.text, info, |doc, frequency| {
        if alive.is_none_or(|alive| alive.is_alive(doc)) {
            documents += 1;
            occurrences += u64::from(frequency);
        }
    })?;
    Ok((documents, occurrences))
}

fn ranked(counts: BTreeMap<String, (u64, u64)>, limit: usize) -> Vec<TermCount> {
    let mut terms: Vec<TermCount> = counts
        .into_iter()
        .filter(|(_, (documents, _))| *documents > 0)
        .map(|(term, (documents, occurrences))| TermCount { term, documents, occurrences })
        .collect();
    terms.sort_by(|a, b| b.occurrences.cmp(&a.occurrences).then_with(|| a.term.cmp(&b.term)));
    if limit > 0 {
        terms.truncate(limit);
    }
    terms
}
