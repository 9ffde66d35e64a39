CREATE TABLE foobar(id INT, a INT);
