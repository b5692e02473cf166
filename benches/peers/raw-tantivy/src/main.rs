//! The yardstick of the benchmarks: tantivy as its documentation shows it. One stored body field with
//! positions and the built-in Dutch stemmer, LZ4 blocks, default memory advice, `SnippetGenerator`.
//!
//!     raw-tantivy index CORPUS.jsonl DIR      build; prints one JSON object with seconds and sizes
//!     raw-tantivy serve DIR [OPTION…]         the peers' line protocol (benches/peers/README.md)
//!     raw-tantivy once DIR KIND TEXT          one query in a fresh process, hits on standard output
//!     raw-tantivy run DIR TOPICS DEPTH        a TREC run of `id<TAB>text` topics, any word matches
//!
//! Options: `--no-snippets`, `--random` (memory advice `Random` in place of tantivy's default).

use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::Instant;

use serde::Deserialize;
use tantivy::collector::{Count, TopDocs};
use tantivy::directory::MmapDirectory;
use tantivy::directory::Advice;
use tantivy::query::{BooleanQuery, EmptyQuery, Occur, PhraseQuery, Query, TermQuery};
use tantivy::schema::{
    Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions, Value,
};
use tantivy::snippet::SnippetGenerator;
use tantivy::tokenizer::{Language, LowerCaser, RemoveLongFilter, SimpleTokenizer, Stemmer, TextAnalyzer};
use tantivy::{DocAddress, Index, IndexReader, ReloadPolicy, Score, TantivyDocument, Term};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

#[derive(Deserialize)]
struct Record {
    id: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    question: String,
    #[serde(default)]
    answer: String,
    #[serde(default)]
    date: String,
}

struct Fields {
    id: Field,
    body: Field,
    year: Field,
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let indexing = TextFieldIndexing::default()
        .set_tokenizer("nl")
        .set_index_option(IndexRecordOption::WithFreqsAndPositions);
    let body = TextOptions::default().set_indexing_options(indexing).set_stored();
    let fields = Fields {
        id: builder.add_text_field("id", STRING | STORED),
        body: builder.add_text_field("body", body),
        year: builder.add_text_field("year", STRING),
    };
    (builder.build(), fields)
}

fn analyser() -> TextAnalyzer {
    TextAnalyzer::builder(SimpleTokenizer::default())
        .filter(RemoveLongFilter::limit(255))
        .filter(LowerCaser)
        .filter(Stemmer::new(Language::Dutch))
        .build()
}

fn open(dir: &str, random: bool) -> Outcome<(IndexReader, Fields)> {
    let directory = if random {
        MmapDirectory::open_with_madvice(dir, Advice::Random)?
    } else {
        MmapDirectory::open(dir)?
    };
    let index = Index::open(directory)?;
    index.tokenizers().register("nl", analyser());
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
    Ok((reader, schema().1))
}

fn build(corpus: &str, dir: &str) -> Outcome<()> {
    let start = Instant::now();
    std::fs::create_dir_all(dir)?;
    let (schema, fields) = schema();
    let index = Index::create_in_dir(dir, schema)?;
    index.tokenizers().register("nl", analyser());
    let mut writer = index.writer_with_num_threads(2, 300_000_000)?;
    let mut reader = BufReader::with_capacity(1 << 20, File::open(corpus)?);
    let (mut line, mut documents) = (String::new(), 0u64);
    while reader.read_line(&mut line)? > 0 {
        let record: Record = serde_json::from_str(&line)?;
        let mut document = TantivyDocument::default();
        document.add_text(fields.id, &record.id);
        document.add_text(
            fields.body,
            format!("{}\n{}\n{}", record.title, record.question, record.answer),
        );
        if let Some(year) = record.date.get(..4) {
            document.add_text(fields.year, year);
        }
        writer.add_document(document)?;
        documents += 1;
        line.clear();
    }
    writer.commit()?;
    writer.wait_merging_threads()?;
    let segments = index.searchable_segment_ids()?.len();
    let report = serde_json::json!({
        "documents": documents,
        "segments": segments,
        "seconds": start.elapsed().as_secs_f64(),
        "corpus_bytes": std::fs::metadata(corpus)?.len(),
        "index_bytes": folder_size(Path::new(dir))?,
    });
    println!("{report}");
    Ok(())
}

fn folder_size(dir: &Path) -> Outcome<u64> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(dir)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}

fn query(kind: &str, text: &str, year: &str, fields: &Fields) -> Box<dyn Query> {
    let mut terms = Vec::new();
    analyser()
        .token_stream(text)
        .process(&mut |token| terms.push(Term::from_field_text(fields.body, &token.text)));
    let with = IndexRecordOption::WithFreqs;
    let term = |term: &Term| -> Box<dyn Query> { Box::new(TermQuery::new(term.clone(), with)) };
    let occur = if kind == "or" { Occur::Should } else { Occur::Must };
    let words: Box<dyn Query> = match (kind, &terms[..]) {
        (_, []) => Box::new(EmptyQuery),
        (_, [one]) => term(one),
        ("phrase", _) => Box::new(PhraseQuery::new(terms)),
        _ => Box::new(BooleanQuery::new(terms.iter().map(|t| (occur, term(t))).collect())),
    };
    if year.is_empty() {
        return words;
    }
    let filter = TermQuery::new(Term::from_field_text(fields.year, year), IndexRecordOption::Basic);
    Box::new(BooleanQuery::new(vec![
        (Occur::Must, words),
        (Occur::Must, Box::new(tantivy::query::ConstScoreQuery::new(Box::new(filter), 0.0))),
    ]))
}

struct Page {
    total: usize,
    hits: Vec<(Score, String)>,
    snippets: Vec<String>,
}

fn search(
    reader: &IndexReader,
    fields: &Fields,
    query: &dyn Query,
    limit: usize,
    snippets: bool,
) -> Outcome<Page> {
    let searcher = reader.searcher();
    let (top, total): (Vec<(Score, DocAddress)>, usize) =
        searcher.search(query, &(TopDocs::with_limit(limit).order_by_score(), Count))?;
    let mut page = Page { total, hits: Vec::new(), snippets: Vec::new() };
    let generator = if snippets {
        let mut generator = SnippetGenerator::create(&searcher, query, fields.body)?;
        generator.set_max_num_chars(200);
        Some(generator)
    } else {
        None
    };
    for (score, address) in top {
        let document: TantivyDocument = searcher.doc(address)?;
        let id = document.get_first(fields.id).and_then(|v| v.as_str()).unwrap_or_default();
        page.hits.push((score, id.to_owned()));
        if let Some(generator) = &generator {
            page.snippets.push(generator.snippet_from_doc(&document).to_html());
        }
    }
    Ok(page)
}

fn serve(dir: &str, snippets: bool, random: bool) -> Outcome<()> {
    let (reader, fields) = open(dir, random)?;
    let mut out = std::io::stdout().lock();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut columns = line.split('\t').skip(1);
        let [kind, text, year] = std::array::from_fn(|_| columns.next().unwrap_or_default());
        let start = Instant::now();
        let query = query(kind, text, year, &fields);
        let page = search(&reader, &fields, &*query, 10, snippets)?;
        let micros = start.elapsed().as_secs_f64() * 1e6;
        let bytes: usize = page.snippets.iter().map(String::len).sum();
        writeln!(out, "{micros:.1}\t{}\t{}\t{bytes}", page.total, page.hits.len())?;
        out.flush()?;
    }
    Ok(())
}

fn once(dir: &str, kind: &str, text: &str, random: bool) -> Outcome<()> {
    let (reader, fields) = open(dir, random)?;
    let page = search(&reader, &fields, &*query(kind, text, "", &fields), 10, true)?;
    println!("{} hits", page.total);
    for ((score, id), snippet) in page.hits.iter().zip(&page.snippets) {
        println!("{score:.3} {id}\n  {snippet}");
    }
    Ok(())
}

fn run(dir: &str, topics: &str, depth: usize) -> Outcome<()> {
    let (reader, fields) = open(dir, false)?;
    for line in BufReader::new(File::open(topics)?).lines() {
        let line = line?;
        let Some((topic, text)) = line.split_once('\t') else { continue };
        let page = search(&reader, &fields, &*query("or", text, "", &fields), depth, false)?;
        for (rank, (score, id)) in page.hits.iter().enumerate() {
            println!("{topic} Q0 {id} {} {score} raw-tantivy", rank + 1);
        }
    }
    Ok(())
}

fn main() -> Outcome<()> {
    let (flags, plain): (Vec<String>, Vec<String>) =
        std::env::args().skip(1).partition(|argument| argument.starts_with("--"));
    let has = |flag: &str| flags.iter().any(|f| f == flag);
    let plain: Vec<&str> = plain.iter().map(String::as_str).collect();
    match plain[..] {
        ["index", corpus, dir] => build(corpus, dir),
        ["serve", dir] => serve(dir, !has("--no-snippets"), has("--random")),
        ["once", dir, kind, text] => once(dir, kind, text, has("--random")),
        ["run", dir, topics, depth] => run(dir, topics, depth.parse()?),
        _ => Err("usage: raw-tantivy index|serve|once|run … (see the head of src/main.rs)".into()),
    }
}
