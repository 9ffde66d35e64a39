CREATE TABLE another (f1 text, f2 bigint);
CREATE TABLE tab2 (x int, y another, z another[]);
