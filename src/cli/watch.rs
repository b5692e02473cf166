//! `vraagbaak index --watch`: indexes again when files or lists of office holders change.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use notify::{EventKind, RecursiveMode, Watcher as _};

use super::{CliError, Desk};
use crate::index::UpdateOptions;

/// Files are left alone until nothing has changed for this long: editors write in several steps.
const QUIET: Duration = Duration::from_millis(500);
/// How often the wish to stop is looked at.
const GLANCE: Duration = Duration::from_millis(200);

/// Calls `run` after every change below the sources until the run is to stop.
///
/// # Errors
/// When the paths cannot be watched. A run that fails is named on standard error, and watching goes on.
pub fn follow(
    options: &UpdateOptions,
    desk: &mut Desk<'_>,
    run: &mut dyn FnMut(&UpdateOptions, &mut Desk<'_>) -> Result<(), CliError>,
) -> Result<(), CliError> {
    let failed = |error: notify::Error| {
        CliError::usage(
            format!("the files cannot be watched: {error}"),
            "run 'vraagbaak index' from a timer instead",
        )
    };
    let index = std::path::absolute(&options.index)?;
    let (sender, receiver) = mpsc::channel();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<notify::Event>| {
        let Ok(event) = event else { return };
        // Reading is no change, and the index may lie inside the corpus.
        let own = |path: &PathBuf| std::path::absolute(path).is_ok_and(|path| path.starts_with(&index));
        if !matches!(event.kind, EventKind::Access(_)) && !event.paths.iter().all(own) {
            let _ = sender.send(());
        }
    })
    .map_err(failed)?;
    let watched = options.sources.iter().flat_map(|source| source.paths.iter().chain(&source.authority));
    for path in watched {
        // Editors replace a file by renaming another over it, which only its folder sees.
        let (target, mode) = if path.is_dir() {
            (path.clone(), RecursiveMode::Recursive)
        } else {
            let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
            (parent.map_or_else(|| PathBuf::from("."), PathBuf::from), RecursiveMode::NonRecursive)
        };
        watcher.watch(&target, mode).map_err(failed)?;
    }
    desk.note("watching for changes; interrupt to stop")?;
    while !options.stop.load(Ordering::SeqCst) {
        match receiver.recv_timeout(GLANCE) {
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
            Ok(()) => {
                while receiver.recv_timeout(QUIET).is_ok() {}
                if let Err(error) = run(options, desk) {
                    if error.is_closed_pipe() {
                        return Err(error);
                    }
                    error.report(desk.err, false)?;
                }
            }
        }
    }
    Ok(())
}
