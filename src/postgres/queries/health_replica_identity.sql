-- One row per table as health::Answer::Count describes: published tables whose UPDATE or DELETE fails because nothing says which
-- row is meant (no primary key and no other replica identity). From PostgreSQL 13 on, for any role.
SELECT format('%s, published by %s', class.oid::regclass, string_agg(DISTINCT quote_ident(publication.pubname), ', ')) AS object,
       format('ALTER TABLE %s REPLICA IDENTITY FULL', class.oid::regclass) AS remedy
  FROM pg_publication AS publication
  JOIN pg_publication_tables AS published USING (pubname)
  JOIN pg_namespace AS namespace ON namespace.nspname = published.schemaname
  JOIN pg_class AS class ON class.relnamespace = namespace.oid AND class.relname = published.tablename
 WHERE (publication.pubupdate OR publication.pubdelete)
   AND class.relkind = 'r'
   AND (class.relreplident = 'n'
        OR (class.relreplident IN ('d', 'i')
            AND NOT EXISTS (SELECT FROM pg_index AS index
                             WHERE index.indrelid = class.oid AND index.indisvalid
                               AND CASE class.relreplident WHEN 'd' THEN index.indisprimary ELSE index.indisreplident END)))
 GROUP BY class.oid
 ORDER BY 1
