package dev.berth.identity;

/** What somebody may open. Everybody who signs in is a researcher; staff and admins are named in the configuration. */
public enum Role {
    RESEARCHER,
    STAFF,
    ADMIN
}
