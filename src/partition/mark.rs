//! The mark in the comment of a partition that pgkeel detaches: from which table, what it held, when, and whether it is to be
//! dropped. The only memory there is of what was retired; behind it stands the comment that was there before.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::identifier::QualifiedName;

const DETACHED: &str = "pgkeel: detached from ";
const PARENT: &str = ", parent ";
const TO_BE_DROPPED: &str = ", to be dropped";

/// What the mark says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    pub parent: QualifiedName,
    /// Its oid, by which it is known where it was renamed; `None` in the marks of old.
    pub parent_oid: Option<u32>,
    /// `FOR VALUES FROM (…) TO (…)`: what attaches it again.
    pub bounds: String,
    pub at: DateTime<Utc>,
    /// Its policy said so when it was detached. What was detached to be kept is never dropped.
    pub to_be_dropped: bool,
}

impl Mark {
    /// The comment with the mark, in front of what the comment was.
    pub fn comment(&self, before: Option<&str>) -> String {
        let Self { parent, parent_oid, bounds, at, to_be_dropped } = self;
        let at = at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let end = if *to_be_dropped { TO_BE_DROPPED } else { "" };
        let oid = parent_oid.map_or_else(String::new, |oid| format!("{PARENT}{oid}"));
        let mut comment = format!("{DETACHED}{parent} {bounds} at {at}{oid}{end}");
        if let Some(before) = before.map(without).unwrap_or_default() {
            comment.push('\n');
            comment.push_str(before);
        }
        comment
    }

    /// Reads the mark of a comment; `None` where it has none.
    pub fn read(comment: &str) -> Option<Self> {
        // A name may hold a line break, but nothing that comes behind the bounds does.
        let rest = comment.strip_prefix(DETACHED)?;
        let (parent, rest) = rest.split_once(" FOR VALUES ")?;
        let (bounds, rest) = rest.split_once(" at ")?;
        let rest = rest.lines().next()?;
        let (at, to_be_dropped) = rest.strip_suffix(TO_BE_DROPPED).map_or((rest, false), |at| (at, true));
        let (at, oid) = at.split_once(PARENT).map_or((at, None), |(at, oid)| (at, Some(oid)));
        let parent_oid = oid.map(str::parse).transpose().ok()?;
        let at = DateTime::parse_from_rfc3339(at).ok()?.to_utc();
        let parent = QualifiedName::parse(parent, "")?;
        Some(Self { parent, parent_oid, bounds: format!("FOR VALUES {bounds}"), at, to_be_dropped })
    }
}

/// Whether a comment has a mark.
pub fn is_marked(comment: &str) -> bool {
    comment.starts_with(DETACHED)
}

/// What a comment was before it was marked.
pub fn without(comment: &str) -> Option<&str> {
    if !is_marked(comment) {
        return Some(comment);
    }
    let (_, behind) = comment.split_once(" FOR VALUES ")?;
    behind.split_once('\n').map(|(_, before)| before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back_and_keeps_the_comment_that_was_there() {
        for name in ["t", "Order \"Lines\" FOR", "a\nb"] {
            for before in [None, Some("by hand"), Some("two\nlines FOR VALUES x")] {
                let mark = Mark {
                    parent: QualifiedName::new("Sales", name),
                    parent_oid: before.map(|_| 16_412),
                    bounds: "FOR VALUES FROM (MINVALUE) TO ('2026-12-01 00:00:00+00')".into(),
                    at: DateTime::parse_from_rfc3339("2026-11-18T10:30:00Z").unwrap().to_utc(),
                    to_be_dropped: before.is_some(),
                };
                let comment = mark.comment(before);
                assert_eq!(Mark::read(&comment), Some(mark.clone()), "{comment}");
                assert_eq!(without(&comment), before);
                // Marking it again loses nothing and adds nothing.
                assert_eq!(mark.comment(Some(&comment)), comment);
            }
        }
        for other in ["", "pgkeel: detached from t", "pgkeel: staged for t", "pgkeel: detached from t FOR VALUES x at noon"] {
            assert_eq!(Mark::read(other), None, "{other}");
        }
        assert_eq!(without("mine"), Some("mine"));
    }
}
