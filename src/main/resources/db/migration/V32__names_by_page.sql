-- Pages begin at a row, which both columns tell, in one direction.
drop index name_request_asked_at;
create index name_request_latest on name_request (asked_at desc, id desc);
create index name_request_of_name on name_request (name, asked_at desc, id desc);

-- Tasks are picked by the time at which they are due; none has a priority.
drop index scheduled_tasks_priority;
