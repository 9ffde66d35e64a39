CREATE TABLE c (col1 serial, col2 text);
CREATE FOREIGN DATA WRAPPER dummy;
