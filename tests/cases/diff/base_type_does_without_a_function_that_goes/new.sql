CREATE TYPE widget;
CREATE FUNCTION widget_in(cstring) RETURNS widget LANGUAGE internal STRICT IMMUTABLE AS 'int4in';
CREATE FUNCTION widget_out(widget) RETURNS cstring LANGUAGE internal STRICT IMMUTABLE AS 'int4out';
CREATE TYPE widget (internallength = 4, input = widget_in, output = widget_out, passedbyvalue, alignment = int4);
CREATE TABLE t (w widget);
