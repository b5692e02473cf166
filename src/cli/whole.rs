//! Files that are there whole or not at all.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Writes a file through `write`; when that fails, a file that was there before is still whole. What is no file (a
/// device, a pipe) is written through to.
///
/// # Errors
/// What `write` returns, and `failed` for what happens to the file.
pub fn write<T, E>(
    path: &Path,
    failed: impl Fn(io::Error) -> E,
    write: impl FnOnce(&mut dyn Write) -> Result<T, E>,
) -> Result<T, E> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        let mut file = BufWriter::new(fs::File::create(path).map_err(&failed)?);
        let written = write(&mut file)?;
        file.flush().map_err(failed)?;
        return Ok(written);
    }
    // A link stays one.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder: PathBuf = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    };
    let mut file = BufWriter::new(beside(&folder).map_err(&failed)?);
    let written = write(&mut file)?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    if let Ok(before) = fs::metadata(&path) {
        file.as_file().set_permissions(before.permissions()).map_err(&failed)?;
    }
    file.as_file().sync_all().map_err(&failed)?;
    file.persist(&path).map_err(|error| failed(error.error))?;
    // Only now is the name on the disk too; some file systems refuse, and keep it anyhow.
    let _ = fs::File::open(&folder).and_then(|folder| folder.sync_all());
    Ok(written)
}

/// A file that goes away unless it is given a name, with the permissions of any new file.
fn beside(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_stays_until_all_is_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lijst.csv");
        fs::write(&path, "oud").unwrap();
        let cut = write(
            &path,
            |error| error,
            |out| {
                out.write_all(b"nieu")?;
                Err::<(), _>(io::Error::other("vol"))
            },
        );
        assert_eq!(cut.unwrap_err().to_string(), "vol");
        assert_eq!(fs::read_to_string(&path).unwrap(), "oud");
        assert_eq!(write(&path, |error| error, |out| out.write_all(b"nieuw").map(|()| 5)).unwrap(), 5);
        assert_eq!(fs::read_to_string(&path).unwrap(), "nieuw");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let nowhere = folder.path().join("weg/lijst.csv");
        assert!(write(&nowhere, |error| error, |_| Ok(())).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn others_may_read_a_new_file_and_a_link_stays_one() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let (path, usual) = (folder.path().join("a"), folder.path().join("b"));
        write(&path, |error| error, |_| Ok(())).unwrap();
        fs::write(&usual, "").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode();
        assert_eq!(mode(&path), mode(&usual));
        let link = folder.path().join("c");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, |error| error, |out| out.write_all(b"x")).unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&path).unwrap(), "x");
        write(Path::new("/dev/null"), |error| error, |out| out.write_all(b"x")).unwrap();
    }
}
