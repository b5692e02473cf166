//! A page of hits as people read it.

use std::fmt::Write as _;
use std::ops::{Range, RangeInclusive};

use unicode_width::UnicodeWidthStr as _;

use super::{Ink, Screen, clean, wrap};
use crate::model::{
    Explanation, FacetCounts, Hit, MatchKind, MatchedForm, NameNote, REFERENCE, SearchResults, Snippet,
};
use crate::render::dutch_text::{citation_line, counted, decimal, thousands};

/// Most written forms in the line that sums them up.
pub const FORMS: usize = 12;
/// Columns of the label before a snippet.
const LABEL: usize = 12;

/// What stands around the hits.
#[derive(Clone, Copy, Debug, Default)]
pub struct HitOptions {
    /// Scores, and the forms that matched each hit.
    pub explain: bool,
}

/// The hits, the forms over all of them, facets and the totals.
pub fn hits(screen: &Screen, results: &SearchResults, options: HitOptions) -> String {
    let mut out = before_hits(screen, results);
    for one in &results.hits {
        out.push_str(&hit(screen, one, options));
    }
    let ranks = results.hits.first().zip(results.hits.last()).map(|(first, last)| first.rank..=last.rank);
    out.push_str(&after_hits(screen, results, ranks));
    out
}

/// What stands above the hits: what was meant, and that not all words were found.
pub fn before_hits(screen: &Screen, results: &SearchResults) -> String {
    let mut out = String::new();
    for note in &results.names {
        let _ = writeln!(out, "{}", screen.paint(Ink::Warning, clean(&name_note(note))));
    }
    for suggestion in &results.suggestions {
        let candidates = suggestion.candidates.join(", ");
        let _ = match suggestion.candidates.is_empty() {
            true => writeln!(out, "'{}' occurs nowhere", clean(&suggestion.word)),
            false => {
                writeln!(out, "'{}' occurs nowhere; did you mean {candidates}?", clean(&suggestion.word))
            }
        };
    }
    if results.relaxed && results.total > 0 {
        let line = "No document holds all words; these hold the most:";
        let _ = writeln!(out, "{}", screen.paint(Ink::Warning, line));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

/// What a name in a condition was read as, or that nobody has it.
pub fn name_note(note: &NameNote) -> String {
    let NameNote { field, value, .. } = note;
    if field == REFERENCE {
        return format!(
            "no document in this index is '{value}'; 'vraagbaak cited-by' lists those that cite it"
        );
    }
    match (&note.read_as, &note.candidates[..]) {
        (Some(read_as), _) => {
            let documents = counted(note.documents, "document");
            format!("no {field} is called '{value}': read as {read_as} ({documents} of the index)")
        }
        (None, []) => format!("no {field} is called '{value}' in this index"),
        (None, candidates) => {
            format!("no {field} is called '{value}'; did you mean {}?", candidates.join(", "))
        }
    }
}

/// One hit and an empty line.
pub fn hit(screen: &Screen, hit: &Hit, options: HitOptions) -> String {
    let mut out = String::new();
    one(screen, hit, options, &mut out);
    out.push('\n');
    out
}

/// What stands below the hits of these ranks: facets, the written forms over all hits, the totals.
pub fn after_hits(screen: &Screen, results: &SearchResults, ranks: Option<RangeInclusive<usize>>) -> String {
    let mut out = String::new();
    for facet in &results.facets {
        out.push_str(&facet_table(screen, facet));
        out.push('\n');
    }
    if !results.matched.is_empty() {
        for (line, _) in wrap(screen, &forms(&results.matched, results.matched_forms), &[], screen.width) {
            let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, line));
        }
    }
    let last = ranks.as_ref().map_or(0, |ranks| *ranks.end());
    let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, totals(results, ranks)));
    if screen.cut && last > 0 && (last as u64) < results.total_collapsed {
        // For those who have just begun; programs and files do not want it.
        let line =
            format!("next page: --offset {last} · all: --all · by minister or year: --facet minister,date");
        let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, line));
    }
    out
}

/// `10 of 34 · 1,2 ms`: the page, all hits, the time.
fn totals(results: &SearchResults, ranks: Option<RangeInclusive<usize>>) -> String {
    let shown = match ranks {
        Some(ranks) if *ranks.start() > 1 => {
            format!("{}–{}", thousands(*ranks.start() as u64), thousands(*ranks.end() as u64))
        }
        Some(ranks) => thousands(*ranks.end() as u64),
        None => "0".to_owned(),
    };
    let duplicates = results.total.saturating_sub(results.total_collapsed);
    let duplicates = match duplicates {
        0 => String::new(),
        more => format!(" (+{} to other ministers)", thousands(more)),
    };
    let total = thousands(results.total_collapsed);
    format!("{shown} of {total}{duplicates}, {} ms", decimal(results.took_ms, 1))
}

/// `maatwerk 12 · maatwerkbedrijven 8`; a `+` before what was added to the query.
fn forms(matched: &[MatchedForm], different: u64) -> String {
    let mut parts: Vec<String> = matched
        .iter()
        .take(FORMS)
        .map(|form| {
            let added = if form.kind == MatchKind::Expansion { "+" } else { "" };
            format!("{added}{} {}", clean(&form.form), thousands(form.count))
        })
        .collect();
    let more = different.saturating_sub(parts.len() as u64);
    if more > 0 {
        parts.push(format!("{} more", thousands(more)));
    }
    parts.join(" · ")
}

fn one(screen: &Screen, hit: &Hit, options: HitOptions, out: &mut String) {
    let document = &hit.document;
    let rank = hit.rank.to_string();
    let indent = rank.len().max(2) + 1;
    let pad = " ".repeat(indent);
    let room = screen.width.saturating_sub(indent).max(20);
    let title = crate::render::heading(document);
    let untitled = crate::render::title(document).trim().is_empty();
    let marks: &[Range<usize>] = if untitled { &[] } else { &hit.title_highlights };
    let address = address(hit);
    for (i, (line, _)) in wrap(screen, &title, marks, room).into_iter().enumerate() {
        let line = screen.link(&address, &titled(screen, &line));
        let _ = match i {
            0 => writeln!(out, "{rank:<indent$}{line}"),
            _ => writeln!(out, "{pad}{line}"),
        };
    }
    let mut citation = citation_line(document);
    if document.number.is_none() && !document.id.is_empty() {
        // What 'show' takes where there is no number.
        let _ = write!(citation, " · id {}", document.id);
    }
    if hit.duplicates > 0 {
        let _ = write!(citation, " · +{} to other ministers", hit.duplicates);
    }
    for (line, _) in wrap(screen, &citation, &[], room) {
        let _ = writeln!(out, "{pad}{}", screen.paint(Ink::Quiet, line));
    }
    for part in &hit.snippets {
        snippet(screen, part, &pad, room, out);
    }
    if options.explain {
        explained(screen, hit, &pad, out);
    }
}

/// A line of a title: bold, also behind a match inside it.
fn titled(screen: &Screen, line: &str) -> String {
    if !screen.color {
        return line.to_owned();
    }
    let bold = "\x1b[1m";
    format!("{bold}{}\x1b[0m", line.replace("\x1b[0m", &format!("\x1b[0m{bold}")))
}

/// The document's public address, else the file.
fn address(hit: &Hit) -> String {
    match &hit.document.url {
        Some(url) if url.starts_with("https://") || url.starts_with("http://") => url.clone(),
        _ => std::path::absolute(&hit.document.origin.path)
            .map(|path| format!("file://{}", path.display().to_string().replace(' ', "%20")))
            .unwrap_or_default(),
    }
}

fn snippet(screen: &Screen, snippet: &Snippet, pad: &str, room: usize, out: &mut String) {
    let before = if snippet.cut_before { "… " } else { "" };
    let after = if snippet.cut_after { " …" } else { "" };
    let text = format!("{before}{}{after}", snippet.text);
    let marks: Vec<Range<usize>> =
        snippet.highlights.iter().map(|mark| mark.start + before.len()..mark.end + before.len()).collect();
    let label = clean(&snippet.label);
    let width = label.width().max(LABEL);
    let gap = " ".repeat(width - label.width() + 1);
    let lines = wrap(screen, &text, &marks, room.saturating_sub(width + 1).max(20));
    for (i, (line, _)) in lines.into_iter().enumerate() {
        let _ = match i {
            0 => writeln!(out, "{pad}{}{gap}{line}", screen.paint(Ink::Label, &label)),
            _ => writeln!(out, "{pad}{}{line}", " ".repeat(width + 1)),
        };
    }
}

/// What relates a form to the word that was typed.
fn kind_name(kind: MatchKind) -> &'static str {
    match kind {
        MatchKind::Exact => "exact",
        MatchKind::Lemma => "lemma",
        MatchKind::Head => "head",
        MatchKind::Modifier => "modifier",
        MatchKind::Derivation => "derivation",
        MatchKind::Repaired => "repaired",
        MatchKind::Hanging => "hanging",
        MatchKind::Expansion => "added by --expand",
    }
}

fn explained(screen: &Screen, hit: &Hit, pad: &str, out: &mut String) {
    let score = decimal(f64::from(hit.score), 3);
    let matched: Vec<String> = hit
        .matched
        .iter()
        .map(|form| format!("{} {}× {}", clean(&form.form), thousands(form.count), kind_name(form.kind)))
        .collect();
    let text = format!("score {score}: {}", matched.join(", "));
    for (line, _) in wrap(screen, &text, &[], screen.width.saturating_sub(pad.len()).max(20)) {
        let _ = writeln!(out, "{pad}{}", screen.paint(Ink::Quiet, line));
    }
    if let Some(explanation) = &hit.explanation {
        for line in explanation_lines(explanation) {
            let _ = writeln!(out, "{pad}  {}", screen.paint(Ink::Quiet, line));
        }
    }
}

fn explanation_lines(explanation: &Explanation) -> Vec<String> {
    let number = |value: f32, decimals| decimal(f64::from(value), decimals);
    let mut lines: Vec<String> = explanation
        .parts
        .iter()
        .map(|part| {
            let title =
                if part.title > 0.0 { format!(", title {}", number(part.title, 2)) } else { String::new() };
            format!(
                "{}: {} = idf {} (in {} documents) × weighted count {}{title}",
                clean(&part.word),
                number(part.score, 3),
                number(part.idf, 2),
                thousands(part.documents),
                number(part.weighted, 2),
            )
        })
        .collect();
    if explanation.proximity > 0.0 {
        lines.push(format!("words near each other: {}", number(explanation.proximity, 3)));
    }
    lines.push(format!(
        "length {} words, mean {}",
        thousands(u64::from(explanation.length)),
        number(explanation.mean_length, 0)
    ));
    lines
}

/// One facet with its counts.
pub fn facet_table(screen: &Screen, facet: &FacetCounts) -> String {
    use super::{Align, Table};
    let mut table = Table::new(&[("hits", Align::Right), (&facet.facet, Align::Left)]);
    for value in &facet.values {
        let name = if value.value == "unknown" { "onbekend" } else { &value.value };
        table.row([thousands(value.count).as_str(), name]);
    }
    if table.is_empty() {
        return format!("{}: no values\n", clean(&facet.facet));
    }
    table.render(screen)
}
