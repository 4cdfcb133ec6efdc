create table approved_image (
    id           uuid primary key,
    workspace_id uuid not null references workspace,
    image_id     uuid not null references staged_image,
    tag          text not null,
    uri          text not null,
    digest       text not null,
    approved_at  timestamptz not null,
    -- when another digest took the tag
    replaced_at  timestamptz
);
create unique index approved_image_current on approved_image (workspace_id, tag) where replaced_at is null;
create index approved_image_workspace on approved_image (workspace_id, approved_at);
create index approved_image_image on approved_image (image_id);
