package dev.berth.identity;

import java.util.Set;

/** People as they are once signed in. */
public final class People {

    public static final String ISSUER = "https://id.example.org";

    private People() {}

    public static Person person(String username, Role... roles) {
        return person("subject-" + username, username, username + "@example.org", roles);
    }

    public static Person person(String subject, String username, String email, Role... roles) {
        return new Person(new PersonId(ISSUER, subject), username, email, Set.of(roles));
    }
}
