-- What admins decided of an image, in order. An approval holds for what it was made on; a rejection holds for the image,
-- until one that lifts it.
create table decided (
    image_id    uuid not null references staged_image,
    number      integer not null,
    kind        text not null check (kind in ('approved', 'rejected', 'lifted', 'kept')),
    digest      text not null,
    fingerprint text not null,
    policy      text not null,
    -- the latest tag that the image had been given until then: a later one asks about a rejection again
    latest_tag  bigint not null,
    reason      text not null,
    decided_by  text not null,
    decided_at  timestamptz not null,
    primary key (image_id, number)
);

insert into decided (image_id, number, kind, digest, fingerprint, policy, latest_tag, reason, decided_by, decided_at)
select image_id, row_number() over (partition by image_id order by decided_at, fingerprint, policy),
       case when approved then 'approved' else 'rejected' end, digest, fingerprint, policy,
       coalesce((select max(t.id) from staged_tag t where t.image_id = d.image_id and t.since <= d.decided_at), 0),
       reason, decided_by, decided_at
  from review_decision d;

drop table review_decision;
alter table decided rename to review_decision;
alter index decided_pkey rename to review_decision_pkey;
alter table review_decision rename constraint decided_kind_check to review_decision_kind_check;
alter table review_decision rename constraint decided_image_id_fkey to review_decision_image_id_fkey;
