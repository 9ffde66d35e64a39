CREATE TABLE another (f1 int, f2 text);
CREATE TABLE tab2 (x int, y another, z another[]);
