package dev.berth.operations;

import com.github.kagkarlsson.scheduler.event.ExecutionChain;
import com.github.kagkarlsson.scheduler.event.ExecutionInterceptor;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import java.util.Map;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Which durable task something was logged by, and what that was about. It is cleared when the next one begins: what a task's failure does is
 * logged on the same thread, after it.
 */
@Component
class LoggedTask implements ExecutionInterceptor {

    /** What the end of an instance's name is the id of. */
    private static final Map<String, String> SUBJECTS = Map.of(
            "watch-staging", "workspace",
            "ask-scanner", "image",
            "ask-scanner-again", "image",
            "promotion", "promotion",
            "prepare-pass", "pass",
            "refuse-revoked-session", "session");

    @Override
    public CompletionHandler<?> execute(TaskInstance<?> task, ExecutionContext context, ExecutionChain chain) {
        MDC.clear();
        MDC.put("task", task.getTaskName());
        String subject = SUBJECTS.get(task.getTaskName());
        if (subject != null) {
            MDC.put(subject, task.getId().substring(task.getId().indexOf(':') + 1));
        }
        return chain.proceed(task, context);
    }
}
