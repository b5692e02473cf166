//! Generations: how an index changes without anybody seeing it half changed.
//!
//! `CURRENT` names the folder of the generation that is in force. A change makes a new folder beside it, with
//! hard links to the files that stay, and is published by renaming a new `CURRENT` over the old one after
//! everything has reached the disk. Readers hold a shared lock on `gen-…/lock` and go on with the generation
//! that they opened; a generation that is neither in force nor held is removed by the next writer.
//!
//! ```text
//! index/CURRENT            gen-000007
//! index/gen-000007/lock    held by readers (shared)
//! index/gen-000007/…       segments and sidecar files, never changed once published
//! index/writer.lock        held by the writer (exclusive); says who it is since when
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::{IndexError, faults};

/// The file that names the generation in force.
pub(super) const CURRENT: &str = "CURRENT";
/// The lock that readers of a generation hold.
pub(super) const READER_LOCK: &str = "lock";
const WRITER_LOCK: &str = "writer.lock";
const PREFIX: &str = "gen-";

/// A generation that is open for reading. It is not removed as long as this lives.
#[derive(Debug)]
pub(super) struct Held {
    /// Its folder.
    pub(super) path: PathBuf,
    /// Its number.
    pub(super) number: u64,
    _lock: Option<File>,
}

/// The number in force, `None` when there is no index.
pub(super) fn current(index: &Path) -> Result<Option<u64>, IndexError> {
    let path = index.join(CURRENT);
    match fs::read_to_string(&path) {
        Ok(name) => match parse_name(name.trim()) {
            Some(number) => Ok(Some(number)),
            None => Err(IndexError::damaged(&path, "it names no generation")),
        },
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            Ok(None)
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(IndexError::damaged(&path, "it names no generation"))
        }
        Err(error) => Err(IndexError::io("read", &path, error)),
    }
}

/// Opens the generation in force for reading; `None` when there is no index.
pub(super) fn hold(index: &Path) -> Result<Option<Held>, IndexError> {
    let mut tries = 0;
    loop {
        let Some(number) = current(index)? else { return Ok(None) };
        let path = index.join(name(number));
        // A writer may publish the next generation and remove this one between our reading its name and our
        // locking it: then it is the next one's turn.
        match lock_for_reading(&path.join(READER_LOCK)) {
            Ok(lock) if path.join(READER_LOCK).exists() => {
                return Ok(Some(Held { path, number, _lock: lock }));
            }
            Err(error) if error.kind() != io::ErrorKind::NotFound && tries >= 3 => {
                return Err(IndexError::io("lock", &path.join(READER_LOCK), error));
            }
            _ => {}
        }
        tries += 1;
        if tries > 20 {
            return Err(IndexError::damaged(&path, "the generation that CURRENT names is not there"));
        }
        std::thread::sleep(Duration::from_millis(tries));
    }
}

fn lock_for_reading(path: &Path) -> io::Result<Option<File>> {
    let file = File::open(path)?;
    match file.try_lock_shared() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        // A file system without locks: nothing can be held, nothing will be found held either.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The only writer of an index, as long as it lives.
#[derive(Debug)]
pub(super) struct Writer {
    index: PathBuf,
    _lock: File,
}

impl Writer {
    /// Becomes the writer of the index in a folder, which is made when absent.
    ///
    /// # Errors
    /// [`IndexError::Busy`] when another process writes and goes on doing so for as long as `wait`.
    pub(super) fn acquire(index: &Path, wait: Option<Duration>) -> Result<Self, IndexError> {
        fs::create_dir_all(index).map_err(|error| IndexError::io("create", index, error))?;
        let path = index.join(WRITER_LOCK);
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(&path)
            .map_err(|error| IndexError::io("open", &path, error))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) => {
                    if wait.is_none_or(|wait| begun.elapsed() >= wait) {
                        let holder = fs::read_to_string(&path).unwrap_or_default();
                        let holder = match holder.trim() {
                            "" => "another process".to_owned(),
                            holder => holder.to_owned(),
                        };
                        return Err(IndexError::Busy { path: index.to_owned(), holder });
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
                Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => break,
                Err(TryLockError::Error(error)) => return Err(IndexError::io("lock", &path, error)),
            }
        }
        let holder =
            format!("process {} since {}\n", std::process::id(), jiff::Zoned::now().strftime("%F %T"));
        // Who holds the lock is for people only: a disk too full for it must not stop a removal.
        let _ = file.set_len(0).and_then(|()| file.write_all(holder.as_bytes()));
        Ok(Self { index: index.to_owned(), _lock: file })
    }

    /// Removes what earlier runs left: generations that are not in force and that nobody reads. A generation
    /// that cannot be removed stays for the next run.
    pub(super) fn clean(&self) -> Result<(), IndexError> {
        // Nobody knows what is in force: nothing is removed until a rebuild has said so anew.
        let Ok(in_force) = current(&self.index) else { return Ok(()) };
        let entries =
            fs::read_dir(&self.index).map_err(|error| IndexError::io("list", &self.index, error))?;
        for entry in entries.flatten() {
            let file_name = entry.file_name();
            let Some(file_name) = file_name.to_str() else { continue };
            if file_name.starts_with("CURRENT.") {
                let _ = fs::remove_file(entry.path());
            }
            let Some(number) = parse_name(file_name) else { continue };
            if Some(number) != in_force {
                remove_unless_held(&entry.path());
            }
        }
        Ok(())
    }

    /// Makes the folder of the next generation.
    pub(super) fn begin(&self) -> Result<PathBuf, IndexError> {
        let mut number = match current(&self.index) {
            Ok(number) => number.map_or(1, |number| number + 1),
            // Only a rebuild comes here, whatever else is damaged.
            Err(_) => self.highest() + 1,
        };
        loop {
            let path = self.index.join(name(number));
            match fs::create_dir(&path) {
                Ok(()) => {
                    let lock = path.join(READER_LOCK);
                    File::create(&lock).map_err(|error| IndexError::io("create", &lock, error))?;
                    return Ok(path);
                }
                // An old one that a reader holds, or that could not be removed.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => number += 1,
                Err(error) => return Err(IndexError::io("create", &path, error)),
            }
        }
    }

    /// The highest number of a generation that is there, in force or not.
    fn highest(&self) -> u64 {
        let entries = fs::read_dir(&self.index).into_iter().flatten().flatten();
        entries.filter_map(|entry| parse_name(entry.file_name().to_str()?)).max().unwrap_or(0)
    }

    /// Makes a generation the one in force, once everything in it has reached the disk.
    pub(super) fn publish(&self, generation: &Path) -> Result<(), IndexError> {
        sync_folder(generation)?;
        let name = generation.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let temporary = self.index.join("CURRENT.new");
        let write = || -> io::Result<()> {
            faults::point()?;
            let mut file = File::create(&temporary)?;
            file.write_all(name.as_bytes())?;
            file.write_all(b"\n")?;
            faults::point()?;
            file.sync_all()
        };
        write().map_err(|error| IndexError::io("write", &temporary, error))?;
        sync_folder(&self.index)?;
        let published = self.index.join(CURRENT);
        faults::point()
            .and_then(|()| fs::rename(&temporary, &published))
            .map_err(|error| IndexError::io("rename", &published, error))?;
        // From here on the new generation is in force: whether the rename has reached the disk decides only
        // which of two whole states a power cut leaves.
        let _ = sync_folder(&self.index);
        Ok(())
    }

    /// Removes a generation that will not be published.
    pub(super) fn abandon(&self, generation: &Path) {
        let _ = fs::remove_dir_all(generation);
    }
}

fn remove_unless_held(path: &Path) {
    if let Ok(lock) = File::open(path.join(READER_LOCK)) {
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => {}
            Err(_) => return,
        }
        let _ = fs::remove_dir_all(path);
    } else {
        // Without its lock it was never complete.
        let _ = fs::remove_dir_all(path);
    }
}

/// Waits until a folder's entries have reached the disk.
pub(super) fn sync_folder(path: &Path) -> Result<(), IndexError> {
    if cfg!(windows) {
        return Ok(());
    }
    let sync = || faults::point().and_then(|()| File::open(path)).and_then(|folder| folder.sync_all());
    sync().map_err(|error| IndexError::io("sync", path, error))
}

fn name(number: u64) -> String {
    format!("{PREFIX}{number:06}")
}

fn parse_name(name: &str) -> Option<u64> {
    name.strip_prefix(PREFIX)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generation_is_in_force_once_published_and_stays_while_it_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path();
        assert!(hold(index).unwrap().is_none());
        let writer = Writer::acquire(index, None).unwrap();
        let first = writer.begin().unwrap();
        assert!(hold(index).unwrap().is_none());
        writer.publish(&first).unwrap();
        let held = hold(index).unwrap().unwrap();
        assert_eq!((held.number, &held.path), (1, &first));
        let second = writer.begin().unwrap();
        writer.publish(&second).unwrap();
        writer.clean().unwrap();
        assert!(first.exists());
        drop(held);
        writer.clean().unwrap();
        assert!(!first.exists() && second.exists());
        let unpublished = writer.begin().unwrap();
        writer.clean().unwrap();
        assert!(!unpublished.exists());
    }

    #[test]
    fn there_is_one_writer_and_it_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let writer = Writer::acquire(folder.path(), None).unwrap();
        let second = Writer::acquire(folder.path(), Some(Duration::from_millis(150)));
        let message = second.unwrap_err().to_string();
        assert!(message.contains(&format!("process {} since 2", std::process::id())), "{message}");
        drop(writer);
        Writer::acquire(folder.path(), None).unwrap();
    }

    #[test]
    fn nonsense_in_current_is_damage() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(CURRENT), "gen-\u{7f}x").unwrap();
        assert!(matches!(hold(folder.path()), Err(IndexError::Damaged { .. })));
        fs::write(folder.path().join(CURRENT), "gen-000009").unwrap();
        assert!(matches!(hold(folder.path()), Err(IndexError::Damaged { .. })));
    }
}
