CREATE TABLE a_row (id bigint, word varchar(9));
CREATE TABLE user_of_it (id integer, whole text);
