package dev.berth.identity;

/** What the provider says of a person who is signed in, and Berth does not follow until staff do: somebody else holds it. */
public enum Withheld {
    /** They go by the name that they have held so far. */
    NAME,
    /** A role by an address. */
    ROLE
}
