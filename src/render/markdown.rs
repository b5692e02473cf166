//! Markdown: a numbered list with the quoted passages, matches in bold.

use std::io::{self, Write};

use super::{Provenance, bibliography::Entry, export::Export};
use crate::model::{Hit, Snippet};
use crate::text::one_line;

/// Writes hits as a Markdown list.
pub(super) struct Markdown;

impl Export for Markdown {
    fn begin(&mut self, out: &mut dyn Write, provenance: &Provenance) -> io::Result<()> {
        let Provenance { query, index, program, date, total } = provenance;
        writeln!(out, "# {}\n", escape(&one_line(query)))?;
        writeln!(out, "{total} documents match · index `{index}` · {program} · {date}\n")
    }

    fn hit(&mut self, out: &mut dyn Write, hit: &Hit) -> io::Result<()> {
        let entry = Entry::of(hit);
        let title = escape(&entry.title);
        match &entry.document.url {
            Some(url) => writeln!(out, "{}. **[{title}](<{}>)**", hit.rank, url.replace(['<', '>'], ""))?,
            None => writeln!(out, "{}. **{title}**", hit.rank)?,
        }
        let mut facts = vec![entry.number.unwrap_or_else(|| "nummer onbekend".to_owned())];
        facts.push(entry.date.map_or_else(|| "datum onbekend".to_owned(), |date| date.to_string()));
        let names: Vec<&str> = entry.document.askers.iter().map(|asker| asker.name.as_str()).collect();
        if !names.is_empty() {
            facts.push(names.join(", "));
        }
        writeln!(out, "   {}", escape(&facts.join(" · ")))?;
        for snippet in &hit.snippets {
            writeln!(out, "   > *{}* {}", escape(&snippet.label), passage(snippet))?;
        }
        writeln!(out)
    }

    fn end(&mut self, _: &mut dyn Write) -> io::Result<()> {
        Ok(())
    }
}

/// The passage with its matches in bold.
fn passage(snippet: &Snippet) -> String {
    let mut text = String::with_capacity(snippet.text.len() + 16);
    let mut at = 0;
    let cut =
        |range: std::ops::Range<usize>| escape(&snippet.text.get(range).unwrap_or("").replace('\n', " "));
    if snippet.cut_before {
        text.push_str("… ");
    }
    for highlight in &snippet.highlights {
        text.push_str(&cut(at..highlight.start));
        text.push_str("**");
        text.push_str(&cut(highlight.clone()));
        text.push_str("**");
        at = highlight.end;
    }
    text.push_str(&cut(at..snippet.text.len()));
    if snippet.cut_after {
        text.push_str(" …");
    }
    text
}

/// Escapes the characters that Markdown reads as markup.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use crate::render::{ExportFormat, bibliography::tests::sample_hit, export::exported};

    #[test]
    fn matches_are_bold_and_markup_is_escaped() {
        insta::assert_snapshot!(exported(ExportFormat::Markdown, &[sample_hit()]));
    }
}
