-- $1 text[]: schemas, of which nothing here is. The database's subscriptions (`subscription`), each with a full CREATE that does not
-- connect, in the uniform columns of docs/catalog.md. It reads connection strings, which only a superuser may: a query of its own.
-- No password is read: what has `passw`, `secret` or a SCRAM key for its name is left out of the connection string, with what stands
-- for a password in a URI, and the attribute `hidden_options` names it; `secrets` is a hash of the whole. From PostgreSQL 13 on.
SELECT 'subscription' AS kind,
       'pg_subscription'::regclass::oid AS classid,
       subscription.oid AS objid,
       0 AS objsubid,
       NULL::text AS schema,
       subscription.subname::text AS name,
       NULL::text AS part,
       format('CREATE SUBSCRIPTION %I CONNECTION %L PUBLICATION %s WITH (%s)',
              subscription.subname,
              CASE WHEN connection.hidden IS NULL THEN subscription.subconninfo ELSE connection.kept END,
              (SELECT string_agg(quote_ident(name), ', ' ORDER BY number)
                 FROM unnest(subscription.subpublications) WITH ORDINALITY AS publication (name, number)),
              concat_ws(', ',
                        'connect = false',
                        'slot_name = ' || coalesce(quote_literal(subscription.subslotname), 'NONE'),
                        CASE WHEN subscription.subbinary THEN 'binary = true' END, -- from 14
                        CASE WHEN subscription.substream::text IN ('t', 'true') THEN 'streaming = on' END, -- from 14
                        CASE WHEN subscription.substream = 'p' THEN 'streaming = parallel' END, -- from 16
                        CASE WHEN subscription.substream = 'f' THEN 'streaming = off' END, -- from 18
                        CASE WHEN subscription.subtwophasestate <> 'd' THEN 'two_phase = on' END, -- from 15
                        CASE WHEN subscription.subdisableonerr THEN 'disable_on_error = true' END, -- from 15
                        CASE WHEN NOT subscription.subpasswordrequired THEN 'password_required = false' END, -- from 16
                        CASE WHEN subscription.subrunasowner THEN 'run_as_owner = true' END, -- from 16
                        CASE WHEN subscription.suborigin <> 'any' THEN 'origin = ' || quote_literal(subscription.suborigin) END, -- from 16
                        CASE WHEN subscription.subfailover THEN 'failover = true' END, -- from 17
                        'synchronous_commit = ' || quote_literal(nullif(subscription.subsynccommit, 'off')))) AS definition,
       CASE WHEN connection.hidden IS NOT NULL THEN 
            ARRAY['hidden_options', connection.hidden, 'secrets', hashtextextended(subscription.subconninfo, 0)::text] END AS attributes,
       subscription.subowner AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_subscription AS subscription
 CROSS JOIN LATERAL (
       -- As libpq reads it, `scheme://user:password@hosts/database?key=value&…` and `key = value key = 'value' …`.
       SELECT concat(uri.head, uri.lead || string_agg(item.text, uri.between ORDER BY item.number) FILTER (WHERE NOT item.hidden))
                  AS kept,
              string_agg(DISTINCT item.name COLLATE "C", ', ' ORDER BY item.name COLLATE "C") FILTER (WHERE item.hidden) AS hidden
         FROM (SELECT part[1] || coalesce(part[2] || '@', '') || part[4] AS head,
                      part[3] <> '' AS has_password,
                      part[5] AS parameters,
                      CASE WHEN part IS NULL THEN '' ELSE '?' END AS lead,
                      CASE WHEN part IS NULL THEN ' ' ELSE '&' END AS between
                 FROM (SELECT 1) AS one
                 LEFT JOIN regexp_matches(subscription.subconninfo,
                                          '^(postgres(?:ql)?://)(?:([^:@/]*)(:[^@/]*)?@)?([^?]*)(?:[?](.*))?$') AS part ON true) AS uri
         LEFT JOIN LATERAL (
              SELECT 'password' AS name, true AS hidden, NULL AS text, 0 AS number
               WHERE uri.has_password
               UNION ALL
              -- A key of a URI may be written with %XX: what it says is not looked for.
              SELECT split_part(text, '=', 1), split_part(text, '=', 1) ~* 'passw|secret|scram_.*_key|%', text, number
                FROM regexp_split_to_table(uri.parameters, '&') WITH ORDINALITY AS parameter (text, number)
               UNION ALL
              SELECT word[1], word[1] ~* 'passw|secret|scram_.*_key', word[1] || '=' || word[2], number
                FROM regexp_matches(subscription.subconninfo,
                                    '([^\s=]+)\s*=\s*(''(?:[^''\\]|\\.)*''|(?:[^''\s\\]|\\.)(?:[^\s\\]|\\.)*|)',
                                    'g') WITH ORDINALITY AS keyword (word, number)
               WHERE uri.head IS NULL) AS item ON true
        GROUP BY uri.head, uri.lead, uri.between) AS connection
 WHERE subscription.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
   AND $1::text[] IS NOT NULL
