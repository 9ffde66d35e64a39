//! What checks of other tools get wrong, case by case: the table says by which test it is shown not to happen here; those that no
//! other file has are below.

// | case | test |
// |---|---|
// | warning is tested before critical, which is never reached; a direction is copied | `health::threshold` (properties), `health::the_cache_hit_ratio_needs_a_sample_and_low_is_bad` |
// | NULL, no rows or no privilege is OK | `health::a_role_that_cannot_see_other_sessions_is_told_so_and_what_to_grant`, `health::finding` (properties), `health_configured::a_check_of_ones_own_is_one_as_all_others` |
// | the check waits for the lock that it should report | `health_servers::no_check_waits_for_a_table`, `health::a_table_under_an_access_exclusive_lock_holds_nothing_up` |
// | a sequence is measured by its own end, not its column's | `health::a_sequence_is_measured_by_the_narrowest_end_of_its_range` |
// | background processes and ourselves count as connections | `health::connections_are_counted_without_our_own_and_without_background_processes` |
// | idle in transaction is measured from the query's start; aborted ones are forgotten | `health::a_session_idle_in_its_transaction_is_found_aborted_or_not` |
// | blocked and blocker are taken for one another, the root is not found | `health::a_blocked_session_is_found_with_the_root_of_its_queue` |
// | no lag where the link is dead; lag on an idle primary | `health_servers::a_standby_that_stands_still_is_seen_from_both_ends` |
// | a lost slot keeps no WAL and so is fine | `health_servers::a_slot_that_lost_its_wal_is_critical_and_not_fine_for_keeping_none` |
// | wraparound without template0, multixacts, TOAST; alarm at what is normal | `databases_that_nobody_may_enter_have_ages_too`, `health_servers::a_table_that_cannot_be_frozen_is_named_by_its_own_age_too` |
// | counters since ever are judged by their height | `health_configured::what_only_rises_is_judged_by_what_is_new` |
// | the archiver is judged by failures alone, or by files alone | `health_servers::an_archiver_that_hangs_does_not_pass_for_one_without_failures`, `health_faults::every_planted_fault_of_a_server_is_found` |
// | counters that come late are taken for zero | `matviews::due::health_finds_the_view_that_is_behind`, `health::sessions_that_track_no_activity_are_not_taken_for_quiet_ones` |
// | counts after a crash, rows of a table that was never analysed | `matviews::due::what_changed_before_a_crash_of_the_server_is_not_lost`, `a_table_that_was_never_analysed_is_not_infinitely_stale` |
// | an estimate of bloat is a fact; small tables, hidden statistics | `health_servers::what_vacuum_leaves_empty_is_estimated` |
// | an index that differs is a duplicate; the unique one is to be dropped | `health_faults::every_planted_fault_of_a_database_is_found_and_its_remedy_works`, `indexes_that_differ_are_not_the_same` |
// | unused since yesterday; unique and referring ones too | `health_servers::an_index_that_nobody_uses_is_found_when_there_is_time_to_tell` |
// | a foreign key is served by a partial index, or not by one in another order | `a_foreign_key_is_served_by_what_serves_it` |
// | an index that is being built is invalid | `health::an_index_left_invalid_is_found_one_that_is_being_built_is_not` |
// | objects of extensions, sessions and partitions are findings | `what_extensions_and_sessions_own_is_no_finding` |
// | NOT ENFORCED is taken for NOT VALID | `what_is_not_enforced_on_purpose_waits_for_no_validation` |
// | collations without a version differ | `health_faults::every_planted_fault_of_a_server_is_found` (before its fault: C, and no version) |
// | what belongs to the primary is asked of a standby | `health_servers::a_standby_that_stands_still_is_seen_from_both_ends` |
// | exit codes are lost, the worst is not the worst, percent for fractions | `health_faults::monitoring_is_answered_in_its_own_formats_and_codes`, `health::names_and_thresholds_that_cannot_be_right_are_refused` |
// | all checks see the moment at which the first began | `health::a_check_that_is_blocked_is_unknown_and_hides_no_other` (each has a transaction of its own) |
// | versions are compared as text | `postgres::health::versions_are_compared_as_numbers`, and every check on every major |
// | secrets in output | `health::constants_that_pg_stat_statements_kept_are_not_shown`, `health::a_blocked_session_is_found_with_the_root_of_its_queue` |

use crate::health_faults::{found, of, report};
use crate::support::majors::on_every_major;
use crate::support::{Database, start_server};

/// What is found of a check.
fn objects(database: &Database, check: &str) -> Vec<String> {
    let report = report(&database.url, "");
    let objects = of(&report, check)["objects"].as_array().expect("objects").iter();
    objects.map(|object| object["name"].as_str().expect("a name").to_owned()).collect()
}

#[test]
fn indexes_that_differ_are_not_the_same() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (a text, b int, c int); CREATE INDEX ab ON t (a, b); CREATE INDEX ba ON t (b, a); \
             CREATE INDEX a_pattern ON t (a text_pattern_ops); CREATE INDEX a_c ON t (a COLLATE \"C\"); \
             CREATE INDEX b_down ON t (b DESC); CREATE INDEX b_first ON t (b NULLS FIRST); CREATE INDEX b_hash ON t USING hash (b); \
             CREATE INDEX c_some ON t (c) WHERE b > 0; CREATE INDEX c_more ON t (c) WHERE b > 1; CREATE INDEX c_with ON t (c) INCLUDE (b); \
             CREATE INDEX lower ON t (lower(a)); CREATE INDEX upper ON t (upper(a)); CREATE UNIQUE INDEX c_unique ON t (c); \
             CREATE TABLE u (x int UNIQUE DEFERRABLE); CREATE UNIQUE INDEX u_at_once ON u (x)",
        );
        assert_eq!(objects(&database, "duplicate_indexes"), [""; 0]);
        assert_eq!(objects(&database, "redundant_indexes"), [""; 0]);
        // Of what stays, nothing that is needed is proposed to be dropped.
        database.sql(
            "CREATE TABLE k (id int, PRIMARY KEY (id), CONSTRAINT again UNIQUE (id, x), x int); CREATE UNIQUE INDEX again_too ON k (id, x); \
             CREATE TABLE f (k int, x int, FOREIGN KEY (k, x) REFERENCES k (id, x))",
        );
        assert_eq!(objects(&database, "duplicate_indexes").len(), 1);
        let dropped = of(&report(&database.url, ""), "duplicate_indexes")["remedy_sql"][0].as_str().unwrap().to_owned();
        database.sql(&dropped);
        assert_eq!(database.value("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"), "1");
    });
}

#[test]
fn a_foreign_key_is_served_by_what_serves_it() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE one (id int PRIMARY KEY); CREATE TABLE two (a int, b int, PRIMARY KEY (a, b)); \
             CREATE TABLE f (id int, a int, b int, partial int REFERENCES one, whole int REFERENCES one, late int REFERENCES one, \
                             included int REFERENCES one, computed int REFERENCES one, ranged int REFERENCES one, FOREIGN KEY (a, b) REFERENCES two); \
             CREATE INDEX ON f (b, a); CREATE INDEX ON f (partial) WHERE id > 0; CREATE INDEX ON f (whole) WHERE whole IS NOT NULL; \
             CREATE INDEX ON f (id, late); CREATE INDEX ON f (id) INCLUDE (included); CREATE INDEX ON f ((computed + 0)); \
             CREATE INDEX ON f USING brin (ranged); \
             CREATE TABLE p (id int, one int REFERENCES one) PARTITION BY LIST (id); CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
        );
        let found = objects(&database, "foreign_keys_without_index");
        let keys: Vec<&str> = found.iter().map(|found| found.split(' ').next().unwrap()).collect();
        let wanted = ["f_computed_fkey", "f_included_fkey", "f_late_fkey", "f_partial_fkey", "f_ranged_fkey", "p_one_fkey"];
        assert_eq!(keys, wanted, "{found:?}");
    });
}

#[test]
fn what_extensions_and_sessions_own_is_no_finding() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE theirs (a int, b timestamp, c char(3)); CREATE INDEX theirs_a ON theirs (a); CREATE INDEX theirs_again ON theirs (a); \
             CREATE INDEX theirs_ab ON theirs (a, b); GRANT SELECT ON theirs TO PUBLIC; ALTER TABLE theirs ENABLE ROW LEVEL SECURITY; \
             CREATE FUNCTION power() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'; \
             ALTER EXTENSION plpgsql ADD TABLE theirs; ALTER EXTENSION plpgsql ADD FUNCTION power()",
        );
        let _ = crate::support::Held::open(
            &database.url,
            "CREATE TEMP TABLE own (a int, b timestamp); CREATE INDEX ON own (a); CREATE INDEX ON own (a)",
        );
        for check in [
            "tables_without_primary_key",
            "doubtful_types",
            "duplicate_indexes",
            "redundant_indexes",
            "public_tables",
            "row_security_without_policy",
            "security_definer",
        ] {
            assert_eq!(objects(&database, check), [""; 0], "{check}");
        }
    });
}

#[test]
fn what_is_not_enforced_on_purpose_waits_for_no_validation() {
    on_every_major(|server| {
        if server.version() < 18 {
            return;
        }
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (a int, CONSTRAINT never CHECK (a > 0) NOT ENFORCED); ALTER TABLE t ADD CONSTRAINT later CHECK (a > 1) NOT VALID; \
             ALTER TABLE t ADD CONSTRAINT present NOT NULL a NOT VALID",
        );
        let before = report(&database.url, "");
        found(&before, "unenforced_constraints", "info", "never of public.t");
        assert_eq!(objects(&database, "unvalidated_constraints"), ["later of public.t", "present of public.t"]);
    });
}

#[test]
fn a_table_that_was_never_analysed_is_not_infinitely_stale() {
    on_every_major(|server| {
        let database = Database::empty_on(server);
        database.sql(
            "CREATE TABLE t (a int) WITH (autovacuum_enabled = off); INSERT INTO t VALUES (1), (2); DELETE FROM t WHERE a = 1",
        );
        let report = report(&database.url, "");
        for check in ["dead_rows", "stale_statistics", "table_bloat", "index_bloat"] {
            assert_eq!(of(&report, check)["status"], "ok", "{:#}", of(&report, check));
        }
    });
}

#[test]
fn databases_that_nobody_may_enter_have_ages_too() {
    let server = start_server(&[]);
    let database = Database::known("postgres", server.url("postgres"));
    database.sql("CREATE DATABASE closed ALLOW_CONNECTIONS false");
    // A third of the way is what the catalog says; nobody has used so many.
    let sound = report(&database.url, "");
    assert_eq!(of(&sound, "transaction_id_age")["status"], "ok");
    database.sql("UPDATE pg_database SET datminmxid = ((datminmxid::text::bigint - 1000000000 + 4294967296) % 4294967296)::text::xid WHERE datname = 'closed'");
    found(&report(&database.url, ""), "transaction_id_age", "warning", "database closed: oldest multixact id 1000000");
}
