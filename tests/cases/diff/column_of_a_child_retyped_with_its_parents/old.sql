CREATE TABLE shape (id integer PRIMARY KEY, area real DEFAULT 0);
CREATE TABLE rect (w real, area real DEFAULT 1) INHERITS (shape);
CREATE TABLE square (PRIMARY KEY (id)) INHERITS (rect);
