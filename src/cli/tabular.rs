//! Rows for people and for programs: the formats that commands with tables share.

use std::io::Write;

use clap::ValueEnum;
use serde::Serialize;

use super::{CliError, Desk};

/// How to print what is no table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// One object, described in docs/json.md
    Json,
}

/// How to print a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TableFormat {
    /// For people
    Text,
    /// One object, described in docs/json.md
    Json,
    /// One object a line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
    /// Tab-separated values with a header
    Tsv,
}

impl TableFormat {
    /// What separates the values of a line, for the formats that have lines of values.
    pub fn delimiter(self) -> Option<u8> {
        match self {
            Self::Csv => Some(b','),
            Self::Tsv => Some(b'\t'),
            Self::Text | Self::Json | Self::Jsonl => None,
        }
    }
}

/// Writes one JSON value, indented, and a line feed.
///
/// # Errors
/// When the output cannot be written.
pub fn json(desk: &mut Desk<'_>, value: &impl Serialize) -> Result<(), CliError> {
    serde_json::to_writer_pretty(&mut *desk.out, value).map_err(std::io::Error::from)?;
    writeln!(desk.out)?;
    Ok(())
}

/// Writes one JSON value a line.
///
/// # Errors
/// When the output cannot be written.
pub fn json_lines<T: Serialize>(
    desk: &mut Desk<'_>,
    values: impl Iterator<Item = T>,
) -> Result<(), CliError> {
    for value in values {
        serde_json::to_writer(&mut *desk.out, &value).map_err(std::io::Error::from)?;
        writeln!(desk.out)?;
    }
    Ok(())
}

/// Writes a header and rows of values.
///
/// # Errors
/// When the output cannot be written.
pub fn rows<const N: usize>(
    out: &mut dyn Write,
    delimiter: u8,
    header: [&str; N],
    rows: impl Iterator<Item = [String; N]>,
) -> Result<(), CliError> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(header).map_err(written)?;
    for row in rows {
        writer.write_record(row).map_err(written)?;
    }
    writer.flush()?;
    Ok(())
}

fn written(error: csv::Error) -> CliError {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => CliError::Output(error),
        kind => CliError::Output(std::io::Error::other(format!("{kind:?}"))),
    }
}
