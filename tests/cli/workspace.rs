//! A temporary folder with a small constant corpus, and the program run in it as a user would.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// What a run of the program gave.
pub struct Output {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// A folder of its own, removed at the end.
pub struct Workspace {
    folder: tempfile::TempDir,
}

const FULL: &str = "SCHRIFTELIJKE VRAAG\nnr. 221\nvan AN VOORBEELD\ndatum: 19 januari 2018\naan BO VERZONNEN\n\
    VLAAMS MINISTER VAN SOCIALE ECONOMIE\n\nMaatwerkbedrijven  -  Begeleidingspremie (2)\n\
    Maatwerkbedrijven krijgen een premie voor de begeleiding van doelgroepwerknemers.\n\
    1. Hoeveel maatwerkbedrijven kregen in 2017 een begeleidingspremie?\n\
    2. Hoeveel bedroeg de premie gemiddeld?\n\
    3. Wordt het maatwerkdecreet nog aangepast?\n\
    \nBO VERZONNEN\nVLAAMS MINISTER VAN SOCIALE ECONOMIE\n\nANTWOORD\nop vraag nr. 221 van 19 januari 2018\n\
    van AN VOORBEELD\n\
    1-2. In 2017 kregen 94 maatwerkbedrijven een premie van gemiddeld 1.200 euro per werknemer.\n\
    3. Het maatwerk wordt in 2019 geëvalueerd; zie ook SV nr. 12 (2016-2017).\n";

const BARE: &str = " Collectief maatwerk  -  Stand van zaken\n\
    In antwoord op schriftelijke vraag nr. 221 van 19 januari 2018 sprak de minister over maatwerkers.\n\
    1. Hoeveel maatwerkers zijn er vandaag?\n2. Is de sociale economie daarmee geholpen?\n\
    \nANTWOORD\n\
    1. Er zijn 20.000 maatwerkers aan de slag.\n2. De sociale-economiebedrijven zijn tevreden.\n";

const LINES: &str = concat!(
    r#"{"id":"k-1","parliament":"flemish","kind":"written-question","session":"2016-2017","number":"12","#,
    r#""title":"Wachtlijsten in de jeugdhulp","question":"1. Hoelang wachten jongeren op jeugdhulp?","#,
    r#""answer":"1. Gemiddeld negen maanden.","date":"2016-11-03","asker":"Cas Denkbeeld","#,
    r#""party":"Partij B","minister":"Dina Bedacht","themes":["jeugdhulp","wachtlijst"]}"#,
    "\n",
    r#"{"id":"k-2","parliament":"flemish","kind":"written-question","session":"2017-2018","number":"88","#,
    r#""title":"Sociale economie in de regio","question":"Hoeveel bedrijven telt de sociale economie?","#,
    r#""date":"2018-03-12","asker":["Cas Denkbeeld","An Voorbeeld"],"minister":"Bo Verzonnen"}"#,
    "\n",
    r#"{"id":"k-3","parliament":"chamber","kind":"written-question","session":"2017-2018","number":"221","#,
    r#""title":"Treinen in de spits","question":"Hoeveel treinen reden te laat?\u001b[31m","#,
    r#""answer":"Elf procent van de treinen.","date":"2018-05-02","asker":"Eli Fictief","minister":"Fay Gedroomd"}"#,
    "\n",
);

/// Numbers that look random, the same in every run.
pub fn numbers(seed: u64) -> impl FnMut() -> usize {
    let mut state = seed;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state as usize
    }
}

/// A line of JSON: the document of that number, made of words.
pub fn document(prefix: &str, number: usize, question: &[&str], answer: &[&str]) -> String {
    format!(
        r#"{{"id":"{prefix}-{number}","title":"Vraag {number}","question":"{}.","answer":"{}."}}"#,
        question.join(" "),
        answer.join(" ")
    )
}

impl Workspace {
    /// With the corpus in `corpus/`, without an index.
    pub fn new() -> Self {
        let workspace = Self::empty();
        workspace.write("corpus/sv-221.txt", FULL);
        workspace.write("corpus/zonder-hoofding.txt", BARE);
        workspace.write("corpus/kamer.jsonl", LINES);
        workspace
    }

    /// With nothing.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// One that is indexed and shared by all tests that only read.
    pub fn indexed() -> &'static Self {
        static SHARED: OnceLock<Workspace> = OnceLock::new();
        SHARED.get_or_init(|| {
            let workspace = Self::new();
            let output = workspace.run(["index", "--quiet"]);
            assert_eq!(output.status, 0, "{}", output.stderr);
            workspace
        })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the folder.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(&path, content).expect("it can be written");
        path
    }

    /// The program with these arguments, in the folder, with nothing of the outer environment that matters.
    pub fn command<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vraagbaak"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("VRAAGBAAK_INDEX")
            .env_remove("VRAAGBAAK_COMPLETE")
            .env_remove("NO_COLOR")
            .env_remove("COLUMNS")
            .env_remove("PAGER")
            .env_remove("RUST_BACKTRACE")
            .env("TZ", "UTC")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program.
    pub fn run<'a>(&self, arguments: impl IntoIterator<Item = &'a str>) -> Output {
        let output = self.command(arguments).output().expect("the program runs");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("output is UTF-8");
        Output {
            status: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }

    /// Runs the program, which must succeed, and gives what it printed.
    pub fn succeed<'a>(&self, arguments: impl IntoIterator<Item = &'a str> + Clone) -> String {
        let output = self.run(arguments.clone());
        let arguments: Vec<&str> = arguments.into_iter().collect();
        assert_eq!(output.status, 0, "{arguments:?}: {}", output.stderr);
        output.stdout
    }

    /// Indexes the lines of JSON of `lines`, of which it is given the first and the one behind the last, at once as
    /// `whole` and one run after the other, each up to the next of `ends`, as `parts`.
    pub fn index_at_once_and_in_parts(
        &self,
        lines: impl Fn(usize, usize) -> String,
        ends: &[usize],
        (whole, parts): (&str, &str),
    ) {
        self.write("all.jsonl", lines(0, ends.last().copied().unwrap_or(0)));
        self.succeed(["index", "all.jsonl", "--index", whole, "--quiet"]);
        let mut from = 0;
        for &end in ends {
            let name = format!("until-{end}.jsonl");
            self.write(&name, lines(from, end));
            self.succeed(["index", "--add", &name, "--index", parts, "--quiet"]);
            from = end;
        }
    }

    /// The documents that each topic finds in an index: lines of a name, a tab and a query in the program's own syntax.
    pub fn found_by_topic(&self, topics: &str, index: &str) -> BTreeMap<String, BTreeSet<String>> {
        self.write("topics.tsv", topics);
        let all = ["--syntax", "--match", "all", "--depth", "100000", "--index", index];
        let run = self.succeed(["batch", "topics.tsv"].into_iter().chain(all));
        let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in run.lines() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            found.entry(fields[0].to_owned()).or_default().insert(fields[2].to_owned());
        }
        found
    }

    /// Runs the program and gives all it did as one text, with what differs from run to run blotted out.
    pub fn report<'a>(&self, arguments: impl IntoIterator<Item = &'a str> + Clone) -> String {
        let line: Vec<&str> = arguments.clone().into_iter().collect();
        let output = self.run(arguments);
        let mut report = format!("$ vraagbaak {}\n", line.join(" "));
        report.push_str(&output.stdout);
        if !output.stderr.is_empty() {
            report.push_str("--- stderr\n");
            report.push_str(&output.stderr);
        }
        report.push_str(&format!("--- exit {}\n", output.status));
        self.blot(&report)
    }

    /// Takes times, sizes and the folder's name out of a text.
    pub fn blot(&self, text: &str) -> String {
        let folder = self.folder.path().display().to_string();
        let mut text = text.replace(&folder, "FOLDER");
        for (pattern, stands_for) in [
            (r"\d+,\d ms", "T ms"),
            (r#""took_ms": [0-9.e-]+"#, r#""took_ms": 0"#),
            (r#""score": ?[0-9.]+"#, r#""score":0"#),
            (r#""exported":"[0-9-]+""#, r#""exported":"TODAY""#),
            (r"[0-9,]+ = idf .*", "S = idf …"),
            (r"(?m)^ +length \d+ words, mean \d+$", "     length N"),
            (r"score [0-9,]+:", "score S:"),
            (r"\d{4}-\d\d-\d\dT[0-9:.]+(Z|[+-]\d\d:\d\d)(\[[A-Za-z/]+\])?", "TIME"),
            (r"read [0-9.,]+ [kMG]?B(ytes)? in [0-9,]+ s, [0-9.,]+ MB/s( \([^)]*\))?", "read N in T"),
            (r"read \d+ bytes in [0-9,]+ s, [0-9.,]+ MB/s( \([^)]*\))?", "read N in T"),
            (r"(documents?)( \([^)]*\))?, [0-9.,]+ (bytes|[kMG]B)", "$1$2, SIZE"),
            (r"(?m)^(size +)[0-9.,]+ (bytes|[kMG]B)$", "$1 SIZE"),
            (r"\b[0-9a-f]{16}\b", "FINGERPRINT"),
        ] {
            let pattern = regex::Regex::new(pattern).expect("a pattern");
            text = pattern.replace_all(&text, stands_for).into_owned();
        }
        text
    }
}
