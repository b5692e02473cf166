//! Damage is noticed where it is read: a checksum for every 4 KiB of every file of a generation.
//!
//! An index of gigabytes cannot be checked whole at every opening, and the engine below takes what it reads
//! for granted. So the file `sums` of a generation holds a checksum (the lower half of xxh3) for every page
//! of every file, and [`CheckedDirectory`] compares each page the first time that any of it is read: some
//! 0.3 µs a page, once. A page that was altered on disk becomes an error that names its file.
//!
//! Three exceptions keep opening cheap: of a term dictionary beyond [`EAGER`] bytes, which the engine maps
//! whole, only what it reads piece by piece is checked; the dictionary of titles, which it maps too and nobody
//! reads, is not; nor is that of the stored records, since every record has a checksum of its own. `verify`
//! checks them all.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tantivy::HasLen;
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    Directory, DirectoryLock, FileHandle, FileSlice, Lock, MmapDirectory, OwnedBytes, WatchCallback,
    WatchHandle, WritePtr,
};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::IndexError;
use super::phrases;
use super::readahead::{Pace, ReadAhead};
use super::segments::FAMILIES;

/// The file's name in the generation.
pub(super) const FILE: &str = "sums";
/// Bytes that share a checksum: a page of memory, so that checking reads nothing from disk that would not be
/// read anyway.
pub(super) const PAGE: usize = 4096;
/// Longer reads of a term dictionary are not checked page by page.
const EAGER: usize = 1 << 20;
/// Most bytes of a file that are asked for before it is opened: some 1 ms of a disk's work.
const AHEAD: usize = 1 << 20;
const MAGIC: &[u8; 8] = b"VBSUMS\0\x02";
/// Bytes before the places: magic, their length, their checksum, the checksum of what follows them.
const HEAD: usize = 32;

/// Length and page checksums of one file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FileSums {
    pub(super) length: u64,
    pub(super) pages: Vec<u32>,
}

/// The checksums of a generation on their way to disk, by file name.
pub(super) type SumsByFile = BTreeMap<String, FileSums>;

/// Where a file's checksums stand.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Place {
    name: String,
    length: u64,
    first: u64,
}

/// The checksums of a generation, read in place.
#[derive(Debug)]
pub(super) struct Sums {
    bytes: OwnedBytes,
    pages_at: usize,
    places: Vec<Place>,
}

fn page_sum(bytes: &[u8], page: usize) -> u32 {
    xxh3_64_with_seed(bytes, page as u64) as u32
}

/// Computes the checksums of a file.
pub(super) fn sum_file(path: &Path) -> io::Result<FileSums> {
    let mut file = File::open(path)?;
    let mut sums = FileSums::default();
    let mut buffer = vec![0; 256 * PAGE];
    loop {
        let mut filled = 0;
        while filled < buffer.len() {
            match file.read(&mut buffer[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        for page in buffer[..filled].chunks(PAGE) {
            sums.pages.push(page_sum(page, sums.pages.len()));
        }
        sums.length += filled as u64;
        if filled < buffer.len() {
            return Ok(sums);
        }
    }
}

/// The bytes of the checksum file.
pub(super) fn to_bytes(sums: &SumsByFile) -> Vec<u8> {
    let mut first = 0;
    let mut places = Vec::with_capacity(sums.len());
    for (name, file) in sums {
        places.push(Place { name: name.clone(), length: file.length, first });
        first += file.pages.len() as u64;
    }
    let places = postcard::to_stdvec(&places).unwrap_or_default();
    let pages: Vec<u8> =
        sums.values().flat_map(|file| file.pages.iter().flat_map(|sum| sum.to_le_bytes())).collect();
    let mut out = Vec::with_capacity(HEAD + places.len() + pages.len());
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&(places.len() as u64).to_le_bytes());
    out.extend_from_slice(&xxh3_64(&places).to_le_bytes());
    out.extend_from_slice(&xxh3_64(&pages).to_le_bytes());
    out.extend_from_slice(&places);
    out.extend_from_slice(&pages);
    out
}

impl Sums {
    fn open(bytes: OwnedBytes) -> Option<Self> {
        if bytes.get(..8)? != MAGIC {
            return None;
        }
        let number = |at: usize| bytes.get(at..)?.first_chunk().map(|chunk| u64::from_le_bytes(*chunk));
        let length = usize::try_from(number(8)?).ok()?;
        let pages_at = HEAD.checked_add(length)?;
        let places = bytes.get(HEAD..pages_at)?;
        if xxh3_64(places) != number(16)? {
            return None;
        }
        let places = postcard::from_bytes(places).ok()?;
        Some(Self { bytes, pages_at, places })
    }

    /// Whether the checksums themselves are what was written: what they say of other files is worth nothing
    /// otherwise.
    pub(super) fn are_whole(&self) -> bool {
        let written =
            self.bytes.get(24..).and_then(|rest| rest.first_chunk()).map(|sum| u64::from_le_bytes(*sum));
        self.bytes.get(self.pages_at..).map(xxh3_64) == written
    }

    fn place(&self, name: &str) -> Option<&Place> {
        self.places.binary_search_by(|place| place.name.as_str().cmp(name)).ok().map(|at| &self.places[at])
    }

    /// True when it has the checksums of a file.
    pub(super) fn holds(&self, name: &str) -> bool {
        self.place(name).is_some()
    }

    fn page(&self, place: &Place, page: usize) -> Option<u32> {
        let at = self.pages_at + 4 * (place.first as usize + page);
        self.bytes.get(at..)?.first_chunk().map(|chunk| u32::from_le_bytes(*chunk))
    }

    /// The names of the files with their lengths.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, u64)> {
        self.places.iter().map(|place| (place.name.as_str(), place.length))
    }

    /// All checksums of a file, to be taken over by the next generation.
    pub(super) fn of_file(&self, name: &str) -> Option<FileSums> {
        let place = self.place(name)?;
        let count = (place.length as usize).div_ceil(PAGE);
        let pages = (0..count).map(|page| self.page(place, page)).collect::<Option<Vec<u32>>>()?;
        Some(FileSums { length: place.length, pages })
    }
}

/// A generation's folder, read through its checksums. Nothing is written through it.
#[derive(Clone, Debug)]
pub(super) struct CheckedDirectory {
    inner: MmapDirectory,
    root: PathBuf,
    sums: Arc<Sums>,
    pace: Arc<Pace>,
    /// The files that were opened: a page is checked once, whoever reads it.
    opened: Arc<Mutex<BTreeMap<String, Arc<CheckedFile>>>>,
}

impl CheckedDirectory {
    /// Opens a generation's folder.
    pub(super) fn open(root: &Path) -> Result<Self, IndexError> {
        let inner = MmapDirectory::open_with_madvice(root, tantivy::directory::Advice::Random)
            .map_err(|error| IndexError::engine(root)(error.into()))?;
        let path = root.join(FILE);
        let file = inner.open_read(Path::new(FILE)).map_err(|error| open_error(&path, error))?;
        let bytes = file.read_bytes().map_err(|error| IndexError::io("read", &path, error))?;
        let pace = Arc::new(Pace::default());
        let sums = pace.watch(1, || Sums::open(bytes));
        let sums = sums.ok_or_else(|| IndexError::damaged(&path, "it holds no checksums"))?;
        ReadAhead::new(path, Arc::clone(&pace)).expect(&(0..AHEAD));
        Ok(Self { inner, root: root.to_owned(), sums: Arc::new(sums), pace, opened: Arc::default() })
    }

    /// The folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the index comes from a disk.
    pub(super) fn pace(&self) -> &Pace {
        &self.pace
    }

    /// The checksums.
    pub(super) fn sums(&self) -> &Sums {
        &self.sums
    }

    /// Compares every byte of the files whose names begin with `segment`. What is written upon a damaged
    /// segment would make the damage its own, with new checksums.
    pub(super) fn check_whole(&self, segment: &str) -> Result<(), IndexError> {
        for (name, _) in self.sums.files().filter(|(name, _)| name.starts_with(segment)) {
            let path = self.root.join(name);
            let now = sum_file(&path).map_err(|error| IndexError::io("read", &path, error))?;
            if self.sums.of_file(name).as_ref() != Some(&now) {
                return Err(IndexError::damaged(&path, "its bytes were altered"));
            }
        }
        Ok(())
    }

    /// A file of the generation.
    pub(super) fn file(&self, name: &str) -> Result<FileSlice, IndexError> {
        self.open_read(Path::new(name)).map_err(|error| open_error(&self.root.join(name), error))
    }

    /// Tells the system which parts of the files every search reads, so that the disk fetches them side by side.
    pub(super) fn expect_opening(&self) {
        if !self.pace.is_slow() {
            return;
        }
        for (name, length) in self.sums.files() {
            let length = usize::try_from(length).unwrap_or(usize::MAX);
            let range = match name.rsplit_once('.').map_or(name, |(_, ending)| ending) {
                phrases::FILE | super::open::EXTENSION => 0..length.min(AHEAD),
                // The files end with tables of what is where; the lengths of all documents are read, and the
                // places of their records.
                "fieldnorm" => length.saturating_sub(AHEAD)..length,
                "store" => length.saturating_sub(AHEAD / 4)..length,
                "term" | "fast" | "idx" | "pos" | FAMILIES => length.saturating_sub(2 * PAGE)..length,
                _ => continue,
            };
            ReadAhead::new(self.root.join(name), Arc::clone(&self.pace)).expect(&range);
        }
    }

    /// A file of the generation whose parts can be asked for before they are read.
    pub(super) fn checked_file(
        &self,
        name: &str,
    ) -> Result<(FileSlice, Option<Arc<CheckedFile>>), IndexError> {
        let opened =
            self.checked(Path::new(name)).map_err(|error| open_error(&self.root.join(name), error))?;
        match opened {
            Opened::Checked(file) => Ok((FileSlice::new(file.clone()), Some(file))),
            Opened::Unknown(file) => Ok((FileSlice::new(file), None)),
        }
    }

    fn checked(&self, path: &Path) -> Result<Opened, OpenReadError> {
        let Some(place) = path.to_str().and_then(|name| self.sums.place(name)) else {
            return self.inner.get_file_handle(path).map(Opened::Unknown);
        };
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = opened.get(&place.name) {
            return Ok(Opened::Checked(Arc::clone(file)));
        }
        let inner = self.inner.get_file_handle(path)?;
        if inner.len() as u64 != place.length {
            let error = io::Error::new(
                io::ErrorKind::InvalidData,
                format!("{}: {} bytes instead of {}", place.name, inner.len(), place.length),
            );
            return Err(OpenReadError::wrap_io_error(error, path.to_owned()));
        }
        let ahead = ReadAhead::new(self.root.join(path), Arc::clone(&self.pace));
        let (good, asked) = (PageBits::new(inner.len()), PageBits::new(inner.len()));
        let sums = Arc::clone(&self.sums);
        let file = CheckedFile { inner, sums, place: place.clone(), good, asked, ahead };
        let file = Arc::new(file);
        opened.insert(place.name.clone(), Arc::clone(&file));
        Ok(Opened::Checked(file))
    }

    /// A small file of the generation as a whole.
    pub(super) fn bytes(&self, name: &str) -> Result<OwnedBytes, IndexError> {
        let path = self.root.join(name);
        let file = self.file(name)?;
        if file.len() == 0 {
            return Ok(OwnedBytes::empty());
        }
        file.read_bytes().map_err(|error| read_error(&path, error))
    }
}

/// An error while a file was being opened.
fn open_error(path: &Path, error: OpenReadError) -> IndexError {
    match error {
        OpenReadError::FileDoesNotExist(_) => IndexError::damaged(path, "the file is missing"),
        OpenReadError::IoError { io_error, .. } => {
            read_error(path, io::Error::new(io_error.kind(), io_error.to_string()))
        }
        other => IndexError::damaged(path, other.to_string()),
    }
}

/// An error while a file was being read.
pub(super) fn read_error(path: &Path, error: io::Error) -> IndexError {
    if matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof) {
        return IndexError::damaged(path, error.to_string());
    }
    IndexError::io("read", path, error)
}

/// A file that was opened: with checksums, or one that has none.
enum Opened {
    Checked(Arc<CheckedFile>),
    Unknown(Arc<dyn FileHandle>),
}

/// A file whose pages are checked when they are first read.
#[derive(Debug)]
pub(super) struct CheckedFile {
    inner: Arc<dyn FileHandle>,
    sums: Arc<Sums>,
    place: Place,
    /// Pages that have been found good.
    good: PageBits,
    /// Pages that the system was told of.
    asked: PageBits,
    ahead: ReadAhead,
}

impl HasLen for CheckedFile {
    fn len(&self) -> usize {
        self.inner.len()
    }
}

/// A bit for every page of a file.
#[derive(Debug)]
struct PageBits(Vec<AtomicU64>);

impl PageBits {
    /// None of the pages of a file of so many bytes.
    fn new(length: usize) -> Self {
        Self((0..length.div_ceil(PAGE).div_ceil(64)).map(|_| AtomicU64::new(0)).collect())
    }

    fn holds(&self, page: usize) -> bool {
        let word = self.0.get(page / 64).map_or(0, |word| word.load(Ordering::Relaxed));
        word & (1 << (page % 64)) != 0
    }

    fn add(&self, page: usize) {
        if let Some(word) = self.0.get(page / 64) {
            word.fetch_or(1 << (page % 64), Ordering::Relaxed);
        }
    }
}

impl CheckedFile {
    /// True when pages come from a disk, so that asking for them beforehand pays.
    pub(super) fn is_slow(&self) -> bool {
        self.ahead.pace().is_slow()
    }

    /// Tells the system that a few bytes are about to be read, if they never were and it was not told.
    pub(super) fn expect(&self, range: &Range<usize>) {
        if !self.is_slow() {
            return;
        }
        let pages = range.start / PAGE..range.end.min(self.inner.len()).div_ceil(PAGE);
        if !pages.clone().all(|page| self.good.holds(page) || self.asked.holds(page)) {
            self.ahead.expect(range);
            pages.for_each(|page| self.asked.add(page));
        }
    }

    /// Takes the pages that lie in a range for good without looking: those that nobody reads.
    pub(super) fn leave_unchecked(&self, range: &Range<usize>) {
        (range.start.div_ceil(PAGE)..range.end / PAGE).for_each(|page| self.good.add(page));
    }

    fn check(&self, range: &Range<usize>) -> io::Result<()> {
        let pages = range.start / PAGE..range.end.div_ceil(PAGE);
        if pages.clone().all(|page| self.good.holds(page)) {
            return Ok(());
        }
        if self.place.name == phrases::FILE || range.len() > EAGER && self.place.name.ends_with(".term") {
            return Ok(());
        }
        let start = pages.start * PAGE;
        let end = (pages.end * PAGE).min(self.inner.len());
        if pages.len() > 1 {
            self.expect(&(start..end));
        }
        let bytes = self.inner.read_bytes(start..end)?;
        self.ahead.pace().watch(pages.len(), || self.check_pages(pages.zip(bytes.chunks(PAGE))))
    }

    fn check_pages<'b>(&self, pages: impl Iterator<Item = (usize, &'b [u8])>) -> io::Result<()> {
        for (page, bytes) in pages {
            if self.good.holds(page) {
                continue;
            }
            if self.sums.page(&self.place, page) != Some(page_sum(bytes, page)) {
                // Looked at only now, and once: the checksums of a large index take a while.
                if !self.sums.are_whole() {
                    return Err(io::Error::new(
                        io::ErrorKind::InvalidData,
                        format!("{FILE}: its bytes were altered"),
                    ));
                }
                return Err(damage(&self.place.name, page));
            }
            self.good.add(page);
        }
        Ok(())
    }
}

fn damage(name: &str, page: usize) -> io::Error {
    let place = page * PAGE;
    io::Error::new(io::ErrorKind::InvalidData, format!("{name}: the bytes from {place} on were altered"))
}

impl FileHandle for CheckedFile {
    fn read_bytes(&self, range: Range<usize>) -> io::Result<OwnedBytes> {
        if range.start > range.end || range.end > self.inner.len() {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "a place beyond the file's end"));
        }
        if range.is_empty() {
            return Ok(OwnedBytes::empty());
        }
        self.check(&range)?;
        self.inner.read_bytes(range)
    }
}

impl Directory for CheckedDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        Ok(match self.checked(path)? {
            Opened::Checked(file) => file,
            Opened::Unknown(file) => file,
        })
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        let bytes = self.inner.atomic_read(path)?;
        if let Some(place) = path.to_str().and_then(|name| self.sums.place(name)) {
            let pages = bytes.chunks(PAGE).enumerate();
            let wrong = pages
                .map(|(page, bytes)| (page, page_sum(bytes, page)))
                .find(|&(page, sum)| self.sums.page(place, page) != Some(sum));
            let page = match wrong {
                Some((page, _)) => Some(page),
                None if bytes.len() as u64 != place.length => Some(bytes.len() / PAGE),
                None => None,
            };
            if let Some(page) = page {
                return Err(OpenReadError::wrap_io_error(damage(&place.name, page), path.to_owned()));
            }
        }
        Ok(bytes)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn acquire_lock(&self, _lock: &Lock) -> Result<DirectoryLock, LockError> {
        // Nothing is ever written here: there is nobody to be kept out, and the disk may be read-only.
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, _callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        Ok(WatchHandle::empty())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        Err(DeleteError::IoError { io_error: Arc::new(read_only()), filepath: path.to_owned() })
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        Err(OpenWriteError::wrap_io_error(read_only(), path.to_owned()))
    }

    fn atomic_write(&self, _path: &Path, _data: &[u8]) -> io::Result<()> {
        Err(read_only())
    }
}

fn read_only() -> io::Error {
    io::Error::new(io::ErrorKind::PermissionDenied, "a published generation is never changed")
}
