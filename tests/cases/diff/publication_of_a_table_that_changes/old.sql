-- What a publication's row filter reads stands in the way of its column's new type.
CREATE TABLE a (id integer PRIMARY KEY, kind integer, gone text);
CREATE TABLE dropped (id integer PRIMARY KEY);
CREATE PUBLICATION p FOR TABLE a (id, kind, gone) WHERE (kind > 5), dropped;
