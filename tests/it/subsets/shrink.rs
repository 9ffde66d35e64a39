//! A failing pair made smaller: what both sides do not have, what is not edited, as long as it fails the same way.

use pgkeel::schema::model::Schema;

use super::edits::Pair;

/// The kind of a failure: its first line that says something, without numbers and names.
pub fn key(why: &str) -> String {
    let telling =
        ["-- NOT PROVEN", "ERROR", "error: ", "the dumps differ", "said to be in sync", "no dump tells", "exit code: 0"];
    let line = why
        .lines()
        .find(|line| telling.iter().any(|words| line.contains(words)))
        .unwrap_or_else(|| why.lines().next().unwrap_or_default());
    let mut words = String::new();
    let mut quoted = false;
    for character in line.chars() {
        match character {
            '"' => quoted = !quoted,
            _ if quoted || character.is_ascii_digit() => {}
            _ => words.push(character),
        }
    }
    words.split_whitespace().filter(|word| !word.contains(['.', '_'])).collect::<Vec<_>>().join(" ")
}

/// Takes away, from halves down to single ones, what is not needed for it to fail.
pub fn smallest(schema: &Schema, mut pair: Pair, fails: impl Fn(&Pair) -> bool) -> Pair {
    let mut size = usize::MAX;
    while size > 1 {
        let parts = pair.parts(schema);
        size = (parts.len() / 2).min(size.div_ceil(2)).max(1);
        let mut rest = parts;
        while !rest.is_empty() {
            let chunk: Vec<_> = rest.drain(..size.min(rest.len())).collect();
            let smaller = pair.without(schema, &chunk);
            if smaller.parts(schema).len() < pair.parts(schema).len() && fails(&smaller) {
                pair = smaller;
                let left = pair.parts(schema);
                rest.retain(|part| left.contains(part));
            }
        }
    }
    pair
}
