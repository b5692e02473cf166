//! Word documents made here, part by part.

use std::io::Write as _;

use super::*;

/// A package with these parts below `word/`.
pub(in crate::corpus) fn package(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, xml) in parts {
        archive.start_file(format!("word/{name}"), zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(xml.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

fn body(paragraphs: &str) -> String {
    format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>")
}

fn read(parts: &[(&str, &str)]) -> Result<String, SkipReason> {
    parse(&package(parts))
}

#[test]
fn paragraphs_tables_breaks_and_changes() {
    let document = body(
        "<w:p><w:r><w:t>Fiets</w:t></w:r><w:r><w:t xml:space=\"preserve\">paden &amp; </w:t></w:r><w:del><w:r>
        <w:delText>weg</w:delText><w:t>weg</w:t></w:r></w:del><w:r><w:tab/><w:t>wegen</w:t><w:br/><w:t>onder</w:t></w:r></w:p>
        <w:p/><w:p><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>jaar</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>kilo</w:t></w:r></w:p>
        <w:p><w:r><w:t>meter</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc><w:p><w:r><w:t>2030</w:t></w:r></w:p></w:tc>
        <w:tc><w:p/></w:tc></w:tr></w:tbl>",
    );
    assert_eq!(
        read(&[("document.xml", &document)]).unwrap(),
        "Fietspaden &  wegen\nonder\njaar | kilo meter\n2030 |\n".replace("2030 |\n", "2030 | \n")
    );
}

#[test]
fn lists_carry_their_numbers() {
    let item = |level: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let document =
        body(&[item(0, "een"), item(1, "a"), item(1, "b"), item(0, "twee"), item(1, "c")].concat());
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"3\">
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>
        <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%2)\"/></w:lvl>
        </w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num></w:numbering>";
    assert_eq!(
        read(&[("document.xml", &document), ("numbering.xml", numbering)]).unwrap(),
        "1. een\na) a\nb) b\n2. twee\na) c\n"
    );
}

#[test]
fn lists_start_again_where_they_are_told_to() {
    let item = |list: u8, text: &str| {
        format!(
            "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr>\
             <w:r><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let document = body(
        &[item(1, "vraag"), item(1, "vraag"), item(2, "antwoord"), item(2, "antwoord"), item(3, "los")]
            .concat(),
    );
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"3\">
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%1.\"/></w:lvl>
        </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"3\"/></w:num>
        <w:num w:numId=\"2\"><w:abstractNumId w:val=\"3\"/><w:lvlOverride w:ilvl=\"0\"><w:startOverride w:val=\"1\"/>
        </w:lvlOverride></w:num><w:num w:numId=\"3\"><w:abstractNumId w:val=\"3\"/><w:lvlOverride w:ilvl=\"0\">
        <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1)\"/></w:lvl>
        </w:lvlOverride></w:num></w:numbering>";
    assert_eq!(
        read(&[("document.xml", &document), ("numbering.xml", numbering)]).unwrap(),
        "1. vraag\n2. vraag\n1. antwoord\n2. antwoord\nc) los\n"
    );
}

#[test]
fn styles_carry_numbers_too() {
    let styled = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let document = body(
        &[styled("Vraag", "een"), styled("Onder", "a"), styled("Smal", "twee"), styled("Kaal", "los")]
            .concat(),
    );
    let numbering = "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"3\">
        <w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"decimal\"/><w:pStyle w:val=\"Vraag\"/><w:lvlText w:val=\"%1.\"/></w:lvl>
        <w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"lowerLetter\"/><w:pStyle w:val=\"Onder\"/><w:lvlText w:val=\"%2)\"/></w:lvl>
        </w:abstractNum><w:num w:numId=\"7\"><w:abstractNumId w:val=\"3\"/></w:num></w:numbering>";
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"Vraag\"><w:pPr><w:numPr><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId=\"Onder\"><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"7\"/></w:numPr></w:pPr></w:style>
        <w:style w:styleId=\"Smal\"><w:basedOn w:val=\"Vraag\"/></w:style>
        <w:style w:styleId=\"Kaal\"><w:basedOn w:val=\"Vraag\"/><w:pPr><w:numPr><w:numId w:val=\"0\"/></w:numPr></w:pPr></w:style></w:styles>";
    assert_eq!(
        read(&[("document.xml", &document), ("numbering.xml", numbering), ("styles.xml", styles)]).unwrap(),
        "1. een\na) a\n2. twee\nlos\n"
    );
}

#[test]
fn footnotes_follow_their_paragraph() {
    let document = body(
        "<w:p><w:r><w:t>Cijfer</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:t> telt.</w:t></w:r></w:p>
         <w:p><w:r><w:t>Verder.</w:t></w:r></w:p>",
    );
    let notes = "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote>
        <w:footnote w:id=\"2\"><w:p><w:r><w:footnoteRef/><w:t> Bron: telling.</w:t></w:r></w:p></w:footnote></w:footnotes>";
    assert_eq!(
        read(&[("document.xml", &document), ("footnotes.xml", notes)]).unwrap(),
        "Cijfer[1] telt.\n[1] Bron: telling.\nVerder.\n"
    );
}

#[test]
fn bombs_and_broken_packages_are_named() {
    let bomb = format!("<w:document>{}</w:document>", " ".repeat(70 << 20));
    assert!(matches!(read(&[("document.xml", &bomb)]), Err(SkipReason::Bomb { .. })));
    let entities =
        "<!DOCTYPE x [<!ENTITY a \"ha\">]><w:document><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:document>";
    assert!(matches!(read(&[("document.xml", entities)]), Err(SkipReason::XmlEntities)));
    assert!(matches!(read(&[("other.xml", "")]), Err(SkipReason::Docx(_))));
    assert!(matches!(read(&[("document.xml", "<w:p><w:r></w:p>")]), Err(SkipReason::Docx(_))));
    assert!(matches!(read(&[("document.xml", "<w:document/>")]), Err(SkipReason::Empty)));
    let mut cut = package(&[("document.xml", &body("<w:p/>"))]);
    cut.truncate(cut.len() / 2);
    assert!(matches!(parse(&cut), Err(SkipReason::Docx(_))));
}

#[test]
fn real_answers_are_read() {
    let Some(bytes) = crate::corpus::tests::shared("corpus/office/antwoord-7.docx") else { return };
    let text = parse(&bytes).unwrap();
    assert!(text.contains("\nDatum | 7 november 2023\n"), "{text}");
    assert!(text.contains("\nVraag 1\n") && text.contains("\nAntwoord op vraag 1\nJa.\n"));
}
