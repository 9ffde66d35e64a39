-- From old to new: 1 changed.
-- NO PLAN; see what is not in this plan.
-- Not in this plan: the secret options of user mapping for public server s differ (password): no secret is written into a plan; give them by hand with ALTER USER MAPPING
SET search_path = public;

