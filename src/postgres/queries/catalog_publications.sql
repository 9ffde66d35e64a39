-- $1 text[]: schemas, of which nothing here is. The database's publications (`publication`), each with its full CREATE, in the
-- uniform columns of docs/catalog.md. Every table is published with ONLY, as PostgreSQL keeps them: one by one. Tables come with
-- their columns, by name, and row filter, and schemas, from 15 on. From PostgreSQL 13 on.
SELECT 'publication' AS kind,
       'pg_publication'::regclass::oid AS classid,
       publication.oid AS objid,
       0 AS objsubid,
       NULL::text AS schema,
       publication.pubname::text AS name,
       NULL::text AS part,
       format('CREATE PUBLICATION %I%s WITH (%s)',
              publication.pubname,
              ' FOR ' || CASE WHEN publication.puballtables THEN 'ALL TABLES'
                              ELSE nullif(concat_ws(', ',
                                                    'TABLES IN SCHEMA ' || schemas.list, -- from 15
                                                    'TABLE ' || tables.list), '') END,
              concat_ws(', ',
                        format('publish = %L',
                               concat_ws(', ',
                                         CASE WHEN publication.pubinsert THEN 'insert' END,
                                         CASE WHEN publication.pubupdate THEN 'update' END,
                                         CASE WHEN publication.pubdelete THEN 'delete' END,
                                         CASE WHEN publication.pubtruncate THEN 'truncate' END)),
                        CASE publication.pubgencols WHEN 's' THEN 'publish_generated_columns = stored' END, -- from 18
                        CASE WHEN publication.pubviaroot THEN 'publish_via_partition_root = true' END)) AS definition,
       NULL::text[] AS attributes,
       publication.pubowner AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_publication AS publication
  LEFT JOIN (SELECT published.prpubid,
                    string_agg(format('ONLY %I.%I', namespace.nspname, class.relname)
                               || coalesce(' (' || columns.list || ')', '') -- from 15
                               || CASE WHEN published.prqual IS NULL THEN '' -- from 15
                                       ELSE ' WHERE (' || pg_get_expr(published.prqual, published.prrelid) || ')' END, -- from 15
                               ', ' ORDER BY namespace.nspname, class.relname) AS list -- from 15
                               , ', ' ORDER BY namespace.nspname, class.relname) AS list -- before 15
               FROM pg_publication_rel AS published
               JOIN pg_class AS class ON class.oid = published.prrelid
               JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
               LEFT JOIN (SELECT published.oid, string_agg(quote_ident(attribute.attname), ', ' ORDER BY attribute.attname) AS list -- from 15
                            FROM pg_publication_rel AS published -- from 15
                            JOIN pg_attribute AS attribute -- from 15
                              ON attribute.attrelid = published.prrelid AND attribute.attnum = ANY (published.prattrs) -- from 15
                           GROUP BY published.oid) AS columns ON columns.oid = published.oid -- from 15
              GROUP BY published.prpubid) AS tables ON tables.prpubid = publication.oid
  LEFT JOIN (SELECT published.pnpubid, string_agg(quote_ident(namespace.nspname), ', ' ORDER BY namespace.nspname) AS list -- from 15
               FROM pg_publication_namespace AS published -- from 15
               JOIN pg_namespace AS namespace ON namespace.oid = published.pnnspid -- from 15
              GROUP BY published.pnpubid) AS schemas ON schemas.pnpubid = publication.oid -- from 15
 WHERE $1::text[] IS NOT NULL
