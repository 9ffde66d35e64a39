//! The systems' policies for rows: what is past its time goes or is anonymised, with a line where the document wants it, and what the
//! document keeps stays.

use super::{LASTMINUTE, LAYOVERHQ, ROADTRIP, System};
use crate::support::{Database, Project};

fn carried(system: &System) -> (Database, Project) {
    let database = Database::empty();
    let project = system.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    if system.has("partitions") {
        let _ = project.run(&["partitions", "maintain"]).exits(0);
    }
    system.load_all(&database);
    let first = project.run(&["retention", "run"]).exits(0);
    assert!(first.stdout.starts_with("nothing to do: "), "the sample is young: {first}");
    (database, project)
}

/// How many rows each policy took, in the order of their names.
fn run(project: &Project) -> Vec<(String, i64)> {
    let ran = project.run(&["retention", "run", "--format", "json"]).exits(0).json();
    let policies = ran["result"]["policies"].as_array().expect("policies").clone();
    let taken = policies
        .iter()
        .map(|policy| (policy["policy"].as_str().unwrap_or_default().to_owned(), policy["done"].as_i64().unwrap_or(-1)));
    taken.filter(|(_, rows)| *rows != 0).collect()
}

fn taken(expected: &[(&str, i64)]) -> Vec<(String, i64)> {
    expected.iter().map(|(policy, rows)| ((*policy).to_owned(), *rows)).collect()
}

#[test]
fn layoverhqs_travellers_are_forgotten_and_its_books_stay() {
    let (database, project) = carried(&LAYOVERHQ);
    database.sql(
        "CREATE TABLE bookings_old PARTITION OF bookings FOR VALUES FROM ('2015-01-01 00:00:00+00') TO ('2016-01-01 00:00:00+00');
         WITH old AS (SELECT id, user_id FROM bookings WHERE flight_id IS NULL OR true ORDER BY id LIMIT 40)
         UPDATE bookings SET created_at = '2015-06-01 00:00:00+00' FROM old WHERE bookings.id = old.id;
         UPDATE bookings SET user_id = md5('user:42')::uuid WHERE id IN (SELECT id FROM bookings_old ORDER BY id LIMIT 3);
         UPDATE bookings SET user_id = md5('user:1')::uuid WHERE id IN (SELECT id FROM bookings_old ORDER BY id OFFSET 3);
         UPDATE users SET deleted_at = now() - interval '31 days' WHERE id IN (md5('user:2')::uuid, md5('user:42')::uuid)",
    );
    let sum = database.value("SELECT sum(total_amount) FROM bookings");
    // User 42 has a request that is open.
    assert_eq!(run(&project), taken(&[("bookings", 37), ("users", 1)]));
    assert_eq!(database.value("SELECT sum(total_amount) FROM bookings"), sum);
    let left = "SELECT count(*) FILTER (WHERE participant_details = '[]') || ' ' || count(*) FROM bookings_old";
    assert_eq!(database.value(left), "37 40");
    assert_eq!(
        database.value("SELECT email FROM users WHERE id = md5('user:2')::uuid").split('@').nth(1),
        Some("users.invalid")
    );
    let log = "SELECT deletion_type || ' ' || data_categories || ' ' || records_deleted || ' ' || executed_by
               FROM data_deletion_log WHERE executed_by LIKE 'pgkeel%' ORDER BY executed_by";
    assert_eq!(
        database.column(log),
        ["automated [\"financial\"] 37 pgkeel bookings", "user_request [\"personal\"] 1 pgkeel users"]
    );
    assert_eq!(run(&project), taken(&[]));
}

#[test]
fn last_minute_lives_sessions_drafts_and_trail_end() {
    let (database, project) = carried(&LASTMINUTE);
    database.sql(
        "UPDATE user_sessions SET created_at = created_at - interval '1 year', expires_at = expires_at - interval '1 year'
          WHERE id IN (SELECT id FROM user_sessions ORDER BY id LIMIT 50);
         UPDATE audit_log SET retention_until = current_date - 1 WHERE id IN (SELECT id FROM audit_log ORDER BY id LIMIT 30);
         UPDATE audit_log SET retention_until = current_date WHERE id IN (SELECT id FROM audit_log ORDER BY id DESC LIMIT 30);
         UPDATE bookings SET expires_at = now() - interval '31 days', customer_name = 'Ann'",
    );
    let drafts: i64 =
        database.value("SELECT count(*) FROM bookings WHERE status IN ('draft', 'expired')").parse().expect("a number");
    let held: i64 = database
        .value("SELECT count(DISTINCT b.id) FROM bookings b JOIN fraud_alerts f ON f.booking_id = b.id AND f.resolved_at IS NULL WHERE b.status IN ('draft', 'expired')")
        .parse()
        .expect("a number");
    assert!(drafts > held, "{drafts} {held}");
    assert_eq!(run(&project), taken(&[("audit_log", 30), ("bookings", drafts - held), ("user_sessions", 50)]));
    let logged = "SELECT string_agg(action || ' ' || entity_type || ' ' || (metadata->>'rows'), ', ' ORDER BY entity_type)
                  FROM audit_log WHERE event_type = 'system_event'";
    let lines = format!(
        "retention_delete audit_log 30, retention_anonymise bookings {}, retention_delete user_sessions 50",
        drafts - held
    );
    assert_eq!(database.value(logged), lines);
    assert_eq!(
        database.value("SELECT count(*) > 0 FROM bookings WHERE status = 'confirmed' AND customer_name = 'Ann'"),
        "true"
    );
    assert_eq!(run(&project), taken(&[]));
}

#[test]
fn roadtrip_copilot_forgets_by_region_and_by_the_day_the_week_and_the_month() {
    let (database, project) = carried(&ROADTRIP);
    database.sql(
        "UPDATE voice_interactions SET created_at = now() - interval '100 days';
         UPDATE user_behavior_analytics SET occurred_at = now() - interval '2 years' WHERE id <= 100;
         UPDATE roadtrip_sessions SET expires_at = date_trunc('month', now(), 'UTC') - interval '1095 days' + make_interval(secs => n)
           FROM (SELECT id, row_number() OVER (ORDER BY id) - 11 AS n FROM roadtrip_sessions) AS numbered
          WHERE numbered.id = roadtrip_sessions.id AND n < 10",
    );
    let european =
        "SELECT count(*) FROM voice_interactions JOIN users ON users.id = user_id WHERE country_code IN ('DE', 'FR')";
    let european: i64 = database.value(european).parse().expect("a number");
    assert!(european > 0);
    // The line of trips is at the start of the month: ten are before it.
    let expected = [("roadtrip_sessions", 10), ("user_behavior_analytics", 100), ("voice_interactions_eu", european)];
    assert_eq!(run(&project), taken(&expected));
    assert_eq!(database.value("SELECT count(*) FROM roadtrip_sessions WHERE origin_latitude IS NULL"), "10");
    assert_eq!(
        database.value("SELECT count(*) FROM user_behavior_analytics WHERE user_id IS NULL AND properties = '{}'"),
        "100"
    );
    assert_eq!(run(&project), taken(&[]));

    // An account whose time has come goes with all that is its own, and leaves a trail.
    let revenues = database.value("SELECT count(*) FROM video_revenues");
    database.sql("UPDATE users SET data_retention_expires_at = now() - interval '1 day' WHERE id = md5('user:1')::uuid");
    assert_eq!(run(&project), taken(&[("users", 1)]));
    assert_eq!(database.value("SELECT count(*) FROM discoveries WHERE user_id = md5('user:1')::uuid"), "0");
    assert_eq!(database.value("SELECT count(*) FROM video_revenues"), revenues);
    let logged = "SELECT string_agg(operation || ' ' || table_name || ' ' || (new_values->>'rows'), ', ' ORDER BY table_name)
                  FROM audit_log WHERE new_values ? 'policy'";
    let lines = format!(
        "UPDATE roadtrip_sessions 10, UPDATE user_behavior_analytics 100, DELETE users 1, DELETE voice_interactions {european}"
    );
    assert_eq!(database.value(logged), lines);
}
