//! `vraagbaak cited-by`.

use super::citations::{Direction, Request};
use super::{CliError, Desk, ExitStatus};

/// List the documents that cite one, with the sentence as evidence
///
/// A reference to a document that is not in the index is looked for all the same.
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak cited-by SV nr. 112 '(2021-2022)'\n  \
    vraagbaak cited-by 'sv. 175' --format json")]
pub struct Arguments {
    #[command(flatten)]
    request: Request,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        self.request.run(Direction::CitedBy, desk)
    }
}
