//! JSON files that are no lines: an array of objects, or objects over several lines, cut into their objects
//! without holding more than one.

use std::ops::ControlFlow;

use super::SkipReason;
use super::input::Input;
use super::record::Content;
use super::session::{Place, Session};

/// How much is looked at at a time.
const STEP: usize = 64 << 10;

/// Streams the objects of `input` that lie at the top or in one array at the top.
pub(super) fn read(session: &mut Session<'_>, place: &Place, mut input: Input<'_>) -> ControlFlow<()> {
    let limit = session.options.max_record_bytes;
    let mut line = 1;
    let mut object = Vec::new();
    let mut scanner = Scanner::default();
    let mut started_at = 1;
    loop {
        let bytes = match input.peek(STEP) {
            Ok(bytes) => bytes,
            Err(error) => return session.skip(place.origin(Some(line)), SkipReason::io(error)),
        };
        let bytes = &bytes[..bytes.len().min(STEP)];
        if bytes.is_empty() {
            break;
        }
        let mut begin = 0;
        for (at, &byte) in bytes.iter().enumerate() {
            line += u64::from(byte == b'\n');
            match scanner.step(byte) {
                Step::Inside => {}
                Step::Begin => {
                    begin = at;
                    started_at = line;
                }
                Step::End => {
                    if object.len() + at - begin > limit {
                        session.skip(place.origin(Some(started_at)), SkipReason::TooLong { limit })?;
                    } else {
                        object.extend_from_slice(&bytes[begin..=at]);
                        session.emit(place, Some(started_at), &object, Content::Json)?;
                    }
                    object.clear();
                    begin = at + 1;
                }
                Step::Between => begin = at + 1,
                Step::Stray => {
                    let reason = SkipReason::Rest(format!(
                        "'{}' where an object, a comma or the array's end was expected",
                        byte.escape_ascii()
                    ));
                    return session.skip(place.origin(Some(line)), reason);
                }
            }
        }
        if begin < bytes.len() && object.len() <= limit {
            object.extend_from_slice(&bytes[begin..]);
        }
        let count = bytes.len();
        input.consume(count);
    }
    if scanner.depth > 0 {
        let reason = SkipReason::Rest("the file ends inside an object".to_owned());
        return session.skip(place.origin(Some(started_at)), reason);
    }
    if scanner.in_array {
        let reason = SkipReason::Rest("the file ends before the array does".to_owned());
        return session.skip(place.origin(Some(line)), reason);
    }
    ControlFlow::Continue(())
}

/// Counts braces outside strings.
#[derive(Default)]
struct Scanner {
    depth: u32,
    in_array: bool,
    in_string: bool,
    escaped: bool,
}

enum Step {
    /// Between objects: white space, commas, the array's brackets.
    Between,
    /// An object's opening brace.
    Begin,
    /// Inside an object.
    Inside,
    /// An object's closing brace.
    End,
    /// Something that cannot stand between objects.
    Stray,
}

impl Scanner {
    fn step(&mut self, byte: u8) -> Step {
        if self.in_string {
            match byte {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.in_string = false,
                _ => {}
            }
            return Step::Inside;
        }
        if self.depth == 0 {
            return match byte {
                b'{' => {
                    self.depth = 1;
                    Step::Begin
                }
                b'[' if !self.in_array => {
                    self.in_array = true;
                    Step::Between
                }
                b']' if self.in_array => {
                    self.in_array = false;
                    Step::Between
                }
                b' ' | b'\t' | b'\r' | b'\n' | b',' | 0xEF | 0xBB | 0xBF => Step::Between,
                _ => Step::Stray,
            };
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth = self.depth.saturating_add(1),
            b'}' | b']' => {
                self.depth -= 1;
                if self.depth == 0 {
                    return Step::End;
                }
            }
            _ => {}
        }
        Step::Inside
    }
}
