-- $1 text[]: schemas. The rules (not those of views that are their queries) and the row-level security policies of their
-- relations. `definition` of a rule is what follows its name; of a policy what follows `ON table`. From PostgreSQL 13 on.
SELECT 'rule' AS kind,
       'pg_rewrite'::regclass::oid AS classid,
       rewrite.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       class.relname::text AS name,
       rewrite.rulename::text AS part,
       btrim(substr(regexp_replace(pg_get_ruledef(rewrite.oid), ';\s*$', ''),
                    1 + length(format('CREATE RULE %I ', rewrite.rulename)))) AS definition,
       CASE rewrite.ev_enabled WHEN 'D' THEN ARRAY['state', 'disabled']
                               WHEN 'R' THEN ARRAY['state', 'enabled on replicas only']
                               WHEN 'A' THEN ARRAY['state', 'enabled always'] END AS attributes,
       NULL::oid AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_rewrite AS rewrite
  JOIN pg_class AS class ON class.oid = rewrite.ev_class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid AND class.relispartition
  LEFT JOIN pg_class AS parent_class ON parent_class.oid = inherits.inhparent
  LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent_class.relnamespace
 WHERE rewrite.rulename <> '_RETURN'
   AND class.relname <> 'refinery_schema_history'
   AND (namespace.nspname = ANY ($1) OR parent_namespace.nspname = ANY ($1))
 UNION ALL
SELECT 'policy',
       'pg_policy'::regclass,
       policy.oid,
       0,
       namespace.nspname::text,
       class.relname::text,
       policy.polname::text,
       concat_ws(' ',
                 CASE WHEN NOT policy.polpermissive THEN 'as restrictive' END,
                 CASE policy.polcmd WHEN 'r' THEN 'for select'
                                    WHEN 'a' THEN 'for insert'
                                    WHEN 'w' THEN 'for update'
                                    WHEN 'd' THEN 'for delete' END,
                 CASE WHEN policy.polroles <> '{0}' THEN
                      'to ' || (SELECT string_agg(CASE WHEN role = 0 THEN 'public' ELSE quote_ident(pg_get_userbyid(role)) END,
                                                  ', ' ORDER BY pg_get_userbyid(role))
                                  FROM unnest(policy.polroles) AS role) END)
       || CASE WHEN policy.polqual IS NULL THEN '' ELSE ' using (' || pg_get_expr(policy.polqual, policy.polrelid) || ')' END
       || CASE WHEN policy.polwithcheck IS NULL THEN ''
               ELSE ' with check (' || pg_get_expr(policy.polwithcheck, policy.polrelid) || ')' END,
       NULL,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_policy AS policy
  JOIN pg_class AS class ON class.oid = policy.polrelid
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_inherits AS inherits ON inherits.inhrelid = class.oid AND class.relispartition
  LEFT JOIN pg_class AS parent_class ON parent_class.oid = inherits.inhparent
  LEFT JOIN pg_namespace AS parent_namespace ON parent_namespace.oid = parent_class.relnamespace
 WHERE class.relname <> 'refinery_schema_history'
   AND (namespace.nspname = ANY ($1) OR parent_namespace.nspname = ANY ($1))
