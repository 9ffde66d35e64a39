-- A table made anew with its child, and a rule and a policy of the one that use the other.
CREATE TABLE payment (id integer, paid date NOT NULL);
CREATE TABLE payment_2007 () INHERITS (payment);
CREATE RULE to_2007 AS ON INSERT TO payment WHERE NEW.paid >= '2007-01-01' DO INSTEAD INSERT INTO payment_2007 VALUES (NEW.id, NEW.paid);
CREATE POLICY seen ON payment_2007 USING (EXISTS (SELECT FROM ONLY payment WHERE payment.id = payment_2007.id));
