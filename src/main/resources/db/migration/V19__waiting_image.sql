-- What was pushed beyond a workspace's limits: it waits in staging, unread, until there is room.
create table waiting_image (
    workspace_id uuid not null references workspace,
    digest       text not null,
    -- the order in which they were seen, in which they come in
    number       bigint generated always as identity,
    size_bytes   bigint not null,
    reason       text not null check (reason in ('open-images', 'tags', 'bytes')),
    since        timestamptz not null,
    primary key (workspace_id, digest)
);
create index staged_tag_since on staged_tag (workspace_id, since);
