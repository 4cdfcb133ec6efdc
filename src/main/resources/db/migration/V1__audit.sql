create table audit_entry (
    number        bigint primary key,
    at            timestamptz not null,
    actor         text not null,
    action        text not null,
    subject       text not null,
    -- JSON as text, for the hash is over its bytes
    details       text not null,
    previous_hash text not null unique,
    hash          text not null unique
);
create index audit_entry_subject on audit_entry (subject);
