package dev.berth.sandbox.registry;

/** An answer in the form of the distribution specification: an HTTP status, one of its codes and a sentence. */
public final class RegistryError extends RuntimeException {

    private final int status;
    private final String code;

    RegistryError(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    /** 401: no credentials, or none that the registry knows. The client is asked for Basic credentials. */
    public static RegistryError unauthorized(String message) {
        return new RegistryError(401, "UNAUTHORIZED", message);
    }

    /** 403: known, and not allowed; also how ECR answers a token that has expired. */
    public static RegistryError denied(String message) {
        return new RegistryError(403, "DENIED", message);
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}
