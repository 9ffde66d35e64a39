//! Plans for small schemas, as the SQL that they come to.

use super::*;
use crate::plan::Hazard;
use crate::schema::diff::{compare, tests::schema};

fn script(from: &str, to: &str) -> String {
    let (from, to) = (schema(from), schema(to));
    let planned = plan(&from, &to, &compare(&from, &to, |_, _| false), Server::default());
    let statements: Vec<String> =
        planned.plan.steps.iter().flat_map(|step| step.sql.iter().map(|sql| sql.text.clone())).collect();
    statements
        .into_iter()
        .chain(planned.impossible.into_iter().map(|impossible| format!("impossible: {}", impossible.why)))
        .collect::<Vec<_>>()
        .join("\n")
}

const T: &str = "[tables.t.columns]\nid = \"integer not null\"\nb = \"text default 'x'::text\"\n";

#[test]
fn the_same_needs_nothing() {
    assert_eq!(script(T, T), "");
}

#[test]
fn a_column_changes_in_place() {
    let to = "[tables.t.columns]\nid = \"bigint not null\"\nb = \"text not null default 'y'::text\"\n";
    insta::assert_snapshot!(script(T, to), @r"
    ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'y'::text
    ALTER TABLE public.t ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID
    ALTER TABLE public.t VALIDATE CONSTRAINT b_is_not_null
    ALTER TABLE public.t ALTER COLUMN b SET NOT NULL
    ALTER TABLE public.t DROP CONSTRAINT b_is_not_null
    ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint
    ");
}

#[test]
fn constraints_and_indexes_are_added_online() {
    let to = format!(
        "{T}[tables.t.constraints]\nt_pkey = 'primary key (id)'\nt_b = 'check (b <> 1)'\nt_u = 'unique nulls not distinct (b) include (id) deferrable'\n[tables.t.indexes]\ni = 'unique (b)'\n"
    );
    insta::assert_snapshot!(script(T, &to), @r"
    ALTER TABLE public.t ADD CONSTRAINT t_b check (b <> 1) NOT VALID
    ALTER TABLE public.t VALIDATE CONSTRAINT t_b
    CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (id)
    ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey
    CREATE UNIQUE INDEX CONCURRENTLY t_u ON public.t (b) include (id) NULLS NOT DISTINCT
    ALTER TABLE public.t ADD CONSTRAINT t_u UNIQUE USING INDEX t_u deferrable
    CREATE UNIQUE INDEX CONCURRENTLY i ON public.t (b)
    ");
}

#[test]
fn an_index_on_a_partitioned_table_is_built_partition_by_partition() {
    let from = "[tables.t]\npartition_by = 'range (id)'\n[tables.t.columns]\nid = 'integer'\n[tables.t.partitions]\nt_1 = 'for values from (1) to (2)'\n";
    let to = format!("{from}[tables.t.indexes]\ni = '(id)'\n");
    insta::assert_snapshot!(script(from, &to), @r"
    CREATE INDEX i ON ONLY public.t (id)
    CREATE INDEX CONCURRENTLY t_1_id_idx ON public.t_1 (id)
    ALTER INDEX public.i ATTACH PARTITION public.t_1_id_idx
    ");
}

#[test]
fn enum_labels_are_added_where_they_belong_and_a_new_type_has_less() {
    insta::assert_snapshot!(script("[enums]\ne = ['b', 'd']\n", "[enums]\ne = ['a', 'b', 'c', 'd', 'e']\n"), @r"
    ALTER TYPE public.e ADD VALUE 'a' BEFORE 'b'
    ALTER TYPE public.e ADD VALUE 'c' AFTER 'b'
    ALTER TYPE public.e ADD VALUE 'e' AFTER 'd'
    ");
    insta::assert_snapshot!(script("[enums]\ne = ['a', 'b']\n", "[enums]\ne = ['b']\n"), @r"
    ALTER TYPE public.e RENAME TO e_old
    CREATE TYPE public.e AS ENUM ('b')
    DROP TYPE public.e_old
    ");
}

#[test]
fn data_is_dropped_only_as_a_hazard() {
    let (from, to) = (schema(T), schema("[tables.t.columns]\nid = \"integer not null\"\n"));
    let planned = plan(&from, &to, &compare(&from, &to, |_, _| false), Server::default());
    assert_eq!(planned.plan.steps.len(), 1);
    assert_eq!(planned.plan.steps[0].hazards, [Hazard::DataLoss]);
    assert_eq!(planned.plan.steps[0].sql[0].text, "ALTER TABLE public.t DROP COLUMN b");
}

#[test]
fn a_view_makes_way_for_a_column_and_comes_back() {
    let view = "[views]\nv = 'select b from t'\n";
    let mut from = schema(&format!("{T}{view}"));
    let to = schema(&format!(
        "{}{view}",
        T.replace("b = \"text default 'x'::text\"", "b = \"character varying(9) default 'x'::text\"")
    ));
    let v = Identity::new(Kind::View, crate::identifier::QualifiedName::new("public", "v"));
    let b = Identity::part(Kind::Column, crate::identifier::QualifiedName::new("public", "t"), "b");
    from.objects.get_mut(&v).unwrap().depends_on.insert(b);
    let planned = plan(&from, &to, &compare(&from, &to, |_, _| false), Server::default());
    let titles: Vec<&str> = planned.plan.steps.iter().map(|step| step.title.as_str()).collect();
    assert_eq!(titles, ["drop view v; change column t.b to character varying(9); create view v"]);
}
