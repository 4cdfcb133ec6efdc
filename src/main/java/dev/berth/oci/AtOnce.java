package dev.berth.oci;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Several requests of one copy at the same time, on virtual threads. After a first failure no other begins, those under
 * way are told to stop and are waited for, so that each can clear up after itself; then the first failure is thrown.
 */
final class AtOnce {

    /**
     * How long the work under way may take to stop by itself where the copy is interrupted: well within what a replica that shuts down waits after
     * it has interrupted its tasks, which is {@code db-scheduler.shutdown-max-wait} again.
     */
    private static final long GRACE_SECONDS = 4;

    private final RegistryClient registry;
    private final int most;

    /** @param registry named where the work is interrupted */
    AtOnce(RegistryClient registry, int most) {
        this.registry = registry;
        this.most = most;
    }

    /** Whether the work should end where it can be left. */
    interface Stop {
        boolean isAsked();
    }

    private static final class Stopped extends RuntimeException {}

    /** The results in the order of the items. */
    <T, R> List<R> each(Collection<T> items, BiFunction<T, Stop, R> work) {
        if (items.isEmpty()) {
            return List.of();
        }
        AtomicReference<@Nullable Throwable> first = new AtomicReference<>();
        Stop stop = () -> first.get() != null;
        List<Future<R>> futures = new ArrayList<>(items.size());
        try (ExecutorService threads = Executors.newFixedThreadPool(
                Math.min(most, items.size()), Thread.ofVirtual().factory())) {
            for (T item : items) {
                futures.add(threads.submit(() -> run(item, work, stop, first)));
            }
            await(futures, first, threads);
        }
        Throwable failure = first.get();
        if (failure instanceof Error error) {
            throw error;
        }
        if (failure != null) {
            throw (RuntimeException) failure;
        }
        return futures.stream().map(Future::resultNow).toList();
    }

    private static <T, R> R run(
            T item, BiFunction<T, Stop, R> work, Stop stop, AtomicReference<@Nullable Throwable> first) {
        if (stop.isAsked()) {
            throw new Stopped();
        }
        try {
            return work.apply(item, stop);
        } catch (RuntimeException | Error e) {
            first.compareAndSet(null, e);
            throw e;
        }
    }

    private <R> void await(
            List<Future<R>> futures, AtomicReference<@Nullable Throwable> first, ExecutorService threads) {
        try {
            for (Future<R> future : futures) {
                awaitOne(future);
            }
        } catch (InterruptedException e) {
            first.compareAndSet(null, registry.interrupted(e));
            stopSoon(threads);
            Thread.currentThread().interrupt();
        }
    }

    private static <R> void awaitOne(Future<R> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            // It is the first failure, which is thrown at the end, or follows from it.
        }
    }

    private static void stopSoon(ExecutorService threads) {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
