package dev.berth.identity;

import java.util.Optional;
import java.util.Set;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;

/** For what is not a controller's handler, such as the layout; there {@link SignedIn} says it better. */
public final class CurrentPerson {

    private CurrentPerson() {}

    public static Optional<Person> find() {
        return signedIn().map(SignedInPerson::person);
    }

    /** What the person has to know of their sign-in. */
    public static Set<Withheld> withheld() {
        return signedIn().map(SignedInPerson::withheld).orElse(Set.of());
    }

    private static Optional<SignedInPerson> signedIn() {
        Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
        return authentication != null && authentication.getPrincipal() instanceof SignedInPerson signedIn
                ? Optional.of(signedIn)
                : Optional.empty();
    }
}
