//! Web pages → text: one line a block, table rows with ` | ` between their cells, lists with their numbers.
//! Navigation, scripts and forms are left out.

use scraper::{ElementRef, Html, Node};

use super::{SkipReason, decode};

/// Longer pages are refused: the tree takes many times their size.
const LIMIT: usize = 16 << 20;

/// Reads a page.
pub(super) fn parse(bytes: &[u8]) -> Result<String, SkipReason> {
    if bytes.len() > LIMIT {
        return Err(SkipReason::TooLong { limit: LIMIT });
    }
    let source = decode::decode(bytes)?;
    if is_too_deep(&source) {
        return Err(SkipReason::Html("its elements are nested thousands deep"));
    }
    let page = Html::parse_document(&source);
    let mut text = Lines::default();
    // By hand rather than recursively: pages may be nested deeper than a stack.
    let root = page.tree.root();
    let mut node = root;
    'nodes: loop {
        let enter = match node.value() {
            Node::Text(words) => {
                text.words(words, node.parent().and_then(ElementRef::wrap));
                false
            }
            Node::Element(_) => ElementRef::wrap(node).is_some_and(|element| text.open(element)),
            Node::Document | Node::Fragment => true,
            _ => false,
        };
        if let Some(child) = node.first_child().filter(|_| enter) {
            node = child;
            continue;
        }
        loop {
            if let Node::Element(element) = node.value() {
                text.close(element.name());
            }
            if let Some(sibling) = node.next_sibling() {
                node = sibling;
                break;
            }
            match node.parent() {
                Some(parent) if parent.id() != root.id() => node = parent,
                _ => break 'nodes,
            }
        }
    }
    text.finish()
}

/// Parsing takes time with the square of the depth; no honest page is deeper than this.
fn is_too_deep(source: &str) -> bool {
    const DEEPEST: usize = 2_000;
    let mut depth = 0_usize;
    for tag in source.split('<').skip(1) {
        let name = tag.trim_start_matches('/');
        let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
        if end == 0 || may_stay_open(&name[..end].to_ascii_lowercase()) {
            continue;
        }
        depth = if tag.starts_with('/') { depth.saturating_sub(1) } else { depth + 1 };
        if depth > DEEPEST {
            return true;
        }
    }
    false
}

/// Elements without an end tag, or whose end tag may be left out.
fn may_stay_open(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "colgroup"
            | "dd"
            | "dt"
            | "hr"
            | "img"
            | "input"
            | "li"
            | "link"
            | "meta"
            | "option"
            | "p"
            | "source"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "wbr"
    )
}

fn is_hidden(name: &str) -> bool {
    matches!(
        name,
        "head" | "script" | "style" | "noscript" | "template" | "nav" | "footer" | "form" | "button" | "svg"
    )
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "br"
            | "caption"
            | "dd"
            | "div"
            | "dl"
            | "dt"
            | "figcaption"
            | "figure"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hr"
            | "li"
            | "main"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "table"
            | "tbody"
            | "tfoot"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// True for a cell of data; pages also use tables for their layout.
fn is_data(cell: ElementRef<'_>) -> bool {
    let block = |element: &ElementRef<'_>| is_block(element.value().name());
    cell.descendants().skip(1).take(50).filter_map(ElementRef::wrap).filter(block).count() <= 1
}

/// The text as it grows.
#[derive(Default)]
struct Lines {
    done: String,
    line: String,
    /// How deep in cells of data.
    cells: Vec<bool>,
    /// The lists around: the next number of numbered ones.
    lists: Vec<Option<u32>>,
}

impl Lines {
    /// Enters an element; false when it is left out with all that is in it.
    fn open(&mut self, element: ElementRef<'_>) -> bool {
        let name = element.value().name();
        match name {
            _ if is_hidden(name) => return false,
            "td" | "th" => {
                let data = is_data(element);
                if !data {
                    self.end_line();
                } else if !self.line.trim().is_empty() {
                    self.line.push_str(" | ");
                }
                self.cells.push(data);
            }
            "ul" | "ol" => {
                let start = element.attr("start").and_then(|start| start.parse().ok()).unwrap_or(1);
                self.lists.push((name == "ol").then_some(start));
                self.end_line();
            }
            "li" => {
                self.end_line();
                match self.lists.last_mut() {
                    Some(Some(number)) => {
                        self.line = format!("{number}. ");
                        *number = number.saturating_add(1);
                    }
                    _ => "- ".clone_into(&mut self.line),
                }
            }
            "sup" if self.line.ends_with(char::is_alphanumeric) => self.line.push(' '),
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
        true
    }

    /// Leaves an element, also one that was left out.
    fn close(&mut self, name: &str) {
        match name {
            "td" | "th" => {
                // A layout cell is a block; after a cell of data the row goes on.
                let is_block = self.cells.pop() == Some(false);
                is_block.then(|| self.end_line());
            }
            "ul" | "ol" => {
                self.lists.pop();
                self.end_line();
            }
            _ if is_block(name) => self.end_line(),
            _ => {}
        }
    }

    fn words(&mut self, words: &str, parent: Option<ElementRef<'_>>) {
        if parent.is_some_and(|parent| parent.value().name() == "pre") {
            for line in words.split_inclusive('\n') {
                self.line.push_str(line.trim_end_matches(['\n', '\r']));
                if line.ends_with('\n') {
                    self.end_line();
                }
            }
            return;
        }
        for word in words.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            let trimmed = word.trim_ascii();
            self.line.push_str(trimmed);
            if trimmed.len() < word.len() && !self.line.is_empty() && !self.line.ends_with(' ') {
                self.line.push(' ');
            }
        }
    }

    fn end_line(&mut self) {
        if self.cells.last() == Some(&true) {
            if !self.line.ends_with(' ') {
                self.line.push(' ');
            }
            return;
        }
        // A block inside a list item does not part the item from its number.
        let text = self.line.trim();
        let is_marker = text == "-" || text.strip_suffix('.').is_some_and(|n| n.parse::<u32>().is_ok());
        if text.is_empty() || (is_marker && !self.lists.is_empty()) {
            return;
        }
        self.done.push_str(text);
        self.done.push('\n');
        self.line.clear();
    }

    fn finish(mut self) -> Result<String, SkipReason> {
        self.cells.clear();
        self.lists.clear();
        self.end_line();
        if self.done.is_empty() { Err(SkipReason::Empty) } else { Ok(self.done) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lists_and_tables_become_lines() {
        let page = "<!DOCTYPE html><html><head><title>Site</title></head><body><nav>Menu</nav>
            <h1>Fietspaden  -  <em>Onder</em>houd</h1><p>Een be\u{eb}indigde\n werf&nbsp;hier.</p>
            <ol start=2><li><p>Hoeveel?</p></li><li>Waar<br>precies?</li></ol><ul><li>een</li></ul>
            <table><tr><th>jaar</th><th><p>km</p></th></tr><tr><td>2030</td><td>12</td></tr></table>
            <script>var x = '<p>no</p>';</script><footer>Contact</footer></body></html>";
        insta::assert_snapshot!(parse(page.as_bytes()).unwrap().replace('\u{a0}', " "), @r"
        Fietspaden - Onderhoud
        Een beëindigde werf hier.
        2. Hoeveel?
        3. Waar
        precies?
        - een
        jaar | km
        2030 | 12
        ");
    }

    #[test]
    fn layout_tables_stay_lines_and_deep_pages_do_not_overflow() {
        let page = "<html><table><tr><td><p>Een.</p><p>Twee.</p></td></tr></table>";
        assert_eq!(parse(page.as_bytes()).unwrap(), "Een.\nTwee.\n");
        let deep = |depth| format!("<html>{}diep", "<div>".repeat(depth));
        assert_eq!(parse(deep(1_900).as_bytes()).unwrap(), "diep\n");
        assert!(matches!(parse(deep(1_000_000).as_bytes()), Err(SkipReason::Html(_))));
        assert!(matches!(parse(b"<html><script>1</script></html>"), Err(SkipReason::Empty)));
    }
}
