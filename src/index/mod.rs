//! The index: written from a corpus by [`update`], read through [`Index`].
//!
//! In: files (through `corpus` and `parse`), the Dutch chain. Out: segments of written forms with positions,
//! a family table beside each, stored records, facets and columns, and a manifest by which the next run finds
//! what changed. The search floor reads segments and families; no other floor knows the engine.
//!
//! **The vocabulary is analysed, not the text.** A token is indexed as it is written (folded). What Dutch
//! knows about it (lemmas, parts of compounds, derivations) is found once for every distinct form and kept in
//! the family table (`families`), which turns a query word's keys into the forms of the segment. So a build
//! costs a tenth of analysing every token, every match knows its written form, and the lexicon can learn
//! from the corpus after all its words are known.
//!
//! | file of a generation | what | module |
//! |---|---|---|
//! | `<segment>.{term,idx,pos,fieldnorm,fast,store,del}` | the engine's segment | `segments` |
//! | `<segment>.families` | key → written forms | `families` |
//! | `<segment>.pairs` | two frequent forms → documents where they follow each other; not of small segments | `pairs` |
//! | `meta.json` | the engine's list of segments | `segments` |
//! | `documents` | the manifest: record → document | `documents` |
//! | `dictionary` | the words and phrases that records are coded with | `phrases` |
//! | `extension` | the words the corpus adds to the lexicon | `update` |
//! | `build.json` | when and from what it was made | `info` |
//! | `sums` | a checksum for every page of all of these | `checksums` |

mod analysis;
mod bytes;
mod checksums;
mod document;
mod documents;
mod error;
mod families;
mod faults;
mod filling;
mod generation;
mod groups;
mod ids;
mod info;
mod inverting;
mod known;
mod lists;
mod merging;
mod open;
mod pairs;
mod phrases;
mod pipeline;
mod positions;
mod progress;
mod publish;
mod readahead;
mod reading;
mod record;
mod schema;
mod segments;
mod tokens;
mod update;
mod verify;
mod writing;

pub use error::IndexError;
pub use families::{Family, FamilyTable, HEAD_MEMBERS, Member, Tail, TailCursor};
pub use ids::DocumentIds;
pub use info::{AuthorityInfo, BuildInfo, SourceInfo};
pub use open::{Index, Segment};
pub use pairs::{PairList, PairRow, Pairs};
pub use progress::{
    DEFAULT_MEMORY, NoProgress, Progress, ProgressEvent, Skipped, SourceOptions, Stage, UpdateOptions,
    UpdateSummary,
};
pub use record::StoredRecord;
pub use schema::{
    FORMAT_VERSION, Fields, SECTION_GAP, UNKNOWN, days_since_epoch, kind_name, parliament_name,
};
pub use tokens::{LONGEST_FORM, Mark};
pub use update::{compact, update};
pub use verify::{Finding, VerifyReport, verify};

#[cfg(test)]
mod tests;
