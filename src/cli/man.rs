//! `vraagbaak man`: the manual pages, made from the help texts.

use std::path::PathBuf;

use clap::CommandFactory as _;

use super::arguments::Arguments as Whole;
use super::{CliError, Desk, ExitStatus};

/// Print the manual page, or write all of them to a folder
#[derive(clap::Args, Debug)]
#[command(after_help = "Examples:\n  \
    vraagbaak man | man -l -\n  \
    vraagbaak man --dir /usr/local/share/man/man1")]
pub struct Arguments {
    /// The command whose page is wanted
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
    /// Write the page of the program and of every command to this folder
    #[arg(long, value_name = "DIR", conflicts_with = "command")]
    dir: Option<PathBuf>,
}

impl Arguments {
    pub fn run(self, desk: &mut Desk<'_>) -> Result<ExitStatus, CliError> {
        let mut whole = Whole::command();
        whole.build();
        if let Some(dir) = self.dir {
            let written = |source| CliError::File { path: dir.clone(), verb: "written", source };
            std::fs::create_dir_all(&dir).map_err(written)?;
            clap_mangen::generate_to(whole, &dir).map_err(written)?;
            return Ok(ExitStatus::Done);
        }
        let page = match &self.command {
            None => whole,
            Some(name) => whole
                .find_subcommand(name)
                .cloned()
                .map(|page| page.name(format!("vraagbaak-{name}")))
                .ok_or_else(|| {
                    CliError::usage(
                        format!("there is no command '{name}'"),
                        "'vraagbaak help' lists the commands",
                    )
                })?,
        };
        let mut text = Vec::new();
        clap_mangen::Man::new(page).render(&mut text)?;
        desk.out.write_all(&text)?;
        Ok(ExitStatus::Done)
    }
}
