//! What can go wrong while reading a corpus.

use std::any::Any;
use std::sync::Arc;

use crate::model::Origin;

/// Why a corpus could not be read at all. What concerns one file or record only is a [`SkippedRecord`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorpusError {
    /// No path was given.
    #[error("no file or folder was named; name at least one, for example 'corpus'")]
    NoPath,
    /// A pair of the column map has no `=`.
    #[error("'{0}' in the column map is not a pair; write field=column, for example title=onderwerp")]
    MapPair(String),
    /// The column map names a field that records do not have.
    #[error("'{0}' in the column map is not a field; the fields are {fields}", fields = super::names::FIELDS.join(", "))]
    MapField(String),
}

/// Something that was left out, with its place, the reason and what to do about it.
///
/// `Display` gives all of it on one line: `corpus/a.jsonl:12: broken JSON: …; mend the line`.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{place}: {reason}; {remedy}", place = origin.place(), remedy = reason.remedy())]
pub struct SkippedRecord {
    /// The file, and the line or member where it is known.
    pub origin: Origin,
    /// Why.
    #[source]
    pub reason: SkipReason,
}

impl SkippedRecord {
    /// What the reader of the message can do.
    pub fn remedy(&self) -> &'static str {
        self.reason.remedy()
    }

    /// See [`Origin::place`].
    pub fn place(&self) -> String {
        self.origin.place()
    }
}

/// The reasons to leave something out.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SkipReason {
    /// A path that was named does not exist.
    #[error("does not exist")]
    Missing,
    /// The operating system refused to read it.
    #[error("cannot be read: {0}")]
    Unreadable(#[source] Arc<std::io::Error>),
    /// A symbolic link points back to a folder it lies in.
    #[error("is a link back to '{0}', a folder it lies in")]
    SymlinkLoop(String),
    /// It is a device, a socket or a pipe.
    #[error("is neither a file nor a folder")]
    NotAFile,
    /// It holds nothing, or white space only.
    #[error("is empty")]
    Empty,
    /// It holds no text; the name says what it seems to be.
    #[error("holds no text: it is {0}")]
    Binary(&'static str),
    /// A record is longer than the limit.
    #[error("is longer than the limit of {} MB for one record", limit >> 20)]
    TooLong {
        /// The limit in bytes.
        limit: usize,
    },
    /// It is no JSON.
    #[error("broken JSON: {0}")]
    Json(String),
    /// JSON that is cut short, or broken so that the records behind cannot be found.
    #[error("the rest of it cannot be read: {0}")]
    Rest(String),
    /// A record has no title, question, answer or text.
    #[error("has no field with text (title, question, answer or text)")]
    NoText,
    /// A table's header names no column that is known.
    #[error("no column of its header is known ({0})")]
    NoKnownColumn(String),
    /// A text without anything that could be a question or an answer.
    #[error("holds neither a question nor an answer")]
    NoQuestion,
    /// A row of a table cannot be read.
    #[error("broken table row: {0}")]
    Row(String),
    /// A Word document that cannot be read.
    #[error("broken Word document: {0}")]
    Docx(String),
    /// A PDF that cannot be read.
    #[error("broken or truncated PDF: {0}")]
    Pdf(String),
    /// A PDF that asks for a password.
    #[error("PDF protected by a password")]
    PdfProtected,
    /// A PDF of images without a text layer.
    #[error("PDF without a text layer (scanned): it needs OCR")]
    PdfScanned,
    /// A web page that cannot be read.
    #[error("broken web page: {0}")]
    Html(&'static str),
    /// XML that cannot be read.
    #[error("broken XML: {0}")]
    Xml(String),
    /// XML that defines entities of its own.
    #[error("XML that defines its own entities")]
    XmlEntities,
    /// XML in a vocabulary that is not known.
    #[error("XML whose root element '{0}' is not known")]
    XmlVocabulary(String),
    /// An archive or compressed file that cannot be read.
    #[error("broken or truncated archive: {0}")]
    Archive(String),
    /// It grows out of proportion when it is decompressed.
    #[error("decompresses to more than {limit_mb} MB, {ratio} times its size (a zip bomb?)")]
    Bomb {
        /// Where reading stopped, in megabytes.
        limit_mb: u64,
        /// Decompressed bytes a compressed byte.
        ratio: u64,
    },
    /// An archive inside an archive inside an archive.
    #[error("archives lie too deep in each other")]
    Nested,
    /// Its size or time of change differ before and after reading.
    #[error("changed while it was read")]
    Changed,
    /// The program failed on it, which it never should.
    #[error("the program failed on it: {0}")]
    Fault(String),
    /// A sidecar names a file that is not there, or cannot be read.
    #[error("metadata beside the files: {0}")]
    Sidecar(String),
}

impl SkipReason {
    /// An error of the operating system, or a reason that one of our own readers wrapped in one.
    pub(super) fn io(error: std::io::Error) -> Self {
        match error.downcast::<Self>() {
            Ok(reason) => reason,
            Err(error) => Self::Unreadable(Arc::new(error)),
        }
    }

    /// True when the file may still hold records that were read at another time: whoever keeps an index must
    /// not take them for removed because of this run.
    pub fn may_hide_records(&self) -> bool {
        matches!(
            self,
            Self::Missing
                | Self::Unreadable(_)
                | Self::Changed
                | Self::Rest(_)
                | Self::Docx(_)
                | Self::Pdf(_)
                | Self::Html(_)
                | Self::Xml(_)
                | Self::Archive(_)
                | Self::Sidecar(_)
        )
    }

    /// What the reader of the message can do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Missing => "check the spelling of the path",
            Self::Unreadable(_) => "check its permissions and the disk",
            Self::SymlinkLoop(_) => "remove the link",
            Self::NotAFile => "name a file or a folder",
            Self::Empty => "remove it, or fetch it again",
            Self::Binary(_) => "convert it to text, DOCX or PDF with a text layer",
            Self::TooLong { .. } => "split it into records, one a line",
            Self::Rest(_) => "fetch it again, or mend it at this line",
            Self::NoQuestion => "remove it, or add its text",
            Self::Json(_) => "mend the line; each line must be one JSON object",
            Self::NoText => "give it a title, question, answer or text, or name its columns with --map",
            Self::NoKnownColumn(_) => "name its columns with --map, for example --map title=onderwerp",
            Self::Row(_) => "mend the row; look for an unclosed quotation mark",
            Self::Docx(_) => "open it in a word processor and save it again",
            Self::Pdf(_) => "fetch it again, or save it anew from a PDF viewer",
            Self::PdfProtected => "save a copy without the password",
            Self::PdfScanned => "run an OCR program (for example ocrmypdf) over it",
            Self::Html(_) | Self::Xml(_) => "fetch it again",
            Self::XmlEntities => "replace the entities by their text and remove the DOCTYPE",
            Self::XmlVocabulary(_) => "convert it to text or JSONL",
            Self::Archive(_) => "fetch it again, or unpack it first",
            Self::Bomb { .. } => "unpack it yourself if you trust it",
            Self::Nested => "unpack it first",
            Self::Changed => "run again when nobody writes to it",
            Self::Fault(_) => "report it together with the record; the others are not affected",
            Self::Sidecar(_) => {
                "mend metadata.csv or metadata.jsonl; the column of file names is called file or bestand"
            }
        }
    }
}

/// What a panic said, where that is text.
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> Option<&str> {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
}
