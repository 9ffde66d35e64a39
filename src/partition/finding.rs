//! What was found about a table that a person should know.

use serde::Serialize;

/// How much a finding matters: the heaviest one of a run decides its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weight {
    /// Good to know; nothing is missing.
    Note,
    /// Somebody should look: exit code 3.
    Finding,
    /// A window that is wanted cannot be made: exit code 1 where that was asked for, 3 where only the state was.
    Blocked,
    /// Inserts fail, or will soon. The exit codes are the same.
    Critical,
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    pub weight: Weight,
    /// For scripts: `missing`, `rows-in-default`, `name-taken` and so on.
    pub code: &'static str,
    pub message: String,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
}

impl Finding {
    pub fn new(weight: Weight, code: &'static str, message: impl Into<String>) -> Self {
        Self { weight, code, message: message.into(), hint: None }
    }

    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// The first few of many: `a, b, c and 4 more`.
pub fn some_of(names: &[String]) -> String {
    const SHOWN: usize = 3;
    let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown} and {} more", names.len() - SHOWN) } else { shown }
}
