-- Orleans' ADO.NET providers read the statements that they execute from this table, by key. Keys, parameter names and column
-- names are Orleans' contract; the statements are this project's.
CREATE TABLE OrleansQuery (
    QueryKey varchar(64) PRIMARY KEY,
    QueryText varchar(8000) NOT NULL
);
