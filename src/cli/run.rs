//! `vraagbaak run`: runs a saved search and says what is new.

use std::collections::BTreeSet;

use clap::ValueEnum;

use super::saved::SavedSearches;
use super::{CliError, Desk, ExitStatus, export, opening, search, tabular};
use crate::query;
use crate::render::json;
use crate::render::terminal::{FORMS, HitOptions, hits};
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
    #[arg(value_name = "NAME", add = super::completions::saved_names())]
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
            limit: self.limit,
            most_forms: if matches!(self.format, Format::Text) { FORMS } else { 0 },
            ..SearchRequest::new(query)
        };
        let mut found = BTreeSet::new();
        let mut news = 0_u64;
        let results = searcher.search_where(&request, &mut |source, id| {
            let key = format!("{source}\t{id}");
            let new = !memory.seen.contains(&key);
            news += u64::from(new);
            found.insert(key);
            new || !self.new
        })?;
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
        if !self.keep {
            memory.seen.append(&mut found);
            memory.last_run = Some(jiff::Timestamp::now().to_string());
            saved.write(&self.name, &memory)?;
        }
        desk.note(format!("{news} new since it was last run"))?;
        Ok(ExitStatus::found(if self.new { news > 0 } else { results.total > 0 }))
    }
}
