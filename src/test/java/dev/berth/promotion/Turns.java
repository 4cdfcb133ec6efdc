package dev.berth.promotion;

import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.PollingStrategyConfig;
import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.helper.RecurringTask;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * A replica whose scheduler picks when the test says so: in one turn it picks what is due, and the turn is over when all of that is done but
 * for what hangs in a remote call.
 */
final class Turns implements AutoCloseable {

    private final AtomicInteger picks = new AtomicInteger();
    private final AtomicInteger picked = new AtomicInteger();
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final IntSupplier hanging;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Scheduler scheduler;

    /** @param hanging how many executions hang at the moment */
    Turns(
            DataSource dataSource,
            List<Task<?>> tasks,
            JdbcCustomization picking,
            int threads,
            InstantSource clock,
            IntSupplier hanging) {
        this.hanging = hanging;
        this.scheduler = Scheduler.create(
                        new TransactionAwareDataSourceProxy(dataSource),
                        tasks.stream()
                                .filter(task -> !(task instanceof RecurringTask<?>))
                                .toList())
                .schedulerName(new SchedulerName.Fixed("turns"))
                .jdbcCustomization(counting(picking))
                .pollUsingLockAndFetch(
                        PollingStrategyConfig.DEFAULT_SELECT_FOR_UPDATE.lowerLimitFractionOfThreads,
                        PollingStrategyConfig.DEFAULT_SELECT_FOR_UPDATE.upperLimitFractionOfThreads)
                .threads(threads)
                .executorService(new Counting())
                .pollingInterval(Duration.ofHours(1))
                .clock(clock::instant)
                .build();
    }

    void start() {
        scheduler.start();
        settled(1);
    }

    void take() {
        int before = picks.get();
        scheduler.triggerCheckForDueExecutions();
        settled(before + 1);
    }

    private void settled(int pick) {
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(2))
                .until(() -> picks.get() >= pick
                        && begun.get() == picked.get()
                        && done.get() + hanging.getAsInt() == begun.get());
    }

    private JdbcCustomization counting(JdbcCustomization picking) {
        return (JdbcCustomization) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {JdbcCustomization.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(picking, arguments);
                        if (method.getName().equals("lockAndFetchSingleStatement")) {
                            picked.addAndGet(((List<?>) answer).size());
                            picks.incrementAndGet();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        scheduler.stop();
    }

    private final class Counting extends AbstractExecutorService {

        @Override
        public void execute(Runnable command) {
            begun.incrementAndGet();
            threads.execute(() -> {
                try {
                    command.run();
                } finally {
                    done.incrementAndGet();
                }
            });
        }

        @Override
        public void shutdown() {
            threads.shutdown();
        }

        @Override
        public List<Runnable> shutdownNow() {
            return threads.shutdownNow();
        }

        @Override
        public boolean isShutdown() {
            return threads.isShutdown();
        }

        @Override
        public boolean isTerminated() {
            return threads.isTerminated();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
            return threads.awaitTermination(timeout, unit);
        }
    }
}
