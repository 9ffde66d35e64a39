drop schema public; create schema public; create table t(i int);
