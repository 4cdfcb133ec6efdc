-- No poll has seen the image under a tag: it is told of, and neither scanned nor promoted.
alter table staged_image add column untagged boolean not null default false;
-- What the tag named when the image was first seen: it had the tag between two polls, if at all.
alter table staged_tag add column replaced_by text;

-- Manifests without a tag that are no image of their own, such as those that an index names, so that each is read once. They
-- are forgotten when they are too old to be read again.
create table untagged_manifest (
    workspace_id uuid not null references workspace,
    digest       text not null,
    seen_at      timestamptz not null,
    primary key (workspace_id, digest)
);
