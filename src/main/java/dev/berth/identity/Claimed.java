package dev.berth.identity;

/**
 * Whom the provider says somebody is, before it is known who holds that name here.
 *
 * @param email empty where there is none that counts
 */
record Claimed(PersonId id, String username, String email, ProviderClaims claims) {}
