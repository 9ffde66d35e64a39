//! refinery's checksum, which depends on how wide versions are: 32 bits in a stock build, 64 with `int8-versions`. The same
//! file has a different one in each, and a database keeps the ones of the build that it was begun with.

use std::hash::{Hash, Hasher};

use siphasher::sip::SipHasher13;

/// How wide the versions in a history table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    Int4,
    Int8,
}

impl Width {
    /// The narrowest that all of these versions fit into.
    pub fn narrowest(versions: impl IntoIterator<Item = i64>) -> Self {
        if versions.into_iter().all(|version| i32::try_from(version).is_ok()) { Self::Int4 } else { Self::Int8 }
    }

    /// The column's type.
    pub const fn type_name(self) -> &'static str {
        match self {
            Self::Int4 => "int4",
            Self::Int8 => "int8",
        }
    }

    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Int4 => Self::Int8,
            Self::Int8 => Self::Int4,
        }
    }

    /// The checksum of a migration. `None` where its version does not fit.
    pub fn checksum(self, version: i64, name: &str, sql: &str) -> Option<u64> {
        match self {
            Self::Int4 => Some(checksum(i32::try_from(version).ok()?, name, sql)),
            Self::Int8 => Some(checksum(version, name, sql)),
        }
    }
}

/// As `Migration::unapplied` of refinery-core 0.10.1 does it: the order and the types of what is hashed decide.
fn checksum(version: impl Hash, name: &str, sql: &str) -> u64 {
    let mut hasher = SipHasher13::new();
    name.hash(&mut hasher);
    version.hash(&mut hasher);
    sql.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use refinery_core::Migration;

    use super::*;

    const FILES: [(i64, &str, &str); 3] = [
        (1, "create_users", "CREATE TABLE users (id int);\n"),
        (2_147_483_647, "größe", "-- é\r\nSELECT 1;\r\n"),
        (7, "empty", ""),
    ];

    #[test]
    fn wide_checksums_are_refinerys_own() {
        for (version, name, sql) in FILES.into_iter().chain([(20_240_101_120_000, "late", "SELECT 1")]) {
            let refinery = Migration::unapplied(&format!("V{version}__{name}"), sql).unwrap();
            assert_eq!(Width::Int8.checksum(version, name, sql), Some(refinery.checksum()));
        }
    }

    /// The values were printed by `Migration::unapplied(…).checksum()` of refinery-core 0.10.1 built without
    /// `int8-versions`, on a little-endian machine.
    #[cfg(target_endian = "little")]
    #[test]
    fn narrow_checksums_are_those_of_a_stock_build() {
        let golden = [12_099_350_966_378_232_070, 18_356_812_153_822_973_676, 15_511_005_009_368_495_749];
        for ((version, name, sql), expected) in FILES.into_iter().zip(golden) {
            assert_eq!(Width::Int4.checksum(version, name, sql), Some(expected), "{name}");
        }
        assert_eq!(Width::Int4.checksum(2_147_483_648, "a", ""), None);
    }

    #[test]
    fn the_narrowest_width_that_fits() {
        assert_eq!(Width::narrowest([1, 2_147_483_647]), Width::Int4);
        assert_eq!(Width::narrowest([1, 2_147_483_648]), Width::Int8);
        assert_eq!(Width::narrowest([]), Width::Int4);
    }
}
