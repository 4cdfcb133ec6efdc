create table image_scan (
    image_id              uuid primary key references staged_image,
    -- what the rooms above were last told; null where they wait to be told
    announced_fingerprint text,
    announced_at          timestamptz,
    -- since when it is asked about
    begun_at              timestamptz not null,
    -- looks since something last changed, from which the next one's distance follows
    quiet_looks           integer not null default 0
);

create table platform_scan (
    image_id        uuid not null references image_scan,
    digest          text not null,
    position        integer not null,
    os              text not null,
    architecture    text not null,
    variant         text,
    -- since when the question is open; null where it is not
    asked_since     timestamptz,
    -- the scanner's last word
    last_status     text not null,
    -- what was seen once and is believed when seen again
    candidate       text,
    candidate_since timestamptz,
    outcome         text,
    reason          text,
    completed_at    timestamptz,
    stated_at       timestamptz,
    check ((outcome is null) = (stated_at is null)),
    primary key (image_id, digest)
);

create table scan_finding (
    image_id        uuid not null,
    digest          text not null,
    position        integer not null,
    vulnerability   text not null,
    severity        text not null,
    package_name    text not null,
    package_version text not null,
    fixed_in        text,
    description     text,
    uri             text,
    score           double precision,
    primary key (image_id, digest, position),
    foreign key (image_id, digest) references platform_scan
);
