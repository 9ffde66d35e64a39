//! How two texts differ: line by line, within changed lines word by word, and of what is alike only a little.

use std::time::Duration;

use similar::{ChangeTag, DiffOp, TextDiff};

use super::text::Text;
use super::visible;
use crate::amount::count;

/// How many lines that are alike are shown around a change.
const AROUND: usize = 2;
/// A line longer than this is shown without the middle of what is alike in it.
const LONG: usize = 160;
/// What is left of such a part on each side.
const SIDE: usize = 25;
/// How many lines go into a report that is not made for reading on and on.
const MOST: usize = 100;
/// Texts so large and different that finding the smallest difference takes longer get a larger one.
const PATIENCE: Duration = Duration::from_secs(1);

/// A line of a difference.
struct Line {
    tag: ChangeTag,
    /// What it says, in parts: whether one is what changed in the line.
    parts: Vec<(bool, String)>,
}

impl Line {
    fn alike(words: String) -> Self {
        Self { tag: ChangeTag::Equal, parts: vec![(false, words)] }
    }

    fn sign(&self) -> char {
        match self.tag {
            ChangeTag::Equal => ' ',
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        }
    }
}

/// Writes the difference, each line after `indent` and its sign.
pub fn write(text: &mut Text, indent: &str, from: &str, to: &str) {
    for line in lines(from, to) {
        text.plain(indent);
        let sign = format!("{} ", line.sign());
        let parts = [(false, sign.as_str())].into_iter().chain(line.parts.iter().map(|(changed, part)| (*changed, &**part)));
        for (changed, part) in parts {
            let part = visible::line(part);
            match line.tag {
                ChangeTag::Equal => text.dim(&part),
                ChangeTag::Delete => text.removed(&part, changed),
                ChangeTag::Insert => text.added(&part, changed),
            };
        }
        text.end();
    }
}

/// The difference as lines with their signs, no more than a report can take.
pub fn plain(from: &str, to: &str) -> String {
    let lines = lines(from, to);
    let mut plain = String::new();
    for line in lines.iter().take(MOST) {
        let said: String = line.parts.iter().map(|(_, part)| part.as_str()).collect();
        plain.push_str(&format!("{} {}\n", line.sign(), visible::line(&said)));
    }
    if lines.len() > MOST {
        plain.push_str(&format!("… and {}\n", count(lines.len() - MOST, "more line")));
    }
    plain
}

fn lines(from: &str, to: &str) -> Vec<Line> {
    // A last line without its end would differ from the same line before others.
    let (from, to) = (format!("{from}\n"), format!("{to}\n"));
    // Not by `diff_lines`, to which a carriage return alone is a line's end.
    let [from, to] = [&from, &to].map(|text| text.split_inclusive('\n').collect::<Vec<_>>());
    let diff = TextDiff::configure().timeout(PATIENCE).diff_slices(&from, &to);
    let mut lines = Vec::new();
    let mut seen = 0;
    let elided = |lines: &mut Vec<Line>, number: usize| {
        if number > 0 {
            lines.push(Line::alike(format!("… {}", count(number, "unchanged line"))));
        }
    };
    for group in diff.grouped_ops(AROUND) {
        elided(&mut lines, group.first().map_or(0, |first| first.old_range().start) - seen);
        seen = group.last().map_or(seen, |last| last.old_range().end);
        for change in group.iter().flat_map(|operation: &DiffOp| diff.iter_inline_changes(operation)) {
            let parts: Vec<(bool, String)> =
                change.iter_strings_lossy().map(|(changed, part)| (changed, part.trim_end_matches('\n').to_owned())).collect();
            lines.push(Line { tag: change.tag(), parts: without_middles(parts) });
        }
    }
    elided(&mut lines, diff.old_len() - seen);
    lines
}

/// Of a long line, in which something is known to have changed, what is alike by its ends.
fn without_middles(parts: Vec<(bool, String)>) -> Vec<(bool, String)> {
    let length: usize = parts.iter().map(|(_, part)| part.chars().count()).sum();
    if length <= LONG || parts.iter().all(|(changed, _)| !changed) {
        return parts;
    }
    let shorten = |part: String| {
        let characters: Vec<char> = part.chars().collect();
        if characters.len() <= 2 * SIDE + 1 {
            return part;
        }
        let (start, end) = (&characters[..SIDE], &characters[characters.len() - SIDE..]);
        start.iter().chain(&['…']).chain(end).collect()
    };
    parts.into_iter().map(|(changed, part)| (changed, if changed { part } else { shorten(part) })).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(from: &str, to: &str, color: bool) -> String {
        let mut text = Text::new(color);
        write(&mut text, "", from, to);
        text.finish()
    }

    #[test]
    fn what_is_alike_is_left_out() {
        let body = |changed: &str| {
            let lines: Vec<String> = (1..=20).map(|number| format!("{number}\n")).collect();
            lines.concat().replace("10\n", changed)
        };
        insta::assert_snapshot!(plain(&body("ten\n"), &body("TEN\n11a\n")), @"
          … 7 unchanged lines
          8
          9
        - ten
        + TEN
        + 11a
          11
          12
          … 9 unchanged lines
        ");
    }

    #[test]
    fn a_last_line_is_the_same_line_before_others() {
        assert_eq!(plain("a", "a\nb"), "  a\n+ b\n");
        assert_eq!(plain("a\n", "a"), "  a\n- \n");
        assert_eq!(plain("a\r\nb\rc", "a\nb\rc"), "- a\\r\n+ a\n  b\\rc\n");
    }

    #[test]
    fn words_that_changed_stand_out_where_there_is_colour() {
        assert_eq!(written("integer default 1", "integer default 2", false), "- integer default 1\n+ integer default 2\n");
        let colored = written("integer default 1", "integer default 2", true);
        let part = |style: &str, words: &str| format!("\u{1b}[{style}m{words}\u{1b}[0m");
        assert!(!colored.contains("default 1"), "{colored:?}");
        assert!(colored.contains(&part("31", "integer default ")), "{colored:?}");
    }

    #[test]
    fn a_long_line_is_shown_around_what_changed() {
        let line = |word: &str| format!("{} {word} {}", "a ".repeat(200), "b ".repeat(200));
        let shown = plain(&line("x"), &line("y"));
        assert!(shown.lines().all(|line| line.contains('…') && line.chars().count() < 150), "{shown}");
        assert!(shown.contains(" x ") && shown.contains(" y "), "{shown}");
    }

    #[test]
    fn a_report_takes_so_many_lines_and_says_how_many_there_are() {
        let all = |word: &str| (0..200).map(|number| format!("{word}{number}\n")).collect::<Vec<String>>().concat();
        let shown = plain(&all("a"), &all("b"));
        assert_eq!(shown.lines().count(), MOST + 1);
        assert!(shown.ends_with("… and 301 more lines\n"), "{shown}");
    }
}
