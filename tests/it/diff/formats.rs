//! What `pgkeel diff` prints, in every format: for people, and for the programs that each format is made for.

use serde_json::Value;

use crate::support::{Database, Held, Project, Run, json_schema, stable};

/// A drift with everything that a format has to escape, or to cut.
const LIVE: &str = r#"
    CREATE TABLE t (id int NOT NULL DEFAULT 2, extra int, "a|b`c" int, "per%cent, ""quoted"": <b>&'" int);
    CREATE TABLE U&"to be seen\000A\001B[31m" (id int);
    COMMENT ON TABLE t IS E'first\nsecond line';
    CREATE FUNCTION body() RETURNS int LANGUAGE plpgsql AS $$
    BEGIN
      -- one
      -- two
      -- three
      -- four
      PERFORM 1; -- ```
      RETURN 1;
    END $$;
    CREATE FUNCTION steers() RETURNS text LANGUAGE sql AS E'SELECT ''\x1b[31mred'' || ''\r'' ';
"#;

const DECLARED: &str = r#"
[tables.t]
comment = "other"
[tables.t.columns]
id = "integer not null default 1"
name = "text"
"a|b`c" = "text"
"per%cent, \"quoted\": <b>&'" = "bigint"
[tables.t.indexes]
t_id = "(id)"
[tables.gone.columns]
id = "integer"
[functions]
"body()" = """() returns int language plpgsql as $$
    BEGIN
      -- one
      -- two
      -- three
      -- four
      PERFORM 2; -- ```
      RETURN 1;
    END $$"""
"steers()" = "() returns text language sql as 'SELECT ''red'''"
"#;

fn drifted() -> (Database, Project) {
    let database = Database::empty();
    database.sql(LIVE);
    let project = Project::empty().on(&database);
    project.write("schema.toml", DECLARED);
    (database, project)
}

fn drift_as(format: &str) -> Run {
    let (_database, project) = drifted();
    project.run(&["diff", "--format", format]).exits(3)
}

#[test]
fn people_read_it_by_table_and_nothing_steers_their_terminal() {
    let _stable = stable();
    let (_database, project) = drifted();
    insta::assert_snapshot!(project.run(&["diff"]), @r#"
    exit code: 3
    --- stdout
    functions
      changed    function body()
            … 7 unchanged lines
                  -- three
                  -- four
          -       PERFORM 1; -- ```
          +       PERFORM 2; -- ```
                  RETURN 1;
                END $function$
      changed    function steers()
            … 1 unchanged line
             RETURNS text
             LANGUAGE sql
          - AS $function$SELECT '\u{1b}[31mred' || '\r' $function$
          + AS $function$SELECT 'red'$function$
    "to be seen\n\u{1b}[31m"
      unexpected table "to be seen\n\u{1b}[31m"
    gone
      missing    table gone
    t
      changed    table t (comment)
          - first
          - second line
          + other
      changed    column "a|b`c"
          - integer
          + text
      unexpected column extra  integer
      changed    column id
          - integer not null default 2
          + integer not null default 1
      missing    column name  text
      changed    column "per%cent, ""quoted"": <b>&'"
          - integer
          + bigint
      missing    index t_id  (id)

    11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    note: if this is a rename, say so: --rename 'table:"to be seen\n\u{1b}[31m"=gone'
    not compared: owners
    --- stderr
    "#);
    let colored = project.run(&["diff", "--color", "always"]).exits(3).stdout;
    assert!(colored.contains("\u{1b}[4m\u{1b}[31m1\u{1b}[0m"), "the word that changed stands out: {colored:?}");
    for (at, _) in colored.match_indices('\u{1b}') {
        let rest = &colored[at + 1..];
        let code = rest.strip_prefix('[').and_then(|rest| rest.split_once('m')).map(|(code, _)| code);
        assert!(code.is_some_and(|code| code.len() <= 2), "only styles: {rest:?}");
    }
    assert!(!colored.contains("\u{1b}[31mred"), "{colored:?}");
}

#[test]
fn a_pull_request_gets_a_table_and_what_unfolds() {
    let _stable = stable();
    insta::assert_snapshot!(drift_as("markdown"), @r#"
    exit code: 3
    --- stdout
    ### pgkeel diff: 11 differences: 3 missing, 2 unexpected, 6 changed

    `from [database] on the socket [socket]:5432 as postgres to schema.toml`

    | | object | definition | declared at |
    |---|---|---|---|
    | changed | `function body()` |  | `schema.toml:14` |
    | changed | `function steers()` |  | `schema.toml:23` |
    | unexpected | `table "to be seen\n\u{1b}[31m"` |  | `schema.toml:1` |
    | missing | `table gone` |  | `schema.toml:11` |
    | changed | `table t (comment)` |  | `schema.toml:2` |
    | changed | <code>column t&#46;&#34;a&#124;b&#96;c&#34;</code> | `integer → text` | `schema.toml:7` |
    | unexpected | `column t.extra` | `integer` | `schema.toml:2` |
    | changed | `column t.id` | `integer not null default 2 → integer not null default 1` | `schema.toml:5` |
    | missing | `column t.name` | `text` | `schema.toml:6` |
    | changed | `column t."per%cent, ""quoted"": <b>&'"` | `integer → bigint` | `schema.toml:8` |
    | missing | `index t.t_id` | `(id)` | `schema.toml:10` |

    <details><summary>changed: <code>function body()</code></summary>

    ````diff
      … 7 unchanged lines
            -- three
            -- four
    -       PERFORM 1; -- ```
    +       PERFORM 2; -- ```
            RETURN 1;
          END $function$
    ````

    </details>

    <details><summary>changed: <code>function steers()</code></summary>

    ```diff
      … 1 unchanged line
       RETURNS text
       LANGUAGE sql
    - AS $function$SELECT '\u{1b}[31mred' || '\r' $function$
    + AS $function$SELECT 'red'$function$
    ```

    </details>

    <details><summary>changed: <code>table t (comment)</code></summary>

    ```diff
    - first
    - second line
    + other
    ```

    </details>

    Note: `if this is a rename, say so: --rename 'table:"to be seen\n\u{1b}[31m"=gone'`

    Not compared: `owners`
    --- stderr
    11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    "#);
}

#[test]
fn a_pull_request_gets_the_plan_with_its_hazards() {
    let _stable = stable();
    let database = Database::empty();
    database.sql(r#"CREATE TABLE t (id int, U&"extra\000D ```" int)"#);
    let project = Project::empty().on(&database);
    project.write("schema.toml", "[tables.t.columns]\nid = 'integer'\n");
    insta::assert_snapshot!(project.run(&["diff", "--sql", "--format", "markdown"]), @r#"
    exit code: 3
    --- stdout
    ### pgkeel diff: 1 difference: 1 unexpected

    `from [database] on the socket [socket]:5432 as postgres to schema.toml`

    | | object | definition | declared at |
    |---|---|---|---|
    | unexpected | <code>column t&#46;&#34;extra&#92;r &#96;&#96;&#96;&#34;</code> | `integer` | `schema.toml:1` |

    <details><summary>Plan: 1 step, hazards: data-loss (1); <code>proven on a temporary database on the same server&#58; 0 differences left</code></summary>

    ````sql
    SET search_path = public;
    -- 1. drop column t."extra  ```": not declared
    --    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
    --    hazard: data-loss
    ALTER TABLE public.t DROP COLUMN "extra\r ```";

    -- with escapes for control characters: `pgkeel diff --sql` prints it as it is
    ````

    </details>

    Note: <code>step 1 (drop column t&#46;&#34;extra&#92;r &#96;&#96;&#96;&#34;) needs --allow data-loss</code>

    Not compared: `owners`
    --- stderr
    1 difference: 1 unexpected (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    "#);
}

#[test]
fn github_gets_annotations() {
    let _stable = stable();
    insta::assert_snapshot!(drift_as("github"), @r#"
    exit code: 3
    --- stdout
    ::error file=schema.toml,line=14,title=changed%3A function body()::changed: function body()%0A  … 7 unchanged lines%0A        -- three%0A        -- four%0A-       PERFORM 1; -- ```%0A+       PERFORM 2; -- ```%0A        RETURN 1;%0A      END $function$
    ::error file=schema.toml,line=23,title=changed%3A function steers()::changed: function steers()%0A  … 1 unchanged line%0A   RETURNS text%0A   LANGUAGE sql%0A- AS $function$SELECT '\u{1b}[31mred' || '\r' $function$%0A+ AS $function$SELECT 'red'$function$
    ::error file=schema.toml,line=1,title=unexpected%3A table "to be seen\n\u{1b}[31m"::unexpected: table "to be seen\n\u{1b}[31m"
    ::error file=schema.toml,line=11,title=missing%3A table gone::missing: table gone
    ::error file=schema.toml,line=2,title=changed%3A table t (comment)::changed: table t (comment)%0A- first%0A- second line%0A+ other
    ::error file=schema.toml,line=7,title=changed%3A column t."a|b`c"::changed: column t."a|b`c": integer → text
    ::error file=schema.toml,line=2,title=unexpected%3A column t.extra::unexpected: column t.extra: integer
    ::error file=schema.toml,line=5,title=changed%3A column t.id::changed: column t.id: integer not null default 2 → integer not null default 1
    ::error file=schema.toml,line=6,title=missing%3A column t.name::missing: column t.name: text
    ::error title=and 2 more::and 2 more: `pgkeel diff` prints all
    ::notice title=pgkeel diff::11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)%0Aif this is a rename, say so: --rename 'table:"to be seen\n\u{1b}[31m"=gone'%0Anot compared: owners
    --- stderr
    11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    "#);
}

#[test]
fn gitlab_gets_issues() {
    let _stable = stable();
    insta::assert_snapshot!(drift_as("gitlab"), @r#"
    exit code: 3
    --- stdout
    [
      {
        "description": "changed: function body()\n  … 7 unchanged lines\n        -- three\n        -- four\n-       PERFORM 1; -- ```\n+       PERFORM 2; -- ```\n        RETURN 1;\n      END $function$",
        "check_name": "drift/changed",
        "fingerprint": "be57bb8faf3561076092aedb77e63a06",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 14
          }
        }
      },
      {
        "description": "changed: function steers()\n  … 1 unchanged line\n   RETURNS text\n   LANGUAGE sql\n- AS $function$SELECT '\\u{1b}[31mred' || '\\r' $function$\n+ AS $function$SELECT 'red'$function$",
        "check_name": "drift/changed",
        "fingerprint": "7ddb74995aa76cac48e32eae9e21dd8f",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 23
          }
        }
      },
      {
        "description": "unexpected: table \"to be seen\\n\\u{1b}[31m\"",
        "check_name": "drift/unexpected",
        "fingerprint": "82fcfb0f82f9d99b30ef2a2c8473da8e",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 1
          }
        }
      },
      {
        "description": "missing: table gone",
        "check_name": "drift/missing",
        "fingerprint": "06171cb69e6ae51616208ee30d39f5c7",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 11
          }
        }
      },
      {
        "description": "changed: table t (comment)\n- first\n- second line\n+ other",
        "check_name": "drift/changed",
        "fingerprint": "b5eea5483a3979f0006b860323527a40",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 2
          }
        }
      },
      {
        "description": "changed: column t.\"a|b`c\": integer → text",
        "check_name": "drift/changed",
        "fingerprint": "8c90330eb44de28ddb7d77a964200897",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 7
          }
        }
      },
      {
        "description": "unexpected: column t.extra: integer",
        "check_name": "drift/unexpected",
        "fingerprint": "c23fb36ec5df0a86614c672402e60f73",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 2
          }
        }
      },
      {
        "description": "changed: column t.id: integer not null default 2 → integer not null default 1",
        "check_name": "drift/changed",
        "fingerprint": "2799820de93e0f8c4aec9fe9d6fec157",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 5
          }
        }
      },
      {
        "description": "missing: column t.name: text",
        "check_name": "drift/missing",
        "fingerprint": "5a97c7314d33e7cbfe5bdaf750e612dc",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 6
          }
        }
      },
      {
        "description": "changed: column t.\"per%cent, \"\"quoted\"\": <b>&'\": integer → bigint",
        "check_name": "drift/changed",
        "fingerprint": "5e8cbc068bb397aa5580e45700b21888",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 8
          }
        }
      },
      {
        "description": "missing: index t.t_id: (id)",
        "check_name": "drift/missing",
        "fingerprint": "46cfd9f38f1a3f11e8c71f93fb9f59ae",
        "severity": "major",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 10
          }
        }
      }
    ]
    --- stderr
    11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    "#);
}

#[test]
fn a_test_report_gets_cases_that_fail() {
    let _stable = stable();
    insta::assert_snapshot!(drift_as("junit"), @r#"
    exit code: 3
    --- stdout
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="pgkeel diff" tests="12" failures="11" errors="0" skipped="1">
      <testsuite name="pgkeel diff" tests="12" failures="11" errors="0" skipped="1">
        <testcase classname="pgkeel diff" name="function body()" file="schema.toml" line="14"><failure type="drift/changed" message="changed: function body()">changed: function body()
      … 7 unchanged lines
            -- three
            -- four
    -       PERFORM 1; -- ```
    +       PERFORM 2; -- ```
            RETURN 1;
          END $function$</failure></testcase>
        <testcase classname="pgkeel diff" name="function steers()" file="schema.toml" line="23"><failure type="drift/changed" message="changed: function steers()">changed: function steers()
      … 1 unchanged line
       RETURNS text
       LANGUAGE sql
    - AS $function$SELECT &apos;\u{1b}[31mred&apos; || &apos;\r&apos; $function$
    + AS $function$SELECT &apos;red&apos;$function$</failure></testcase>
        <testcase classname="pgkeel diff" name="table &quot;to be seen\n\u{1b}[31m&quot;" file="schema.toml" line="1"><failure type="drift/unexpected" message="unexpected: table &quot;to be seen\n\u{1b}[31m&quot;">unexpected: table &quot;to be seen\n\u{1b}[31m&quot;</failure></testcase>
        <testcase classname="pgkeel diff" name="table gone" file="schema.toml" line="11"><failure type="drift/missing" message="missing: table gone">missing: table gone</failure></testcase>
        <testcase classname="pgkeel diff" name="table t (comment)" file="schema.toml" line="2"><failure type="drift/changed" message="changed: table t (comment)">changed: table t (comment)
    - first
    - second line
    + other</failure></testcase>
        <testcase classname="pgkeel diff" name="column t.&quot;a|b`c&quot;" file="schema.toml" line="7"><failure type="drift/changed" message="changed: column t.&quot;a|b`c&quot;: integer → text">changed: column t.&quot;a|b`c&quot;: integer → text</failure></testcase>
        <testcase classname="pgkeel diff" name="column t.extra" file="schema.toml" line="2"><failure type="drift/unexpected" message="unexpected: column t.extra: integer">unexpected: column t.extra: integer</failure></testcase>
        <testcase classname="pgkeel diff" name="column t.id" file="schema.toml" line="5"><failure type="drift/changed" message="changed: column t.id: integer not null default 2 → integer not null default 1">changed: column t.id: integer not null default 2 → integer not null default 1</failure></testcase>
        <testcase classname="pgkeel diff" name="column t.name" file="schema.toml" line="6"><failure type="drift/missing" message="missing: column t.name: text">missing: column t.name: text</failure></testcase>
        <testcase classname="pgkeel diff" name="column t.&quot;per%cent, &quot;&quot;quoted&quot;&quot;: &lt;b&gt;&amp;&apos;&quot;" file="schema.toml" line="8"><failure type="drift/changed" message="changed: column t.&quot;per%cent, &quot;&quot;quoted&quot;&quot;: &lt;b&gt;&amp;&apos;&quot;: integer → bigint">changed: column t.&quot;per%cent, &quot;&quot;quoted&quot;&quot;: &lt;b&gt;&amp;&apos;&quot;: integer → bigint</failure></testcase>
        <testcase classname="pgkeel diff" name="index t.t_id" file="schema.toml" line="10"><failure type="drift/missing" message="missing: index t.t_id: (id)">missing: index t.t_id: (id)</failure></testcase>
        <testcase classname="pgkeel diff" name="owners"><skipped message="not compared"/></testcase>
        <system-out>11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    if this is a rename, say so: --rename &apos;table:&quot;to be seen\n\u{1b}[31m&quot;=gone&apos;</system-out>
      </testsuite>
    </testsuites>
    --- stderr
    11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    "#);
}

#[test]
fn code_scanning_gets_sarif() {
    let _stable = stable();
    insta::assert_snapshot!(drift_as("sarif"), @r#"
    exit code: 3
    --- stdout
    {
      "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
      "version": "2.1.0",
      "runs": [
        {
          "tool": {
            "driver": {
              "name": "pgkeel",
              "version": "0.1.0",
              "rules": [
                {
                  "id": "drift/missing",
                  "shortDescription": {
                    "text": "An object is declared, and not there"
                  },
                  "fullDescription": {
                    "text": "An object is declared, and not there"
                  },
                  "help": {
                    "text": "`pgkeel diff --sql` prints the plan that makes it; `pgkeel pull` takes it out of the declared schema"
                  },
                  "defaultConfiguration": {
                    "level": "error"
                  }
                },
                {
                  "id": "drift/unexpected",
                  "shortDescription": {
                    "text": "An object is there, and not declared"
                  },
                  "fullDescription": {
                    "text": "An object is there, and not declared"
                  },
                  "help": {
                    "text": "`pgkeel pull` declares it; `pgkeel diff --sql` prints the plan that drops it"
                  },
                  "defaultConfiguration": {
                    "level": "error"
                  }
                },
                {
                  "id": "drift/changed",
                  "shortDescription": {
                    "text": "An object is not as it is declared"
                  },
                  "fullDescription": {
                    "text": "An object is not as it is declared"
                  },
                  "help": {
                    "text": "`pgkeel diff --sql` prints the plan that changes it; `pgkeel pull` declares it as it is"
                  },
                  "defaultConfiguration": {
                    "level": "error"
                  }
                }
              ]
            }
          },
          "invocations": [
            {
              "executionSuccessful": true,
              "exitCode": 3,
              "toolExecutionNotifications": [
                {
                  "level": "note",
                  "message": {
                    "text": "if this is a rename, say so: --rename 'table:\"to be seen\\n\\u{1b}[31m\"=gone'"
                  }
                },
                {
                  "level": "note",
                  "message": {
                    "text": "not compared: owners"
                  }
                }
              ]
            }
          ],
          "results": [
            {
              "ruleId": "drift/changed",
              "ruleIndex": 2,
              "level": "error",
              "message": {
                "text": "changed: function body()\n  … 7 unchanged lines\n        -- three\n        -- four\n-       PERFORM 1; -- ```\n+       PERFORM 2; -- ```\n        RETURN 1;\n      END $function$"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 14
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "function public.body()"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "be57bb8faf3561076092aedb77e63a06"
              }
            },
            {
              "ruleId": "drift/changed",
              "ruleIndex": 2,
              "level": "error",
              "message": {
                "text": "changed: function steers()\n  … 1 unchanged line\n   RETURNS text\n   LANGUAGE sql\n- AS $function$SELECT '\\u{1b}[31mred' || '\\r' $function$\n+ AS $function$SELECT 'red'$function$"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 23
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "function public.steers()"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "7ddb74995aa76cac48e32eae9e21dd8f"
              }
            },
            {
              "ruleId": "drift/unexpected",
              "ruleIndex": 1,
              "level": "error",
              "message": {
                "text": "unexpected: table \"to be seen\\n\\u{1b}[31m\""
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 1
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "table public.\"to be seen\n\u001b[31m\""
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "82fcfb0f82f9d99b30ef2a2c8473da8e"
              }
            },
            {
              "ruleId": "drift/missing",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "missing: table gone"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 11
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "table public.gone"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "06171cb69e6ae51616208ee30d39f5c7"
              }
            },
            {
              "ruleId": "drift/changed",
              "ruleIndex": 2,
              "level": "error",
              "message": {
                "text": "changed: table t (comment)\n- first\n- second line\n+ other"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 2
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "table public.t (comment)"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "b5eea5483a3979f0006b860323527a40"
              }
            },
            {
              "ruleId": "drift/changed",
              "ruleIndex": 2,
              "level": "error",
              "message": {
                "text": "changed: column t.\"a|b`c\": integer → text"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 7
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "column public.t.\"a|b`c\""
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "8c90330eb44de28ddb7d77a964200897"
              }
            },
            {
              "ruleId": "drift/unexpected",
              "ruleIndex": 1,
              "level": "error",
              "message": {
                "text": "unexpected: column t.extra: integer"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 2
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "column public.t.extra"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "c23fb36ec5df0a86614c672402e60f73"
              }
            },
            {
              "ruleId": "drift/changed",
              "ruleIndex": 2,
              "level": "error",
              "message": {
                "text": "changed: column t.id: integer not null default 2 → integer not null default 1"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 5
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "column public.t.id"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "2799820de93e0f8c4aec9fe9d6fec157"
              }
            },
            {
              "ruleId": "drift/missing",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "missing: column t.name: text"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 6
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "column public.t.name"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "5a97c7314d33e7cbfe5bdaf750e612dc"
              }
            },
            {
              "ruleId": "drift/changed",
              "ruleIndex": 2,
              "level": "error",
              "message": {
                "text": "changed: column t.\"per%cent, \"\"quoted\"\": <b>&'\": integer → bigint"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 8
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "column public.t.\"per%cent, \"\"quoted\"\": <b>&'\""
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "5e8cbc068bb397aa5580e45700b21888"
              }
            },
            {
              "ruleId": "drift/missing",
              "ruleIndex": 0,
              "level": "error",
              "message": {
                "text": "missing: index t.t_id: (id)"
              },
              "locations": [
                {
                  "physicalLocation": {
                    "artifactLocation": {
                      "uri": "schema.toml",
                      "uriBaseId": "%SRCROOT%"
                    },
                    "region": {
                      "startLine": 10
                    }
                  },
                  "logicalLocations": [
                    {
                      "fullyQualifiedName": "index public.t.t_id"
                    }
                  ]
                }
              ],
              "partialFingerprints": {
                "primaryLocationLineHash": "46cfd9f38f1a3f11e8c71f93fb9f59ae"
              }
            }
          ]
        }
      ]
    }
    --- stderr
    11 differences: 3 missing, 2 unexpected, 6 changed (from [database] on the socket [socket]:5432 as postgres to schema.toml)
    "#);
}

/// A command of which each shape of answer comes: its name, its exit code, what to run on what.
fn shapes() -> Vec<(&'static str, i32, Database, Project, Vec<&'static str>)> {
    let on = |sql: &str, schema: &str| {
        let database = Database::empty();
        database.sql(sql);
        let project = Project::empty().on(&database);
        project.write("schema.toml", schema);
        (database, project)
    };
    let (fixed, fixed_project) = on(
        "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (e e) PARTITION BY LIST (e)",
        "[enums]\ne = ['b']\n[tables.t]\npartition_by = 'list (e)'\n[tables.t.columns]\ne = 'e'\n",
    );
    let (synced, synced_project) = on("CREATE TABLE t (id int)", "[tables.t.columns]\nid = 'integer'\n");
    let (planned, planned_project) = on(LIVE, DECLARED);
    let (refused, refused_project) = on("", "[tables.t.columns]\nid = 'txet'\n");
    let (misspelt, misspelt_project) = on("", "[tables.t]\ncolums = {}\n");
    vec![
        ("in sync", 0, synced, synced_project, vec!["diff"]),
        ("planned", 3, planned, planned_project, vec!["diff", "--sql"]),
        ("impossible", 1, fixed, fixed_project, vec!["diff", "--sql"]),
        ("refused", 1, refused, refused_project, vec!["diff"]),
        ("misspelt", 2, misspelt, misspelt_project, vec!["diff"]),
    ]
}

#[test]
fn whatever_happens_each_format_prints_one_document_of_its_own_and_the_same_exit_code() {
    for (shape, code, _database, project, arguments) in shapes() {
        let run = |format: &str| {
            let arguments: Vec<&str> = arguments.iter().copied().chain(["--format", format]).collect();
            let run = project.run(&arguments).exits(code);
            assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\r'), "{shape} as {format}: {run}");
            run
        };
        let failed = code == 1 || code == 2;

        let sarif = run("sarif").json();
        assert_eq!(sarif["version"], "2.1.0");
        let [only] = sarif["runs"].as_array().expect("runs").as_slice() else { panic!("{shape}: {sarif}") };
        let driver = &only["tool"]["driver"];
        assert_eq!(driver["name"], "pgkeel");
        assert_eq!(only["invocations"][0]["executionSuccessful"], !failed, "{shape}: {sarif}");
        assert_eq!(only["invocations"][0]["exitCode"], code);
        for result in only["results"].as_array().expect("results") {
            let rule = usize::try_from(result["ruleIndex"].as_u64().expect("an index")).expect("small");
            assert_eq!(driver["rules"][rule]["id"], result["ruleId"]);
            let place = &result["locations"][0]["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64().expect("a line") >= 1, "{result}");
            assert_eq!(place["artifactLocation"]["uri"], "schema.toml");
        }

        let gitlab = run("gitlab").json();
        let issues = gitlab.as_array().expect("a list");
        assert_eq!(issues.is_empty(), code == 0, "{shape}: {gitlab}");
        let prints: std::collections::BTreeSet<&str> =
            issues.iter().map(|issue| issue["fingerprint"].as_str().expect("a fingerprint")).collect();
        assert_eq!(prints.len(), issues.len(), "{shape}: {gitlab}");
        for issue in issues {
            assert_eq!(issue["location"]["path"], "schema.toml");
            assert!(issue["location"]["lines"]["begin"].as_u64().expect("a line") >= 1, "{issue}");
            assert!(["major", "blocker"].contains(&issue["severity"].as_str().expect("a severity")), "{issue}");
        }

        let junit = run("junit").stdout;
        let document = roxmltree::Document::parse(&junit).unwrap_or_else(|cause| panic!("{shape}: {cause}: {junit}"));
        let number = |name: &str| document.descendants().filter(|node| node.has_tag_name(name)).count();
        let said = |name: &str| document.root_element().attribute(name).and_then(|said| said.parse().ok());
        assert_eq!(
            ["testcase", "failure", "error", "skipped"].map(|name| Some(number(name))),
            ["tests", "failures", "errors", "skipped"].map(said),
        );
        assert_eq!((number("error") > 0, number("failure") + number("error") > 0), (failed, code != 0), "{shape}: {junit}");

        let github = run("github").stdout;
        assert!(github.lines().all(|line| line.starts_with("::error ") || line.starts_with("::notice ")), "{shape}: {github}");
        assert_eq!(github.contains("::error "), code != 0, "{shape}: {github}");

        let markdown = run("markdown").stdout;
        assert!(markdown.starts_with("### pgkeel diff: "), "{shape}: {markdown}");
        assert_eq!(markdown.matches("<details>").count(), markdown.matches("\n</details>\n").count(), "{shape}: {markdown}");
    }
}

#[test]
fn the_json_document_is_as_its_schema_says() {
    let schema = include_str!("../../../docs/diff.schema.json");
    let schema: Value = serde_json::from_str(schema).expect("JSON");
    let check = |shape: &str, run: &Run| {
        let document = run.json();
        assert_eq!(json_schema::faults(&schema, &document), [] as [&str; 0], "{shape}: {run}");
        document
    };
    for (shape, code, _database, project, mut arguments) in shapes() {
        arguments.extend(["--format", "json"]);
        let _ = check(shape, &project.run(&arguments).exits(code));
    }
    let _ = check("unknown flag", &Project::empty().run(&["diff", "--nope", "--format", "json"]).exits(2));
    let (database, project) = drifted();
    let drift = check("drift", &project.run(&["diff", "--format", "json"]).exits(3));
    assert_eq!(drift["schema_version"], 1);
    let unproven = check("not proven", &project.run(&["diff", "--sql", "--no-proof", "--format", "json"]).exits(3));
    assert_eq!(unproven["result"]["proof"], Value::Null);
    {
        let _held = Held::open(&database.url, "BEGIN; LOCK t IN ACCESS EXCLUSIVE MODE");
        let _ = check("busy", &project.run(&["diff", "--lock-timeout", "100ms", "--format", "json"]).exits(4));
    }
    let refused = check("not allowed", &project.run(&["diff", "--apply", "--format", "json"]).exits(3));
    assert!(!refused["result"]["refused"].as_array().expect("a list").is_empty());
    let all = "data-loss,rewrite,blocks-writes,blocks-reads";
    let applied = check("applied", &project.run(&["diff", "--apply", "--allow", all, "--format", "json"]).exits(0));
    assert_eq!(applied["result"]["applied"]["left"], serde_json::json!([]));
}

#[test]
fn a_format_that_a_command_does_not_answer_in_is_refused() {
    let _stable = stable();
    insta::assert_snapshot!(Project::empty().run(&["pull", "--format", "gitlab"]), @r#"
    exit code: 2
    --- stdout
    [
      {
        "description": "pgkeel pull failed: `pull` does not answer as gitlab, but as text or json",
        "check_name": "failed",
        "fingerprint": "0fea2b493939444d837174e6b60147cc",
        "severity": "blocker",
        "location": {
          "path": "schema.toml",
          "lines": {
            "begin": 1
          }
        }
      }
    ]
    --- stderr
    error: `pull` does not answer as gitlab, but as text or json
    "#);
    let project = Project::empty().with_variable("PGKEEL_FORMAT", "junit");
    let run = project.run(&["migrate", "up"]).exits(2);
    assert!(run.stderr.contains("`migrate up` does not answer as junit, but as text or json"), "{run}");
    let run = Project::empty().run(&["diff", "--nope", "--format=sarif"]).exits(2);
    assert_eq!(run.json()["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let run = Project::empty().with_variable("PGKEEL_FORMAT", "yaml").run(&["diff"]).exits(2);
    assert!(
        run.stderr.contains(
            "PGKEEL_FORMAT is `yaml`, which is not text, json, sarif, junit, github, gitlab, markdown, nagios or prometheus"
        ),
        "{run}"
    );
}

/// Path and line of each issue, by what it is about.
fn places(run: &Run) -> Vec<(String, String)> {
    let place = |issue: &Value| {
        let place = format!("{}:{}", issue["location"]["path"].as_str().expect("a path"), issue["location"]["lines"]["begin"]);
        (issue["description"].as_str().expect("a text").split(['\n', ':']).nth(1).expect("a name").trim().to_owned(), place)
    };
    run.json().as_array().expect("a list").iter().map(place).collect()
}

fn are(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(object, place)| ((*object).to_owned(), (*place).to_owned())).collect()
}

#[test]
fn a_place_is_a_line_of_the_file_that_declares_it_by_its_path_in_the_repository() {
    let database = Database::empty();
    database.sql("CREATE TABLE t (id int, extra int); CREATE TABLE other (id int)");
    let project = Project::empty().on(&database);
    project.write(".git/HEAD", "");
    project.write("back end/schema.toml", "include = ['schema/*.toml']\n\n[tables.gone.columns]\nid = 'integer'\n");
    project.write("back end/schema/t.toml", "# of t\n[tables.t.columns]\nid = 'bigint'\n[tables.t.indexes]\nt_id = '(id)'\n");
    let expected = are(&[
        ("table gone", "back end/schema.toml:3"),
        ("table other", "back end/schema.toml:1"),
        ("column t.extra", "back end/schema/t.toml:2"),
        ("column t.id", "back end/schema/t.toml:3"),
        ("index t.t_id", "back end/schema/t.toml:5"),
    ]);
    let whole = project.path().join("back end");
    for directory in ["back end", "./back end/../back end", whole.to_str().expect("UTF-8")] {
        assert_eq!(places(&project.run(&["diff", "-C", directory, "--format", "gitlab"]).exits(3)), expected);
    }
    let mut command = project.command(&["diff", "--format", "sarif"]);
    let output = command.current_dir(&whole).output().expect("the program runs");
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(text.contains(r#""uri": "back%20end/schema/t.toml""#), "{text}");
}

#[test]
fn where_only_what_is_is_declared_its_file_has_the_place_and_else_a_name_stands_for_it() {
    let (from, to) = (Database::empty(), Database::empty());
    to.sql("CREATE TABLE t (id int, n int)");
    let project = Project::empty().on(&to);
    project.write("old.toml", "[functions]\n[tables.t.columns]\nid = 'bigint'\n");
    let declared = project.run(&["diff", "old.toml", "live", "--format", "gitlab"]).exits(3);
    assert_eq!(places(&declared), are(&[("column t.id", "old.toml:3"), ("column t.n", "old.toml:2")]));
    let neither = project.run(&["diff", &from.url, "live", "--format", "gitlab"]).exits(3);
    assert_eq!(places(&neither), are(&[("table t", "schema.toml:1")]));
}
