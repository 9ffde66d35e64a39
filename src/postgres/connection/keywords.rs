//! Every connection parameter that libpq knows (PostgreSQL 15 to 18, section 34.1.2), its environment variable
//! (section 34.15), and what becomes of it here. What could weaken a connection if it were ignored is refused.

/// What becomes of a parameter.
#[derive(Debug, Clone, Copy)]
pub(super) enum Support {
    /// It is read.
    Used,
    /// It changes nothing that matters here.
    Ignored,
    /// Only these values can be honoured. An empty value is as good as none.
    Only(&'static [&'static str]),
}

#[derive(Debug)]
pub(super) struct Keyword {
    pub(super) name: &'static str,
    pub(super) variable: Option<&'static str>,
    pub(super) support: Support,
}

const fn used(name: &'static str, variable: &'static str) -> Keyword {
    Keyword { name, variable: Some(variable), support: Support::Used }
}

const fn used_if_given(name: &'static str) -> Keyword {
    Keyword { name, variable: None, support: Support::Used }
}

const fn ignored(name: &'static str, variable: Option<&'static str>) -> Keyword {
    Keyword { name, variable, support: Support::Ignored }
}

const fn only(values: &'static [&'static str], name: &'static str, variable: Option<&'static str>) -> Keyword {
    Keyword { name, variable, support: Support::Only(values) }
}

/// All of them.
pub(super) const KEYWORDS: &[Keyword] = &[
    used("host", "PGHOST"),
    used("hostaddr", "PGHOSTADDR"),
    used("port", "PGPORT"),
    used("dbname", "PGDATABASE"),
    used("user", "PGUSER"),
    used("password", "PGPASSWORD"),
    used("passfile", "PGPASSFILE"),
    used("service", "PGSERVICE"),
    used("servicefile", "PGSERVICEFILE"),
    used("options", "PGOPTIONS"),
    used("application_name", "PGAPPNAME"),
    used_if_given("fallback_application_name"),
    used("connect_timeout", "PGCONNECT_TIMEOUT"),
    used("target_session_attrs", "PGTARGETSESSIONATTRS"),
    used("load_balance_hosts", "PGLOADBALANCEHOSTS"),
    used("channel_binding", "PGCHANNELBINDING"),
    used_if_given("keepalives"),
    used_if_given("keepalives_idle"),
    used_if_given("keepalives_interval"),
    used_if_given("keepalives_count"),
    used_if_given("tcp_user_timeout"),
    used("sslmode", "PGSSLMODE"),
    used("sslrootcert", "PGSSLROOTCERT"),
    used("sslcert", "PGSSLCERT"),
    used("sslkey", "PGSSLKEY"),
    used("sslsni", "PGSSLSNI"),
    used("ssl_min_protocol_version", "PGSSLMINPROTOCOLVERSION"),
    used("ssl_max_protocol_version", "PGSSLMAXPROTOCOLVERSION"),
    used("sslcertmode", "PGSSLCERTMODE"),
    // The terminal's encoding, for psql; everything is UTF-8 here.
    only(&["utf8", "utf-8", "unicode", "auto"], "client_encoding", None),
    only(&["disable", "prefer"], "gssencmode", Some("PGGSSENCMODE")),
    only(&["0"], "gssdelegation", Some("PGGSSDELEGATION")),
    only(&["postgres"], "sslnegotiation", Some("PGSSLNEGOTIATION")),
    only(&[], "sslcrl", Some("PGSSLCRL")),
    only(&[], "sslcrldir", Some("PGSSLCRLDIR")),
    only(&[], "sslpassword", None),
    only(&[], "sslkeylogfile", None),
    only(&[], "requirepeer", Some("PGREQUIREPEER")),
    only(&[], "require_auth", Some("PGREQUIREAUTH")),
    only(&["false", "off", "no", "0"], "replication", None),
    only(&["3.0", "latest"], "max_protocol_version", Some("PGMAXPROTOCOLVERSION")),
    only(&["3.0"], "min_protocol_version", Some("PGMINPROTOCOLVERSION")),
    only(&[], "scram_client_key", None),
    only(&[], "scram_server_key", None),
    only(&[], "oauth_issuer", None),
    only(&[], "oauth_client_id", None),
    only(&[], "oauth_client_secret", None),
    only(&[], "oauth_scope", None),
    ignored("krbsrvname", Some("PGKRBSRVNAME")),
    ignored("gsslib", Some("PGGSSLIB")),
    // No TLS library of today compresses.
    ignored("sslcompression", Some("PGSSLCOMPRESSION")),
];

/// The entry of a parameter.
pub(super) fn find(name: &str) -> Option<&'static Keyword> {
    KEYWORDS.iter().find(|keyword| keyword.name == name)
}
