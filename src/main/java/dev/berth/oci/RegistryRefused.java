package dev.berth.oci;

/** A registry answered, and the answer is no. */
public final class RegistryRefused extends RegistryFailure {

    private final int status;
    private final String code;
    private final boolean beforeRenewal;

    /**
     * @param doing what was asked for, to follow "refused to"
     * @param code the error code of the OCI specification, or {@code UNKNOWN}
     * @param reason the registry's own words, may be empty
     */
    RegistryRefused(Registry registry, String doing, int status, String code, String reason) {
        this(registry, doing, status, code, reason, false);
    }

    /** @param beforeRenewal whether the credentials that were shown have been renewed since */
    RegistryRefused(Registry registry, String doing, int status, String code, String reason, boolean beforeRenewal) {
        super(
                "%s refused to %s (%d %s%s)"
                        .formatted(registry, doing, status, code, reason.isEmpty() ? "" : ": " + reason),
                null);
        this.status = status;
        this.code = code;
        this.beforeRenewal = beforeRenewal;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }

    /** Whether it asks for a repository that is not there: nothing can be put into it before it is made. */
    public boolean isOfMissingRepository() {
        return status == 404 && code.equals("NAME_UNKNOWN");
    }

    @Override
    public boolean isPassing() {
        return beforeRenewal || isPassing(status);
    }

    static boolean isPassing(int status) {
        return status == 408 || status == 429 || status >= 500;
    }
}
