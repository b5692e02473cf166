//! Relevance experiments: each file of `benches/experiments/` names a corpus, topics, judgements and the
//! figures they must give. This runs them and fails where a figure differs.
//!
//!     cargo bench --bench experiments                  all; those whose corpus is absent are skipped
//!     cargo bench --bench experiments -- sample        the named ones
//!     cargo bench --bench experiments -- --update      write what was measured into the files
//!
//! Paths are relative to the crate's root; `../shared` may be elsewhere (`VRAAGBAAK_SHARED`).

#![allow(clippy::print_stdout, reason = "a bench talks to its user directly")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use vraagbaak::eval::{Measure, Qrels, Run, RunWriter, evaluate, read_topics};
use vraagbaak::index::{Index, NoProgress, UpdateOptions, update};
use vraagbaak::query::{Match, plain};
use vraagbaak::search::{SearchRequest, Searcher};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Figures are kept to four decimals, as trec_eval prints them.
const TOLERANCE: f64 = 0.000_05;

/// One experiment, as its file holds it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Experiment {
    /// One sentence on what is measured.
    about: String,
    /// Files and folders to index.
    corpus: Vec<PathBuf>,
    /// The topics.
    topics: PathBuf,
    /// The judgements.
    qrels: PathBuf,
    /// Hits a topic.
    depth: usize,
    /// What the index must hold.
    index: IndexFacts,
    /// Measure → value.
    expected: BTreeMap<String, f64>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct IndexFacts {
    documents: u64,
}

fn main() -> Outcome<()> {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let (flags, names): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|argument| argument.starts_with("--"));
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Documents without an id of their own are named by their path, in the judgements too.
    std::env::set_current_dir(root)?;
    let mut paths: Vec<PathBuf> = std::fs::read_dir(root.join("benches/experiments"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut faults = 0;
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if !names.is_empty() && !names.contains(&name.as_str()) {
            continue;
        }
        let mut experiment: Experiment = toml::from_str(&std::fs::read_to_string(&path)?)?;
        match experiment.measure()? {
            None => println!("{name}: skipped, its corpus is absent"),
            Some((facts, values)) if flags.contains(&"--update") => {
                experiment.index = facts;
                experiment.expected = values;
                std::fs::write(&path, toml::to_string(&experiment)?)?;
                println!("{name}: written");
            }
            Some((facts, values)) => faults += experiment.check(&name, &facts, &values),
        }
    }
    if faults > 0 {
        return Err(format!("{faults} figures differ from what the experiments state").into());
    }
    Ok(())
}

impl Experiment {
    /// Indexes, answers and measures; `None` when a file is absent.
    fn measure(&self) -> Outcome<Option<(IndexFacts, BTreeMap<String, f64>)>> {
        let resolve =
            |path: &PathBuf| match (path.strip_prefix("../shared"), std::env::var_os("VRAAGBAAK_SHARED")) {
                (Ok(inside), Some(shared)) => PathBuf::from(shared).join(inside),
                _ => path.clone(),
            };
        let corpus: Vec<PathBuf> = self.corpus.iter().map(resolve).collect();
        if !corpus.iter().chain([&resolve(&self.topics), &resolve(&self.qrels)]).all(|path| path.exists()) {
            return Ok(None);
        }
        let dir = tempfile::tempdir()?;
        update(&UpdateOptions::new(dir.path().join("index"), corpus), &NoProgress)?;
        let index = Index::open(&dir.path().join("index"))?;
        let searcher = Searcher::new(&index);
        let ids = index.ids()?;
        let run_path = dir.path().join("run");
        let mut writer =
            RunWriter::new(std::io::BufWriter::new(std::fs::File::create(&run_path)?), "experiment");
        for topic in read_topics(&resolve(&self.topics))? {
            let query = plain(&topic.text, Match::Any);
            let request = SearchRequest { parts: true, ..SearchRequest::bare(query, self.depth) };
            let mut ranked = Vec::new();
            for (address, score) in searcher.ranked(&request)? {
                ranked.push((ids.get(address)?, score));
            }
            writer.topic(&topic.id, ranked.iter().map(|(id, score)| (id.as_ref(), *score)))?;
        }
        drop(writer);
        let measures: Vec<Measure> =
            self.expected.keys().map(|name| name.parse()).collect::<Result<_, _>>()?;
        let evaluation = evaluate(&Qrels::read(&resolve(&self.qrels))?, &Run::read(&run_path)?, &measures)?;
        let rounded = evaluation.means().into_iter().map(|value| (value * 1e4).round() / 1e4);
        let values = self.expected.keys().cloned().zip(rounded).collect();
        Ok(Some((IndexFacts { documents: index.documents() }, values)))
    }

    /// Prints the figures and counts those that differ from the expected ones.
    fn check(&self, name: &str, facts: &IndexFacts, values: &BTreeMap<String, f64>) -> usize {
        println!("{name}: {}", self.about);
        let mut faults = 0;
        if *facts != self.index {
            println!("  index {facts:?}, expected {:?}", self.index);
            faults += 1;
        }
        for (measure, value) in values {
            let expected = self.expected.get(measure).copied().unwrap_or_default();
            let differs = (value - expected).abs() > TOLERANCE;
            faults += usize::from(differs);
            let note = if differs { format!(" — expected {expected:.4}") } else { String::new() };
            println!("  {measure:<8} {value:.4}{note}");
        }
        faults
    }
}
