//! `vraagbaak.toml`: names the index and the sources of a nightly run, so that `vraagbaak index` alone does it.
//!
//! ```toml
//! index = "index"
//!
//! [[source]]
//! name = "flemish"
//! paths = ["archief/vlaams"]
//! map = { title = "onderwerp", asker = "vraagsteller" }
//! authority = "ministers.csv"
//! ```
//!
//! Paths are relative to the folder of the file. Values are checked before anything is read; a message names
//! the line and the key.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::Spanned;

/// The file that is read when no other is named.
pub const FILE_NAME: &str = "vraagbaak.toml";

/// A checked configuration with its paths resolved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The file itself.
    pub path: PathBuf,
    /// The folder of the index.
    pub index: Option<PathBuf>,
    /// The sources in the order of the file.
    pub sources: Vec<Source>,
}

/// One source of documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its name, unique in the file.
    pub name: String,
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// The column that holds a field, by the field's name.
    pub map: BTreeMap<String, String>,
    /// A table of office holders.
    pub authority: Option<AuthorityKey>,
}

/// The table of office holders that a source names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKey {
    /// The table.
    pub path: PathBuf,
    /// The line of the configuration that names it.
    pub line: usize,
}

/// Why a configuration cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("'{}' cannot be read", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line says something that cannot be meant.
    #[error("{}, line {line}: {message}", .path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What is wrong, with the key, and what to write.
        message: String,
    },
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    index: Option<Spanned<String>>,
    #[serde(default)]
    source: Vec<FileSource>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileSource {
    name: Spanned<String>,
    paths: Spanned<Vec<String>>,
    #[serde(default)]
    map: BTreeMap<Spanned<String>, Spanned<String>>,
    authority: Option<Spanned<String>>,
}

impl Config {
    /// Reads the configuration at `path`; `fields` are the names that `map` may use as keys.
    ///
    /// # Errors
    /// When the file cannot be read or a value is wrong.
    pub fn read(path: &Path, fields: &[&str]) -> Result<Self, ConfigError> {
        let text =
            fs::read_to_string(path).map_err(|source| ConfigError::Read { path: path.to_owned(), source })?;
        let folder = path.parent().unwrap_or(Path::new(""));
        match Self::parse(&text, folder, fields) {
            Ok(config) => Ok(Self { path: path.to_owned(), ..config }),
            Err((offset, message)) => {
                Err(ConfigError::Line { path: path.to_owned(), line: line_of(&text, offset), message })
            }
        }
    }

    /// The list of office holders that a source names, once it is known to be one.
    ///
    /// # Errors
    /// When it cannot be used; the message names the line and key of this file, and the line of the list.
    pub fn authority(&self, source: &Source) -> Result<Option<PathBuf>, ConfigError> {
        let Some(key) = &source.authority else { return Ok(None) };
        match crate::parse::Authority::read(&key.path) {
            Ok(_) => Ok(Some(key.path.clone())),
            Err(error) => Err(ConfigError::Line {
                path: self.path.clone(),
                line: key.line,
                message: format!("key 'authority': {error}"),
            }),
        }
    }

    /// The checked configuration, or the byte at which it is wrong and why.
    fn parse(text: &str, folder: &Path, fields: &[&str]) -> Result<Self, (usize, String)> {
        let file: File = toml::from_str(text).map_err(|error| {
            let start = error.span().map_or(0, |span| span.start);
            let line_start = text[..start].rfind('\n').map_or(0, |at| at + 1);
            let line = text[line_start..].lines().next().unwrap_or("").trim();
            (start, format!("{} in '{line}'", error.message().trim().replace('\n', "; ")))
        })?;
        let mut names = BTreeSet::new();
        let mut sources = Vec::with_capacity(file.source.len());
        for source in file.source {
            let name = source.name.get_ref().trim();
            let at = source.name.span().start;
            if name.is_empty() || name.chars().any(|c| c.is_control() || c == '/') {
                return Err((
                    at,
                    "key 'name': a source needs a name of at least one character without '/'".into(),
                ));
            }
            if !names.insert(name.to_owned()) {
                return Err((
                    at,
                    format!("key 'name': two sources are called '{name}'; give each its own name"),
                ));
            }
            let paths = source.paths.get_ref();
            if paths.is_empty() || paths.iter().any(|path| path.trim().is_empty()) {
                let message = "key 'paths': name at least one file or folder, e.g. paths = [\"archief\"]";
                return Err((source.paths.span().start, message.into()));
            }
            let mut map = BTreeMap::new();
            for (field, column) in source.map {
                if !fields.contains(&field.get_ref().as_str()) {
                    let message = format!(
                        "key 'map': there is no field '{}'; there are {}",
                        field.get_ref(),
                        fields.join(", ")
                    );
                    return Err((field.span().start, message));
                }
                if column.get_ref().trim().is_empty() {
                    let message = format!("key 'map': name the column that holds '{}'", field.get_ref());
                    return Err((column.span().start, message));
                }
                map.insert(field.into_inner(), column.into_inner());
            }
            sources.push(Source {
                name: name.to_owned(),
                paths: paths.iter().map(|path| folder.join(path)).collect(),
                map,
                authority: authority(source.authority, text, folder)?,
            });
        }
        let index = match file.index {
            Some(index) if index.get_ref().trim().is_empty() => {
                return Err((index.span().start, "key 'index': name a folder".into()));
            }
            index => index.map(|index| folder.join(index.into_inner())),
        };
        Ok(Self { path: PathBuf::new(), index, sources })
    }
}

fn authority(
    key: Option<Spanned<String>>,
    text: &str,
    folder: &Path,
) -> Result<Option<AuthorityKey>, (usize, String)> {
    let Some(key) = key else { return Ok(None) };
    let start = key.span().start;
    if key.get_ref().trim().is_empty() {
        return Err((start, "key 'authority': name the file with the list of office holders".into()));
    }
    Ok(Some(AuthorityKey { path: folder.join(key.into_inner()), line: line_of(text, start) }))
}

/// The line, counted from 1, of a byte.
fn line_of(text: &str, offset: usize) -> usize {
    let before = text.get(..offset).unwrap_or(text);
    before.bytes().filter(|byte| *byte == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [&str; 2] = ["title", "asker"];

    fn fault(text: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        fs::write(&path, text).unwrap();
        let message = Config::read(&path, &FIELDS).unwrap_err().to_string();
        message.replace(&format!("{}/", folder.path().display()), "")
    }

    #[test]
    fn sources_paths_and_columns_are_read() {
        let text = "index = \"idx\"\n[[source]]\nname = \"vlaams\"\npaths = [\"a\", \"/b\"]\nmap = { title = \"onderwerp\" }\n";
        let config = Config::parse(text, Path::new("/home/x"), &FIELDS).unwrap();
        assert_eq!(config.index.as_deref(), Some(Path::new("/home/x/idx")));
        assert_eq!(config.sources[0].paths, [PathBuf::from("/home/x/a"), PathBuf::from("/b")]);
        assert_eq!(config.sources[0].map["title"], "onderwerp");
        assert_eq!(Config::parse("", Path::new(""), &FIELDS).unwrap(), Config::default());
    }

    #[test]
    fn every_fault_names_line_and_key() {
        insta::assert_snapshot!(
            [
                "indx = \"a\"",
                "index = 3",
                "index = \" \"",
                "index = \"a\"\n[[source]]\nname = \"x\"",
                "[[source]]\nname = \"\"\npaths = [\"a\"]",
                "[[source]]\nname = \"x\"\npaths = []",
                "[[source]]\nname = \"x\"\npaths = [\"a\"]\n[[source]]\nname = \"x\"\npaths = [\"a\"]",
                "[[source]]\nname = \"x\"\npaths = [\"a\"]\nmap = { titel = \"onderwerp\" }",
                "[[source]]\nname = \"x\"\npaths = [\"a\"]\ncolour = \"red\"",
                "[[source]]\nname = \"x\"\npaths = [\"a\"]\nauthority = \" \"",
                "[[source]]\nname = \"x\"\npaths = [\"a\"]\nauthority = [\"m.csv\"]",
                "[[source",
            ]
            .map(fault)
            .join("\n")
        );
    }
}
