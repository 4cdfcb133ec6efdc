package dev.berth;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.boot.bootstrap.ConfigurableBootstrapContext;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/** Right after logging was set up, and before anything else happens. */
final class QuietLoggersStart implements SpringApplicationRunListener, Ordered {

    private static final Logger LOG = LoggerFactory.getLogger(QuietLoggersStart.class);

    /** With these the JDK's client writes to the error stream, past every logger. */
    private static final List<String> PAST_EVERY_LOGGER = List.of(
            "jdk.internal.httpclient.debug",
            "jdk.internal.httpclient.hpack.debug",
            "jdk.internal.httpclient.websocket.debug");

    @Override
    public void environmentPrepared(ConfigurableBootstrapContext bootstrap, ConfigurableEnvironment environment) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            QuietLoggers.in(context);
        }
        List<String> tooLow = Binder.get(environment)
                .bind("logging.level", Bindable.mapOf(String.class, String.class))
                .orElse(Map.of())
                .entrySet()
                .stream()
                .filter(wanted -> !wanted.getKey().equalsIgnoreCase("root"))
                .filter(wanted -> QuietLoggers.isTooLow(wanted.getKey(), Level.toLevel(wanted.getValue(), Level.OFF)))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
        if (!tooLow.isEmpty()) {
            LOG.warn(
                    "These loggers do not go as low as logging.level says, since they would write secrets: {}", tooLow);
        }
        for (String property : PAST_EVERY_LOGGER) {
            if (System.clearProperty(property) != null) {
                LOG.warn("{} is ignored, since it would write secrets", property);
            }
        }
    }

    /** Just behind the one that sets up logging, whose order is 0. */
    @Override
    public int getOrder() {
        return 1;
    }
}
