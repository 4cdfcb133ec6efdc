package dev.berth.handover;

import dev.berth.web.PlainText;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;

/**
 * Why a name is handed over.
 *
 * @param seen who held it when the page was shown
 */
record HandOverForm(@Nullable String reason, @Nullable String seen) {

    private static final int LONGEST_REASON = 500;

    static HandOverForm blank(NameRequest request) {
        return new HandOverForm(
                "", request.holder() == null ? "" : request.holder().id().toString());
    }

    /** The reason, or a sentence at the field. */
    Optional<String> because(Errors errors) {
        String typed = reason == null ? "" : reason.strip();
        if (typed.isEmpty()) {
            errors.rejectValue("reason", "handover.reason.missing");
        } else if (!PlainText.isPlain(typed)) {
            errors.rejectValue("reason", "refused", PlainText.REFUSAL);
        } else if (typed.length() > LONGEST_REASON) {
            errors.rejectValue("reason", "handover.reason.long", new Object[] {LONGEST_REASON}, null);
        } else {
            return Optional.of(PlainText.of(typed).value());
        }
        return Optional.empty();
    }
}
