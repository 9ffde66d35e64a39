//! Who may do more than they should.

use super::{critical, info};
use crate::health::check::{Answer, Check, Group, Unit};
use crate::health::threshold::{Direction, Thresholds};

const BASE: Check = Check { group: Group::Security, ..super::BASE };

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "row_security_off",
        meaning: "tables with policies, or forced row-level security, that is off",
        why: "the policies do nothing: every row is open to whoever may read the table",
        sql: include_str!("../../postgres/queries/health_row_security_off.sql"),
        answer: Answer::Count("table with policies that do nothing"),
        thresholds: critical(0.0),
        remedy: "enable row-level security, after a look at whether the policies let through what the application needs",
        lock: Some("ACCESS EXCLUSIVE on the table for a moment: set lock_timeout first"),
        ..BASE
    },
    Check {
        name: "row_security_without_policy",
        meaning: "tables with row-level security and no policy",
        why: "all but the owner see no row, without an error",
        sql: include_str!("../../postgres/queries/health_row_security_without_policy.sql"),
        answer: Answer::Count("table with row-level security and no policy"),
        thresholds: info(0.0),
        remedy: "write the policy, or disable row-level security if nobody but the owner is to see it",
        ..BASE
    },
    Check {
        name: "row_security_always_true",
        meaning: "policies that let every role write rows under a condition that is always true",
        why: "permissive policies are joined by OR: where one is true, the others of its table and action mean nothing",
        sql: include_str!("../../postgres/queries/health_row_security_always_true.sql"),
        answer: Answer::Count("policy with a condition that is always true"),
        remedy: "say in it which rows, or name the roles that it is for (TO); to take all rows on purpose no row-level security is needed",
        ..BASE
    },
    Check {
        name: "row_security_read_by_all",
        meaning: "policies by which every role reads every row",
        why: "it is well where the rows are for all, and only to be written by some; another policy for SELECT on the table means nothing",
        sql: include_str!("../../postgres/queries/health_row_security_read_by_all.sql"),
        answer: Answer::Count("policy without a limit to what is read"),
        thresholds: info(0.0),
        remedy: "say in it which rows, or name the roles that it is for (TO), unless all rows are for all",
        ..BASE
    },
    Check {
        name: "row_security_several_policies",
        meaning: "tables where more than one permissive policy counts for one action and role",
        why: "a row that any of them lets through is let through, which who wrote the second may not have meant; and each is evaluated",
        sql: include_str!("../../postgres/queries/health_row_security_several_policies.sql"),
        answer: Answer::Count("action with several permissive policies"),
        thresholds: info(0.0),
        remedy: "join them in one; what is to narrow another must be AS RESTRICTIVE",
        ..BASE
    },
    Check {
        name: "row_security_per_row",
        meaning: "policies that call for each row what is the same for all rows of a statement",
        why: "a scan of a million rows calls it a million times; in a subquery it is called once",
        sql: include_str!("../../postgres/queries/health_row_security_per_row.sql"),
        answer: Answer::Count("policy with a call for each row"),
        thresholds: info(0.0),
        remedy: "write (SELECT current_setting('…')) instead of current_setting('…'), and the like of other functions",
        ..BASE
    },
    Check {
        name: "views_past_row_security",
        meaning: "views that others may read, and that read tables with row-level security as an owner who is above it",
        why: "a view asks with its owner's eyes: whoever may read it sees the rows that the policies hide",
        sql: include_str!("../../postgres/queries/health_views_past_row_security.sql"),
        answer: Answer::Count("view past row-level security"),
        remedy: "from PostgreSQL 15 on let it ask as its reader (security_invoker); before, or for a materialized view, give it to an \
                 owner whom the policies bind, or say in it who sees what",
        lock: Some("ACCESS EXCLUSIVE on the view for a moment: set lock_timeout first"),
        ..BASE
    },
    Check {
        name: "security_definer",
        meaning: "SECURITY DEFINER functions without a search_path of their own, or with one that the caller can fill",
        why: "who calls one chooses, by a temporary table or a schema of their own, what its names mean, with the \
              privileges of its owner",
        sql: include_str!("../../postgres/queries/health_security_definer.sql"),
        answer: Answer::Count("security definer function without a safe search_path"),
        remedy: "set it, after a look at which schemas its body needs",
        ..BASE
    },
    Check {
        name: "public_create",
        meaning: "schemas in which every role may create objects",
        why: "anybody can put a function or table in the way of others; from PostgreSQL 15 on public is no longer open, \
              but an upgrade keeps it so",
        sql: include_str!("../../postgres/queries/health_public_create.sql"),
        answer: Answer::Count("schema with CREATE for PUBLIC"),
        remedy: "revoke it, and grant CREATE to those who need it",
        ..BASE
    },
    Check {
        name: "public_tables",
        meaning: "tables, views, sequences and columns with privileges for PUBLIC, and tables to come",
        why: "every role, of every application, has them, and those to come too",
        sql: include_str!("../../postgres/queries/health_public_tables.sql"),
        answer: Answer::Count("table with grants to PUBLIC"),
        remedy: "grant what is needed to the roles that need it, then revoke it from PUBLIC",
        ..BASE
    },
    Check {
        name: "superuser_logins",
        meaning: "roles that can log in and are superusers, can become one, or bypass row-level security, beside the first one",
        why: "what such a role is tricked into, nothing stops; applications need none",
        sql: include_str!("../../postgres/queries/health_superuser_logins.sql"),
        answer: Answer::Count("login with superuser powers"),
        remedy: "give people roles of their own, and let them SET ROLE to a superuser that cannot log in",
        ..BASE
    },
    Check {
        name: "powerful_logins",
        meaning: "roles that can log in and may SET ROLE to a superuser, or make and change roles (CREATEROLE, from PostgreSQL 16 on)",
        why: "what they do by mistake is a step away only; before PostgreSQL 16 CREATEROLE is as good as a superuser: see superuser_logins",
        sql: include_str!("../../postgres/queries/health_powerful_logins.sql"),
        answer: Answer::Count("login with powers at hand"),
        thresholds: info(0.0),
        remedy: "keep them for people; what an application logs in with needs neither",
        ..BASE
    },
    Check {
        name: "password_expiry",
        meaning: "for how long the password of a role that can log in is valid, of the one that expires first",
        why: "a week is time to set a new one; a role whose password has expired is not locked out: it still gets in by peer, certificate or trust",
        sql: include_str!("../../postgres/queries/health_password_expiry.sql"),
        answer: Answer::Worst("password with an end"),
        unit: Unit::Seconds,
        direction: Direction::LowIsBad,
        thresholds: super::warning(7.0 * 86_400.0),
        remedy: "set a new password and VALID UNTIL, or lock the role out as a whole",
        ..BASE
    },
    Check {
        name: "logins_without_password",
        meaning: "roles that can log in and have no password, beside the first one",
        why: "it is well where pg_hba.conf has peer, cert, ldap or gss for them; else they cannot get in, or, under trust, everybody can",
        sql: include_str!("../../postgres/queries/health_logins_without_password.sql"),
        answer: Answer::Count("login without a password"),
        thresholds: info(0.0),
        reserved: Some("superuser only: nobody else sees who has a password, nor should"),
        remedy: "give it a password, or NOLOGIN if nobody logs in as it",
        ..BASE
    },
    Check {
        name: "trusted_networks",
        meaning: "lines of pg_hba.conf by which anybody of other machines gets in as whom they name, without a password (trust)",
        why: "whoever reaches the port is a superuser, and can run programs there",
        sql: include_str!("../../postgres/queries/health_trusted_networks.sql"),
        answer: Answer::Count("line with trust"),
        thresholds: critical(0.0),
        grant: Some(
            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO {role}; GRANT SELECT ON pg_catalog.pg_hba_file_rules TO {role}",
        ),
        reserved: Some("only a superuser may read pg_hba.conf"),
        remedy: "give the roles passwords, write scram-sha-256 in its place, then reload",
        ..BASE
    },
    Check {
        name: "trusted_locals",
        meaning: "lines of pg_hba.conf by which anybody of this machine gets in as whom they name, without a password (trust)",
        why: "every program and user of the machine is a superuser; initdb writes it so unless it is told otherwise",
        sql: include_str!("../../postgres/queries/health_trusted_locals.sql"),
        answer: Answer::Count("line with trust"),
        thresholds: info(0.0),
        grant: Some(
            "GRANT EXECUTE ON FUNCTION pg_catalog.pg_hba_file_rules() TO {role}; GRANT SELECT ON pg_catalog.pg_hba_file_rules TO {role}",
        ),
        reserved: Some("only a superuser may read pg_hba.conf"),
        remedy: "write peer for the socket, scram-sha-256 for the rest, then reload",
        ..BASE
    },
    Check {
        name: "end_of_life",
        meaning: "for how long this major version of PostgreSQL still gets fixes",
        why: "what is found after that, in the server or by those who attack it, stays; half a year is time for an upgrade",
        sql: include_str!("../../postgres/queries/health_end_of_life.sql"),
        unit: Unit::Seconds,
        direction: Direction::LowIsBad,
        thresholds: Thresholds { info: Some(180.0 * 86_400.0), warning: Some(0.0), critical: None },
        remedy: "upgrade to a newer major version: pg_upgrade, or by logical replication",
        ..BASE
    },
    Check {
        name: "md5_passwords",
        meaning: "roles whose password is kept as MD5",
        why: "who reads the hash can log in with it; PostgreSQL 18 warns of it, and a later one will not take it",
        sql: include_str!("../../postgres/queries/health_md5_passwords.sql"),
        answer: Answer::Count("role with an MD5 password"),
        reserved: Some("superuser only: nobody else sees how passwords are kept, nor should"),
        remedy: "set password_encryption to scram-sha-256, then let each role set its password anew",
        ..BASE
    },
];
