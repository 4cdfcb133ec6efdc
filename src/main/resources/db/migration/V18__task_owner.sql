-- Whose work a task is, so that each has a share of the threads: an instance is named owner:id; a recurring task is its own owner.
update scheduled_tasks task set task_instance = image.workspace_id || ':' || task.task_instance
    from staged_image image
    where task.task_name in ('ask-scanner', 'ask-scanner-again') and task.task_instance = image.id::text;
update scheduled_tasks task set task_instance = promotion.workspace_id || ':' || task.task_instance
    from promotion
    where task.task_name = 'promotion' and task.task_instance = promotion.id::text;
alter table scheduled_tasks add column owner text not null generated always as
    (case when task_instance = 'recurring' then task_name else split_part(task_instance, ':', 1) end) stored;
create index scheduled_tasks_busy on scheduled_tasks (picked_by, task_name, owner) where picked;
