//! Any text is a query or an error that points inside it; a query prints back to itself.
#![no_main]

use libfuzzer_sys::fuzz_target;
use vraagbaak::query::{Match, parse, plain};

fuzz_target!(|text: &str| {
    match parse(text) {
        Ok(query) => assert_eq!(parse(&query.to_string()), Ok(query)),
        Err(error) => {
            assert!(error.query.get(error.at.clone()).is_some());
            let _ = error.picture();
        }
    }
    let _ = plain(text, Match::Any);
});
