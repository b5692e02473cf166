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
