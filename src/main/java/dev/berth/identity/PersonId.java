package dev.berth.identity;

import java.io.Serializable;

/**
 * Who a person is, for good: OpenID Connect promises that no two people have the same subject at one issuer, and that it
 * never changes. It promises neither of a name or an address.
 */
public record PersonId(String issuer, String subject) implements Serializable {}
