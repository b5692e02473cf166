//! `vraagbaak run`: runs a saved search and says what is new.

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::saved::SavedSearches;
use super::{CliError, Desk, ExitStatus, export, opening, search, tabular};
use crate::model::{SearchResults, WrittenQuestion};
use crate::query;
use crate::render::json;
use crate::render::terminal::{HitOptions, hits};
use crate::search::{SearchRequest, Searcher, Sort};

/// Run a saved search; with --new, show only what came since it was last run
///
/// Exit status 1 when there is nothing (new): an alert for scripts.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak run maatwerk\n  \
    vraagbaak run maatwerk --new --format json || echo 'nothing new'")]
pub struct Arguments {
    /// The name it was saved under
    #[arg(value_name = "NAME")]
    name: String,
    /// Only documents that it had not found before
    #[arg(long)]
    new: bool,
    /// Most hits to show; all count as seen
    #[arg(long, short = 'n', value_name = "N", default_value_t = 10)]
    limit: usize,
    /// Do not remember what was found
    #[arg(long)]
    keep: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// One object, described in docs/json.md
    Json,
    /// One hit a line
    Jsonl,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let saved = SavedSearches::of(desk.index_dir());
        let mut memory = saved.read(&self.name)?;
        let query = query::parse(&memory.query)?;
        let index = opening::open(desk)?;
        let searcher = Searcher::new(&index);
        let request = SearchRequest {
            // What is new is read from the newest on.
            sort: if self.new { Sort::DateDescending } else { Sort::Score },
            collapse: false,
            relax: false,
            ..SearchRequest::new(query)
        };
        let mut found = BTreeSet::new();
        let mut fresh = Vec::new();
        let plain = SearchRequest { snippets: false, forms: false, ..request.clone() };
        export::pages(&searcher, plain, usize::MAX, &mut |page, _| {
            for hit in &page.hits {
                let key = key(&hit.document);
                if !memory.seen.contains(&key) {
                    fresh.push(hit.rank);
                }
                found.insert(key);
            }
            Ok(())
        })?;
        let results = if self.new {
            self.only(&searcher, &request, &fresh)?
        } else {
            searcher.search(&SearchRequest { limit: self.limit, ..request })?
        };
        match self.format {
            Format::Text => {
                let text = hits(&desk.screen, &results, HitOptions::default());
                desk.page(&text)?;
            }
            Format::Json => tabular::json(desk, &json::results(&results))?,
            Format::Jsonl => {
                let provenance = export::provenance(&index, results.query.clone(), results.total);
                search::json_lines(desk, &results.hits, &provenance)?;
            }
        }
        let news = fresh.len();
        if !self.keep {
            memory.seen.append(&mut found);
            memory.last_run = Some(jiff::Timestamp::now().to_string());
            saved.write(&self.name, &memory)?;
        }
        desk.note(format!("{news} new since it was last run"))?;
        Ok(ExitStatus::found(if self.new { news > 0 } else { results.total > 0 }))
    }

    /// The results with the hits of these ranks only.
    fn only(
        &self,
        searcher: &Searcher<'_>,
        request: &SearchRequest,
        ranks: &[usize],
    ) -> Result<SearchResults, CliError> {
        let mut results = searcher.search(&SearchRequest { limit: 0, ..request.clone() })?;
        for rank in ranks.iter().take(self.limit) {
            let one = SearchRequest { offset: rank - 1, limit: 1, ..request.clone() };
            results.hits.append(&mut searcher.search(&one)?.hits);
        }
        for (i, hit) in results.hits.iter_mut().enumerate() {
            hit.rank = i + 1;
        }
        results.total = ranks.len() as u64;
        results.total_collapsed = results.total;
        results.matched.clear();
        Ok(results)
    }
}

/// What a document is remembered by.
fn key(document: &WrittenQuestion) -> String {
    format!("{}\t{}", document.source, document.id)
}
