create table promotion (
    id           uuid primary key,
    number       bigint generated always as identity,
    image_id     uuid not null references staged_image,
    workspace_id uuid not null references workspace,
    digest       text not null,
    tag          text not null,
    state        text not null check (state in
        ('queued', 'copying', 'verified', 'promoted', 'superseded', 'lapsed', 'failed')),
    since        timestamptz not null,
    -- what the clearance stood on when the copy began
    basis        text,
    -- why it lapsed or failed
    reason       text,
    attempts     integer not null default 0,
    -- what went wrong the last time, until it goes right
    problem      text,
    queued_at    timestamptz not null
);
-- Asked for twice, done once.
create unique index promotion_open on promotion (image_id, tag) where state in ('queued', 'copying', 'verified');
-- Of two images that want one tag, one at a time may set it.
create unique index promotion_sets_tag on promotion (workspace_id, tag) where state = 'verified';
create index promotion_image on promotion (image_id);
create index promotion_tag on promotion (workspace_id, tag, number);
create index promotion_unfinished on promotion (state) where state in ('queued', 'copying', 'verified', 'failed');
