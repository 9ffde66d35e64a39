//! Splits SQL text into statements (interim).

/// A statement's place in the text: from its first byte that is neither space nor comment to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Statement {
    pub start: usize,
    pub end: usize,
}

pub fn split(sql: &str) -> Vec<Statement> {
    vec![Statement { start: 0, end: sql.len() }]
}
