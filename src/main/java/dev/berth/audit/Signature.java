package dev.berth.audit;

/**
 * By which key something is signed, and how.
 *
 * @param value HMAC-SHA-256, hexadecimal
 */
public record Signature(String keyId, String value) {}
