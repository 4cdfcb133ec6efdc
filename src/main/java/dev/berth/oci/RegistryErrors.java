package dev.berth.oci;

import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads what the OCI specification lets a registry say beside a refusal; not all of them say it. */
final class RegistryErrors {

    private static final Pattern CODE = Pattern.compile("[A-Z][A-Z_]{0,63}");
    private static final Pattern UNSEEN = Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");
    private static final int LONGEST_REASON = 200;

    private RegistryErrors() {}

    static RegistryRefused read(Registry registry, Call call, Answer answer) {
        String code = usualCode(answer.status());
        String reason = "";
        try {
            JsonNode error =
                    JsonMapper.shared().readTree(answer.bytes()).path("errors").path(0);
            String said = error.path("code").asString("");
            code = CODE.matcher(said).matches() ? said : code;
            reason = tidy(error.path("message").asString(""));
        } catch (JacksonException e) {
            // A proxy's page, or the empty body of a HEAD: the status has to do.
            reason = "";
        }
        return new RegistryRefused(registry, call.doing(), answer.status(), code, reason, answer.isBeforeRenewal());
    }

    static String usualCode(int status) {
        return switch (status) {
            case 401 -> "UNAUTHORIZED";
            case 403 -> "DENIED";
            case 429 -> "TOOMANYREQUESTS";
            default -> "UNKNOWN";
        };
    }

    private static String tidy(String message) {
        String line = UNSEEN.matcher(message).replaceAll(" ").strip();
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "…";
    }
}
