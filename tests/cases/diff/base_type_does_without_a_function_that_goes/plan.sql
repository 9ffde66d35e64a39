-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. alter base type widget: its definition differs
ALTER TYPE public.widget SET (SEND = NONE);

-- 2. drop function widget_send(widget): not declared
DROP FUNCTION public.widget_send(widget);
