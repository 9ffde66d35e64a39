CREATE TABLE public.kv (k text, v text, CONSTRAINT kv_key UNIQUE (k));
CREATE VIEW public.kv_v AS SELECT k, v FROM public.kv;
CREATE RULE kv_up AS ON INSERT TO public.kv_v DO INSTEAD INSERT INTO public.kv VALUES (new.k, new.v) ON CONFLICT ON CONSTRAINT kv_key DO UPDATE SET v = excluded.v;
