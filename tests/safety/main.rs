//! Nothing is ever lost: real processes are killed, their disks filled and their files damaged, and what the
//! index answers afterwards is compared with what it must hold.
//!
//! Every test works on the `vraagbaak` binary from outside, in a folder of its own. The corpus goes through
//! numbered [`State`]s; every document says in its answer which version it is, so that an index that mixes two
//! states is caught. `VRAAGBAAK_KILLS` and `VRAAGBAAK_FLIPS` set how hard the tests try, `VRAAGBAAK_SEED` where
//! their random numbers start.

#![allow(clippy::unwrap_used)] // a test that cannot go on says where

mod crash;
mod damage;
mod faults;
mod locks;
mod readers;
mod watch;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use tantivy::DocAddress;
use vraagbaak::index::{Index, IndexError};

/// A process that runs longer hangs.
const PATIENCE: Duration = Duration::from_secs(120);

/// Id → answer of every document.
type Documents = BTreeMap<String, String>;

/// What the corpus holds at one time: some documents come, some go, some change from one state to the next.
#[derive(Clone, Copy, Debug)]
struct State {
    number: u32,
    documents: u32,
}

impl State {
    fn documents(self) -> Documents {
        let there = |id: &u32| !(id + self.number).is_multiple_of(7);
        (0..self.documents).filter(there).map(|id| (format!("d{id}"), self.answer(id))).collect()
    }

    fn answer(self, id: u32) -> String {
        let version = (id * 3 + self.number) / 4;
        let words =
            ["maatwerkbedrijf", "subsidie", "onderwijs", "begeleidingspremie", "gemeente", "wachtlijst"];
        let word = |n: u32| words[(n % 6) as usize];
        let sentence = |n: u32| {
            format!(
                "In gebied {n} kreeg het {} in {} een {} voor {n} plaatsen.",
                word(n),
                2000 + n % 20,
                word(n / 6)
            )
        };
        let sentences: Vec<String> = (0..6).map(|n| sentence(id * 31 + n * 17 + version)).collect();
        format!("Dit is versie {version}. {}", sentences.join(" "))
    }

    /// One line of JSONL for every document, in three files.
    fn files(self) -> [String; 3] {
        let mut files = [String::new(), String::new(), String::new()];
        for (place, (id, answer)) in self.documents().iter().enumerate() {
            let record = serde_json::json!({
                "id": id, "number": id.trim_start_matches('d'), "session": "2017-2018",
                "date": format!("2018-{:02}-{:02}", place % 12 + 1, place % 28 + 1),
                "minister": if place % 2 == 0 { "Ada Voorbeeld" } else { "Bea Model" }, "asker": "Cas Verzonnen",
                "title": format!("Maatwerk {id}"),
                "question": format!("1. Hoeveel maatwerkbedrijven telt gebied {id}?"), "answer": answer,
            });
            files[place % 3].push_str(&format!("{record}\n"));
        }
        files
    }
}

/// A folder with a corpus and an index.
struct Place {
    folder: tempfile::TempDir,
}

/// How a process ended.
#[derive(Debug)]
struct Outcome {
    /// `None` when a signal ended it.
    code: Option<i32>,
    out: String,
    err: String,
}

impl Outcome {
    /// Fails the test on a panic or an exit status that the program does not have.
    fn checked(self, what: &str) -> Self {
        assert!(matches!(self.code, None | Some(0..=2)), "{what}: {self:?}");
        assert!(!self.err.contains("panicked"), "{what}: {self:?}");
        self
    }

    fn good(self, what: &str) -> Self {
        let outcome = self.checked(what);
        assert_eq!(outcome.code, Some(0), "{what}: {outcome:?}");
        outcome
    }
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn index(&self) -> PathBuf {
        self.path("index")
    }

    /// Writes the corpus of a state.
    fn write(&self, state: State) {
        fs::create_dir_all(self.path("corpus")).unwrap();
        for (content, name) in state.files().iter().zip(["a", "b", "c"]) {
            fs::write(self.path("corpus").join(format!("{name}.jsonl")), content).unwrap();
        }
    }

    /// A command on this folder's index that says nothing unasked.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vraagbaak"));
        command.current_dir(self.folder.path()).args(arguments).arg("--quiet");
        self.surround(&mut command);
        command
    }

    /// Gives a command nothing but this folder's surroundings.
    fn surround(&self, command: &mut Command) {
        command.env_remove("VRAAGBAAK_INDEX").env("NO_COLOR", "1").env("TZ", "UTC");
        command.current_dir(self.folder.path()).stdin(Stdio::null());
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        finish(self.command(arguments))
    }

    /// Brings the index up to date and expects that to work.
    fn update(&self) -> Outcome {
        self.run(&["index", "corpus"]).good("index")
    }

    /// Every document of the generation in force; nothing when there is no index.
    fn held(&self) -> Result<Documents, IndexError> {
        match Index::open(&self.index()) {
            Ok(index) => documents(&index),
            Err(IndexError::Absent { .. }) => Ok(Documents::new()),
            Err(error) => Err(error),
        }
    }

    /// Fails unless a search over all documents finds exactly those of `expected`.
    fn assert_answers(&self, expected: &Documents) {
        // Where there is no index, a search would make one.
        if expected.is_empty() || !*SEARCHES {
            return;
        }
        let answer =
            self.run(&["search", "maatwerk", "--limit", "1000", "--no-collapse", "--format", "json"]);
        let answer = answer.checked("search");
        let (total, mut ids) = hits(&answer);
        ids.sort();
        assert_eq!(total, expected.len(), "{}", answer.err);
        if total <= 1000 {
            assert!(ids.iter().eq(expected.keys()), "{ids:?}");
        }
    }

    /// Fails when anything lies in the index's folder that does not belong to the generation in force.
    fn assert_no_orphans(&self) {
        let mut names = names(&self.index());
        let current = fs::read_to_string(self.index().join("CURRENT")).unwrap();
        let current = current.split_whitespace().next().unwrap().to_owned();
        names.retain(|name| !matches!(name.as_str(), "CURRENT" | "writer.lock"));
        assert_eq!(names, [current.as_str()]);
        let generation = self.index().join(current);
        let meta = fs::read_to_string(generation.join("meta.json")).unwrap().replace('-', "");
        for name in self::names(&generation) {
            let segment = name.split('.').next().unwrap();
            let own = ["build", "dictionary", "documents", "extension", "lock", "meta", "sums"];
            assert!(own.contains(&segment) || meta.contains(segment), "an orphan: {name}");
        }
    }
}

/// Whether this program has the command that most questions go to.
static SEARCHES: LazyLock<bool> = LazyLock::new(|| offers("search"));

/// Whether this program has a command.
fn offers(command: &str) -> bool {
    let help = Command::new(env!("CARGO_BIN_EXE_vraagbaak")).args([command, "--help"]).output();
    help.is_ok_and(|help| help.status.success())
}

/// Total and ids of an answer in JSON.
fn hits(answer: &Outcome) -> (usize, Vec<String>) {
    let json: serde_json::Value = serde_json::from_str(&answer.out).unwrap_or_else(|_| panic!("{answer:?}"));
    let total = usize::try_from(json["total"].as_u64().unwrap()).unwrap();
    let id = |hit: &serde_json::Value| hit["id"].as_str().unwrap().to_owned();
    (total, json["hits"].as_array().unwrap().iter().map(id).collect())
}

fn documents(index: &Index) -> Result<Documents, IndexError> {
    let mut held = Documents::new();
    for (number, segment) in (0..).zip(index.segments()) {
        for doc in segment.reader.doc_ids_alive() {
            let question = index.record(DocAddress::new(number, doc))?.question;
            let before =
                held.insert(question.id.clone(), question.slice(&question.sections.answer).to_owned());
            assert!(before.is_none(), "{} stands there twice", question.id);
        }
    }
    Ok(held)
}

/// What lies in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A running process; it is killed when the test is done with it.
struct Running {
    child: Child,
    out: tempfile::NamedTempFile,
    err: tempfile::NamedTempFile,
}

impl Running {
    fn start(mut command: Command) -> Self {
        // Files never fill up as pipes do.
        let (out, err) = (tempfile::NamedTempFile::new().unwrap(), tempfile::NamedTempFile::new().unwrap());
        command.stdout(out.reopen().unwrap()).stderr(err.reopen().unwrap());
        Self { child: command.spawn().unwrap(), out, err }
    }

    fn id(&self) -> u32 {
        self.child.id()
    }

    fn is_over(&mut self) -> bool {
        self.child.try_wait().unwrap().is_some()
    }

    /// Sends a signal by name.
    fn signal(&self, name: &str) {
        let status = Command::new("kill").args([&format!("-{name}"), &self.id().to_string()]).status();
        assert!(status.unwrap().success());
    }

    /// Waits for the end; a process without one fails the test.
    fn end(mut self, patience: Duration) -> Outcome {
        let begun = Instant::now();
        let mut pause = Duration::from_millis(1);
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(begun.elapsed() < patience, "a process hangs: {}", self.said());
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(20));
        };
        let mut out = Vec::new();
        File::open(self.out.path()).unwrap().read_to_end(&mut out).unwrap();
        let out = String::from_utf8_lossy(&out).into_owned();
        Outcome { code: status.code(), out, err: self.said() }
    }

    /// What it has written to standard error so far.
    fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(self.err.path()).unwrap()).into_owned()
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.kill();
    }
}

fn finish(command: Command) -> Outcome {
    Running::start(command).end(PATIENCE)
}

/// Waits until something is so.
fn wait_until(what: &str, mut so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Random numbers that are the same in every run (xorshift).
struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(number("VRAAGBAAK_SEED", 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit.max(1)
    }
}

/// A number from the environment.
fn number(name: &str, default: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
}

/// Whether a program is there.
fn installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.starts_with(b"0\n"))
}
