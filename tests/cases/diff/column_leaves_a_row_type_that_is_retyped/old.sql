-- No column of a table is retyped while another column has the table's row type: that one changes first.
CREATE TABLE a_row (id integer, word text);
CREATE TABLE user_of_it (id integer, whole a_row, wholes a_row[]);
