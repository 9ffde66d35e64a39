CREATE TABLE parent (name text);
CREATE TABLE child (more int) INHERITS (parent);
CREATE TABLE parted (day date NOT NULL) PARTITION BY RANGE (day);
CREATE TABLE parted_2024 PARTITION OF parted FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
