//! Dotted abbreviations: `A.W.B.`, `m.b.t.`, `I.p.v.` are one word, written without the full stops.
//!
//! Two or more single letters, each but perhaps the last followed by a full stop; no letter or digit may touch the
//! last one (`J.P.Balkenende` → `jp` `balkenende`, but `J.Jansen` → `j` `jansen`). The last full stop belongs
//! to the abbreviation. Abbreviations of longer pieces (`nr.`, `bijv.`) need no rule.

use super::bytes::{char_at, word_char};
use super::chunk::Chunk;

/// Most letters of an abbreviation.
const MAX_LETTERS: usize = 12;

/// Adds the abbreviation at `at` to the chunk and returns its end, when there is one.
pub(super) fn read(text: &str, at: usize, chunk: &mut Chunk) -> Option<usize> {
    let mut form = [""; MAX_LETTERS];
    let mut count = 0;
    let mut end = at;
    let mut next = at;
    while count < MAX_LETTERS {
        let Some(letter) = char_at(text, next).filter(|char| char.is_alphabetic()) else { break };
        let behind = next + letter.len_utf8();
        let dotted = text.as_bytes().get(behind) == Some(&b'.');
        if !dotted && (count == 0 || word_char(text, behind).is_some() || joins(text, behind)) {
            break;
        }
        form[count] = &text[next..behind];
        count += 1;
        next = behind + usize::from(dotted);
        end = next;
        if !dotted {
            break;
        }
    }
    (count >= 2).then(|| {
        chunk.piece_of(at..end, form[..count].iter().copied());
        end
    })
}

/// An apostrophe or at sign makes a word of the last letter (`a.b@c.be`, `o.s'n`).
fn joins(text: &str, at: usize) -> bool {
    matches!(text.as_bytes().get(at), Some(b'@' | b'\''))
}
