CREATE TABLE "Select" (id int, "a ""b""" text DEFAULT 'x\y', "row" int, CONSTRAINT "It's" CHECK (id > 0));
CREATE INDEX "I ""x""" ON "Select" ("a ""b""");
COMMENT ON TABLE "Select" IS E'line one\nline two \\ it''s';
