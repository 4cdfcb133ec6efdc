package dev.berth.sandbox.identity;

/**
 * Somebody who may sign in without a password.
 *
 * @param says what they are in the portal, for a reader
 */
public record Persona(String username, String name, String email, String says) {}
