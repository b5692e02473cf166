//! CSV (RFC 4180) and TSV: a header, then a line a hit. Every line carries the query, the index, the program
//! and the day, so that a part cut out of the file can still be cited.

use std::io::{self, Write};

use super::{Provenance, export::Export};
use crate::index::{kind_name, parliament_name};
use crate::model::Hit;
use crate::text::one_line;

const HEADER: [&str; 26] = [
    "rank",
    "score",
    "id",
    "citation",
    "parliament",
    "kind",
    "session",
    "number",
    "date",
    "answered",
    "asker",
    "party",
    "minister",
    "minister_inferred",
    "portfolio",
    "title",
    "opening",
    "themes",
    "url",
    "path",
    "snippets",
    "matched",
    "query",
    "index",
    "program",
    "exported",
];

/// Writes hits as delimited lines. Several values of one column are joined with ` | `.
pub(super) struct Delimited {
    delimiter: u8,
    provenance: Provenance,
}

impl Delimited {
    pub(super) fn new(delimiter: u8) -> Self {
        Self { delimiter, provenance: Provenance::default() }
    }

    fn write(&self, out: &mut dyn Write, cells: &[String]) -> io::Result<()> {
        let mut writer = csv::WriterBuilder::new().delimiter(self.delimiter).from_writer(out);
        writer.write_record(cells).map_err(io::Error::other)?;
        writer.flush()
    }
}

impl Export for Delimited {
    fn begin(&mut self, out: &mut dyn Write, provenance: &Provenance) -> io::Result<()> {
        self.provenance = provenance.clone();
        self.write(out, &HEADER.map(str::to_owned))
    }

    fn hit(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        let document = &hit.document;
        let join = |values: &mut dyn Iterator<Item = &str>| values.collect::<Vec<_>>().join(" | ");
        let text = |value: Option<String>| value.unwrap_or_default();
        let snippets: Vec<String> = hit
            .snippets
            .iter()
            .map(|snippet| format!("{}: {}", snippet.label, one_line(&snippet.text)))
            .collect();
        let matched: Vec<String> =
            hit.matched.iter().map(|form| format!("{} {}", form.form, form.count)).collect();
        let inferred = document.ministers.iter().any(|minister| minister.inferred);
        let Provenance { query, index, program, date, .. } = &self.provenance;
        let cells = [
            hit.rank.to_string(),
            format!("{:.4}", hit.score),
            document.id.clone(),
            text(document.citation()),
            document.parliament.map(parliament_name).unwrap_or_default().to_owned(),
            kind_name(document.kind).to_owned(),
            text(document.session.map(|session| session.to_string())),
            text(document.number.clone()),
            text(document.date.map(|date| date.to_string())),
            text(document.answered.map(|date| date.to_string())),
            join(&mut document.askers.iter().map(|asker| asker.name.as_str())),
            join(&mut document.askers.iter().filter_map(|asker| asker.party.as_deref())),
            join(&mut document.ministers.iter().filter_map(|minister| minister.name.as_deref())),
            inferred.to_string(),
            join(&mut document.ministers.iter().filter_map(|minister| minister.portfolio.as_deref())),
            one_line(document.title()),
            text(super::opening(document)),
            join(&mut document.themes.iter().map(String::as_str)),
            text(document.url.clone()),
            document.origin.path.clone(),
            snippets.join(" | "),
            matched.join(" | "),
            query.clone(),
            index.clone(),
            program.clone(),
            date.clone(),
        ];
        self.write(out, &cells)
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::HEADER;
    use crate::render::{ExportFormat, bibliography::tests::sample_hit, export::exported};

    #[test]
    fn every_line_has_the_columns_of_the_header() {
        for (format, delimiter) in [(ExportFormat::Csv, b','), (ExportFormat::Tsv, b'\t')] {
            let text = exported(format, &[sample_hit(), sample_hit()]);
            let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
            assert_eq!(reader.headers().unwrap().len(), HEADER.len());
            let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
            assert_eq!(records.len(), 2);
            assert_eq!(&records[0][3], "SV nr. 221 (2017-2018)");
            assert_eq!(&records[0][10], "Valerie Van Peel | Rob Beenders");
            assert_eq!(&records[0][22], "euro_per \"jaar\"");
        }
    }
}
