//! Counts, lengths of time and sizes as people read and write them.

use std::time::Duration;

use crate::error::{Error, Result};

/// A count with its noun: `1 step`, `3 steps`, `2 indexes of partitions`.
pub fn count(number: usize, noun: &str) -> String {
    if number == 1 {
        return format!("1 {noun}");
    }
    let end = [" of ", " on ", " with ", " without ", " that ", " in ", " to "]
        .iter()
        .filter_map(|word| noun.find(word))
        .min()
        .unwrap_or(noun.len());
    let (head, rest) = noun.split_at(end);
    match head.strip_suffix('y').filter(|stem| !stem.ends_with(['a', 'e', 'o', 'u'])) {
        Some(stem) => format!("{number} {stem}ies{rest}"),
        None if ["s", "x", "ch", "sh"].iter().any(|end| head.ends_with(end)) => format!("{number} {head}es{rest}"),
        None => format!("{number} {head}s{rest}"),
    }
}

/// A length of time for people: `4 ms`, `1.3 s`, `2 min 5 s`.
pub fn duration(length: Duration) -> String {
    let milliseconds = length.as_millis();
    match milliseconds {
        0..1_000 => format!("{milliseconds} ms"),
        1_000..60_000 => format!("{:.1} s", length.as_secs_f64()),
        _ => format!("{} min {} s", length.as_secs() / 60, length.as_secs() % 60),
    }
}

/// How long ago something was, for people: `40 s`, `5 min`, `3 h`, `12 days`.
pub fn age(length: chrono::TimeDelta) -> String {
    match length.num_seconds().max(0) {
        seconds @ 0..120 => format!("{seconds} s"),
        seconds @ 120..7_200 => format!("{} min", seconds / 60),
        seconds @ 7_200..172_800 => format!("{} h", seconds / 3_600),
        seconds => format!("{} days", seconds / 86_400),
    }
}

/// A size for people, in powers of 1024 as PostgreSQL's `pg_size_pretty` counts: `812 kB`, `1.4 GB`.
pub fn bytes(size: i64) -> String {
    let mut amount = f64::from(i32::try_from(size / 1024).unwrap_or(i32::MAX));
    if size < 10 * 1024 {
        return format!("{size} bytes");
    }
    for unit in ["kB", "MB", "GB"] {
        if amount < 10_240.0 {
            return if amount < 10.0 { format!("{amount:.1} {unit}") } else { format!("{amount:.0} {unit}") };
        }
        amount /= 1024.0;
    }
    format!("{amount:.0} TB")
}

/// Reads `500ms`, `2s`, `5m`, `1h 30min`, `1 day`, or `0`.
///
/// # Errors
/// `Usage`, with examples.
pub fn parse_duration(text: &str) -> Result<Duration> {
    if text.trim() == "0" {
        return Ok(Duration::ZERO);
    }
    humantime::parse_duration(text.trim()).map_err(|cause| {
        Error::usage(format!("`{text}` is not a duration: {cause}")).hint("write it like 500ms, 2s, 5m or 1h; 0 is for ever")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_well() {
        assert_eq!(duration(Duration::from_millis(1_340)), "1.3 s");
        assert_eq!(duration(Duration::from_secs(125)), "2 min 5 s");
        assert_eq!(bytes(8192), "8192 bytes");
        assert_eq!(bytes(3 * 1024 * 1024), "3072 kB");
        assert_eq!(bytes(200 * 1024 * 1024), "200 MB");
        assert_eq!(count(1, "step"), "1 step");
        for (noun, two) in [
            ("step", "2 steps"),
            ("month", "2 months"),
            ("day", "2 days"),
            ("table with row-level security", "2 tables with row-level security"),
            ("operator family", "2 operator families"),
            ("index that nothing uses", "2 indexes that nothing uses"),
            ("index of a partition alone", "2 indexes of a partition alone"),
        ] {
            assert_eq!(count(2, noun), two);
        }
    }
}
