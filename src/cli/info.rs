//! `vraagbaak info`: what the index holds.

use serde::Serialize;

use super::tabular::Format;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::dutch::Method;
use crate::index::BuildInfo;
use crate::model::FacetCounts;
use crate::query::Query;
use crate::render::dutch_text::{bytes, thousands};
use crate::render::json::versioned;
use crate::render::terminal::{Align, Table, clean};
use crate::search::{FacetOrder, FacetRequest, SearchRequest, Searcher};

/// Ministers shown.
const MINISTERS: usize = 15;

/// Print what the index holds, and when, from what and with what it was built
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak info\n  \
    vraagbaak info --index /srv/archief/index --format json")]
pub struct Arguments {
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

#[derive(Serialize)]
struct Output<'a> {
    path: String,
    #[serde(flatten)]
    info: &'a BuildInfo,
    segments: usize,
    years: &'a [crate::model::FacetCount],
    ministers: &'a [crate::model::FacetCount],
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open(desk)?;
        let facets = vec![
            FacetRequest { order: FacetOrder::Value, ..FacetRequest::new("date") },
            FacetRequest::new("minister"),
        ];
        let request = SearchRequest { facets, ..SearchRequest::bare(Query::all(), 0) };
        let counted = Searcher::new(&index).search(&request)?.facets;
        let values = |at: usize| counted.get(at).map_or(&[][..], |facet: &FacetCounts| &facet.values);
        let info = index.build_info();
        let path = desk.index_dir().display().to_string();
        match self.format {
            Format::Json => {
                let segments = index.segments().len();
                let output = Output { path, info, segments, years: values(0), ministers: values(1) };
                tabular::json(desk, &versioned(output))?;
            }
            Format::Text => {
                let mut facts = Table::new(&[("", Align::Left), ("", Align::Left)]);
                facts.row(["index", &path]);
                facts.row(["documents", &thousands(index.documents())]);
                let unknown = format!(
                    "{} without number, {} without date, {} without minister",
                    thousands(info.without_number),
                    thousands(info.without_date),
                    thousands(info.without_minister)
                );
                facts.row(["unknown", &unknown]);
                facts.row(["words", &thousands(info.words)]);
                facts.row(["written forms", &thousands(info.forms)]);
                facts.row(["size", &bytes(info.index_bytes)]);
                facts.row(["segments", &index.segments().len().to_string()]);
                facts.row(["built", &info.built]);
                facts.row(["updated", &info.updated]);
                for source in &info.sources {
                    let name = if source.name.is_empty() { "(unnamed)" } else { &source.name };
                    let count = thousands(source.documents);
                    facts.row(["source", &format!("{name}: {count} from {}", source.paths.join(", "))]);
                }
                facts.row(["program", &info.program]);
                let method = match info.analysis {
                    Method::Full => "",
                    Method::Stem => " (stems only, for comparison)",
                    Method::None => " (written forms only, for comparison)",
                };
                let analyser = format!("{:016x}{method}, index format {}", info.analyser, info.format);
                facts.row(["analyser", &analyser]);
                let mut text = facts.render(&desk.screen);
                for (title, values, most) in
                    [("year", values(0), usize::MAX), ("minister", values(1), MINISTERS)]
                {
                    let mut table = Table::new(&[("documents", Align::Right), (title, Align::Left)]);
                    for value in values.iter().take(most) {
                        let name = if value.value == "unknown" { "onbekend" } else { &value.value };
                        table.row([thousands(value.count).as_str(), &clean(name)]);
                    }
                    text.push('\n');
                    text.push_str(&table.render(&desk.screen));
                    if values.len() > most {
                        let more = values.len() - most;
                        text.push_str(&format!("and {more} more; 'vraagbaak facets {title}' lists all\n"));
                    }
                }
                desk.page(&text)?;
            }
        }
        Ok(ExitStatus::Done)
    }
}
