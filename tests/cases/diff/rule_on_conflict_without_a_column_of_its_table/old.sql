CREATE TABLE public.kv (ns int NOT NULL DEFAULT 0, k text, v text, CONSTRAINT kv_key UNIQUE (ns, k));
CREATE VIEW public.kv_v AS SELECT k, v FROM public.kv;
CREATE RULE kv_up AS ON INSERT TO public.kv_v DO INSTEAD INSERT INTO public.kv (k, v) VALUES (new.k, new.v) ON CONFLICT ON CONSTRAINT kv_key DO UPDATE SET v = excluded.v RETURNING kv.k, kv.v;
