-- Which person holds which name, and who held it before: a person is issuer and subject.
create table name_holding (
    id      uuid primary key,
    kind    text not null check (kind in ('USERNAME', 'ADDRESS')),
    -- in lower case where it is ASCII
    name    text not null,
    -- a username as it was spelled when it was first held
    spelled text not null,
    issuer  text not null,
    subject text not null,
    since   timestamptz not null,
    -- null while it is held
    until   timestamptz
);
create unique index name_holding_current on name_holding (kind, name) where until is null;
create index name_holding_person on name_holding (issuer, subject, since desc) where until is null;

-- The last time that somebody was refused a name of each kind: what staff see before they hand it over.
create table name_request (
    id       uuid primary key,
    kind     text not null,
    name     text not null,
    spelled  text not null,
    issuer   text not null,
    subject  text not null,
    -- verified, or empty
    email    text not null,
    -- what they go by in the meantime, or empty
    username text not null,
    asked_at timestamptz not null,
    unique (issuer, subject, kind)
);
create index name_request_asked_at on name_request (asked_at desc, id);
