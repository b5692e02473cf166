//! Text for people: wrapped to the width, coloured where that is wanted, safe for any terminal.

mod clean;
mod desk;
mod document;
mod hits;
mod table;
#[cfg(test)]
pub(crate) mod tests;
mod wrap;

pub use clean::{clean, clean_lines};
pub use desk::{collocates, concordance, described, family, key_name, links, similar, terms, trend};
pub use document::{WIDE, document};
pub use hits::{FORMS, HitOptions, after_hits, before_hits, facet_table, hit, hits, name_note};
pub use table::{Align, Table};
pub use wrap::{Wrapped, wrap};

use std::fmt::Display;

/// How text is written to a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Colours, bold and dim are used; without them, matches stand in brackets.
    pub color: bool,
    /// Titles are hyperlinks (OSC 8).
    pub links: bool,
    /// Columns.
    pub width: usize,
    /// The screen ends at its width: tables are shortened to fit.
    pub cut: bool,
}

/// What a piece of text is; the colours are chosen here only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// A title.
    Title,
    /// A match inside a text.
    Match,
    /// Text that recedes: metadata, counts.
    Quiet,
    /// A label before a text.
    Label,
    /// A heading.
    Heading,
    /// Something to look at twice.
    Warning,
}

impl Screen {
    /// No colours, no links, 100 columns.
    pub const PLAIN: Self = Self { color: false, links: false, width: 100, cut: false };

    /// `text` in its colours.
    pub fn paint(&self, ink: Ink, text: impl Display) -> String {
        if !self.color {
            return match ink {
                Ink::Match => format!("[{text}]"),
                _ => text.to_string(),
            };
        }
        let style = style(ink);
        format!("{style}{text}{style:#}")
    }

    /// Columns that brackets around a match take.
    pub(super) fn mark_width(&self) -> usize {
        if self.color { 0 } else { 2 }
    }

    /// `text` as a hyperlink to `address`, where that is wanted.
    pub fn link(&self, address: &str, text: &str) -> String {
        if !self.links || address.is_empty() || address.chars().any(char::is_control) {
            return text.to_owned();
        }
        format!("\x1b]8;;{address}\x1b\\{text}\x1b]8;;\x1b\\")
    }
}

fn style(ink: Ink) -> anstyle::Style {
    let plain = anstyle::Style::new();
    match ink {
        Ink::Title => plain.bold(),
        Ink::Match => plain.bold().fg_color(Some(anstyle::AnsiColor::Red.into())),
        Ink::Quiet => plain.dimmed(),
        Ink::Label => plain.fg_color(Some(anstyle::AnsiColor::Cyan.into())),
        Ink::Heading => plain.bold().fg_color(Some(anstyle::AnsiColor::Blue.into())),
        Ink::Warning => plain.fg_color(Some(anstyle::AnsiColor::Yellow.into())),
    }
}
