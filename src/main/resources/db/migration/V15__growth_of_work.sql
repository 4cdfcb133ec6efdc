-- Of a workspace, the latest images first.
drop index staged_image_latest;
create index staged_image_latest on staged_image (workspace_id, arrived_at, id);
-- Few promotions are open or were given up, few tasks fail, few repositories cannot be read: each list has an index of them.
drop index promotion_unfinished;
create index promotion_unfinished on promotion (since, id)
    where state in ('queued', 'copying', 'verified', 'refused', 'failed');
create index scheduled_tasks_failing on scheduled_tasks (execution_time) where consecutive_failures > 0;
create index scheduled_tasks_picked on scheduled_tasks (execution_time) where picked;
create index staging_watch_failing on staging_watch (failing_since, workspace_id) where failing_since is not null;
-- What each tag of a workspace names, and what it named before.
drop index approved_image_workspace;
create index approved_image_listed on approved_image (workspace_id, approved_at, tag) where replaced_at is null;
create index approved_image_earlier on approved_image (workspace_id, tag, replaced_at) where replaced_at is not null;
