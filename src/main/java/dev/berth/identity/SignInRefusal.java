package dev.berth.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;

/** Why Berth lets somebody in no further whom the provider has signed in. Each is a sentence on the sign-in page. */
enum SignInRefusal {
    NO_USERNAME,
    RESERVED_USERNAME,
    ADDRESS_NOT_VERIFIED,
    UNREADABLE_NAME,
    NAME_HELD;

    /** @param why for the operator, in the log */
    OAuth2AuthenticationException because(String why) {
        return new OAuth2AuthenticationException(new OAuth2Error(code(), why, null), why);
    }

    static Optional<SignInRefusal> of(AuthenticationException failure) {
        return failure instanceof OAuth2AuthenticationException refused
                ? of(refused.getError().getErrorCode())
                : Optional.empty();
    }

    static Optional<SignInRefusal> of(String code) {
        return Stream.of(values())
                .filter(refusal -> refusal.code().equals(code))
                .findFirst();
    }

    /** As it stands in the sign-in page's address and in the keys of messages. */
    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
