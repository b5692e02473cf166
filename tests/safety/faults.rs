//! Full, read-only and failing disks.

use super::*;

/// Whether strace is there and may trace.
pub fn can_trace() -> bool {
    installed("strace")
        && Command::new("strace")
            .args(["-qq", "-o", "/dev/null", "true"])
            .status()
            .is_ok_and(|end| end.success())
}

/// Runs a command of the program with one of the system calls of each of its threads failing.
pub fn traced(place: &Place, inject: &str, arguments: &[&str]) -> Outcome {
    let mut command = Command::new("strace");
    // Only calls that are traced can be tampered with.
    let calls = inject.trim_start_matches("inject=").split(':').next().unwrap();
    let log = place.path("calls.log");
    command.args(["-f", "-qq", "-e", &format!("trace={calls}"), "-e", inject, "-o"]).arg(&log);
    command.arg(env!("CARGO_BIN_EXE_vraagbaak")).args(arguments).arg("--quiet");
    place.surround(&mut command);
    let mut ended = finish(command);
    let calls = fs::read_to_string(&log).unwrap();
    fs::remove_file(&log).unwrap();
    // Where the call that failed was the one that prints the error, the error is in its arguments.
    if ended.code != Some(0)
        && !ended.err.contains("error:")
        && calls.lines().any(|call| call.contains("write(2,") && call.contains("(INJECTED)"))
    {
        ended.err.push_str("error: (not printed)");
    }
    ended
}

/// An index with one state, and the corpus of the next.
fn prepared() -> (Place, State, State) {
    let place = Place::new();
    let (old, new) = (State { number: 0, documents: 60 }, State { number: 1, documents: 90 });
    place.write(old);
    place.update();
    place.write(new);
    (place, old, new)
}

/// What must be so after a run that met a fault: an error that says what to do, and one whole state.
fn assert_unharmed(place: &Place, ended: &Outcome, old: State, new: State, what: &str) {
    let held = place.held().unwrap_or_else(|error| panic!("{what}: {error}\n{ended:?}"));
    if ended.code == Some(0) {
        assert_eq!(held, new.documents(), "{what}: {ended:?}");
    } else {
        assert_eq!(ended.code, Some(2), "{what}: {ended:?}");
        assert!(ended.err.contains("error:"), "{what}: {ended:?}");
        assert!(held == old.documents() || held == new.documents(), "{what}: neither state");
    }
    place.assert_answers(&held);
}

#[test]
fn a_write_that_fails_changes_nothing() {
    let (place, old, new) = prepared();
    // Without a handler the limit's signal ends the process; with it the write fails, as on a full disk.
    for (limit, trap) in [(1, true), (2, true), (8, true), (24, true), (60, true), (4, false), (40, false)] {
        let trap = if trap { "trap '' XFSZ; " } else { "" };
        let line = format!("{trap}ulimit -c 0; ulimit -f {limit}; exec \"$0\" index corpus --quiet");
        let mut command = Command::new("sh");
        command.arg("-c").arg(line).arg(env!("CARGO_BIN_EXE_vraagbaak"));
        place.surround(&mut command);
        // The limit counts for what the test captures too, which is short.
        let ended = finish(command).checked("ulimit");
        let what = format!("files of at most {limit} blocks");
        if ended.code.is_none() {
            let held = place.held().unwrap();
            assert!(held == old.documents() || held == new.documents(), "{what}: neither state");
        } else {
            assert_unharmed(&place, &ended, old, new, &what);
        }
    }
    place.update();
    assert_eq!(place.held().unwrap(), new.documents());
    place.assert_no_orphans();
}

#[test]
fn system_calls_that_fail_change_nothing() {
    if !can_trace() {
        println!("skipped: strace is absent or may not trace");
        return;
    }
    let (place, mut old, mut new) = prepared();
    let heavy = number("VRAAGBAAK_KILLS", 0) > 100;
    let all: Vec<u32> = (1..=40).collect();
    let plan: [(&str, &str, &[u32]); 6] = [
        ("fsync", "EIO", if heavy { &all } else { &[1, 9] }),
        ("fdatasync", "EIO", if heavy { &all[..12] } else { &[1] }),
        ("rename", "EIO", if heavy { &all[..8] } else { &[1] }),
        ("write", "ENOSPC", if heavy { &all } else { &[4, 20] }),
        ("link,linkat", "EMLINK", if heavy { &all[..4] } else { &[1] }),
        ("unlink,unlinkat,rmdir", "EACCES", if heavy { &all[..20] } else { &[2] }),
    ];
    let (mut failed, mut runs) = (0, 0);
    for (call, error, times) in plan {
        for time in times {
            let what = format!("{call} number {time} fails with {error}");
            let inject = format!("inject={call}:error={error}:when={time}");
            let ended = traced(&place, &inject, &["index", "corpus"]).checked(&what);
            failed += u32::from(ended.code != Some(0));
            runs += 1;
            assert_unharmed(&place, &ended, old, new, &what);
            place.update();
            assert_eq!(place.held().unwrap(), new.documents(), "{what}");
            place.assert_no_orphans();
            old = new;
            new = State { number: old.number + 1, documents: 90 };
            place.write(new);
        }
    }
    // The very last call, after the new state is in force: it must not be taken away again.
    for call in ["fsync"] {
        let log = place.path("strace.log");
        let mut command = Command::new("strace");
        command.args(["-f", "-qq", "-e", &format!("trace={call}"), "-o"]).arg(&log);
        command.arg(env!("CARGO_BIN_EXE_vraagbaak")).args(["index", "corpus", "--quiet"]);
        place.surround(&mut command);
        finish(command).good("strace");
        let count = fs::read_to_string(&log).unwrap().lines().filter(|line| line.contains("sync(")).count();
        for last in [count - 1, count] {
            old = new;
            new = State { number: old.number + 1, documents: 90 };
            place.write(new);
            let inject = format!("inject={call}:error=EIO:when={last}+");
            let ended = traced(&place, &inject, &["index", "corpus"]).checked("the last sync");
            assert_unharmed(&place, &ended, old, new, "the last sync fails");
            place.update();
            assert_eq!(place.held().unwrap(), new.documents());
        }
    }
    println!("{runs} runs with a failing call, {failed} of them ended with an error");
    assert!(failed >= 4, "calls do not fail as they are told to");
}

/// A small file system that is gone when the test is over.
struct Mounted(PathBuf);

impl Mounted {
    fn new(place: &Place, name: &str, options: &str) -> Option<Self> {
        let path = place.path(name);
        fs::create_dir_all(&path).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&path).stderr(Stdio::null());
        (is_root() && command.status().is_ok_and(|end| end.success())).then_some(Self(path))
    }

    fn remount(&self, options: &str) {
        let mut command = Command::new("mount");
        command.args(["-o", &format!("remount,{options}")]).arg(&self.0);
        assert!(command.status().unwrap().success());
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_named_and_harms_nothing() {
    let place = Place::new();
    let Some(disk) = Mounted::new(&place, "index", "size=8m") else {
        println!("skipped: needs root and mount");
        return;
    };
    let old = State { number: 0, documents: 60 };
    let new = State { number: 1, documents: 1_500 };
    place.write(old);
    place.update();
    place.write(new);
    let mut refused = 0;
    let used = || {
        let sizes = names(&place.index()).into_iter().filter(|name| name.starts_with("gen-")).map(|name| {
            let folder = place.index().join(name);
            names(&folder).iter().map(|name| fs::metadata(folder.join(name)).unwrap().len()).sum::<u64>()
        });
        sizes.sum::<u64>() >> 10
    };
    let used = used();
    for room in [0, 8, 64, 200, 400, 600, 800] {
        // A page of 4 KB for every file that is cut short, and then so much more.
        disk.remount(&format!("size={}k", used + 96 + room));
        let ended = place.run(&["index", "corpus"]).checked("full disk");
        if ended.code != Some(0) {
            refused += 1;
            assert!(ended.err.contains("disk is full"), "{ended:?}");
        }
        assert_unharmed(&place, &ended, old, new, &format!("{room} KB of room"));
        if ended.code == Some(0) {
            break;
        }
        assert_eq!(names(&place.index()).len(), 3, "{:?}", names(&place.index()));
    }
    assert!(refused > 2, "{refused}");
    disk.remount("size=64m");
    place.update();
    assert_eq!(place.held().unwrap(), new.documents());
    place.assert_no_orphans();
    println!("{refused} times too little room");
}

#[test]
fn a_read_only_disk_is_searched_and_not_written() {
    let place = Place::new();
    let Some(disk) = Mounted::new(&place, "index", "size=16m") else {
        println!("skipped: needs root and mount");
        return;
    };
    let (old, new) = (State { number: 0, documents: 60 }, State { number: 1, documents: 60 });
    place.write(old);
    place.update();
    place.write(new);
    disk.remount("ro");
    let ended = place.run(&["index", "corpus"]).checked("read-only");
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("read-only"), "{ended:?}");
    assert_unharmed(&place, &ended, old, new, "a read-only disk");
    disk.remount("rw");
    place.update();
    assert_eq!(place.held().unwrap(), new.documents());
}

#[test]
fn a_folder_without_permission_is_named() {
    if !is_root() || !installed("setpriv") {
        println!("skipped: needs root and setpriv");
        return;
    }
    let (place, old, new) = prepared();
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(place.folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    // The program itself may lie where only root may go.
    let program = place.path("vraagbaak");
    fs::copy(env!("CARGO_BIN_EXE_vraagbaak"), &program).unwrap();
    let as_nobody = |arguments: &[&str]| {
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(&program).args(arguments);
        place.surround(&mut command);
        finish(command).checked("as nobody")
    };
    let ended = as_nobody(&["index", "corpus", "--quiet"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("permission") && ended.err.contains("writer.lock"), "{ended:?}");
    assert_unharmed(&place, &ended, old, new, "no permission");
    if *SEARCHES {
        let answer =
            as_nobody(&["search", "maatwerk", "--limit", "1000", "--no-collapse", "--format", "json"]);
        assert_eq!(hits(&answer.good("search as nobody")).0, old.documents().len());
    }
    // Where it may not even make the folder.
    let ended = as_nobody(&["index", "corpus", "--index", "nieuw", "--quiet"]);
    assert_eq!(ended.code, Some(2), "{ended:?}");
    assert!(ended.err.contains("nieuw"), "{ended:?}");
}
