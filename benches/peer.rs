//! vraagbaak behind the line protocol of `benches/peers/README.md`, for `benches/peers/peers.py` and by hand:
//!
//!     cargo bench --bench peer -- index CORPUS INDEX
//!     cargo bench --bench peer -- serve INDEX [--no-snippets] < QUERIES
//!     cargo bench --bench peer -- dump INDEX QUERIES        all that each answer holds, a line a query
//!
//! A dump before and one after a change to the evaluation must not differ: `diff` shows what did.
//! `once` and `run` of the protocol are the program's own `search` and `batch`.

#![allow(clippy::print_stdout, reason = "a bench talks to its user directly")]

use std::io::{BufRead, Write};
use std::path::Path;
use std::time::Instant;

use vraagbaak::index::{Index, NoProgress, UpdateOptions, update};
use vraagbaak::query::{Filter, Match, Node, Phrase, Query, plain};
use vraagbaak::search::{SearchRequest, Searcher};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (flags, plain): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    match plain[..] {
        ["index", corpus, dir] => build(corpus, dir),
        ["dump", dir, queries] => dump(Path::new(dir), Path::new(queries)),
        ["serve", dir] => serve(Path::new(dir), !flags.contains(&"--no-snippets")),
        _ => {
            println!("peer: index CORPUS INDEX | serve INDEX [--no-snippets]; nothing asked, nothing done");
            Ok(())
        }
    }
}

fn build(corpus: &str, dir: &str) -> Outcome<()> {
    let start = Instant::now();
    let summary = update(&UpdateOptions::new(dir, vec![corpus.into()]), &NoProgress)?;
    let seconds = start.elapsed().as_secs_f64();
    println!("{}", serde_json::json!({ "documents": summary.added, "seconds": seconds }));
    Ok(())
}

fn serve(dir: &Path, snippets: bool) -> Outcome<()> {
    let index = Index::open(dir)?;
    let searcher = Searcher::new(&index);
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut columns = line.split('\t').skip(1);
        let [kind, text, year] = std::array::from_fn(|_| columns.next().unwrap_or_default());
        let start = Instant::now();
        let query = query(kind, text, year)?;
        // As the other engines: ten hits, a snippet each, the exact total; duplicates stay, nothing is relaxed.
        let request = SearchRequest { snippets, ..SearchRequest::bare(query, 10) };
        let results = searcher.search(&request)?;
        let micros = start.elapsed().as_secs_f64() * 1e6;
        let quoted: usize = results.hits.iter().flat_map(|hit| &hit.snippets).map(|s| s.text.len()).sum();
        writeln!(out, "{micros:.1}\t{}\t{}\t{quoted}", results.total, results.hits.len())?;
        out.flush()?;
    }
    Ok(())
}

/// Totals, ids, scores to five digits, passages with their highlights, forms and their counts.
fn dump(dir: &Path, queries: &Path) -> Outcome<()> {
    let index = Index::open(dir)?;
    let searcher = Searcher::new(&index);
    for asked in vraagbaak::eval::read_workload(queries)? {
        for mode in [Match::All, Match::Any] {
            let query = asked.query(false, mode)?;
            let results = searcher.search(&SearchRequest { limit: 20, ..SearchRequest::new(query) })?;
            let hits: Vec<_> = results
                .hits
                .iter()
                .map(|hit| {
                    let snippets: Vec<_> =
                        hit.snippets.iter().map(|s| (&s.label, &s.text, &s.highlights)).collect();
                    serde_json::json!([
                        hit.document.id,
                        format!("{:.4e}", hit.score),
                        hit.duplicates,
                        hit.title_highlights,
                        snippets,
                        hit.matched
                    ])
                })
                .collect();
            let line = serde_json::json!([
                results.query,
                results.total,
                results.total_collapsed,
                results.relaxed,
                results.matched,
                hits
            ]);
            println!("{line}");
        }
    }
    Ok(())
}

fn query(kind: &str, text: &str, year: &str) -> Outcome<Query> {
    let words = match kind {
        "phrase" => {
            Query { root: Node::Phrase(Phrase { text: text.to_owned(), within: None, literal: false }) }
        }
        "or" => plain(text, Match::Any),
        _ => plain(text, Match::All),
    };
    if year.is_empty() {
        return Ok(words);
    }
    let year = year.parse()?;
    let range = vraagbaak::model::DateRange { since: Some(year), until: Some(year) };
    Ok(words.filtered(Filter::Date(range)))
}
