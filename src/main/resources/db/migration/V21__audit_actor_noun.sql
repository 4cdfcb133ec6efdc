-- One actor's entries of one kind, in a single column: with two, a plan may sort all of the actor's.
drop index audit_entry_actor_noun;
create index audit_entry_noun_actor on audit_entry ((split_part(subject, '/', 1) || '/' || actor), number);
