//! BibTeX: a `@techreport` a hit, text in UTF-8 with TeX's special characters escaped.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use super::{Provenance, bibliography::Entry, export::Export};
use crate::model::Hit;
use crate::text::one_line;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Writes hits as BibTeX reports with keys that are unique in the list.
#[derive(Default)]
pub(super) struct Bibtex {
    provenance: String,
    keys: BTreeMap<String, usize>,
}

impl Bibtex {
    /// Letters, digits and hyphens of the id; a second use of one key gets `-2`, a third `-3`.
    fn key(&mut self, id: &str) -> String {
        let mut key: String = id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        if key.is_empty() {
            key.push_str("document");
        }
        let uses = self.keys.entry(key.clone()).or_default();
        *uses += 1;
        if *uses > 1 { format!("{key}-{uses}") } else { key }
    }
}

impl Export for Bibtex {
    fn begin(&mut self, out: &mut dyn Write, provenance: &Provenance) -> io::Result<()> {
        self.provenance = provenance.to_string();
        // Outside entries BibTeX ignores text, but not an at sign.
        writeln!(out, "% {}\n", one_line(&self.provenance).replace('@', "(at)"))
    }

    fn hit(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        let entry = Entry::of(hit);
        writeln!(out, "@techreport{{{},", self.key(&entry.document.id))?;
        let mut field = |name: &str, value: &str| writeln!(out, "  {name} = {{{value}}},");
        let authors: Vec<String> = entry
            .authors()
            .map(|name| match name.given {
                "" => format!("{{{}}}", escape(name.family)),
                given => format!("{}, {}", escape(name.family), escape(given)),
            })
            .collect();
        if !authors.is_empty() {
            field("author", &authors.join(" and "))?;
        }
        field("title", &format!("{{{}}}", escape(&entry.title)))?;
        field("type", entry.genre)?;
        if let Some(number) = &entry.number {
            field("number", &escape(number))?;
        }
        if let Some(publisher) = entry.publisher {
            field("institution", publisher)?;
        }
        if let Some(date) = entry.date {
            field("year", &date.year.to_string())?;
            let month = date.month.and_then(|month| MONTHS.get(usize::from(month) - 1));
            if let Some(month) = month {
                field("month", month)?;
            }
            field("date", &date.to_string())?;
        }
        if !entry.document.themes.is_empty() {
            field("keywords", &escape(&entry.document.themes.join(", ")))?;
        }
        if let Some(url) = &entry.document.url {
            field("url", &url.replace(['{', '}'], ""))?;
        }
        if let Some(passage) = entry.passage {
            field("abstract", &escape(&one_line(passage)))?;
        }
        field("language", "dutch")?;
        field("note", &escape(&self.provenance))?;
        writeln!(out, "}}\n")
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// Escapes the characters that mean something to TeX.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => {
                escaped.push('\\');
                escaped.push(c);
            }
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '\\' => escaped.push_str("\\textbackslash{}"),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::render::{ExportFormat, bibliography::tests::sample_hit, export::exported};

    #[test]
    fn special_characters_are_escaped_and_keys_are_unique() {
        let hit = sample_hit();
        insta::assert_snapshot!(exported(ExportFormat::Bibtex, &[hit.clone(), hit]));
    }
}
