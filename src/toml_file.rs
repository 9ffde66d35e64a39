//! Reads a TOML file that a person wrote into a type, and says where it is wrong: file, line, column, and for an unknown
//! key the nearest known one.

use std::path::Path;

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Parses `text`, which came from `file` (its name as the person knows it).
///
/// # Errors
/// `Usage`, with file, line and column.
pub fn parse<T: DeserializeOwned>(file: &str, text: &str) -> Result<T> {
    toml::from_str(text).map_err(|error| explain(file, text, &error))
}

/// Reads and parses a file; `shown` is its name as the person knows it.
///
/// # Errors
/// As [`parse`]; a missing file is `Usage` too.
pub fn read<T: DeserializeOwned>(path: &Path, shown: &str) -> Result<T> {
    parse(shown, &text(path, shown)?)
}

/// Reads a file's text, for those who also point at places inside it.
///
/// # Errors
/// `Usage` where it is missing or is not UTF-8.
pub fn text(path: &Path, shown: &str) -> Result<String> {
    let bytes = std::fs::read(path).map_err(|cause| Error::file("read", path, &cause))?;
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        Error::usage(format!("{shown} is not UTF-8: byte {} is invalid", valid + 1))
    })
}

fn explain(file: &str, text: &str, error: &toml::de::Error) -> Error {
    let message = error.message().trim_end_matches('\n').replace('\n', ", ");
    let at = error.span().map_or(0, |span| span.start);
    let error = Error::usage(&*message).pointing_at(file, text, at);
    match unknown_key(&message) {
        Some((given, known)) => match nearest(given, known.iter().copied()) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        },
        None => error,
    }
}

/// Takes serde's "unknown field `x`, expected one of `a`, `b`" (or "expected `a` or `b`") apart.
fn unknown_key(message: &str) -> Option<(&str, Vec<&str>)> {
    let rest = message.strip_prefix("unknown field `").or_else(|| message.strip_prefix("unknown variant `"))?;
    let mut words = rest.split('`').step_by(2);
    let given = words.next()?;
    let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
    Some((given, known))
}

/// The known word nearest to a given one, where one is near enough to be meant.
pub fn nearest<'a>(given: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|word| (strsim::jaro_winkler(given, word), word))
        .filter(|(similarity, _)| *similarity > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        #[allow(dead_code)]
        premake: u32,
        #[allow(dead_code)]
        since: Option<String>,
    }

    #[test]
    fn an_unknown_key_names_the_nearest_known_one_and_its_place() {
        let error = parse::<Sample>("p.toml", "premake = 3\n\npremaek = 4\n").unwrap_err();
        assert!(error.to_string().starts_with("p.toml:3:1: unknown field `premaek`"), "{error}");
        assert_eq!(error.hints(), ["did you mean `premake`?"]);
    }

    #[test]
    fn broken_toml_has_line_and_column() {
        let error = parse::<Sample>("p.toml", "premake = 3\nsince = \"2024\n").unwrap_err();
        let location = error.location().unwrap();
        assert_eq!((location.line, location.column.is_some()), (Some(2), true), "{error}");
    }
}
