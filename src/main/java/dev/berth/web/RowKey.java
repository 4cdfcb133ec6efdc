package dev.berth.web;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.web.util.UriUtils;

/**
 * Where a row stands in a list that is sorted by time.
 *
 * @param at as the database keeps it, in microseconds
 * @param tie what tells rows of the same time apart
 */
public record RowKey(Instant at, String tie) {

    private static final Pattern FORM = Pattern.compile("(\\d{1,16})\\.(\\S.{0,399})");

    public RowKey {
        at = at.truncatedTo(ChronoUnit.MICROS);
    }

    public static RowKey of(Instant at, Object tie) {
        return new RowKey(at, tie.toString());
    }

    /** @throws MalformedKey where it is not in the form of {@link #toString} */
    public static RowKey of(String text) {
        Matcher key = FORM.matcher(text);
        if (!key.matches() || !PlainText.isPlain(text)) {
            throw new MalformedKey();
        }
        return new RowKey(Instant.EPOCH.plus(Long.parseLong(key.group(1)), ChronoUnit.MICROS), key.group(2));
    }

    /** As a query's value. */
    String encoded() {
        return UriUtils.encode(toString(), StandardCharsets.UTF_8);
    }

    /** {@code 1764066000123456.<tie>}: microseconds since 1970, and the tie. */
    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "." + tie;
    }
}
