alter table staging_watch
    -- since when looks have had no answer, or not about every image; null while all is well
    add column failing_since timestamptz;
