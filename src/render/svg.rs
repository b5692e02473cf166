//! A trend as a chart in SVG: a line a series, labelled axes, a legend, and what was counted underneath.

use std::fmt::Write as _;

use super::dutch_text::thousands;
use crate::model::{Counting, Denominator, Trend};

const WIDTH: f64 = 960.0;
const PLOT_LEFT: f64 = 72.0;
const PLOT_RIGHT: f64 = 936.0;
const PLOT_TOP: f64 = 64.0;
const PLOT_HEIGHT: f64 = 320.0;
const PLOT_BOTTOM: f64 = PLOT_TOP + PLOT_HEIGHT;
const LEGEND_LINE: f64 = 20.0;
/// Okabe and Ito's palette (2008), told apart by colour-blind readers too; black comes last.
const COLOURS: [&str; 8] =
    ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7a6a00", "#000000"];
/// Marks closer than this run into each other.
const CROWDED: f64 = 14.0;
/// Series beyond the colours are told apart by their dashes.
const DASHES: [&str; 3] = ["", "6 3", "2 3"];

/// Draws `trend` as a whole SVG document.
#[must_use]
pub fn trend_chart(trend: &Trend) -> String {
    let legend_top = PLOT_BOTTOM + 72.0;
    #[expect(clippy::cast_precision_loss, reason = "a handful of series")]
    let notes_top = LEGEND_LINE.mul_add(trend.series.len() as f64, legend_top + 12.0);
    let notes = notes(trend);
    #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
    let height = 18.0f64.mul_add(notes.len() as f64, notes_top + 12.0);
    let mut svg = String::new();
    let out = &mut svg;
    put(
        out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height:.0}\" width=\"{WIDTH}\" height=\"{height:.0}\" font-family=\"Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#222\" role=\"img\">"
        ),
    );
    put(out, format_args!("<title>{}</title>", escape(&title(trend))));
    put(out, format_args!("<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>"));
    put(
        out,
        format_args!(
            "<text x=\"{PLOT_LEFT}\" y=\"28\" font-size=\"17\" font-weight=\"bold\">{}</text>",
            escape(&shorten(&title(trend), 95))
        ),
    );
    put(out, format_args!("<text x=\"{PLOT_LEFT}\" y=\"50\" fill=\"#555\">{}</text>", escape(&unit(trend))));
    let top = draw_values_axis(out, trend);
    draw_periods_axis(out, trend);
    for (index, series) in trend.series.iter().enumerate() {
        draw_series(out, trend, index, &series.values, top);
    }
    for (index, series) in trend.series.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of series")]
        let y = LEGEND_LINE.mul_add(index as f64, legend_top);
        put(
            out,
            format_args!(
                "<line x1=\"{PLOT_LEFT}\" x2=\"{:.1}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"{}\" stroke-width=\"3\" stroke-dasharray=\"{}\"/>",
                PLOT_LEFT + 28.0,
                colour(index),
                dash(index)
            ),
        );
        let alone = trend.series.iter().all(|other| other.query == series.query);
        let name =
            match series.group.as_deref().map(|group| if group == "unknown" { "onbekend" } else { group }) {
                // The title names the query already.
                Some(group) if alone => group.to_owned(),
                Some(group) => format!("{} · {group}", series.query),
                None => series.query.clone(),
            };
        let total: u64 = series.counts.iter().sum();
        put(
            out,
            format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\">{} <tspan fill=\"#777\">({})</tspan></text>",
                PLOT_LEFT + 38.0,
                y + 4.5,
                escape(&shorten(&name, 110)),
                thousands(total)
            ),
        );
    }
    for (index, note) in notes.iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let y = 18.0f64.mul_add(index as f64, notes_top + 6.0);
        put(
            out,
            format_args!(
                "<text x=\"{PLOT_LEFT}\" y=\"{y:.1}\" font-size=\"11.5\" fill=\"#666\">{}</text>",
                escape(note)
            ),
        );
    }
    put(out, format_args!("</svg>"));
    svg
}

/// Writing to a string cannot fail.
fn put(out: &mut String, line: std::fmt::Arguments<'_>) {
    let _ = writeln!(out, "{line}");
}

/// Draws the grid and returns the value at its top.
fn draw_values_axis(out: &mut String, trend: &Trend) -> f64 {
    let greatest = trend.series.iter().flat_map(|series| &series.values).copied().fold(0.0, f64::max);
    let whole = trend.relative.is_none();
    let step = tick_step(greatest, whole);
    let ticks = (greatest / step).ceil().max(1.0);
    let top = ticks * step;
    let mut tick = 0.0;
    while tick <= ticks {
        let y = PLOT_BOTTOM - tick / ticks * PLOT_HEIGHT;
        let stroke = if tick == 0.0 { "#444" } else { "#ddd" };
        put(
            out,
            format_args!(
                "<line x1=\"{PLOT_LEFT}\" x2=\"{PLOT_RIGHT}\" y1=\"{y:.1}\" y2=\"{y:.1}\" stroke=\"{stroke}\"/>"
            ),
        );
        put(
            out,
            format_args!(
                "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555\">{}</text>",
                PLOT_LEFT - 8.0,
                y + 4.5,
                number(tick * step)
            ),
        );
        tick += 1.0;
    }
    top
}

fn draw_periods_axis(out: &mut String, trend: &Trend) {
    let widest = trend.periods.iter().map(|period| period.name.chars().count()).max().unwrap_or(0);
    #[expect(clippy::cast_precision_loss, reason = "a handful of characters")]
    let label_width = 8.0f64.mul_add(widest as f64, 10.0);
    let step = (label_width / slot(trend)).ceil().max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at least 1, at most some hundred"
    )]
    let every = step as usize;
    for (index, period) in trend.periods.iter().enumerate().filter(|(index, _)| index % every == 0) {
        let x = x(trend, index);
        put(
            out,
            format_args!(
                "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{PLOT_BOTTOM}\" y2=\"{:.1}\" stroke=\"#444\"/>",
                PLOT_BOTTOM + 5.0
            ),
        );
        let mark = if period.incomplete { "*" } else { "" };
        put(
            out,
            format_args!(
                "<text x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{}{mark}</text>",
                PLOT_BOTTOM + 21.0,
                escape(&period.name)
            ),
        );
    }
    let name = match trend.by {
        crate::model::Period::Year => "jaar",
        crate::model::Period::Quarter => "kwartaal",
        crate::model::Period::Month => "maand",
        crate::model::Period::Session => "zittingsjaar",
    };
    put(
        out,
        format_args!(
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" fill=\"#555\">{name}</text>",
            f64::midpoint(PLOT_LEFT, PLOT_RIGHT),
            PLOT_BOTTOM + 44.0
        ),
    );
}

/// A line through the periods, broken where the index holds nothing; a hollow mark where it holds a part of the
/// period only. With many periods only those are marked, and what stands alone.
fn draw_series(out: &mut String, trend: &Trend, index: usize, values: &[f64], top: f64) {
    let colour = colour(index);
    let crowded = slot(trend) < CROWDED;
    let mut stretch: Vec<(f64, f64, bool)> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        let period = trend.periods.get(at);
        if period.is_some_and(|period| period.documents > 0) {
            let y = PLOT_BOTTOM - value / top * PLOT_HEIGHT;
            stretch.push((x(trend, at), y, period.is_some_and(|period| period.incomplete)));
        }
        if at + 1 == values.len() || trend.periods.get(at + 1).is_none_or(|next| next.documents == 0) {
            draw_stretch(out, &stretch, colour, dash(index), crowded);
            stretch.clear();
        }
    }
}

fn draw_stretch(out: &mut String, points: &[(f64, f64, bool)], colour: &str, dash: &str, crowded: bool) {
    if points.len() > 1 {
        let path: Vec<String> = points.iter().map(|(x, y, _)| format!("{x:.1},{y:.1}")).collect();
        put(
            out,
            format_args!(
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-linejoin=\"round\" stroke-dasharray=\"{dash}\"/>",
                path.join(" ")
            ),
        );
    }
    for (x, y, incomplete) in points {
        if crowded && points.len() > 1 && !incomplete {
            continue;
        }
        let fill = if *incomplete { "#fff" } else { colour };
        put(
            out,
            format_args!(
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.2\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"1.5\"/>"
            ),
        );
    }
}

/// Width of one period on the axis.
fn slot(trend: &Trend) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some hundred periods")]
    let periods = trend.periods.len().max(1) as f64;
    (PLOT_RIGHT - PLOT_LEFT) / periods
}

fn x(trend: &Trend, period: usize) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "some hundred periods")]
    let period = period as f64;
    (period + 0.5).mul_add(slot(trend), PLOT_LEFT)
}

fn colour(index: usize) -> &'static str {
    COLOURS[index % COLOURS.len()]
}

fn dash(index: usize) -> &'static str {
    DASHES[index / COLOURS.len() % DASHES.len()]
}

/// A step of 1, 2 or 5 times a power of ten that makes four to ten ticks; whole numbers for counts.
fn tick_step(greatest: f64, whole: bool) -> f64 {
    if greatest <= 0.0 {
        return 1.0;
    }
    let power = 10f64.powf((greatest / 5.0).log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|step| greatest / step <= 6.0);
    let step = step.unwrap_or(power * 10.0);
    if whole { step.max(1.0) } else { step }
}

/// A number as Dutch prints it: `1.234`, `0,25`.
fn number(value: f64) -> String {
    if value.fract().abs() < 1e-9 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count on an axis")]
        return thousands(value.round() as u64);
    }
    let text = format!("{value:.4}");
    text.trim_end_matches('0').replace('.', ",")
}

fn title(trend: &Trend) -> String {
    let mut queries: Vec<&str> = Vec::new();
    for series in &trend.series {
        if !queries.contains(&series.query.as_str()) {
            queries.push(&series.query);
        }
    }
    queries.join(", ")
}

/// What the values are, in words.
fn unit(trend: &Trend) -> String {
    let counted = match trend.counting {
        Counting::Documents => "documenten",
        Counting::Occurrences => "vindplaatsen",
    };
    match trend.relative {
        None => format!("aantal {counted}"),
        Some(Denominator::Documents) => format!("{counted} per 100 documenten van de periode"),
        Some(Denominator::Words) => format!("{counted} per miljoen woorden van de periode"),
    }
}

fn notes(trend: &Trend) -> Vec<String> {
    let mut notes = Vec::new();
    let documents: u64 = trend.periods.iter().map(|period| period.documents).sum();
    let words: u64 = trend.periods.iter().map(|period| period.words).sum();
    notes.push(format!(
        "Noemer: {} documenten, {} woorden in deze periodes.",
        thousands(documents),
        thousands(words)
    ));
    if trend.periods.iter().any(|period| period.documents == 0) {
        notes.push("De lijn is onderbroken waar de index geen documenten heeft.".to_owned());
    }
    if trend.periods.iter().any(|period| period.incomplete) {
        notes.push("* onvolledige periode: de index begint of eindigt erin (open punt).".to_owned());
    }
    if trend.undated > 0 {
        notes.push(format!(
            "{} documenten van de index zonder datum zijn niet getekend.",
            thousands(trend.undated)
        ));
    }
    notes
}

/// At most `limit` characters, an ellipsis where something was left out.
fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    text.chars().take(limit - 1).chain(['…']).collect()
}

/// Escapes XML's special characters and drops those that XML does not allow.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Period, TrendPeriod, TrendSeries};

    fn trend(relative: Option<Denominator>) -> Trend {
        let names = ["2014", "2015", "2016", "2017", "2018"];
        Trend {
            by: Period::Year,
            periods: names
                .iter()
                .map(|name| TrendPeriod {
                    name: (*name).to_owned(),
                    documents: 1200,
                    words: 800_000,
                    incomplete: *name == "2018",
                })
                .collect(),
            series: vec![
                TrendSeries {
                    query: "maatwerk".to_owned(),
                    counts: vec![3, 18, 42, 61, 12],
                    values: vec![3.0, 18.0, 42.0, 61.0, 12.0],
                    ..TrendSeries::default()
                },
                TrendSeries {
                    query: "\"sociale economie\" <&>".to_owned(),
                    group: Some("Liesbeth Homans".to_owned()),
                    counts: vec![0, 9, 8, 20, 4],
                    values: vec![0.0, 9.0, 8.0, 20.0, 4.0],
                    ..TrendSeries::default()
                },
            ],
            relative,
            undated: 7,
            ..Trend::default()
        }
    }

    #[test]
    fn a_chart_is_well_formed_and_says_what_it_counts() {
        let svg = trend_chart(&trend(None));
        let mut reader = quick_xml::Reader::from_str(&svg);
        let mut circles = 0;
        loop {
            match reader.read_event().unwrap() {
                quick_xml::events::Event::Eof => break,
                quick_xml::events::Event::Empty(tag) if tag.name().as_ref() == b"circle" => circles += 1,
                _ => {}
            }
        }
        assert_eq!(circles, 10);
        for text in ["aantal documenten", "zittings", "zonder datum", "onvolledige periode"] {
            assert_eq!(svg.contains(text), text != "zittings", "{text}");
        }
        if let Ok(path) = std::env::var("VRAAGBAAK_CHART") {
            std::fs::write(path, &svg).unwrap();
        }
    }

    #[test]
    fn the_line_breaks_where_the_index_holds_nothing() {
        let mut gap = trend(None);
        gap.periods[2].documents = 0;
        let svg = trend_chart(&gap);
        assert_eq!(svg.matches("<polyline").count(), 4);
        assert_eq!(svg.matches("<circle").count(), 8);
        assert!(svg.contains("onderbroken"));
        gap.periods[3].documents = 0;
        let svg = trend_chart(&gap);
        assert_eq!((svg.matches("<polyline").count(), svg.matches("<circle").count()), (2, 6));
    }

    #[test]
    fn an_empty_trend_draws_empty_axes() {
        assert!(trend_chart(&Trend::default()).ends_with("</svg>\n"));
    }

    #[test]
    fn ticks_are_round_and_whole_for_counts() {
        for (greatest, whole, step) in
            [(61.0, true, 20.0), (3.0, true, 1.0), (0.3, false, 0.05), (0.0, true, 1.0)]
        {
            let found = tick_step(greatest, whole);
            assert!((found - step).abs() < 1e-9, "{greatest}: {found}");
        }
        assert_eq!(number(12_345.0), "12.345");
        assert_eq!(number(0.25), "0,25");
    }
}
