-- What the policy said, each time something it stands on had changed; the highest number is today's.
create table verdict (
    image_id    uuid not null references staged_image,
    number      integer not null,
    digest      text not null,
    -- over what the scanner said of every platform
    fingerprint text not null,
    policy      text not null,
    kind        text not null check (kind in ('clear', 'needs-review', 'refused')),
    -- JSON: a list of rule and sentence
    reasons     text not null,
    judged_at   timestamptz not null,
    primary key (image_id, number)
);

-- One decision for what it was made on. Should the same findings come back under the same policy, it holds again.
create table review_decision (
    image_id    uuid not null references staged_image,
    digest      text not null,
    fingerprint text not null,
    policy      text not null,
    approved    boolean not null,
    reason      text not null,
    decided_by  text not null,
    decided_at  timestamptz not null,
    primary key (image_id, digest, fingerprint, policy)
);
