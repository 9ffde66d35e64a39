DO $guard$
DECLARE
    another text;
BEGIN
    WITH RECURSIVE own (classid, objid) AS (
         SELECT 'pg_type'::regclass::oid, {type}::regtype::oid
          UNION
         SELECT 'pg_proc'::regclass, function::regprocedure::oid
           FROM unnest(ARRAY[{functions}]::text[]) AS function
          UNION
         SELECT part.classid, part.objid
           FROM pg_depend AS part
           JOIN own ON own.classid = part.refclassid AND own.objid = part.refobjid
          WHERE part.deptype = 'i')
    SELECT pg_describe_object(user_of.classid, user_of.objid, user_of.objsubid)
      INTO another
      FROM pg_depend AS user_of
      JOIN own ON own.classid = user_of.refclassid AND own.objid = user_of.refobjid
     WHERE NOT EXISTS (SELECT FROM own AS part WHERE part.classid = user_of.classid AND part.objid = user_of.objid)
     LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'type % is not dropped: % uses it', {type}, another;
    END IF;
END
$guard$
