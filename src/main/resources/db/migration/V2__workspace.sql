create table workspace (
    id                    uuid primary key,
    username              text not null,
    email                 text not null,
    staging_repository    text not null unique,
    approved_repository   text not null unique,
    created_at            timestamptz not null,
    -- when the staging repository was last seen as it should be
    provisioned_at        timestamptz
);
-- The workflow side looks usernames up without regard to case: two spellings are one person.
create unique index workspace_username on workspace (lower(username));
