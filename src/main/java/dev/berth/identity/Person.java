package dev.berth.identity;

import java.io.Serializable;
import java.util.Set;

/**
 * Who is signed in, as the identity provider says.
 *
 * @param subject the provider's own identifier; stable, means nothing to a reader
 * @param username as the workflow side spells it
 * @param email empty where the provider gives none, or says that it is not verified
 */
public record Person(String subject, String username, String email, Set<Role> roles) implements Serializable {

    /** How no username begins: parts of Berth act under such names. */
    public static final String RESERVED = "berth:";

    public Person {
        roles = Set.copyOf(roles);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }
}
