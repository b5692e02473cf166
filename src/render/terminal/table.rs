//! Aligned tables.

use unicode_width::UnicodeWidthStr as _;

use super::clean::clean;
use super::{Ink, Screen};

/// On which side of its column a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// A table under construction.
#[derive(Clone, Debug)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

/// Between columns.
const GAP: &str = "  ";
/// A column of text is not made narrower than this.
const LEAST: usize = 10;

impl Table {
    /// A table with these headings.
    pub fn new(columns: &[(&str, Align)]) -> Self {
        Self {
            columns: columns.iter().map(|(name, align)| ((*name).to_owned(), *align)).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells are cleaned, missing ones are empty.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) {
        self.rows.push(cells.into_iter().map(|cell| clean(cell.as_ref()).into_owned()).collect());
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as text. Where the screen cuts, the widest texts are shortened until it fits.
    pub fn render(&self, screen: &Screen) -> String {
        let mut widths: Vec<usize> = self.columns.iter().map(|(name, _)| name.width()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.width());
            }
        }
        if screen.cut {
            self.fit(&mut widths, screen.width);
        }
        let mut out = String::new();
        if self.columns.iter().any(|(name, _)| !name.is_empty()) {
            let headings: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
            let line = self.line(&headings, &widths);
            out.push_str(&screen.paint(Ink::Quiet, line));
            out.push('\n');
        }
        for row in &self.rows {
            let cells: Vec<&str> = row.iter().map(String::as_str).collect();
            out.push_str(&self.line(&cells, &widths));
            out.push('\n');
        }
        out
    }

    /// Takes columns away from the widest texts until all fit into `width` or each text has [`LEAST`] left.
    fn fit(&self, widths: &mut [usize], width: usize) {
        let mut total = widths.iter().sum::<usize>() + GAP.len() * widths.len().saturating_sub(1);
        while total > width {
            let widest = (0..widths.len())
                .filter(|column| self.columns[*column].1 == Align::Left && widths[*column] > LEAST)
                .max_by_key(|column| widths[*column]);
            let Some(widest) = widest else { break };
            widths[widest] -= 1;
            total -= 1;
        }
    }

    fn line(&self, cells: &[&str], widths: &[usize]) -> String {
        let mut line = String::new();
        for (i, (width, (_, align))) in widths.iter().zip(&self.columns).enumerate() {
            let cell = cut(cells.get(i).copied().unwrap_or(""), *width);
            let room = " ".repeat(width.saturating_sub(cell.width()));
            if i > 0 {
                line.push_str(GAP);
            }
            match align {
                Align::Left => {
                    line.push_str(&cell);
                    line.push_str(&room);
                }
                Align::Right => {
                    line.push_str(&room);
                    line.push_str(&cell);
                }
            }
        }
        line.truncate(line.trim_end().len());
        line
    }
}

/// `text` in at most `width` columns, with an ellipsis where something is left out.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_the_last_text_is_cut() {
        let mut table = Table::new(&[("aantal", Align::Right), ("minister", Align::Left)]);
        table.row(["1.204", "Liesbeth Homans"]);
        table.row(["7", "één heel lange naam die nergens in past"]);
        insta::assert_snapshot!(table.render(&Screen { width: 30, cut: true, ..Screen::PLAIN }), @r"
        aantal  minister
         1.204  Liesbeth Homans
             7  één heel lange naam d…
        ");
    }
}
