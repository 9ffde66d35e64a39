DROP TABLE users, enterprises;
