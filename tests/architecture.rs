//! Holds the source to the house: imports go down only, each crate stays in its rooms, files stay readable.
//!
//! The check reads `src/` as text. A small scanner blanks comments and literals, so that a path in a doc
//! comment or a message is not taken for an import; it knows no macros and needs none.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// The rooms with their floors; `main.rs` stands on top of all of them.
const FLOORS: [(&str, u8); 11] = [
    ("text", 0),
    ("model", 1),
    ("dutch", 2),
    ("corpus", 2),
    ("parse", 3),
    ("index", 4),
    ("query", 5),
    ("search", 6),
    ("render", 7),
    ("eval", 7),
    ("cli", 8),
];

/// Crates that only the named rooms may know.
const HOMES: [(&str, &[&str]); 16] = [
    ("tantivy", &["index", "search"]),
    ("rust_stemmers", &["dutch"]),
    ("rustix", &["index"]),
    ("unicode_normalization", &["text"]),
    ("encoding_rs", &["text"]),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("indicatif", &["cli"]),
    ("ctrlc", &["cli"]),
    ("notify", &["cli"]),
    ("hdrhistogram", &["eval"]),
    ("pdf_extract", &["corpus"]),
    ("scraper", &["corpus"]),
    ("zip", &["corpus"]),
    ("walkdir", &["corpus"]),
];

/// Most lines of code in one file; comments, blank lines and tests are not counted.
const MOST_LINES: usize = 500;

/// Names that say nothing about what is in a file.
const EMPTY_NAMES: [&str; 7] = ["utils", "util", "helpers", "helper", "manager", "common", "misc"];

#[test]
fn imports_go_down_only() {
    let mut faults = Vec::new();
    for file in sources() {
        let Some(own) = floor_of(&file.room) else { continue };
        for (line, room) in &file.rooms_used {
            let there = floor_of(room).expect("rooms_used names rooms only");
            let sideways = there == own && *room != file.room;
            if there > own || sideways {
                let direction = if sideways { "sideways" } else { "up" };
                faults.push(format!("{}:{line}: {} imports {direction} from {room}", file.path, file.room));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_crate_stays_in_its_rooms() {
    let mut faults = Vec::new();
    // Tests may write what only another room reads.
    for file in sources().into_iter().filter(|file| !file.path.ends_with("tests.rs")) {
        for (name, homes) in HOMES {
            if let Some(line) = first_use(&file.code, name)
                && !homes.contains(&file.room.as_str())
            {
                let homes = homes.join(", ");
                faults.push(format!("{}:{line}: {name} belongs to {homes} only", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn files_stay_readable() {
    let mut faults = Vec::new();
    for file in sources() {
        if file.lines_of_code > MOST_LINES {
            faults.push(format!("{}: {} lines of code, at most {MOST_LINES}", file.path, file.lines_of_code));
        }
        let is_test = file.path.ends_with("tests.rs") || file.path.contains("/tests/");
        if !file.source.starts_with("//!") && !is_test {
            faults.push(format!("{}: the first line is no `//!` that says what the file is for", file.path));
        }
        let stem = Path::new(&file.path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
        if stem.is_some_and(|stem| EMPTY_NAMES.contains(&stem.as_str())) {
            faults.push(format!("{}: the name says nothing about what is in it", file.path));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_room_is_on_the_plan() {
    let rooms: BTreeSet<String> = sources().into_iter().map(|file| file.room).collect();
    let known: BTreeSet<String> = FLOORS.iter().map(|(room, _)| (*room).to_owned()).collect();
    let unknown: Vec<&String> =
        rooms.difference(&known).filter(|room| !matches!(room.as_str(), "main" | "lib" | "build")).collect();
    assert!(unknown.is_empty(), "rooms without a floor: {unknown:?}; give them one in tests/architecture.rs");
}

#[test]
fn the_scanner_sees_through_comments_literals_and_groups() {
    let code =
        blank("use crate::{text::fold, model /* crate::cli */}; // crate::cli\nlet s = \"crate::cli\";");
    let used: Vec<String> = rooms_used(&code, 1).into_iter().map(|(_, room)| room).collect();
    assert_eq!(used, ["text", "model"]);
    let code =
        blank("fn f<'a>(x: &'a str) -> char { '\"' }\nuse super::super::cli::run;\nr#\"a \" crate::x\"#");
    let used: Vec<(usize, String)> = rooms_used(&code, 2);
    assert_eq!(used, [(2, "cli".to_owned())]);
    let code = blank("mod a;\n#[cfg(test)]\nmod tests {\n  fn f() { if x { } }\n}\nfn g() {}\n");
    assert_eq!(count_lines(&without_tests(&code)), 2);
}

/// One file of `src/`, scanned.
struct SourceFile {
    path: String,
    room: String,
    source: String,
    /// The file with comments and literals blanked, line for line.
    code: String,
    rooms_used: Vec<(usize, String)>,
    lines_of_code: usize,
}

fn sources() -> Vec<SourceFile> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    collect(&root.join("src"), &mut paths);
    paths.sort();
    assert!(!paths.is_empty(), "no sources found");
    paths
        .into_iter()
        .map(|path| {
            let source = std::fs::read_to_string(&path).expect("a source file is UTF-8");
            let inside = path.strip_prefix(root.join("src")).expect("collected below src");
            let parts: Vec<String> =
                inside.iter().map(|part| part.to_string_lossy().trim_end_matches(".rs").to_owned()).collect();
            // How many `super` lead from this file to the crate's root.
            let is_mod = parts.last().is_some_and(|last| last == "mod");
            let depth = if is_mod { parts.len() - 1 } else { parts.len() };
            let code = blank(&source);
            let tests_only = inside.ends_with("tests.rs") || inside.iter().any(|part| part == "tests");
            let lines_of_code = if tests_only { 0 } else { count_lines(&without_tests(&code)) };
            SourceFile {
                path: format!("src/{}", inside.display()),
                room: parts[0].clone(),
                rooms_used: rooms_used(&code, depth),
                source,
                code,
                lines_of_code,
            }
        })
        .collect()
}

fn collect(dir: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).expect("src is readable") {
        let path = entry.expect("an entry of src").path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            paths.push(path);
        }
    }
}

fn floor_of(room: &str) -> Option<u8> {
    FLOORS.iter().find(|(name, _)| *name == room).map(|(_, floor)| *floor)
}

/// The rooms that paths from the crate's root lead to: `crate::room`, `crate::{room::x, other}` and enough
/// `super::` to leave the own room. Lines count from 1.
fn rooms_used(code: &str, depth: usize) -> Vec<(usize, String)> {
    let mut used = Vec::new();
    let mut starts: Vec<usize> = code
        .match_indices("crate::")
        .filter(|(at, _)| !follows_identifier(code, *at) && !code[..*at].ends_with("$"))
        .map(|(at, found)| at + found.len())
        .collect();
    if depth > 0 {
        let escape = "super::".repeat(depth);
        starts.extend(
            code.match_indices(&escape)
                .filter(|(at, _)| !follows_identifier(code, *at) && !code[..*at].ends_with("super::"))
                .map(|(at, found)| at + found.len())
                .filter(|at| !code[*at..].starts_with("super::")),
        );
    }
    starts.sort_unstable();
    for start in starts {
        let line = code[..start].matches('\n').count() + 1;
        let rest = &code[start..];
        let heads = if rest.starts_with('{') { group_heads(rest) } else { vec![identifier(rest)] };
        used.extend(
            heads.into_iter().filter(|head| floor_of(head).is_some()).map(|room| (line, room.to_owned())),
        );
    }
    used
}

/// The first identifiers of the members of a `{a::b, c::{d}, e}` group.
fn group_heads(group: &str) -> Vec<&str> {
    let (mut depth, mut heads, mut expect) = (0, Vec::new(), true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => expect = true,
            c if expect && depth == 1 && !c.is_whitespace() => {
                heads.push(identifier(&group[at..]));
                expect = false;
            }
            _ => {}
        }
        if depth == 0 {
            break;
        }
    }
    heads
}

fn identifier(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}

fn follows_identifier(code: &str, at: usize) -> bool {
    code[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// The line of the first path that starts with the crate `name`.
fn first_use(code: &str, name: &str) -> Option<usize> {
    code.match_indices(name)
        .find(|(at, _)| {
            let rest = code[at + name.len()..].trim_start();
            let before = code[..*at].trim_end();
            let is_path_start =
                !follows_identifier(code, *at) && !before.ends_with("::") && !before.ends_with('.');
            let imported = before.ends_with("use") && (rest.starts_with(';') || rest.starts_with(" as "));
            is_path_start && (rest.starts_with("::") || imported)
        })
        .map(|(at, _)| code[..at].matches('\n').count() + 1)
}

fn count_lines(code: &str) -> usize {
    code.lines().filter(|line| !line.trim().is_empty()).count()
}

/// `code` without the items under `#[cfg(test)]`.
fn without_tests(code: &str) -> String {
    let mark = "#[cfg(test)]";
    let mut kept = String::new();
    let mut rest = code;
    while let Some(at) = rest.find(mark) {
        kept.push_str(&rest[..at]);
        let item = &rest[at + mark.len()..];
        let mut depth = 0usize;
        let mut end = item.len();
        for (at, c) in item.char_indices() {
            match c {
                '{' | '(' | '[' => depth += 1,
                ')' | ']' => depth = depth.saturating_sub(1),
                '}' => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        end = at + 1;
                        break;
                    }
                }
                ';' if depth == 0 => {
                    end = at + 1;
                    break;
                }
                _ => {}
            }
        }
        rest = &item[end..];
    }
    kept + rest
}

/// `source` with comments turned to blanks and the insides of literals to `_`, line feeds kept.
fn blank(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    let fill = |out: &mut String, from: usize, to: usize, with: char| {
        out.extend(chars[from..to.min(chars.len())].iter().map(|c| if *c == '\n' { '\n' } else { with }));
    };
    let starts = |at: usize, text: &str| text.chars().enumerate().all(|(i, c)| chars.get(at + i) == Some(&c));
    while at < chars.len() {
        let word_before = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
        let end;
        if starts(at, "//") {
            end = (at..chars.len()).find(|i| chars[*i] == '\n').unwrap_or(chars.len());
            fill(&mut out, at, end, ' ');
        } else if starts(at, "/*") {
            let mut depth = 0;
            let mut i = at;
            loop {
                if starts(i, "/*") {
                    depth += 1;
                    i += 2;
                } else if starts(i, "*/") {
                    depth -= 1;
                    i += 2;
                } else {
                    i += 1;
                }
                if depth == 0 || i >= chars.len() {
                    break;
                }
            }
            end = i;
            fill(&mut out, at, end, ' ');
        } else if !word_before
            && (starts(at, "r\"") || starts(at, "r#") || starts(at, "br\"") || starts(at, "br#"))
        {
            let open = at + if chars[at] == 'b' { 2 } else { 1 };
            let hashes = (open..chars.len()).take_while(|i| chars[*i] == '#').count();
            if chars.get(open + hashes) == Some(&'"') {
                let close: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                let from = open + hashes + 1;
                let found = (from..chars.len()).find(|i| starts(*i, &close)).unwrap_or(chars.len());
                end = (found + close.len()).min(chars.len());
                fill(&mut out, at, end, '_');
            } else {
                end = at + 1;
                out.push(chars[at]);
            }
        } else if chars[at] == '"' {
            end = closing(&chars, at, '"');
            fill(&mut out, at, end, '_');
        } else if chars[at] == '\'' && is_char_literal(&chars, at) {
            end = closing(&chars, at, '\'');
            fill(&mut out, at, end, '_');
        } else {
            end = at + 1;
            out.push(chars[at]);
        }
        at = end;
    }
    out
}

/// The place after the closing quote of the literal that opens at `at`.
fn closing(chars: &[char], at: usize, quote: char) -> usize {
    let mut i = at + 1;
    while i < chars.len() && chars[i] != quote {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    (i + 1).min(chars.len())
}

/// True for `'x'` and `'\n'`, false for a lifetime.
fn is_char_literal(chars: &[char], at: usize) -> bool {
    chars.get(at + 1) == Some(&'\\') || chars.get(at + 2) == Some(&'\'')
}
