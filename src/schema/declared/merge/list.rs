//! An array whose elements changed: where comments stand in it, they stay with the elements that stay.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use toml::Value;
use toml_parser::Source;
use toml_parser::parser::{Event, EventKind, parse_value};

/// An array, taken apart so that its pieces make up the text.
struct List<'a> {
    /// The bracket, and what stands in its line before a first element in the next.
    opening: &'a str,
    elements: Vec<Element<'a>>,
    closing: &'a str,
}

/// An element with the comments above it, its comma, and the comment at its line's end.
struct Element<'a> {
    before: &'a str,
    value: &'a str,
    after: &'a str,
    comma: bool,
}

/// The array `old` with the elements of `new`. `None` where `old` has no comments to keep.
pub fn merge(old: &str, new: &str, eol: &str) -> Option<String> {
    let old = read(old).filter(|(_, commented)| *commented)?.0;
    let new = read(new)?.0;
    let key =
        |element: &Element<'_>| element.value.parse::<Value>().map_or_else(|_| element.value.to_owned(), |it| it.to_string());
    let keys = |list: &List<'_>| list.elements.iter().map(key).collect::<Vec<_>>();
    let multi_line = old.opening.ends_with('\n') || old.elements.iter().any(|element| element.after.ends_with('\n'));
    let first = old.elements.first().map_or("    ", |element| element.before);
    let indentation = &first[first.rfind('\n').map_or(0, |newline| newline + 1)..];
    let mut merged = old.opening.to_owned();
    for op in capture_diff_slices(Algorithm::Myers, &keys(&old), &keys(&new)) {
        if let DiffOp::Equal { old_index, len, .. } = op {
            for element in &old.elements[old_index..old_index + len] {
                let comma = if element.comma { "" } else { "," };
                merged.push_str(&[element.before, element.value, comma, element.after].concat());
            }
        } else {
            for element in &new.elements[op.new_range()] {
                if multi_line && !merged.ends_with('\n') {
                    merged.push_str(eol);
                }
                let (before, after) = if multi_line { (indentation, eol) } else { (" ", "") };
                merged.push_str(&[before, element.value, ",", after].concat());
            }
        }
    }
    Some(merged + old.closing)
}

/// Takes an array apart, and says whether there are comments between its elements.
fn read(text: &str) -> Option<(List<'_>, bool)> {
    let source = Source::new(text);
    let mut events: Vec<Event> = Vec::new();
    parse_value(&source.lex().into_vec(), &mut events, &mut ());
    let mut commented = false;
    let mut depth = 0;
    // Elements as places: where what is before begins, the value, where what is after ends; and whether there is a comma.
    let mut elements: Vec<(usize, std::ops::Range<usize>, usize, bool)> = Vec::new();
    let mut opening = None;
    // Up to where all is assigned, and whether the line of the last element, or of the bracket, still goes on.
    let (mut assigned, mut same_line) = (0, true);
    for event in events {
        let (start, end) = (event.span().start(), event.span().end());
        match event.kind() {
            EventKind::ArrayOpen | EventKind::InlineTableOpen | EventKind::Scalar if depth == 1 => {
                opening.get_or_insert(assigned);
                elements.push((assigned, start..end, end, false));
                (assigned, same_line) = (end, true);
            }
            EventKind::ArrayOpen if depth == 0 => assigned = end,
            EventKind::ArrayClose if depth == 1 => {
                let opening = opening.unwrap_or(assigned);
                let list = List {
                    opening: &text[..opening],
                    elements: elements
                        .into_iter()
                        .map(|(before, value, after, comma)| Element {
                            before: &text[before..value.start],
                            after: &text[value.end..after],
                            value: &text[value],
                            comma,
                        })
                        .collect(),
                    closing: &text[assigned..],
                };
                return Some((list, commented));
            }
            EventKind::ArrayClose | EventKind::InlineTableClose if depth == 2 => {
                if let Some((_, value, after, _)) = elements.last_mut() {
                    (value.end, *after, assigned) = (end, end, end);
                }
            }
            EventKind::ValueSep if depth == 1 => {
                if let Some((_, _, after, comma)) = elements.last_mut() {
                    (*after, *comma, assigned, same_line) = (end, true, end, true);
                }
            }
            EventKind::Comment if depth == 1 => commented = true,
            EventKind::Newline if depth == 1 && same_line => {
                same_line = false;
                assigned = end;
                match elements.last_mut() {
                    Some((_, _, after, _)) => *after = end,
                    None => opening = Some(end),
                }
            }
            _ => {}
        }
        match event.kind() {
            EventKind::ArrayOpen | EventKind::InlineTableOpen => depth += 1,
            EventKind::ArrayClose | EventKind::InlineTableClose => depth -= 1,
            _ => {}
        }
    }
    None
}
