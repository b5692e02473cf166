//! Word documents (DOCX) → text: a line a paragraph, numbered as Word shows it; a line a table row, its cells
//! parted by ` | `; foot- and endnotes after the paragraph that refers to them. Deleted text of tracked
//! changes, field codes, headers and footers are left out.

use std::io::{Cursor, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use rustc_hash::FxHashMap;

use super::docx_numbering::{Counters, Numbering};
use super::docx_styles::Styles;
use super::{SkipReason, compressed, decode, xml};

/// The most that one part of the package may decompress to.
const PART_LIMIT: u64 = 64 << 20;

type Package<'a> = zip::ZipArchive<Cursor<&'a [u8]>>;

/// Reads a document.
pub(super) fn parse(bytes: &[u8]) -> Result<String, SkipReason> {
    let mut package =
        zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| SkipReason::Docx(error.to_string()))?;
    let body = part(&mut package, "word/document.xml")?
        .ok_or_else(|| SkipReason::Docx("it lacks word/document.xml".to_owned()))?;
    let mut notes = FxHashMap::default();
    for (name, kind) in [("word/footnotes.xml", Kind::Footnote), ("word/endnotes.xml", Kind::Endnote)] {
        if let Some(xml) = part(&mut package, name)? {
            read_notes(&xml, kind, &mut notes)?;
        }
    }
    let numbering = match part(&mut package, "word/numbering.xml")? {
        Some(xml) => Numbering::read(&xml)?,
        None => Numbering::default(),
    };
    let styles = match part(&mut package, "word/styles.xml")? {
        Some(xml) => Styles::read(&xml)?,
        None => Styles::default(),
    };
    let mut writer = Writer::new(&notes, &numbering, &styles);
    walk(&body, &mut writer)?;
    let text = writer.lines.join("\n");
    if text.trim().is_empty() { Err(SkipReason::Empty) } else { Ok(text + "\n") }
}

/// The text of one part of the package; `None` when there is none.
fn part(package: &mut Package<'_>, name: &str) -> Result<Option<String>, SkipReason> {
    let Some(index) = package.index_for_name(name) else { return Ok(None) };
    let member = package.by_index(index).map_err(|error| SkipReason::Docx(error.to_string()))?;
    let compressed = member.compressed_size();
    let mut bytes = Vec::new();
    let mut reader = compressed::member(member, compressed).take(PART_LIMIT + 1);
    if let Err(error) = reader.read_to_end(&mut bytes) {
        return Err(match SkipReason::io(error) {
            SkipReason::Archive(message) => SkipReason::Docx(format!("{name}: {message}")),
            reason => reason,
        });
    }
    if bytes.len() as u64 > PART_LIMIT {
        let ratio = bytes.len() as u64 / compressed.max(1);
        return Err(SkipReason::Bomb { limit_mb: PART_LIMIT >> 20, ratio });
    }
    decode::decode(&bytes).map(Some)
}

/// Where a note stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Kind {
    Footnote,
    Endnote,
}

/// Notes by where they stand and their id.
type Notes = FxHashMap<(Kind, String), String>;

fn read_notes(xml: &str, kind: Kind, notes: &mut Notes) -> Result<(), SkipReason> {
    let (none, numbering, styles) = (Notes::default(), Numbering::default(), Styles::default());
    let mut writer = Writer::new(&none, &numbering, &styles);
    let mut reader = Reader::from_str(xml);
    let mut id = None;
    loop {
        let event = reader.read_event().map_err(|error| SkipReason::Docx(error.to_string()))?;
        match &event {
            Event::Eof => return Ok(()),
            Event::Start(start) if matches!(start.local_name().as_ref(), b"footnote" | b"endnote") => {
                id = attribute(start, b"id");
                // Separators and continuation marks have a type; notes have none.
                if attribute(start, b"type").is_some_and(|kind| kind != "normal") {
                    id = None;
                }
                writer.lines.clear();
            }
            Event::End(end) if matches!(end.local_name().as_ref(), b"footnote" | b"endnote") => {
                if let Some(id) = id.take() {
                    notes.insert((kind, id), writer.lines.join(" ").trim().to_owned());
                }
            }
            _ => {}
        }
        writer.event(&event)?;
    }
}

fn walk(xml: &str, writer: &mut Writer<'_>) -> Result<(), SkipReason> {
    let mut reader = Reader::from_str(xml);
    loop {
        match reader.read_event().map_err(|error| SkipReason::Docx(error.to_string()))? {
            Event::Eof => return Ok(()),
            event => writer.event(&event)?,
        }
    }
}

/// The value of the attribute with this local name.
pub(super) fn attribute(start: &BytesStart<'_>, name: &[u8]) -> Option<String> {
    start
        .attributes()
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .map(|attribute| String::from_utf8_lossy(&attribute.value).into_owned())
}

/// Turns events into lines.
struct Writer<'n> {
    notes: &'n Notes,
    numbering: &'n Numbering,
    styles: &'n Styles,
    counters: Counters,
    lines: Vec<String>,
    /// Paragraphs being read; more than one inside text boxes.
    paragraphs: Vec<Paragraph>,
    /// Table rows being read; more than one inside nested tables.
    rows: Vec<Vec<String>>,
    in_text: bool,
    /// How deep in elements that are left out.
    hidden: usize,
    noted: usize,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    /// `numId` and level of its numbering.
    number: Option<String>,
    level: Option<u8>,
    style: Option<String>,
    notes: Vec<String>,
}

impl<'n> Writer<'n> {
    fn new(notes: &'n Notes, numbering: &'n Numbering, styles: &'n Styles) -> Self {
        Self {
            notes,
            numbering,
            styles,
            counters: Counters::default(),
            lines: Vec::new(),
            paragraphs: Vec::new(),
            rows: Vec::new(),
            in_text: false,
            hidden: 0,
            noted: 0,
        }
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), SkipReason> {
        match event {
            Event::DocType(declaration) => xml::refuse_entities(declaration)?,
            Event::Start(start) if self.hidden > 0 || is_left_out(start.local_name().as_ref()) => {
                self.hidden += usize::from(is_left_out(start.local_name().as_ref()));
            }
            Event::End(end) if is_left_out(end.local_name().as_ref()) => {
                self.hidden = self.hidden.saturating_sub(1);
            }
            _ if self.hidden > 0 => {}
            Event::Start(start) => self.open(start),
            Event::Empty(start) => {
                self.open(start);
                self.close(start.local_name().as_ref());
            }
            Event::End(end) => self.close(end.local_name().as_ref()),
            Event::Text(text) if self.in_text => self.push(&String::from_utf8_lossy(text)),
            Event::CData(text) if self.in_text => self.push(&String::from_utf8_lossy(text)),
            Event::GeneralRef(reference) if self.in_text => self.push(&xml::resolve(reference)),
            _ => {}
        }
        Ok(())
    }

    fn push(&mut self, text: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(text);
        }
    }

    fn open(&mut self, start: &BytesStart<'_>) {
        match start.local_name().as_ref() {
            b"p" => self.paragraphs.push(Paragraph::default()),
            b"t" => self.in_text = true,
            b"tab" | b"ptab" => self.push(" "),
            b"br" | b"cr" => self.push("\n"),
            b"noBreakHyphen" => self.push("-"),
            b"tr" => self.rows.push(Vec::new()),
            b"tc" => {
                if let Some(row) = self.rows.last_mut() {
                    row.push(String::new());
                }
            }
            b"numId" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.number = attribute(start, b"val");
                }
            }
            b"ilvl" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.level = attribute(start, b"val").and_then(|level| level.parse().ok());
                }
            }
            b"pStyle" => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.style = attribute(start, b"val");
                }
            }
            b"footnoteReference" => self.note(start, Kind::Footnote),
            b"endnoteReference" => self.note(start, Kind::Endnote),
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"t" => self.in_text = false,
            b"p" => self.end_paragraph(),
            b"tr" => {
                let cells = self.rows.pop().unwrap_or_default();
                let line = cells.iter().map(|cell| cell.trim()).collect::<Vec<_>>().join(" | ");
                if cells.iter().any(|cell| !cell.trim().is_empty()) {
                    self.line(&line);
                }
            }
            _ => {}
        }
    }

    fn note(&mut self, start: &BytesStart<'_>, kind: Kind) {
        let text = attribute(start, b"id").and_then(|id| self.notes.get(&(kind, id)));
        if let (Some(text), Some(paragraph)) = (text, self.paragraphs.last_mut()) {
            self.noted += 1;
            paragraph.text.push_str(&format!("[{}]", self.noted));
            paragraph.notes.push(format!("[{}] {text}", self.noted));
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else { return };
        let text = paragraph.text.trim();
        if text.is_empty() {
            return;
        }
        let label = self.label(&paragraph);
        match label {
            Some(label) => self.line(&format!("{label} {text}")),
            None => self.line(text),
        }
        for note in paragraph.notes {
            self.line(&note);
        }
    }

    /// The number before a paragraph: of its own list, else of the list of its style.
    fn label(&mut self, paragraph: &Paragraph) -> Option<String> {
        let style = paragraph.style.as_deref();
        let styled = style.and_then(|style| self.styles.list(style));
        let list = paragraph.number.as_deref().or_else(|| styled.map(|(list, _)| list))?;
        let level = paragraph
            .level
            .or_else(|| self.numbering.level_of(list, style?))
            .or_else(|| styled.and_then(|(_, level)| level))
            .unwrap_or(0);
        self.numbering.label(list, level, &mut self.counters)
    }

    /// A finished line goes into the cell being read, or out.
    fn line(&mut self, line: &str) {
        match self.rows.last_mut().and_then(|row| row.last_mut()) {
            Some(cell) => {
                if !cell.is_empty() {
                    cell.push(' ');
                }
                cell.push_str(&line.replace('\n', " "));
            }
            None => self.lines.push(line.to_owned()),
        }
    }
}

/// The second copy of drawings for old programs, and text that tracked changes took out.
fn is_left_out(name: &[u8]) -> bool {
    matches!(name, b"Fallback" | b"del" | b"moveFrom" | b"rPrChange" | b"pPrChange")
}

#[cfg(test)]
#[path = "docx_tests.rs"]
pub(in crate::corpus) mod tests;
