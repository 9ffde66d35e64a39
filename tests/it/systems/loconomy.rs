//! Loconomy: enums in order, search, who sees what, and what is no longer protected.

use super::LOCONOMY;
use crate::support::{Database, Held};

fn carried() -> Database {
    let database = Database::empty();
    let project = LOCONOMY.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    LOCONOMY.load_all(&database);
    database
}

#[test]
fn with_postgis_places_are_geography_and_without_it_the_optional_migration_does_not_begin() {
    LOCONOMY.tries_optional("postgis", "V13__geography");
}

#[test]
fn enums_have_the_documents_order() {
    let database = carried();
    let values = |name: &str| database.value(&format!("SELECT array_to_string(enum_range(null::{name}), ' ')"));
    assert_eq!(values("user_role"), "guest customer provider admin super_admin");
    assert_eq!(values("booking_status"), "pending confirmed in_progress completed cancelled disputed refunded");
    assert_eq!(values("audit_action"), "create read update delete login logout admin_action payment booking");
    assert_eq!(database.value("SELECT count(*) FROM pg_enum"), "65");
}

#[test]
fn a_title_weighs_more_than_a_description_in_the_words_of_its_language() {
    let database = carried();
    database.sql(
        "UPDATE listings SET title = 'Pianos', description = 'gardens' WHERE id = md5('listing:2')::uuid;
         UPDATE listings SET title = 'Gardens', description = 'pianos' WHERE id = md5('listing:3')::uuid;
         UPDATE listings SET title = 'Klaviere', language = 'de' WHERE id = md5('listing:6')::uuid",
    );
    let best = |word: &str, language: &str| {
        database.value(&format!(
            "SELECT title FROM listings WHERE search @@ to_tsquery('{language}', '{word}')
             ORDER BY ts_rank(search, to_tsquery('{language}', '{word}')) DESC LIMIT 1"
        ))
    };
    assert_eq!((best("piano", "english"), best("klavier", "german")), ("Pianos".to_owned(), "Klaviere".to_owned()));
}

#[test]
fn the_four_rules_of_row_level_security() {
    let database = carried();
    // Of how many rows each may see: a customer, a provider with bookings, an administrator, nobody in particular.
    let seen = |person: Option<u32>, what: &str| {
        let id = person.map(|person| database.value(&format!("SELECT md5('user:{person}')::uuid"))).unwrap_or_default();
        let held = Held::open(
            &database.url,
            &format!(
                "BEGIN; GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO authenticated; SET LOCAL ROLE authenticated;
                 SET LOCAL request.jwt.claim.sub = '{id}'"
            ),
        );
        held.sql(&format!("DO $$ BEGIN ASSERT ({what}), '{person:?}'; END $$"))
            .unwrap_or_else(|error| panic!("{what}: {error}"));
    };
    seen(Some(7), "SELECT count(*) = 1 FROM users");
    seen(Some(7), "SELECT count(*) > 0 AND bool_and(auth.uid() IN (customer_id, provider_id)) FROM bookings");
    seen(Some(250), "SELECT count(*) > 0 AND bool_and(provider_id = auth.uid()) FROM bookings");
    seen(Some(7), "SELECT count(*) > 100 AND bool_and(status = 'active') FROM listings");
    seen(Some(253), "SELECT count(*) FILTER (WHERE status <> 'active') > 0 FROM listings");
    seen(Some(1), "SELECT count(*) = 300 FROM users");
    seen(None, "SELECT count(*) = 0 FROM users");
    seen(None, "SELECT count(*) > 100 FROM listings");
}

#[test]
fn a_policy_that_is_missing_is_drift_and_comes_back() {
    let database = carried();
    let project = LOCONOMY.project().on(&database);
    database.sql("DROP POLICY participants ON bookings");
    let diff = project.run(&["diff"]).exits(3);
    assert!(diff.stdout.contains("missing    policy participants"), "{diff}");
    let _ = project.run(&["diff", "--apply"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn nobody_is_booked_twice_and_changes_are_on_record() {
    let database = carried();
    let twice = "UPDATE bookings SET status = 'confirmed', during = tstzrange(now() + '50 days', now() + '51 days')
                 WHERE provider_id = md5('user:260')::uuid";
    let refused = Held::open(&database.url, "BEGIN").sql(twice).expect_err("it is refused");
    assert!(refused.to_string().contains("bookings_no_overlap"), "{refused}");
    database.sql("UPDATE bookings SET notes = 'Ring twice' WHERE id = md5('booking:1')::uuid");
    let recorded = "SELECT count(*) FROM audit_logs WHERE action = 'update' AND entity_id = md5('booking:1')::uuid
                       AND new_values->>'notes' = 'Ring twice'";
    assert_eq!(database.value(recorded), "1");
    assert_eq!(database.value("SELECT updated_at > created_at FROM bookings WHERE id = md5('booking:1')::uuid"), "true");
}
