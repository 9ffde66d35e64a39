//! A policy from what is there: the windows that most partitions are, newest first, the zone whose midnights they begin at, and
//! the template that their names follow. What it cannot see, or does not fit, is said.

use chrono::{DateTime, Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike, Utc};
use chrono_tz::Tz;

use super::bounds::{Edge, KeyType};
use super::calendar::{Calendar, Every, Unit, Window};
use super::finding::{Finding, Weight, some_of};
use super::live::{DefaultRows, Partition, Table};
use super::names::Template;
use super::within;
use crate::amount;

/// A policy's text, and what a person should know before trusting it.
#[derive(Debug, Clone)]
pub struct Proposal {
    pub text: String,
    /// How many of the newest partitions are its windows.
    pub explained: usize,
    pub findings: Vec<Finding>,
}

/// The windows are judged by so many of the newest partitions; older ones may be from another time.
const NEWEST: usize = 36;
const PREMAKE: usize = 3;
/// A partition may reach to the year 9999.
const MOST_PREMADE: usize = 1_000;

/// What partitions were recognised as.
struct Rhythm {
    /// As a policy has it.
    every: String,
    anchor: Option<NaiveDate>,
    calendar: Calendar,
    zone: Tz,
    unit: Unit,
    explained: usize,
}

/// Proposes a policy for a partitioned table, which may be read with several types of key: the one by which most of its newest
/// partitions are windows, in years that people live in.
///
/// # Errors
/// A sentence, where no windows can be recognised.
pub fn propose_any(readings: &[Table], zone: Option<Tz>, now: DateTime<Utc>) -> Result<Proposal, String> {
    let mut best: Result<Proposal, String> = Err("its key is of no type that has windows of time".to_owned());
    for table in readings {
        let likely = |partition: &Partition| match partition.lower {
            Edge::At(point) => LIKELY_YEARS.contains(&point.year()),
            Edge::Lowest | Edge::Highest => true,
        };
        if readings.len() > 1 && !table.partitions.iter().all(likely) {
            continue;
        }
        let proposal = propose(table, zone, now);
        let explained = |proposal: &Result<Proposal, String>| proposal.as_ref().map_or(0, |proposal| proposal.explained);
        if best.is_err() || explained(&proposal) > explained(&best) {
            best = proposal;
        }
    }
    best
}

/// What a number that is read as a time may stand for.
const LIKELY_YEARS: std::ops::RangeInclusive<i32> = 1971..=2199;

/// Proposes a policy for a partitioned table. `zone` is the server's; `now` the present.
///
/// # Errors
/// A sentence, where no windows can be recognised.
pub fn propose(table: &Table, zone: Option<Tz>, now: DateTime<Utc>) -> Result<Proposal, String> {
    type Range<'a> = (&'a Partition, NaiveDateTime, NaiveDateTime);
    let ranges: Vec<Range<'_>> = table
        .partitions
        .iter()
        .filter_map(|partition| match (partition.lower, partition.upper) {
            (Edge::At(lower), Edge::At(upper)) => Some((partition, lower, upper)),
            _ => None,
        })
        .collect();
    if ranges.is_empty() {
        return Err("it has no partition with two ends, from which windows could be recognised".into());
    }
    let newest: Vec<(NaiveDateTime, NaiveDateTime)> =
        ranges.iter().rev().take(NEWEST).map(|(_, lower, upper)| (*lower, *upper)).collect();
    let mut findings = Vec::new();
    let rhythm = recognise(&newest, table.key_type, zone, &mut findings).ok_or_else(|| {
        "no two ends of a partition are those of hours, days, weeks, months or years in any time zone".to_owned()
    })?;
    let calendar = &rhythm.calendar;
    let (explained, others): (Vec<Range<'_>>, Vec<Range<'_>>) =
        ranges.into_iter().partition(|(partition, ..)| calendar.has(partition.lower, partition.upper));
    let mut foreign: Vec<String> = others.iter().map(|(partition, ..)| partition.name.to_string()).collect();
    let open =
        table.partitions.iter().filter(|partition| !matches!((partition.lower, partition.upper), (Edge::At(_), Edge::At(_))));
    foreign.extend(open.map(|partition| partition.name.to_string()));
    if !foreign.is_empty() {
        let (verb, stay) = match foreign.len() {
            1 => ("is no window", "stays as it is"),
            _ => ("are no windows", "stay as they are"),
        };
        let count = amount::count(foreign.len(), "partition");
        let message = format!("{count} {verb} of {}, and {stay}: {}", rhythm.every, some_of(&foreign));
        findings.push(Finding::new(Weight::Note, "other-windows", message));
    }

    let named: Vec<(&str, Window)> =
        explained.iter().map(|(partition, lower, _)| (partition.name.name.as_str(), calendar.window_at(*lower))).collect();
    let template = template(table, rhythm.unit, &named);
    if template.is_none() {
        let message = "their names follow no template; new ones are called by the default".to_owned();
        findings.push(Finding::new(Weight::Note, "no-template", message));
    }
    let current = calendar.window_at(calendar.key_time(now));
    let mut ahead = 0;
    let mut window = calendar.after(&current);
    // What has no end is ready for ever: that is no number of windows.
    let ends = |there: &&Partition| there.upper != Edge::Highest;
    while table
        .partitions
        .iter()
        .filter(ends)
        .any(|there| there.lower <= Edge::At(window.lower) && Edge::At(window.upper) <= there.upper)
    {
        ahead += 1;
        if ahead == MOST_PREMADE || table.partitions.last().is_some_and(|last| last.upper <= Edge::At(window.upper)) {
            break;
        }
        window = calendar.after(&window);
    }
    if ahead == 0 && table.partitions.last().is_none_or(|last| ends(&last)) {
        let message = format!("no window is ready ahead of the current one; premake = {PREMAKE} is a guess");
        findings.push(Finding::new(Weight::Finding, "none-ahead", message));
    }
    if let Some(default) = &table.default {
        let rows = match &default.rows {
            DefaultRows::Counted { rows: 0, .. } => "it is empty".to_owned(),
            DefaultRows::Counted { rows, or_more } => {
                let more = if *or_more { " or more" } else { "" };
                format!("it holds {}{more}", amount::count(usize::try_from(*rows).unwrap_or(0), "row"))
            }
            DefaultRows::Unknown(reason) => reason.clone(),
        };
        findings.push(Finding::new(Weight::Note, "default", format!("there is a default partition, {}: {rows}", default.name)));
    }
    findings.push(
        Finding::new(Weight::Note, "retention", "how long partitions are kept cannot be seen: nothing is retired")
            .hint("add [retain] to the policy to detach, archive or drop what is old"),
    );

    let mut lines =
        vec![("table", quoted(&table.name.to_string())), ("key", quoted(&table.key_column)), ("every", quoted(&rhythm.every))];
    if !KeyType::OF_TIME.contains(&table.key_type) {
        lines.push(("encoding", quoted(table.key_type.word())));
    }
    lines.extend(rhythm.anchor.map(|anchor| ("anchor", quoted(&anchor.to_string()))));
    lines.push(("premake", if ahead == 0 { PREMAKE } else { ahead }.to_string()));
    lines.extend(template.map(|template| ("name", quoted(&template))));
    if rhythm.zone != Tz::UTC {
        lines.push(("time_zone", quoted(rhythm.zone.name())));
    }
    let width = lines.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let lines: Vec<String> = lines.iter().map(|(key, value)| format!("{key:width$} = {value}")).collect();
    let mut text = lines.join("\n") + "\n";
    if let Some((partition, by)) = table.partitions.last().and_then(|newest| Some((newest, newest.by.as_ref()?))) {
        match levels(partition, by) {
            Ok(level) => text.push_str(&level),
            Err(why) => findings.push(
                Finding::new(Weight::Finding, "levels", format!("{} is partitioned itself, and {why}", partition.name))
                    .hint("say how new partitions are: partition_by and [partitions], with what each of them holds"),
            ),
        }
    }
    Ok(Proposal { text, explained: rhythm.explained, findings })
}

/// How a partition is partitioned itself, as a policy says it.
fn levels(partition: &Partition, by: &str) -> Result<String, String> {
    let mut level = format!("partition_by = {}\n\n[partitions]\n", quoted(by));
    if by.contains("an expression") {
        return Err("by an expression".into());
    }
    let before = format!("{}_", partition.name.name);
    for part in &partition.parts {
        if !part.is_direct {
            return Err("so are its parts, which no policy can say".into());
        }
        let end = part.name.name.strip_prefix(&before).filter(|end| !end.is_empty() && end.len() <= within::LONGEST);
        let end = end.ok_or_else(|| format!("its part {} is not called after it", part.name))?;
        if !within::is_one(&part.bounds) {
            return Err(format!("what its part {} holds cannot be written into a policy", part.name));
        }
        level.push_str(&format!("{} = {}\n", quoted(end), quoted(&part.bounds)));
    }
    if partition.parts.is_empty() { Err("has no part yet".into()) } else { Ok(level) }
}

/// As TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The windows that most of the newest partitions are, the very newest among them where that can be.
fn recognise(
    newest: &[(NaiveDateTime, NaiveDateTime)],
    key_type: KeyType,
    zone: Option<Tz>,
    findings: &mut Vec<Finding>,
) -> Option<Rhythm> {
    let wall_s_own = !key_type.is_instant();
    // Bounds without a zone do not tell it; what the server calls now does.
    let likely: Vec<Tz> =
        if wall_s_own { vec![zone.unwrap_or(Tz::UTC)] } else { [Some(Tz::UTC), zone].into_iter().flatten().collect() };
    let best = |zones: &[Tz]| {
        let mut best: Option<Rhythm> = None;
        for zone in zones {
            for rhythm in rhythms(newest, key_type, *zone).into_iter().filter(|rhythm| rhythm.unit >= key_type.finest()) {
                if best.as_ref().is_none_or(|best| rhythm.explained > best.explained) {
                    best = Some(rhythm);
                }
            }
        }
        best
    };
    let found = best(&likely);
    // Hours begin on the hour nearly everywhere: what tells zones apart are windows of a day or more.
    let is_good = |rhythm: &Rhythm| rhythm.unit != Unit::Hour && rhythm.explained * 2 > newest.len();
    if wall_s_own || found.as_ref().is_some_and(is_good) {
        return found;
    }
    let all = best(&chrono_tz::TZ_VARIANTS);
    let Some(all) = all.filter(|all| is_good(all) && found.as_ref().is_none_or(|found| all.explained >= found.explained))
    else {
        return found;
    };
    let alike: Vec<String> = chrono_tz::TZ_VARIANTS
        .iter()
        .filter(|zone| **zone != all.zone)
        .filter(|zone| rhythms(newest, key_type, **zone).iter().any(|rhythm| rhythm.explained == all.explained))
        .map(|zone| zone.name().to_owned())
        .collect();
    if !alike.is_empty() {
        let message = format!("windows begin at midnight in {}, but also in {}", all.zone.name(), some_of(&alike));
        findings.push(Finding::new(Weight::Finding, "time-zone", message).hint("write the zone that is meant as `time_zone`"));
    }
    Some(all)
}

/// Each kind of window that one of the partitions is, with how many are of its kind.
fn rhythms(newest: &[(NaiveDateTime, NaiveDateTime)], key_type: KeyType, zone: Tz) -> Vec<Rhythm> {
    let wall = |point: NaiveDateTime| {
        if key_type.is_instant() { point + zone.offset_from_utc_datetime(&point).fix() } else { point }
    };
    let mut kinds: Vec<(String, Option<NaiveDate>)> = Vec::new();
    let mut found: Vec<Rhythm> = Vec::new();
    for (lower, upper) in newest {
        for (every, anchor) in kinds_of(wall(*lower), wall(*upper), *upper - *lower) {
            if kinds
                .iter()
                .any(|(there, other)| *there == every && (anchor == *other || is_counted(&found, &every, (*lower, *upper))))
            {
                continue;
            }
            kinds.push((every.clone(), anchor));
            let Ok(parsed) = Every::parse(&every) else { continue };
            let parsed = match anchor {
                Some(anchor) => parsed.anchored(anchor),
                None => Ok(parsed),
            };
            let Ok(parsed) = parsed else { continue };
            let calendar = Calendar::new(parsed, zone, key_type);
            let has = |(lower, upper): &&(NaiveDateTime, NaiveDateTime)| calendar.has(Edge::At(*lower), Edge::At(*upper));
            let explained = newest.iter().filter(has).count();
            if explained > 0 {
                found.push(Rhythm { every, anchor, calendar, zone, unit: parsed.unit, explained });
            }
        }
    }
    found
}

/// Whether windows of this length that were found already have this one among them, so that it needs no anchor of its own.
fn is_counted(found: &[Rhythm], every: &str, (lower, upper): (NaiveDateTime, NaiveDateTime)) -> bool {
    found.iter().any(|rhythm| rhythm.every == every && rhythm.calendar.has(Edge::At(lower), Edge::At(upper)))
}

/// The kinds of windows that a stretch of the wall's time may be one of, the longest unit first.
fn kinds_of(lower: NaiveDateTime, upper: NaiveDateTime, length: Duration) -> Vec<(String, Option<NaiveDate>)> {
    let mut kinds = Vec::new();
    let date = lower.date();
    let mut kind = |count: i64, unit: &str| {
        if count == 1 {
            kinds.push((format!("1 {unit}"), None));
        } else if count > 1 {
            kinds.push((format!("{count} {unit}s"), Some(date)));
        }
    };
    let midnight = |point: NaiveDateTime| point.time() == NaiveTime::MIN;
    if midnight(lower) && midnight(upper) {
        if lower.day() == 1 && upper.day() == 1 {
            let month = |point: NaiveDateTime| i64::from(point.year()) * 12 + i64::from(point.month0());
            let months = month(upper) - month(lower);
            if months % 12 == 0 {
                kind(months / 12, "year");
            }
            if months == 3 && lower.month0().is_multiple_of(3) {
                kind(1, "quarter");
            }
            kind(months, "month");
        }
        let days = (upper.date() - lower.date()).num_days();
        if days % 7 == 0 && lower.weekday() == chrono::Weekday::Mon {
            kind(days / 7, "week");
        }
        kind(days, "day");
    }
    let on_the_hour = |point: NaiveDateTime| point.minute() == 0 && point.second() == 0 && point.nanosecond() == 0;
    if on_the_hour(lower) && on_the_hour(upper) && length < Duration::days(1) {
        kind(length.num_hours(), "hour");
    }
    kinds
}

/// The template that all these names follow; `None` where there is none.
fn template(table: &Table, unit: Unit, named: &[(&str, Window)]) -> Option<String> {
    let fits = |text: &String| {
        let template = Template::parse(text).ok().filter(|template| template.check(unit).is_ok());
        template.is_some_and(|template| named.iter().all(|(name, window)| template.name(&table.name, window) == *name))
    };
    named.iter().flat_map(|(name, window)| readings(table, unit, name, window)).find(fits)
}

/// What a name may be a filled-in template of.
fn readings(table: &Table, unit: Unit, name: &str, window: &Window) -> Vec<String> {
    let (prefix, rest) = match name.strip_prefix(&table.name.name) {
        Some(rest) => ("{table}", rest),
        None => ("", name),
    };
    let wall = window.wall;
    let quarter = (wall.month0() / 3 + 1).to_string();
    let mut places = vec![("{YYYY}", format!("{:04}", wall.year()))];
    if unit == Unit::Quarter {
        // Said as a quarter or as its first month.
        let mut by_month = places.clone();
        by_month.push(("{MM}", format!("{:02}", wall.month())));
        places.push(("{Q}", quarter));
        return [by_month, places].iter().map(|places| read(prefix, rest, places)).collect();
    }
    places.push(("{MM}", format!("{:02}", wall.month())));
    places.push(("{DD}", format!("{:02}", wall.day())));
    places.push(("{HH}", format!("{:02}", wall.hour())));
    vec![read(prefix, rest, &places)]
}

/// Each place takes the first of its digits behind those of the place before it.
fn read(prefix: &str, rest: &str, places: &[(&str, String)]) -> String {
    let mut text = prefix.to_owned();
    let mut rest = rest;
    for (place, digits) in places {
        let Some((before, behind)) = rest.split_once(digits.as_str()) else { break };
        text.push_str(before);
        text.push_str(place);
        rest = behind;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::live::Properties;
    use super::super::policy::{Policy, Premake};
    use super::*;
    use crate::identifier::QualifiedName;

    fn table(key_type: KeyType, partitions: Vec<Partition>) -> Table {
        Table {
            oid: 1,
            name: QualifiedName::new("public", "bookings"),
            key_column: "at".into(),
            key_type,
            key_cast: String::new(),
            properties: Properties::default(),
            references: Vec::new(),
            referenced_by: Vec::new(),
            refers_to_itself: false,
            partitions,
            default: None,
            detaches_concurrently: true,
            detached: Vec::new(),
        }
    }

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap()
    }

    /// Partitions as a policy makes them, around now.
    fn made_by(every: &str, zone: &str, name: &str, key_type: KeyType, count: usize) -> Table {
        let anchor = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap();
        let every = Every::parse(every).unwrap().anchored(anchor).unwrap();
        let calendar = Calendar::new(every, zone.parse().unwrap(), key_type);
        let template = Template::parse(name).unwrap();
        let mut table = table(key_type, Vec::new());
        let mut window = calendar.window_at(calendar.key_time(now()));
        for _ in 0..count {
            let name = QualifiedName::new("public", template.name(&table.name, &window));
            let (lower, upper) = (Edge::At(window.lower), Edge::At(window.upper));
            table.partitions.push(Partition::new(name, lower, upper));
            window = calendar.after(&window);
        }
        table
    }

    #[test]
    fn names_of_other_tools_are_read() {
        for name in [
            "{table}_{YYYY}_{MM}_{DD}",
            "{table}_p{YYYY}_{MM}_{DD}",
            "{table}_p{YYYY}{MM}{DD}",
            "{table}_y{YYYY}m{MM}d{DD}",
            "p{YYYY}{MM}{DD}_of_bookings",
        ] {
            let proposal = propose(&made_by("1 day", "UTC", name, KeyType::Date, 40), None, now()).unwrap();
            assert!(proposal.text.contains(&format!("name    = \"{name}\"")), "{}", proposal.text);
        }
    }

    #[test]
    fn what_is_no_window_is_said() {
        let mut table = made_by("1 month", "UTC", "{table}_{YYYY}_{MM}", KeyType::TimestampWithTimeZone, 3);
        let lower = table.partitions[0].lower;
        let wide = QualifiedName::new("public", "old");
        table.partitions.insert(0, Partition::new(wide, Edge::Lowest, lower));
        let proposal = propose(&table, None, now()).unwrap();
        insta::assert_snapshot!(proposal.text, @r#"
        table   = "public.bookings"
        key     = "at"
        every   = "1 month"
        premake = 2
        name    = "{table}_{YYYY}_{MM}"
        "#);
        let messages: Vec<&str> = proposal.findings.iter().map(|finding| finding.message.as_str()).collect();
        insta::assert_snapshot!(messages.join("\n"), @"
        1 partition is no window of 1 month, and stays as it is: public.old
        how long partitions are kept cannot be seen: nothing is retired
        ");
    }

    #[test]
    fn a_changed_interval_is_recognised_by_the_newest() {
        let mut table = made_by("1 day", "UTC", "{table}_{YYYY}_{MM}_{DD}", KeyType::Timestamp, 40);
        let name = QualifiedName::new("public", "bookings_2020");
        let year = |year| Edge::At(NaiveDate::from_ymd_opt(year, 1, 1).unwrap().into());
        table.partitions.insert(0, Partition::new(name, year(2020), year(2021)));
        assert!(propose(&table, None, now()).unwrap().text.contains("every   = \"1 day\""));
    }

    proptest! {
        #[test]
        fn what_a_policy_made_is_recognised(
            every in prop::sample::select(&["1 hour", "6 hours", "1 day", "10 days", "1 week", "2 weeks", "1 month", "2 months", "1 quarter", "1 year"][..]),
            zone in prop::sample::select(&["UTC", "Europe/Madrid", "Asia/Kathmandu", "America/Sao_Paulo"][..]),
            key_type in prop::sample::select(&[KeyType::TimestampWithTimeZone, KeyType::Timestamp][..]),
            count in 2..30_usize,
        ) {
            let unit = Every::parse(every).unwrap().unit;
            let name = Template::default_for(unit);
            let template = match unit {
                Unit::Year => "{table}_{YYYY}",
                Unit::Quarter => "{table}_{YYYY}_q{Q}",
                Unit::Month => "{table}_{YYYY}_{MM}",
                Unit::Week | Unit::Day => "{table}_{YYYY}_{MM}_{DD}",
                Unit::Hour => "{table}_{YYYY}_{MM}_{DD}_{HH}",
            };
            prop_assert_eq!(&name, &Template::parse(template).unwrap());
            let table = made_by(every, zone, template, key_type, count);
            let proposal = propose(&table, zone.parse().ok(), now()).unwrap();
            let policy = Policy::parse("partitions/bookings.toml", &proposal.text, "public").unwrap();
            let calendar = policy.calendar(key_type).unwrap();
            for partition in &table.partitions {
                prop_assert!(calendar.has(partition.lower, partition.upper), "{}", proposal.text);
            }
            prop_assert_eq!(policy.premake, Premake::Windows(u32::try_from(count - 1).unwrap()));
            let survey = super::super::survey::survey(&policy, &table, now()).unwrap();
            prop_assert_eq!(survey.missing.len(), 0, "{}", proposal.text);
        }
    }
}
