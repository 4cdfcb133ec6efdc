package dev.berth.support;

import ch.qos.logback.classic.pattern.MessageConverter;
import ch.qos.logback.classic.spi.ILoggingEvent;

/**
 * A log's message on one line, whatever came from outside into it: nobody writes a line of their own by a line feed in an
 * address, a claim or a registry's answer. In the place of Logback's {@code %m}, so that it holds for every message,
 * libraries' too.
 */
public final class EncodedMessage extends MessageConverter {

    /** Why the start failed, in paragraphs; it says what the configuration says. */
    private static final String START_FAILURES = "org.springframework.boot.diagnostics.";

    @Override
    public String convert(ILoggingEvent event) {
        String message = super.convert(event);
        return message == null || event.getLoggerName().startsWith(START_FAILURES)
                ? message
                : Unseen.writtenOut(message);
    }
}
