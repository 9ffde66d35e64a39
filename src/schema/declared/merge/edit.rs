//! A text with pieces cut out and others put in: what is neither stays to the byte, and paragraphs keep their distance.

use std::ops::Range;

/// How what is put in stands there. At the same place, lines come before paragraphs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// Inside a line.
    Value,
    /// Whole lines.
    Lines,
    /// Whole lines that what follows keeps a distance from.
    LinesApart,
    /// Whole lines, with a blank line before and after.
    Paragraph,
}

/// The changes of a text. Their places are those of the text as it was.
#[derive(Debug)]
pub struct Edits<'a> {
    text: &'a str,
    /// How lines end.
    pub eol: &'static str,
    removed: Vec<Range<usize>>,
    /// Where the last of the lines that are removed end.
    shortened: usize,
    additions: Vec<(usize, Shape, String)>,
}

impl<'a> Edits<'a> {
    pub fn new(text: &'a str) -> Self {
        let windows = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
        let eol = if windows { "\r\n" } else { "\n" };
        Self { text, eol, removed: Vec::new(), shortened: 0, additions: Vec::new() }
    }

    /// Puts something in. At the same place, what comes first stays first.
    pub fn add(&mut self, at: usize, shape: Shape, text: String) {
        self.additions.push((at, shape, text));
    }

    /// Puts something in the place of a piece of a line.
    pub fn replace(&mut self, range: Range<usize>, text: String) {
        self.add(range.start, Shape::Value, text);
        self.removed.push(range);
    }

    /// Removes whole lines, and the blank ones below if there is one above.
    pub fn remove_lines(&mut self, mut lines: Range<usize>) {
        let above = self.text[..lines.start].strip_suffix('\n').map(|above| above.rsplit('\n').next().unwrap_or_default());
        if above.is_none_or(|line| line.trim().is_empty()) {
            let below = self.text[lines.end..].split_inclusive('\n').take_while(|line| line.trim().is_empty());
            lines.end += below.map(str::len).sum::<usize>();
        }
        self.shortened = self.shortened.max(lines.end);
        self.removed.push(lines);
    }

    /// The text with its changes.
    pub fn write(mut self) -> String {
        self.removed.sort_by_key(|range| range.start);
        self.additions.sort_by_key(|(at, shape, _)| (*at, *shape));
        let out = String::with_capacity(self.text.len() + self.text.len() / 8);
        let mut pen = Pen { out, text: self.text, eol: self.eol, copied: 0, apart: false };
        let mut removed = self.removed.into_iter().peekable();
        for (at, shape, text) in &self.additions {
            while let Some(range) = removed.next_if(|range| range.start < *at) {
                pen.skip(&range);
            }
            pen.copy(*at);
            pen.add(*shape, text);
        }
        for range in removed {
            pen.skip(&range);
        }
        pen.copy(self.text.len());
        let mut out = pen.out;
        if self.shortened > 0 && self.text[self.shortened..].trim().is_empty() {
            out.truncate(out.trim_end().len());
            out.push_str(self.eol);
        }
        out
    }
}

/// Copies a text, with changes.
struct Pen<'a> {
    out: String,
    text: &'a str,
    eol: &'static str,
    copied: usize,
    /// Whether the next line keeps a distance.
    apart: bool,
}

impl Pen<'_> {
    fn copy(&mut self, to: usize) {
        if to <= self.copied {
            return;
        }
        let part = &self.text[self.copied..to];
        if self.apart && !part.starts_with(['\n', '\r']) {
            self.out.push_str(self.eol);
        }
        self.apart = false;
        self.out.push_str(part);
        self.copied = to;
    }

    fn skip(&mut self, range: &Range<usize>) {
        self.copy(range.start);
        self.copied = self.copied.max(range.end);
    }

    fn add(&mut self, shape: Shape, text: &str) {
        if shape != Shape::Value {
            if !self.out.is_empty() && !self.out.ends_with('\n') {
                self.out.push_str(self.eol);
            }
            let apart = self.out.is_empty() || self.out.ends_with("\n\n") || self.out.ends_with("\n\r\n");
            if shape == Shape::Paragraph && !apart {
                self.out.push_str(self.eol);
            }
            self.apart = shape >= Shape::LinesApart;
        }
        self.out.push_str(text);
    }
}
