package dev.berth;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * What no level opens. Below INFO, HTTP clients and servers write what they send and receive, Spring writes requests with
 * their parameters, and template engines write what they were given: credentials, authorization codes, tokens. So only
 * loggers of which it is known that they do not may go below it, whatever the configuration says.
 */
final class QuietLoggers extends TurboFilter {

    private static final List<String> MAY_SAY_MORE = List.of(
            "dev.berth",
            "org.springframework.boot",
            "org.springframework.context",
            "org.springframework.transaction",
            "org.springframework.jdbc.datasource",
            "org.flywaydb",
            "com.zaxxer.hikari",
            "com.github.kagkarlsson.scheduler");

    /** The JDK's client writes headers and bodies at INFO, where a system property asks for it. */
    private static final List<String> MUST_SAY_LESS = List.of("jdk.httpclient");

    private final Map<String, Level> lowest = new ConcurrentHashMap<>();

    private QuietLoggers() {}

    /** Whatever is configured anew in this context, the filter stays. */
    static void in(LoggerContext context) {
        if (context.getTurboFilterList().stream().noneMatch(QuietLoggers.class::isInstance)) {
            context.addListener(new Again());
            add(context);
        }
    }

    /** Whether this level is none that this logger may go down to. */
    static boolean isTooLow(String logger, Level level) {
        return !level.isGreaterOrEqual(lowest(logger));
    }

    private static void add(LoggerContext context) {
        QuietLoggers filter = new QuietLoggers();
        filter.setContext(context);
        filter.start();
        context.addTurboFilter(filter);
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] arguments,
            @Nullable Throwable thrown) {
        return level.isGreaterOrEqual(lowest.computeIfAbsent(logger.getName(), QuietLoggers::lowest))
                ? FilterReply.NEUTRAL
                : FilterReply.DENY;
    }

    private static Level lowest(String logger) {
        if (isOneOf(logger, MAY_SAY_MORE)) {
            return Level.TRACE;
        }
        return isOneOf(logger, MUST_SAY_LESS) ? Level.WARN : Level.INFO;
    }

    private static boolean isOneOf(String logger, List<String> names) {
        return names.stream().anyMatch(name -> logger.equals(name) || logger.startsWith(name + "."));
    }

    /** A reset takes the filters away, and leaves this. */
    private static final class Again implements LoggerContextListener {

        @Override
        public boolean isResetResistant() {
            return true;
        }

        @Override
        public void onReset(LoggerContext context) {
            add(context);
        }

        @Override
        public void onStart(LoggerContext context) {
            // The filter is there already.
        }

        @Override
        public void onStop(LoggerContext context) {
            // Nothing is logged any more.
        }

        @Override
        public void onLevelChange(Logger logger, Level level) {
            // The filter does not ask for levels.
        }
    }
}
