//! The word list the chain works from, as one read-only block of bytes.
//!
//! **In**: the bytes of `dutch.lex` (inside the binary), made by `make/` from OpenTaal's word list and affix
//! file and from the plain text files beside it. **Out**: for a folded written form its [`Note`] (word classes,
//! lemmas, place of the outer split, cost as a head), and the left parts of compounds that begin at a place.
//!
//! Nothing is parsed at opening: both tries are finite state transducers read in place, a note is a slice.
//!
//! Layout, little endian: `VBLX`, version (u32), fingerprint of all that follows (u64), then four pairs of
//! offset and length (u32 each): forms, lefts, note offsets, notes. A note is flags (u16), cost as a head (u8,
//! 255: never one), length of the head in bytes (u8, 0: not split), number of lemmas (u8), and per lemma its
//! kind, place of a dropped `ge` (255: none), bytes taken from the end, bytes added, and these bytes.

use fst::raw::{CompiledAddr, Fst, Output};
use thiserror::Error;

/// Why a block of bytes is not a lexicon.
#[derive(Debug, Error)]
pub enum LexiconError {
    /// The block does not begin as a lexicon does, or is cut short.
    #[error("not a lexicon, or cut short: make it again with `cargo run --example make-lexicon`")]
    Malformed,
    /// The block was made by another version of the format.
    #[error(
        "lexicon format {found}, this program reads {VERSION}: make it again with `cargo run --example make-lexicon`"
    )]
    Version {
        /// the version found
        found: u32,
    },
    /// One of the tries is damaged.
    #[error("the lexicon's trie is damaged")]
    Trie(#[from] fst::Error),
}

/// Version of the block's format.
pub const VERSION: u32 = 1;
/// Bytes before the sections.
pub const HEADER: usize = 48;
/// Cost that says: never a head.
pub const NO_HEAD: u8 = 255;

/// What is known of a written form, as bits of [`Note::flags`].
pub mod flag {
    /// a word of its own (not only a part)
    pub const WORD: u16 = 1;
    /// a noun in its singular (or only) form
    pub const NOUN: u16 = 2;
    /// an adjective in its plain form
    pub const ADJECTIVE: u16 = 4;
    /// an infinitive
    pub const INFINITIVE: u16 = 8;
    /// only a name
    pub const NAME: u16 = 16;
    /// a function word
    pub const FUNCTION: u16 = 32;
    /// an inflected form of a noun
    pub const PLURAL: u16 = 64;
    /// an inflected form of a verb
    pub const VERBAL: u16 = 128;
    /// an inflected form of an adjective
    pub const INFLECTED: u16 = 256;
    /// an old or other spelling
    pub const VARIANT: u16 = 512;
    /// a verb's participle
    pub const PARTICIPLE: u16 = 1024;
    /// a compound that many longer words begin with: not looked into there
    pub const UNIT: u16 = 2048;
    /// a compound that many longer words end with: not looked into there
    pub const UNIT_HEAD: u16 = 4096;
}

/// Which class of word a lemma is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// a noun, or a word of no known class
    Noun = 0,
    /// an adjective
    Adjective = 1,
    /// a verb
    Verb = 2,
}

/// A lemma as an edit of its written form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edit<'a> {
    /// class of the lemma
    pub kind: Kind,
    /// place in bytes of a `ge` to drop
    pub dropped: Option<usize>,
    /// bytes taken from the end
    pub cut: usize,
    /// what is added then
    pub tail: &'a [u8],
}

impl Edit<'_> {
    /// Applies the edit to `form`, after what `out` already holds. Out of range edits give the form itself.
    pub fn apply(&self, form: &str, out: &mut String) {
        let kept = form.len().saturating_sub(self.cut);
        let kept = if form.is_char_boundary(kept) { kept } else { form.len() };
        match self.dropped {
            Some(at) if at + 2 <= kept && form.is_char_boundary(at) && form.is_char_boundary(at + 2) => {
                out.push_str(&form[..at]);
                out.push_str(&form[at + 2..kept]);
            }
            _ => out.push_str(&form[..kept]),
        }
        out.push_str(std::str::from_utf8(self.tail).unwrap_or_default());
    }
}

/// What the lexicon knows of a form.
#[derive(Debug, Clone, Copy)]
pub struct Note<'a>(&'a [u8]);

impl<'a> Note<'a> {
    /// Bits of [`flag`].
    pub fn flags(self) -> u16 {
        u16::from_le_bytes([self.byte(0), self.byte(1)])
    }
    /// Whether any of these bits is set.
    pub fn is(self, flags: u16) -> bool {
        self.flags() & flags != 0
    }
    /// Cost as the head of a compound, [`NO_HEAD`] for never.
    pub fn head_cost(self) -> u8 {
        self.byte(2)
    }
    /// Length of the head in bytes where the word is a compound.
    pub fn head(self) -> Option<usize> {
        match self.byte(3) {
            0 => None,
            length => Some(usize::from(length)),
        }
    }
    /// The lemmas; none says that the form is its own.
    pub fn edits(self) -> impl Iterator<Item = Edit<'a>> {
        let mut rest = self.0.get(5..).unwrap_or_default();
        (0..self.byte(4)).map_while(move |_| {
            let (&[kind, dropped, cut, added], after) = rest.split_first_chunk::<4>()?;
            let (tail, after) = after.split_at_checked(usize::from(added))?;
            rest = after;
            let kind = match kind {
                2 => Kind::Verb,
                1 => Kind::Adjective,
                _ => Kind::Noun,
            };
            let dropped = (dropped != 255).then_some(usize::from(dropped));
            Some(Edit { kind, dropped, cut: usize::from(cut), tail })
        })
    }
    fn byte(self, at: usize) -> u8 {
        self.0.get(at).copied().unwrap_or(0)
    }
}

/// A left part of compounds that was found at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Left {
    /// its length in bytes, linking sound included
    pub length: usize,
    /// length of the linking sound
    pub link: usize,
    /// its cost
    pub cost: u8,
}

/// The opened lexicon: a view of its bytes.
#[derive(Clone)]
pub struct Lexicon<'a> {
    forms: Fst<&'a [u8]>,
    lefts: Fst<&'a [u8]>,
    offsets: &'a [u8],
    notes: &'a [u8],
    fingerprint: u64,
}

impl std::fmt::Debug for Lexicon<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lexicon").field("forms", &self.forms.len()).field("lefts", &self.lefts.len()).finish()
    }
}

/// How far the trie of forms went along a word: state after each byte, so that words with the same beginning
/// are looked up from where they part.
#[derive(Debug, Default, Clone)]
pub struct Trace(Vec<(CompiledAddr, u64)>);

impl<'a> Lexicon<'a> {
    /// Opens a block of bytes.
    ///
    /// # Errors
    /// When it is not a lexicon, of another version, or cut short.
    pub fn open(bytes: &'a [u8]) -> Result<Self, LexiconError> {
        let word =
            |at: usize| -> Option<u32> { Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?)) };
        let section = |n: usize| -> Result<&'a [u8], LexiconError> {
            let at = word(16 + n * 8).ok_or(LexiconError::Malformed)? as usize;
            let length = word(20 + n * 8).ok_or(LexiconError::Malformed)? as usize;
            bytes.get(at..at.saturating_add(length)).ok_or(LexiconError::Malformed)
        };
        if bytes.get(..4) != Some(b"VBLX") {
            return Err(LexiconError::Malformed);
        }
        match word(4) {
            Some(VERSION) => {}
            Some(found) => return Err(LexiconError::Version { found }),
            None => return Err(LexiconError::Malformed),
        }
        let fingerprint = bytes.get(8..16).and_then(|b| b.try_into().ok()).ok_or(LexiconError::Malformed)?;
        Ok(Self {
            forms: Fst::new(section(0)?)?,
            lefts: Fst::new(section(1)?)?,
            offsets: section(2)?,
            notes: section(3)?,
            fingerprint: u64::from_le_bytes(fingerprint),
        })
    }

    /// Fingerprint of the data.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Number of written forms.
    pub fn len(&self) -> usize {
        self.forms.len()
    }

    /// Whether it holds no form at all.
    pub fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// What is known of a form.
    pub fn get(&self, form: &str) -> Option<Note<'a>> {
        self.note(self.forms.get(form.as_bytes())?.value())
    }

    /// True for a known form with one of the flags.
    pub fn is(&self, form: &str, flags: u16) -> bool {
        self.get(form).is_some_and(|note| note.is(flags))
    }

    /// Walks the trie of forms along `form` and keeps the states in `trace`; gives the note of the whole form.
    pub fn walk(&self, form: &str, trace: &mut Trace) -> Option<Note<'a>> {
        trace.0.clear();
        let mut node = self.forms.root();
        let mut output = 0;
        trace.0.push((node.addr(), output));
        for &byte in form.as_bytes() {
            let transition = node.transition(node.find_input(byte)?);
            output += transition.out.value();
            node = self.forms.node(transition.addr);
            trace.0.push((transition.addr, output));
        }
        node.is_final().then(|| self.note(output + node.final_output().value())).flatten()
    }

    /// The note of the walked form's first `kept` bytes followed by `tail`.
    pub fn resume(&self, trace: &Trace, kept: usize, tail: &[u8]) -> Option<Note<'a>> {
        let &(address, mut output) = trace.0.get(kept)?;
        let mut node = self.forms.node(address);
        for &byte in tail {
            let transition = node.transition(node.find_input(byte)?);
            output += transition.out.value();
            node = self.forms.node(transition.addr);
        }
        node.is_final().then(|| self.note(output + node.final_output().value())).flatten()
    }

    /// Hands the left parts that `word` begins with to `sink`, shortest first.
    pub fn lefts(&self, word: &[u8], sink: &mut dyn FnMut(Left)) {
        let mut node = self.lefts.root();
        let mut output = Output::zero();
        for (at, &byte) in word.iter().enumerate() {
            let Some(found) = node.find_input(byte) else { return };
            let transition = node.transition(found);
            output = output.cat(transition.out);
            node = self.lefts.node(transition.addr);
            if node.is_final() {
                sink(left(at + 1, output.cat(node.final_output()).value()));
            }
        }
    }

    /// The left part that is written just so.
    pub fn left(&self, surface: &str) -> Option<Left> {
        Some(left(surface.len(), self.lefts.get(surface.as_bytes())?.value()))
    }

    /// The one word at edit distance 1 of `form` that shares its first `fixed` bytes; nothing when there are several.
    pub fn only_neighbour(&self, form: &str, fixed: usize) -> Option<String> {
        let bytes = form.as_bytes();
        let mut found: Option<Vec<u8>> = None;
        let mut several = false;
        let mut node = self.forms.root();
        for at in 0..=bytes.len() {
            if at >= fixed {
                // (first byte written instead, bytes of the form passed over)
                let mut meet = |written: Option<u8>, passed: usize| {
                    let mut word = bytes[..at].to_vec();
                    word.extend(written);
                    word.extend_from_slice(&bytes[at + passed..]);
                    match &found {
                        Some(known) if *known != word => several = true,
                        _ => found = Some(word),
                    }
                };
                for transition in node.transitions() {
                    if at < bytes.len()
                        && transition.inp != bytes[at]
                        && self.accepts(transition.addr, &bytes[at + 1..])
                    {
                        meet(Some(transition.inp), 1);
                    }
                    if self.accepts(transition.addr, &bytes[at..]) {
                        meet(Some(transition.inp), 0);
                    }
                }
                if at < bytes.len() && self.accepts(node.addr(), &bytes[at + 1..]) {
                    meet(None, 1);
                }
                if several {
                    return None;
                }
            }
            let Some(index) = bytes.get(at).and_then(|&byte| node.find_input(byte)) else { break };
            node = self.forms.node(node.transition_addr(index));
        }
        found.and_then(|word| String::from_utf8(word).ok())
    }

    fn accepts(&self, address: CompiledAddr, rest: &[u8]) -> bool {
        let mut node = self.forms.node(address);
        for &byte in rest {
            let Some(index) = node.find_input(byte) else { return false };
            node = self.forms.node(node.transition_addr(index));
        }
        node.is_final()
    }

    fn note(&self, number: u64) -> Option<Note<'a>> {
        let at = usize::try_from(number).ok()?.checked_mul(4)?;
        let offset = u32::from_le_bytes(self.offsets.get(at..at + 4)?.try_into().ok()?) as usize;
        Some(Note(self.notes.get(offset..)?))
    }
}

fn left(length: usize, value: u64) -> Left {
    let [cost, link, ..] = value.to_le_bytes();
    Left { length, link: usize::from(link).min(length), cost }
}
