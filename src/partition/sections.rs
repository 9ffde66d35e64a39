//! The smaller sections of a policy: `[storage]`, what partitions are given that their parent cannot have; `[copy]`, what they
//! are given that it has and they would not inherit; `[locks]`, how long its table's traffic may be kept waiting.

use std::time::Duration;

use serde::Deserialize;
use toml::{Spanned, Table, Value};

use super::live::{Properties, ReplicaIdentity, Storage};
use crate::amount;

/// What new partitions are given of what their parent has. The owner is always its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Copied {
    pub grants: bool,
    pub replica_identity: bool,
    pub row_security: bool,
    /// Not by default: PostgreSQL fires them for the table that a statement names, and TRUNCATE of the parent would fire those of
    /// each partition, too.
    pub statement_triggers: bool,
    pub statistics: bool,
}

impl Default for Copied {
    fn default() -> Self {
        Self { grants: true, replica_identity: true, row_security: true, statement_triggers: false, statistics: true }
    }
}

impl Copied {
    /// What is left of a parent's properties for its partitions.
    #[must_use]
    pub fn of(self, mut parent: Properties) -> Properties {
        if !self.grants {
            parent.grants.clear();
        }
        if !self.replica_identity {
            parent.replica_identity = ReplicaIdentity::Default;
        }
        if !self.row_security {
            (parent.row_security, parent.force_row_security) = (false, false);
        }
        if !self.statement_triggers {
            parent.statement_triggers.clear();
        }
        if !self.statistics {
            parent.statistics.clear();
        }
        parent
    }
}

/// `[locks]` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenLocks {
    timeout: Option<Spanned<String>>,
    budget: Option<Spanned<String>>,
}

/// How a table's locks are waited for, where it differs from the session's way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Locks {
    /// How long one attempt waits, and whoever comes behind it.
    pub timeout: Option<Duration>,
    /// How long others may be made to wait, by one run in all.
    pub budget: Option<Duration>,
}

/// Longer is no courtesy, and zero would be for ever.
const LOCK_TIMEOUT: std::ops::RangeInclusive<Duration> = Duration::from_millis(1)..=Duration::from_hours(1);

impl Locks {
    /// # Errors
    /// Where in the file, and what is wrong there.
    pub fn read(written: &WrittenLocks) -> Result<Self, (usize, String)> {
        let length = |text: &Option<Spanned<String>>| match text {
            None => Ok(None),
            Some(text) => {
                let fault = |message: String| (text.span().start, message);
                let length = amount::parse_duration(text.as_ref()).map_err(|error| fault(error.message().to_owned()))?;
                if LOCK_TIMEOUT.contains(&length) {
                    Ok(Some(length))
                } else {
                    Err(fault(format!("`{}` is not between 1ms and 1h", text.as_ref())))
                }
            }
        };
        Ok(Self { timeout: length(&written.timeout)?, budget: length(&written.budget)? })
    }
}

/// Reads `[storage]`; `at` tells the place of a key in the file.
///
/// # Errors
/// Where in the file, and what is wrong there.
pub(super) fn read_storage(table: &Table, at: impl Fn(&str) -> usize) -> Result<Storage, (usize, String)> {
    let mut storage = Storage::default();
    for (key, value) in table {
        let fault = |message: String| (at(key), message);
        match (key.as_str(), value) {
            ("tablespace", Value::String(name)) if !name.is_empty() => storage.tablespace = Some(name.clone()),
            ("unlogged", Value::Boolean(unlogged)) => storage.unlogged = *unlogged,
            ("tablespace" | "unlogged", _) => return Err(fault(format!("`{key}` cannot be {value}"))),
            (name, Value::Integer(_) | Value::Float(_) | Value::Boolean(_)) if is_parameter(name) => {
                storage.parameters.push((key.clone(), value.to_string()));
            }
            (name, _) => return Err(fault(format!("`{name} = {value}` is no storage parameter of a table"))),
        }
    }
    Ok(storage)
}

/// `fillfactor`, `toast_tuple_target`, `parallel_workers`, `autovacuum_…`, `toast.autovacuum_…`: PostgreSQL knows which there are.
fn is_parameter(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'.'))
}
