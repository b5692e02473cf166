//! The query and the filters that searching commands share.

use clap::Args;

use super::completions::values_of;
use super::{CliError, Desk};
use crate::model::{Date, DateRange};
use crate::query::{self, Filter, Match, Node, Query};
use crate::render::terminal::{clean, name_note};
use crate::search::Searcher;

/// The heading of the filters in help texts.
const FILTERS: &str = "Filters";

/// Filters by metadata. A filter given several times accepts each of its values.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = FILTERS)]
pub struct Conditions {
    /// Minister: any part of the name, or of an office that no person is called; 'onbekend' for documents
    /// without
    #[arg(long, value_name = "NAME", add = values_of("minister"))]
    minister: Vec<String>,
    /// Portfolio of the minister: any part
    #[arg(long, value_name = "NAME", add = values_of("portfolio"))]
    portfolio: Vec<String>,
    /// Who asks: any part of the name
    #[arg(long, value_name = "NAME", add = values_of("asker"))]
    asker: Vec<String>,
    /// The asker's party
    #[arg(long, value_name = "NAME", add = values_of("party"))]
    party: Vec<String>,
    /// Official descriptor: any part
    #[arg(long, value_name = "NAME", add = values_of("theme"))]
    theme: Vec<String>,
    /// The named source it was indexed from
    #[arg(long, value_name = "NAME", add = values_of("source"))]
    source: Vec<String>,
    /// vlaams, tweede-kamer or kamer
    #[arg(long, value_name = "NAME")]
    parliament: Vec<String>,
    /// schriftelijke-vraag, vraag-om-uitleg, mondelinge-vraag, mededeling or andere
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Asked on this day or later: 2018, 2018-01 or 2018-01-19
    #[arg(long, value_name = "DATE")]
    since: Option<Date>,
    /// Asked on this day or earlier; a year or month to its end
    #[arg(long, value_name = "DATE")]
    until: Option<Date>,
    /// Session (zittingsjaar): 2017-2018, or a range 2014-2015..2018-2019
    #[arg(long, value_name = "SESSION", add = values_of("session"))]
    session: Vec<String>,
    /// The document's own number, or a range 200..300
    #[arg(long, value_name = "NUMBER")]
    number: Vec<String>,
    /// Only documents with an answer
    #[arg(long)]
    answered: bool,
}

impl Conditions {
    /// The filters as one condition.
    fn node(&self) -> Result<Node, CliError> {
        let mut all = Vec::new();
        for (field, values) in [
            ("minister", &self.minister),
            ("portfolio", &self.portfolio),
            ("asker", &self.asker),
            ("party", &self.party),
            ("theme", &self.theme),
            ("source", &self.source),
            ("parliament", &self.parliament),
            ("kind", &self.kind),
            ("session", &self.session),
            ("number", &self.number),
        ] {
            let any = values
                .iter()
                .map(|value| Filter::read(field, value).map(Node::Filter))
                .collect::<Result<Vec<_>, _>>()
                .map_err(|fault| {
                    let message = fault.to_string().replace(&format!("'{field}:'"), &format!("--{field}"));
                    let remedy = fault.advice().replace(&format!("{field}:"), &format!("--{field} "));
                    CliError::usage(message, remedy)
                })?;
            if !any.is_empty() {
                all.push(Node::or(any));
            }
        }
        if self.since.is_some() || self.until.is_some() {
            if let (Some(since), Some(until)) = (self.since, self.until)
                && (since.year, since.month.unwrap_or(1), since.day.unwrap_or(1))
                    > (until.year, until.month.unwrap_or(12), until.day.unwrap_or(31))
            {
                return Err(CliError::usage(
                    format!("--since {since} is later than --until {until}"),
                    "swap them, or leave one out",
                ));
            }
            all.push(Node::Filter(Filter::Date(DateRange { since: self.since, until: self.until })));
        }
        if self.answered {
            all.push(Node::Filter(Filter::HasAnswer));
        }
        Ok(Node::and(all))
    }

    /// The query that `words` (joined by spaces) and the filters ask for together. Words that are nothing but a reference
    /// ask for the document that it names.
    ///
    /// # Errors
    /// When one of them cannot be read.
    pub fn query(&self, words: &[String], mode: Match) -> Result<Query, CliError> {
        let text = words.join(" ");
        let root = match Filter::reference(&text) {
            // The parentheses of `SV nr. 221 (2017-2018)` would be read as a group.
            Some(reference) => Node::Filter(reference),
            None => query::parse(&text)?.matching(mode).root,
        };
        Ok(Query { root: Node::and(vec![root, self.node()?]) })
    }
}

/// Tells on standard error how the names in a query's conditions were read, and which of them nobody has.
///
/// # Errors
/// When the index cannot be read or standard error not written.
pub fn tell_names(desk: &mut Desk<'_>, searcher: &Searcher<'_>, query: &Query) -> Result<(), CliError> {
    for note in searcher.name_notes(query)? {
        desk.note(clean(&name_note(&note)))?;
    }
    Ok(())
}
