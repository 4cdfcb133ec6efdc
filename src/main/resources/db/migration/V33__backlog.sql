-- What waits is read every few seconds: by these, and not among all that ever was.
create index platform_scan_asked on platform_scan (asked_since) where asked_since is not null;
create index push_session_revoking on push_session (revoked_at) where state = 'REVOKING';
create index waiting_image_since on waiting_image (since);
