CREATE TABLE "Order" ("select" int, "a.b" text, "we""ird" int, "Größe" int);
CREATE TABLE "user" ("Id" serial PRIMARY KEY);
