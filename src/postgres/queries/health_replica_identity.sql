-- One row per table as health::Answer::Count describes: published tables, or partitions of them, whose UPDATE or DELETE fails because
-- nothing says which row is meant (no primary key and no other replica identity). From PostgreSQL 15 on, for any role.
-- (pg_publication_tables would lock them.)
SELECT format('%s, published by %s', class.oid::regclass, string_agg(DISTINCT quote_ident(publication.pubname), ', ')) AS object,
       format('ALTER TABLE %s REPLICA IDENTITY %s', class.oid::regclass,
              CASE WHEN EXISTS (SELECT FROM pg_index WHERE indrelid = class.oid AND indisprimary AND indisvalid AND indimmediate) THEN 'DEFAULT'
                   ELSE 'FULL' END) AS remedy
  FROM pg_publication AS publication
  JOIN pg_class AS class
    ON class.relkind = 'r' AND class.relpersistence = 'p' AND class.oid >= 16384
   AND (publication.puballtables
        OR EXISTS (SELECT FROM pg_publication_rel AS member
                    WHERE member.prpubid = publication.oid
                      AND (member.prrelid = class.oid OR member.prrelid IN (SELECT pg_partition_ancestors(class.oid))))
        OR EXISTS (SELECT FROM pg_publication_namespace AS schema
                    WHERE schema.pnpubid = publication.oid
                      AND (schema.pnnspid = class.relnamespace
                           OR schema.pnnspid IN (SELECT above.relnamespace
                                                   FROM pg_partition_ancestors(class.oid) AS ancestor (oid)
                                                   JOIN pg_class AS above ON above.oid = ancestor.oid))))
 WHERE (publication.pubupdate OR publication.pubdelete)
   AND (class.relreplident = 'n'
        OR (class.relreplident IN ('d', 'i')
            AND NOT EXISTS (SELECT FROM pg_index AS index
                             WHERE index.indrelid = class.oid AND index.indisvalid AND index.indimmediate
                               AND CASE class.relreplident WHEN 'd' THEN index.indisprimary ELSE index.indisreplident END)))
 GROUP BY class.oid
 ORDER BY 1
