-- Two tables go whose policies read each other, and two whose rules write to each other: those go before the tables.
CREATE TABLE stays (id integer);
CREATE TABLE teams (id integer PRIMARY KEY, owner text);
CREATE TABLE members (team integer, member text);
CREATE POLICY of_members ON teams USING (EXISTS (SELECT FROM members WHERE members.team = teams.id AND member = CURRENT_USER));
CREATE POLICY of_teams ON members USING (EXISTS (SELECT FROM teams WHERE teams.id = members.team));
CREATE TABLE a (id integer);
CREATE TABLE b (id integer);
CREATE RULE copied AS ON INSERT TO a DO ALSO INSERT INTO b VALUES (1);
CREATE RULE emptied AS ON DELETE TO b DO ALSO DELETE FROM a;
