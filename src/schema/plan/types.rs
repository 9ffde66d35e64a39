//! What a change of a column's type does to what is stored: whether the table is rewritten, whether anything is lost.

/// A type's name without its modifiers, the modifiers, and how it goes on: `character varying`, [50], `[]`.
struct Type<'a> {
    name: String,
    modifiers: Vec<i32>,
    array: &'a str,
}

impl<'a> Type<'a> {
    fn of(data_type: &'a str) -> Self {
        let end = data_type.find('[').unwrap_or(data_type.len());
        let (element, array) = data_type.split_at(end);
        let (before, rest) = element.split_once('(').unwrap_or((element, ""));
        let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
        let modifiers = inside.split(',').filter_map(|number| number.trim().parse().ok()).collect();
        Self { name: format!("{before}{after}"), modifiers, array }
    }

    fn is_text(&self) -> bool {
        matches!(self.name.as_str(), "text" | "character varying" | "character")
    }

    /// Its size among the integers, where it is one.
    fn integer(&self) -> Option<usize> {
        ["smallint", "integer", "bigint"].iter().position(|name| *name == self.name)
    }
}

/// Whether one modifier holds all that another held; none has no limit.
fn widens(from: Option<&i32>, to: Option<&i32>) -> bool {
    match (from, to) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(from), Some(to)) => from <= to,
    }
}

/// Whether PostgreSQL converts the values without being told how, and refuses what does not fit.
pub(super) fn converts_by_itself(from: &str, to: &str) -> bool {
    let (from, to) = (Type::of(from), Type::of(to));
    from.array == to.array && (from.name == to.name || from.is_text() && to.is_text())
}

/// Whether values of the two types are compared with each other without a cast, as a foreign key does.
pub(super) fn are_compared(from: &str, to: &str) -> bool {
    let (from, to) = (Type::of(from), Type::of(to));
    let alike = from.name == to.name || from.is_text() && to.is_text();
    from.array == to.array && (alike || from.integer().is_some() && to.integer().is_some())
}

/// Builtin types among which every one is cast to every other.
const CAST_AMONG: [&[&str]; 5] = [
    &["smallint", "integer", "bigint", "numeric", "real", "double precision"],
    &["date", "timestamp without time zone", "timestamp with time zone"],
    &["json", "jsonb"],
    &["inet", "cidr"],
    &["bit", "bit varying"],
];
/// Single casts beside those.
const CASTS: [(&str, &str); 14] = [
    ("integer", "boolean"),
    ("boolean", "integer"),
    ("integer", "oid"),
    ("bigint", "oid"),
    ("integer", "bit"),
    ("bigint", "bit"),
    ("numeric", "money"),
    ("money", "numeric"),
    ("jsonb", "boolean"),
    ("jsonb", "numeric"),
    ("timestamp without time zone", "time without time zone"),
    ("timestamp with time zone", "time without time zone"),
    ("time without time zone", "interval"),
    ("interval", "time without time zone"),
];

/// Whether one type is cast to another; what is not known here goes through text. Each is given without its domain.
pub(super) fn is_cast(from: &str, to: &str) -> bool {
    let (from, to) = (Type::of(from), Type::of(to));
    let pair = (from.name.as_str(), to.name.as_str());
    let known = from.name == to.name
        || from.is_text()
        || to.is_text()
        || CASTS.contains(&pair)
        || CAST_AMONG.iter().any(|family| family.contains(&pair.0) && family.contains(&pair.1));
    // An array is cast as its elements are; any text is cast to anything.
    let plain_text = |data_type: &Type<'_>| data_type.is_text() && data_type.array.is_empty();
    if from.array.is_empty() == to.array.is_empty() { known } else { plain_text(&from) || plain_text(&to) }
}

/// How a column of a type is stored by itself. What is not known here is stored as most types of variable length are.
pub(super) fn storage(data_type: &str) -> &'static str {
    const PLAIN: [&str; 22] = [
        "smallint",
        "integer",
        "bigint",
        "real",
        "double precision",
        "money",
        "boolean",
        "date",
        "time without time zone",
        "time with time zone",
        "timestamp without time zone",
        "timestamp with time zone",
        "interval",
        "uuid",
        "oid",
        "name",
        "macaddr",
        "macaddr8",
        "point",
        "line",
        "box",
        "circle",
    ];
    let data_type = Type::of(data_type);
    match data_type.name.as_str() {
        name if data_type.array.is_empty() && PLAIN.contains(&name) => "plain",
        "numeric" | "inet" | "cidr" if data_type.array.is_empty() => "main",
        _ => "extended",
    }
}

/// Whether a change of type rewrites the table. What is not known to be free is taken to rewrite.
pub fn rewrites(from: &str, to: &str) -> bool {
    if from == to {
        return false;
    }
    let (from, to) = (Type::of(from), Type::of(to));
    let variable = |data_type: &Type<'_>| matches!(data_type.name.as_str(), "text" | "character varying");
    let free = from.array == to.array
        && if variable(&from) && variable(&to) {
            // The elements of an array are not looked at: any modifier counts as another type.
            widens(from.modifiers.first(), to.modifiers.first()) && (from.array.is_empty() || to.modifiers.is_empty())
        } else {
            from.name == "numeric" && to.name == "numeric" && from.array.is_empty() && !numeric_loses(&from, &to, true)
        };
    !free
}

/// Whether values come or cease to be moments: each is read as it is in the session's time zone, and in UTC it stays as it is stored.
pub(super) fn depends_on_time_zone(from: &str, to: &str) -> bool {
    let (from, to) = (Type::of(from), Type::of(to));
    let is = |data_type: &Type<'_>, zone: &str| data_type.name == format!("timestamp {zone} time zone");
    is(&from, "with") && is(&to, "without") || is(&from, "without") && is(&to, "with")
}

/// Whether a value may come out as another one, where PostgreSQL does not refuse it. What is not known to keep every value
/// is taken to lose some.
pub fn loses(from: &str, to: &str) -> bool {
    if from == to {
        return false;
    }
    let (from, to) = (Type::of(from), Type::of(to));
    let keeps = from.array == to.array
        && match (from.name.as_str(), to.name.as_str()) {
            // What is too long is refused.
            _ if from.is_text() && to.is_text() => true,
            // What is too large is refused.
            _ if from.integer().is_some() && to.integer().is_some() => true,
            ("numeric", "numeric") => !numeric_loses(&from, &to, false),
            (_, "numeric") => from.integer().is_some(),
            (_, "text") | ("real", "double precision") | ("jsonb", "json") | ("date", "timestamp without time zone") => true,
            (name, other) => name == other && widens(from.modifiers.first(), to.modifiers.first()),
        };
    !keeps
}

fn numeric_loses(from: &Type<'_>, to: &Type<'_>, also_refused: bool) -> bool {
    match (from.modifiers.as_slice(), to.modifiers.as_slice()) {
        (_, []) => false,
        ([from_precision, from_scale], [to_precision, to_scale]) => {
            if also_refused {
                from_scale != to_scale || from_precision > to_precision
            } else {
                from_scale > to_scale
            }
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_changes_that_rewrite() {
        for (from, to, expected) in [
            ("character varying(50)", "character varying(100)", false),
            ("character varying(50)", "text", false),
            ("text", "character varying(50)", true),
            ("numeric(10,2)", "numeric(12,2)", false),
            ("numeric(10,2)", "numeric(12,3)", true),
            ("numeric(10,2)", "numeric", false),
            ("integer", "bigint", true),
            ("text", "text", false),
            ("character varying(50)[]", "character varying(10)[]", true),
            ("character varying(50)[]", "text", true),
            ("timestamp(3) without time zone", "timestamp(6) without time zone", true),
        ] {
            assert_eq!(rewrites(from, to), expected, "{from} → {to}");
        }
    }

    #[test]
    fn type_changes_that_lose() {
        for (from, to, expected) in [
            ("character varying(50)", "character varying(10)", false),
            ("bigint", "integer", false),
            ("numeric(10,3)", "numeric(10,1)", true),
            ("numeric(10,1)", "numeric(4,1)", false),
            ("numeric", "integer", true),
            ("integer", "numeric", false),
            ("timestamp with time zone", "date", true),
            ("timestamp(6) with time zone", "timestamp(3) with time zone", true),
            ("timestamp(3) with time zone", "timestamp with time zone", false),
            ("jsonb", "text", false),
            ("json", "jsonb", true),
            ("integer[]", "integer", true),
        ] {
            assert_eq!(loses(from, to), expected, "{from} → {to}");
        }
    }

    #[test]
    fn what_has_no_cast_goes_through_text() {
        for (from, to, expected) in [
            ("integer", "numeric(4,2)", true),
            ("integer", "boolean", true),
            ("bigint", "boolean", false),
            ("integer", "date", false),
            ("json", "integer[]", false),
            ("integer[]", "bigint[]", true),
            ("integer[]", "text", true),
            ("text[]", "integer[]", true),
            ("text[]", "integer", false),
            ("text", "uuid", true),
            ("mood", "other_mood", false),
        ] {
            assert_eq!(is_cast(from, to), expected, "{from} → {to}");
        }
    }

    #[test]
    fn only_what_needs_it_is_cast() {
        assert!(converts_by_itself("text", "character varying(3)"));
        assert!(converts_by_itself("bit(8)", "bit(4)"));
        assert!(!converts_by_itself("text", "integer"));
        assert!(!converts_by_itself("text", "text[]"));
    }
}
