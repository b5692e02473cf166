//! Readers in other processes see one whole state at any moment of a build.

use std::sync::atomic::{AtomicBool, Ordering};

use super::*;

#[test]
fn readers_see_one_whole_state_while_the_index_changes() {
    if !*SEARCHES {
        println!("skipped: the program does not search yet");
        return;
    }
    let place = Place::new();
    let state = |number| State { number, documents: 90 };
    let rounds = u32::try_from(number("VRAAGBAAK_KILLS", 30) / 4).unwrap().clamp(6, 60);
    place.write(state(0));
    place.update();
    let held_open = Index::open(&place.index()).unwrap();
    let done = AtomicBool::new(false);
    let ids = |number: u32| state(number).documents().into_keys().collect::<Vec<_>>();
    let all: Vec<Vec<String>> = (0..=rounds).map(ids).collect();
    std::thread::scope(|scope| {
        let reader = || {
            let (mut seen, mut reads) = (0, 0);
            let mut changes = 0;
            while !done.load(Ordering::Relaxed) {
                let answer = place.run(&[
                    "search",
                    "maatwerk",
                    "--limit",
                    "1000",
                    "--no-collapse",
                    "--format",
                    "json",
                ]);
                let (total, mut found) = hits(&answer.good("a reader during a build"));
                found.sort();
                assert_eq!(total, found.len());
                // States differ in their documents; a reader never sees an older one than before.
                let now = (seen..all.len()).find(|&number| all[number] == found);
                let now = now.unwrap_or_else(|| panic!("no state from {seen} on: {found:?}"));
                changes += usize::from(now > seen);
                seen = now;
                reads += 1;
            }
            (reads, changes)
        };
        let readers = [scope.spawn(reader), scope.spawn(reader)];
        for number in 1..=rounds {
            place.write(state(number));
            let rebuild: &[&str] = if number % 4 == 0 { &["--rebuild"] } else { &[] };
            place.run(&[&["index", "corpus"], rebuild].concat()).good("index");
        }
        done.store(true, Ordering::Relaxed);
        for reader in readers {
            let (reads, changes) = reader.join().unwrap();
            println!("{reads} searches during {rounds} builds, which saw {changes} changes");
            assert!(reads > 2);
        }
    });
    // Who opened the first generation still reads it, to the last document.
    assert_eq!(documents(&held_open).unwrap(), state(0).documents());
    assert!(place.index().join("gen-000001").exists());
    drop(held_open);
    place.update();
    place.assert_no_orphans();
    assert_eq!(place.held().unwrap(), state(rounds).documents());
}
