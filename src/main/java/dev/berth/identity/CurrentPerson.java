package dev.berth.identity;

import java.util.Optional;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** For what is not a controller's handler, such as the layout; there {@link SignedIn} says it better. */
public final class CurrentPerson {

    private CurrentPerson() {}

    public static Optional<Person> find() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedInPerson signedIn
                ? Optional.of(signedIn.person())
                : Optional.empty();
    }
}
