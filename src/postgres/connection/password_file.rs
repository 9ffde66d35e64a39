//! The password file, `~/.pgpass`: lines of `host:port:database:user:password`, `*` for any, `\` before `:` and `\`; the
//! first line that fits wins (section 34.16, `passwordFromFile` in fe-connect.c).

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use super::Password;

/// What a line must fit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// What the host is called; any of these will do.
    pub(super) hosts: &'a [&'a str],
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

#[derive(Debug)]
pub(super) struct PasswordFile {
    path: PathBuf,
    content: Vec<u8>,
}

impl PasswordFile {
    /// Reads the file, if it is there and nobody else may read it; why it was passed over goes to `warnings`.
    pub(super) fn read(path: &Path, warnings: &mut Vec<String>) -> Option<Self> {
        // libpq too takes a file that it cannot reach for one that is not there.
        let metadata = std::fs::metadata(path).ok()?;
        if !metadata.is_file() {
            warnings.push(format!("the password file {} is ignored: it is not a plain file", path.display()));
            return None;
        }
        if metadata.mode() & 0o077 != 0 {
            let path = path.display();
            warnings.push(format!("the password file {path} is ignored: others may read it; run `chmod 0600 {path}`"));
            return None;
        }
        match std::fs::read(path) {
            Ok(content) => Some(Self { path: path.to_owned(), content }),
            Err(cause) => {
                warnings.push(format!("the password file {} is ignored: {cause}", path.display()));
                None
            }
        }
    }

    /// The password of the first line that fits.
    pub(super) fn find(&self, wanted: Wanted<'_>) -> Option<Password> {
        let (line, secret) = find(&self.content, wanted)?;
        Some(Password::new(secret, format!("{}:{line}", self.path.display())))
    }
}

/// The line number and password of the first line that fits.
fn find(content: &[u8], wanted: Wanted<'_>) -> Option<(usize, Vec<u8>)> {
    let port = wanted.port.to_string();
    content.split(|byte| *byte == b'\n').enumerate().find_map(|(index, line)| {
        if line.starts_with(b"#") {
            return None;
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let after_host = wanted.hosts.iter().find_map(|host| fits(line, host.as_bytes()))?;
        let others = [port.as_str(), wanted.database, wanted.user];
        let rest = others.iter().try_fold(after_host, |rest, field| fits(rest, field.as_bytes()))?;
        Some((index + 1, unescape(rest)))
    })
}

/// What follows the first field of `line`, if that field is `*` or the given value.
fn fits<'a>(line: &'a [u8], value: &[u8]) -> Option<&'a [u8]> {
    if let Some(rest) = line.strip_prefix(b"*:") {
        return Some(rest);
    }
    let mut rest = line;
    for wanted in value {
        if let [b'\\', after @ ..] = rest {
            rest = after;
        }
        rest = rest.strip_prefix(std::slice::from_ref(wanted))?;
    }
    rest.strip_prefix(b":")
}

/// The last field, up to an unescaped `:`.
fn unescape(field: &[u8]) -> Vec<u8> {
    let mut secret = Vec::new();
    let mut bytes = field.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b':' => break,
            b'\\' => secret.push(*bytes.next().unwrap_or(&b'\\')),
            byte => secret.push(*byte),
        }
    }
    secret
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use proptest::prelude::*;

    use super::*;

    const WANTED: Wanted<'_> = Wanted { hosts: &["db.internal"], port: 5432, database: "shop", user: "deploy" };

    fn password(content: &str, wanted: Wanted<'_>) -> Option<String> {
        find(content.as_bytes(), wanted).map(|(_, secret)| String::from_utf8(secret).unwrap())
    }

    #[test]
    fn the_first_line_that_fits_wins() {
        for (content, expected) in [
            ("db.internal:5432:shop:deploy:p", Some("p")),
            ("*:*:*:*:p", Some("p")),
            ("other:*:*:*:x\n*:*:*:deploy:p\n*:*:*:*:y\n", Some("p")),
            ("#*:*:*:*:x\r\n*:*:*:*:p\r\n", Some("p")),
            ("db.internal:5433:*:*:x", None),
            ("db.interna:*:*:*:x", None),
            ("db.internal.:*:*:*:x", None),
            ("d*:*:*:*:x", None),
            ("*:*:*:*", None),
            ("*:*:*:*:", Some("")),
            ("*:*:*:*:a\\:b\\\\c", Some("a:b\\c")),
            ("*:*:*:*:a:rest is ignored", Some("a")),
            ("*:*:*:*: p ", Some(" p ")),
            ("*:*:*:*:p\\", Some("p\\")),
            ("", None),
            ("\n\n", None),
        ] {
            assert_eq!(password(content, WANTED).as_deref(), expected, "{content:?}");
        }
        let odd = Wanted { hosts: &["::1"], database: "a:b\\", ..WANTED };
        assert_eq!(password("\\:\\:1:5432:a\\:b\\\\:*:p", odd).as_deref(), Some("p"));
        // libpq compares byte by byte, so that an address needs no escapes.
        assert_eq!(password("::1:5432:*:*:p", odd).as_deref(), Some("p"));
    }

    #[test]
    fn a_file_that_others_may_read_is_ignored_with_a_warning() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("pgpass");
        std::fs::write(&path, "*:*:*:*:p\n").unwrap();
        for (mode, used) in [(0o600, true), (0o400, true), (0o640, false), (0o604, false)] {
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            let mut warnings = Vec::new();
            let file = PasswordFile::read(&path, &mut warnings);
            assert_eq!((file.is_some(), warnings.len()), (used, usize::from(!used)), "{mode:o}");
            assert!(used || warnings[0].contains(&format!("chmod 0600 {}", path.display())), "{warnings:?}");
        }
        let mut warnings = Vec::new();
        assert!(PasswordFile::read(directory.path(), &mut warnings).is_none());
        assert!(warnings[0].contains("not a plain file"));
        assert!(PasswordFile::read(&directory.path().join("absent"), &mut warnings).is_none());
        assert_eq!(warnings.len(), 1);
    }

    proptest! {
        #[test]
        fn what_is_escaped_is_found(fields in prop::collection::vec("[a-z:\\\\*#é ]{1,8}", 4)) {
            let escaped: Vec<String> =
                fields.iter().map(|field| field.replace('\\', "\\\\").replace(':', "\\:")).collect();
            // A # at the start of a line is a comment unless it is escaped.
            let guard = if fields[0].starts_with('#') { "\\" } else { "" };
            let line = format!("{guard}{}:5432:{}:{}:{}", escaped[0], escaped[1], escaped[2], escaped[3]);
            let wanted = Wanted { hosts: &[&fields[0]], port: 5432, database: &fields[1], user: &fields[2] };
            prop_assert_eq!(password(&line, wanted), Some(fields[3].clone()));
        }
    }
}
