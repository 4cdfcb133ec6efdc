-- The images that wait for an admin, and since when, so that they need not be found among all that were ever judged. It
-- follows from verdicts, decisions and tags, and ReviewQueue keeps it with them.
create table review_queue (
    image_id uuid primary key references staged_image,
    since    timestamptz not null
);
create index review_queue_since on review_queue (since, image_id);

insert into review_queue (image_id, since)
select v.image_id, case when r.image_id is null then v.judged_at else min(t.since) end
  from verdict v
  left join lateral (
      select * from review_decision any_of
       where any_of.image_id = v.image_id
         and (any_of.kind <> 'approved' or (any_of.digest = v.digest
             and any_of.fingerprint = v.fingerprint and any_of.policy = v.policy))
       order by any_of.number desc limit 1) d on true
  left join lateral (select d.image_id, d.latest_tag where d.kind in ('rejected', 'kept')) r on true
  join staged_tag t on t.image_id = v.image_id and t.superseded_at is null and t.deleted_at is null
       and t.id > coalesce(r.latest_tag, 0)
 where v.number = (select max(later.number) from verdict later where later.image_id = v.image_id)
   and (r.image_id is not null or v.kind = 'needs-review' and coalesce(d.kind, 'lifted') = 'lifted')
 group by v.image_id, v.judged_at, r.image_id;
