CREATE ACCESS METHOD "Heap 2" TYPE TABLE HANDLER heap_tableam_handler;
COMMENT ON ACCESS METHOD "Heap 2" IS 'as heap';
CREATE ACCESS METHOD tree TYPE INDEX HANDLER bthandler;
CREATE TABLE t (id integer) USING "Heap 2";
CREATE TABLE plain (id integer);
