-- $1 text[]: schemas. Their operators, operator families and classes, collations and conversions, each with its full CREATE, in
-- the uniform columns of docs/catalog.md. The name is SQL where it is more than a name:
--   `operator`         `=(left, right)`, with NONE for an operand that is not there; shells (named, but not made) are left out
--   `operator-family`  `name using method`; every family, also one that its class would make by itself, and after `;` and a line
--                      break the members that are the family's and no class's
--   `operator-class`   `name using method`; FAMILY is always said
--   `collation`        without the version of the library that sorts: it is the server's, as in pg_dump
--   `conversion`
-- From PostgreSQL 13 on.
WITH namespace AS (
     SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY ($1)),
member AS (
     -- What a class or a family consists of. It belongs to the one that it depends on; a family to sort by is no owner.
     SELECT member.refclassid, member.refobjid, string_agg(member.text, ', ' ORDER BY member.place, member.number, member.text COLLATE "C") AS list
       FROM (SELECT dependency.refclassid,
                    dependency.refobjid,
                    1 AS place,
                    amop.amopstrategy AS number,
                    format('OPERATOR %s %s%s',
                           amop.amopstrategy,
                           amop.amopopr::regoperator,
                           ' FOR ORDER BY ' || quote_ident(sort_namespace.nspname) || '.' || quote_ident(sort.opfname)) AS text
               FROM pg_amop AS amop
               JOIN pg_depend AS dependency ON dependency.classid = 'pg_amop'::regclass AND dependency.objid = amop.oid
               LEFT JOIN pg_opfamily AS sort ON sort.oid = amop.amopsortfamily
               LEFT JOIN pg_namespace AS sort_namespace ON sort_namespace.oid = sort.opfnamespace
              WHERE dependency.refclassid = 'pg_opclass'::regclass
                 OR dependency.refclassid = 'pg_opfamily'::regclass AND dependency.refobjid = amop.amopfamily
              UNION ALL
             SELECT dependency.refclassid,
                    dependency.refobjid,
                    2,
                    amproc.amprocnum,
                    format('FUNCTION %s (%s, %s) %s',
                           amproc.amprocnum,
                           format_type(amproc.amproclefttype, NULL),
                           format_type(amproc.amprocrighttype, NULL),
                           amproc.amproc::regprocedure)
               FROM pg_amproc AS amproc
               JOIN pg_depend AS dependency ON dependency.classid = 'pg_amproc'::regclass AND dependency.objid = amproc.oid
              WHERE dependency.refclassid IN ('pg_opclass'::regclass, 'pg_opfamily'::regclass)) AS member
      GROUP BY member.refclassid, member.refobjid)
SELECT 'operator' AS kind,
       'pg_operator'::regclass::oid AS classid,
       operator.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       format('%s(%s, %s)',
              operator.oprname,
              CASE WHEN operator.oprleft = 0 THEN 'NONE' ELSE format_type(operator.oprleft, NULL) END,
              CASE WHEN operator.oprright = 0 THEN 'NONE' ELSE format_type(operator.oprright, NULL) END) AS name,
       NULL::text AS part,
       format('CREATE OPERATOR %I.%s (%s)',
              namespace.nspname,
              operator.oprname,
              concat_ws(', ',
                        'FUNCTION = ' || operator.oprcode,
                        CASE WHEN operator.oprleft <> 0 THEN 'LEFTARG = ' || format_type(operator.oprleft, NULL) END,
                        CASE WHEN operator.oprright <> 0 THEN 'RIGHTARG = ' || format_type(operator.oprright, NULL) END,
                        'COMMUTATOR = OPERATOR(' || quote_ident(commutator_namespace.nspname) || '.' || commutator.oprname || ')',
                        'NEGATOR = OPERATOR(' || quote_ident(negator_namespace.nspname) || '.' || negator.oprname || ')',
                        CASE WHEN operator.oprrest <> 0 THEN 'RESTRICT = ' || operator.oprrest END,
                        CASE WHEN operator.oprjoin <> 0 THEN 'JOIN = ' || operator.oprjoin END,
                        CASE WHEN operator.oprcanhash THEN 'HASHES' END,
                        CASE WHEN operator.oprcanmerge THEN 'MERGES' END)) AS definition,
       NULL::text[] AS attributes,
       operator.oprowner AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_operator AS operator
  JOIN namespace ON namespace.oid = operator.oprnamespace
  LEFT JOIN pg_operator AS commutator ON commutator.oid = operator.oprcom
  LEFT JOIN pg_namespace AS commutator_namespace ON commutator_namespace.oid = commutator.oprnamespace
  LEFT JOIN pg_operator AS negator ON negator.oid = operator.oprnegate
  LEFT JOIN pg_namespace AS negator_namespace ON negator_namespace.oid = negator.oprnamespace
 WHERE operator.oprcode <> 0
 UNION ALL
SELECT 'operator-family',
       'pg_opfamily'::regclass,
       family.oid,
       0,
       namespace.nspname,
       format('%I using %I', family.opfname, method.amname),
       NULL,
       format('CREATE OPERATOR FAMILY %I.%I USING %I', namespace.nspname, family.opfname, method.amname)
       || coalesce(format(E';\nALTER OPERATOR FAMILY %I.%I USING %I ADD ', namespace.nspname, family.opfname, method.amname)
                   || member.list, ''),
       NULL,
       family.opfowner,
       NULL,
       NULL,
       0
  FROM pg_opfamily AS family
  JOIN namespace ON namespace.oid = family.opfnamespace
  JOIN pg_am AS method ON method.oid = family.opfmethod
  LEFT JOIN member ON member.refclassid = 'pg_opfamily'::regclass AND member.refobjid = family.oid
 UNION ALL
SELECT 'operator-class',
       'pg_opclass'::regclass,
       class.oid,
       0,
       namespace.nspname,
       format('%I using %I', class.opcname, method.amname),
       NULL,
       format('CREATE OPERATOR CLASS %I.%I%s FOR TYPE %s USING %I FAMILY %I.%I AS %s',
              namespace.nspname,
              class.opcname,
              CASE WHEN class.opcdefault THEN ' DEFAULT' END,
              format_type(class.opcintype, NULL),
              method.amname,
              family_namespace.nspname,
              family.opfname,
              -- Something must follow AS: to store what it is for is to store nothing else.
              concat_ws(', ',
                        member.list,
                        CASE WHEN class.opckeytype <> 0 OR member.list IS NULL
                             THEN 'STORAGE ' || format_type(coalesce(nullif(class.opckeytype, 0), class.opcintype), NULL) END)),
       NULL,
       class.opcowner,
       NULL,
       NULL,
       0
  FROM pg_opclass AS class
  JOIN namespace ON namespace.oid = class.opcnamespace
  JOIN pg_am AS method ON method.oid = class.opcmethod
  JOIN pg_opfamily AS family ON family.oid = class.opcfamily
  JOIN pg_namespace AS family_namespace ON family_namespace.oid = family.opfnamespace
  LEFT JOIN member ON member.refclassid = 'pg_opclass'::regclass AND member.refobjid = class.oid
 UNION ALL
SELECT 'collation',
       'pg_collation'::regclass,
       "collation".oid,
       0,
       namespace.nspname,
       "collation".collname,
       NULL,
       format('CREATE COLLATION %I.%I (%s)',
              namespace.nspname,
              "collation".collname,
              concat_ws(', ',
                        'PROVIDER = ' || CASE "collation".collprovider WHEN 'c' THEN 'libc'
                                                                     WHEN 'i' THEN 'icu'
                                                                     WHEN 'b' THEN 'builtin'
                                                                     WHEN 'd' THEN 'default' END,
                        CASE WHEN NOT "collation".collisdeterministic THEN 'DETERMINISTIC = false' END,
                        'LOCALE = ' || quote_literal(colliculocale), -- from 15
                        CASE WHEN "collation".collcollate = "collation".collctype
                             THEN 'LOCALE = ' || quote_literal("collation".collcollate)
                             ELSE 'LC_COLLATE = ' || quote_literal("collation".collcollate)
                                  || ', LC_CTYPE = ' || quote_literal("collation".collctype) END,
                        'RULES = ' || quote_literal("collation".collicurules), -- from 16
                        NULL)),
       NULL,
       "collation".collowner,
       NULL,
       NULL,
       0
  FROM pg_collation AS "collation"
  JOIN namespace ON namespace.oid = "collation".collnamespace
 CROSS JOIN LATERAL (SELECT "collation".colllocale AS colliculocale) AS renamed -- from 17
 UNION ALL
SELECT 'conversion',
       'pg_conversion'::regclass,
       conversion.oid,
       0,
       namespace.nspname,
       conversion.conname,
       NULL,
       format('CREATE%s CONVERSION %I.%I FOR %L TO %L FROM %s',
              CASE WHEN conversion.condefault THEN ' DEFAULT' END,
              namespace.nspname,
              conversion.conname,
              pg_encoding_to_char(conversion.conforencoding),
              pg_encoding_to_char(conversion.contoencoding),
              conversion.conproc),
       NULL,
       conversion.conowner,
       NULL,
       NULL,
       0
  FROM pg_conversion AS conversion
  JOIN namespace ON namespace.oid = conversion.connamespace
