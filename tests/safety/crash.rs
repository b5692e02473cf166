//! kill -9 at random moments, SIGINT, and the order in which things reach the disk.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn a_process_killed_at_any_moment_loses_nothing() {
    let kills = number("VRAAGBAAK_KILLS", 30);
    let mut random = Random::new();
    let mut place = Place::new();
    let state = |number: u64| State { number: u32::try_from(number).unwrap(), documents: 120 };
    let mut before = Documents::new();
    // How long a whole run takes, so that the kills fall on all of it.
    let mut whole = Duration::from_millis(300);
    let (mut struck, mut published) = (0, 0);
    for round in 0..kills {
        if round % 10 == 9 {
            // Every now and then there is no index yet.
            place = Place::new();
            before = Documents::new();
        }
        place.write(state(round));
        let after = state(round).documents();
        let rebuild: &[&str] = if round % 3 == 0 { &["--rebuild"] } else { &[] };
        let mut running = Running::start(place.command(&[&["index", "corpus"], rebuild].concat()));
        let moment = random.below(u64::try_from(whole.as_micros()).unwrap());
        std::thread::sleep(Duration::from_micros(moment));
        struck += u32::from(!running.is_over());
        running.kill();

        let now = place.held().unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert!(now == before || now == after, "round {round}: killed after {moment} µs, neither state");
        published += u32::from(now == after);
        place.assert_answers(&now);

        let begun = Instant::now();
        place.update();
        whole = (whole * 3 + begun.elapsed() * 5 / 4) / 4;
        assert_eq!(place.held().unwrap(), after, "round {round}");
        place.assert_no_orphans();
        before = after;
    }
    println!("{kills} rounds: {struck} killed while running, {published} of all after publishing");
    assert!(u64::from(struck) * 3 > kills, "too few were killed in time");
}

/// strace ends the process at the very call that it is told: those that a random moment hardly ever meets.
#[test]
fn a_process_killed_at_a_step_of_publishing_loses_nothing() {
    if !super::faults::can_trace() {
        println!("skipped: strace is absent or may not trace");
        return;
    }
    let place = Place::new();
    let mut before = State { number: 0, documents: 60 };
    place.write(before);
    place.update();
    let steps: &[(&str, &[u32])] = if number("VRAAGBAAK_KILLS", 0) > 100 {
        &[
            ("rename", &[1, 2, 3, 4, 5]),
            ("fsync", &[1, 2, 3, 5, 8, 13, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32]),
            ("unlink,unlinkat,rmdir", &[1, 2, 3, 5, 8, 13, 21]),
            ("link,linkat", &[1, 3, 5]),
        ]
    } else {
        &[("rename", &[1]), ("fsync", &[2, 12]), ("unlink,unlinkat,rmdir", &[3])]
    };
    for (call, times) in steps {
        for time in *times {
            let after = State { number: before.number + 1, ..before };
            place.write(after);
            let inject = format!("inject={call}:signal=SIGKILL:when={time}");
            let ended = super::faults::traced(&place, &inject, &["index", "corpus"]);
            let now = place.held().unwrap();
            let (old, new) = (before.documents(), after.documents());
            assert!(now == old || now == new, "{call} {time}: neither state, {ended:?}");
            place.update();
            assert_eq!(place.held().unwrap(), new, "{call} {time}");
            place.assert_no_orphans();
            before = after;
        }
    }
}

#[test]
fn an_interrupt_publishes_a_whole_state_and_the_next_run_goes_on() {
    let place = Place::new();
    let small = State { number: 0, documents: 40 };
    let large = State { number: 1, documents: 20_000 };
    place.write(small);
    place.update();
    let (old, new) = (small.documents(), large.documents());
    place.write(large);
    for round in 0..3 {
        let running = Running::start(place.command(&["index", "corpus"]));
        wait_until("it writes", || {
            names(&place.index()).iter().filter(|name| name.starts_with("gen-")).count() > 1
        });
        std::thread::sleep(Duration::from_millis(40 * round));
        running.signal("INT");
        let begun = Instant::now();
        let ended = running.end(PATIENCE).checked("interrupted");
        assert!(ended.code.is_some(), "the signal was not caught");
        println!("interrupted after {round}: {:?} in {:?} {}", ended.code, begun.elapsed(), ended.out);
        let held = place.held().unwrap();
        for (id, answer) in &held {
            let known = old.get(id) == Some(answer) || new.get(id) == Some(answer);
            assert!(known, "{id} is of no state");
        }
        // Nothing goes in a run that was not finished, so every document of the first state is there still.
        assert!(held == new || old.keys().all(|id| held.contains_key(id)));
        place.assert_answers(&held);
    }
    place.update();
    assert_eq!(place.held().unwrap(), new);
    place.assert_no_orphans();
    // A build from nothing leaves nothing behind.
    let fresh = Place::new();
    fresh.write(large);
    let running = Running::start(fresh.command(&["index", "corpus"]));
    wait_until("it writes", || fresh.index().join("gen-000001").exists());
    running.signal("INT");
    let ended = running.end(PATIENCE).checked("interrupted");
    if ended.code != Some(0) {
        assert_eq!(ended.code, Some(2), "{ended:?}");
        assert!(ended.err.contains("stopped"), "{ended:?}");
        assert_eq!(names(&fresh.index()), ["writer.lock"]);
    }
}

/// As far as the order of system calls can promise, a power cut loses nothing either: whatever a generation
/// holds has been synced before its name is published.
#[test]
fn everything_reaches_the_disk_before_it_is_published() {
    if !super::faults::can_trace() {
        println!("skipped: strace is absent or may not trace");
        return;
    }
    let place = Place::new();
    let mut earlier = Vec::new();
    for number in 0..2 {
        place.write(State { number, documents: 60 });
        let log = place.path("strace.log");
        let mut command = Command::new("strace");
        command.args(["-f", "-y", "-qq", "-e", "trace=fsync,fdatasync,rename,renameat,renameat2", "-o"]);
        command.arg(&log).arg(env!("CARGO_BIN_EXE_vraagbaak")).args(["index", "corpus", "--quiet"]);
        place.surround(&mut command);
        finish(command).good("strace");
        let log = fs::read_to_string(log).unwrap();
        let lines: Vec<&str> = log.lines().collect();
        let publishes = |line: &&str| line.contains("CURRENT.new\"");
        let rename = lines.iter().position(publishes).expect("CURRENT is renamed");
        let synced = |lines: &[&str], path: &Path| {
            let path = format!("<{}>", path.display());
            lines.iter().any(|line| line.contains("sync(") && line.contains(&path))
        };
        let folder = place.index().canonicalize().unwrap();
        let generation = folder.join(format!("gen-{:06}", number + 1));
        for name in names(&generation) {
            let path = generation.join(&name);
            // What was linked from the generation before has been synced there.
            let linked = name.len() > 33 && earlier.contains(&name);
            let there = name == "lock" || linked || synced(&lines[..rename], &path);
            // A merged segment is synced in the folder it is merged in.
            let merged = synced(&lines[..rename], &generation.join("merging").join(&name));
            assert!(there || merged, "{name} was published before it was synced\n{log}");
        }
        assert!(synced(&lines[..rename], &generation), "the folder's entries were not synced\n{log}");
        assert!(synced(&lines[..rename], &folder.join("CURRENT.new")));
        assert!(synced(&lines[rename..], &folder), "the rename was not synced\n{log}");
        earlier = names(&generation);
    }
}
