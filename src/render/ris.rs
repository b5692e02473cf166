//! RIS (Research Information Systems): one tagged line a field, `TY` first and `ER` last.

use std::io::{self, Write};

use super::{Provenance, bibliography::Entry, export::Export};
use crate::model::Hit;
use crate::text::one_line;

/// Writes hits as RIS reports.
#[derive(Default)]
pub(super) struct Ris {
    provenance: String,
}

impl Export for Ris {
    fn begin(&mut self, _: &mut dyn Write, provenance: &Provenance) -> io::Result<()> {
        self.provenance = provenance.to_string();
        Ok(())
    }

    fn hit(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        let entry = Entry::of(hit);
        let mut field = |tag: &str, value: &str| write!(out, "{tag}  - {}\r\n", one_line(value));
        field("TY", "RPRT")?;
        field("ID", &entry.document.id)?;
        field("TI", &entry.title)?;
        for name in entry.authors() {
            match name.given {
                "" => field("AU", name.family)?,
                given => field("AU", &format!("{}, {given}", name.family))?,
            }
        }
        if let Some(date) = entry.date {
            field("PY", &format!("{:04}", date.year))?;
            let part = |part: Option<u8>| part.map_or_else(String::new, |part| format!("{part:02}"));
            field("DA", &format!("{:04}/{}/{}/", date.year, part(date.month), part(date.day)))?;
        }
        field("M3", entry.genre)?;
        if let Some(number) = &entry.number {
            // Readers disagree on the tag of a report's number: some take M1, some SN.
            field("M1", number)?;
            field("SN", number)?;
        }
        if let Some(publisher) = entry.publisher {
            field("PB", publisher)?;
        }
        for minister in entry.document.ministers.iter().filter_map(|minister| minister.name.as_deref()) {
            field("A2", minister)?;
        }
        for theme in &entry.document.themes {
            field("KW", theme)?;
        }
        if let Some(url) = &entry.document.url {
            field("UR", url)?;
        }
        if let Some(passage) = entry.passage {
            field("AB", passage)?;
        }
        field("LA", "nl")?;
        field("N1", &self.provenance)?;
        out.write_all(b"ER  - \r\n\r\n")
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::render::{ExportFormat, bibliography::tests::sample_hit, export::exported};

    #[test]
    fn a_report_has_its_tags_in_order() {
        insta::assert_snapshot!(exported(ExportFormat::Ris, &[sample_hit()]).replace('\r', ""));
    }
}
