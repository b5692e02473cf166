//! CSL-JSON, the input of citation processors: an array with one object a hit, written as it grows.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::{Provenance, bibliography::Entry, export::Export};
use crate::model::Hit;
use crate::text::one_line;

/// Writes hits as CSL-JSON reports.
#[derive(Default)]
pub(super) struct CslJson {
    provenance: String,
    written: bool,
}

impl Export for CslJson {
    fn begin(&mut self, out: &mut dyn Write, provenance: &Provenance) -> io::Result<()> {
        self.provenance = provenance.to_string();
        out.write_all(b"[")
    }

    fn hit(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        out.write_all(if self.written { b",\n" } else { b"\n" })?;
        self.written = true;
        serde_json::to_writer(out, &item(hit, &self.provenance)).map_err(io::Error::from)
    }

    fn end(&mut self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(b"\n]\n")
    }
}

fn item(hit: &Hit, provenance: &str) -> Value {
    let entry = Entry::of(hit);
    let document = entry.document;
    let mut item = Map::new();
    let mut set = |name: &str, value: Value| item.insert(name.to_owned(), value);
    set("id", json!(document.id));
    set("type", json!("report"));
    set("title", json!(entry.title));
    set("genre", json!(entry.genre));
    set("language", json!("nl"));
    let authors: Vec<Value> = entry
        .authors()
        .map(|name| match name.given {
            "" => json!({ "literal": name.family }),
            given => json!({ "family": name.family, "given": given }),
        })
        .collect();
    if !authors.is_empty() {
        set("author", Value::Array(authors));
    }
    if let Some(number) = entry.number {
        set("number", json!(number));
    }
    if let Some(publisher) = entry.publisher {
        set("publisher", json!(publisher));
    }
    if let Some(date) = entry.date {
        let mut parts = vec![json!(date.year)];
        parts.extend(date.month.map(|month| json!(month)));
        parts.extend(date.day.map(|day| json!(day)));
        set("issued", json!({ "date-parts": [parts] }));
    }
    if !document.themes.is_empty() {
        set("keyword", json!(document.themes.join(", ")));
    }
    if let Some(url) = &document.url {
        set("URL", json!(url));
    }
    if let Some(passage) = entry.passage {
        set("abstract", json!(one_line(passage)));
    }
    set("note", json!(provenance));
    Value::Object(item)
}

#[cfg(test)]
mod tests {
    use crate::render::{ExportFormat, bibliography::tests::sample_hit, export::exported};

    #[test]
    fn the_array_is_valid_json_of_any_length() {
        for count in 0..3 {
            let text = exported(ExportFormat::CslJson, &vec![sample_hit(); count]);
            let items: Vec<serde_json::Value> = serde_json::from_str(&text).unwrap();
            assert_eq!(items.len(), count);
        }
        insta::assert_snapshot!(exported(ExportFormat::CslJson, &[sample_hit()]));
    }
}
