CREATE TYPE size AS ENUM ('s', 'm', 'l');
CREATE TYPE sizes AS RANGE (SUBTYPE = size, MULTIRANGE_TYPE_NAME = many_sizes);
CREATE TABLE shirts (fits many_sizes DEFAULT '{[s,m]}', once many_sizes[], EXCLUDE USING gist (fits WITH &&));
