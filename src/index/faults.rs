//! Where a test can make the disk fail: every write, sync, link and rename of a run passes here.
//!
//! Outside of tests nothing happens.

#[cfg(not(test))]
mod none {
    use tantivy::directory::MmapDirectory;

    #[inline]
    #[allow(clippy::unnecessary_wraps)]
    pub(in crate::index) fn point() -> std::io::Result<()> {
        Ok(())
    }

    pub(in crate::index) fn directory(directory: MmapDirectory) -> MmapDirectory {
        directory
    }

    /// What another thread of the run must know.
    pub(in crate::index) struct Carried;

    pub(in crate::index) fn carried() -> Carried {
        Carried
    }

    impl Carried {
        pub(in crate::index) fn enter(self) {}
    }
}

#[cfg(not(test))]
pub(super) use none::{carried, directory, point};

#[cfg(test)]
pub(super) use injected::{carried, directory, fail_after, point};

#[cfg(test)]
mod injected {
    use std::cell::RefCell;
    use std::io::{self, BufWriter, Write};
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU64, Ordering};

    use tantivy::Directory;
    use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
    use tantivy::directory::{
        AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
        WatchHandle, WritePtr,
    };

    /// How many operations still succeed; shared by the threads of a run.
    type Left = Option<Arc<AtomicU64>>;

    thread_local! {
        static LEFT: RefCell<Left> = const { RefCell::new(None) };
    }

    /// Lets all operations of this thread and of those it starts fail but the first `count`; none with `None`.
    pub(in crate::index) fn fail_after(count: Option<u64>) {
        LEFT.replace(count.map(|count| Arc::new(AtomicU64::new(count))));
    }

    pub(in crate::index) fn point() -> io::Result<()> {
        let left = LEFT.with_borrow(Clone::clone);
        let Some(left) = left else { return Ok(()) };
        let one_less = |left: u64| left.checked_sub(1);
        match left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less) {
            Ok(_) => Ok(()),
            Err(_) => Err(io::Error::from(io::ErrorKind::StorageFull)),
        }
    }

    /// What another thread of the run must know.
    pub(in crate::index) struct Carried(Left);

    pub(in crate::index) fn carried() -> Carried {
        Carried(LEFT.with_borrow(Clone::clone))
    }

    impl Carried {
        pub(in crate::index) fn enter(self) {
            LEFT.replace(self.0);
        }
    }

    pub(in crate::index) fn directory(directory: MmapDirectory) -> FaultyDirectory {
        FaultyDirectory(directory)
    }

    /// A directory whose writing operations pass [`point`].
    #[derive(Clone, Debug)]
    pub(in crate::index) struct FaultyDirectory(MmapDirectory);

    struct FaultyWriter(WritePtr);

    impl Write for FaultyWriter {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            point()?;
            self.0.write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            point()?;
            self.0.flush()
        }
    }

    impl TerminatingWrite for FaultyWriter {
        fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
            point()?;
            self.0.terminate_ref(token)
        }
    }

    impl Directory for FaultyDirectory {
        fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
            self.0.get_file_handle(path)
        }

        fn delete(&self, path: &Path) -> Result<(), DeleteError> {
            self.0.delete(path)
        }

        fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
            self.0.exists(path)
        }

        fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
            point().map_err(|error| OpenWriteError::wrap_io_error(error, path.to_owned()))?;
            Ok(BufWriter::new(Box::new(FaultyWriter(self.0.open_write(path)?))))
        }

        fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
            self.0.atomic_read(path)
        }

        fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
            point()?;
            self.0.atomic_write(path, data)
        }

        fn sync_directory(&self) -> io::Result<()> {
            point()?;
            self.0.sync_directory()
        }

        fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
            self.0.acquire_lock(lock)
        }

        fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
            self.0.watch(callback)
        }
    }
}
