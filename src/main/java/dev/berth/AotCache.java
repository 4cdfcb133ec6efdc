package dev.berth;

import com.sun.management.HotSpotDiagnosticMXBean;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Whether this process started from the AOT cache that its image brings. A JVM that cannot use one, since a flag or a library
 * is another than at the training, goes on without it, in twice the time.
 */
@Component
class AotCache implements MeterBinder {

    private static final Logger LOG = LoggerFactory.getLogger(AotCache.class);
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private final String file = given();
    private final boolean inUse = !file.isEmpty() && isMapped(file);

    @EventListener(ApplicationReadyEvent.class)
    void say() {
        if (inUse) {
            LOG.info("AOT cache in use");
        } else if (!file.isEmpty()) {
            LOG.warn("AOT cache not in use: -Xlog:aot in JAVA_TOOL_OPTIONS says why");
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("berth.aot.cache", () -> inUse ? 1 : 0)
                .description("Whether this process started from an AOT cache")
                .register(registry);
    }

    private static String given() {
        HotSpotDiagnosticMXBean hotSpot = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        try {
            return hotSpot == null ? "" : hotSpot.getVMOption("AOTCache").getValue();
        } catch (IllegalArgumentException olderThanAotCaches) {
            return "";
        }
    }

    private static boolean isMapped(String file) {
        String name = Path.of(file).getFileName().toString();
        try (Stream<String> mappings = Files.lines(MAPPED)) {
            return mappings.anyMatch(mapping -> mapping.endsWith("/" + name));
        } catch (IOException notLinux) {
            return false;
        }
    }
}
