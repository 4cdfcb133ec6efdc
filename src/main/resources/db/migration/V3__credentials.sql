create table pass (
    id              uuid primary key,
    workspace       uuid not null references workspace,
    reason          text not null,
    sessions        integer not null check (sessions > 0),
    session_seconds integer not null check (session_seconds > 0),
    valid_until     timestamptz not null,
    issued_at       timestamptz not null,
    issued_by       text not null,
    -- null until the staging repository is there; problem says what kept it from it
    prepared_at     timestamptz,
    problem         text,
    revoked_at      timestamptz,
    revoked_by      text,
    revoked_because text
);
create index pass_issued_at on pass (issued_at desc, id);
create index pass_workspace on pass (workspace, issued_at desc, id);

create table push_session (
    id              uuid primary key,
    pass            uuid not null references pass,
    workspace       uuid not null references workspace,
    -- what the cloud knows the session by; one name is never used twice, for a revocation names it
    role_session    text not null unique,
    state           text not null check (state in ('OPENING', 'OPEN', 'REVOKING', 'REVOKED', 'FAILED')),
    requested_at    timestamptz not null,
    requested_by    text not null,
    requested_from  text not null,
    opened_at       timestamptz,
    expires_at      timestamptz,
    access_key_id   text,
    cloud_user      text,
    revoked_at      timestamptz,
    revoked_by      text,
    revoked_because text,
    denied_at       timestamptz,
    failed_at       timestamptz,
    failure         text,
    check (state not in ('OPEN', 'REVOKING', 'REVOKED')
        or (opened_at is not null and expires_at is not null and access_key_id is not null and cloud_user is not null)),
    check (state not in ('REVOKING', 'REVOKED') or (revoked_at is not null and revoked_by is not null)),
    check (state <> 'REVOKED' or denied_at is not null),
    check (state <> 'FAILED' or (failed_at is not null and failure is not null))
);
create index push_session_pass on push_session (pass, requested_at desc);
create index push_session_live on push_session (workspace, expires_at) where state in ('OPEN', 'REVOKING');
create index push_session_revoked on push_session (expires_at) where state in ('REVOKING', 'REVOKED');
