-- From now on an entry's hash is keyed. Those from before carry no key's id, and none without one can follow.
alter table audit_entry add column key_id text;
alter table audit_entry add constraint audit_entry_keyed check (key_id is not null) not valid;

-- Signed notes of how far the chain was and what its hash was. The same are kept outside; these alone prove no more than the
-- database does.
create table audit_anchor (
    number    bigint primary key,
    hash      text not null,
    at        timestamptz not null,
    key_id    text not null,
    signature text not null
);

-- Whole checks. A row is signed, so that nobody moves a check past what they changed, or makes up what one found.
create table audit_check (
    id          uuid primary key,
    started_at  timestamptz not null,
    started_by  text not null,
    -- the last number when it started
    target      bigint not null,
    state       text not null check (state in ('running', 'intact', 'broken')),
    -- where it is: the last entry read, its hash, whether that was keyed, the last one that an anchor proves, the first that
    -- was written later than the anchor ahead
    number      bigint not null,
    hash        text not null,
    keyed       boolean not null,
    anchored    bigint not null,
    suspect     bigint not null,
    -- what it found: intact or broken
    finding     text,
    finished_at timestamptz,
    -- why it does not go on for now; not signed
    problem     text,
    key_id      text not null,
    signature   text not null
);
create unique index audit_check_running on audit_check (state) where state = 'running';
create index audit_check_started on audit_check (started_at);

-- Newest first for one actor, one subject, one kind of subject, and one actor's of a kind.
create index audit_entry_actor on audit_entry (actor, number);
drop index audit_entry_subject;
create index audit_entry_subject on audit_entry (subject, number);
create index audit_entry_noun on audit_entry (split_part(subject, '/', 1), number);
create index audit_entry_actor_noun on audit_entry (actor, split_part(subject, '/', 1), number);

create function audit_insert_only() returns trigger language plpgsql as $$
begin
    raise exception 'Table % is insert-only: no % here.', tg_table_name, lower(tg_op);
end $$;
create trigger audit_entry_insert_only before update or delete or truncate on audit_entry
    for each statement execute function audit_insert_only();
create trigger audit_anchor_insert_only before update or delete or truncate on audit_anchor
    for each statement execute function audit_insert_only();
-- Always: also where a session says that it replicates.
alter table audit_entry enable always trigger audit_entry_insert_only;
alter table audit_anchor enable always trigger audit_anchor_insert_only;

-- The owner may grant itself what is revoked here; an application that is not the owner may not.
revoke update, delete, truncate on audit_entry, audit_anchor from public;
revoke update, delete, truncate on audit_entry, audit_anchor from current_user;
