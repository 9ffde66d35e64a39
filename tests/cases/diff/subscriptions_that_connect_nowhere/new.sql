CREATE SUBSCRIPTION changed CONNECTION 'host=elsewhere dbname=x' PUBLICATION p, "Q" WITH (connect = false, slot_name = NONE, binary);
CREATE SUBSCRIPTION "Made" CONNECTION 'host=nowhere dbname=''a b''' PUBLICATION p WITH (connect = false, slot_name = NONE);
