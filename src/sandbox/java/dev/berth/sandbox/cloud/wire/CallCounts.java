package dev.berth.sandbox.cloud.wire;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.stereotype.Component;

/** How often each operation was called since the start, as {@code ecr:DescribeImages}, whoever called and whatever the answer. */
@Component
public final class CallCounts {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    public void count(String operation) {
        counts.computeIfAbsent(operation, key -> new LongAdder()).increment();
    }

    public long of(String operation) {
        LongAdder count = counts.get(operation);
        return count == null ? 0 : count.sum();
    }

    public Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        counts.forEach((operation, count) -> all.put(operation, count.sum()));
        return all;
    }

    public void reset() {
        counts.clear();
    }
}
