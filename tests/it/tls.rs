//! Connecting for real: TLS in every `sslmode` against good and bad certificates (with psql as the judge where it is
//! installed), client certificates, the search through several hosts, and what each refusal says.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use pgkeel::error::{Error, Kind};
use pgkeel::postgres::connect::{Opened, open};
use pgkeel::postgres::connection::ConnectionInfo;
use pgkeel::postgres::server_error::from_server;

use crate::support::authority::{Authority, write_private};
use crate::support::tls_server::{SUPERUSER, Server, Setup, binaries, free_port};

/// What came of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Plain,
    Encrypted,
    Refused,
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn resolve(given: &str, variables: &[(&str, &str)]) -> ConnectionInfo {
    let environment: BTreeMap<String, String> =
        variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    ConnectionInfo::resolve(Some(given), &environment, None, Some(SUPERUSER)).unwrap()
}

/// Opens a connection and asks the server whether it is encrypted, who is there and under which name.
async fn connect(info: &ConnectionInfo) -> Result<(Outcome, String), Error> {
    let Opened { client, connection, encrypted, host, .. } = open(info).await?;
    tokio::spawn(connection);
    let question =
        "SELECT ssl, current_user::text, current_setting('application_name') FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let row = client.query_one(question, &[]).await.unwrap();
    assert_eq!(row.get::<_, bool>(0), encrypted);
    assert_eq!((row.get::<_, String>(1), row.get::<_, String>(2)), (info.user.clone(), info.application_name.clone()));
    Ok((if encrypted { Outcome::Encrypted } else { Outcome::Plain }, host))
}

fn refused(given: &str) -> Error {
    let error = run(connect(&resolve(given, &[]))).unwrap_err();
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    error
}

fn execute(server: &Server, sql: &str) {
    let info = resolve(&format!("host=127.0.0.1 port={} dbname=postgres", server.port), &[]);
    run(async {
        let Opened { client, connection, .. } = open(&info).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    });
}

/// What psql makes of the same string; nothing where there is no psql.
fn psql(given: &str) -> Option<Outcome> {
    let beside = binaries().join("psql");
    let program = if beside.exists() { beside } else { PathBuf::from("psql") };
    let output = std::process::Command::new(program)
        .args(["-X", "-A", "-t", "-w", "-d", given, "-c", "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"])
        .env_clear()
        .env("HOME", "/nonexistent")
        .output()
        .ok()?;
    Some(match output.stdout.as_slice() {
        b"t\n" => Outcome::Encrypted,
        b"f\n" => Outcome::Plain,
        _ => Outcome::Refused,
    })
}

/// A directory with the certificates of the right authority and of another one.
struct Trust {
    directory: tempfile::TempDir,
    authority: Authority,
}

impl Trust {
    fn new() -> Self {
        let directory = tempfile::tempdir().unwrap();
        let authority = Authority::new("pgkeel test authority");
        write_private(&directory.path().join("right.crt"), &authority.pem());
        write_private(&directory.path().join("other.crt"), &Authority::new("another authority").pem());
        Self { directory, authority }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }
}

const GOOD_YEARS: (&str, &str) = ("2020", "2090");

/// Checks a table of `sslmode`, root and outcome, with a part of the message where it is refused.
fn check(server: &Server, trust: &Trust, host: &str, cases: &[(&str, Option<&str>, Outcome, &str)]) {
    for (mode, root, expected, message) in cases {
        let root = root.map_or_else(String::new, |root| format!(" sslrootcert={}", trust.path(root).display()));
        let given = format!("{host} port={} dbname=postgres user={} sslmode={mode}{root}", server.port, SUPERUSER);
        let found = match run(connect(&resolve(&given, &[]))) {
            Ok((outcome, _)) => outcome,
            Err(error) => {
                let error = format!("{error} {:?}", error.hints());
                assert!(!message.is_empty() && error.contains(message), "{given}: {error}");
                Outcome::Refused
            }
        };
        assert_eq!(found, *expected, "{given}");
        if let Some(theirs) = psql(&given) {
            assert_eq!(found, theirs, "psql, {given}");
        }
    }
}

use Outcome::{Encrypted, Plain, Refused};

#[test]
fn every_sslmode_against_a_good_certificate() {
    let trust = Trust::new();
    let issued = trust.authority.issue("localhost", &["localhost"], &["127.0.0.1"], GOOD_YEARS);
    let server = Server::start(&Setup { tls: Some((&issued, &trust.authority)), ..Setup::default() });
    let unknown = "was not issued by an authority in";
    for host in ["host=127.0.0.1", "host=localhost hostaddr=127.0.0.1"] {
        check(
            &server,
            &trust,
            host,
            &[
                ("disable", None, Plain, ""),
                ("allow", None, Plain, ""),
                ("prefer", None, Encrypted, ""),
                ("require", None, Encrypted, ""),
                ("verify-ca", None, Refused, "needs to know whom to trust"),
                ("verify-full", None, Refused, "sslrootcert=FILE"),
                ("verify-full", Some("absent.crt"), Refused, "absent.crt: No such file"),
                ("disable", Some("right.crt"), Plain, ""),
                ("prefer", Some("right.crt"), Encrypted, ""),
                ("require", Some("right.crt"), Encrypted, ""),
                ("verify-ca", Some("right.crt"), Encrypted, ""),
                ("verify-full", Some("right.crt"), Encrypted, ""),
                // An authority that is named is trusted alone, in every mode; `prefer` then goes without TLS.
                ("prefer", Some("other.crt"), Plain, ""),
                ("require", Some("other.crt"), Refused, unknown),
                ("verify-ca", Some("other.crt"), Refused, unknown),
                ("verify-full", Some("other.crt"), Refused, unknown),
            ],
        );
    }
    let unnamed = format!(
        "hostaddr=127.0.0.1 port={} dbname=postgres sslmode=verify-full sslrootcert={}",
        server.port,
        trust.path("right.crt").display()
    );
    assert!(refused(&unnamed).message().contains("no host name"));
    assert_eq!(psql(&unnamed).unwrap_or(Refused), Refused);
    // Stricter than libpq: a root that is asked for and is not there is an error where TLS is required.
    let error = refused(&format!("host=127.0.0.1 port={} sslmode=require sslrootcert=/no/such", server.port));
    assert_eq!((error.kind(), error.message().contains("/no/such")), (Kind::Usage, true), "{error}");
    // A private authority is not among those that the system trusts.
    let error = refused(&format!("host=localhost hostaddr=127.0.0.1 port={} sslrootcert=system", server.port));
    assert!(error.message().contains("an authority that this system trusts"), "{error}");
    // Neither side speaks the other's protocol.
    let error = refused(&format!(
        "host=127.0.0.1 port={} sslmode=require ssl_min_protocol_version=TLSv1 ssl_max_protocol_version=TLSv1.1",
        server.port
    ));
    assert!(error.message().contains("TLS"), "{error}");
    // Channel binding takes TLS.
    let error = refused(&format!("host=127.0.0.1 port={} channel_binding=require", server.port));
    assert!(error.message().contains("channel_binding=require"), "{error}");
}

#[test]
fn a_certificate_for_another_host_fails_only_verify_full() {
    let trust = Trust::new();
    let issued = trust.authority.issue("elsewhere.example", &["elsewhere.example"], &["192.0.2.1"], GOOD_YEARS);
    let server = Server::start(&Setup { tls: Some((&issued, &trust.authority)), ..Setup::default() });
    for host in ["host=127.0.0.1", "host=localhost hostaddr=127.0.0.1"] {
        check(
            &server,
            &trust,
            host,
            &[
                ("prefer", Some("right.crt"), Encrypted, ""),
                ("require", Some("right.crt"), Encrypted, ""),
                ("verify-ca", Some("right.crt"), Encrypted, ""),
                ("verify-full", Some("right.crt"), Refused, "not for this host"),
            ],
        );
    }
    check(&server, &trust, "host=elsewhere.example hostaddr=127.0.0.1", &[("verify-full", Some("right.crt"), Encrypted, "")]);
}

#[test]
fn an_expired_certificate_fails_wherever_it_is_checked() {
    let trust = Trust::new();
    let issued = trust.authority.issue("localhost", &["localhost"], &["127.0.0.1"], ("2020", "2021"));
    let server = Server::start(&Setup { tls: Some((&issued, &trust.authority)), ..Setup::default() });
    check(
        &server,
        &trust,
        "host=127.0.0.1",
        &[
            ("prefer", None, Encrypted, ""),
            ("require", None, Encrypted, ""),
            ("prefer", Some("right.crt"), Plain, ""),
            ("require", Some("right.crt"), Refused, "has expired"),
            ("verify-ca", Some("right.crt"), Refused, "has expired"),
            ("verify-full", Some("right.crt"), Refused, "has expired"),
        ],
    );
}

#[test]
fn a_server_without_tls_is_refused_only_where_tls_is_required() {
    let trust = Trust::new();
    let server = Server::start(&Setup::default());
    check(
        &server,
        &trust,
        "host=127.0.0.1",
        &[
            ("disable", None, Plain, ""),
            ("allow", None, Plain, ""),
            ("prefer", None, Plain, ""),
            ("require", None, Refused, "does not speak TLS, and sslmode=require demands it"),
            ("verify-full", Some("right.crt"), Refused, "does not speak TLS, and sslmode=verify-full demands it"),
        ],
    );
}

#[test]
fn allow_and_prefer_try_the_other_way_when_access_is_refused() {
    let trust = Trust::new();
    let issued = trust.authority.issue("localhost", &["localhost"], &["127.0.0.1"], GOOD_YEARS);
    let access = "hostssl all plain_only all reject\nhostnossl all tls_only all reject\nhost all nobody all reject";
    let server = Server::start(&Setup { tls: Some((&issued, &trust.authority)), access, ..Setup::default() });
    execute(&server, "CREATE ROLE plain_only LOGIN; CREATE ROLE tls_only LOGIN; CREATE ROLE nobody LOGIN");
    for (user, mode, expected) in [
        ("plain_only", "prefer", Plain),
        ("plain_only", "allow", Plain),
        ("plain_only", "require", Refused),
        ("tls_only", "prefer", Encrypted),
        ("tls_only", "allow", Encrypted),
        ("tls_only", "disable", Refused),
        ("nobody", "prefer", Refused),
        ("nobody", "allow", Refused),
    ] {
        let given = format!("host=127.0.0.1 port={} dbname=postgres user={user} sslmode={mode}", server.port);
        let found = run(connect(&resolve(&given, &[]))).map_or(Refused, |(outcome, _)| outcome);
        assert_eq!(found, expected, "{given}");
        assert_eq!(psql(&given).unwrap_or(expected), expected, "psql, {given}");
    }
    // Both refusals are told, because they differ.
    let error = refused(&format!("host=127.0.0.1 port={} dbname=postgres user=nobody", server.port));
    assert!(error.message().contains("SSL encryption") && error.message().contains("no encryption"), "{error}");
    assert_eq!((error.sqlstate(), error.hints().len()), (Some("28000"), 2), "{:?}", error.hints());
}

#[test]
fn a_client_certificate_opens_the_door() {
    let trust = Trust::new();
    let issued = trust.authority.issue("localhost", &["localhost"], &["127.0.0.1"], GOOD_YEARS);
    let server = Server::start(&Setup {
        tls: Some((&issued, &trust.authority)),
        access: "hostssl all certified all cert\nhost all certified all reject",
        ..Setup::default()
    });
    execute(&server, "CREATE ROLE certified LOGIN");
    let certificate = trust.authority.issue("certified", &[], &[], GOOD_YEARS);
    let stranger = Authority::new("another authority").issue("certified", &[], &[], GOOD_YEARS);
    let somebody = trust.authority.issue("somebody", &[], &[], GOOD_YEARS);
    let sec1 = certificate.key.ec_key().unwrap().private_key_to_pem().unwrap();
    for (name, content) in [
        ("client.crt", &certificate.certificate),
        ("client.key", &certificate.pkcs8()),
        ("sec1.key", &sec1),
        ("stranger.crt", &stranger.certificate),
        ("stranger.key", &stranger.pkcs8()),
        ("somebody.crt", &somebody.certificate),
        ("somebody.key", &somebody.pkcs8()),
    ] {
        write_private(&trust.path(name), content);
    }
    let path = |name: &str| trust.path(name).display().to_string();
    let base = format!(
        "host=127.0.0.1 port={} dbname=postgres user=certified sslmode=verify-full sslrootcert={}",
        server.port,
        path("right.crt")
    );
    let with = |certificate: &str, key: &str| format!("{base} sslcert={} sslkey={}", path(certificate), path(key));

    let good = with("client.crt", "client.key");
    assert_eq!(run(connect(&resolve(&good, &[]))).unwrap().0, Encrypted);
    assert_eq!(psql(&good).unwrap_or(Encrypted), Encrypted);
    let variables = [("PGSSLCERT", path("client.crt")), ("PGSSLKEY", path("client.key"))];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(run(connect(&resolve(&base, &variables))).unwrap().0, Encrypted);

    let error = refused(&with("client.crt", "sec1.key"));
    assert!(error.message().contains("is not PKCS#8"), "{error}");
    let convert = format!("openssl pkcs8 -topk8 -nocrypt -in {}", path("sec1.key"));
    assert!(error.hints()[0].contains(&convert), "{:?}", error.hints());
    for (given, message) in [
        (base.clone(), "requires a valid client certificate"),
        (with("somebody.crt", "somebody.key"), "certificate authentication failed for user \"certified\""),
        (with("stranger.crt", "stranger.key"), "the server broke off TLS"),
        (with("client.crt", "somebody.key"), "cannot be used: they do not belong together"),
        (with("client.crt", "absent.key"), "absent.key: No such file"),
        (format!("{good} sslcertmode=disable"), "requires a valid client certificate"),
    ] {
        let error = refused(&given);
        assert!(error.message().contains(message), "{given}: {error}");
        assert!(!error.hints().is_empty(), "{error}");
    }
    set_mode(&trust.path("client.key"), 0o644);
    let error = refused(&good);
    assert!(error.message().contains("others may read it") && error.hints()[0].contains("chmod 0600"), "{error}");
    assert_eq!(psql(&good).unwrap_or(Refused), Refused);
}

fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn each_refusal_says_what_why_and_what_next() {
    let server = Server::start(&Setup { access: "host all secretive all scram-sha-256", ..Setup::default() });
    execute(
        &server,
        "CREATE ROLE secretive LOGIN PASSWORD 'right'; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0; CREATE ROLE outsider LOGIN; \
         CREATE ROLE locked NOLOGIN",
    );
    execute(&server, "CREATE DATABASE closed");
    execute(&server, "REVOKE CONNECT ON DATABASE closed FROM PUBLIC");
    let at = format!("127.0.0.1:{}", server.port);
    for (given, message, sqlstate, hint) in [
        (
            format!("postgres://secretive:s3cret@{at}/postgres"),
            format!("cannot connect to postgres on {at} as secretive: password authentication failed for user \"secretive\""),
            Some("28P01"),
            "the password came from the connection string",
        ),
        (
            format!("postgres://secretive@{at}/postgres"),
            format!("cannot connect to postgres on {at} as secretive: the server asks for a password, and there is none"),
            None,
            "~/.pgpass",
        ),
        (
            format!("postgres://{at}/nowhere"),
            format!("cannot connect to nowhere on {at} as keeper: database \"nowhere\" does not exist"),
            Some("3D000"),
            "createdb nowhere",
        ),
        (
            format!("postgres://stranger@{at}/postgres"),
            format!("cannot connect to postgres on {at} as stranger: role \"stranger\" does not exist"),
            Some("28000"),
            "PGUSER",
        ),
        (
            format!("postgres://locked@{at}/postgres"),
            format!("cannot connect to postgres on {at} as locked: role \"locked\" is not permitted to log in"),
            Some("28000"),
            "PGUSER",
        ),
        (
            format!("postgres://outsider@{at}/closed"),
            format!("cannot connect to closed on {at} as outsider: permission denied for database \"closed\""),
            Some("42501"),
            "grant connect on database closed to outsider",
        ),
        (
            format!("postgres://crowded@{at}/postgres"),
            format!("cannot connect to postgres on {at} as crowded: too many connections for role \"crowded\""),
            Some("53300"),
            "pg_stat_activity",
        ),
        (
            "host=/nonexistent/sockets dbname=d".to_owned(),
            "cannot connect to d on the socket /nonexistent/sockets:5432 as keeper: there is no socket /nonexistent/sockets/.s.PGSQL.5432".to_owned(),
            None,
            "unix_socket_directories",
        ),
        (
            "postgres://db.invalid/d".to_owned(),
            "cannot connect to d on db.invalid:5432 as keeper: the host's name does not resolve".to_owned(),
            None,
            "DNS",
        ),
    ] {
        let error = refused(&given);
        assert!(error.message().starts_with(&message), "{given}: {error}");
        assert_eq!((error.sqlstate(), error.kind()), (sqlstate, Kind::Failed), "{given}");
        assert!(error.hints().join(" ").contains(hint), "{given}: {:?}", error.hints());
    }
    let right = resolve(&format!("postgres://secretive@{at}/postgres"), &[("PGPASSWORD", "right")]);
    assert_eq!(run(connect(&right)).unwrap().0, Plain);
    // Another database of the same server, as a scratch database is.
    assert!(run(connect(&right.with_database("template1"))).is_ok());
}

#[test]
fn an_ignored_password_file_is_remembered_when_a_password_is_missing() {
    let server = Server::start(&Setup { access: "host all secretive all md5", ..Setup::default() });
    execute(&server, "CREATE ROLE secretive LOGIN PASSWORD 'a:b\\c'");
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("pgpass");
    write_private(&file, b"127.0.0.1:*:*:secretive:a\\:b\\\\c\n");
    let given = format!("host=127.0.0.1 port={} dbname=postgres user=secretive passfile={}", server.port, file.display());
    assert_eq!(run(connect(&resolve(&given, &[]))).unwrap().0, Plain);
    assert_eq!(psql(&given).unwrap_or(Plain), Plain);
    set_mode(&file, 0o640);
    let error = refused(&given);
    assert!(error.message().contains("there is none"), "{error}");
    assert!(error.hints()[0].contains(&format!("chmod 0600 {}", file.display())), "{:?}", error.hints());
    assert_eq!(psql(&given).unwrap_or(Refused), Refused);
}

#[test]
fn the_hosts_are_tried_in_turn_and_all_their_errors_are_told() {
    let primary = Server::start(&Setup { access: "host all secretive all scram-sha-256", ..Setup::default() });
    let standby = Server::start(&Setup { standby: true, ..Setup::default() });
    let starting = Server::start(&Setup { standby: true, settings: &["hot_standby=off"], ..Setup::default() });
    execute(
        &primary,
        "CREATE ROLE secretive LOGIN PASSWORD 'right'; CREATE ROLE reader LOGIN; ALTER ROLE reader SET default_transaction_read_only = on",
    );
    let dead = free_port();
    // One that never answers: connections wait in the backlog of a socket that nobody accepts from.
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let silent_port = silent.local_addr().unwrap().port();
    let url = |user: &str, ports: &[u16], query: &str| {
        let hosts: Vec<String> = ports.iter().map(|port| format!("127.0.0.1:{port}")).collect();
        format!("postgres://{user}@{}/postgres?{query}", hosts.join(","))
    };
    let (first, second) = (primary.port, standby.port);
    for (user, ports, query, expected) in [
        ("keeper", &[dead, first][..], "", Some(first)),
        ("keeper", &[starting.port, first], "", Some(first)),
        ("keeper", &[second, first], "target_session_attrs=read-write", Some(first)),
        ("keeper", &[second, first], "target_session_attrs=primary", Some(first)),
        ("keeper", &[first, second], "target_session_attrs=standby", Some(second)),
        ("keeper", &[first, second], "target_session_attrs=read-only", Some(second)),
        ("reader", &[first, second], "target_session_attrs=read-only", Some(first)),
        ("reader", &[first], "target_session_attrs=read-write", None),
        ("keeper", &[first, second], "target_session_attrs=prefer-standby", Some(second)),
        ("keeper", &[dead, first], "target_session_attrs=prefer-standby", Some(first)),
        ("keeper", &[first], "target_session_attrs=standby", None),
        ("keeper", &[first, second], "target_session_attrs=any", Some(first)),
        // A server that says no ends the search.
        ("secretive", &[first, second], "password=wrong", None),
        ("nobody", &[first, dead], "", None),
    ] {
        let given = url(user, ports, query);
        let found = run(connect(&resolve(&given, &[])));
        let expected_host = expected.map(|port| format!("127.0.0.1:{port}"));
        assert_eq!(found.as_ref().ok().map(|(_, host)| host.clone()), expected_host, "{given}: {found:?}");
        let theirs = if expected.is_some() { Plain } else { Refused };
        assert_eq!(psql(&given).unwrap_or(theirs), theirs, "psql, {given}");
    }
    let error =
        refused(&url("keeper", &[dead, starting.port, silent_port, second], "connect_timeout=1&target_session_attrs=primary"));
    let lines: Vec<&str> = error.message().lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            format!("  127.0.0.1:{dead}: connection refused"),
            format!("  127.0.0.1:{}: the database system is not accepting connections", starting.port),
            format!("  127.0.0.1:{silent_port}: no answer within 1 s"),
            format!("  127.0.0.1:{second}: it is a standby, but target_session_attrs=primary is asked for"),
        ]
    );
    assert_eq!((error.sqlstate(), error.hints().len()), (Some("57P03"), 3), "{:?}", error.hints());
    let error = refused(&url("secretive", &[first, second], "password=s3cret"));
    assert_eq!(error.message().lines().count(), 1, "{error}");
}

#[test]
fn the_running_statement_can_be_cancelled_and_the_connection_stays() {
    let trust = Trust::new();
    let issued = trust.authority.issue("localhost", &["localhost"], &["127.0.0.1"], GOOD_YEARS);
    let server = Server::start(&Setup { tls: Some((&issued, &trust.authority)), ..Setup::default() });
    let root = trust.path("right.crt");
    for mode in ["disable", "prefer", "verify-full"] {
        let given =
            format!("host=127.0.0.1 port={} dbname=postgres sslmode={mode} sslrootcert={}", server.port, root.display());
        run(async {
            let Opened { client, connection, canceller, .. } = open(&resolve(&given, &[])).await.unwrap();
            tokio::spawn(connection);
            let statement = client.batch_execute("SELECT pg_sleep(60)");
            let cancel = async {
                // Until the server runs it there is nothing to cancel.
                loop {
                    canceller.cancel().await.unwrap();
                    tokio::time::sleep(std::time::Duration::from_millis(20)).await;
                }
            };
            let cancelled = tokio::select! {
                result = statement => result.unwrap_err(),
                () = cancel => unreachable!(),
            };
            let error = from_server(&cancelled);
            assert_eq!((error.sqlstate(), error.kind()), (Some("57014"), Kind::Failed), "{error}");
            assert_eq!(error.message(), "canceling statement due to user request");
            client.batch_execute("SELECT 1").await.unwrap();
        });
    }
}

/// Hands on what comes to its port, but keeps what a client begins a connection with for a while: as a slow network does.
async fn slow_road(to: u16) -> u16 {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{TcpListener, TcpStream};
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (mut client, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut server = TcpStream::connect(("127.0.0.1", to)).await.unwrap();
                let mut first = [0; 1024];
                let length = client.read(&mut first).await.unwrap();
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                server.write_all(&first[..length]).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    port
}

/// A statement that ends before the request has come to the server must not leave it to the next one.
#[test]
fn a_request_to_cancel_that_comes_late_hits_no_other_statement() {
    let trust = Trust::new();
    let issued = trust.authority.issue("localhost", &["localhost"], &["127.0.0.1"], GOOD_YEARS);
    let server = Server::start(&Setup { tls: Some((&issued, &trust.authority)), ..Setup::default() });
    let root = trust.path("right.crt");
    for mode in ["disable", "verify-full"] {
        run(async {
            let port = slow_road(server.port).await;
            let given = format!("host=127.0.0.1 port={port} dbname=postgres sslmode={mode} sslrootcert={}", root.display());
            let Opened { client, connection, canceller, .. } = open(&resolve(&given, &[])).await.unwrap();
            tokio::spawn(connection);
            let (ended, asked) = tokio::join!(client.batch_execute("SELECT 1"), canceller.cancel());
            ended.unwrap();
            asked.unwrap();
            client.batch_execute("SELECT pg_sleep(0.5)").await.unwrap();
        });
    }
}

#[test]
fn what_the_server_says_is_kept_and_a_lost_connection_is_named() {
    let server = Server::start(&Setup::default());
    let info = resolve(&format!("host=127.0.0.1 port={} dbname=postgres", server.port), &[]);
    run(async {
        let Opened { client, connection, .. } = open(&info).await.unwrap();
        tokio::spawn(connection);
        let raise = "DO $$ BEGIN RAISE EXCEPTION 'm' USING ERRCODE = '55P03', DETAIL = 'd', HINT = 'h'; END $$";
        let error = from_server(&client.batch_execute(raise).await.unwrap_err());
        let sql = error.sql().unwrap();
        assert_eq!((error.message(), sql.sqlstate.as_str(), error.kind()), ("m", "55P03", Kind::Failed));
        assert_eq!((sql.detail.as_deref(), sql.hint.as_deref()), (Some("d"), Some("h")));
        assert!(sql.context.as_deref().unwrap().contains("PL/pgSQL"), "{sql:?}");

        let said = from_server(&client.batch_execute("SELECT pg_terminate_backend(pg_backend_pid())").await.unwrap_err());
        assert_eq!(said.sqlstate(), Some("57P01"), "{said}");
        let lost = from_server(&client.batch_execute("SELECT 1").await.unwrap_err());
        assert!(lost.message().starts_with("the connection to the server was lost"), "{lost}");
    });
}
