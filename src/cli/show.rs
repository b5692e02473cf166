//! `vraagbaak show`: one whole document.

use std::ops::ControlFlow;
use std::path::PathBuf;

use super::tabular::Format;
use super::{CliError, Desk, ExitStatus, opening, tabular};
use crate::corpus::{self, EncodedRecord, RawBody, ReadOptions};
use crate::index::Index;
use crate::model::{Origin, Reference, WrittenQuestion};
use crate::render::json;
use crate::render::terminal::{clean, document};
use crate::search::Searcher;

/// Print a whole document: its metadata, and each question beside its answer
///
/// A document is named by its id, its number or a reference in any usual form. Where several fit, they are
/// listed and the exit status is 2.
#[derive(clap::Args, Debug)]
#[command(after_help = "On a terminal of 110 columns or more, question and answer stand side by side.\n\n\
    Examples:\n  \
    vraagbaak show SV nr. 221 '(2022-2023)'\n  \
    vraagbaak show ah-tk-20232024-877 --format json")]
pub struct Arguments {
    /// Id, number or reference
    #[arg(value_name = "REF", required = true)]
    reference: Vec<String>,
    /// Print the original file's record instead
    #[arg(long, conflicts_with = "format")]
    raw: bool,
    /// How to print
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let index = opening::open_or_build(desk)?;
        let searcher = Searcher::new(&index);
        let question = one(&searcher, &self.reference.join(" "))?;
        let Some(question) = question else {
            desk.note(format!("no document is '{}'", clean(&self.reference.join(" "))))?;
            return Ok(ExitStatus::NothingFound);
        };
        if self.raw {
            raw(&index, &question, desk)?;
            return Ok(ExitStatus::Done);
        }
        match self.format {
            Format::Text => {
                let text = document(&desk.screen, &question);
                desk.page(&text)?;
            }
            Format::Json => {
                let mut failed = None;
                let whole =
                    json::whole(&question, &mut |citation| match searcher.cited_documents(citation) {
                        Ok(keys) => keys.into_iter().map(|key| key.id).collect(),
                        Err(error) => {
                            failed = Some(error);
                            Vec::new()
                        }
                    });
                if let Some(error) = failed {
                    return Err(error.into());
                }
                tabular::json(desk, &whole)?;
            }
        }
        Ok(ExitStatus::Done)
    }
}

/// The one document that `reference` means; `None` when there is none.
///
/// # Errors
/// When several fit, with the list of them, or when the index cannot be read.
pub fn one(searcher: &Searcher<'_>, reference: &str) -> Result<Option<WrittenQuestion>, CliError> {
    let mut records = searcher.resolve(reference)?;
    if records.is_empty() && !reference.trim().contains(char::is_whitespace) {
        // A bare number is no reference in a text, but here it can be nothing else.
        records = searcher.resolve_reference(&Reference::numbered(reference.trim()))?;
    }
    if records.len() > 1 {
        let mut candidates = String::new();
        for record in &records {
            let question = &record.question;
            let line = crate::render::dutch_text::citation_line(question);
            let id = if question.source.is_empty() {
                question.id.clone()
            } else {
                format!("{} (source {})", question.id, question.source)
            };
            candidates.push_str(&format!("\n    {}\n      id: {}", clean(&line), clean(&id)));
        }
        return Err(CliError::usage(
            format!("'{reference}' fits {} documents:{candidates}", records.len()),
            "name one by its id, or add the session: SV nr. 221 (2017-2018)",
        ));
    }
    Ok(records.pop().map(|record| record.question))
}

/// Prints the record as the file has it now, read with the column map of its source.
fn raw(index: &Index, question: &WrittenQuestion, desk: &mut Desk<'_>) -> Result<(), CliError> {
    let origin = &question.origin;
    let source = index.build_info().sources.iter().find(|source| source.name == question.source);
    let map = source.map(|source| source.map.clone()).unwrap_or_default();
    let options = ReadOptions { map, ..ReadOptions::default() };
    let path = PathBuf::from(&origin.path);
    let unreadable = |source| CliError::File { path: path.clone(), verb: "read", source };
    std::fs::metadata(&path).map_err(unreadable)?;
    let mut text = None;
    corpus::read(std::slice::from_ref(&path), &options, &mut |record| {
        let Ok(record) = record else { return ControlFlow::Continue(()) };
        if !same(&record.origin, origin) {
            return ControlFlow::Continue(());
        }
        text = original(record);
        ControlFlow::Break(())
    })?;
    let Some(text) = text else {
        return Err(CliError::usage(
            format!("'{}' no longer holds this document", clean(&origin.path)),
            "run 'vraagbaak index' to bring the index up to date",
        ));
    };
    let text =
        if desk.out_is_terminal { crate::render::terminal::clean_lines(&text).into_owned() } else { text };
    desk.page(&format!("{}\n", text.trim_end()))
}

/// The text that a record is one of; else the record itself, whose fields are told apart.
fn original(record: EncodedRecord) -> Option<String> {
    let found = record.as_found();
    match record.parse().ok()?.body {
        RawBody::Text(text) => Some(text),
        RawBody::Fields(mut fields) if fields.question.is_none() && fields.answer.is_none() => {
            fields.text.take().or(found)
        }
        RawBody::Fields(_) => found,
    }
}

fn same(a: &Origin, b: &Origin) -> bool {
    a.member == b.member && a.line == b.line
}
