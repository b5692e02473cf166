//! Official XML of the Tweede Kamer (`kamervragen`) → a text in the layout of the printed paper, so that one
//! layout parser serves both.
//!
//! Elements read: `kamervraagkop` with `kamervraagnummer` and `kamervraagomschrijving`; `vraag` and `antwoord` with
//! `nr` and `al`; `noot`, which follows the paragraph that refers to it; `li` of lists, `row` and `entry` of
//! tables. Entities that the document defines itself are never expanded.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::{RawFields, SkipReason, decode};

/// Reads one document.
pub(super) fn parse(bytes: &[u8]) -> Result<RawFields, SkipReason> {
    let text = decode::decode(bytes)?;
    let mut reader = Reader::from_str(&text);
    let mut paper = Paper::default();
    loop {
        match reader.read_event().map_err(|error| broken(&error, &text, reader.error_position()))? {
            Event::DocType(declaration) => refuse_entities(&declaration)?,
            Event::Start(element) => paper.open(&element),
            Event::Empty(element) => {
                paper.open(&element);
                paper.close();
            }
            Event::End(_) => paper.close(),
            Event::Text(text) => paper.text(&String::from_utf8_lossy(&text)),
            Event::CData(text) => paper.text(&String::from_utf8_lossy(&text)),
            Event::GeneralRef(reference) => paper.text(&resolve(&reference)),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    paper.finish()
}

/// Where the fault lies, in lines.
fn broken(error: &quick_xml::Error, text: &str, position: u64) -> SkipReason {
    let before = &text.as_bytes()[..text.len().min(usize::try_from(position).unwrap_or(usize::MAX))];
    SkipReason::Xml(format!("{error} (line {})", memchr::memchr_iter(b'\n', before).count() + 1))
}

/// A document type that defines entities is refused: they could be made to grow without bound.
pub(super) fn refuse_entities(declaration: &[u8]) -> Result<(), SkipReason> {
    if memchr::memmem::find(declaration, b"<!ENTITY").is_some() {
        return Err(SkipReason::XmlEntities);
    }
    Ok(())
}

/// The text of a character reference or of one of XML's five entities; others stay as written.
pub(super) fn resolve(reference: &BytesRef<'_>) -> String {
    let name = String::from_utf8_lossy(reference).into_owned();
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    match name.as_str() {
        "nbsp" => "\u{a0}".to_owned(),
        _ => quick_xml::escape::resolve_predefined_entity(&name)
            .map_or_else(|| format!("&{name};"), ToOwned::to_owned),
    }
}

/// The printed paper as it grows.
#[derive(Default)]
struct Paper {
    root: Option<String>,
    known: bool,
    open: Vec<Element>,
    /// Metadata, which is not printed.
    hidden: usize,
    lines: Vec<String>,
    line: String,
    /// Footnotes of the paragraph being read.
    notes: Vec<String>,
    /// The paragraph that a footnote interrupted.
    interrupted: Vec<String>,
    fields: RawFields,
    /// Between a list item's number and its text.
    after_number: bool,
    footnotes: usize,
}

/// The elements that mean something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Element {
    Question,
    Answer,
    /// `nr` of a question or answer.
    Label,
    Number,
    Note,
    NoteNumber,
    /// A table's cell.
    Cell,
    /// A list item's number: its text follows on the same line.
    ItemNumber,
    /// A paragraph, heading or row: a line.
    Line,
    Hidden,
    Other,
}

impl Element {
    fn of(name: &[u8], parent: Option<Self>) -> Self {
        match name {
            b"vraag" => Self::Question,
            b"antwoord" => Self::Answer,
            b"nr" if matches!(parent, Some(Self::Question | Self::Answer)) => Self::Label,
            b"kamervraagnummer" => Self::Number,
            b"noot" => Self::Note,
            b"noot.nr" => Self::NoteNumber,
            b"entry" => Self::Cell,
            b"li.nr" | b"nr" => Self::ItemNumber,
            b"al"
            | b"row"
            | b"li"
            | b"tussenkop"
            | b"titel"
            | b"kamervraagomschrijving"
            | b"kamervraagonderwerp"
            | b"noot.al" => Self::Line,
            b"metadata" | b"meta" => Self::Hidden,
            _ => Self::Other,
        }
    }
}

impl Paper {
    fn open(&mut self, start: &BytesStart<'_>) {
        let name = start.local_name();
        let name = name.as_ref();
        if self.root.is_none() {
            self.root = Some(String::from_utf8_lossy(name).into_owned());
        }
        self.known |= matches!(name, b"kamervragen" | b"kamervraagkop" | b"vraag");
        let element = Element::of(name, self.open.last().copied());
        match element {
            Element::Hidden => {
                self.hidden += 1;
                self.metadata(start);
            }
            Element::Note => {
                self.footnotes += 1;
                if self.line.trim().is_empty() {
                    self.line.clear();
                }
                self.line.push_str(&format!("[{}]", self.footnotes));
                self.interrupted.push(std::mem::take(&mut self.line));
                self.line = format!("[{}] ", self.footnotes);
            }
            Element::Label | Element::Number => self.end_line(),
            Element::Line if self.in_note() || self.in_row() || self.after_number => {}
            Element::Line | Element::Question | Element::Answer => self.end_line(),
            Element::NoteNumber | Element::ItemNumber | Element::Cell | Element::Other => {}
        }
        self.open.push(element);
    }

    fn close(&mut self) {
        let Some(element) = self.open.pop() else { return };
        match element {
            Element::Hidden => self.hidden = self.hidden.saturating_sub(1),
            Element::Note => {
                let note = std::mem::take(&mut self.line);
                self.notes.push(note);
                self.line = self.interrupted.pop().unwrap_or_default();
            }
            Element::Label => self.label(),
            Element::Number => {
                let number = self.line.trim().trim_matches(['(', ')']).to_owned();
                self.fields.number.get_or_insert(number);
                self.end_line();
            }
            Element::Line if self.in_note() || self.in_row() => self.line.push(' '),
            Element::Line | Element::Question | Element::Answer => self.end_line(),
            Element::Cell => {
                self.line.truncate(self.line.trim_end().len());
                self.line.push_str(" | ");
            }
            Element::ItemNumber => {
                self.line.push(' ');
                self.after_number = true;
            }
            Element::NoteNumber | Element::Other => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden > 0 || self.open.last() == Some(&Element::NoteNumber) {
            return;
        }
        self.after_number &= text.trim().is_empty();
        for word in text.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let trimmed = word.trim_ascii();
            self.line.push_str(trimmed);
            if trimmed.len() < word.len() && !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn in_note(&self) -> bool {
        !self.interrupted.is_empty()
    }

    /// Inside a table's cell, where paragraphs do not end the line.
    fn in_row(&self) -> bool {
        self.open.contains(&Element::Cell)
    }

    /// `Vraag 1`, `Antwoord 2 en 3`: with the word, which some documents leave to the element's name.
    fn label(&mut self) {
        let word = match self.open.last() {
            Some(Element::Answer) => "Antwoord",
            _ => "Vraag",
        };
        let label = std::mem::take(&mut self.line);
        let label = label.trim().trim_end_matches('.');
        let has_word = label.chars().next().is_some_and(char::is_alphabetic);
        self.lines.push(if has_word { label.to_owned() } else { format!("{word} {label}") });
    }

    fn end_line(&mut self) {
        self.after_number = false;
        let line = self.line.trim().trim_end_matches('|').trim_end();
        if !line.is_empty() {
            self.lines.push(line.to_owned());
        }
        self.line.clear();
        let notes = std::mem::take(&mut self.notes);
        self.lines.extend(notes.iter().map(|note| note.trim().to_owned()));
    }

    fn metadata(&mut self, start: &BytesStart<'_>) {
        let attribute = |name: &str| {
            let attribute = start.try_get_attribute(name).ok().flatten()?;
            Some(String::from_utf8_lossy(&attribute.value).into_owned())
        };
        let (Some(name), Some(content)) = (attribute("name"), attribute("content")) else { return };
        match name.as_str() {
            "DC.identifier" => self.fields.id = Some(content),
            "OVERHEIDop.vergaderjaar" => self.fields.session = Some(content),
            _ => {}
        }
    }

    fn finish(mut self) -> Result<RawFields, SkipReason> {
        self.end_line();
        if !self.open.is_empty() {
            return Err(SkipReason::Xml("it ends before its root element does".to_owned()));
        }
        match self.root {
            None => return Err(SkipReason::Xml("it has no root element".to_owned())),
            Some(root) if !self.known => return Err(SkipReason::XmlVocabulary(root)),
            Some(_) => {}
        }
        if self.lines.is_empty() {
            return Err(SkipReason::Empty);
        }
        self.fields.parliament = Some("Tweede Kamer".to_owned());
        self.fields.text = Some(format!("Tweede Kamer der Staten-Generaal\n{}\n", self.lines.join("\n")));
        Ok(self.fields)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAPER: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<officiele-publicatie><metadata><meta name="DC.identifier" content="ah-tk-20302031-17"/></metadata>
<kamervragen><kamervraagkop><kamervraagnummer>2030Z00001</kamervraagnummer>
<kamervraagomschrijving>Vragen van het lid <nadruk>Zandman</nadruk> (Lijst Z) aan de Minister van Veenkolonies
over turf &amp; ge&#xEB;rodeerde oevers (ingezonden 3 maart 2031).</kamervraagomschrijving></kamervraagkop>
<vraag><nr>Vraag 1</nr><al>Kent u het bericht?<noot><noot.nr>1</noot.nr><noot.al>De Turfbode, 1 maart 2031.</noot.al></noot></al></vraag>
<vraag><nr>2</nr><al>Waarom?</al><al>Graag <i>per</i> oever.</al></vraag>
<antwoord><nr>Antwoord 1 en 2</nr><al>Ja.</al>
<table><row><entry><al>oever</al></entry><entry><al>meter</al></entry></row><row><entry>noord</entry><entry>12</entry></row></table>
<lijst><li><li.nr>a.</li.nr><al>eerst</al></li></lijst></antwoord>
</kamervragen></officiele-publicatie>"#;

    #[test]
    fn a_paper_is_laid_out_as_it_is_printed() {
        let fields = parse(PAPER.as_bytes()).unwrap();
        assert_eq!(fields.number.as_deref(), Some("2030Z00001"));
        assert_eq!(fields.id.as_deref(), Some("ah-tk-20302031-17"));
        insta::assert_snapshot!(fields.text.unwrap(), @r"
        Tweede Kamer der Staten-Generaal
        2030Z00001
        Vragen van het lid Zandman (Lijst Z) aan de Minister van Veenkolonies over turf & geërodeerde oevers (ingezonden 3 maart 2031).
        Vraag 1
        Kent u het bericht?[1]
        [1] De Turfbode, 1 maart 2031.
        Vraag 2
        Waarom?
        Graag per oever.
        Antwoord 1 en 2
        Ja.
        oever | meter
        noord | 12
        a. eerst
        ");
    }

    #[test]
    fn entity_bombs_broken_and_foreign_xml_are_named() {
        let reason = |xml: &str| parse(xml.as_bytes()).unwrap_err().to_string();
        let bomb = "<?xml version=\"1.0\"?><!DOCTYPE l [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><kamervragen>&b;</kamervragen>";
        assert_eq!(reason(bomb), "XML that defines its own entities");
        assert_eq!(reason("<rss><item/></rss>"), "XML whose root element 'rss' is not known");
        assert!(reason("<kamervragen>\n<vraag></antwoord></kamervragen>").starts_with("broken XML"));
        assert!(reason("<kamervragen><vraag>").starts_with("broken XML"));
    }

    #[test]
    fn unknown_entities_stay_as_written() {
        let fields = parse(b"<kamervragen><vraag><al>a &lol; b</al></vraag></kamervragen>").unwrap();
        assert!(fields.text.unwrap().contains("a &lol; b"));
    }
}
