//! Rows survive: a database with rows in it is made into another by a plan as it is printed; then the rows are there, and what
//! counts goes on.

use crate::law::apply;
use crate::support::{Database, Project};

/// Makes `old`, puts `rows` in, runs the plan to `new`, then `after`; gives what `question` answers.
fn after(old: &str, rows: &str, new: &str, after: &str, question: &str) -> Vec<String> {
    let (from, to) = (Database::empty(), Database::empty());
    from.sql(old);
    from.sql(rows);
    to.sql(new);
    let project = Project::empty().on(&from);
    let plan = project.run(&["diff", "live", &to.url, "--sql"]).exits(3);
    assert!(plan.stdout.contains("-- Proven on "), "{}", plan.stdout);
    apply(&from, &plan.stdout);
    let _ = project.run(&["diff", "live", &to.url]).exits(0);
    from.sql(after);
    from.column(question)
}

const ROWS_OF_T: &str = "SELECT translate(t::text, ',()', ' ') FROM t ORDER BY 1";

#[test]
fn a_table_turned_partitioned_and_back() {
    let plain = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, kind text NOT NULL, twice int GENERATED ALWAYS AS (id * 2) STORED,
                                 PRIMARY KEY (id, kind));
                 CREATE TABLE of_t (id int, kind text, FOREIGN KEY (id, kind) REFERENCES t);";
    let partitioned = "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, kind text NOT NULL,
                                       twice int GENERATED ALWAYS AS (id * 2) STORED, PRIMARY KEY (id, kind)) PARTITION BY LIST (kind);
                       CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
                       CREATE TABLE t_rest PARTITION OF t DEFAULT;
                       CREATE TABLE of_t (id int, kind text, FOREIGN KEY (id, kind) REFERENCES t);";
    let rows = "INSERT INTO t (kind) VALUES ('a'), ('b'), ('a'); DELETE FROM t WHERE id = 3; INSERT INTO of_t VALUES (1, 'a')";
    let more = "INSERT INTO t (kind) VALUES ('c')";
    let expected = ["1 a 2", "2 b 4", "4 c 8"];
    assert_eq!(after(plain, rows, partitioned, more, ROWS_OF_T), expected);
    assert_eq!(after(partitioned, rows, plain, more, ROWS_OF_T), expected);
}

#[test]
fn rows_that_policies_hide_from_their_owner() {
    let old = "CREATE TABLE t (id int); ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
               CREATE POLICY none ON t USING (false);";
    let new = "CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t_all PARTITION OF t DEFAULT;
               ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY; CREATE POLICY none ON t USING (false);";
    assert_eq!(after(old, "INSERT INTO t VALUES (1), (2)", new, "", ROWS_OF_T), ["1", "2"]);
}

#[test]
fn a_row_that_fits_no_partition_keeps_the_table_as_it_was() {
    let (from, to) = (Database::empty(), Database::empty());
    from.sql("CREATE TABLE t (id int); INSERT INTO t VALUES (1), (20)");
    to.sql("CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);");
    let plan = Project::empty().on(&from).run(&["diff", "live", &to.url, "--sql"]).exits(3).stdout;
    let failed = std::panic::catch_unwind(|| apply(&from, &plan)).is_err();
    assert!(failed, "{plan}");
    assert_eq!(from.column(ROWS_OF_T), ["1", "20"]);
    assert_eq!(
        from.column(
            "SELECT relname::text FROM pg_class WHERE relname LIKE 't%' AND relkind IN ('r', 'p')
                            AND relnamespace = 'public'::regnamespace"
        ),
        ["t"]
    );
}

#[test]
fn other_partition_keys_and_numbers_of_partitions() {
    let by_range = "CREATE TABLE t (id int, kind text) PARTITION BY RANGE (id);
                    CREATE TABLE t_rest PARTITION OF t DEFAULT; CREATE TABLE t_1 PARTITION OF t FOR VALUES FROM (0) TO (10);";
    let by_list = "CREATE TABLE t (id int, kind text) PARTITION BY LIST (kind);
                   CREATE TABLE t_rest PARTITION OF t DEFAULT; CREATE TABLE t_b PARTITION OF t FOR VALUES IN ('b');";
    let by_hash = "CREATE TABLE t (id int, kind text) PARTITION BY HASH (id);
                   CREATE TABLE t_rest PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0);";
    let rows = "INSERT INTO t VALUES (1, 'a'), (100, 'b'), (7, 'c')";
    let expected = ["1 a", "100 b", "7 c"];
    for (old, new) in [(by_range, by_list), (by_list, by_hash), (by_hash, by_range)] {
        assert_eq!(after(old, rows, new, "", ROWS_OF_T), expected);
    }
    let more = "CREATE TABLE t (id int, kind text) PARTITION BY HASH (id);
                CREATE TABLE t_rest PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 0);
                CREATE TABLE t_more PARTITION OF t FOR VALUES WITH (MODULUS 2, REMAINDER 1);";
    assert_eq!(after(by_hash, rows, more, "", ROWS_OF_T), expected);
}

#[test]
fn a_table_attached_and_a_partition_detached_moved_and_partitioned_further() {
    let apart = "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id); CREATE INDEX t_n_idx ON t (n);
                 CREATE TABLE part (id int, n int); CREATE INDEX part_n_idx ON part (n);
                 CREATE TABLE other (id int, n int) PARTITION BY RANGE (id);";
    let attached = "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id); CREATE INDEX t_n_idx ON t (n);
                    CREATE TABLE part PARTITION OF t FOR VALUES FROM (0) TO (10);
                    CREATE TABLE other (id int, n int) PARTITION BY RANGE (id);";
    let moved = "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id); CREATE INDEX t_n_idx ON t (n);
                 CREATE TABLE other (id int, n int) PARTITION BY RANGE (id);
                 CREATE TABLE part PARTITION OF other FOR VALUES FROM (0) TO (20);";
    let further = "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id); CREATE INDEX t_n_idx ON t (n);
                   CREATE TABLE part PARTITION OF t FOR VALUES FROM (0) TO (10) PARTITION BY LIST (n);
                   CREATE TABLE part_all PARTITION OF part DEFAULT;
                   CREATE TABLE other (id int, n int) PARTITION BY RANGE (id);";
    let rows = "INSERT INTO part VALUES (1, 1), (2, 2)";
    let question = "SELECT translate(part::text, ',()', ' ') FROM part ORDER BY 1";
    for (old, new) in [(apart, attached), (attached, apart), (attached, moved), (attached, further), (further, attached)] {
        assert_eq!(after(old, rows, new, "", question), ["1 1", "2 2"], "{old} → {new}");
    }
}

#[test]
fn partitions_get_other_bounds_with_their_rows() {
    let with =
        |bounds: &str| format!("CREATE TABLE t (id int) PARTITION BY RANGE (id); CREATE TABLE t_1 PARTITION OF t {bounds};");
    let (old, new) = (with("FOR VALUES FROM (0) TO (10)"), with("FOR VALUES FROM (0) TO (100)"));
    assert_eq!(after(&old, "INSERT INTO t VALUES (1), (2)", &new, "INSERT INTO t VALUES (50)", ROWS_OF_T), ["1", "2", "50"]);
}

#[test]
fn what_counts_goes_on_through_serial_identity_and_plain() {
    let serial = "CREATE TABLE t (id serial PRIMARY KEY, note text);";
    let other = "CREATE TABLE t (id int PRIMARY KEY, note text); CREATE SEQUENCE counter AS int OWNED BY t.id;
                 ALTER TABLE t ALTER id SET DEFAULT nextval('counter');";
    let identity = "CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, note text);";
    let plain = "CREATE TABLE t (id int PRIMARY KEY, note text);";
    let counted = "INSERT INTO t (note) VALUES ('a'), ('b'), ('c'); DELETE FROM t WHERE id = 3";
    let more = "INSERT INTO t (note) VALUES ('d')";
    for (old, new) in [(serial, identity), (identity, serial), (serial, other), (other, identity), (identity, other)] {
        assert_eq!(after(old, counted, new, more, ROWS_OF_T), ["1 a", "2 b", "4 d"], "{old} → {new}");
    }
    let given = "INSERT INTO t VALUES (1, 'a'), (7, 'b')";
    for new in [serial, identity, other] {
        assert_eq!(after(plain, given, new, more, ROWS_OF_T), ["1 a", "7 b", "8 d"], "{new}");
    }
    let by_hand = "INSERT INTO t VALUES (9, 'd')";
    for old in [serial, identity] {
        assert_eq!(after(old, counted, plain, by_hand, ROWS_OF_T), ["1 a", "2 b", "9 d"], "{old}");
    }
}

#[test]
fn an_identity_keeps_its_place_when_its_limits_become_narrower() {
    let with = |options: &str| format!("CREATE TABLE t (id int GENERATED BY DEFAULT AS IDENTITY ({options}), note text);");
    let (old, new) = (with("START 1"), with("MINVALUE 10 START 20"));
    let rows = "INSERT INTO t (note) SELECT 'x' FROM generate_series(1, 30)";
    let question = "SELECT max(id)::text FROM t";
    assert_eq!(after(&old, rows, &new, "INSERT INTO t (note) VALUES ('y')", question), ["31"]);
}

#[test]
fn values_are_converted_with_their_types() {
    let old = "CREATE TYPE mood AS ENUM ('sad', 'happy');
               CREATE TABLE t (a int DEFAULT 1, b text, c mood DEFAULT 'sad', d json, e varchar(5), f boolean);";
    let new = "CREATE TYPE mood AS ENUM ('sad', 'happy');
               CREATE TABLE t (a text DEFAULT 'x', b int, c text DEFAULT 'sad', d jsonb, e text, f int);";
    let rows = "INSERT INTO t VALUES (1, '2', 'happy', '[1]', 'five', true)";
    let question = "SELECT concat_ws(' ', a, b, c, d, e, f) FROM t ORDER BY a";
    assert_eq!(after(old, rows, new, "INSERT INTO t (b) VALUES (5)", question), ["1 2 happy [1] five 1", "x 5 sad"]);
    assert_eq!(
        after(new, "INSERT INTO t VALUES ('1', 2, 'happy', '[1]', 'five', 1)", old, "", question),
        ["1 2 happy [1] five t"]
    );
}

#[test]
fn generated_columns_are_computed_anew() {
    let old = "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 2) STORED); CREATE INDEX t_b ON t (b);";
    let new = "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a * 3) STORED); CREATE INDEX t_b ON t (b);";
    let plain = "CREATE TABLE t (a int, b int); CREATE INDEX t_b ON t (b);";
    let rows = "INSERT INTO t VALUES (1), (2)";
    assert_eq!(after(old, rows, new, "INSERT INTO t VALUES (3)", ROWS_OF_T), ["1 3", "2 6", "3 9"]);
    assert_eq!(after(old, rows, plain, "INSERT INTO t VALUES (3, 0)", ROWS_OF_T), ["1 2", "2 4", "3 0"]);
}

#[test]
fn children_and_parents_part_and_meet_with_their_rows() {
    let apart = "CREATE TABLE parent (id int, n text); CREATE TABLE t (id int, n text, own text);";
    let child = "CREATE TABLE parent (id int, n text); CREATE TABLE t (own text) INHERITS (parent);";
    let rows = "INSERT INTO t (id, n, own) VALUES (1, 'a', 'x')";
    let question = "SELECT concat_ws(' ', id, n, own) FROM t";
    assert_eq!(after(apart, rows, child, "", question), ["1 a x"]);
    assert_eq!(after(child, rows, apart, "", question), ["1 a x"]);
    let without = "CREATE TABLE parent (id int); CREATE TABLE t (n text, own text) INHERITS (parent);";
    assert_eq!(after(child, rows, without, "", question), ["1 a x"]);
    assert_eq!(after(without, rows, child, "", question), ["1 a x"]);
}

#[test]
fn keys_are_swapped_under_rows_that_refer_to_each_other() {
    let old = "CREATE TABLE a (id int PRIMARY KEY, code text NOT NULL UNIQUE); CREATE TABLE t (a_id int REFERENCES a, a_code text REFERENCES a (code));";
    let new = "CREATE TABLE a (id int NOT NULL UNIQUE, code text PRIMARY KEY); CREATE TABLE t (a_id int REFERENCES a (id), a_code text REFERENCES a (code));";
    let rows = "INSERT INTO a VALUES (1, 'x'); INSERT INTO t VALUES (1, 'x')";
    assert_eq!(after(old, rows, new, "", ROWS_OF_T), ["1 x"]);
}
