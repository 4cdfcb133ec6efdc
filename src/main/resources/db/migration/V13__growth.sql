-- Lists are read page by page from the row where the last page ended: one index on what sorts each.
drop index pass_issued_at;
create index pass_issued_at on pass (issued_at, id);
drop index pass_workspace;
create index pass_workspace on pass (workspace, issued_at, id);
drop index push_session_pass;
create index push_session_pass on push_session (pass, requested_at, id);
-- Of all that were ever open, those that still are.
create index push_session_live_until on push_session (expires_at) where state in ('OPEN', 'REVOKING');
