//! The connection service file: `[service]` sections of `keyword=value` lines (section 34.17, `parseServiceInfo` in
//! fe-connect.c). Blanks around `=` are a part of what they touch, as in libpq.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::keywords;
use super::parameters::{Parameters, Source};
use crate::error::{Error, Location, Result};

/// Where the packages of Debian and others look; `PGSYSCONFDIR` says otherwise.
const SYSTEM_DIRECTORY: &str = "/etc/postgresql-common";

/// Adds what the service says to `parameters`, for all that is not given already.
pub(super) fn add(
    parameters: &mut Parameters,
    service: &str,
    given_file: Option<&Path>,
    environment: &BTreeMap<String, String>,
    home: Option<&Path>,
) -> Result<()> {
    let system = Path::new(environment.get("PGSYSCONFDIR").map_or(SYSTEM_DIRECTORY, String::as_str)).join("pg_service.conf");
    let personal = given_file.map(Path::to_owned).or_else(|| home.map(|home| home.join(".pg_service.conf")));
    let files: Vec<PathBuf> = personal.into_iter().chain([system]).collect();
    for file in &files {
        // Only a file that somebody named must be there.
        if (file.exists() || given_file == Some(file)) && add_from(parameters, service, file)? {
            return Ok(());
        }
    }
    let files: Vec<String> = files.iter().map(|path| path.display().to_string()).collect();
    Err(Error::usage(format!("there is no service `{service}` in {}", files.join(" or in "))).hint(format!(
        "add a section [{service}] with lines such as host=…, dbname=…, user=…, or name another file with PGSERVICEFILE"
    )))
}

/// Whether the file has the service; if so, its lines are added.
fn add_from(parameters: &mut Parameters, service: &str, path: &Path) -> Result<bool> {
    let text = std::fs::read(path).map_err(|cause| Error::file("read the service file", path, &cause))?;
    let text = String::from_utf8_lossy(&text);
    let mut found = false;
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Some(section) = line.strip_prefix('[') {
            if found {
                break;
            }
            found = section.strip_prefix(service).is_some_and(|rest| rest.starts_with(']'));
            continue;
        }
        if !found {
            continue;
        }
        let wrong = |message: &str| {
            let location = Location { file: path.display().to_string(), line: Some(index + 1), column: None };
            Error::usage(format!("{message} (in the service `{service}`)")).at(location)
        };
        let Some((name, value)) = line.split_once('=') else {
            return Err(wrong("this line is no `keyword=value`"));
        };
        if name == "service" || name == "servicefile" {
            return Err(wrong("a service cannot name another service"));
        }
        let Some(keyword) = keywords::find(name) else {
            let error = wrong(&format!("unknown connection parameter `{name}`"));
            let near = crate::toml_file::nearest(name.trim(), keywords::KEYWORDS.iter().map(|keyword| keyword.name));
            return Err(match near {
                Some(near) if near == name.trim() => error.hint(format!("write `{near}=` without a blank before the =")),
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            });
        };
        parameters.add(keyword, value.to_owned(), Source::ServiceFile { file: path.to_owned(), line: index + 1 });
    }
    Ok(found)
}
