-- Nobody reads it: what a waiting image needs of the bytes a day is asked of the registry anew.
alter table waiting_image drop column size_bytes;
-- The first that waits in a workspace says why, and since when.
create index waiting_image_first on waiting_image (workspace_id, number);

-- As the pages ask: what belongs beside an image, and has no tag that somebody chose, is on none of them.
drop index staged_artifact_latest;
drop index staged_artifact_latest_of_all;
create index staged_artifact_latest on staged_artifact (workspace_id, seen_at desc, digest)
    where not (kind = 'ATTACHMENT' and reserved);
create index staged_artifact_latest_of_all on staged_artifact (seen_at desc, digest)
    where not (kind = 'ATTACHMENT' and reserved);
