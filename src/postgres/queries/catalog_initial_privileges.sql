-- $1 text[]: schemas, for all of which it is the same. The privileges that members of extensions had when the extension was
-- created, by address: what they have beside these, a person gave. From PostgreSQL 13 on.
SELECT classoid AS classid,
       objoid AS objid,
       objsubid,
       initprivs::text[] AS acl
  FROM pg_init_privs
 WHERE privtype = 'e'
   AND $1::text[] IS NOT NULL
