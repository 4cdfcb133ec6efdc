-- Read again, so that each has its kind and its tags.
delete from staged_artifact;
alter table staged_artifact drop column what;
alter table staged_artifact
    add column kind       text not null,
    -- the label by which it was named
    add column media_type text not null,
    -- whether it had no tag but those that belong to signatures when it was read
    add column reserved   boolean not null;
create index staged_artifact_latest on staged_artifact (workspace_id, seen_at desc, digest);
create index staged_artifact_latest_of_all on staged_artifact (seen_at desc, digest);

-- As they stand now: the audit trail has what was.
create table staged_artifact_tag (
    workspace_id uuid not null references workspace,
    tag          text not null,
    digest       text not null,
    since        timestamptz not null,
    primary key (workspace_id, tag),
    foreign key (workspace_id, digest) references staged_artifact on delete cascade
);
create index staged_artifact_tag_of on staged_artifact_tag (workspace_id, digest);

alter table staging_watch
    -- manifests that have no tag but one of a build cache
    add column cached integer not null default 0,
    -- digests that the last poll left to the next one
    add column unread integer not null default 0;

alter table staged_platform
    -- in what it differs from the image's others for the same platform
    add column distinction text,
    add column zstd        boolean not null default false;
