-- Usernames are ASCII: which letters are one must not depend on the language that the database was made for.
drop index workspace_username;
create unique index workspace_username on workspace (lower(username collate "C"));
