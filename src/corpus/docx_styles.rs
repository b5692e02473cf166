//! Lists that Word's paragraph styles belong to: a paragraph in style `Vraagnummer` is numbered though it says
//! nothing of a list itself.

use quick_xml::Reader;
use quick_xml::events::Event;
use rustc_hash::FxHashMap;

use super::SkipReason;
use super::docx::attribute;

/// A style inherits from others, at most so many.
const DEEPEST: usize = 16;

/// What a style says of numbering.
#[derive(Clone, Debug, Default)]
struct Style {
    list: Option<String>,
    level: Option<u8>,
    based_on: Option<String>,
}

/// The styles of a document that have to do with lists.
#[derive(Debug, Default)]
pub(super) struct Styles(FxHashMap<String, Style>);

impl Styles {
    /// Reads `word/styles.xml`.
    pub(super) fn read(xml: &str) -> Result<Self, SkipReason> {
        let mut reader = Reader::from_str(xml);
        let mut styles = Self::default();
        let mut id = None;
        loop {
            let event = reader.read_event().map_err(|error| SkipReason::Docx(error.to_string()))?;
            let start = match &event {
                Event::Eof => return Ok(styles),
                Event::Start(start) | Event::Empty(start) => start,
                _ => continue,
            };
            let value = || attribute(start, b"val");
            let name = start.local_name();
            if name.as_ref() == b"style" {
                id = attribute(start, b"styleId");
                continue;
            }
            let Some(id) = &id else { continue };
            match name.as_ref() {
                b"numId" => styles.0.entry(id.clone()).or_default().list = value(),
                b"ilvl" => {
                    styles.0.entry(id.clone()).or_default().level = value().and_then(|v| v.parse().ok());
                }
                b"basedOn" => styles.0.entry(id.clone()).or_default().based_on = value(),
                _ => {}
            }
        }
    }

    /// The list that a style, or the one it is based on, belongs to, with the level if it says one.
    pub(super) fn list(&self, style: &str) -> Option<(&str, Option<u8>)> {
        let mut style = self.0.get(style)?;
        let mut level = style.level;
        for _ in 0..DEEPEST {
            if let Some(list) = &style.list {
                // 0 takes the numbering of the style below away.
                return (list != "0").then_some((list, level));
            }
            style = self.0.get(style.based_on.as_deref()?)?;
            level = level.or(style.level);
        }
        None
    }
}
