package dev.berth.web;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** How a page writes a moment; a script writes the reader's own time beside it. In templates: {@code @times}. */
@Component("times")
public class Times {

    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM uuuu", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    /** For a reader: {@code 23 Nov 2026, 15:25 UTC}. */
    public String utc(Instant at) {
        return UTC.format(at);
    }

    /** For a reader: {@code 23 Nov 2026}. */
    public String day(Instant at) {
        return DAY.format(at);
    }

    /** For {@code datetime} attributes. */
    public String iso(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
