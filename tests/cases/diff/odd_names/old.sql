CREATE TABLE "Select" (id int, "a ""b""" text);
