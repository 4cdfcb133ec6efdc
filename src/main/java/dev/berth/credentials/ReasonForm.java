package dev.berth.credentials;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;

/** Why something is taken back. */
record ReasonForm(@Nullable String reason) {

    static final ReasonForm BLANK = new ReasonForm("");

    Optional<String> because(Errors errors) {
        return Optional.ofNullable(PassForm.parsed("reason", reason, PassForm::reasonOf, errors));
    }
}
