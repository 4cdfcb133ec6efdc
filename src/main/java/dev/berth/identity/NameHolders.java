package dev.berth.identity;

import java.util.Collection;
import java.util.Optional;

/** Which person holds which name. The first who signs in with a name holds it, until it is handed over. */
public interface NameHolders {

    /** What the operator says of a name. */
    enum Pin {
        NONE,
        THIS_PERSON,
        ANOTHER_PERSON
    }

    /**
     * The username that the person goes by: the one that the provider says, where they hold it or nobody does and they have
     * no other; else the one that they have held so far; else none. That they asked for another's is written down.
     *
     * @param said by the provider
     * @param email theirs, or empty
     */
    Optional<String> username(PersonId person, String said, String email, Pin pin);

    /** Whether the address, which a role is given to, is theirs from now on. If not, that they asked is written down. */
    boolean address(PersonId person, String email, String username, Pin pin);

    /** Whether another person has come to hold one of these since. */
    boolean isAnyLost(PersonId person, Collection<HeldName> names);
}
