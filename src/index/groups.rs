//! Near-duplicate groups: the same question put to several ministers.

use super::publish::Piece;

/// Gives every document the number of its group: that of its first document, counted through all segments.
pub(super) fn assign(pieces: &mut [Piece]) {
    let mut number = 0;
    for row in pieces.iter_mut().flat_map(|piece| &mut piece.rows) {
        row.group = number;
        number += 1;
    }
}
