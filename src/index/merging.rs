//! Which segments are merged after a run.
//!
//! A segment of [`FULL`] documents or more is left alone, unless half of it is deleted. Of the smaller ones,
//! the largest first, all from the first on that is not more than twice as large as those behind it together
//! are merged, in groups of about [`FULL`]. So the sizes of what remains at least double from one to the
//! next: a nightly run of a few documents merges a few small segments, the number of small segments grows
//! with the logarithm of their documents, and a document is merged again a logarithmic number of times. A
//! build from nothing ends with about one segment for [`FULL`] documents.

/// Documents of a segment that is large enough.
pub(super) const FULL: u32 = 100_000;

/// A segment's documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Those that are not deleted.
    pub(super) alive: u32,
    /// All.
    pub(super) all: u32,
}

/// The groups of segments (by place) to merge; a group of one is to be written anew without what is deleted.
pub(super) fn plan(sizes: &[Size]) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let mut small: Vec<usize> = Vec::new();
    for (place, size) in sizes.iter().enumerate() {
        if size.alive < FULL {
            small.push(place);
        } else if size.all - size.alive > size.alive {
            groups.push(vec![place]);
        }
    }
    small.sort_by_key(|&place| (std::cmp::Reverse(sizes[place].alive), place));
    let mut behind: u64 = small.iter().map(|&place| u64::from(sizes[place].alive)).sum();
    let first = small.iter().position(|&place| {
        behind -= u64::from(sizes[place].alive);
        behind * 2 > u64::from(sizes[place].alive)
    });
    let kept = first.unwrap_or(small.len());
    let mut together = small.split_off(kept);
    for place in small {
        if sizes[place].all - sizes[place].alive > sizes[place].alive {
            groups.push(vec![place]);
        }
    }
    together.sort_unstable();
    let mut group = Vec::new();
    let mut filled = 0;
    for place in together {
        group.push(place);
        filled += sizes[place].alive;
        if filled >= FULL {
            groups.push(std::mem::take(&mut group));
            filled = 0;
        }
    }
    if group.len() > 1 || group.first().is_some_and(|&place| sizes[place].alive < sizes[place].all) {
        groups.push(group);
    }
    groups
}

/// The groups that leave as few segments as the engine allows and nothing deleted.
pub(super) fn plan_all(sizes: &[Size]) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let mut group: Vec<usize> = Vec::new();
    let mut filled = 0;
    for (place, size) in sizes.iter().enumerate() {
        group.push(place);
        filled += size.alive;
        if filled >= FULL {
            groups.push(std::mem::take(&mut group));
            filled = 0;
        }
    }
    groups.push(group);
    groups.retain(|group| {
        group.len() > 1 || group.first().is_some_and(|&place| sizes[place].alive < sizes[place].all)
    });
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alive(sizes: &[u32]) -> Vec<Size> {
        sizes.iter().map(|&alive| Size { alive, all: alive }).collect()
    }

    #[test]
    fn a_build_ends_with_a_segment_for_a_hundred_thousand_documents() {
        assert_eq!(plan(&alive(&[100_000])), Vec::<Vec<usize>>::new());
        let groups = plan(&alive(&[30_000; 33]));
        assert_eq!(groups.len(), 8, "and one segment that is left alone");
        assert!(groups.iter().all(|group| group.len() <= 4));
    }

    #[test]
    fn many_small_updates_neither_pile_up_nor_cost_much() {
        let mut sizes = vec![90_000_u32];
        let (mut merged, mut most) = (0_u64, 0);
        for _ in 0..365 {
            sizes.push(100);
            let mut now = alive(&sizes);
            let mut gone = vec![false; sizes.len()];
            for group in plan(&now) {
                let sum: u32 = group.iter().map(|&place| sizes[place]).sum();
                merged += u64::from(sum);
                for &place in &group {
                    gone[place] = true;
                }
                now.push(Size { alive: sum, all: sum });
                gone.push(false);
            }
            sizes = now.iter().zip(gone).filter(|(_, gone)| !gone).map(|(size, _)| size.alive).collect();
            most = most.max(sizes.len());
        }
        assert!(most <= 10, "{most} segments");
        assert!(merged < 90_000 + 365 * 100 * 10, "{merged} documents were merged");
    }

    #[test]
    fn what_is_mostly_deleted_is_written_anew() {
        assert_eq!(plan(&[Size { alive: 120_000, all: 300_000 }]), [[0]]);
        assert_eq!(plan(&[Size { alive: 40, all: 100 }]), [[0]]);
        assert_eq!(plan(&[Size { alive: 90, all: 100 }]), Vec::<Vec<usize>>::new());
        assert_eq!(plan_all(&[Size { alive: 90, all: 100 }]), [[0]]);
        assert_eq!(plan_all(&alive(&[60_000, 60_000, 10])), [vec![0, 1]]);
    }
}
