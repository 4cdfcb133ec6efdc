-- What the image itself is cannot be copied; the researcher reads why.
alter table promotion drop constraint promotion_state_check;
alter table promotion add constraint promotion_state_check check (state in
    ('queued', 'copying', 'verified', 'promoted', 'superseded', 'lapsed', 'refused', 'failed'));
