package dev.berth.identity;

import java.io.Serializable;
import java.util.Set;

/**
 * Who is signed in.
 *
 * @param username as the workflow side spells it; held by this person and nobody else
 * @param email empty where the provider gives none, or none that is verified
 */
public record Person(PersonId id, String username, String email, Set<Role> roles) implements Serializable {

    /** How no username begins: parts of Berth act under such names. */
    public static final String RESERVED = "berth:";

    public Person {
        roles = Set.copyOf(roles);
    }

    public boolean is(Role role) {
        return roles.contains(role);
    }
}
