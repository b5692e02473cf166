//! The stored lexicon is what its maker makes from the packages, byte for byte.

#[allow(dead_code)]
#[path = "../examples/make-lexicon/main.rs"]
mod make;

#[test]
fn the_stored_lexicon_is_what_is_made() {
    let sources = ["/usr/share/dict/dutch", "/usr/share/hunspell/nl.dic", "/usr/share/hunspell/nl.aff"];
    if let Some(absent) = sources.iter().find(|path| !std::path::Path::new(path).exists()) {
        println!("skipped: {absent} is absent (install wdutch and hunspell-nl)");
        return;
    }
    let stored = concat!(env!("CARGO_MANIFEST_DIR"), "/src/dutch/lexicon/dutch.lex");
    let made = make::make().expect("the packages are there");
    assert!(
        std::fs::read(stored).expect("it is stored") == made,
        "run `cargo run --release --example make-lexicon`"
    );
}
