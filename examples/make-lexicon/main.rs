//! Makes `dutch.lex` from Debian's `wdutch` and `hunspell-nl` and from the text files beside it.
//!
//! `cargo run --release --example make-lexicon [-- OUT]`: writes OUT, by default the stored file. The same inputs give
//! the same bytes. In short: all forms of the word list and of the dictionary's affixes are collected and classed;
//! each is given its lemmas; then the compounds among the lemmas are found with the library's own splitter, in
//! rounds: each round counts how many words begin (or end) with a part, and these counts are the next round's costs.

#![allow(clippy::print_stderr, clippy::expect_used, missing_docs)]

mod encode;
mod families;
mod hunspell;
mod lemmas;
mod paradigm;
mod readings;
mod words;

use std::path::PathBuf;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::args().nth(1).map_or_else(default_output, PathBuf::from);
    std::fs::write(out, make()?)?;
    Ok(())
}

fn default_output() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src/dutch/lexicon/dutch.lex"))
}

/// The lexicon's bytes; fails when a source is missing.
pub fn make() -> Result<Vec<u8>, Box<dyn std::error::Error>> {
    let sources = words::Sources::read()?;
    let mut words = words::collect(&sources);
    lemmas::lemmatise(&mut words, &sources);
    Ok(families::split(&mut words, &sources))
}
