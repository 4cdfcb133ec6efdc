-- How far each round through the workspaces has come: whose turn was last, and up to when everybody had theirs.
create table workspace_round (
    name           text primary key,
    last_workspace uuid,
    served_until   timestamptz not null
);
