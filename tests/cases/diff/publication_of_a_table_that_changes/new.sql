CREATE TABLE a (id bigint PRIMARY KEY, kind bigint);
CREATE PUBLICATION p FOR TABLE a (id, kind) WHERE (kind > 5);
