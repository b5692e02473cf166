//! Near-duplicate groups of an index, made afresh for every generation; see [`near_duplicates`].

use super::publish::Piece;
use crate::parse::{Signature, near_duplicates};

/// Gives every document the number of its group: that of its first document, counted through all segments.
pub(super) fn assign(pieces: &mut [Piece]) {
    let mut signatures = Vec::new();
    for piece in &*pieces {
        for (doc, row) in (0..).zip(&piece.rows) {
            let signature = Signature::from_bytes(&row.signature).filter(|signature| !signature.is_empty());
            signatures.push(signature.filter(|_| piece.is_alive(doc)));
        }
    }
    let groups = near_duplicates(&signatures);
    let rows = pieces.iter_mut().flat_map(|piece| &mut piece.rows);
    for (row, group) in rows.zip(groups) {
        row.group = group;
    }
}
