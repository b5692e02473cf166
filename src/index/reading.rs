//! How the records of each source are read and parsed: with its column map and its list of office holders.
//!
//! In: [`SourceOptions`]. Out: a [`SourceReading`] each. What a record means depends on the list of office
//! holders (the person behind "minister van Wonen" on a day), so its fingerprint goes into the hash of every
//! record: with another list the records count as changed and are parsed again, and nothing else is.

use super::info::AuthorityInfo;
use super::{IndexError, SourceInfo, SourceOptions};
use crate::corpus::ReadOptions;
use crate::parse::{Authority, ParseOptions, Parser};

/// How the records of one source are read and parsed.
#[derive(Debug)]
pub(super) struct SourceReading {
    /// Reads its files; the fingerprint of the list is in the salt.
    pub(super) read: ReadOptions,
    /// Parses its records.
    pub(super) parser: Parser,
    /// The list it is parsed with, as it is now.
    pub(super) authority: Option<AuthorityInfo>,
}

/// Reads the lists of office holders of all sources.
///
/// # Errors
/// When a list cannot be read: parsing without it would take ministers out of an index silently.
pub(super) fn of(sources: &[SourceOptions]) -> Result<Vec<SourceReading>, IndexError> {
    let one = |source: &SourceOptions| {
        let table = source.authority.as_deref().map(Authority::read).transpose()?;
        let authority = source.authority.as_ref().zip(table.as_ref()).map(|(path, table)| AuthorityInfo {
            path: path.display().to_string(),
            fingerprint: table.fingerprint(),
        });
        let mut read = source.read.clone();
        read.salt ^= authority.as_ref().map_or(0, |authority| authority.fingerprint);
        Ok(SourceReading { read, parser: Parser::new(ParseOptions { authority: table }), authority })
    };
    sources.iter().map(one).collect()
}

/// Why records that did not change themselves are parsed again, for people; `None` when they are not.
pub(super) fn parsed_again(
    before: &[SourceInfo],
    sources: &[SourceOptions],
    readings: &[SourceReading],
) -> Option<String> {
    let mut reasons = Vec::new();
    for (source, reading) in sources.iter().zip(readings) {
        let Some(known) = before.iter().find(|known| known.name == source.name && known.documents > 0) else {
            continue;
        };
        let fingerprint = |info: &Option<AuthorityInfo>| info.as_ref().map(|info| info.fingerprint);
        let what = match (fingerprint(&known.authority), fingerprint(&reading.authority)) {
            (old, new) if old == new => continue,
            (None, _) => "a list of office holders is given now",
            (_, None) => "no list of office holders is given any more",
            _ => "the list of office holders has changed",
        };
        reasons.push(match source.name.as_str() {
            "" => what.to_owned(),
            name => format!("{what} for source '{name}'"),
        });
    }
    (!reasons.is_empty()).then(|| reasons.join("; "))
}
