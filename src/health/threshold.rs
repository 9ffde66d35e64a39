//! From where on a value is no longer fine, and on which side of it the trouble lies.

use serde::{Deserialize, Serialize};

use super::finding::Status;

/// Which values are bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Direction {
    HighIsBad,
    LowIsBad,
}

/// The last values that are still fine (info, or warning where there is none) and still no emergency (critical), in the check's
/// unit. In `pgkeel.toml`: `connections = { warning = 80, critical = 90 }`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// Beyond it is worth knowing, and nothing that somebody must act on.
    pub info: Option<f64>,
    /// `None`: however bad it gets, nobody must act on it.
    pub warning: Option<f64>,
    /// `None`: however bad it gets, it is no emergency.
    pub critical: Option<f64>,
}

impl Direction {
    /// Whether a value lies on the bad side of a limit. Nothing is beyond a NaN, and a NaN is beyond nothing.
    pub fn beyond(self, value: f64, limit: f64) -> bool {
        match self {
            Self::HighIsBad => value > limit,
            Self::LowIsBad => value < limit,
        }
    }
}

impl Thresholds {
    /// What a value comes to. A value that is no finite number is never ok.
    pub fn status(&self, direction: Direction, value: f64) -> Status {
        if !value.is_finite() {
            Status::Unknown
        } else if self.critical.is_some_and(|critical| direction.beyond(value, critical)) {
            // Critical comes first: what is beyond it is beyond the warning too.
            Status::Critical
        } else if self.warning.is_some_and(|warning| direction.beyond(value, warning)) {
            Status::Warning
        } else if self.info.is_some_and(|info| direction.beyond(value, info)) {
            Status::Info
        } else {
            Status::Ok
        }
    }

    /// Those that there are, the mildest first, with their names.
    pub fn limits(&self) -> impl Iterator<Item = (&'static str, f64)> {
        let all = [("info", self.info), ("warning", self.warning), ("critical", self.critical)];
        all.into_iter().filter_map(|(name, limit)| Some((name, limit?)))
    }

    /// Two of them that come in the wrong order: a milder one after a graver one.
    pub fn disordered(&self, direction: Direction) -> Option<[(&'static str, f64); 2]> {
        let limits: Vec<_> = self.limits().collect();
        limits.windows(2).find(|pair| direction.beyond(pair[0].1, pair[1].1)).map(|pair| [pair[0], pair[1]])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_documents_numbers_reach_every_state() {
        let connections = Thresholds { info: None, warning: Some(80.0), critical: Some(90.0) };
        let cache = Thresholds { info: Some(95.0), warning: Some(90.0), critical: Some(80.0) };
        for (thresholds, direction, value, status) in [
            (connections, Direction::HighIsBad, 80.0, Status::Ok),
            (connections, Direction::HighIsBad, 85.0, Status::Warning),
            (connections, Direction::HighIsBad, 90.0, Status::Warning),
            (connections, Direction::HighIsBad, 95.0, Status::Critical),
            (cache, Direction::LowIsBad, 95.0, Status::Ok),
            (cache, Direction::LowIsBad, 90.0, Status::Info),
            (cache, Direction::LowIsBad, 85.0, Status::Warning),
            (cache, Direction::LowIsBad, 50.0, Status::Critical),
            (cache, Direction::LowIsBad, f64::NAN, Status::Unknown),
        ] {
            assert_eq!(thresholds.status(direction, value), status, "{value}");
        }
    }

    fn direction() -> impl Strategy<Value = Direction> {
        prop_oneof![Just(Direction::HighIsBad), Just(Direction::LowIsBad)]
    }

    proptest! {
        #[test]
        fn critical_is_reached_whenever_a_value_is_beyond_it(
            direction in direction(),
            pair in (-1e6..1e6f64, -1e6..1e6f64),
            value in -2e6..2e6f64,
        ) {
            let thresholds = Thresholds { info: None, warning: Some(pair.0), critical: Some(pair.1) };
            prop_assume!(thresholds.disordered(direction).is_none());
            let status = thresholds.status(direction, value);
            prop_assert_eq!(status == Status::Critical, direction.beyond(value, pair.1));
            prop_assert_eq!(status == Status::Ok, !direction.beyond(value, pair.0));
        }

        #[test]
        fn worse_values_are_never_judged_better(
            direction in direction(),
            pair in (-1e6..1e6f64, -1e6..1e6f64),
            values in (-2e6..2e6f64, -2e6..2e6f64),
        ) {
            let thresholds = Thresholds { info: None, warning: Some(pair.0), critical: Some(pair.1) };
            prop_assume!(thresholds.disordered(direction).is_none());
            let (worse, better) = if direction.beyond(values.0, values.1) { values } else { (values.1, values.0) };
            prop_assert!(thresholds.status(direction, worse) >= thresholds.status(direction, better));
        }
    }
}
