//! `vraagbaak index --watch`.

use std::time::{Duration, Instant};

use super::*;

#[test]
fn a_watched_corpus_is_indexed_again_whenever_it_changes() {
    let place = Place::new();
    let state = |number| State { number, documents: 20 };
    place.write(state(0));
    let mut command = Command::new(env!("CARGO_BIN_EXE_vraagbaak"));
    command.args(["index", "corpus", "--watch"]);
    place.surround(&mut command);
    let mut running = Running::start(command);
    wait_until("it watches", || {
        assert!(!running.is_over(), "it ended: {}", running.said());
        running.said().contains("watching")
    });
    assert_eq!(place.held().unwrap(), state(0).documents());

    let holds = |documents: &Documents| place.held().is_ok_and(|held| held == *documents);
    // Editors write another file and rename it over the old one.
    for (content, name) in state(1).files().iter().zip(["a", "b", "c"]) {
        let temporary = place.path(&format!("{name}.tmp"));
        fs::write(&temporary, content).unwrap();
        fs::rename(&temporary, place.path("corpus").join(format!("{name}.jsonl"))).unwrap();
    }
    wait_until("renamed files are indexed", || holds(&state(1).documents()));

    // Many changes at once are one run: the number of generations tells.
    let before = Index::open(&place.index()).unwrap().generation();
    for number in 2..12 {
        place.write(state(number));
        std::thread::sleep(Duration::from_millis(20));
    }
    wait_until("written files are indexed", || holds(&state(11).documents()));
    let generations = Index::open(&place.index()).unwrap().generation() - before;
    assert!(generations <= 3, "{generations} runs for changes at once");

    // New and vanished files, also in new folders.
    fs::create_dir(place.path("corpus/map")).unwrap();
    fs::rename(place.path("corpus/a.jsonl"), place.path("corpus/map/d.jsonl")).unwrap();
    fs::remove_file(place.path("corpus/b.jsonl")).unwrap();
    let [a, _, c] = state(11).files();
    let lines = (a + &c).lines().count();
    wait_until("files that moved are indexed", || place.held().is_ok_and(|held| held.len() == lines));

    running.signal("INT");
    let begun = Instant::now();
    let ended = running.end(PATIENCE).checked("interrupted");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(begun.elapsed() < Duration::from_secs(10));
    place.assert_no_orphans();
}
