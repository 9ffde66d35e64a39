//! Last Minute Live: what its document got wrong, and what becomes of seats.

use super::LASTMINUTE;
use crate::migrate::concurrency::begin;
use crate::support::{Database, Held, eventually, server};

/// With its migrations, and an event with two seats and two customers.
fn theatre() -> Database {
    let database = Database::empty();
    let _ = LASTMINUTE.project().on(&database).run(&["migrate", "up"]).exits(0);
    database.sql(
        "INSERT INTO users (id, email, password_hash, password_salt, first_name, last_name)
         SELECT md5('user:' || n)::uuid, n || '@example.com', 'h', 's', 'a', 'b' FROM generate_series(1, 2) AS n;
         INSERT INTO organizations (id, name, slug, email, address) VALUES (md5('o')::uuid, 'o', 'o', 'o@example.com', '{}');
         INSERT INTO venues (id, organization_id, name, slug, address, total_capacity)
         VALUES (md5('v')::uuid, md5('o')::uuid, 'v', 'v', '{}', 2);
         INSERT INTO events (id, venue_id, organization_id, title, slug, event_date, service_fee_percentage)
         VALUES (md5('e')::uuid, md5('v')::uuid, md5('o')::uuid, 'e', 'e', now() + '1 day', 10);
         INSERT INTO bookings (id, booking_reference, user_id, event_id, organization_id)
         SELECT md5('booking:' || n)::uuid, 'LML-00000' || n, md5('user:' || n)::uuid, md5('e')::uuid, md5('o')::uuid
         FROM generate_series(1, 2) AS n;
         INSERT INTO seat_booking_state (id, event_id, seat_id, section, \"row\", seat_number, final_price_cents)
         SELECT md5('seat:' || n)::uuid, md5('e')::uuid, repeat(n::text, 64), 'stalls', 'A', n, 10000
         FROM generate_series(1, 2) AS n",
    );
    database
}

/// The indexes that are not valid.
const INVALID: &str = "SELECT coalesce(string_agg(indexrelid::regclass::text, ' '), '') FROM pg_index WHERE NOT indisvalid";

#[test]
fn killed_while_it_builds_an_index_it_finds_the_invalid_one_and_builds_it_anew() {
    let database = Database::empty();
    let project = LASTMINUTE.project().on(&database);
    let _ = project.run(&["migrate", "up", "--to", "16"]).exits(0);
    let seller = Held::open(&database.url, "BEGIN; LOCK TABLE events IN ROW EXCLUSIVE MODE");
    let mut run = begin(&project, &["migrate", "up"]);
    let building =
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX CONC%'";
    eventually("an index waits for who sells", || database.value(&format!("{building} AND wait_event_type = 'Lock'")) == "1");
    run.kill().expect("kill -9");
    let _ = run.wait().expect("its end");
    if server().version() < 14 {
        // Older servers do not notice that the client is gone.
        seller.sql("ROLLBACK").expect("the end");
    }
    eventually("its backend is gone", || database.value(building) == "0");
    if server().version() >= 14 {
        assert_eq!(database.value(INVALID), "idx_events_organization_status");
        seller.sql("ROLLBACK").expect("the end");
    }
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.value(INVALID), "");
    let _ = project.run(&["diff"]).exits(0);
    let built = "SELECT count(*) FROM pg_class WHERE relkind = 'i' AND relname LIKE 'idx_events_%'";
    assert_eq!(database.value(built), "5", "lines 1087-1094, without the one that is there twice");
}

/// Whether this customer, for the booking of the same number, gets the lock of a seat.
fn locks(database: &Database, seat: u8, customer: u8) -> bool {
    let sql = format!(
        "SELECT acquire_seat_lock(md5('e')::uuid, repeat('{seat}', 64), md5('user:{customer}')::uuid,
                                  md5('booking:{customer}')::uuid)"
    );
    database.value(&sql) == "true"
}

/// What a booking comes to: seats, and all with fee and tax.
fn totals(database: &Database, booking: u8) -> String {
    database.value(&format!(
        "SELECT subtotal_cents || ' ' || total_amount_cents FROM bookings WHERE id = md5('booking:{booking}')::uuid"
    ))
}

#[test]
fn a_seat_is_locked_by_one_released_and_counted() {
    let database = theatre();
    assert!(locks(&database, 1, 1), "E002-01, E002-02");
    assert!(!locks(&database, 1, 2), "it is taken");
    assert!(locks(&database, 2, 1));
    assert_eq!(totals(&database, 1), "20000 23760");
    let release = "SELECT release_seat_lock(md5('e')::uuid, repeat('1', 64), md5('user:1')::uuid)";
    assert_eq!(database.value(release), "true");
    assert_eq!(totals(&database, 1), "10000 11880", "E002-05: of what was released nothing stays");
    assert_eq!(database.value(release), "false", "it is free");
    assert!(locks(&database, 1, 2));
    database.sql("DELETE FROM seat_booking_state WHERE id = md5('seat:2')::uuid");
    assert_eq!(totals(&database, 1), "0 0", "E002-05: of what was deleted neither");
    assert_eq!(database.value("SELECT count(*) FILTER (WHERE metadata->>'successful' = 'false') FROM audit_log"), "1");
}

#[test]
fn a_lock_that_is_over_may_be_taken_changed_and_deleted() {
    let database = theatre();
    assert!(locks(&database, 1, 1) && locks(&database, 2, 1));
    database.sql("UPDATE seat_booking_state SET locked_until = now() - interval '1 minute'");
    assert!(locks(&database, 1, 2), "E002-04");
    assert_eq!((totals(&database, 1), totals(&database, 2)), ("10000 11880".to_owned(), "10000 11880".to_owned()));
    database.sql("DELETE FROM users WHERE id = md5('user:1')::uuid");
    assert_eq!(database.value("SELECT count(*) FROM bookings WHERE user_id IS NULL"), "1", "E002-03");
    assert_eq!(
        database.value("SELECT status || coalesce(locked_by::text, '') FROM seat_booking_state WHERE seat_number = 2"),
        "locked"
    );
}

#[test]
fn amounts_must_add_up_and_states_are_remembered() {
    let database = theatre();
    let refused = "DO $$ BEGIN
        INSERT INTO payment_transactions (organization_id, transaction_type, gross_amount_cents, net_amount_cents, fee_amount_cents)
        VALUES (md5('o')::uuid, 'payment', 100, 999999, NULL);
        RAISE EXCEPTION 'E002-08: accepted';
    EXCEPTION WHEN not_null_violation THEN NULL; END $$";
    database.sql(refused);
    database
        .sql("UPDATE events SET total_revenue_cents = 3000000000; UPDATE organizations SET monthly_revenue_limit = 3000000000");
    database.sql("UPDATE bookings SET status = 'pending_payment'; UPDATE bookings SET status = 'confirmed'");
    assert_eq!(database.value("SELECT DISTINCT previous_status FROM bookings"), "pending_payment", "E002-15");
    assert_eq!(database.value("SELECT string_agg(DISTINCT from_status || '>' || to_status, ' ' ORDER BY from_status || '>' || to_status) FROM booking_state_transitions"), "draft>pending_payment pending_payment>confirmed");
}

#[test]
fn a_booking_reference_has_its_form() {
    assert_eq!(theatre().value("SELECT generate_booking_reference() ~ '^LML-[A-Z0-9]{6}$'"), "true");
}

#[test]
fn the_schema_is_the_documents_without_what_it_has_twice() {
    let database = theatre();
    let count = |sql: &str| database.value(sql);
    assert_eq!(
        count("SELECT count(*) FROM pg_indexes WHERE schemaname = 'public' AND indexname LIKE 'idx\\_%'"),
        (44 - 8).to_string()
    );
    assert_eq!(count("SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace"), "49");
    assert_eq!(count("SELECT count(*) FROM pg_constraint WHERE contype = 'u' AND connamespace = 'public'::regnamespace"), "16");
    assert_eq!(
        count(
            "SELECT string_agg(typname || ' ' || n, ', ' ORDER BY typname) FROM (SELECT typname, count(*) AS n FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY typname) AS enums"
        ),
        "booking_status 10, payment_status 7, seat_status 6"
    );
    assert_eq!(count("SELECT count(*) FROM pg_views WHERE schemaname = 'public'"), "2");
    assert_eq!(count("SELECT count(*) FROM redis_seat_availability_cache"), "1");
}

#[test]
fn the_eight_indexes_that_the_document_has_twice_are_reported() {
    let database = Database::empty();
    let project = LASTMINUTE.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let redundant = || {
        let report = project.run(&["health", "--only", "redundant_indexes", "--format", "json"]).exits(0).json();
        report["result"]["checks"][0]["objects"].as_array().expect("objects").len()
    };
    assert_eq!(redundant(), 0);
    database.sql(
        "CREATE INDEX idx_users_email ON users (email); CREATE INDEX idx_user_sessions_token ON user_sessions (session_token);
         CREATE INDEX idx_organizations_slug ON organizations (slug); CREATE INDEX idx_venues_slug ON venues (slug);
         CREATE INDEX idx_events_slug ON events (slug); CREATE INDEX idx_bookings_reference ON bookings (booking_reference);
         CREATE INDEX idx_tickets_qr_code ON tickets (qr_code_hash);
         CREATE INDEX idx_payment_intents_stripe ON payment_intents (stripe_payment_intent_id)",
    );
    assert_eq!(redundant(), 8, "E002-06");
}
