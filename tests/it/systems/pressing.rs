//! The pressing service: its own rules for migrations, and who sees what.

use super::PRESSING;
use crate::support::{Database, Held};

#[test]
fn a_column_for_a_table_in_use_is_nullable_filled_and_then_needed() {
    let database = Database::empty();
    let project = PRESSING.project().on(&database);
    let _ = project.run(&["migrate", "up", "--to", "V10"]).exits(0);
    database.sql("INSERT INTO services (name, code, type, base_price) VALUES ('Suit', 'SUIT', 'dry_cleaning', 18)");
    let _ = project.run(&["migrate", "up", "--to", "V11"]).exits(0);
    assert_eq!(database.value("SELECT category_id IS NULL FROM services"), "true");
    let _ = project.run(&["migrate", "up"]).exits(0);
    let named = "SELECT service_categories.name FROM services JOIN service_categories ON service_categories.id = category_id";
    assert_eq!(database.value(named), "Dry Cleaning");
    let _ = project.run(&["diff"]).exits(0);
    let _ = project.run(&["migrate", "down", "--to", "V10"]).exits(0);
    let _ = project.run(&["migrate", "up"]).exits(0);
    assert_eq!(database.value(named), "Dry Cleaning");
    let _ = project.run(&["diff"]).exits(0);
}

#[test]
fn no_column_is_dropped_on_the_way_forward() {
    let database = Database::empty();
    let project = PRESSING.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    PRESSING.load_all(&database);
    project.write("migrations/V15__less.sql", "ALTER TABLE bookings DROP COLUMN delivery_date");
    let refused = project.run(&["migrate", "up"]).exits(3);
    assert!(refused.stdout.contains("data-loss") || refused.stderr.contains("data-loss"), "{refused}");
    assert_eq!(database.value("SELECT count(*) FROM bookings WHERE delivery_date IS NOT NULL"), "900");
}

#[test]
fn what_belongs_to_a_user_or_an_organization_is_protected() {
    let database = Database::empty();
    let project = PRESSING.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let health = || project.run(&["health", "--only", "tables_open_to_all"]);
    let _ = health().exits(0);
    database.sql("ALTER TABLE bookings DISABLE ROW LEVEL SECURITY");
    let found = health().exits(3);
    assert!(found.stdout.contains("bookings"), "{found}");
}

#[test]
fn members_see_their_organization_and_admins_change_it() {
    let database = Database::empty();
    let project = PRESSING.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    PRESSING.load_all(&database);
    let role = format!("{}_app", database.name);
    // An owner, an ordinary member of the same organization, and a customer of none.
    for (person, what) in [
        (1, "SELECT count(*) = 1 FROM organizations"),
        (1, "SELECT count(*) = 10 FROM organization_members"),
        (1, "SELECT count(*) > 0 AND bool_and(organization_id = md5('organization:2')::uuid) FROM events"),
        (49, "SELECT count(*) = 10 FROM organization_members"),
        (49, "SELECT count(*) > 0 AND bool_and(user_id = app_user_id()) FROM bookings"),
        (200, "SELECT count(*) = 0 FROM organizations"),
        (200, "SELECT count(*) = 1 FROM users"),
    ] {
        let id = database.value(&format!("SELECT md5('user:{person}')::uuid"));
        let held = Held::open(
            &database.url,
            &format!(
                "BEGIN; CREATE ROLE {role}; GRANT SELECT, UPDATE ON ALL TABLES IN SCHEMA public TO {role};
                 SET LOCAL ROLE {role}; SET LOCAL app.user_id = '{id}'"
            ),
        );
        held.sql(&format!("DO $$ BEGIN ASSERT ({what}); END $$")).unwrap_or_else(|error| panic!("{person}: {what}: {error}"));
        let renamed = i32::from(person == 1);
        held.sql(&format!(
            "DO $$ DECLARE changed int; BEGIN
                 UPDATE organizations SET name = 'Mine'; GET DIAGNOSTICS changed = ROW_COUNT; ASSERT changed = {renamed};
             END $$"
        ))
        .unwrap_or_else(|error| panic!("{person}: {error}"));
        held.sql("ROLLBACK").expect("the role goes");
    }
}

#[test]
fn roles_of_the_system_stay() {
    let database = Database::empty();
    let _ = PRESSING.project().on(&database).run(&["migrate", "up"]).exits(0);
    PRESSING.load(&database, "seed.sql");
    database.sql("DELETE FROM roles WHERE name = 'dispatcher'");
    let refused = Held::open(&database.url, "BEGIN").sql("DELETE FROM roles").expect_err("it is refused");
    assert!(refused.to_string().contains("belongs to the system"), "{refused}");
}

#[test]
fn every_column_that_the_document_names_is_there() {
    let database = Database::empty();
    let _ = PRESSING.project().on(&database).run(&["migrate", "up"]).exits(0);
    let there = database.column(
        "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1",
    );
    let named = include_str!("../../cases/documents/pressing.columns");
    let named: Vec<String> = named
        .lines()
        .filter_map(|line| line.split_once(": "))
        .flat_map(|(table, columns)| columns.split(' ').map(move |column| format!("{table}.{column}")))
        .collect();
    assert_eq!(named.len(), 299);
    let missing: Vec<&String> = named.iter().filter(|column| !there.contains(column)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}
