package dev.berth.sandbox.cloud.sigv4;

/** A request that comes from nobody AWS knows. Each protocol has its own name for the same reason. */
public final class AuthenticationRefused extends RuntimeException {

    /** Why, by the query protocol's code and by the JSON protocol's. */
    public enum Reason {
        MISSING("MissingAuthenticationToken", "MissingAuthenticationTokenException"),
        INCOMPLETE("IncompleteSignature", "IncompleteSignatureException"),
        UNKNOWN_KEY("InvalidClientTokenId", "UnrecognizedClientException"),
        EXPIRED("ExpiredToken", "ExpiredTokenException"),
        SIGNATURE("SignatureDoesNotMatch", "InvalidSignatureException");

        private final String queryCode;
        private final String jsonCode;

        Reason(String queryCode, String jsonCode) {
            this.queryCode = queryCode;
            this.jsonCode = jsonCode;
        }

        public String queryCode() {
            return queryCode;
        }

        public String jsonCode() {
            return jsonCode;
        }
    }

    private final Reason reason;

    private AuthenticationRefused(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    public static AuthenticationRefused missing() {
        return new AuthenticationRefused(Reason.MISSING, "Request is missing Authentication Token");
    }

    public static AuthenticationRefused incomplete(String message) {
        return new AuthenticationRefused(Reason.INCOMPLETE, message);
    }

    public static AuthenticationRefused unknownKey() {
        return new AuthenticationRefused(Reason.UNKNOWN_KEY, "The security token included in the request is invalid.");
    }

    public static AuthenticationRefused expired() {
        return new AuthenticationRefused(Reason.EXPIRED, "The security token included in the request is expired");
    }

    public static AuthenticationRefused signature() {
        return signature("The request signature we calculated does not match the signature you provided. Check your"
                + " AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    public static AuthenticationRefused signature(String message) {
        return new AuthenticationRefused(Reason.SIGNATURE, message);
    }
}
