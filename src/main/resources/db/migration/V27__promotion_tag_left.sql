-- The approved tag was set, and the clearance lapsed before that was recorded: an admin has to delete the tag.
alter table promotion drop constraint promotion_state_check;
alter table promotion add constraint promotion_state_check check (state in
    ('queued', 'copying', 'verified', 'promoted', 'superseded', 'lapsed', 'refused', 'failed', 'tag-left'));
drop index promotion_unfinished;
create index promotion_unfinished on promotion (since, id)
    where state in ('queued', 'copying', 'verified', 'refused', 'failed', 'tag-left');
