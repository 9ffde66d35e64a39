//! `postgres://user:password@host:port,host:port/database?parameter=value` as libpq reads it (section 34.1.1.2,
//! `conninfo_uri_parse_options` in fe-connect.c). Errors never repeat what may be a part of the password.

use crate::error::{Error, Result};

/// The text after `postgres://` or `postgresql://`, if it is a URL.
pub(super) fn without_scheme(text: &str) -> Option<&str> {
    text.strip_prefix("postgresql://").or_else(|| text.strip_prefix("postgres://"))
}

/// Takes a URL (without its scheme) apart into libpq's parameters, in their order.
pub(super) fn parse(rest: &str) -> Result<Vec<(String, String)>> {
    let mut pairs = Vec::new();
    // As in libpq, credentials end at the first @ that comes before any /.
    let credentials_end = rest.find(['@', '/']).filter(|at| rest[*at..].starts_with('@'));
    let mut rest = rest;
    if let Some(end) = credentials_end {
        let (user, password) = rest[..end].split_once(':').unwrap_or((&rest[..end], ""));
        push(&mut pairs, "user", user)?;
        push(&mut pairs, "password", password)?;
        rest = &rest[end + 1..];
    }
    let hosts_end = end_of_hosts(rest)?;
    let (before_query, query) = match rest[hosts_end..].find('?') {
        Some(at) => (&rest[..hosts_end + at], Some(&rest[hosts_end + at + 1..])),
        None => (rest, None),
    };
    if before_query.contains('@') {
        return Err(Error::usage("the connection URL has an `@` or a `/` too many before its query")
            .hint("in a user name or password, write @ as %40, / as %2F, : as %3A and % as %25"));
    }
    parse_hosts(&rest[..hosts_end], &mut pairs)?;
    if let Some(database) = before_query[hosts_end..].strip_prefix('/') {
        push(&mut pairs, "dbname", database)?;
    }
    if let Some(query) = query {
        parse_query(query, &mut pairs)?;
    }
    Ok(pairs)
}

/// Where the list of hosts ends: at `/` or `?` outside of brackets, or at the end.
fn end_of_hosts(text: &str) -> Result<usize> {
    let mut in_brackets = false;
    let mut at_start = true;
    for (at, c) in text.char_indices() {
        match c {
            '[' if at_start => in_brackets = true,
            ']' => in_brackets = false,
            '/' | '?' if !in_brackets => return Ok(at),
            _ => {}
        }
        at_start = c == ',';
    }
    if in_brackets {
        return Err(Error::usage("the connection URL has an IPv6 address without its closing `]`"));
    }
    Ok(text.len())
}

fn parse_hosts(text: &str, pairs: &mut Vec<(String, String)>) -> Result<()> {
    let mut hosts = Vec::new();
    let mut ports = Vec::new();
    let mut rest = Some(text);
    while let Some(entry) = rest {
        let (host, after) = if let Some(bracketed) = entry.strip_prefix('[') {
            let (address, after) = bracketed.split_once(']').unwrap_or((bracketed, ""));
            if address.is_empty() {
                return Err(Error::usage("the connection URL has an empty IPv6 address: `[]`"));
            }
            if !after.is_empty() && !after.starts_with([':', ',']) {
                return Err(Error::usage("the connection URL has something other than a `:port` after an IPv6 address"));
            }
            (address, after)
        } else {
            entry.split_at(entry.find([':', ',']).unwrap_or(entry.len()))
        };
        let (port, more) = after.split_once(',').map_or((after, None), |(port, more)| (port, Some(more)));
        hosts.push(host);
        ports.push(port.strip_prefix(':').unwrap_or_default());
        rest = more;
    }
    // One empty entry is no entry; of several, an empty one is the default host.
    if hosts != [""] {
        push(pairs, "host", &hosts.join(","))?;
    }
    // Several hosts without ports have the default port each, whatever PGPORT says.
    if ports != [""] {
        push(pairs, "port", &ports.join(","))?;
    }
    Ok(())
}

fn parse_query(query: &str, pairs: &mut Vec<(String, String)>) -> Result<()> {
    if query.is_empty() {
        return Ok(());
    }
    let mut after_password = false;
    // As in libpq, one & at the end begins no parameter.
    for parameter in query.strip_suffix('&').unwrap_or(query).split('&') {
        let named = || {
            let name = parameter.split('=').next().unwrap_or_default();
            if after_password { "after the password".to_owned() } else { format!("`{name}`") }
        };
        let mut parts = parameter.split('=');
        let (name, value) = match (parts.next(), parts.next(), parts.next()) {
            (Some(name), Some(value), None) => (decode("query", name)?, value),
            (_, None, _) => return Err(Error::usage(format!("the connection URL's query parameter {} has no `=`", named()))),
            _ => {
                return Err(Error::usage(format!("the connection URL's query parameter {} has a second `=`", named()))
                    .hint("in a value, write = as %3D and & as %26"));
            }
        };
        let value = decode(&name, value)?;
        after_password = name == "password";
        // JDBC's way to ask for TLS, which libpq understands too.
        if name == "ssl" && value == "true" {
            pairs.push(("sslmode".to_owned(), "require".to_owned()));
        } else {
            pairs.push((name, value));
        }
    }
    Ok(())
}

/// Adds a decoded part of the URL, if it is not empty: what a URL leaves out is not given at all.
fn push(pairs: &mut Vec<(String, String)>, name: &str, text: &str) -> Result<()> {
    if !text.is_empty() {
        pairs.push((name.to_owned(), decode(name, text)?));
    }
    Ok(())
}

fn decode(part: &str, text: &str) -> Result<String> {
    let bytes = text.as_bytes();
    let malformed = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'%' && !bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = percent_encoding::percent_decode_str(text).decode_utf8();
    match decoded {
        Ok(decoded) if !malformed && !decoded.contains('\0') => Ok(decoded.into_owned()),
        _ => Err(Error::usage(format!("the {part} in the connection URL is not percent-encoded as it should be")).hint(
            "write % itself as %25; a % is always followed by two hexadecimal digits, which must make up UTF-8, without %00",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(url: &str) -> Vec<(String, String)> {
        parse(without_scheme(url).unwrap()).unwrap()
    }

    #[test]
    fn urls_of_the_manual() {
        // Sections 34.1.1.2 and 34.1.1.3, and libpq's own regression tests (src/interfaces/libpq/t/001_uri.pl).
        for (url, expected) in [
            ("postgresql://", ""),
            ("postgresql://localhost", "host=localhost"),
            ("postgresql://localhost:5433", "host=localhost port=5433"),
            ("postgresql://localhost/mydb", "host=localhost dbname=mydb"),
            ("postgresql://user@localhost", "user=user host=localhost"),
            ("postgresql://user:secret@localhost", "user=user password=secret host=localhost"),
            (
                "postgresql://other@localhost/otherdb?connect_timeout=10&application_name=myapp",
                "user=other host=localhost dbname=otherdb connect_timeout=10 application_name=myapp",
            ),
            (
                "postgresql://host1:123,host2:456/somedb?application_name=myapp",
                "host=host1,host2 port=123,456 dbname=somedb application_name=myapp",
            ),
            ("postgresql://host1,host2:456/", "host=host1,host2 port=,456"),
            ("postgresql:///mydb?host=localhost&port=5433", "dbname=mydb host=localhost port=5433"),
            ("postgresql://[2001:db8::1234]/database", "host=2001:db8::1234 dbname=database"),
            ("postgresql://[::1]:12345", "host=::1 port=12345"),
            ("postgresql://[::1],h?user=a", "host=::1,h port=, user=a"),
            ("postgresql://%2Fvar%2Flib%2Fpostgresql/dbname", "host=/var/lib/postgresql dbname=dbname"),
            ("postgresql://%2Frun:5433", "host=/run port=5433"),
            ("postgresql:///?host=/path/to/socket/dir", "host=/path/to/socket/dir"),
            ("postgresql://uri-user%3Ax@host/my%20db", "user=uri-user:x host=host dbname=my db"),
            ("postgresql://host?", "host=host"),
            ("postgresql://@host", "host=host"),
            ("postgresql://:12345/db", "port=12345 dbname=db"),
            ("postgresql://:@/", ""),
            ("postgresql://u:p?x@host/db", "user=u password=p?x host=host dbname=db"),
            ("postgresql://host/db?ssl=true", "host=host dbname=db sslmode=require"),
            ("postgresql://host/a/b", "host=host dbname=a/b"),
            ("postgresql://host?user=u&", "host=host user=u"),
            ("postgres://host?options=-c%20geqo%3Doff", "host=host options=-c geqo=off"),
        ] {
            let shown: Vec<String> = parsed(url).iter().map(|(name, value)| format!("{name}={value}")).collect();
            assert_eq!(shown.join(" "), expected, "{url}");
        }
    }

    #[test]
    fn malformed_urls_are_refused_without_repeating_a_secret() {
        for url in [
            "postgres://u:s3cret@s3cret@host/db",
            "postgres://u:s3cret/s3cret@host/db",
            "postgres://u:s3cret%@host/db",
            "postgres://u:s3cret%zz@host",
            "postgres://u:s3cret%00@host",
            "postgres://u:s3cret%ff@host",
            "postgres://host?password=s3cret=s3cret",
            "postgres://host?password=a&s3cret",
            "postgres://host?password=a&s3cret=b=c",
            "postgres://[::1",
            "postgres://[]",
            "postgres://[::1]x",
            "postgres://host?user",
            "postgres://host?user&port=1",
            "postgres://host?a=1=2",
            "postgres://host?&user=1",
        ] {
            let error = parse(without_scheme(url).unwrap()).unwrap_err();
            assert!(!format!("{error:?}").contains("s3cret"), "{url}: {error:?}");
            assert_eq!(error.kind(), crate::error::Kind::Usage);
        }
    }
}
