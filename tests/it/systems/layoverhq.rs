//! LayoverHQ: gaps, refreshing, recorded health, and tenants apart from each other.

use super::LAYOVERHQ;
use crate::support::{Database, Held, Project, eventually, start_server};

fn carried() -> (Database, Project) {
    let database = Database::empty();
    let project = LAYOVERHQ.project().on(&database);
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    (database, project)
}

#[test]
fn a_gap_and_rows_in_a_default_partition_are_reported() {
    let (database, project) = carried();
    let middle = database.value(
        "SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r' AND relname LIKE 'flights\\_2%'
         ORDER BY 1 OFFSET 2 LIMIT 1",
    );
    database.sql(&format!("ALTER TABLE flights DETACH PARTITION {middle}; DROP TABLE {middle}"));
    let status = project.run(&["partitions", "status", "--check"]).exits(3);
    assert!(status.stdout.contains("flights: 1 window has no partition: "), "{status}");
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    let _ = project.run(&["partitions", "status", "--check"]).exits(0);
    database.sql(
        "CREATE TABLE search_analytics_rest PARTITION OF search_analytics DEFAULT;
         INSERT INTO search_analytics (origin_airport, created_at) VALUES ('LHR', now() + '2 years')",
    );
    let status = project.run(&["partitions", "status", "--format", "json"]).exits(3).json();
    let tables = status["result"]["tables"].as_array().expect("tables").clone();
    let searches = tables.iter().find(|table| table["table"].to_string().contains("search_analytics")).expect("the table");
    assert_eq!(searches["default"]["rows"], 1, "{searches:#}");
}

#[test]
fn a_month_of_flights_that_bookings_refer_to_is_kept_and_the_others_go() {
    let (database, project) = carried();
    for (month, next) in [("01", "02"), ("02", "03"), ("03", "04")] {
        database.sql(&format!(
            "CREATE TABLE flights_2024_{month} PARTITION OF flights
                 FOR VALUES FROM ('2024-{month}-01 00:00+00') TO ('2024-{next}-01 00:00+00')"
        ));
    }
    database.sql(
        "INSERT INTO flights (id, flight_number, airline_code, airline_name, origin_airport, destination_airport, departure_time,
                              arrival_time, duration, provider)
         VALUES (md5('old')::uuid, 'TK1', 'TK', 'Turkish Airlines', 'LHR', 'IST', '2024-01-10 08:00+00', '2024-01-10 12:00+00',
                 240, 'amadeus'),
                (md5('older')::uuid, 'TK1', 'TK', 'Turkish Airlines', 'LHR', 'IST', '2024-02-10 08:00+00', '2024-02-10 12:00+00',
                 240, 'amadeus');
         INSERT INTO bookings (flight_id, flight_departure_time, booking_date, booking_time, participant_count,
                               participant_details, subtotal, total_amount)
         VALUES (md5('old')::uuid, '2024-01-10 08:00+00', current_date, '10:00', 1, '[]', 1, 1)",
    );
    let policy = project.read("partitions/flights.toml");
    let log = "[retain.log]\ntable = \"data_deletion_log\"\ncolumns = { deletion_type = \"automated\", \
               data_categories = '{\"flights\": {rows}}', records_deleted = \"{rows}\", executed_by = \"pgkeel {partition}\" }\n";
    let retain = format!("{policy}\n[retain]\nfor = \"12 months\"\nthen = \"drop\"\n{log}");
    // Nothing is dropped of which no line can be written.
    project.write("partitions/flights.toml", &retain.replace("records_deleted", "records"));
    let refused = project.run(&["partitions", "maintain", "flights"]).exits(1);
    assert!(refused.stdout.contains("data_deletion_log has no column `records`"), "{refused}");
    assert_eq!(database.value("SELECT count(*) FROM pg_inherits WHERE inhparent = 'flights'::regclass"), "7");
    database.sql("CREATE RULE silent AS ON INSERT TO data_deletion_log DO INSTEAD NOTHING");
    project.write("partitions/flights.toml", &retain);
    let refused = project.run(&["partitions", "maintain", "flights"]).exits(1);
    assert!(refused.to_string().contains("the log took no line"), "{refused}");
    assert_eq!(database.value("SELECT to_regclass('flights_2024_02') IS NULL"), "false");
    database.sql("DROP RULE silent ON data_deletion_log");
    let maintained = project.run(&["partitions", "maintain", "flights"]);
    let left =
        "SELECT string_agg(relname, ' ' ORDER BY relname) FROM pg_class WHERE relname LIKE 'flights\\_2024%' AND relkind = 'r'";
    assert_eq!(database.value(left), "flights_2024_01 flights_2024_03", "{maintained}");
    assert!(maintained.stdout.contains("flights_2024_01") && maintained.stdout.contains("bookings"), "why: {maintained}");
    let logged = "SELECT concat_ws(' ', deletion_type, data_categories, records_deleted, executed_by) FROM data_deletion_log";
    assert_eq!(database.column(logged), ["automated {\"flights\": 1} 1 pgkeel public.flights_2024_02"]);
}

#[test]
fn the_view_is_refreshed_plainly_where_it_must_be() {
    let (database, project) = carried();
    let how = || project.run(&["matviews", "refresh"]).exits(0).stdout;
    assert!(how().contains("concurrently"));
    database.sql("DROP INDEX idx_popular_layover_routes_route");
    let missed = project.run(&["diff", "--format", "github"]).exits(3);
    assert!(missed.stdout.contains("idx_popular_layover_routes_route"), "{missed}");
    let proposed = project.run(&["matviews", "status"]).exits(0);
    assert!(proposed.stdout.contains("CREATE UNIQUE INDEX"), "{proposed}");
    assert!(!how().contains(", concurrently"), "without its unique index");
    let _ = project.run(&["diff", "--apply"]).exits(0);
    database.sql("REFRESH MATERIALIZED VIEW popular_layover_routes WITH NO DATA");
    assert!(!how().contains(", concurrently"), "while it is not populated");
    assert!(how().contains("concurrently"));
}

#[test]
fn what_health_finds_is_recorded_where_the_document_wants_it() {
    let (database, project) = carried();
    let _ = project.run(&["health", "--only", "connections,invalid_indexes", "--record", "performance_metrics"]).exits(0);
    let recorded = "SELECT string_agg(metric_name || ' ' || metric_type, ', ' ORDER BY metric_name) FROM performance_metrics";
    assert_eq!(database.value(recorded), "db_health_connections gauge, db_health_invalid_indexes gauge");
}

#[test]
fn connections_worry_from_the_documents_shares_on_and_hide_no_other_check() {
    // Shares of twenty: three are for superusers.
    let server = start_server(&["max_connections=23"]);
    let database = Database::empty_on(&server);
    let project = LAYOVERHQ.project().on(&database);
    let asked = ["health", "--only", "connections,slow_queries,invalid_indexes", "--format", "json"];
    let states = || -> Vec<String> {
        let report = project.run(&asked).json();
        let checks = report["result"]["checks"].as_array().expect("checks").clone();
        let state = |name: &str| {
            let check = checks.iter().find(|check| check["check"] == name).expect("a check");
            check["status"].as_str().expect("a status").to_owned()
        };
        ["connections", "slow_queries", "invalid_indexes"].map(state).to_vec()
    };
    let mut held = Vec::new();
    // E000-15: critical is looked at first; E000-07: pg_stat_statements is not loaded here, and the others are looked at.
    for (sessions, state) in [(15, "ok"), (17, "warning"), (19, "critical")] {
        while held.len() < sessions {
            held.push(Held::open(&database.url, "SELECT"));
        }
        eventually(state, || states() == [state, "skipped", "ok"]);
    }
}

#[test]
fn the_nine_settings_are_compared_with_what_the_document_wants() {
    let (_database, project) = carried();
    let found = project.run(&["health", "--only", "expected_settings", "-v"]).exits(3);
    for setting in ["max_connections", "shared_buffers", "maintenance_work_mem", "random_page_cost"] {
        assert!(found.stdout.contains(setting), "{setting}: {found}");
    }
}

#[test]
fn with_the_optional_migration_each_enterprise_sees_its_own() {
    let database = Database::empty();
    let project = LAYOVERHQ.project().on(&database);
    for name in ["V13__tenants.sql", "V13__tenants.down.sql"] {
        let text = std::fs::read_to_string(LAYOVERHQ.path().join("fixtures/layoverhq/tenants").join(name)).expect("a file");
        project.write(&format!("migrations/{name}"), &text);
    }
    let _ = project.run(&["migrate", "up"]).exits(0);
    let _ = project.run(&["partitions", "maintain"]).exits(0);
    LAYOVERHQ.load_all(&database);
    let _ = project.run(&["pull"]).exits(0);
    let _ = project.run(&["diff"]).exits(0);
    let verified = project.run(&["migrate", "verify"]).exits(0);
    assert!(verified.stdout.contains("13 of 13 down scripts hold"), "{verified}");
    let tenant = "SELECT enterprise_id FROM bookings WHERE enterprise_id IS NOT NULL ORDER BY 1 LIMIT 1";
    let (tenant, role) = (database.value(tenant), format!("{}_app", database.name));
    let held = Held::open(
        &database.url,
        &format!(
            "BEGIN; CREATE ROLE {role}; GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role};
             SET LOCAL ROLE {role}; SET LOCAL app.enterprise_id = '{tenant}'"
        ),
    );
    for (table, column) in [("enterprises", "id"), ("users", "enterprise_id"), ("bookings", "enterprise_id")] {
        held.sql(&format!(
            "DO $$ BEGIN ASSERT (SELECT count(*) > 0 AND bool_and({column} = '{tenant}') FROM {table}), '{table}'; END $$"
        ))
        .unwrap_or_else(|error| panic!("{table}: {error}"));
    }
    held.sql("ROLLBACK").expect("the role goes");
}
