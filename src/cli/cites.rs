//! `vraagbaak cites`.

use super::citations::{Direction, Request};
use super::{CliError, Desk, ExitStatus};

/// List what a document cites, with the sentence as evidence
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak cites SV nr. 163 '(2021-2022)'\n  \
    vraagbaak cites ah-tk-20232024-877 --format json")]
pub struct Arguments {
    #[command(flatten)]
    request: Request,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        self.request.run(Direction::Cites, desk)
    }
}
