create table staged_image (
    id           uuid primary key,
    workspace_id uuid not null references workspace,
    digest       text not null,
    media_type   text not null,
    size_bytes   bigint not null,
    -- why no platform could be told
    unreadable   text,
    arrived_at   timestamptz not null,
    unique (workspace_id, digest)
);
create index staged_image_latest on staged_image (workspace_id, arrived_at desc, id);

create table staged_platform (
    image_id     uuid not null references staged_image,
    position     integer not null,
    digest       text not null,
    os           text not null,
    architecture text not null,
    variant      text,
    primary key (image_id, digest)
);

create table staged_tag (
    id            bigint generated always as identity primary key,
    workspace_id  uuid not null references workspace,
    tag           text not null,
    image_id      uuid not null references staged_image,
    since         timestamptz not null,
    superseded_at timestamptz,
    deleted_at    timestamptz,
    check (superseded_at is null or deleted_at is null)
);
-- A tag names one image at a time.
create unique index staged_tag_current on staged_tag (workspace_id, tag)
    where superseded_at is null and deleted_at is null;
create index staged_tag_of_image on staged_tag (image_id);

-- Tagged things that are no images (charts, signatures), so that each is read once.
create table staged_artifact (
    workspace_id uuid not null references workspace,
    digest       text not null,
    what         text not null,
    seen_at      timestamptz not null,
    primary key (workspace_id, digest)
);

create table staging_watch (
    workspace_id uuid primary key references workspace,
    -- looks recorded so far: one that began before another was recorded is stale
    looks        bigint not null default 0,
    -- looks since something last changed
    quiet_looks  integer not null default 0,
    looked_at    timestamptz,
    -- looks in a row that had no answer
    failures     integer not null default 0,
    last_failure text
);

-- Apart from the watch, since the two are locked in transactions that lock other things in another order.
create table staging_live (
    workspace_id uuid primary key references workspace,
    -- until when somebody may push
    live_until   timestamptz
);
