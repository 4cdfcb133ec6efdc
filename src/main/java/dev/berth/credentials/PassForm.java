package dev.berth.credentials;

import dev.berth.web.Reason;
import dev.berth.workspace.EmailAddress;
import dev.berth.workspace.Username;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;

/** What staff typed, as they typed it. */
record PassForm(
        @Nullable String username,
        @Nullable String email,
        @Nullable String reason,
        @Nullable String sessions,
        @Nullable String sessionMinutes,
        @Nullable String validUntil) {

    private static final int LONGEST_REASON = 500;

    static PassForm blank(PassLimits limits) {
        return new PassForm(
                "",
                "",
                "",
                "3",
                String.valueOf(limits.usualMinutes()),
                limits.usualDate().toString());
    }

    /** The order, or for each field that keeps it from being one, a sentence there. */
    Optional<IssuePass.Order> order(PassLimits limits, Errors errors) {
        Username name = parsed("username", username, Username::of, errors);
        EmailAddress address = parsed("email", email, EmailAddress::of, errors);
        String why = parsed("reason", reason, PassForm::reasonOf, errors);
        Integer many = parsed("sessions", sessions, limits::sessions, errors);
        Duration length = parsed("sessionMinutes", sessionMinutes, limits::sessionLength, errors);
        Instant until = parsed("validUntil", validUntil, limits::validUntil, errors);
        return name == null || address == null || why == null || many == null || length == null || until == null
                ? Optional.empty()
                : Optional.of(new IssuePass.Order(name, address, why, new PassTerms(many, length, until)));
    }

    static String reasonOf(String text) {
        return Reason.of(text, LONGEST_REASON).value();
    }

    static <T> @Nullable T parsed(String field, @Nullable String text, Function<String, T> form, Errors errors) {
        try {
            return form.apply(text == null ? "" : text);
        } catch (IllegalArgumentException refused) {
            errors.rejectValue(field, "refused", String.valueOf(refused.getMessage()));
            return null;
        }
    }

    /** What may be chosen today. */
    record PassLimits(LocalDate today, Duration longestSession, Duration longestPass) {

        private static final int USUAL_DAYS = 7;

        long usualMinutes() {
            return Math.min(60, longestMinutes());
        }

        public long longestMinutes() {
            return longestSession.toMinutes();
        }

        LocalDate usualDate() {
            return today.plusDays(Math.min(USUAL_DAYS, longestPass.toDays()));
        }

        public LocalDate lastDate() {
            return today.plusDays(longestPass.toDays());
        }

        Integer sessions(String text) {
            return number(text, 1, PassTerms.MOST_SESSIONS, "Enter a number of sessions from %d to %d.");
        }

        Duration sessionLength(String text) {
            return Duration.ofMinutes(number(
                    text,
                    (int) PassTerms.SHORTEST_SESSION.toMinutes(),
                    (int) longestMinutes(),
                    "Enter a number of minutes from %d to %d."));
        }

        /** The end of that day, UTC. */
        Instant validUntil(String text) {
            String sentence =
                    "Enter a date from today, %s, to %s, such as %s.".formatted(today, lastDate(), usualDate());
            LocalDate date = date(text, sentence);
            if (date.isBefore(today) || date.isAfter(lastDate())) {
                throw new IllegalArgumentException(sentence);
            }
            return date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        }

        private static LocalDate date(String text, String sentence) {
            try {
                return LocalDate.parse(text.strip());
            } catch (DateTimeParseException none) {
                throw new IllegalArgumentException(sentence, none);
            }
        }

        private static int number(String text, int least, int most, String sentence) {
            String typed = text.strip();
            if (!typed.matches("\\d{1,6}") || Integer.parseInt(typed) < least || Integer.parseInt(typed) > most) {
                throw new IllegalArgumentException(sentence.formatted(least, most));
            }
            return Integer.parseInt(typed);
        }
    }
}
