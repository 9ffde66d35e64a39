//! The formats in which a command can answer.

use clap::ValueEnum;

/// How the answer is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// Exactly one JSON document, errors included
    Json,
    /// SARIF 2.1.0, for code scanning (`diff`, `migrate plan`)
    Sarif,
    /// JUnit XML, for test reports (`diff`, `health`, `migrate plan`)
    Junit,
    /// Annotations of a GitHub Actions run (`diff`, `health`, `migrate plan`)
    Github,
    /// A GitLab code quality report (`diff`, `migrate plan`)
    Gitlab,
    /// A pull request's comment, or a job's summary (`diff` only)
    Markdown,
    /// A plugin's output for Nagios, Icinga and their kin, with its exit codes (`health`, `partitions status`)
    Nagios,
    /// Samples for Prometheus, as node_exporter's textfile collector reads them (`health`, `partitions status`)
    Prometheus,
}

impl Format {
    /// As it is typed.
    pub fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// What is typed.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::from_str(name, false).ok()
    }
}

/// Formats as a sentence names them: `text, json or sarif`.
pub fn listed(formats: &[Format]) -> String {
    let names: Vec<String> = formats.iter().map(|format| format.name()).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => names.concat(),
    }
}
