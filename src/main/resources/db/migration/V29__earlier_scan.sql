-- What was stated of a platform manifest before another outcome took its place, so that an image's story keeps its past.
create table earlier_scan (
    image_id     uuid not null,
    digest       text not null,
    stated_at    timestamptz not null,
    outcome      text not null,
    reason       text,
    completed_at timestamptz,
    -- as in platform_scan
    counts       text,
    primary key (image_id, digest, stated_at),
    foreign key (image_id, digest) references platform_scan
);
