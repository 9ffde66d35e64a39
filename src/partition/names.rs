//! What a new partition is called: a template filled in, cut to what PostgreSQL keeps without two windows of a table, or two
//! tables, coming to the same name.

use std::hash::Hasher;

use chrono::{Datelike, Timelike};
use siphasher::sip::SipHasher13;

use super::calendar::{Unit, Window};
use crate::identifier::{self, QualifiedName};

/// A name with places to fill in: `{table}_{YYYY}_{MM}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Table,
    Year,
    Month,
    Day,
    Hour,
    Quarter,
}

const PLACES: [(&str, Part); 6] = [
    ("table", Part::Table),
    ("YYYY", Part::Year),
    ("MM", Part::Month),
    ("DD", Part::Day),
    ("HH", Part::Hour),
    ("Q", Part::Quarter),
];

/// What stands for the end of a table's name that was cut: `_` and eight hexadecimal digits.
const DIGEST_BYTES: usize = 9;

impl Template {
    /// What windows of this unit are called where the policy does not say.
    pub fn default_for(unit: Unit) -> Self {
        let text = match unit {
            Unit::Year => "{table}_{YYYY}",
            Unit::Quarter => "{table}_{YYYY}_q{Q}",
            Unit::Month => "{table}_{YYYY}_{MM}",
            // A week is called by its first day.
            Unit::Week | Unit::Day => "{table}_{YYYY}_{MM}_{DD}",
            Unit::Hour => "{table}_{YYYY}_{MM}_{DD}_{HH}",
        };
        Self::parse(text).unwrap_or(Self(Vec::new()))
    }

    /// Reads a template.
    ///
    /// # Errors
    /// What is wrong with it, for a message.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('{') {
                let (place, after) = inside.split_once('}').ok_or_else(|| format!("`{text}` has a `{{` without its `}}`"))?;
                let known = PLACES.iter().find(|(name, _)| *name == place);
                let (_, part) = known
                    .ok_or_else(|| format!("`{{{place}}}` is none of {{table}}, {{YYYY}}, {{MM}}, {{DD}}, {{HH}}, {{Q}}"))?;
                parts.push(part.clone());
                rest = after;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                if rest[..end].contains(|c: char| c == '}' || c.is_control()) {
                    return Err(format!("`{}` has a `}}` without its `{{`, or a control character", text.escape_debug()));
                }
                parts.push(Part::Text(rest[..end].to_owned()));
                rest = &rest[end..];
            }
        }
        Ok(Self(parts))
    }

    /// Refuses a template that would give two windows of this unit the same name, and one that is too long for any table.
    ///
    /// # Errors
    /// Says what is missing, for a message.
    pub fn check(&self, unit: Unit) -> Result<(), String> {
        let needed: &[&[Part]] = match unit {
            Unit::Year => &[&[Part::Year]],
            Unit::Quarter => &[&[Part::Year], &[Part::Quarter, Part::Month]],
            Unit::Month => &[&[Part::Year], &[Part::Month]],
            Unit::Week | Unit::Day => &[&[Part::Year], &[Part::Month], &[Part::Day]],
            Unit::Hour => &[&[Part::Year], &[Part::Month], &[Part::Day], &[Part::Hour]],
        };
        for choices in needed {
            if !choices.iter().any(|part| self.0.contains(part)) {
                let place = PLACES.iter().find(|(_, part)| *part == choices[0]).map_or("", |(name, _)| *name);
                return Err(format!("two windows would have the same name: {{{place}}} is missing"));
            }
        }
        let tables = self.0.iter().filter(|part| **part == Part::Table).count();
        let rest: usize = self.0.iter().map(Part::bytes).sum();
        // A digest and one character (of four bytes) of each table's name must have room.
        let least = rest + tables * (DIGEST_BYTES + 4);
        if least > identifier::MAX_BYTES {
            return Err(format!("a name would have {least} bytes or more: PostgreSQL keeps {}", identifier::MAX_BYTES));
        }
        Ok(())
    }

    /// The name of a window's partition, in at most 63 bytes. Only the table's part is ever cut, and a digest of the whole
    /// name then takes the place of what was cut.
    pub fn name(&self, table: &QualifiedName, window: &Window) -> String {
        let whole = self.fill(&table.name, window);
        if whole.len() <= identifier::MAX_BYTES {
            return whole;
        }
        let tables = self.0.iter().filter(|part| **part == Part::Table).count();
        let rest = whole.len() - tables * table.name.len();
        let room = identifier::MAX_BYTES.saturating_sub(rest) / tables.max(1);
        let mut end = room.saturating_sub(DIGEST_BYTES).min(table.name.len());
        while !table.name.is_char_boundary(end) {
            end -= 1;
        }
        self.fill(&format!("{}_{:08x}", &table.name[..end], digest(table)), window)
    }

    /// The name of a partition that holds the rest of a window, from a point inside of it on.
    pub fn name_of_rest(&self, table: &QualifiedName, window: &Window, from: &str) -> String {
        let end: String = from.chars().filter(char::is_ascii_digit).collect();
        let end = format!("_from_{end}");
        with_end(&self.name(table, window), &end, table)
    }

    fn fill(&self, table: &str, window: &Window) -> String {
        let mut name = String::new();
        for part in &self.0 {
            match part {
                Part::Text(text) => name.push_str(text),
                Part::Table => name.push_str(table),
                Part::Year => name.push_str(&format!("{:04}", window.wall.year())),
                Part::Month => name.push_str(&format!("{:02}", window.wall.month())),
                Part::Day => name.push_str(&format!("{:02}", window.wall.day())),
                // The second of two equal hours is 02b, as electricity markets write it.
                Part::Hour => name.push_str(&format!("{:02}{}", window.wall.hour(), if window.repeated { "b" } else { "" })),
                Part::Quarter => name.push_str(&window.wall.month0().div_euclid(3).saturating_add(1).to_string()),
            }
        }
        name
    }
}

impl Part {
    /// The most bytes it comes to, the table's name aside.
    fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Table => 0,
            Self::Year => 4,
            Self::Month | Self::Day => 2,
            Self::Hour => 3,
            Self::Quarter => 1,
        }
    }
}

/// A name with something behind it, in at most 63 bytes: where it is cut, a digest of what it belongs to takes the place.
pub(super) fn with_end(name: &str, end: &str, of: &QualifiedName) -> String {
    let room = identifier::MAX_BYTES.saturating_sub(end.len());
    if name.len() <= room {
        return format!("{name}{end}");
    }
    format!("{}_{:08x}{end}", &name[..identifier::boundary(name, room.saturating_sub(DIGEST_BYTES))], digest(of))
}

/// A digest that never changes, so that a name is the same in every run and every release.
fn digest(table: &QualifiedName) -> u32 {
    let mut hasher = SipHasher13::new();
    hasher.write(table.to_string().as_bytes());
    (hasher.finish() >> 32) as u32
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::{NaiveDate, NaiveDateTime};
    use proptest::prelude::*;

    use super::*;
    use crate::partition::bounds::KeyType;
    use crate::partition::calendar::{Calendar, Every};

    fn window(every: &str, zone: &str, at: &str) -> Window {
        let at = NaiveDateTime::parse_from_str(at, "%Y-%m-%d %H:%M").unwrap();
        Calendar::new(Every::parse(every).unwrap(), zone.parse().unwrap(), KeyType::TimestampWithTimeZone).window_at(at)
    }

    fn bookings() -> QualifiedName {
        QualifiedName::new("public", "bookings")
    }

    #[test]
    fn the_default_follows_every() {
        for (every, name) in [
            ("1 year", "bookings_2026"),
            ("1 quarter", "bookings_2026_q4"),
            ("1 month", "bookings_2026_11"),
            ("1 week", "bookings_2026_11_16"),
            ("1 day", "bookings_2026_11_18"),
            ("1 hour", "bookings_2026_11_18_10"),
        ] {
            let unit = Every::parse(every).unwrap().unit;
            let template = Template::default_for(unit);
            assert_eq!(template.check(unit), Ok(()));
            assert_eq!(template.name(&bookings(), &window(every, "UTC", "2026-11-18 10:30")), name);
        }
    }

    #[test]
    fn the_second_of_two_equal_hours_is_told_apart() {
        let template = Template::default_for(Unit::Hour);
        let name = |at| template.name(&bookings(), &window("1 hour", "Europe/Madrid", at));
        assert_eq!(name("2026-10-25 00:30"), "bookings_2026_10_25_02");
        assert_eq!(name("2026-10-25 01:30"), "bookings_2026_10_25_02b");
    }

    #[test]
    fn a_template_that_would_collide_or_never_fits_is_refused() {
        let check = |text: &str, unit| Template::parse(text).and_then(|template| template.check(unit));
        assert_eq!(check("{table}_{YYYY}", Unit::Month), Err("two windows would have the same name: {MM} is missing".into()));
        assert_eq!(check("p{YYYY}{MM}{DD}", Unit::Hour), Err("two windows would have the same name: {HH} is missing".into()));
        assert_eq!(check("{table}_{YYYY}_{MM}", Unit::Quarter), Ok(()));
        assert_eq!(
            check("{table}_{yyyy}", Unit::Year),
            Err("`{yyyy}` is none of {table}, {YYYY}, {MM}, {DD}, {HH}, {Q}".into())
        );
        for bad in ["{table", "table}", "{table}_{YYYY}\n", "", &format!("{{table}}_{{YYYY}}_{}", "x".repeat(50))] {
            assert!(check(bad, Unit::Year).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_long_name_keeps_its_date_and_its_letters_whole() {
        let table = QualifiedName::new("public", "ü".repeat(31));
        let name = Template::default_for(Unit::Day).name(&table, &window("1 day", "UTC", "2026-11-18 10:30"));
        assert!(name.ends_with("_2026_11_18") && name.len() <= 63 && name.starts_with("üüü"), "{name}");
    }

    proptest! {
        #[test]
        fn names_fit_and_are_distinct(
            tables in prop::collection::btree_set("[a-zé語]{1,63}", 1..4),
            unit in prop::sample::select(&["1 hour", "1 day", "1 week", "3 months", "1 quarter", "1 year"][..]),
            zone in prop::sample::select(&["UTC", "Europe/Madrid", "America/Sao_Paulo"][..]),
            days in 0_i64..20_000,
        ) {
            let every = Every::parse(unit).unwrap();
            let template = Template::default_for(every.unit);
            let calendar = Calendar::new(every, zone.parse().unwrap(), KeyType::TimestampWithTimeZone);
            let start = NaiveDate::from_ymd_opt(1990, 1, 1).unwrap() + chrono::Duration::days(days);
            // PostgreSQL would have cut the tables' names too.
            let tables: BTreeSet<String> = tables.into_iter().filter(|name| name.len() <= 63).collect();
            let mut names = BTreeSet::new();
            for table in &tables {
                let mut window = calendar.window_at(start.and_hms_opt(0, 0, 0).unwrap());
                for _ in 0..60 {
                    let name = template.name(&QualifiedName::new("public", table), &window);
                    prop_assert!(name.len() <= 63);
                    prop_assert!(names.insert(name.clone()), "{name} twice");
                    window = calendar.after(&window);
                }
            }
        }
    }
}
