package dev.berth.audit;

import dev.berth.identity.Person;

/** Who changed something: a person by username, or a part of Berth by name. */
public record Actor(String name) {

    public static Actor of(Person person) {
        return new Actor(person.username());
    }

    /** A part of Berth that acts by itself, such as {@code promotion}. */
    public static Actor system(String part) {
        return new Actor(Person.RESERVED + part);
    }
}
