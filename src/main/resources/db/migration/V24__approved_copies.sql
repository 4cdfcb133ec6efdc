alter table approved_image
    -- since when the approved repository does not hold it under its tag; null while it does
    add column missing_since timestamptz,
    -- what the tag names there instead, where another moved it
    add column moved_to      text,
    add check (moved_to is null or missing_since is not null);
-- A tag that names what Berth did not put there is looked for on every admin's home.
create index approved_image_moved on approved_image (missing_since)
    where replaced_at is null and moved_to is not null;
