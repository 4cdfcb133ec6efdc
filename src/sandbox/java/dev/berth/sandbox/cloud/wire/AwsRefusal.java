package dev.berth.sandbox.cloud.wire;

/** AWS's no: its code and message as they go over the wire. The JSON protocol answers every refusal of a caller with 400. */
public final class AwsRefusal extends RuntimeException {

    private final String code;
    private final int status;

    public AwsRefusal(String code, String message) {
        this(code, 400, message);
    }

    /** @param status what the query protocol answers with */
    public AwsRefusal(String code, int status, String message) {
        super(message);
        this.code = code;
        this.status = status;
    }

    /** @param location of the value in the request, such as {@code roleSessionName} */
    public static AwsRefusal validation(String code, String value, String location, String constraint) {
        return new AwsRefusal(
                code,
                "1 validation error detected: Value '%s' at '%s' failed to satisfy constraint: Member must %s"
                        .formatted(value, location, constraint));
    }

    public String code() {
        return code;
    }

    public int status() {
        return status;
    }
}
