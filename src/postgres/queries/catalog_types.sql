-- $1 text[]: schemas. Their types, in the uniform columns of docs/catalog.md:
--   `enum`            the labels as literals, in order: `'a', 'b'`
--   `composite-type`  `(name type collate c, …)`
--   `domain`          `type collate c default expression not null`; its checks are rows of their own, elsewhere
--   `range-type`      `(subtype = …, …)`, the multirange's name always, the rest where it is not the default
--   `base-type`       the full `CREATE TYPE`; a shell type is `CREATE TYPE name`
-- The default privileges of what an extension made are those that its script gave (pg_init_privs).
-- Left out: row types of relations, array types, multirange types (their range makes them). A composite type's address is its
-- pg_type row, but comments on its columns stand at its pg_class row. From PostgreSQL 13 on.
SELECT CASE type.typtype WHEN 'e' THEN 'enum'
                         WHEN 'c' THEN 'composite-type'
                         WHEN 'd' THEN 'domain'
                         WHEN 'r' THEN 'range-type'
                         ELSE 'base-type' END AS kind,
       'pg_type'::regclass::oid AS classid,
       type.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       type.typname::text AS name,
       NULL::text AS part,
       CASE WHEN type.typtype = 'e' THEN coalesce(enum.labels, '')
            WHEN type.typtype = 'c' THEN format('(%s)', composite.columns)
            WHEN type.typtype = 'd' THEN
                concat_ws(' ',
                          format_type(type.typbasetype, type.typtypmod),
                          CASE WHEN type.typcollation <> base.typcollation
                               THEN 'collate ' || type.typcollation::regcollation END,
                          'default ' || coalesce(pg_get_expr(type.typdefaultbin, 0), quote_literal(type.typdefault)),
                          -- From 17 on, NOT NULL is a constraint with a name: nothing is said of a name that PostgreSQL gave.
                          CASE WHEN regexp_replace(not_null.conname, '[0-9]+$', '') <> type.typname || '_not_null' -- from 17
                                AND not_null.conname <> type.typname || '_not_null' -- from 17
                                AND NOT (octet_length(type.typname || '_not_null') > 63 -- from 17
                                         AND not_null.conname LIKE '%\_not\_null' -- from 17
                                         AND starts_with(type.typname, left(not_null.conname, -9))) -- from 17
                               THEN 'constraint ' || quote_ident(not_null.conname) END, -- from 17
                          CASE WHEN type.typnotnull THEN 'not null' END)
            WHEN type.typtype = 'r' THEN
                format('(%s)',
                       concat_ws(', ',
                                 'subtype = ' || format_type(range.rngsubtype, NULL),
                                 format('multirange_type_name = %I.%I', multirange_namespace.nspname, multirange.typname), -- from 14
                                 CASE WHEN NOT opclass.opcdefault
                                      THEN format('subtype_opclass = %I.%I', opclass_namespace.nspname, opclass.opcname) END,
                                 CASE WHEN range.rngcollation <> subtype.typcollation
                                      THEN 'collation = ' || range.rngcollation::regcollation END,
                                 CASE WHEN range.rngcanonical <> 0 THEN 'canonical = ' || range.rngcanonical END,
                                 CASE WHEN range.rngsubdiff <> 0 THEN 'subtype_diff = ' || range.rngsubdiff END))
            WHEN NOT type.typisdefined THEN format('CREATE TYPE %I.%I', namespace.nspname, type.typname)
            ELSE
                format('CREATE TYPE %I.%I (%s)',
                       namespace.nspname,
                       type.typname,
                       concat_ws(', ',
                                 'INTERNALLENGTH = ' || CASE WHEN type.typlen = -1 THEN 'variable' ELSE type.typlen::text END,
                                 'INPUT = ' || type.typinput,
                                 'OUTPUT = ' || type.typoutput,
                                 CASE WHEN type.typreceive <> 0 THEN 'RECEIVE = ' || type.typreceive END,
                                 CASE WHEN type.typsend <> 0 THEN 'SEND = ' || type.typsend END,
                                 CASE WHEN type.typmodin <> 0 THEN 'TYPMOD_IN = ' || type.typmodin END,
                                 CASE WHEN type.typmodout <> 0 THEN 'TYPMOD_OUT = ' || type.typmodout END,
                                 CASE WHEN type.typanalyze <> 0 THEN 'ANALYZE = ' || type.typanalyze END,
                                 CASE WHEN type.typcollation <> 0 THEN 'COLLATABLE = true' END,
                                 'DEFAULT = ' || quote_literal(type.typdefault),
                                 CASE WHEN type.typsubscript <> 0 THEN 'SUBSCRIPT = ' || type.typsubscript END, -- from 14
                                 CASE WHEN type.typelem <> 0 THEN 'ELEMENT = ' || format_type(type.typelem, NULL) END,
                                 CASE WHEN type.typcategory <> 'U' THEN 'CATEGORY = ' || quote_literal(type.typcategory::text) END,
                                 CASE WHEN type.typispreferred THEN 'PREFERRED = true' END,
                                 CASE WHEN type.typdelim <> ',' THEN 'DELIMITER = ' || quote_literal(type.typdelim::text) END,
                                 'ALIGNMENT = ' || CASE type.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2'
                                                                      WHEN 'i' THEN 'int4' WHEN 'd' THEN 'double' END,
                                 'STORAGE = ' || CASE type.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external'
                                                                      WHEN 'x' THEN 'extended' WHEN 'm' THEN 'main' END,
                                 CASE WHEN type.typbyval THEN 'PASSEDBYVALUE' END))
       END AS definition,
       NULL::text[] AS attributes,
       type.typowner AS owner,
       type.typacl::text[] AS acl,
       CASE WHEN type.typacl IS NOT NULL THEN coalesce(initial.initprivs, acldefault('T', type.typowner))::text[] END AS default_acl,
       0 AS position
  FROM pg_type AS type
  JOIN pg_namespace AS namespace ON namespace.oid = type.typnamespace
  LEFT JOIN pg_class AS class ON class.oid = type.typrelid
  LEFT JOIN pg_type AS element ON element.oid = type.typelem
  LEFT JOIN (SELECT enumtypid,
                    string_agg('''' || replace(enumlabel, '''', '''''') || '''', ', ' ORDER BY enumsortorder) AS labels
               FROM pg_enum
              GROUP BY enumtypid) AS enum ON enum.enumtypid = type.oid
  LEFT JOIN (SELECT attribute.attrelid,
                    string_agg(concat_ws(' ',
                                         quote_ident(attribute.attname),
                                         format_type(attribute.atttypid, attribute.atttypmod),
                                         CASE WHEN attribute.attcollation <> column_type.typcollation
                                              THEN 'collate ' || attribute.attcollation::regcollation END),
                               ', ' ORDER BY attribute.attnum) AS columns
               FROM pg_attribute AS attribute
               JOIN pg_class AS class ON class.oid = attribute.attrelid AND class.relkind = 'c'
               JOIN pg_type AS column_type ON column_type.oid = attribute.atttypid
              WHERE attribute.attnum > 0
                AND NOT attribute.attisdropped
              GROUP BY attribute.attrelid) AS composite ON composite.attrelid = type.typrelid
  LEFT JOIN pg_type AS base ON base.oid = type.typbasetype
  LEFT JOIN pg_constraint AS not_null ON not_null.contypid = type.oid AND not_null.contype = 'n' -- from 17
  LEFT JOIN pg_range AS range ON range.rngtypid = type.oid
  LEFT JOIN pg_type AS subtype ON subtype.oid = range.rngsubtype
  LEFT JOIN pg_opclass AS opclass ON opclass.oid = range.rngsubopc
  LEFT JOIN pg_namespace AS opclass_namespace ON opclass_namespace.oid = opclass.opcnamespace
  LEFT JOIN pg_type AS multirange ON multirange.oid = range.rngmultitypid -- from 14
  LEFT JOIN pg_namespace AS multirange_namespace ON multirange_namespace.oid = multirange.typnamespace -- from 14
  LEFT JOIN pg_init_privs AS initial ON initial.classoid = 'pg_type'::regclass AND initial.objoid = type.oid
 WHERE namespace.nspname = ANY ($1)
   AND (type.typtype IN ('b', 'd', 'e', 'r')
        OR type.typtype = 'c' AND class.relkind = 'c'
        OR type.typtype = 'p' AND NOT type.typisdefined)
   AND element.typarray IS DISTINCT FROM type.oid
