//! `vraagbaak compact`: merges what many small updates left.

use std::time::Duration;

use super::progress::{ProgressMode, Teller};
use super::{CliError, Desk, ExitStatus};
use crate::index::{self, UpdateOptions};
use crate::render::dutch_text::{bytes, decimal, thousands};

/// Merge the segments of the index and drop what is deleted
///
/// Reads no documents anew. Searches go on meanwhile; the result is published in one step.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak compact\n  \
    vraagbaak compact --index /srv/archief/index --wait 600")]
pub struct Arguments {
    /// Wait for another writer, at most SECONDS
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "86400")]
    wait: Option<u64>,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let mut options = UpdateOptions::new(desk.index_dir(), Vec::new());
        options.wait = self.wait.map(Duration::from_secs);
        let teller = Teller::new(ProgressMode::Auto, desk.quiet, desk.err_is_terminal);
        let summary = index::compact(&options, &teller);
        teller.finish();
        let summary = summary?;
        writeln!(
            desk.out,
            "{} documents in {} segments, {}, {} s",
            thousands(summary.documents),
            thousands(summary.segments),
            bytes(summary.index_bytes),
            decimal(summary.seconds, 1),
        )?;
        desk.out.flush()?;
        Ok(ExitStatus::Done)
    }
}
