//! Roadtrip-Copilot: what is computed, what is never changed, and who sees what.

use super::ROADTRIP;
use crate::support::{Database, Held};

fn carried() -> Database {
    let database = Database::empty();
    let project = ROADTRIP.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    ROADTRIP.load_all(&database);
    database
}

/// What a statement is refused with.
fn refusal(database: &Database, sql: &str) -> String {
    let refused = Held::open(&database.url, "BEGIN").sql(sql);
    refused.expect_err("it is refused").to_string()
}

#[test]
fn shares_add_up_and_eligibility_is_computed() {
    let database = carried();
    database.sql("UPDATE video_revenues SET net_revenue_cents = 101");
    let shares = "SELECT DISTINCT user_share_cents || ' ' || platform_share_cents FROM video_revenues";
    assert_eq!(database.column(shares), ["50 51"], "E003-04");
    let wrong = "SELECT count(*) FROM discoveries
                 WHERE eligible_for_revenue <> (is_new_discovery AND validation_status <> 'pending')";
    assert_eq!(database.value(wrong), "0");
}

#[test]
fn the_audit_trail_is_written_and_never_changed() {
    let database = carried();
    let mut tables = database.column("SELECT relid::regclass FROM pg_partition_tree('audit_log') WHERE isleaf");
    assert_eq!(tables.len(), 4, "{tables:?}");
    tables.push("audit_log".to_owned());
    for sql in ["UPDATE {} SET table_name = 'x'", "DELETE FROM {}", "TRUNCATE {}"] {
        // Those to come are empty, and a trigger for each row has nothing to refuse.
        for table in tables
            .iter()
            .filter(|table| sql.starts_with('T') || database.value(&format!("SELECT EXISTS (SELECT FROM {table})")) == "true")
        {
            let sql = sql.replace("{}", table);
            assert!(refusal(&database, &sql).contains("is refused: its rows are never changed"), "{sql}");
        }
    }
    database.sql("DELETE FROM users WHERE id = md5('user:1')::uuid");
    let last = "SELECT string_agg(DISTINCT table_name, ' ' ORDER BY table_name) FROM audit_log
                WHERE operation = 'DELETE' AND user_id = md5('user:1')::uuid";
    assert_eq!(database.value(last), "credit_transactions discoveries users", "E003-06: who is erased leaves a trail");
    assert_eq!(database.value("SELECT count(*) FROM audit_log WHERE old_values ? 'password_hash'"), "0");
}

#[test]
fn users_see_their_own_and_statistics_are_of_all() {
    let database = carried();
    let role = format!("{}_app", database.name);
    let held = Held::open(
        &database.url,
        &format!(
            "BEGIN; CREATE ROLE {role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
             SET LOCAL ROLE {role}; SET LOCAL app.user_id = '{}'",
            database.value("SELECT md5('user:7')::uuid")
        ),
    );
    for table in ["users", "discoveries", "videos", "roadtrip_sessions", "voice_interactions", "audit_log"] {
        let column = if table == "users" { "id" } else { "user_id" };
        held.sql(&format!(
            "DO $$ BEGIN
                 ASSERT (SELECT count(*) > 0 FROM {table}) OR '{table}' = 'videos', '{table} is empty';
                 ASSERT (SELECT bool_and({column} = app_user_id()) IS NOT FALSE FROM {table}), '{table} shows others';
             END $$"
        ))
        .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    held.sql("DO $$ BEGIN ASSERT (SELECT sum(travellers) > 5 FROM discovery_statistics()); END $$").expect("statistics");
    held.sql("ROLLBACK").expect("the role goes");
}

#[test]
fn with_an_extension_the_optional_migrations_apply_and_without_they_do_not_begin() {
    ROADTRIP.tries_optional("postgis", "V11__geography");
    ROADTRIP.tries_optional("vector", "V12__embeddings");
}
