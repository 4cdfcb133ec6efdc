package dev.berth.audit;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Signs with the key of today, and knows what older keys have signed. */
@Component
class AuditKeys {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What is signed says which of these it is, so that none can stand for another. */
    enum Kind {
        ENTRY,
        ANCHOR,
        CHECK
    }

    /** Whether something is signed. */
    enum Judgement {
        SIGNED,
        FORGED,
        UNKNOWN_KEY
    }

    private final String current;
    private final Map<String, AuditKey> keys = new HashMap<>();

    AuditKeys(AuditSettings settings) {
        settings.oldKeys().forEach(key -> keys.put(key.id(), key));
        current = settings.key().id();
        keys.put(current, settings.key());
    }

    Signature sign(Kind kind, Object... fields) {
        return new Signature(current, key(current).hmac(text(kind, current, fields)));
    }

    Judgement judge(Signature signature, Kind kind, Object... fields) {
        AuditKey key = keys.get(signature.keyId());
        if (key == null) {
            return Judgement.UNKNOWN_KEY;
        }
        byte[] expected = key.hmac(text(kind, signature.keyId(), fields)).getBytes(StandardCharsets.UTF_8);
        return MessageDigest.isEqual(expected, signature.value().getBytes(StandardCharsets.UTF_8))
                ? Judgement.SIGNED
                : Judgement.FORGED;
    }

    private AuditKey key(String id) {
        AuditKey key = keys.get(id);
        if (key == null) {
            throw new IllegalStateException("There is no key " + id);
        }
        return key;
    }

    /** JSON of the fields in order: no two different things have the same text. */
    private static String text(Kind kind, String keyId, Object... fields) {
        return JSON.writeValueAsString(new Object[] {kind.name(), keyId, fields});
    }
}
