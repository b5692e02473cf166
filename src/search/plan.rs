//! From a query tree to a plan that knows no segment yet: every word tokenised, folded and analysed once.

use smallvec::SmallVec;

use crate::dutch::{Analyser, Method, TokenKind, Tokenizer};
use crate::model::{MatchKind, Section};
use crate::query::{Filter, Node, Pattern, Phrase, Query, Word};

/// An outer part of a compound: its text and its key.
type OuterPart = (String, String);

/// What to look up for one word, in any segment.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// The word as typed.
    pub(super) text: String,
    /// Its folded form.
    pub(super) form: String,
    /// Where its forms come from.
    pub(super) source: Source,
}

/// Where the written forms of a word come from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// The form itself and the families of these keys; a form counts no more than its key.
    Family(Vec<(String, MatchKind)>),
    /// The inflected forms and compounds of these keys: derivations and guesses are left out.
    Own(Vec<(String, MatchKind)>),
    /// Like [`Self::Own`], for a word that feedback added.
    Expansion(String),
    /// Nothing but the form itself.
    Literal,
    /// Forms of the dictionary that fit.
    Pattern(Pattern),
}

/// A word or a phrase that documents are searched for.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// As typed.
    pub(super) text: String,
    /// The sections it counts in; `None` for all.
    pub(super) sections: Option<SmallVec<[Section; 3]>>,
    /// What it is.
    pub(super) body: Body,
    /// What its score counts: 1 for what was asked for, less for a part that may match alone.
    pub(super) share: f32,
}

/// What a leaf is; numbers point at [`Plan::lookups`].
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// A word, and for a compound the words it is made of: they count where they all stand near each other.
    Word {
        /// The word.
        lookup: usize,
        /// Its parts, two or more; or none.
        parts: SmallVec<[usize; 3]>,
    },
    /// Words in order, or with `within` in any order among at most so many others.
    Phrase {
        /// The words.
        slots: Vec<usize>,
        /// Other words allowed.
        within: Option<u32>,
    },
}

/// A condition; leaves point at [`Plan::leaves`].
#[derive(Clone, Debug)]
pub(super) enum Clause {
    All,
    And(Vec<Clause>),
    Or(Vec<Clause>),
    Not(Box<Clause>),
    /// What holds for the first, and scores more where one of the others holds too.
    Favour(Box<Clause>, Vec<Clause>),
    Leaf(usize),
    Filter(Filter),
}

/// A query ready to be run on any segment.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub(super) lookups: Vec<Lookup>,
    pub(super) leaves: Vec<Leaf>,
    /// True for leaves that are not negated: they score, are highlighted and counted.
    pub(super) positive: Vec<bool>,
    pub(super) root: Clause,
}

/// Words shorter than this are not joined with their neighbours.
const SHORTEST_JOINED: usize = 3;

impl Plan {
    /// Analyses a query. `parts` is what the score of a part of a compound counts that matches alone; with 0
    /// none does.
    pub(super) fn new(query: &Query, analyser: &Analyser, tokenizer: &mut Tokenizer, parts: f32) -> Self {
        let mut planner = Planner {
            analyser,
            tokenizer,
            parts,
            plan: Self { lookups: Vec::new(), leaves: Vec::new(), positive: Vec::new(), root: Clause::All },
        };
        let root = planner.clause(&query.root, None, true);
        let root = planner.loosen(root, &query.root);
        planner.plan.root = root;
        planner.plan
    }

    /// The leaves that score, with their numbers.
    pub(super) fn scoring(&self) -> impl Iterator<Item = (usize, &Leaf)> {
        self.leaves.iter().enumerate().filter(|(number, _)| self.positive[*number])
    }
}

struct Planner<'a> {
    analyser: &'a Analyser,
    tokenizer: &'a mut Tokenizer,
    /// What the score of a part that matches alone counts.
    parts: f32,
    plan: Plan,
}

impl Planner<'_> {
    fn clause(&mut self, node: &Node, sections: Option<&[Section]>, positive: bool) -> Clause {
        match node {
            Node::All => Clause::All,
            Node::And(children) => {
                let clauses = self.clauses(children, sections, positive);
                self.join_neighbours(children, &clauses);
                Clause::And(clauses)
            }
            Node::Or(children) => {
                let clauses = self.clauses(children, sections, positive);
                self.join_neighbours(children, &clauses);
                Clause::Or(clauses)
            }
            Node::Not(inner) => Clause::Not(Box::new(self.clause(inner, sections, false))),
            Node::In(sections, inner) => self.clause(inner, Some(sections), positive),
            Node::Word(word) => self.word(word, sections, positive),
            Node::Phrase(phrase) => self.phrase(phrase, sections, positive),
            Node::Filter(filter) => Clause::Filter(filter.clone()),
        }
    }

    /// Lets the parts of compounds match alone: of a word that is the whole query or one of the outermost
    /// alternatives, filters beside them or not.
    fn loosen(&mut self, clause: Clause, node: &Node) -> Clause {
        if self.parts <= 0.0 {
            return clause;
        }
        match (clause, node) {
            (Clause::Or(clauses), Node::Or(nodes)) => Clause::Or(
                clauses.into_iter().zip(nodes).map(|(clause, node)| self.loosen(clause, node)).collect(),
            ),
            // Conditions on metadata stand beside the words, which are one group or one word.
            (Clause::And(clauses), Node::And(nodes))
                if nodes.iter().filter(|node| is_words(node)).count() == 1 =>
            {
                Clause::And(
                    clauses.into_iter().zip(nodes).map(|(clause, node)| self.loosen(clause, node)).collect(),
                )
            }
            (clause, Node::In(_, inner)) => self.loosen(clause, inner),
            (Clause::Leaf(number), Node::Word(_)) => self.with_parts(number),
            (clause, _) => clause,
        }
    }

    /// A word, or one of its parts.
    fn with_parts(&mut self, number: usize) -> Clause {
        let leaf = self.plan.leaves[number].clone();
        // A word of several tokens, as `oost-vlaanderen`, is a phrase of them.
        let parts = match &leaf.body {
            Body::Word { parts, .. } => &parts[..],
            Body::Phrase { slots, .. } => slots,
        };
        let mut clauses = vec![Clause::Leaf(number)];
        for &lookup in parts {
            let text = self.plan.lookups[lookup].text.clone();
            let body = Body::Word { lookup, parts: SmallVec::new() };
            self.plan.leaves.push(Leaf { text, sections: leaf.sections.clone(), body, share: self.parts });
            self.plan.positive.push(true);
            clauses.push(Clause::Leaf(self.plan.leaves.len() - 1));
        }
        if clauses.len() == 1 { Clause::Leaf(number) } else { Clause::Or(clauses) }
    }

    fn clauses(&mut self, nodes: &[Node], sections: Option<&[Section]>, positive: bool) -> Vec<Clause> {
        nodes.iter().map(|node| self.clause(node, sections, positive)).collect()
    }

    fn leaf(&mut self, text: &str, sections: Option<&[Section]>, positive: bool, body: Body) -> Clause {
        let sections = sections.map(SmallVec::from_slice).filter(|list| !list.is_empty());
        self.plan.leaves.push(Leaf { text: text.to_owned(), sections, body, share: 1.0 });
        self.plan.positive.push(positive);
        Clause::Leaf(self.plan.leaves.len() - 1)
    }

    fn lookup(&mut self, text: &str, form: &str, source: Source) -> usize {
        self.plan.lookups.push(Lookup { text: text.to_owned(), form: form.to_owned(), source });
        self.plan.lookups.len() - 1
    }

    fn word(&mut self, word: &Word, sections: Option<&[Section]>, positive: bool) -> Clause {
        let forms = self.forms(&word.text);
        let body = match (&forms[..], word.pattern) {
            ([form], Pattern::Family) => {
                let (keys, parts) = self.keys(form);
                let lookup = self.lookup(&word.text, form, Source::Family(keys));
                let parts = parts
                    .into_iter()
                    .map(|(text, key)| {
                        self.lookup(&text, &key, Source::Own(vec![(key.clone(), MatchKind::Lemma)]))
                    })
                    .collect();
                Body::Word { lookup, parts }
            }
            ([form], Pattern::Exact) => {
                Body::Word { lookup: self.lookup(&word.text, form, Source::Literal), parts: SmallVec::new() }
            }
            (forms, Pattern::Family) if forms.len() > 1 => self.sequence(forms, None, false),
            (forms, Pattern::Exact) if forms.len() > 1 => self.sequence(forms, None, true),
            (_, pattern) => {
                let folded = crate::text::fold(&word.text).into_owned();
                let source = match pattern {
                    Pattern::Family | Pattern::Exact => Source::Literal,
                    pattern => Source::Pattern(pattern),
                };
                Body::Word { lookup: self.lookup(&word.text, &folded, source), parts: SmallVec::new() }
            }
        };
        self.leaf(&word.text, sections, positive, body)
    }

    fn phrase(&mut self, phrase: &Phrase, sections: Option<&[Section]>, positive: bool) -> Clause {
        let forms = self.forms(&phrase.text);
        let body = match &forms[..] {
            [] => {
                let folded = crate::text::fold(&phrase.text).into_owned();
                Body::Word {
                    lookup: self.lookup(&phrase.text, &folded, Source::Literal),
                    parts: SmallVec::new(),
                }
            }
            [form] => {
                let source = if phrase.literal { Source::Literal } else { Source::Family(self.keys(form).0) };
                Body::Word { lookup: self.lookup(&phrase.text, form, source), parts: SmallVec::new() }
            }
            forms => self.sequence(forms, phrase.within, phrase.literal),
        };
        self.leaf(&phrase.text, sections, positive, body)
    }

    fn sequence(&mut self, forms: &[String], within: Option<u32>, literal: bool) -> Body {
        let slots = forms
            .iter()
            .map(|form| {
                let source = if literal { Source::Literal } else { Source::Family(self.lemma_keys(form)) };
                self.lookup(form, form, source)
            })
            .collect();
        Body::Phrase { slots, within }
    }

    /// The folded words of a text, one a position.
    fn forms(&mut self, text: &str) -> Vec<String> {
        let mut forms: Vec<(u32, bool, String)> = Vec::new();
        self.tokenizer.run(text, 0..text.len(), 0, &mut |token| {
            let word = token.kind == TokenKind::Word;
            match forms.last_mut() {
                Some(last) if last.0 == token.position => {
                    if word && !last.1 {
                        *last = (token.position, true, token.form.to_owned());
                    }
                }
                _ => forms.push((token.position, word, token.form.to_owned())),
            }
        });
        forms.into_iter().map(|(_, _, form)| form).collect()
    }

    /// The keys of a form's own lemmas.
    fn lemma_keys(&self, form: &str) -> Vec<(String, MatchKind)> {
        self.analyser.lemmas(form).into_iter().map(|key| (key, MatchKind::Lemma)).collect()
    }

    /// All keys of a form, strongest first, and for a compound the text and key of its outer parts.
    fn keys(&self, form: &str) -> (Vec<(String, MatchKind)>, Vec<OuterPart>) {
        let analysis = self.analyser.analyse(form);
        let mut parts: Vec<OuterPart> = Vec::new();
        if let Some(&outer) = analysis.outer.first() {
            let head =
                analysis.parts.iter().find(|part| part.span.start == outer && part.span.end == form.len());
            let modifier = analysis
                .parts
                .iter()
                .filter(|part| part.span.start == 0 && part.span.end <= outer)
                .max_by_key(|part| part.span.end);
            if let (Some(modifier), Some(head)) = (modifier, head) {
                for part in [modifier, head] {
                    let text = form.get(part.span.clone()).unwrap_or(&part.key);
                    parts.push((text.to_owned(), part.key.clone()));
                }
            }
        }
        let mut keys: Vec<(String, MatchKind)> = Vec::new();
        let ranked = (analysis.lemmas.into_iter().map(|key| (key, MatchKind::Lemma)))
            .chain(analysis.derivations.into_iter().map(|key| (key, MatchKind::Derivation)))
            .chain(analysis.repaired.into_iter().map(|key| (key, MatchKind::Repaired)));
        for (key, kind) in ranked {
            if !keys.iter().any(|(known, _)| *known == key) {
                keys.push((key, kind));
            }
        }
        (keys, parts)
    }

    /// Neighbouring words also try the word they make when written together: `maatwerk bedrijven` finds
    /// `maatwerkbedrijf`, which then counts for both.
    fn join_neighbours(&mut self, nodes: &[Node], clauses: &[Clause]) {
        if self.analyser.method() != Method::Full {
            return;
        }
        for (pair, clauses) in nodes.windows(2).zip(clauses.windows(2)) {
            let ([Node::Word(left), Node::Word(right)], [Clause::Leaf(a), Clause::Leaf(b)]) = (pair, clauses)
            else {
                continue;
            };
            if left.pattern != Pattern::Family || right.pattern != Pattern::Family {
                continue;
            }
            let (Some(a), Some(b)) = (self.single(*a), self.single(*b)) else { continue };
            let (left, right) = (&self.plan.lookups[a].form, &self.plan.lookups[b].form);
            let letters = |form: &str| form.chars().all(char::is_alphabetic);
            if left.chars().count() < SHORTEST_JOINED
                || right.chars().count() < SHORTEST_JOINED
                || !letters(left)
                || !letters(right)
            {
                continue;
            }
            let joined = format!("{left}{right}");
            let keys = self.lemma_keys(&joined);
            for lookup in [a, b] {
                if let Source::Family(known) = &mut self.plan.lookups[lookup].source {
                    known.extend(keys.iter().cloned());
                }
            }
        }
    }

    fn single(&self, leaf: usize) -> Option<usize> {
        match self.plan.leaves.get(leaf)?.body {
            Body::Word { lookup, .. } => Some(lookup),
            Body::Phrase { .. } => None,
        }
    }
}

/// True for a node that searches the text.
fn is_words(node: &Node) -> bool {
    !matches!(node, Node::Filter(_) | Node::Not(_) | Node::All)
}
