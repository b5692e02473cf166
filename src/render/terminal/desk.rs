//! Concordance, trends, vocabulary, similar questions and citations as people read them.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use super::table::cut;
use super::{Align, Ink, Screen, Table, clean, wrap};
use crate::model::{
    Association, CitationLink, Collocates, Concordance, Counting, Denominator, DocumentKey, FamilyBranch,
    MatchKind, Period, SimilarQuestion, TermCount, Trend, TrendSeries, WordFamily,
};
use crate::render::dutch_text::{citation_line, counted, date, decimal, thousands};

/// A short name for a document: its citation, else its title.
pub fn key_name(key: &DocumentKey) -> String {
    if key.reference.number.is_some() {
        return clean(&key.reference.citation()).into_owned();
    }
    clean(if key.title.is_empty() { &key.id } else { &key.title }).into_owned()
}

/// Occurrences, the matched text in one column.
pub fn concordance(screen: &Screen, concordance: &Concordance) -> String {
    let mut out = String::new();
    let names: Vec<String> = concordance.lines.iter().map(|line| key_name(&line.document)).collect();
    let name_width = names.iter().map(|name| name.width()).max().unwrap_or(0).min(26);
    let hit_width = concordance.lines.iter().map(|line| clean(&line.hit).width()).max().unwrap_or(0).min(40);
    let sides = screen.width.saturating_sub(name_width + hit_width + 2 + screen.mark_width()).max(20);
    let side = sides / 2;
    for (line, name) in concordance.lines.iter().zip(&names) {
        let left = tail(&clean(&line.left), side);
        let hit = clean(&line.hit);
        let room = hit_width.saturating_sub(hit.width());
        let right = cut(&clean(&line.right), side + room);
        let right_pad = " ".repeat((side + room).saturating_sub(right.width()));
        let _ = writeln!(
            out,
            "{}{left}{}{right}{right_pad}  {}",
            " ".repeat(side.saturating_sub(left.width())),
            screen.paint(Ink::Match, hit),
            screen.paint(Ink::Quiet, cut(name, name_width)),
        );
    }
    let shown = concordance.lines.len() as u64;
    let shown = if shown < concordance.total { format!("{} of ", thousands(shown)) } else { String::new() };
    let total = format!(
        "{shown}{} in {}",
        counted(concordance.total, "occurrence"),
        counted(concordance.documents, "document")
    );
    let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, total));
    out
}

/// The end of `text` in at most `width` columns.
fn tail(text: &str, width: usize) -> String {
    let mut used = 0;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        start = at;
    }
    text[start..].trim_start().to_owned()
}

/// A bar a period and series, with the number behind it and what it is relative to.
pub fn trend(screen: &Screen, trend: &Trend) -> String {
    let mut out = String::new();
    let decimals = usize::from(trend.relative.is_some()) * 2;
    let most = trend.series.iter().flat_map(|series| series.values.iter().copied()).fold(0.0_f64, f64::max);
    let name_width = trend.periods.iter().map(|period| period.name.width() + 1).max().unwrap_or(0);
    let bar_room = screen.width.saturating_sub(name_width + 36).clamp(10, 60);
    for (i, series) in trend.series.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let total: u64 = series.counts.iter().sum::<u64>() + series.undated;
        let total = match trend.counting {
            Counting::Documents => counted(total, "document"),
            Counting::Occurrences => counted(total, "occurrence"),
        };
        let name = screen.paint(Ink::Title, clean(&series_name(series)));
        let _ = writeln!(out, "{name}  {}", screen.paint(Ink::Quiet, total));
        let mut at = 0;
        while let Some(period) = trend.periods.get(at) {
            let silent = trend.periods[at..].iter().take_while(|period| period.documents == 0).count();
            if silent > 1 {
                let last = &trend.periods[at + silent - 1].name;
                let by = period_name(trend.by);
                let line = format!("{} … {last}: nothing in the index, {silent} {by}s", period.name);
                let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, line));
                at += silent;
                continue;
            }
            let (value, count) = (series.values[at], series.counts[at]);
            at += 1;
            let mark = if period.incomplete { "*" } else { " " };
            let name = format!("{}{mark}", period.name);
            let base = match (trend.relative, trend.counting) {
                (Some(Denominator::Words), _) => format!("of {}", counted(period.words, "word")),
                (None, Counting::Occurrences) => format!("in {}", counted(period.documents, "document")),
                _ => format!("of {}", counted(period.documents, "document")),
            };
            let drawn = bar(value, most, bar_room);
            let number = match trend.relative {
                None => thousands(count),
                Some(_) => format!("{} ({})", decimal(value, decimals), thousands(count)),
            };
            let _ = writeln!(
                out,
                "{name:<name_width$} {}{} {number} {}",
                screen.paint(Ink::Label, &drawn),
                if drawn.is_empty() { "·" } else { "" },
                screen.paint(Ink::Quiet, base),
            );
        }
        if series.undated > 0 {
            let line = format!("{} without a date, in no period", thousands(series.undated));
            let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, line));
        }
    }
    let mut notes = vec![explained(trend)];
    if trend.periods.iter().any(|period| period.incomplete) {
        notes.push("* incomplete: the index begins or ends inside it".to_owned());
    }
    if trend.undated > 0 {
        notes.push(format!("without a date: {} of the index", counted(trend.undated, "document")));
    }
    out.push('\n');
    for note in notes {
        let _ = writeln!(out, "{}", screen.paint(Ink::Quiet, note));
    }
    out
}

fn series_name(series: &TrendSeries) -> String {
    match &series.group {
        Some(group) => format!("{} · {}", series.query, if group == "unknown" { "onbekend" } else { group }),
        None => series.query.clone(),
    }
}

fn explained(trend: &Trend) -> String {
    let what = match trend.counting {
        Counting::Documents => "documents that match",
        Counting::Occurrences => "occurrences",
    };
    let by = period_name(trend.by);
    match trend.relative {
        None => format!("{what} a {by}"),
        Some(Denominator::Documents) => {
            format!("{what} a {by}, per cent of all documents of the {by} (count in parentheses)")
        }
        Some(Denominator::Words) => {
            format!("{what} a {by}, per million words of the {by} (count in parentheses)")
        }
    }
}

fn period_name(by: Period) -> &'static str {
    match by {
        Period::Year => "year",
        Period::Quarter => "quarter",
        Period::Month => "month",
        Period::Session => "session",
    }
}

/// A bar in eighths of a column.
fn bar(value: f64, most: f64, room: usize) -> String {
    if value <= 0.0 || most <= 0.0 || !value.is_finite() {
        return String::new();
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
    let eighths = ((value / most * room as f64 * 8.0).round() as usize).clamp(1, room * 8);
    let mut text = "█".repeat(eighths / 8);
    text.extend(["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"].get(eighths % 8).copied());
    text
}

/// Forms or lemmas with their counts.
pub fn terms(screen: &Screen, terms: &[TermCount]) -> String {
    let mut table =
        Table::new(&[("documents", Align::Right), ("occurrences", Align::Right), ("term", Align::Left)]);
    for term in terms {
        table.row([&thousands(term.documents), &thousands(term.occurrences), &term.term]);
    }
    table.render(screen)
}

/// A word's forms and compounds as a tree by the part that the word is.
pub fn family(screen: &Screen, family: &WordFamily) -> String {
    let mut out = String::new();
    let lemmas =
        if family.lemmas.is_empty() { String::new() } else { format!(" ({})", family.lemmas.join(", ")) };
    let _ = writeln!(out, "{}", screen.paint(Ink::Title, format_args!("{}{lemmas}", clean(&family.word))));
    let groups = [
        (MatchKind::Exact, "the word itself"),
        (MatchKind::Lemma, "its other forms"),
        (MatchKind::Head, "compounds of which it is the head"),
        (MatchKind::Modifier, "compounds of which it is a modifier"),
        (MatchKind::Derivation, "derivations"),
        (MatchKind::Repaired, "repaired after suspected OCR faults"),
        (MatchKind::Hanging, "hanging compounds, completed"),
    ];
    let present: Vec<_> =
        groups.iter().filter(|(kind, _)| family.branches.iter().any(|branch| branch.kind == *kind)).collect();
    for (i, (kind, name)) in present.iter().enumerate() {
        let last = i + 1 == present.len();
        let branches: Vec<&FamilyBranch> =
            family.branches.iter().filter(|branch| branch.kind == *kind).collect();
        let occurrences: u64 = branches.iter().map(|branch| branch.occurrences).sum();
        let count = screen.paint(Ink::Quiet, thousands(occurrences));
        let _ = writeln!(out, "{} {name} {count}", if last { "└─" } else { "├─" });
        let stem = if last { "   " } else { "│  " };
        for (j, branch) in branches.iter().enumerate() {
            let twig = if j + 1 == branches.len() { "└─" } else { "├─" };
            let (before, word, after) = &branch.split;
            let name = if word.is_empty() {
                clean(&branch.lemma).into_owned()
            } else {
                format!("{}{}{}", clean(before), screen.paint(Ink::Match, clean(word)), clean(after))
            };
            let forms: Vec<String> = branch
                .forms
                .iter()
                .take(6)
                .map(|form| format!("{} {}", clean(&form.term), thousands(form.occurrences)))
                .collect();
            let more = branch.forms.len().saturating_sub(6);
            let more = if more > 0 { format!(" · {more} more") } else { String::new() };
            let forms = screen.paint(Ink::Quiet, format_args!("{}{more}", forms.join(" · ")));
            let _ = writeln!(out, "{stem}{twig} {name} {}  {forms}", thousands(branch.occurrences));
        }
    }
    out
}

/// The company a query keeps.
pub fn collocates(screen: &Screen, collocates: &Collocates) -> String {
    let measure = match collocates.association {
        Association::LogLikelihood => "log-likelihood",
        Association::LogDice => "logDice",
    };
    let mut table = Table::new(&[
        (measure, Align::Right),
        ("together", Align::Right),
        ("in all", Align::Right),
        ("word", Align::Left),
    ]);
    for word in &collocates.collocates {
        let score = decimal(word.score, 2);
        table.row([&score, &thousands(word.together), &thousands(word.occurrences), &word.word]);
    }
    let note = format!(
        "within {} of {}, at least {} together; {} in all",
        counted(u64::from(collocates.window), "word"),
        counted(collocates.occurrences, "occurrence"),
        counted(collocates.minimum, "time"),
        counted(collocates.words, "word"),
    );
    format!("{}{}\n", table.render(screen), screen.paint(Ink::Quiet, note))
}

/// Questions like another one.
pub fn similar(screen: &Screen, questions: &[SimilarQuestion]) -> String {
    let mut out = String::new();
    for question in questions {
        let rank = question.rank.to_string();
        let indent = rank.len().max(2) + 1;
        let pad = " ".repeat(indent);
        let room = screen.width.saturating_sub(indent).max(20);
        let title = crate::render::heading(&question.document);
        for (i, (line, _)) in wrap(screen, &title, &[], room).into_iter().enumerate() {
            let head = if i == 0 { format!("{rank:<indent$}") } else { pad.clone() };
            let _ = writeln!(out, "{head}{}", screen.paint(Ink::Title, line));
        }
        let mut citation = citation_line(&question.document);
        if question.document.number.is_none() && !question.document.id.is_empty() {
            let _ = write!(citation, " · id {}", question.document.id);
        }
        for (line, _) in wrap(screen, &citation, &[], screen.width.saturating_sub(pad.len()).max(20)) {
            let _ = writeln!(out, "{pad}{}", screen.paint(Ink::Quiet, line));
        }
        if question.duplicate {
            let _ = writeln!(out, "{pad}{}", screen.paint(Ink::Warning, "the same text, or nearly so"));
        }
        let shared = format!("shares {}", question.shared.join(", "));
        for (line, _) in wrap(screen, &shared, &[], room) {
            let _ = writeln!(out, "{pad}{line}");
        }
        out.push('\n');
    }
    out
}

/// Citations: from the document's side, or from the side of what is cited.
pub fn links(screen: &Screen, links: &[CitationLink], from_cited: bool) -> String {
    let mut out = String::new();
    for link in links {
        let head =
            if from_cited { described(&link.citing) } else { clean(&link.reference.citation()).into_owned() };
        let _ = writeln!(out, "{}", screen.paint(Ink::Title, head));
        if !from_cited {
            match &link.cited[..] {
                [] => {
                    let _ = writeln!(out, "  {}", screen.paint(Ink::Warning, "not in this index"));
                }
                [only] => {
                    let _ = writeln!(out, "  {}", described(only));
                }
                several => {
                    for (i, key) in several.iter().enumerate() {
                        let lead = if i == 0 { "one of" } else { "    or" };
                        let _ = writeln!(out, "  {lead} {}", described(key));
                    }
                }
            }
        }
        let sentence = format!("“{}”", link.sentence.trim());
        for (line, _) in wrap(screen, &sentence, &[], screen.width.saturating_sub(2).max(20)) {
            let _ = writeln!(out, "  {}", screen.paint(Ink::Quiet, line));
        }
        out.push('\n');
    }
    out
}

/// Citation, date, people and title of a document, on one line.
pub fn described(key: &DocumentKey) -> String {
    let number =
        if key.reference.number.is_some() { key.reference.citation() } else { "nummer onbekend".to_owned() };
    let day = key.date.map_or_else(|| "datum onbekend".to_owned(), date);
    let askers =
        if key.askers.is_empty() { "vraagsteller onbekend".to_owned() } else { key.askers.join(", ") };
    let ministers =
        if key.ministers.is_empty() { "minister onbekend".to_owned() } else { key.ministers.join(", ") };
    clean(&format!("{number} · {day} · {askers} → {ministers} · {} [{}]", key.title, key.id)).into_owned()
}
