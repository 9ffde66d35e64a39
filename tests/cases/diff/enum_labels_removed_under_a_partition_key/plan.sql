-- From old to new: 1 changed.
-- NO PLAN; these differences are left:
--   region
--     changed    enum region
--         - 'eu', 'us', 'gone'
--         + 'eu', 'us'
-- Not in this plan: column t.r is to have another type, and public.t is partitioned by list (r): make a new table and move the rows
SET search_path = public;

