//! Who held which office when: the person behind "minister van Wonen" on a given day.
//!
//! In: a table of office holders (person, portfolio, from, to), the built-in one of the Flemish Government
//! or any other in the same columns. Out: the one person whose portfolios hold everything that a document's
//! portfolio names on the day of asking; nobody when two could be meant.

use std::path::{Path, PathBuf};

use crate::model::Date;

use super::dates;

/// The ministers of the Flemish Government since 1995; the file names its source.
const FLEMISH: &str = include_str!("flemish_ministers.tsv");

/// A table of office holders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Authority {
    holders: Vec<Holder>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Holder {
    person: String,
    portfolio: String,
    /// The words of the portfolio that tell it from others.
    words: Vec<String>,
    from: Date,
    to: Option<Date>,
}

/// Why a table of office holders cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum AuthorityError {
    /// The file cannot be read.
    #[error("{}: the table of office holders cannot be read; check its path (--authority, or authority in vraagbaak.toml)", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The first line does not name the columns.
    #[error(
        "{}: the first line must name the columns person, portfolio, from and to, separated by tabs, commas or semicolons",
        path.display()
    )]
    Columns {
        /// The file.
        path: PathBuf,
    },
    /// A row has no person, no portfolio or no date.
    #[error("{}, line {line}: {fault}; write person, portfolio, first day and last day (2018-01-19; empty when still in office)", path.display())]
    Row {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong with it.
        fault: String,
    },
}

impl Authority {
    /// The ministers of the Flemish Government since 20 June 1995.
    #[must_use]
    pub fn flemish() -> Self {
        // The table is part of the program; a test reads all of it.
        read_table(FLEMISH, Path::new("flemish_ministers.tsv")).unwrap_or_default()
    }

    /// Reads a table from a file: tab-, comma- or semicolon-separated, a line with the column names first.
    ///
    /// # Errors
    /// [`AuthorityError`] when the file cannot be read or a row is not understood.
    pub fn read(path: &Path) -> Result<Self, AuthorityError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| AuthorityError::Read { path: path.to_owned(), source })?;
        read_table(&text, path)
    }

    /// Adds the rows of another table.
    pub fn extend(&mut self, other: Self) {
        self.holders.extend(other.holders);
    }

    /// Persons with their portfolio, first and last day, in the order of the table.
    pub fn holders(&self) -> impl Iterator<Item = (&str, &str, Date, Option<Date>)> {
        self.holders.iter().map(|h| (h.person.as_str(), h.portfolio.as_str(), h.from, h.to))
    }

    /// Tells this table from any other.
    #[must_use]
    pub fn fingerprint(&self) -> u64 {
        xxhash_rust::xxh3::xxh3_64(format!("{:?}", self.holders).as_bytes())
    }

    /// The one person in office on `date` whose portfolios hold every word of `portfolio`.
    #[must_use]
    pub fn infer(&self, portfolio: &str, date: Date) -> Option<&str> {
        date.day?;
        let wanted = telling_words(portfolio);
        if wanted.is_empty() {
            return None;
        }
        let in_office =
            self.holders.iter().filter(|holder| holder.from <= date && holder.to.is_none_or(|to| date <= to));
        let mut persons: Vec<(&str, Vec<&Holder>)> = Vec::new();
        for holder in in_office {
            match persons.iter_mut().find(|(person, _)| *person == holder.person) {
                Some((_, portfolios)) => portfolios.push(holder),
                None => persons.push((&holder.person, vec![holder])),
            }
        }
        let mut fitting = persons.into_iter().filter(|(_, portfolios)| {
            wanted.iter().all(|word| portfolios.iter().any(|holder| holder.words.contains(word)))
        });
        let (person, _) = fitting.next()?;
        fitting.next().is_none().then_some(person)
    }
}

/// The words that name a competence, folded: not `minister`, not function words.
fn telling_words(portfolio: &str) -> Vec<String> {
    const STOP: [&str; 18] = [
        "vlaams",
        "vlaamse",
        "minister",
        "regering",
        "van",
        "en",
        "de",
        "het",
        "der",
        "in",
        "voor",
        "met",
        "belast",
        "viceminister",
        "staatssecretaris",
        "aan",
        "president",
        "op",
    ];
    let folded = crate::text::fold(portfolio);
    // The head of the government has no other name than this.
    let head = folded.contains("minister-president") && !folded.contains("vice");
    let mut words: Vec<String> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1 && !STOP.contains(word))
        .map(str::to_owned)
        .collect();
    if head && words.is_empty() {
        words.push("minister-president".to_owned());
    }
    words
}

fn read_table(text: &str, path: &Path) -> Result<Authority, AuthorityError> {
    let mut lines = text
        .trim_start_matches('\u{feff}')
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty() && !line.starts_with('#'));
    let columns = || AuthorityError::Columns { path: path.to_owned() };
    let (_, header) = lines.next().ok_or_else(columns)?;
    let separator = ['\t', ';', ','].into_iter().find(|c| header.contains(*c)).ok_or_else(columns)?;
    let names: Vec<String> = cells(header, separator).iter().map(|name| name.to_lowercase()).collect();
    let find = |wanted: &[&str]| names.iter().position(|name| wanted.contains(&name.as_str()));
    let first_name = find(&["voornaam", "first_name"]);
    let person =
        find(&["person", "persoon", "naam", "name", "familienaam", "minister"]).ok_or_else(columns)?;
    let portfolio = find(&["portfolio", "bevoegdheid", "titel", "title"]).ok_or_else(columns)?;
    let from = find(&["from", "van", "start", "begin"]).ok_or_else(columns)?;
    let to = find(&["to", "tot", "einde", "end"]).ok_or_else(columns)?;
    let mut holders = Vec::new();
    for (index, line) in lines {
        let row = cells(line, separator);
        let cell = |column: usize| row.get(column).map_or("", |cell| cell.trim());
        let fault = |fault: &str| AuthorityError::Row {
            path: path.to_owned(),
            line: index + 1,
            fault: fault.to_owned(),
        };
        let name = match first_name {
            Some(column) => format!("{} {}", cell(column), cell(person)),
            None => cell(person).to_owned(),
        };
        let name = super::people::canonical(&name);
        if name.is_empty() {
            return Err(fault("the person is missing"));
        }
        if cell(portfolio).is_empty() {
            // Registers list offices without a competence of their own.
            continue;
        }
        let first = dates::read(cell(from)).ok_or_else(|| fault("the first day is missing or no date"))?;
        let last = match cell(to) {
            "" => None,
            text => Some(dates::read(text).ok_or_else(|| fault("the last day is no date"))?),
        };
        let portfolio = cell(portfolio).to_owned();
        holders.push(Holder {
            person: name,
            words: telling_words(&portfolio),
            portfolio,
            from: first,
            to: last,
        });
    }
    Ok(Authority { holders })
}

/// The cells of a line; quotes as in CSV.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let last = cells.len() - 1;
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cells[last].push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(String::new()),
            c => cells[last].push(c),
        }
    }
    cells
}

#[cfg(test)]
#[path = "authority_tests.rs"]
mod tests;
