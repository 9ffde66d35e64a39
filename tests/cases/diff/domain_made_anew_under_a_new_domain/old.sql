CREATE DOMAIN cents AS integer;
CREATE TABLE transfers (id int, amount cents NOT NULL DEFAULT 0, fee cents);
