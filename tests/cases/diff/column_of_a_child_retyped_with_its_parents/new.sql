CREATE TABLE shape (id integer PRIMARY KEY, area numeric(12,3) DEFAULT 0);
CREATE TABLE rect (w real, area numeric(12,3) DEFAULT 2) INHERITS (shape);
CREATE TABLE square (PRIMARY KEY (id)) INHERITS (rect);
