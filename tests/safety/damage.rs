//! Bits flipped at random in any file of an index: an error or right answers, never a panic, a hang or
//! wrong answers.

use std::time::Duration;

use super::*;

/// A damaged index must not keep anybody waiting either.
const SOON: Duration = Duration::from_secs(30);

/// What is asked of the damaged index: every file of a segment is read by some of them.
const QUESTIONS: [&[&str]; 10] = [
    &[
        "search",
        "maatwerk subsidie",
        "--facet",
        "minister,date",
        "--explain",
        "--format",
        "json",
        "--limit",
        "1000",
    ],
    &["search", "\"kreeg het\" in:antwoord", "--format", "json", "--limit", "50", "--offset", "20"],
    &["search", "*bedrijf OF wachtlijst~1", "--sort", "-date", "--format", "json"],
    &[
        "search",
        "gemeente",
        "--minister",
        "voorbeeld",
        "--since",
        "2018-03",
        "--sort",
        "number",
        "--format",
        "json",
    ],
    &["export", "onderwijs", "--format", "csv"],
    &["kwic", "wachtlijst", "--format", "json"],
    &["terms", "--format", "json"],
    &["family", "bedrijf", "--format", "json"],
    &["show", "d5"],
    &["info"],
];

/// An answer without what differs from run to run.
fn answer(outcome: &Outcome) -> (Option<i32>, String) {
    let lines = outcome.out.split(',').filter(|piece| !piece.contains("\"took_ms\""));
    (outcome.code, lines.collect::<Vec<_>>().join(","))
}

/// All files of an index with their bytes.
fn files(index: &Path) -> Vec<PathBuf> {
    let generation = names(index).into_iter().find(|name| name.starts_with("gen-")).unwrap();
    let generation = index.join(generation);
    let mut files: Vec<PathBuf> = names(&generation).iter().map(|name| generation.join(name)).collect();
    files.push(index.join("CURRENT"));
    files
}

/// An index of two segments, one of them with deleted documents.
fn two_segments() -> (Place, State) {
    let place = Place::new();
    let state = State { number: 1, documents: 400 };
    place.write(State { number: 0, documents: 400 });
    place.update();
    // The second state changes too few documents for the segments to be merged.
    let [a, b, c] = State { number: 0, documents: 400 }.files();
    let changed: Vec<String> = c.lines().map(str::to_owned).collect();
    let kept = changed.len() - 20;
    fs::write(place.path("corpus/c.jsonl"), changed[..kept].join("\n")).unwrap();
    let new = state.documents().into_iter().take(12).map(|(id, answer)| {
        let record = serde_json::json!({"id": format!("n{id}"), "title": "Maatwerk nieuw", "question": "Wat nu?",
            "answer": answer, "date": "2018-11-02", "minister": "Ada Voorbeeld"});
        format!("{record}\n")
    });
    fs::write(place.path("corpus/d.jsonl"), new.collect::<String>()).unwrap();
    drop((a, b));
    place.update();
    let segments = Index::open(&place.index()).unwrap().segments().len();
    assert_eq!(segments, 2);
    (place, state)
}

/// Those of the questions that this program can answer.
fn questions() -> Vec<&'static [&'static str]> {
    QUESTIONS.into_iter().filter(|question| offers(question[0])).collect()
}

#[test]
fn flipped_bits_give_errors_or_right_answers() {
    let flips = number("VRAAGBAAK_FLIPS", 100);
    let mut random = Random::new();
    let (place, state) = two_segments();
    let questions = questions();
    if questions.is_empty() {
        println!("skipped: the program does not search yet");
        return;
    }
    let right: Vec<_> =
        questions.iter().map(|question| answer(&place.run(question).checked("whole"))).collect();
    for (question, right) in questions.iter().zip(&right) {
        assert_eq!(right.0, Some(0), "{question:?} {right:?}");
    }
    let verifies = offers("verify");
    if verifies {
        place.run(&["verify"]).good("verify of a whole index");
    }
    let whole = place.held().unwrap();
    let files = files(&place.index());
    let (mut refused, mut unnoticed) = (0, 0);
    for flip in 0..flips {
        let file = &files[usize::try_from(flip).unwrap() % files.len()];
        let bytes = fs::read(file).unwrap();
        if bytes.is_empty() {
            continue;
        }
        let (at, bit) = (random.below(bytes.len() as u64), random.below(8));
        let mut damaged = bytes.clone();
        damaged[usize::try_from(at).unwrap()] ^= 1 << bit;
        let name = file.file_name().unwrap().to_str().unwrap();
        let what = format!("flip {flip}: bit {bit} of byte {at} of {name} ({} bytes)", bytes.len());
        fs::write(file, &damaged).unwrap();

        for _ in 0..2 {
            let number = usize::try_from(random.below(questions.len() as u64)).unwrap();
            let what = format!("{what}, {:?}", questions[number]);
            let outcome = Running::start(place.command(questions[number])).end(SOON).checked(&what);
            if outcome.code == Some(2) {
                assert!(outcome.err.contains("error:"), "{what}: {outcome:?}");
                refused += 1;
            } else {
                assert_eq!(answer(&outcome), right[number], "{what}: wrong answers");
                unnoticed += 1;
            }
        }
        if verifies {
            assert_verify_names(&place, name, &what);
        }
        // What is written upon a damaged index must not make the damage its own.
        if flip % 3 == 0 {
            update_damaged(&place, state, &whole, &what);
        }
        fs::write(file, &bytes).unwrap();
    }
    println!("{flips} flips: {refused} times an error, {unnoticed} times the right answer");
    for (question, right) in questions.iter().zip(&right) {
        assert_eq!(answer(&place.run(question).checked("whole again")), *right);
    }
}

/// Fails unless `verify` finds the damaged file.
fn assert_verify_names(place: &Place, name: &str, what: &str) {
    let verified = Running::start(place.command(&["verify"])).end(SOON).checked(what);
    // The line feed behind a name is no damage when it becomes another white space.
    if name != "CURRENT" {
        assert_ne!(verified.code, Some(0), "{what}: verify finds nothing\n{verified:?}");
    }
    if verified.code != Some(0) {
        let said = format!("{}{}", verified.out, verified.err);
        // A checksum that is wrong itself accuses the file that it is the checksum of.
        assert!(said.contains(name) || name == "sums", "{what}: verify does not name the file: {said}");
    }
}

/// Runs an update on a copy of the damaged index.
fn update_damaged(place: &Place, state: State, whole: &Documents, what: &str) {
    let copy = Place::new();
    let copied = Command::new("cp").arg("-r").arg(place.index()).arg(copy.index()).status().unwrap();
    assert!(copied.success());
    copy.write(state);
    let ended = Running::start(copy.command(&["index", "corpus"])).end(SOON).checked(what);
    match copy.held() {
        Ok(held) => {
            // A new generation holds all of the new state; without one, the old is there still.
            let right = held == state.documents() || (ended.code == Some(2) && held == *whole);
            assert!(right, "{what}: an update on it holds wrong documents, {ended:?}");
        }
        Err(IndexError::Damaged { .. }) => {}
        Err(error) => panic!("{what}: {error}"),
    }
    if ended.code == Some(0) && offers("verify") {
        let verified = copy.run(&["verify"]).checked(what);
        let said = format!("{}{}", verified.out, verified.err);
        // Either the damage is still told of or it is gone, together with the file.
        let answers = copy.run(&["search", "maatwerk", "--limit", "1", "--no-collapse", "--format", "json"]);
        if verified.code == Some(0) {
            let total = hits(&answers.good(what)).0;
            assert_eq!(total, state.documents().len(), "{what}: {said}");
        }
    }
    copy.run(&["index", "corpus", "--rebuild"]).good("a rebuild mends any damage");
    assert_eq!(copy.held().unwrap(), state.documents(), "{what}");
}

/// Files that are cut short, emptied or gone.
#[test]
fn cut_and_missing_files_are_named() {
    if !*SEARCHES {
        println!("skipped: the program does not search yet");
        return;
    }
    let (place, _) = two_segments();
    let right = answer(&place.run(QUESTIONS[0]).good("whole"));
    let files = files(&place.index());
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        for length in [Some(bytes.len() / 2), Some(0), None] {
            if name == "CURRENT" && length.is_none() {
                // Then there is no index, and a search makes one.
                continue;
            }
            match length {
                Some(length) => fs::write(&file, &bytes[..length]).unwrap(),
                None => fs::remove_file(&file).unwrap(),
            }
            let what = format!("{name} of {} bytes cut to {length:?}", bytes.len());
            let outcome = Running::start(place.command(QUESTIONS[0])).end(SOON).checked(&what);
            if outcome.code == Some(2) {
                let told = outcome.err.contains(&name) || name == "CURRENT" || name == "lock";
                assert!(told, "{what}: {}", outcome.err);
            } else {
                assert_eq!(answer(&outcome), right, "{what}: wrong answers");
            }
        }
        fs::write(&file, &bytes).unwrap();
    }
    assert_eq!(answer(&place.run(QUESTIONS[0]).good("whole again")), right);
}
