//! How long a query takes on the sample corpus, from its text to hits with snippets. The counts are asserted:
//! a faster search that finds less is not taken for a better one.

use std::path::Path;
use std::sync::LazyLock;

use divan::Bencher;
use tempfile::TempDir;
use vraagbaak::index::{Index, NoProgress, UpdateOptions, update};
use vraagbaak::query;
use vraagbaak::search::{SearchRequest, Searcher};

/// A query and the number of documents of `corpus/` that match it.
const QUERIES: [(&str, u64); 6] = [
    ("maatwerk", 5),
    ("=maatwerk", 3),
    ("\"sociale economie\"", 2),
    ("wachtlijst woning", 2),
    ("maatwerk OF energiescan", 7),
    ("jaar:2022 gemeente", 5),
];

static INDEX: LazyLock<(TempDir, Index)> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let options = UpdateOptions::new(folder.path().to_owned(), vec![corpus]);
    update(&options, &NoProgress).expect("the sample corpus can be indexed");
    let index = Index::open(folder.path()).expect("the index opens");
    (folder, index)
});

fn main() {
    divan::main();
}

/// Totals, ranking, written forms and snippets of the ten best hits.
#[divan::bench(args = QUERIES)]
fn search(bencher: Bencher<'_, '_>, (text, total): (&str, u64)) {
    let searcher = Searcher::new(&INDEX.1);
    let request = SearchRequest::new(query::parse(text).expect("the query can be read"));
    bencher.bench_local(|| {
        let results = searcher.search(&request).expect("the search succeeds");
        assert_eq!(results.total, total, "{text}");
        results
    });
}

/// Totals and ranking only.
#[divan::bench(args = QUERIES)]
fn rank(bencher: Bencher<'_, '_>, (text, total): (&str, u64)) {
    let searcher = Searcher::new(&INDEX.1);
    let request = SearchRequest::bare(query::parse(text).expect("the query can be read"), 10);
    bencher.bench_local(|| {
        let results = searcher.search(&request).expect("the search succeeds");
        assert_eq!(results.total, total, "{text}");
        results
    });
}
