//! Whether two TOML values say the same: also not-a-number, and also in the order of keys where that says something.

use toml::{Table, Value};

/// How deep a table lies, and whether the order of its keys says something: that of `tables.x.columns` does.
#[derive(Debug, Clone, Copy)]
pub struct Depth {
    keys: usize,
    pub ordered: bool,
}

impl Depth {
    pub const ROOT: Self = Self { keys: 0, ordered: false };

    pub fn below(self, key: &str) -> Self {
        Self { keys: self.keys + 1, ordered: self.keys == 2 && key == "columns" }
    }
}

pub fn same_table(a: &Table, b: &Table, depth: Depth) -> bool {
    a.len() == b.len()
        && (!depth.ordered || a.keys().eq(b.keys()))
        && a.iter().all(|(key, value)| b.get(key).is_some_and(|other| same(value, other, depth.below(key))))
}

pub fn same(a: &Value, b: &Value, depth: Depth) -> bool {
    match (a, b) {
        (Value::Table(a), Value::Table(b)) => same_table(a, b, depth),
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b, depth)),
        (Value::Float(a), Value::Float(b)) => a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan(),
        _ => a == b,
    }
}
