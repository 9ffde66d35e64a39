-- $1 text[]: schemas. What they have for text search, each with its full CREATE, in the uniform columns of docs/catalog.md:
-- `text-search-parser`, `text-search-template`, `text-search-dictionary`, and `text-search-configuration`, where after each `;` and
-- a line break the mapping of a token follows, in the order of the parser's tokens. From PostgreSQL 13 on.
WITH namespace AS (
     SELECT oid, nspname FROM pg_namespace WHERE nspname = ANY ($1)),
token AS (
     SELECT used.parser, token.tokid, token.alias
       FROM (SELECT DISTINCT configuration.cfgparser AS parser
               FROM pg_ts_config AS configuration
               JOIN namespace ON namespace.oid = configuration.cfgnamespace) AS used
      CROSS JOIN LATERAL ts_token_type(used.parser) AS token),
mapping AS (
     SELECT mapcfg, maptokentype, string_agg(mapdict::regdictionary::text, ', ' ORDER BY mapseqno) AS dictionaries
       FROM pg_ts_config_map
      GROUP BY mapcfg, maptokentype)
SELECT 'text-search-parser' AS kind,
       'pg_ts_parser'::regclass::oid AS classid,
       parser.oid AS objid,
       0 AS objsubid,
       namespace.nspname::text AS schema,
       parser.prsname::text AS name,
       NULL::text AS part,
       format('CREATE TEXT SEARCH PARSER %I.%I (%s)',
              namespace.nspname,
              parser.prsname,
              concat_ws(', ',
                        'START = ' || parser.prsstart,
                        'GETTOKEN = ' || parser.prstoken,
                        'END = ' || parser.prsend,
                        CASE WHEN parser.prsheadline <> 0 THEN 'HEADLINE = ' || parser.prsheadline END,
                        'LEXTYPES = ' || parser.prslextype)) AS definition,
       NULL::text[] AS attributes,
       NULL::oid AS owner,
       NULL::text[] AS acl,
       NULL::text[] AS default_acl,
       0 AS position
  FROM pg_ts_parser AS parser
  JOIN namespace ON namespace.oid = parser.prsnamespace
 UNION ALL
SELECT 'text-search-template',
       'pg_ts_template'::regclass,
       template.oid,
       0,
       namespace.nspname,
       template.tmplname,
       NULL,
       format('CREATE TEXT SEARCH TEMPLATE %I.%I (%s)',
              namespace.nspname,
              template.tmplname,
              concat_ws(', ',
                        CASE WHEN template.tmplinit <> 0 THEN 'INIT = ' || template.tmplinit END,
                        'LEXIZE = ' || template.tmpllexize)),
       NULL,
       NULL,
       NULL,
       NULL,
       0
  FROM pg_ts_template AS template
  JOIN namespace ON namespace.oid = template.tmplnamespace
 UNION ALL
SELECT 'text-search-dictionary',
       'pg_ts_dict'::regclass,
       dictionary.oid,
       0,
       namespace.nspname,
       dictionary.dictname,
       NULL,
       format('CREATE TEXT SEARCH DICTIONARY %I.%I (%s)',
              namespace.nspname,
              dictionary.dictname,
              concat_ws(', ',
                        format('TEMPLATE = %I.%I', template_namespace.nspname, template.tmplname),
                        dictionary.dictinitoption)),
       NULL,
       dictionary.dictowner,
       NULL,
       NULL,
       0
  FROM pg_ts_dict AS dictionary
  JOIN namespace ON namespace.oid = dictionary.dictnamespace
  JOIN pg_ts_template AS template ON template.oid = dictionary.dicttemplate
  JOIN pg_namespace AS template_namespace ON template_namespace.oid = template.tmplnamespace
 UNION ALL
SELECT 'text-search-configuration',
       'pg_ts_config'::regclass,
       configuration.oid,
       0,
       namespace.nspname,
       configuration.cfgname,
       NULL,
       format('CREATE TEXT SEARCH CONFIGURATION %I.%I (PARSER = %I.%I)',
              namespace.nspname,
              configuration.cfgname,
              parser_namespace.nspname,
              parser.prsname)
       || coalesce(mappings.statements, ''),
       NULL,
       configuration.cfgowner,
       NULL,
       NULL,
       0
  FROM pg_ts_config AS configuration
  JOIN namespace ON namespace.oid = configuration.cfgnamespace
  JOIN pg_ts_parser AS parser ON parser.oid = configuration.cfgparser
  JOIN pg_namespace AS parser_namespace ON parser_namespace.oid = parser.prsnamespace
  LEFT JOIN (SELECT mapping.mapcfg,
                    string_agg(format(E';\nALTER TEXT SEARCH CONFIGURATION %I.%I ADD MAPPING FOR %I WITH %s',
                                      namespace.nspname,
                                      configuration.cfgname,
                                      token.alias,
                                      mapping.dictionaries),
                               '' ORDER BY mapping.maptokentype) AS statements
               FROM mapping
               JOIN pg_ts_config AS configuration ON configuration.oid = mapping.mapcfg
               JOIN namespace ON namespace.oid = configuration.cfgnamespace
               JOIN token ON token.parser = configuration.cfgparser AND token.tokid = mapping.maptokentype
              GROUP BY mapping.mapcfg) AS mappings ON mappings.mapcfg = configuration.oid
