//! The examples of every help text, run over the sample corpus as a reader would paste them.

use std::path::Path;
use std::process::{Command, Stdio};

use super::workspace::Workspace;

/// What examples name that is not in the corpus, and stands here instead.
const PLACES: &[(&str, &str)] = &[
    ("/srv/archief/index", "index"),
    ("/srv/backup/index", "index"),
    ("/usr/local/share/man/man1", "man1"),
    ("~/.local/share/bash-completion/completions/", "./"),
    ("~/.config/fish/completions/", "./"),
    ("man -l -", "cat"),
];

const TOPICS: &str = "1\tmaatwerk\n2\twachtlijsten bij jongeren\n3\tsociale huurwoning\n";
const QRELS: &str = "1 0 corpus/sv-112-2021-2022.txt 1\n2 0 corpus/sv-178-2022-2023.txt 1\n";
const RUN: &str = "1 Q0 corpus/sv-112-2021-2022.txt 1 2.0 a\n2 Q0 corpus/sv-178-2022-2023.txt 1 1.5 a\n";

/// A folder with the sample corpus, its index, and the files that examples name.
fn sample() -> Workspace {
    let workspace = Workspace::empty();
    let corpus = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus"));
    for entry in std::fs::read_dir(corpus).expect("the sample corpus") {
        let entry = entry.expect("an entry");
        let name = entry.file_name().into_string().expect("a name");
        let bytes = std::fs::read(entry.path()).expect("a file");
        if name.starts_with("sv-1") {
            workspace.write(&format!("archief/{}/{name}", 2018 + name.len() % 2), &bytes);
        }
        workspace.write(&format!("corpus/{name}"), bytes);
    }
    for folder in ["archief/2018", "archief/2019"] {
        workspace.write(&format!("{folder}/een.txt"), "Een vraag\n1. Hoeveel?\n");
    }
    workspace.write(
        "kamer.csv",
        "id,onderwerp,vraagsteller,question\nk-1,Treinen,An Voorbeeld,Hoeveel treinen?\n",
    );
    workspace.write("woorden.tsv", "maatwerkbedrijven\t3\nwachtlijsten\t2\n");
    workspace.write("ontwerpvraag.txt", "Hoelang zijn de wachtlijsten in de jeugdhulp?");
    workspace.write("topics.tsv", TOPICS);
    workspace.write("queries.tsv", TOPICS);
    workspace.write("vragen.txt", "maatwerk jaar:2022\n\"sociale economie\"\n");
    workspace.write("qrels.txt", QRELS);
    for run in ["run.txt", "old.run", "new.run"] {
        workspace.write(run, RUN);
    }
    assert_eq!(workspace.run(["index", "--quiet"]).status, 0);
    workspace
}

/// The names of the commands, as the overview lists them.
pub fn commands() -> Vec<String> {
    let overview = Workspace::empty().run(["help"]).stdout;
    let listed = overview.lines().skip_while(|line| *line != "Commands:").skip(1);
    listed
        .take_while(|line| !line.is_empty())
        .filter(|line| line.starts_with("  ") && !line.starts_with("    "))
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_example_of_every_help_works_on_the_sample_corpus() {
    let workspace = sample();
    let program = Path::new(env!("CARGO_BIN_EXE_vraagbaak"));
    let path = std::env::join_paths(
        program
            .parent()
            .map(Path::to_owned)
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    )
    .expect("a path");
    let mut failures = String::new();
    for command in commands() {
        let help = workspace.run([command.as_str(), "--help"]).stdout;
        let examples = help.split("Examples:").nth(1).unwrap_or_default();
        for example in examples.lines().map(str::trim).filter(|line| line.contains("vraagbaak ")) {
            let mut line = example.to_owned();
            for (place, here) in PLACES {
                line = line.replace(place, here);
            }
            if command == "index" {
                // The index of the other examples is left alone.
                line.push_str(" --index other");
            }
            if command == "run" {
                workspace.run(["save", "maatwerk", "maatwerk"]);
            }
            let output = Command::new("sh")
                .args(["-c", &line])
                .current_dir(workspace.path())
                .env("PATH", &path)
                .env_remove("VRAAGBAAK_INDEX")
                .stdin(Stdio::null())
                .output()
                .expect("a shell");
            if !output.status.success() {
                let said = String::from_utf8_lossy(&output.stderr);
                failures.push_str(&format!("$ {line}\n{said}exit {:?}\n", output.status.code()));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
