create table t(i int);
