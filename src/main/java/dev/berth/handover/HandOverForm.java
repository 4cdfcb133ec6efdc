package dev.berth.handover;

import dev.berth.web.Reason;
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
        try {
            return Optional.of(Reason.of(reason, LONGEST_REASON).value());
        } catch (IllegalArgumentException refused) {
            errors.rejectValue("reason", "refused", String.valueOf(refused.getMessage()));
            return Optional.empty();
        }
    }
}
