//! A file of any bytes under any ending gives records or reasons; what is understood of a record lies inside
//! its text. The first byte chooses the ending.
#![no_main]

use std::ops::{ControlFlow, Range};

use libfuzzer_sys::fuzz_target;
use vraagbaak::corpus::{ReadOptions, read};
use vraagbaak::parse::{ParseOptions, Parser, read_reference};

const ENDINGS: [&str; 10] =
    ["txt", "jsonl", "json", "csv", "tsv", "html", "xml", "docx", "zip", "gz"];

thread_local! {
    static PLACE: tempfile::TempDir = tempfile::tempdir().unwrap();
    static PARSER: Parser = Parser::new(ParseOptions::default());
}

fuzz_target!(|bytes: &[u8]| {
    let Some((ending, content)) = bytes.split_first() else { return };
    let ending = ENDINGS[usize::from(*ending) % ENDINGS.len()];
    let path = PLACE.with(|place| place.path().join(format!("a.{ending}")));
    std::fs::write(&path, content).unwrap();
    let mut records = Vec::new();
    let read = read(std::slice::from_ref(&path), &ReadOptions::default(), &mut |record| {
        match record {
            Ok(record) => records.push(record),
            Err(skipped) => assert!(!skipped.to_string().is_empty()),
        }
        ControlFlow::Continue(())
    });
    std::fs::remove_file(&path).unwrap();
    assert!(read.is_ok());
    for record in records {
        let Ok(raw) = record.parse() else { continue };
        let Ok(question) = PARSER.with(|parser| parser.parse(&raw)) else { continue };
        let inside = |span: &Range<u32>| {
            assert!(question.text.get(span.start as usize..span.end as usize).is_some(), "{span:?}");
        };
        inside(&question.sections.title);
        inside(&question.sections.question);
        inside(&question.sections.answer);
        for exchange in &question.exchanges {
            exchange.question.iter().for_each(inside);
            exchange.answer.iter().for_each(inside);
        }
        for citation in &question.cites {
            inside(&citation.span);
        }
        let _ = read_reference(&question.text);
    }
});
