//! Near-duplicate groups: the same question put to several ministers.
//!
//! In: the signatures of documents. Out: the group of each. Two documents whose signatures share a band are
//! candidates; candidates that are alike enough belong together, and so do those that both are alike to a
//! third (union-find). One sort of the documents for each band.

use super::signature::{Signature, similarity};

/// From this estimated share of common word triples on, two questions count as one. The estimate's standard
/// error is 0.075; questions to several ministers differ in a name or a line of figures.
const ALIKE: f32 = 0.75;

/// The group of each signature: the number of its first member. What has no signature is alone.
#[must_use]
pub fn near_duplicates(signatures: &[Option<Signature>]) -> Vec<u32> {
    let mut parents: Vec<u32> = (0..signatures.len() as u32).collect();
    let mut bands = Vec::with_capacity(signatures.len());
    for band in 0.. {
        bands.clear();
        for (document, signature) in (0_u32..).zip(signatures) {
            if let Some(key) = signature.as_ref().and_then(|signature| signature.bands().nth(band)) {
                bands.push((key, document));
            }
        }
        if bands.is_empty() {
            break;
        }
        bands.sort_unstable();
        for run in bands.chunk_by(|left, right| left.0 == right.0) {
            // Comparing all pairs of a long run would take forever: each is compared with the first and
            // with the one before it.
            for pair in run.windows(2) {
                for other in [run[0].1, pair[0].1] {
                    unite(&mut parents, signatures, other, pair[1].1);
                }
            }
        }
    }
    (0..parents.len() as u32).map(|document| root(&mut parents, document)).collect()
}

fn unite(parents: &mut [u32], signatures: &[Option<Signature>], left: u32, right: u32) {
    let (left_root, right_root) = (root(parents, left), root(parents, right));
    if left_root == right_root {
        return;
    }
    if let (Some(a), Some(b)) = (&signatures[left as usize], &signatures[right as usize])
        && similarity(a, b) >= ALIKE
    {
        // The smaller number is the group's, whatever the order.
        let (first, second) = (left_root.min(right_root), left_root.max(right_root));
        parents[second as usize] = first;
    }
}

fn root(parents: &mut [u32], mut document: u32) -> u32 {
    while parents[document as usize] != document {
        let above = parents[parents[document as usize] as usize];
        parents[document as usize] = above;
        document = above;
    }
    document
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::signature::signature;

    #[test]
    fn questions_that_hardly_differ_are_one_group() {
        let question = "Hoeveel maatwerkbedrijven telde Vlaanderen in de jaren 2014 tot en met 2017, per \
                        provincie, en hoeveel doelgroepwerknemers stelden die bedrijven tewerk? Welke \
                        middelen trok de Vlaamse overheid daarvoor uit en hoe evolueerden die bedragen?";
        let other = "Welke busverbindingen zal De Lijn in het najaar schrappen en welke overwegingen gaven \
                     daarbij de doorslag? Hoeveel reizigers maakten gebruik van elk van die verbindingen?";
        let signatures: Vec<_> = [
            Some(signature(question)),
            Some(signature(other)),
            None,
            Some(signature(&format!("{question} Graag cijfers."))),
            Some(signature(question)),
            None,
        ]
        .into();
        assert_eq!(near_duplicates(&signatures), [0, 1, 2, 0, 0, 5]);
    }
}
