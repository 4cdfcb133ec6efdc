-- What refers to an image (a signature, an attestation) and was not copied with it the last time, and why.
create table promotion_left_behind (
    image_id uuid not null references staged_image,
    position integer not null,
    digest   text not null,
    -- what it calls itself: the pusher's word
    what     text not null,
    reason   text not null,
    primary key (image_id, position)
);
