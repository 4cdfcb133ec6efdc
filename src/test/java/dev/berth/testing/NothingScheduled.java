package dev.berth.testing;

import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Tests share contexts: what one left scheduled would be picked in the next one's place. */
class NothingScheduled implements TestExecutionListener {

    @Override
    public void beforeTestMethod(TestContext test) {
        test.getApplicationContext().getBean(JdbcTemplate.class).update("delete from scheduled_tasks");
    }
}
