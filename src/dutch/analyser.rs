//! From a written form to its keys: the order of the rules is written out in [`super`].

use super::analysis::{Analysis, Part};
use super::compounds::{self, Chain, LONGEST, OwnParts};
use super::extension::{Extension, OwnWords};
use super::inflection::{self, Candidate};
use super::lexicon::{Kind, Lexicon, LexiconError, Note, Trace, flag};
use super::{derivations, repair, stemming};
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;
use std::sync::LazyLock;

/// The lexicon inside the binary.
static LEXICON: &[u8] = include_bytes!("lexicon/dutch.lex");
/// Grows whenever a rule changes what the analysis of some form says, so that indexes notice.
const RULES: u64 = 3;
/// Parts of parts are looked into no deeper.
const DEEPEST: usize = 6;
/// Added to the depth of parts whose boundaries are not shown.
const HIDDEN: usize = 100;

/// Analyses written forms. Cheap to share between threads; made once per index.
#[derive(Debug)]
pub struct Analyser {
    lexicon: Lexicon<'static>,
    own: OwnWords,
    method: Method,
    fingerprint: u64,
}

/// How much is known of Dutch. Anything but [`Method::Full`] is there to be compared with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Method {
    /// The whole chain.
    #[default]
    Full,
    /// Snowball's Dutch stemmer, as `rust-stemmers` has it: the stem of the folded form is its only key.
    Stem,
    /// Forms match themselves only.
    None,
}

/// A form resolved: its lemmas, and where it splits.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) lemmas: SmallVec<[(Kind, String); 2]>,
    /// outer boundary and the linking sound before it
    pub(super) split: Option<(usize, usize)>,
    /// the pieces, where the split was found and not looked up
    pub(super) chain: Option<Chain>,
    /// bits of the lexicon
    pub(super) flags: u16,
    pub(super) known: bool,
}

impl Analyser {
    /// An analyser with the built-in lexicon and the words an index's own vocabulary adds.
    pub fn new(extension: &Extension) -> Self {
        Self::with_lexicon(LEXICON, extension)
            .unwrap_or_else(|error| unreachable!("built-in lexicon: {error}"))
    }

    /// The analyser without an extension.
    pub fn builtin() -> &'static Self {
        static BUILTIN: LazyLock<Analyser> = LazyLock::new(|| Analyser::new(&Extension::default()));
        &BUILTIN
    }

    /// An analyser with another lexicon.
    ///
    /// # Errors
    /// When `bytes` are not a lexicon of this version.
    pub fn with_lexicon(bytes: &'static [u8], extension: &Extension) -> Result<Self, LexiconError> {
        let lexicon = Lexicon::open(bytes)?;
        let own = OwnWords::new(extension);
        let mut state = xxhash_rust::xxh3::Xxh3::new();
        state.update(&lexicon.fingerprint().to_le_bytes());
        state.update(&RULES.to_le_bytes());
        state.update(extension.as_bytes());
        Ok(Self { lexicon, own, method: Method::Full, fingerprint: state.digest() })
    }

    /// An analyser of another method. Without the lexicon there is nothing to extend.
    pub fn with_method(method: Method, extension: &Extension) -> Self {
        match method {
            Method::Full => Self::new(extension),
            Method::Stem | Method::None => {
                let name: &[u8] = if method == Method::Stem { b"stem" } else { b"none" };
                let fingerprint = xxhash_rust::xxh3::xxh3_64(name);
                Self { method, fingerprint, ..Self::new(&Extension::default()) }
            }
        }
    }

    /// How much it knows of Dutch.
    pub fn method(&self) -> Method {
        self.method
    }

    /// Fingerprint of lexicon, rules and extension: equal fingerprints give equal analyses.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// The lexicon it works from.
    pub fn lexicon(&self) -> &Lexicon<'static> {
        &self.lexicon
    }

    /// Analyses a folded form.
    pub fn analyse(&self, form: &str) -> Analysis {
        let mut out = Analysis::default();
        self.analyse_into(form, &mut out);
        out
    }

    /// Analyses a folded form into `out`, whose memory is used again.
    pub fn analyse_into(&self, form: &str, out: &mut Analysis) {
        out.clear();
        if form.is_empty() {
            return;
        }
        if form.len() > LONGEST {
            out.lemmas.push(form.to_owned());
            return;
        }
        if self.method != Method::Full {
            let key = if self.method == Method::Stem { stemming::plain(form) } else { form.to_owned() };
            out.lemmas.push(key);
            out.known = true;
            return;
        }
        if let Some(last) = form.rfind('-').filter(|&at| at > 0 && at + 1 < form.len()) {
            self.hyphenated(form, last, out);
            return;
        }
        let resolved = self.resolve(form);
        out.known = resolved.known;
        self.expand(form, 0, &resolved, true, 0, out);
        if let Some((outer, _)) = resolved.split {
            out.outer.push(outer);
        }
        for (_, lemma) in &resolved.lemmas {
            if resolved.known && resolved.flags & flag::NAME == 0 {
                derivations::of(lemma, &self.lexicon, &self.own, &mut out.derivations);
            }
        }
        if !resolved.known {
            repair::of(form, &self.lexicon, &mut out.repaired);
        }
        out.lemmas.extend(resolved.lemmas.into_iter().map(|(_, lemma)| lemma));
        let lemmas = &out.lemmas;
        out.derivations.retain(|key| !lemmas.contains(key));
        out.boundaries.sort_unstable();
        out.boundaries.dedup();
    }

    /// The lemmas of a form alone, as [`Self::analyse`] gives them.
    #[must_use]
    pub fn lemmas(&self, form: &str) -> Vec<String> {
        if self.method != Method::Full || form.is_empty() || form.len() > LONGEST || form.contains('-') {
            return self.analyse(form).lemmas.into_vec();
        }
        self.resolve(form).lemmas.into_iter().map(|(_, lemma)| lemma).collect()
    }

    /// A word written with hyphens: each piece is a part, the last inflects. Years and numbers (`2017-2018`) are
    /// no words: they stay whole here, and their pieces are tokens of their own.
    fn hyphenated(&self, form: &str, last: usize, out: &mut Analysis) {
        if !form.contains(char::is_alphabetic) {
            out.lemmas.push(form.to_owned());
            return;
        }
        let mut start = 0;
        for piece in form.split('-') {
            let end = start + piece.len();
            if !piece.is_empty() {
                let resolved = self.resolve(piece);
                let head = end == form.len();
                for (_, lemma) in resolved.lemmas.iter().take(2) {
                    out.parts.push(Part { span: start..end, key: lemma.clone(), head });
                    if head {
                        out.lemmas.push(format!("{}{lemma}", &form[..start]));
                    }
                }
                self.expand(piece, start, &resolved, head, 1, out);
            }
            if end < form.len() {
                out.boundaries.push(end + 1);
            }
            start = end + 1;
        }
        if out.lemmas.is_empty() {
            out.lemmas.push(form.to_owned());
        }
        out.outer.push(last + 1);
        out.boundaries.sort_unstable();
        out.boundaries.dedup();
    }

    /// Lemmas and outer split of a form.
    pub(super) fn resolve(&self, form: &str) -> Resolved {
        let mut out = Resolved::default();
        if form.len() > LONGEST {
            out.lemmas.push((Kind::Noun, form.to_owned()));
            return out;
        }
        let mut trace = Trace::default();
        let listed = self.lexicon.walk(form, &mut trace).filter(|note| note.is(flag::WORD));
        if let Some(note) = listed {
            self.listed(form, note, &mut out);
            return out;
        }
        if self.own.contains(form) {
            out.known = true;
            out.lemmas.push((Kind::Noun, form.to_owned()));
            return out;
        }
        if self.inflected(form, &trace, &mut out) {
            return out;
        }
        if let Some(chain) = self.compound(form) {
            self.headed(form, chain, &mut out);
            return out;
        }
        if let Some(bare) =
            form.strip_suffix("'s").or_else(|| form.strip_suffix('\'')).filter(|b| !b.is_empty())
        {
            let mut inner = self.resolve(bare);
            inner.known |= true;
            return inner;
        }
        if let Some(chain) = compounds::with_unknown_left(&self.lexicon, form) {
            self.headed(form, chain, &mut out);
            return out;
        }
        out.lemmas.push((Kind::Noun, stemming::stem(form)));
        out
    }

    /// A form of the list: its lemmas and its split are stored.
    fn listed(&self, form: &str, note: Note<'_>, out: &mut Resolved) {
        out.known = true;
        out.flags = note.flags();
        for edit in note.edits() {
            let mut lemma = String::with_capacity(form.len() + 2);
            edit.apply(form, &mut lemma);
            out.lemmas.push((edit.kind, lemma));
        }
        if out.lemmas.is_empty() {
            let kind = if note.is(flag::INFINITIVE) && !note.is(flag::NOUN) {
                Kind::Verb
            } else if note.is(flag::ADJECTIVE) && !note.is(flag::NOUN) {
                Kind::Adjective
            } else {
                Kind::Noun
            };
            out.lemmas.push((kind, form.to_owned()));
        }
        let boundary = note.head().and_then(|head| form.len().checked_sub(head)).filter(|&at| at > 0);
        if let Some(boundary) = boundary.filter(|&at| !self.nominalised(form, at)) {
            out.split = Some((boundary, self.link(&form[..boundary])));
        }
    }

    /// True where the head that begins at `boundary` is no word but the end of a verb's stem and `-ing`:
    /// `aanvaar|ding` of `aanvaarden`. Such a head has no vowel of its own before the ending, and what has
    /// `-en` there is a word; but `bouwden` is the past of what `bouw|dingen` begins with.
    fn nominalised(&self, form: &str, boundary: usize) -> bool {
        let Some((left, head)) = form.split_at_checked(boundary) else { return false };
        let Some(stem) = compounds::before_ing(head) else { return false };
        let Some(verb) = self.lexicon.get(&format!("{left}{stem}en")) else { return false };
        let past = verb.is(flag::VERBAL) && !verb.is(flag::INFINITIVE);
        let known = || self.lexicon.is(left, flag::WORD);
        verb.is(flag::WORD) && !(past && known())
    }

    /// A form of a word of the list that is not in the list itself.
    fn inflected(&self, form: &str, trace: &Trace, out: &mut Resolved) -> bool {
        let bytes = form.as_bytes();
        let mut split = None;
        inflection::candidates(bytes, &mut |candidate: Candidate| {
            if out.lemmas.len() >= 3 {
                return;
            }
            let Some((lemma, note)) = self.candidate(form, trace, &candidate) else { return };
            if out.lemmas.iter().any(|(_, known)| *known == lemma) {
                return;
            }
            if split.is_none() && candidate.dropped.is_none() {
                split = note.head().and_then(|head| lemma.len().checked_sub(head));
            }
            out.flags |= candidate.gives;
            if candidate.needs & flag::PARTICIPLE != 0 && note.is(flag::PARTICIPLE) {
                for edit in note.edits() {
                    let mut verb = String::new();
                    edit.apply(&lemma, &mut verb);
                    out.lemmas.push((edit.kind, verb));
                }
                return;
            }
            out.lemmas.push((candidate.kind, lemma));
        });
        let found = !out.lemmas.is_empty();
        if found {
            out.known = true;
            out.split = split
                .filter(|&at| at > 0 && at < form.len() && form.is_char_boundary(at))
                .map(|at| (at, self.link(&form[..at])));
        }
        found
    }

    /// The candidate written out, where the lexicon or the extension has it.
    fn candidate(&self, form: &str, trace: &Trace, candidate: &Candidate) -> Option<(String, Note<'static>)> {
        let mut tail: SmallVec<[u8; 8]> = SmallVec::from_slice(candidate.stem.tail());
        tail.extend_from_slice(candidate.ending);
        let kept = candidate.stem.kept;
        if let Some(at) = candidate.dropped {
            if at + 2 > kept {
                return None;
            }
            let mut lemma = String::with_capacity(form.len());
            lemma.push_str(form.get(..at)?);
            lemma.push_str(form.get(at + 2..kept)?);
            lemma.push_str(std::str::from_utf8(&tail).ok()?);
            let note = self.lexicon.get(&lemma)?;
            return note.is(candidate.needs).then_some((lemma, note));
        }
        let note = self.lexicon.resume(trace, kept, &tail)?;
        // a listed word of no known class may be a noun
        let unclassed = candidate.kind == Kind::Noun
            && form.len() >= 6
            && note.flags() & !(flag::UNIT | flag::UNIT_HEAD) == flag::WORD;
        if !note.is(flag::WORD) || !(unclassed || note.is(candidate.needs)) {
            return None;
        }
        let mut lemma = String::with_capacity(kept + tail.len());
        lemma.push_str(form.get(..kept)?);
        lemma.push_str(std::str::from_utf8(&tail).ok()?);
        Some((lemma, note))
    }

    /// The cheapest reading of an unlisted form as a compound.
    fn compound(&self, form: &str) -> Option<Chain> {
        let own: Option<&dyn OwnParts> = if self.own.is_empty() { None } else { Some(&self.own) };
        let listed = compounds::cheapest(&self.lexicon, own, form, &mut |at| {
            let rest = form.get(at..)?;
            if self.own.contains(rest) {
                return Some(60);
            }
            compounds::listed_head(self.lexicon.get(rest))
        });
        let fits = |chain: &Chain| {
            chain.cost <= compounds::dearest(form.len(), chain.pieces.len() + 1)
                && !self.nominalised(form, chain.head)
        };
        if let Some(chain) = listed.filter(fits) {
            return Some(chain);
        }
        // heads whose inflected form is not listed
        compounds::cheapest(&self.lexicon, own, form, &mut |at| {
            let rest = form.get(at..)?;
            if rest.len() < 4 {
                return None;
            }
            let mut trace = Trace::default();
            self.lexicon.walk(rest, &mut trace);
            let mut cost: Option<u8> = None;
            inflection::nouns(rest.as_bytes(), &mut |candidate| {
                if let Some((_, note)) = self.candidate(rest, &trace, &candidate)
                    && let Some(found) = compounds::listed_head(Some(note))
                {
                    cost = Some(cost.map_or(found, |c| c.min(found)));
                }
            });
            cost.map(|cost| cost.saturating_add(8).min(250))
        })
        .filter(fits)
    }

    /// The lemmas of a compound: its beginning with each lemma of its head.
    fn headed(&self, form: &str, chain: Chain, out: &mut Resolved) {
        let head = self.resolve(&form[chain.head..]);
        let nominal = head.lemmas.iter().any(|(kind, _)| *kind != Kind::Verb);
        // a participle of a listed verb with a particle is no compound: `langsgevaren`
        if head.flags & flag::PARTICIPLE != 0 {
            let verbs = head.lemmas.iter().filter(|(kind, _)| *kind == Kind::Verb);
            let mut whole = verbs.map(|(_, verb)| format!("{}{verb}", &form[..chain.head]));
            let listed = |verb: &String| self.lexicon.is(verb, flag::INFINITIVE);
            if let Some(verb) = whole.find(listed) {
                out.lemmas.push((Kind::Verb, verb));
                out.known = true;
                return;
            }
        }
        for (kind, lemma) in head.lemmas.iter().filter(|(kind, _)| !nominal || *kind != Kind::Verb) {
            let mut whole = String::with_capacity(form.len() + 2);
            whole.push_str(&form[..chain.head]);
            whole.push_str(lemma);
            out.lemmas.push((*kind, whole));
        }
        out.flags = head.flags & !flag::NAME;
        out.known = true;
        out.split = chain.pieces.last().map(|piece| (chain.head, piece.link));
        out.chain = Some(chain);
    }

    fn link(&self, surface: &str) -> usize {
        match self.lexicon.left(surface) {
            Some(left) => left.link,
            None => {
                let base = surface.strip_suffix('s').and_then(|base| self.lexicon.get(base));
                usize::from(base.is_some_and(|note| note.is(flag::NOUN)))
            }
        }
    }

    /// Adds the parts and boundaries of a resolved form that begins at `base`.
    fn expand(
        &self,
        form: &str,
        base: usize,
        resolved: &Resolved,
        head: bool,
        depth: usize,
        out: &mut Analysis,
    ) {
        let Some((boundary, link)) = resolved.split else { return };
        if depth % HIDDEN > DEEPEST || boundary == 0 || boundary >= form.len() {
            return;
        }
        // within a longer word a compound that is one unit is not cut, but its parts are keys all the same
        let unit = if head { flag::UNIT_HEAD } else { flag::UNIT };
        let depth =
            if depth > 0 && depth < HIDDEN && resolved.flags & unit != 0 { depth + HIDDEN } else { depth };
        let shown = depth < HIDDEN;
        if shown {
            out.boundaries.push(base + boundary);
        }
        match &resolved.chain {
            Some(chain) if chain.pieces.len() > 1 => {
                let last = chain.pieces[chain.pieces.len() - 1];
                let modifier = self.left_part(&form[last.start..last.end - last.link]);
                for (_, lemma) in modifier.lemmas.iter().take(2) {
                    let key = format!("{}{lemma}", &form[..last.start]);
                    out.parts.push(Part { span: base..base + boundary - link, key, head: false });
                }
                for piece in &chain.pieces {
                    if piece.start > 0 && shown {
                        out.boundaries.push(base + piece.start);
                    }
                    self.part(form, base, piece.start..piece.end - piece.link, false, depth, out);
                }
            }
            _ => self.part(form, base, 0..boundary - link.min(boundary - 1), false, depth, out),
        }
        self.part(form, base, boundary..form.len(), head, depth, out);
    }

    /// Adds one part and what it is made of.
    fn part(
        &self,
        form: &str,
        base: usize,
        range: std::ops::Range<usize>,
        head: bool,
        depth: usize,
        out: &mut Analysis,
    ) {
        let Some(surface) = form.get(range.clone()) else { return };
        let resolved = if head { self.resolve(surface) } else { self.left_part(surface) };
        let nominal = resolved.lemmas.iter().any(|(kind, _)| *kind != Kind::Verb);
        let span = base + range.start..base + range.end;
        for (_, lemma) in resolved.lemmas.iter().filter(|(kind, _)| !nominal || *kind != Kind::Verb).take(2) {
            out.parts.push(Part { span: span.clone(), key: lemma.clone(), head });
        }
        self.expand(surface, span.start, &resolved, head, depth + 1, out);
    }

    /// A left part without its linking sound: also what is no word of its own (`kinder`).
    fn left_part(&self, surface: &str) -> Resolved {
        if let Some(note) = self.lexicon.get(surface) {
            let mut out = Resolved::default();
            self.listed(surface, note, &mut out);
            return out;
        }
        self.resolve(surface)
    }
}
