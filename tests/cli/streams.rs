//! Terminals, pipes and colours.

use std::io::Read as _;
use std::process::Stdio;

use super::workspace::Workspace;

#[test]
fn a_closed_pipe_is_no_error() {
    let workspace = Workspace::indexed();
    for arguments in [&["search", "--all", "--format", "json"][..], &["terms", "-n", "0"], &["show", "k-1"]] {
        let mut child = workspace
            .command(arguments.iter().copied())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program runs");
        drop(child.stdout.take());
        let mut errors = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut errors).expect("UTF-8");
        assert_eq!(child.wait().expect("it ends").code(), Some(0), "{arguments:?}: {errors}");
        assert_eq!(errors, "", "{arguments:?}");
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    let workspace = Workspace::indexed();
    assert!(!workspace.run(["search", "maatwerk"]).stdout.contains('\x1b'));
    let forced = workspace.run(["search", "maatwerk", "--color", "always"]).stdout;
    assert!(forced.contains("\x1b["));
    assert!(!forced.contains("\x1b]8;;"), "hyperlinks are for terminals");
    let error = workspace.run(["search", "(", "--color", "always"]).stderr;
    assert!(error.contains("\x1b["));
}

#[test]
fn documents_cannot_steer_a_terminal() {
    let workspace = Workspace::indexed();
    for arguments in [&["search", "treinen"][..], &["show", "k-3"], &["kwic", "treinen"]] {
        let output = workspace.run(arguments.iter().copied());
        assert!(!output.stdout.contains('\x1b'), "{arguments:?}");
    }
}

#[test]
fn a_reference_means_its_document_in_every_command() {
    let workspace = Workspace::indexed();
    let reference = "SV nr. 221 (2017-2018)";
    let found = |arguments: &[&str]| {
        let output = workspace.run(arguments.iter().copied());
        (output.status, output.stdout.lines().count())
    };
    assert_eq!(found(&["search", reference, "--format", "jsonl"]), (0, 1));
    assert_eq!(found(&["export", reference, "--format", "jsonl"]), (0, 1));
    assert_eq!(
        found(&["search", reference, "--since", "2018", "--until", "2018", "--format", "jsonl"]),
        (0, 1)
    );
    // Filters, pages and facets count as for any query.
    assert_eq!(found(&["search", reference, "--since", "2019", "--format", "jsonl"]), (1, 0));
    assert_eq!(found(&["search", reference, "--offset", "1", "--format", "jsonl"]).1, 0);
    let facets = workspace.succeed(["facets", "session", reference, "--format", "json"]);
    assert!(facets.contains("\"2017-2018\"") && !facets.contains("\"2016-2017\""), "{facets}");
    // One that is not there is not looked for as words.
    let absent = workspace.run(["search", "SV nr. 999 (2017-2018)"]);
    assert_eq!(absent.status, 1);
    assert!(
        absent.stdout.contains("no document in this index is 'SV nr. 999 (2017-2018)'"),
        "{}",
        absent.stdout
    );
}

#[test]
fn a_list_for_other_programs_holds_only_what_matches() {
    let workspace = Workspace::indexed();
    let words = ["maatwerk", "welwillendheid"];
    let shown = workspace.run(["search", words[0], words[1]]);
    assert!(shown.stdout.contains("No document holds all words"), "{}", shown.stdout);
    for arguments in [&["export"][..], &["search", "--format", "jsonl"], &["search", "--format", "ris"]] {
        let list = workspace.run(arguments.iter().copied().chain(words));
        assert!(list.status == 1 && !list.stdout.contains("221"), "{arguments:?}: {}", list.stdout);
    }
}

#[test]
fn a_facet_asked_for_twice_is_counted_once() {
    let results =
        Workspace::indexed().succeed(["search", "--facet", "session,kind,session", "--format", "json"]);
    assert_eq!(results.matches("\"session\": [").count(), 1, "{results}");
    assert_eq!(results.matches("\"kind\": [").count(), 1, "{results}");
}
