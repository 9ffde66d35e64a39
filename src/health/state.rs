//! What counters stood at, from run to run: what only ever rises is judged by what came since the last run, or where that is not
//! known by its rate since the statistics were reset; never by how high it stands.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::check::{Answer, Check, Unit};
use super::finding::{Object, Reading};
use crate::amount;

/// A counter, as the server has it now. Times are seconds since 1970 by the server's clock.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub at: f64,
    /// Since when it counts.
    pub since: Option<f64>,
    pub count: f64,
    /// Of how many, where it is a part of something that is counted too.
    pub of: Option<f64>,
}

/// Where a counter stood: at the last run, and a day or two ago, which tells how fast it rises.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Track {
    earlier: Sample,
    middle: Sample,
    last: Sample,
}

/// What is kept from run to run, of one database.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    version: u32,
    /// The cluster's identifier, and the database's.
    pub cluster: String,
    pub database: u32,
    tracks: BTreeMap<String, BTreeMap<String, Track>>,
}

const VERSION: u32 = 1;
const DAY: f64 = 86_400.0;
const HOUR: f64 = 3_600.0;
/// What a forecast ends at: nobody plans beyond it.
const HUNDRED_YEARS: f64 = 36_525.0 * DAY;
/// What is used less than this will be measured many times before it runs out: a burst is no rate.
const WORTH_A_FORECAST: f64 = 0.25;

impl State {
    /// Of a database of which nothing is known yet.
    pub fn new(cluster: &str, database: u32) -> Self {
        Self { version: VERSION, cluster: cluster.to_owned(), database, tracks: BTreeMap::new() }
    }

    /// Whether it was kept of this database, by a program that we understand.
    pub fn is_of(&self, cluster: &str, database: u32) -> bool {
        self.version == VERSION && self.cluster == cluster && self.database == database
    }

    fn track(&self, check: &str, object: &str, now: &Sample) -> Option<&Track> {
        // Counters that were reset in between tell nothing of the time before; nor does a clock that went back.
        let goes_on = |before: &Sample| {
            let same_start = match (before.since, now.since) {
                (Some(before), Some(now)) => (before - now).abs() < 1.0,
                (before, now) => before.is_none() && now.is_none(),
            };
            same_start && before.at < now.at
        };
        self.tracks.get(check)?.get(object).filter(|track| goes_on(&track.last) && goes_on(&track.earlier))
    }

    /// Takes in what was counted now.
    pub fn note(&mut self, check: &str, counters: &[(String, Sample)]) {
        let mut tracks = BTreeMap::new();
        for (object, now) in counters {
            let before = self.track(check, object, now).filter(|track| track.last.count <= now.count || now.since.is_none());
            let track = match before.cloned() {
                Some(Track { middle, .. }) if now.at - middle.at >= DAY => {
                    Track { earlier: middle, middle: now.clone(), last: now.clone() }
                }
                Some(track) => Track { last: now.clone(), ..track },
                None => Track { earlier: now.clone(), middle: now.clone(), last: now.clone() },
            };
            tracks.insert(object.clone(), track);
        }
        self.tracks.insert(check.to_owned(), tracks);
    }
}

/// Makes a value of what a check has counted; what does not count stays as it is.
pub fn resolve(check: &Check, reading: Reading, before: Option<&State>) -> Reading {
    if matches!(check.answer, Answer::Forecast(_)) && before.is_none() {
        return not_watched();
    }
    if reading.skipped.is_some() || reading.blind.is_some() {
        return reading;
    }
    match check.answer {
        Answer::Rate(one) => rate(check, one, reading, before),
        Answer::Share { one, sample } => share(check, one, sample, reading, before),
        Answer::Forecast(one) => forecast(check, one, reading, before),
        _ => reading,
    }
}

/// What there is to say of a rate that nobody has observed; nothing need be asked for it.
pub fn not_watched() -> Reading {
    Reading { skipped: Some("rates are observed from run to run: give it --state FILE".to_owned()), ..Reading::default() }
}

/// How many in how long, and since when.
struct Span {
    count: f64,
    of: f64,
    seconds: f64,
    /// The least over which a rate means something.
    least: f64,
    words: &'static str,
}

fn spans(check: &Check, reading: &Reading, before: Option<&State>) -> Vec<Span> {
    let Some((object, now)) = reading.counters.first() else { return Vec::new() };
    let track = before.and_then(|state| state.track(check.name, object, now)).map(|track| &track.last);
    let last = track.filter(|last| last.count <= now.count && last.of.unwrap_or(0.0) <= now.of.unwrap_or(0.0));
    let since_last = last.map(|last| Span {
        count: now.count - last.count,
        of: now.of.unwrap_or(0.0) - last.of.unwrap_or(0.0),
        seconds: now.at - last.at,
        least: 60.0,
        words: "since the last run",
    });
    let since_reset = now.since.map(|since| Span {
        count: now.count,
        of: now.of.unwrap_or(0.0),
        seconds: now.at - since,
        least: HOUR,
        words: "since the statistics were reset",
    });
    since_last.into_iter().chain(since_reset).collect()
}

fn rate(check: &Check, one: &str, reading: Reading, before: Option<&State>) -> Reading {
    let spans = spans(check, &reading, before);
    let Some(span) = spans.first() else { return reading };
    let hours = span.seconds.max(span.least) / HOUR;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a count")]
    let counted = match check.unit {
        Unit::Bytes => format!("{} of {one}s", check.unit.show(span.count)),
        _ => amount::count(span.count as usize, one),
    };
    let message = format!("{counted} in {} {}", duration(span.seconds), span.words);
    Reading { value: Some(span.count / hours), message, ..reading }
}

fn share(check: &Check, one: &str, sample: f64, reading: Reading, before: Option<&State>) -> Reading {
    let spans = spans(check, &reading, before);
    let Some(span) = spans.iter().find(|span| span.of >= sample) else {
        let most = spans.iter().map(|span| span.of).fold(0.0, f64::max);
        let skipped = Some(format!("only {most} {one}s are on record; a ratio means something from {sample} on"));
        return Reading { skipped, ..reading };
    };
    let value = 100.0 * span.count / span.of;
    let message = format!("{value:.2} % of {} {one}s in {} {}", span.of, duration(span.seconds), span.words);
    Reading { value: Some(value), message, ..reading }
}

/// The counters come with where they end, as `of`.
fn forecast(check: &Check, one: &str, reading: Reading, before: Option<&State>) -> Reading {
    let Some(before) = before else { return not_watched() };
    let mut known = reading.counters.is_empty();
    let mut objects = Vec::new();
    for (object, now) in &reading.counters {
        let Some(earlier) = before.track(check.name, object, now).map(|track| &track.earlier) else { continue };
        known = true;
        let (Some(end), rate) = (now.of, (now.count - earlier.count) / (now.at - earlier.at)) else { continue };
        if rate > 0.0 && now.count >= WORTH_A_FORECAST * end {
            let left = ((end - now.count) / rate).clamp(0.0, HUNDRED_YEARS);
            let name = format!(
                "{object}: {:.1} % used, {:.0} an hour in the last {}: {} left",
                100.0 * now.count / end,
                rate * HOUR,
                duration(now.at - earlier.at),
                duration(left)
            );
            objects.push(Object { name, value: Some(left), remedy_sql: None });
        }
    }
    objects.sort_by(|one, other| one.value.partial_cmp(&other.value).unwrap_or(std::cmp::Ordering::Equal));
    if !known {
        let skipped = Some("nothing is known from an earlier run yet: the next one can tell".to_owned());
        return Reading { skipped, ..reading };
    }
    let (value, message) = match objects.first() {
        Some(first) => (first.value, first.name.clone()),
        None => (Some(HUNDRED_YEARS), format!("no {one} that is used by a quarter is rising")),
    };
    Reading { value, message, objects, ..reading }
}

fn duration(seconds: f64) -> String {
    if seconds >= 2.0 * DAY {
        Unit::Seconds.show(seconds)
    } else {
        amount::duration(Duration::try_from_secs_f64(seconds.max(0.0).round()).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::super::checks::CHECKS;
    use super::*;

    fn check(name: &str) -> Check {
        *CHECKS.iter().find(|check| check.name == name).unwrap()
    }

    /// A name, now, since when, how many, of how many.
    type Counted<'a> = (&'a str, f64, Option<f64>, f64, Option<f64>);

    fn reading(samples: &[Counted<'_>]) -> Reading {
        let counters = samples.iter().map(|(object, at, since, count, of)| {
            ((*object).to_owned(), Sample { at: *at, since: *since, count: *count, of: *of })
        });
        Reading { counters: counters.collect(), ..Reading::default() }
    }

    fn after(check: &Check, readings: &[Reading]) -> State {
        let mut state = State::new("1", 5);
        for reading in readings {
            state.note(check.name, &reading.counters);
        }
        state
    }

    #[test]
    fn a_counter_is_judged_by_what_is_new() {
        let deadlocks = check("deadlocks");
        let at = |at: f64, since: f64, count: f64| reading(&[("", at, Some(since), count, None)]);
        let day = 86_400.0;
        // 2400 in a hundred days: one an hour.
        let long = at(100.0 * day, 0.0, 2400.0);
        assert_eq!(resolve(&deadlocks, long.clone(), None).value, Some(1.0));
        // In the first hour as many as there are.
        assert_eq!(resolve(&deadlocks, at(60.0, 0.0, 3.0), None).value, Some(3.0));
        let state = after(&deadlocks, &[long]);
        let half = resolve(&deadlocks, at(100.0 * day + 1800.0, 0.0, 2401.0), Some(&state));
        assert_eq!((half.value, half.message.as_str()), (Some(2.0), "1 deadlock in 30 min 0 s since the last run"));
        assert_eq!(resolve(&deadlocks, at(100.0 * day + 1800.0, 0.0, 2400.0), Some(&state)).value, Some(0.0));
        // Reset in between, whether that is told or only seen.
        assert_eq!(resolve(&deadlocks, at(100.0 * day + 7200.0, 100.0 * day, 4.0), Some(&state)).value, Some(2.0));
        assert!(resolve(&deadlocks, at(100.0 * day + 7200.0, 0.0, 4.0), Some(&state)).message.ends_with("were reset"));
    }

    #[test]
    fn a_share_needs_a_sample_of_its_own() {
        let cache = check("cache_hit_ratio");
        let at = |at: f64, hit: f64, all: f64| reading(&[("", at, Some(0.0), hit, Some(all))]);
        let first = at(1000.0, 9e6, 1e7);
        assert_eq!(resolve(&cache, first.clone(), None).value, Some(90.0));
        assert!(resolve(&cache, at(1000.0, 9.0, 10.0), None).skipped.is_some());
        let state = after(&cache, &[first]);
        // What is new is enough: what was before does not count.
        assert_eq!(resolve(&cache, at(2000.0, 9e6 + 1e6, 1e7 + 2e6), Some(&state)).value, Some(50.0));
        assert_eq!(resolve(&cache, at(2000.0, 9e6 + 5.0, 1e7 + 10.0), Some(&state)).message.split(' ').next(), Some("90.00"));
    }

    #[test]
    fn what_rises_has_an_end() {
        let keys = check("integer_time_left");
        let at = |at: f64, used: f64| reading(&[("t.id", at, None, used, Some(1000.0))]);
        assert!(resolve(&keys, at(0.0, 500.0), None).skipped.unwrap().contains("--state"));
        let state = after(&keys, &[at(0.0, 500.0)]);
        let later = resolve(&keys, at(100.0, 600.0), Some(&state));
        assert_eq!((later.value, later.objects.len()), (Some(400.0), 1));
        for (now, used) in [(100.0, 500.0), (100.0, 100.0), (100.0, 240.0)] {
            assert_eq!(resolve(&keys, at(now, used), Some(&state)).value, Some(HUNDRED_YEARS), "{used}");
        }
        assert!(resolve(&keys, reading(&[("other.id", 100.0, None, 5.0, Some(10.0))]), Some(&state)).skipped.is_some());
        // The rate is that of a day or two, not of the last minute.
        let state = after(&keys, &[at(0.0, 300.0), at(DAY, 350.0), at(2.0 * DAY, 400.0), at(2.0 * DAY + 60.0, 450.0)]);
        let value = resolve(&keys, at(2.0 * DAY + 120.0, 500.0), Some(&state)).value.unwrap();
        assert!((3.0 * DAY..4.0 * DAY).contains(&value), "{value}");
    }

    #[test]
    fn a_state_is_of_one_database() {
        let state = State::new("1", 5);
        assert!(state.is_of("1", 5) && !state.is_of("2", 5) && !state.is_of("1", 6));
        let text = serde_json::to_string(&after(&check("deadlocks"), &[reading(&[("", 1.0, Some(0.0), 1.0, None)])])).unwrap();
        assert!(serde_json::from_str::<State>(&text).unwrap().is_of("1", 5));
    }
}
