//! The windows of a policy, without a gap and without an overlap, whatever the clocks of its time zone do: one begins when the
//! clock on the wall comes to a boundary (a midnight, a Monday, a first of a month, a full hour). Where clocks skip the
//! boundary it begins at the moment of the skip; where they show it twice, a day or longer begins the first time, an hour
//! both times. For keys without a time zone the boundaries are those of the wall themselves.

use chrono::{DateTime, Datelike, Duration, NaiveDateTime, Offset, TimeZone, Utc};
use chrono_tz::Tz;

use super::bounds::{Edge, KeyType};
pub use super::wall::{Every, Unit};

/// A stretch of key time: from `lower`, below `upper`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    pub lower: NaiveDateTime,
    pub upper: NaiveDateTime,
    /// What the clock on the wall shows when it begins, for its name.
    pub wall: NaiveDateTime,
    /// The wall shows that for the second time: clocks were put back.
    pub repeated: bool,
}

/// All windows of a policy for a key of a type.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    every: Every,
    zone: Tz,
    key_type: KeyType,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Boundary {
    at: NaiveDateTime,
    wall: NaiveDateTime,
    repeated: bool,
}

/// The years that a window, a clock or a policy may name: four digits, far from the ends of what can be computed.
pub const YEARS: std::ops::RangeInclusive<i32> = 1..=9998;

/// No clock was ever put forward or back by more than a day (Samoa 2011, Alaska 1867).
const LONGEST_SHIFT: Duration = Duration::hours(26);

impl Calendar {
    pub fn new(every: Every, zone: Tz, key_type: KeyType) -> Self {
        Self { every, zone, key_type }
    }

    pub fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// An instant as a point of key time.
    pub fn key_time(&self, instant: DateTime<Utc>) -> NaiveDateTime {
        let instant = instant.naive_utc();
        if self.key_type.is_instant() { instant } else { self.wall(instant) }
    }

    /// A date of the policy's time zone as the point of key time at which it begins.
    pub fn start_of(&self, date: chrono::NaiveDate) -> NaiveDateTime {
        let midnight = date.and_time(chrono::NaiveTime::MIN);
        if self.key_type.is_instant() { self.instants(midnight)[0] } else { midnight }
    }

    /// The window that a point of key time is in.
    pub fn window_at(&self, point: NaiveDateTime) -> Window {
        let boundaries = self.boundaries_around(point);
        let next = boundaries.partition_point(|boundary| boundary.at <= point);
        let (begin, end) = (boundaries[next - 1], boundaries[next]);
        Window { lower: begin.at, upper: end.at, wall: begin.wall, repeated: begin.repeated }
    }

    /// The window that begins where this one ends.
    pub fn after(&self, window: &Window) -> Window {
        self.window_at(window.upper)
    }

    /// The window that ends where this one begins.
    pub fn before(&self, window: &Window) -> Window {
        self.window_at(window.lower - Duration::microseconds(1))
    }

    /// The point of key time this long before another, or behind it where `ahead`: hours by the clock, days and longer on the
    /// wall of the policy's time zone.
    pub fn away_from(&self, point: NaiveDateTime, length: Every, ahead: bool) -> NaiveDateTime {
        if !self.key_type.is_instant() || length.unit == Unit::Hour {
            return length.away_from(point, ahead);
        }
        let wall = length.away_from(self.wall(point), ahead);
        // No clock shows that, and what lies so far away need not be exact.
        if YEARS.contains(&wall.year()) { self.instants(wall)[0] } else { wall }
    }

    /// Whether a range is exactly one window.
    pub fn has(&self, lower: Edge, upper: Edge) -> bool {
        let Edge::At(lower) = lower else { return false };
        if !YEARS.contains(&lower.year()) {
            return false;
        }
        let window = self.window_at(lower);
        window.lower == lower && Edge::At(window.upper) == upper
    }

    /// Whether a range is a window, or a part of a single one.
    pub fn holds(&self, lower: Edge, upper: Edge) -> bool {
        let Edge::At(lower) = lower else { return false };
        YEARS.contains(&lower.year()) && upper <= Edge::At(self.window_at(lower).upper)
    }

    /// For people: a point as the wall shows it, without the time where it is midnight.
    pub fn shown(&self, edge: Edge) -> String {
        let Edge::At(point) = edge else { return edge.text(self.key_type) };
        let wall = if self.key_type.is_instant() { self.wall(point) } else { point };
        let midnight = wall.time() == chrono::NaiveTime::MIN;
        wall.format(if midnight { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M:%S" }).to_string()
    }

    /// The boundaries next to a point, in order: at least one at or before it and one after it.
    fn boundaries_around(&self, point: NaiveDateTime) -> Vec<Boundary> {
        if !self.key_type.is_instant() {
            let index = self.every.index(point);
            let boundary = |index| {
                let wall = self.every.start(index);
                Boundary { at: wall, wall, repeated: false }
            };
            return vec![boundary(index), boundary(index + 1)];
        }
        let wall = self.wall(point);
        let first = self.every.index(wall - LONGEST_SHIFT) - 1;
        let last = self.every.index(wall + LONGEST_SHIFT) + 1;
        let mut boundaries = Vec::new();
        for index in first..=last {
            let wall = self.every.start(index);
            let instants = self.instants(wall);
            let seen = if self.every.unit == Unit::Hour { instants.len() } else { 1 };
            for (time, at) in instants.into_iter().take(seen).enumerate() {
                boundaries.push(Boundary { at, wall, repeated: time > 0 });
            }
        }
        boundaries.sort_unstable();
        // Where clocks skip several boundaries, all of them are at the moment of the skip: the last one names the window.
        boundaries.dedup_by(|later, earlier| {
            let same = later.at == earlier.at;
            if same {
                *earlier = *later;
            }
            same
        });
        boundaries
    }

    /// What the wall shows at an instant.
    fn wall(&self, instant: NaiveDateTime) -> NaiveDateTime {
        instant + self.zone.offset_from_utc_datetime(&instant).fix()
    }

    /// When the wall shows this: once, twice, or, where it is skipped, the moment of the skip. Earliest first, never empty.
    fn instants(&self, wall: NaiveDateTime) -> Vec<NaiveDateTime> {
        match self.zone.from_local_datetime(&wall) {
            chrono::LocalResult::Single(instant) => vec![instant.naive_utc()],
            chrono::LocalResult::Ambiguous(first, second) => {
                let mut instants = vec![first.naive_utc(), second.naive_utc()];
                instants.sort_unstable();
                instants.dedup();
                instants
            }
            chrono::LocalResult::None => {
                // Offsets, and so skips, are whole seconds.
                let (mut before, mut after) = (wall - LONGEST_SHIFT, wall + LONGEST_SHIFT);
                while after - before > Duration::seconds(1) {
                    let middle = before + Duration::seconds((after - before).num_seconds() / 2);
                    if self.wall(middle) < wall {
                        before = middle;
                    } else {
                        after = middle;
                    }
                }
                vec![after]
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn point(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
    }

    fn calendar(every: &str, zone: &str, key_type: KeyType) -> Calendar {
        let every = Every::parse(every).unwrap().anchored(NaiveDate::from_ymd_opt(2024, 1, 1).unwrap()).unwrap();
        Calendar::new(every, zone.parse().unwrap(), key_type)
    }

    fn zoned(every: &str, zone: &str) -> Calendar {
        calendar(every, zone, KeyType::TimestampWithTimeZone)
    }

    fn range(calendar: &Calendar, at: &str) -> (String, String) {
        let window = calendar.window_at(point(at));
        let shown = |point: NaiveDateTime| point.format("%Y-%m-%d %H:%M").to_string();
        (shown(window.lower), shown(window.upper))
    }

    #[test]
    fn each_unit_begins_where_people_say_it_does() {
        for (every, from, to) in [
            ("1 hour", "2026-11-18 10:00", "2026-11-18 11:00"),
            ("1 day", "2026-11-18 00:00", "2026-11-19 00:00"),
            ("1 week", "2026-11-16 00:00", "2026-11-23 00:00"),
            ("1 month", "2026-11-01 00:00", "2026-12-01 00:00"),
            ("1 quarter", "2026-10-01 00:00", "2027-01-01 00:00"),
            ("1 year", "2026-01-01 00:00", "2027-01-01 00:00"),
            ("6 hours", "2026-11-18 06:00", "2026-11-18 12:00"),
            ("10 days", "2026-11-16 00:00", "2026-11-26 00:00"),
            ("2 months", "2026-11-01 00:00", "2027-01-01 00:00"),
        ] {
            for key_type in [KeyType::TimestampWithTimeZone, KeyType::Timestamp] {
                let calendar = calendar(every, "UTC", key_type);
                assert_eq!(range(&calendar, "2026-11-18 10:30"), (from.into(), to.into()), "{every} {key_type:?}");
            }
        }
    }

    #[test]
    fn midnight_is_the_zone_s_own() {
        // UTC-5 before, UTC-4 after the second Sunday of March.
        let calendar = zoned("1 month", "America/New_York");
        assert_eq!(range(&calendar, "2026-03-15 00:00"), ("2026-03-01 05:00".into(), "2026-04-01 04:00".into()));
        let calendar = zoned("1 day", "Asia/Kathmandu");
        assert_eq!(range(&calendar, "2026-03-15 00:00"), ("2026-03-14 18:15".into(), "2026-03-15 18:15".into()));
    }

    #[test]
    fn a_midnight_that_does_not_exist_is_the_moment_of_the_skip() {
        // At 00:00 clocks went to 01:00.
        let calendar = zoned("1 day", "America/Sao_Paulo");
        assert_eq!(range(&calendar, "2018-11-04 12:00"), ("2018-11-04 03:00".into(), "2018-11-05 02:00".into()));
        let calendar = zoned("1 day", "Africa/Cairo");
        assert_eq!(range(&calendar, "2024-04-26 12:00"), ("2024-04-25 22:00".into(), "2024-04-26 21:00".into()));
    }

    #[test]
    fn a_midnight_that_comes_twice_begins_the_day_once() {
        // At 01:00 clocks went back to 00:00.
        let calendar = zoned("1 day", "America/Havana");
        assert_eq!(range(&calendar, "2023-11-05 12:00"), ("2023-11-05 04:00".into(), "2023-11-06 05:00".into()));
    }

    #[test]
    fn a_day_that_a_country_skipped_has_no_window() {
        // Samoa had no 30 December 2011.
        let calendar = zoned("1 day", "Pacific/Apia");
        let before = calendar.window_at(point("2011-12-30 09:59"));
        let after = calendar.after(&before);
        assert_eq!((before.wall, after.wall), (point("2011-12-29 00:00"), point("2011-12-31 00:00")));
    }

    #[test]
    fn an_hour_that_comes_twice_is_two_windows() {
        let calendar = zoned("1 hour", "Europe/Madrid");
        let first = calendar.window_at(point("2026-10-25 00:30"));
        let second = calendar.after(&first);
        assert_eq!((first.wall, first.repeated), (point("2026-10-25 02:00"), false));
        assert_eq!((second.wall, second.repeated), (point("2026-10-25 02:00"), true));
        assert_eq!(second.upper - first.lower, Duration::hours(2));
        // Half an hour back: the hour from 01:00 lasts until 02:00 is shown at last.
        let calendar = zoned("1 hour", "Australia/Lord_Howe");
        assert_eq!(range(&calendar, "2026-04-04 14:45"), ("2026-04-04 14:00".into(), "2026-04-04 15:30".into()));
    }

    #[test]
    fn keys_without_a_zone_keep_to_the_wall_while_now_follows_the_zone() {
        let calendar = calendar("1 day", "America/New_York", KeyType::Date);
        let now = calendar.key_time(point("2026-11-18 03:00").and_utc());
        assert_eq!(calendar.window_at(now).lower, point("2026-11-17 00:00"));
    }

    const ZONES: [&str; 20] = [
        "UTC",
        "Europe/Madrid",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
        "Africa/Cairo",
        "America/Havana",
        "America/St_Johns",
        "Pacific/Apia",
        "Pacific/Kwajalein",
        "Asia/Kolkata",
        "Asia/Tehran",
        "Asia/Gaza",
        "Asia/Pyongyang",
        "Pacific/Chatham",
        "America/Asuncion",
        "America/Juneau",
        "Africa/Monrovia",
        "Antarctica/Troll",
    ];

    prop_compose! {
        fn any_calendar()(
            zone in prop::sample::select(&ZONES[..]),
            unit in prop::sample::select(&["hours", "days", "weeks", "months", "quarters", "years"][..]),
            count in prop_oneof![4 => Just(1_u32), 1 => 2_u32..30],
            key_type in prop::sample::select(KeyType::all().collect::<Vec<_>>()),
        ) -> Calendar {
            let calendar = calendar(&format!("{count} {unit}"), zone, key_type);
            // A policy that asks for windows that the key cannot tell apart is refused.
            if calendar.every.unit < key_type.finest() {
                return Calendar { key_type: if key_type.is_instant() { key_type } else { KeyType::Timestamp }, ..calendar };
            }
            calendar
        }
    }

    prop_compose! {
        /// From 1900 to 2100, to the second.
        fn any_point()(seconds in -2_208_988_800_i64..4_102_444_800) -> NaiveDateTime {
            DateTime::from_timestamp(seconds, 0).unwrap().naive_utc()
        }
    }

    proptest! {
        #[test]
        fn windows_have_no_gap_and_no_overlap(calendar in any_calendar(), start in any_point()) {
            let mut window = calendar.window_at(start);
            prop_assert!(window.lower <= start && start < window.upper);
            for _ in 0..40 {
                let next = calendar.after(&window);
                prop_assert_eq!(window.upper, next.lower);
                prop_assert!(next.lower < next.upper);
                prop_assert!((window.wall, window.repeated) < (next.wall, next.repeated) || next.repeated || window.repeated);
                window = next;
            }
        }

        #[test]
        fn every_point_of_a_window_is_in_that_window(calendar in any_calendar(), start in any_point(), part in 0.0..1.0_f64) {
            let window = calendar.window_at(start);
            #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any point will do")]
            let inside = ((window.upper - window.lower).num_seconds() as f64 * part) as i64;
            prop_assert_eq!(calendar.window_at(window.lower + Duration::seconds(inside)), window);
            prop_assert_eq!(calendar.window_at(window.upper - Duration::microseconds(1)), window);
            prop_assert!(calendar.has(Edge::At(window.lower), Edge::At(window.upper)));
        }

        #[test]
        fn edges_are_written_and_read_back_in_every_encoding(calendar in any_calendar(), start in any_point()) {
            // Before 1970 there is no UUID of version 7.
            prop_assume!(calendar.key_type != KeyType::UuidV7 || start.and_utc().timestamp() > 400 * 366 * 86_400 / 10);
            let (window, next) = (calendar.window_at(start), calendar.after(&calendar.window_at(start)));
            let edges = [window.lower, window.upper, next.upper];
            prop_assume!(edges.iter().all(|edge| YEARS.contains(&edge.year())));
            let texts = edges.map(|edge| calendar.key_type.text(edge));
            for (edge, text) in edges.iter().zip(&texts) {
                prop_assert_eq!(calendar.key_type.parse(text), Some(Edge::At(*edge)), "{}", text);
            }
            if let KeyType::UuidV7 | KeyType::Digits(_) = calendar.key_type {
                prop_assert!(texts[0] < texts[1] && texts[1] < texts[2], "as PostgreSQL compares them: {:?}", texts);
            }
        }

        #[test]
        fn a_window_begins_when_its_wall_says_so(calendar in any_calendar(), start in any_point()) {
            let window = calendar.window_at(start);
            prop_assume!(calendar.key_type.is_instant());
            let (shown, before) = (calendar.wall(window.lower), calendar.wall(window.lower - Duration::seconds(1)));
            // Either the wall shows the boundary, or it has just skipped it.
            prop_assert!(shown == window.wall || (before < window.wall && window.wall < shown));
        }
    }
}
