-- What a user wants to be called on the page. Nobody else sees it.
-- Holds up: who signs up or hands in, for the moment in which all users are read.
alter table users add column nickname text check (length(nickname) between 1 and 30);
