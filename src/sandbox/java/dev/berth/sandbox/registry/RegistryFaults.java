package dev.berth.sandbox.registry;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** What goes wrong over the distribution API because somebody wants it to. Forgotten when the process ends. */
public final class RegistryFaults {

    /**
     * @param declineMounts answers a mount as ECR does where it cannot: with an upload to stream into
     * @param delays how long a request of a kind waits before it is looked at
     * @param failNext how many requests of a kind are answered with 500 from now on
     */
    public record Settings(
            boolean declineMounts, Map<RegistryCall, Duration> delays, Map<RegistryCall, Integer> failNext) {

        public static final Settings NONE = new Settings(false, Map.of(), Map.of());

        public Settings {
            delays = Map.copyOf(delays);
            failNext = Map.copyOf(failNext);
            if (delays.values().stream().anyMatch(Duration::isNegative)
                    || failNext.values().stream().anyMatch(count -> count < 0)) {
                throw new IllegalArgumentException(
                        "A delay looks like PT0.5S, a count like 3, and neither is negative");
            }
        }

        private Settings failed(RegistryCall call) {
            Map<RegistryCall, Integer> fewer = new EnumMap<>(RegistryCall.class);
            fewer.putAll(failNext);
            fewer.computeIfPresent(call, (same, count) -> count > 1 ? count - 1 : null);
            return new Settings(declineMounts, delays, fewer);
        }
    }

    private final AtomicReference<Settings> settings = new AtomicReference<>(Settings.NONE);

    public Settings settings() {
        return settings.get();
    }

    public void use(Settings changed) {
        settings.set(changed);
    }

    boolean declinesMounts() {
        return settings().declineMounts();
    }

    /** Waits and fails as set. */
    void befall(RegistryCall call) throws InterruptedException {
        Duration delay = settings().delays().get(call);
        if (delay != null) {
            Thread.sleep(delay);
        }
        Settings before = settings.getAndUpdate(now -> now.failNext().containsKey(call) ? now.failed(call) : now);
        if (before.failNext().getOrDefault(call, 0) > 0) {
            throw new RegistryError(500, "UNKNOWN", "The sandbox was told to fail this request");
        }
    }
}
