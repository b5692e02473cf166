//! One writer at a time, who is named, waited for, and no obstacle once dead.

use std::time::{Duration, Instant};

use super::*;

/// A writer that was stopped in the middle of its work.
fn stopped_writer(place: &Place) -> Running {
    let mut running = Running::start(place.command(&["index", "corpus"]));
    let ours = format!("process {} since", running.id());
    wait_until("the writer holds the lock", || {
        assert!(!running.is_over(), "it ended too early: {}", running.said());
        fs::read_to_string(place.index().join("writer.lock")).is_ok_and(|holder| holder.contains(&ours))
    });
    running.signal("STOP");
    running
}

#[test]
fn a_second_writer_is_told_who_writes_or_waits() {
    let place = Place::new();
    let state = State { number: 0, documents: 600 };
    place.write(state);
    let first = stopped_writer(&place);
    let begun = Instant::now();
    let refused = place.run(&["index", "corpus"]).checked("a second writer");
    assert!(begun.elapsed() < Duration::from_secs(20));
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.err.contains(&format!("process {} since 2", first.id())), "{refused:?}");
    assert!(refused.err.contains("--wait"), "{refused:?}");
    let in_vain = place.run(&["index", "corpus", "--wait", "1"]).checked("waits a second");
    assert_eq!(in_vain.code, Some(2), "{in_vain:?}");
    // A dry run writes nothing and needs no lock.
    place.run(&["index", "corpus", "--dry-run"]).good("dry run");
    let mut waiting = Running::start(place.command(&["index", "corpus", "--wait"]));
    std::thread::sleep(Duration::from_millis(300));
    assert!(!waiting.is_over());
    first.signal("CONT");
    first.end(PATIENCE).good("the first writer");
    waiting.end(PATIENCE).good("the waiting writer");
    assert_eq!(place.held().unwrap(), state.documents());
    place.assert_no_orphans();
}

#[test]
fn a_dead_writer_blocks_nobody() {
    let place = Place::new();
    let state = State { number: 0, documents: 600 };
    place.write(state);
    let mut first = stopped_writer(&place);
    first.kill();
    let holder = fs::read_to_string(place.index().join("writer.lock")).unwrap();
    assert!(holder.contains("process"), "its name is still there: {holder}");
    place.update();
    assert_eq!(place.held().unwrap(), state.documents());
    place.assert_no_orphans();
}
