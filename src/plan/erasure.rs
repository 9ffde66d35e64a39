//! Rows that are deleted or anonymised in batches, each in a transaction of its own with its line in a log: what the executor is
//! given, and what it counts.

use std::time::Duration;

/// What is done in batches, by the keys of rows that were found once, at the beginning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// Gives of each row past its time whether it is `held`, and its `key` as an array of texts.
    pub rows: String,
    /// Erases rows. An array of texts for each column of the key is bound to it; one row says how many were `seen` past their
    /// time, `locked`, `erased`, and would be erased `again`, and when that was, `at`.
    pub erase: String,
    pub key_columns: usize,
    /// How many rows a batch has.
    pub batch: u32,
    /// The rest between two batches; None is as long as the batch took.
    pub pause: Option<Duration>,
    /// How far behind a standby may be before the next batch. Zero is however far.
    pub most_lag: Duration,
    pub log: Option<LogLine>,
}

/// The line that each batch writes: its values are bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub insert: String,
    pub values: Vec<Vec<Piece>>,
}

/// A part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    Text(String),
    /// How many rows the batch erased.
    Rows,
    /// The batch's number, from 1.
    Batch,
    /// When it did.
    At,
}

/// What was counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    pub batches: u64,
    pub erased: i64,
    /// Past their time and under a legal hold.
    pub held: i64,
    /// Past their time and locked or changed by others meanwhile: for the next run.
    pub skipped: i64,
    /// Past their time, and kept by a trigger.
    pub kept: i64,
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        self.batches += other.batches;
        self.erased += other.erased;
        self.held += other.held;
        self.skipped += other.skipped;
        self.kept += other.kept;
    }
}
