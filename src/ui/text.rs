//! Text for people: a buffer with a few styles, and tables whose columns line up. Without colour the words say it all.

use anstyle::{AnsiColor, Style};

use super::visible;

/// Text being written, coloured or not. No control character gets into it but line breaks and tabs: see [`Text::verbatim`].
#[derive(Debug)]
pub struct Text {
    buffer: String,
    color: bool,
    on_terminal: bool,
    verbatim: bool,
}

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();
const GOOD: Style = AnsiColor::Green.on_default();
const BAD: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const ACCENT: Style = AnsiColor::Cyan.on_default();
const REMOVED: Style = AnsiColor::Red.on_default();
const ADDED: Style = AnsiColor::Green.on_default();

impl Text {
    pub fn new(color: bool) -> Self {
        Self { buffer: String::new(), color, on_terminal: false, verbatim: false }
    }

    /// For a terminal, or for whatever else reads.
    #[must_use]
    pub fn on_terminal(mut self, on_terminal: bool) -> Self {
        self.on_terminal = on_terminal;
        self
    }

    pub fn finish(self) -> String {
        self.buffer
    }

    fn styled(&mut self, style: Style, text: &str) -> &mut Self {
        if self.color && !text.is_empty() {
            self.buffer.push_str(&format!("{style}"));
            self.plain(text).buffer.push_str(&format!("{style:#}"));
            self
        } else {
            self.plain(text)
        }
    }

    pub fn plain(&mut self, text: &str) -> &mut Self {
        if self.verbatim {
            self.buffer.push_str(text);
        } else {
            self.buffer.push_str(&visible::lines(text));
        }
        self
    }

    /// Writes what is read by programs, a script or a file: byte for byte, but a terminal is never steered by it.
    pub fn verbatim(&mut self, write: impl FnOnce(&mut Self)) -> &mut Self {
        self.verbatim = !self.on_terminal;
        write(self);
        self.verbatim = false;
        self
    }

    pub fn bold(&mut self, text: &str) -> &mut Self {
        self.styled(BOLD, text)
    }

    pub fn dim(&mut self, text: &str) -> &mut Self {
        self.styled(DIM, text)
    }

    pub fn good(&mut self, text: &str) -> &mut Self {
        self.styled(GOOD, text)
    }

    pub fn bad(&mut self, text: &str) -> &mut Self {
        self.styled(BAD, text)
    }

    pub fn warning(&mut self, text: &str) -> &mut Self {
        self.styled(WARNING, text)
    }

    pub fn accent(&mut self, text: &str) -> &mut Self {
        self.styled(ACCENT, text)
    }

    /// A part of a line that is gone; whether it is what changed in the line.
    pub fn removed(&mut self, text: &str, changed: bool) -> &mut Self {
        self.styled(if changed { REMOVED.bold().underline() } else { REMOVED }, text)
    }

    /// A part of a line that is new.
    pub fn added(&mut self, text: &str, changed: bool) -> &mut Self {
        self.styled(if changed { ADDED.bold().underline() } else { ADDED }, text)
    }

    /// Ends the line.
    pub fn end(&mut self) -> &mut Self {
        self.buffer.push('\n');
        self
    }

    pub fn line(&mut self, text: &str) -> &mut Self {
        self.plain(text).end()
    }

    /// Columns that line up, two spaces apart; a bold head where one is given. The last column is not padded.
    pub fn table(&mut self, head: &[&str], rows: &[Vec<String>]) -> &mut Self {
        let columns = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column)).map(String::as_str);
            cells.chain(head.get(column).copied()).map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let lay = |cells: &[&str]| {
            let mut line = String::new();
            for (column, cell) in cells.iter().enumerate() {
                line.push_str(cell);
                if column + 1 < cells.len() {
                    let padding = widths[column] - cell.chars().count() + 2;
                    line.extend(std::iter::repeat_n(' ', padding));
                }
            }
            line.trim_end().to_owned()
        };
        if !head.is_empty() {
            self.bold(&lay(head)).end();
        }
        for row in rows {
            self.line(&lay(&row.iter().map(String::as_str).collect::<Vec<_>>()));
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_line_up_without_trailing_space() {
        let mut text = Text::new(false);
        text.table(&["table", "state"], &[vec!["bookings".into(), "ok".into()], vec!["a".into(), String::new()]]);
        assert_eq!(text.finish(), "table     state\nbookings  ok\na\n");
    }

    #[test]
    fn only_what_programs_read_is_byte_for_byte() {
        let written = |on_terminal: bool| {
            let mut text = Text::new(true).on_terminal(on_terminal);
            text.plain("\u{1b}]0;a\u{7}").bold("b\r").verbatim(|text| _ = text.line("\r").plain("\u{1b}c"));
            text.finish()
        };
        let talk = "\\u{1b}]0;a\\u{7}\u{1b}[1mb\\r\u{1b}[0m";
        assert_eq!(written(false), format!("{talk}\r\n\u{1b}c"));
        assert_eq!(written(true), format!("{talk}\\r\n\\u{{1b}}c"));
    }
}
