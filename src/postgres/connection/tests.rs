//! Resolving: sources and their order, hosts, passwords, services, TLS, and what is refused.

use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use super::*;
use crate::error::Kind;

fn environment(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn resolve(given: &str, variables: &[(&str, &str)]) -> Result<ConnectionInfo> {
    ConnectionInfo::resolve(Some(given), &environment(variables), None, Some("me"))
}

/// A home directory with these files, each readable by its owner alone.
fn home(files: &[(&str, &str)]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = home.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    home
}

fn at_home(given: &str, variables: &[(&str, &str)], files: &[(&str, &str)]) -> Result<ConnectionInfo> {
    let home = home(files);
    ConnectionInfo::resolve(Some(given), &environment(variables), Some(home.path()), Some("me"))
}

fn password(info: &ConnectionInfo) -> Option<(&str, &str)> {
    let password = info.hosts[0].password.as_ref()?;
    Some((std::str::from_utf8(password.reveal()).unwrap(), password.source()))
}

#[test]
fn targets() {
    for (given, variables, expected) in [
        ("postgres://deploy@db.internal/layoverhq", &[][..], "layoverhq on db.internal:5432 as deploy"),
        ("host=/run/postgresql", &[], "me on the socket /run/postgresql:5432 as me"),
        ("postgres://h1,h2:5433/db", &[], "db on h1:5432, h2:5433 as me"),
        ("postgres://[::1]:5433/db", &[], "db on [::1]:5433 as me"),
        ("host=h1,h2 port=6000", &[], "me on h1:6000, h2:6000 as me"),
        ("hostaddr=10.0.0.1", &[], "me on 10.0.0.1:5432 as me"),
        ("hostaddr=10.0.0.1 host=db", &[], "me on db:5432 as me"),
        ("shop", &[("PGHOST", "h"), ("PGUSER", "u")], "shop on h:5432 as u"),
        ("", &[("PGHOST", "h"), ("PGPORT", "6000"), ("PGDATABASE", "d")], "d on h:6000 as me"),
        ("user=u", &[("PGHOST", "h")], "u on h:5432 as u"),
        ("postgres:///", &[("PGHOST", "h"), ("PGDATABASE", "d")], "d on h:5432 as me"),
        ("host=h dbname=''", &[("PGDATABASE", "d")], "me on h:5432 as me"),
    ] {
        let info = resolve(given, variables).unwrap();
        assert_eq!(info.target(), expected, "{given} {variables:?}");
        assert_eq!(info.with_database("scratch").database, "scratch");
    }
}

#[test]
fn what_is_given_beats_the_service_file_which_beats_the_environment() {
    let file = "# comment\n[other]\nhost=x\n\n[main]\n host=from-service \nport=1111\nuser=from-service\n[main]\nhost=later\n";
    let variables =
        [("PGSERVICE", "main"), ("PGHOST", "from-env"), ("PGUSER", "from-env"), ("PGDATABASE", "from-env"), ("PGPORT", "2222")];
    let info = at_home("user=given", &variables, &[(".pg_service.conf", file)]).unwrap();
    assert_eq!(info.target(), "from-env on from-service:1111 as given");
}

#[test]
fn services_are_looked_for_at_home_then_in_the_system() {
    let system = home(&[("pg_service.conf", "[shared]\nhost=system\n")]);
    let system_path = system.path().to_str().unwrap();
    let variables = [("PGSYSCONFDIR", system_path)];
    let info = at_home("service=shared", &variables, &[(".pg_service.conf", "[mine]\nhost=a\n")]).unwrap();
    assert_eq!(info.target(), "me on system:5432 as me");

    let error = at_home("service=absent", &variables, &[]).unwrap_err();
    assert!(error.message().contains("there is no service `absent` in "), "{error}");
    assert!(error.message().contains("/.pg_service.conf or in ") && error.message().contains(system_path), "{error}");

    let named = system.path().join("pg_service.conf");
    let variables = [("PGSERVICEFILE", named.to_str().unwrap())];
    assert_eq!(at_home("service=shared", &variables, &[]).unwrap().hosts[0].to_string(), "system:5432");
    let error = resolve("service=a", &[("PGSERVICEFILE", "/nowhere/at/all")]).unwrap_err();
    assert!(error.message().contains("/nowhere/at/all"), "{error}");
}

#[test]
fn a_malformed_service_says_file_and_line() {
    for (line, message, hint) in [
        ("host", "no `keyword=value`", None),
        ("host = a", "unknown connection parameter `host `", Some("without a blank")),
        ("hots=a", "unknown connection parameter `hots`", Some("did you mean `host`?")),
        ("service=b", "cannot name another service", None),
    ] {
        let error = at_home("service=a", &[], &[(".pg_service.conf", &format!("[a]\n\n{line}\n"))]).unwrap_err();
        assert!(error.message().contains(message), "{error}");
        assert_eq!(error.location().unwrap().line, Some(3));
        assert!(error.location().unwrap().file.ends_with(".pg_service.conf"));
        assert!(hint.is_none_or(|hint| error.hints()[0].contains(hint)), "{:?}", error.hints());
    }
}

#[test]
fn a_password_comes_from_the_strongest_source() {
    let files = [(".pgpass", "h:*:*:me:from-file\nlocalhost:*:*:*:local\n")];
    let source = |given: &str, variables: &[(&str, &str)]| {
        let info = at_home(given, variables, &files).unwrap();
        password(&info).map(|(secret, source)| (secret.to_owned(), source.to_owned()))
    };
    let owned = |secret: &str, source: &str| Some((secret.to_owned(), source.to_owned()));
    assert_eq!(source("postgres://me:p@h", &[("PGPASSWORD", "e")]), owned("p", "the connection string"));
    assert_eq!(source("host=h", &[("PGPASSWORD", "e")]), owned("e", "PGPASSWORD"));
    let (secret, place) = source("host=h", &[("PGPASSWORD", "")]).unwrap();
    assert_eq!((secret.as_str(), place.ends_with("/.pgpass:1")), ("from-file", true));
    assert_eq!(source("host=h user=other", &[]), None);
    // The usual socket is called localhost (or by its directory); another one only by its directory.
    assert_eq!(source("host=/tmp", &[]).unwrap().0, "local");
    assert_eq!(source("host=/var/run/postgresql", &[]).unwrap().0, "local");
    let by_directory = at_home("host=/tmp", &[], &[(".pgpass", "/tmp:*:*:*:p\n")]).unwrap();
    assert_eq!(password(&by_directory).unwrap().0, "p");
    assert_eq!(source("host=/srv/sockets", &[]), None);
}

#[test]
fn each_host_has_its_own_password() {
    let info = at_home("postgres://a,b:6000,c/db", &[], &[(".pgpass", "a:5432:*:*:one\nb:6000:db:*:two\n")]).unwrap();
    let passwords: Vec<Option<&[u8]>> = info.hosts.iter().map(|host| host.password.as_ref().map(Password::reveal)).collect();
    assert_eq!(passwords, [Some(&b"one"[..]), Some(b"two"), None]);
}

#[test]
fn a_password_file_that_others_may_read_is_a_warning() {
    let home = home(&[("pass", "*:*:*:*:p\n")]);
    let path = home.path().join("pass");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    for (given, variables) in
        [(format!("passfile={}", path.display()), vec![]), (String::new(), vec![("PGPASSFILE", path.to_str().unwrap())])]
    {
        let info = resolve(&given, &variables).unwrap();
        assert_eq!(password(&info), None);
        assert!(info.warnings[0].contains(&format!("chmod 0600 {}", path.display())), "{:?}", info.warnings);
    }
}

#[test]
fn a_password_is_never_shown() {
    let info = resolve("postgres://u:s3cret@h/db?application_name=x", &[]).unwrap();
    let shown = format!("{info:?} {info:#?} {}", info.target());
    assert!(!shown.contains("s3cret") && shown.contains("***"), "{shown}");
    assert_eq!(info.hosts[0].password.as_ref().unwrap().to_string(), "***");
    for given in [
        "host=h password=s3cret s3cret=x",
        "password=s3cret hots=x",
        "postgres://u:s3cret@h?prot=1",
        "postgres://u:s3/cret@h/d",
    ] {
        let error = resolve(given, &[]).unwrap_err();
        assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    }
    assert!(ConnectionInfo::holds_password("postgres://u:p@h").unwrap());
    assert!(ConnectionInfo::holds_password("host=h password=p").unwrap());
    assert!(!ConnectionInfo::holds_password("postgres://u@h/password=1").unwrap());
    assert!(!ConnectionInfo::holds_password("shop").unwrap());
}

#[test]
fn unknown_and_unsupported_parameters_are_refused() {
    for (given, variables, message, hint) in [
        ("hots=h", &[][..], "unknown connection parameter `hots`", "did you mean `host`?"),
        ("postgres://h?sslmod=require", &[], "unknown connection parameter `sslmod`", "did you mean `sslmode`?"),
        ("gssencmode=require", &[], "gssencmode (from the connection string) is not supported", "disable, prefer"),
        ("", &[("PGSSLCRL", "x")], "sslcrl (from PGSSLCRL) is not supported", ""),
        ("", &[("PGREQUIREPEER", "postgres")], "requirepeer (from PGREQUIREPEER) is not supported", ""),
        ("require_auth=none", &[], "require_auth", ""),
        ("sslpassword=x", &[], "sslpassword", ""),
        ("client_encoding=latin1", &[], "client_encoding", "utf8"),
        ("sslnegotiation=direct", &[], "sslnegotiation", "postgres"),
        ("replication=database", &[], "replication", ""),
        ("sslmode=on", &[], "sslmode is \"on\" (from the connection string), which is not one of disable, allow,", ""),
        ("", &[("PGSSLMODE", "maybe")], "sslmode is \"maybe\" (from PGSSLMODE)", ""),
        ("target_session_attrs=master", &[], "one of any, read-write, read-only, primary, standby, prefer-standby", ""),
        (
            "connect_timeout=soon",
            &[],
            "connect_timeout is \"soon\" (from the connection string), which is not a whole number",
            "",
        ),
        ("", &[("PGPORT", "x")], "port is \"x\" (from PGPORT), which is not a number from 1 to 65535", ""),
        ("port=0", &[], "the port in the connection string is not a number from 1 to 65535", ""),
        ("port=70000", &[], "the port in the connection string is not a number from 1 to 65535", ""),
        ("host=a,b port=1,2,3", &[], "there are 3 ports for 2 hosts", ""),
        ("host=a,b hostaddr=::1", &[], "there are 2 hosts for 1 entries in hostaddr", ""),
        ("hostaddr=name", &[], "hostaddr is \"name\"", ""),
        ("host=@abstract", &[], "abstract", ""),
        ("mysql://h/db", &[], "does not begin with postgres://", ""),
        ("sslrootcert=system sslmode=require", &[], "sslmode=require is too weak for sslrootcert=system", "verify-full"),
        ("ssl_min_protocol_version=TLSv1.3 ssl_max_protocol_version=TLSv1.2", &[], "ssl_max_protocol_version is older", ""),
        ("sslkey=engine:key", &[], "OpenSSL engine", ""),
    ] {
        let error = resolve(given, variables).unwrap_err();
        assert!(error.message().contains(message), "{given}: {error}");
        assert!(error.hints().join(" ").contains(hint), "{given}: {:?}", error.hints());
        assert_eq!(error.kind(), Kind::Usage, "{given}");
    }
    // Harmless ones pass, and an empty value is none.
    let harmless =
        "gssencmode=prefer krbsrvname=x client_encoding=auto keepalives=1 sslcompression=1 replication=off sslcrl=''";
    resolve(harmless, &[("PGGSSENCMODE", "disable"), ("PGSSLCRL", ""), ("PGCLIENTENCODING", "LATIN1")]).unwrap();
    assert!(ConnectionInfo::resolve(None, &environment(&[]), None, None).unwrap_err().message().contains("no user name"));
}

#[test]
fn values_have_their_meaning() {
    let info = resolve(
        "host=h connect_timeout=7 application_name=app options='-c geqo=off' target_session_attrs=primary load_balance_hosts=random \
         keepalives=0 keepalives_idle=5 keepalives_interval=6 keepalives_count=3 tcp_user_timeout=1500 channel_binding=require",
        &[],
    )
    .unwrap();
    assert_eq!(info.connect_timeout, Some(Duration::from_secs(7)));
    assert_eq!((info.application_name.as_str(), info.options.as_deref()), ("app", Some("-c geqo=off")));
    assert_eq!((info.target_session, info.load_balance), (TargetSession::Primary, true));
    let expected =
        Keepalives { on: false, idle: Some(Duration::from_secs(5)), interval: Some(Duration::from_secs(6)), count: Some(3) };
    assert_eq!((info.keepalives, info.tcp_user_timeout), (expected, Some(Duration::from_millis(1500))));
    assert_eq!(info.channel_binding, tokio_postgres::config::ChannelBinding::Require);

    let default = resolve("host=h", &[]).unwrap();
    assert_eq!((default.application_name.as_str(), default.connect_timeout), ("pgkeel", Some(Duration::from_secs(30))));
    assert_eq!(resolve("connect_timeout=0", &[]).unwrap().connect_timeout, None);
    assert_eq!(resolve("fallback_application_name=f", &[]).unwrap().application_name, "f");
    assert_eq!(resolve("fallback_application_name=f", &[("PGAPPNAME", "e")]).unwrap().application_name, "e");
}

#[test]
fn trust_follows_sslmode_and_the_files_that_exist() {
    let mode = |given: &str, variables: &[(&str, &str)]| resolve(given, variables).unwrap().tls.mode;
    assert_eq!(mode("", &[]), SslMode::Prefer);
    assert_eq!(mode("postgres://h?ssl=true", &[]), SslMode::Require);
    assert_eq!(mode("", &[("PGREQUIRESSL", "1")]), SslMode::Require);
    assert_eq!(mode("", &[("PGREQUIRESSL", "1"), ("PGSSLMODE", "disable")]), SslMode::Disable);
    assert_eq!(mode("sslrootcert=system", &[]), SslMode::VerifyFull);

    let roots = |given: &str, files: &[(&str, &str)]| at_home(given, &[], files).unwrap().tls.roots;
    assert!(
        matches!(roots("sslmode=require", &[]), Roots::Absent { default: Some(path) } if path.ends_with(".postgresql/root.crt"))
    );
    assert!(
        matches!(roots("sslmode=require", &[(".postgresql/root.crt", "")]), Roots::File(path) if path.ends_with("root.crt"))
    );
    assert_eq!(roots("sslrootcert=system", &[(".postgresql/root.crt", "")]), Roots::System);
    assert_eq!(roots("sslrootcert=/no/such sslmode=require", &[]), Roots::File("/no/such".into()));
    let lenient = resolve("sslrootcert=/no/such sslmode=prefer", &[]).unwrap();
    assert!(matches!(lenient.tls.roots, Roots::Absent { .. }));
    assert!(lenient.warnings[0].contains("/no/such"), "{:?}", lenient.warnings);
}

#[test]
fn a_client_certificate_is_found_in_its_usual_place() {
    let client = |given: &str, files: &[(&str, &str)]| at_home(given, &[], files).unwrap().tls.client;
    let usual = [(".postgresql/postgresql.crt", "")];
    assert_eq!(client("", &[]), None);
    let found = client("", &usual).unwrap();
    assert!(found.certificate.ends_with(".postgresql/postgresql.crt") && found.key.ends_with(".postgresql/postgresql.key"));
    assert_eq!(client("sslkey=/k", &usual).unwrap().key, Path::new("/k"));
    assert_eq!(client("sslcertmode=disable", &usual), None);
    let absent = resolve("sslcert=/no/such", &[]).unwrap();
    assert_eq!((absent.tls.client, absent.warnings.len()), (None, 1));
}

#[test]
fn without_a_host_the_socket_that_is_there_is_used() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().to_str().unwrap();
    assert_eq!(default_place(&["/no/such", path], 5432), Place::Name("localhost".into()));
    std::fs::write(directory.path().join(".s.PGSQL.5432"), "").unwrap();
    assert_eq!(default_place(&["/no/such", path], 5432), Place::Socket(path.into()));
    assert_eq!(default_place(&["/no/such", path], 5433), Place::Name("localhost".into()));
}

fn percent_encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

proptest! {
    #[test]
    fn a_url_means_what_its_keywords_mean(
        user in "[^\\x00]{1,8}", password in "[^\\x00]{1,8}", database in "[^\\x00]{1,8}", application in "[^\\x00]{0,8}",
        hosts in prop::collection::vec(("[a-z][a-z0-9.-]{0,8}", 1u16..), 1..4), query in any::<bool>(),
    ) {
        let [u, p, d, a] = [&user, &password, &database, &application].map(|part| percent_encoded(part));
        let netloc: Vec<String> = hosts.iter().map(|(name, port)| format!("{name}:{port}")).collect();
        let netloc = netloc.join(",");
        let url = if query {
            format!("postgresql://{netloc}?dbname={d}&user={u}&password={p}&application_name={a}")
        } else {
            format!("postgres://{u}:{p}@{netloc}/{d}?application_name={a}")
        };
        let names: Vec<&str> = hosts.iter().map(|(name, _)| name.as_str()).collect();
        let ports: Vec<String> = hosts.iter().map(|(_, port)| port.to_string()).collect();
        let keywords = format!(
            "host={} port={} user={} password={} dbname = {} application_name={}",
            names.join(","), ports.join(","), quoted(&user), quoted(&password), quoted(&database), quoted(&application),
        );
        let from_url = resolve(&url, &[]).unwrap();
        prop_assert_eq!(&from_url, &resolve(&keywords, &[]).unwrap());
        prop_assert_eq!(from_url.hosts[0].password.as_ref().unwrap().reveal(), password.as_bytes());
    }

    #[test]
    fn nothing_given_makes_it_panic(given in "(postgres://)?[a-z@:/?&=%,'\\\\\\[\\] é0-9]{0,40}") {
        let _ = resolve(&given, &[]);
    }
}
