package dev.berth.sandbox.cloud.identity;

import dev.berth.sandbox.cloud.sigv4.AuthenticationRefused;
import dev.berth.sandbox.cloud.sigv4.Signature;
import dev.berth.sandbox.cloud.sigv4.SignedRequest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Knows callers by their keys, and makes the keys of sessions. Restarting changes nothing: it remembers nothing. */
@Component
public final class Identities {

    /** The most bytes that policy and tags may take, packed: so that every header that carries them stays within 8 KiB. */
    public static final int PACKED_LIMIT = 2400;

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String SESSION_KEY = "ASIABERTH";
    private static final int KEY_LENGTH = 20;

    private final Account account;
    private final InstantSource clock;
    private final MasterKey master;
    private final Seal sessions;
    private final Seal authorizations;
    private final String portalKeyId;
    private final SecureRandom random = new SecureRandom();

    Identities(Account account, InstantSource clock) {
        this.account = account;
        this.clock = clock;
        this.master = MasterKey.in(account.state());
        this.sessions = new Seal(master, "session token");
        this.authorizations = new Seal(master, "registry authorization");
        this.portalKeyId = master.id("AKIABERTH", KEY_LENGTH);
    }

    public PortalKeys portalKeys() {
        return new PortalKeys(portalKeyId, master.secretAccessKey(portalKeyId, ""));
    }

    /** What the portal signs its audit trail with, where it is told nothing else. */
    public PortalAuditKey portalAuditKey() {
        return new PortalAuditKey(Base64.getEncoder().encodeToString(master.derive("the portal's audit key")));
    }

    public String roleId() {
        return master.id("AROABERTH", 21);
    }

    public Caller.Portal portal() {
        return new Caller.Portal(account.userArn(Caller.Portal.NAME), master.id("AIDABERTH", 21));
    }

    /** A session of this role from now on, for so long. */
    public SessionKeys open(
            String roleName,
            String sessionName,
            @Nullable String sourceIdentity,
            Map<String, String> tags,
            @Nullable String policy,
            Duration length) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String accessKeyId = MasterKey.randomId(SESSION_KEY, KEY_LENGTH, random);
        SessionClaims claims = new SessionClaims(
                accessKeyId, roleName, roleId(), sessionName, sourceIdentity, tags, policy, now, now.plus(length));
        String token = sessions.seal(JSON.writeValueAsString(claims));
        return new SessionKeys(accessKeyId, master.secretAccessKey(accessKeyId, token), token, claims.expires());
    }

    /** How many bytes of a token these take. */
    public static int packedSize(@Nullable String policy, Map<String, String> tags) {
        return policy == null && tags.isEmpty()
                ? 0
                : Seal.packed((policy == null ? "" : policy) + JSON.writeValueAsString(tags)).length;
    }

    /** @throws AuthenticationRefused where nobody known signed this request for this service, just now */
    public Caller authenticate(SignedRequest request, Set<String> regions, String service) {
        Signature signature = Signature.of(request);
        String token = request.headers().containsKey("x-amz-security-token")
                ? request.headers().get("x-amz-security-token").getFirst()
                : "";
        Caller caller = caller(signature.accessKeyId(), token);
        String secret = master.secretAccessKey(signature.accessKeyId(), token);
        signature.verify(request, secret, regions, service, clock.instant());
        return caller;
    }

    private Caller caller(String accessKeyId, String token) {
        if (token.isEmpty() && accessKeyId.equals(portalKeyId)) {
            return portal();
        }
        Caller.Session session = sessions.open(token)
                .map(this::session)
                .filter(it -> it.claims().accessKeyId().equals(accessKeyId))
                .orElseThrow(AuthenticationRefused::unknownKey);
        if (session.isExpired(clock.instant())) {
            throw AuthenticationRefused.expired();
        }
        return session;
    }

    private Caller.Session session(String claims) {
        SessionClaims read = JSON.readValue(claims, SessionClaims.class);
        return new Caller.Session(account.sessionArn(read.roleName(), read.sessionName()), read);
    }

    /** The password of {@code docker login}: says who logged in, to be judged anew at every request. */
    public String authorization(Caller caller, Instant expires) {
        SessionClaims claims = caller instanceof Caller.Session session ? session.claims() : null;
        return authorizations.seal(JSON.writeValueAsString(new Authorization(claims, expires)));
    }

    /** Who logged in with this password, whether or not it still holds; empty where it is none of ours. */
    public Optional<LoggedIn> loggedIn(String password) {
        return authorizations.open(password).map(text -> {
            Authorization read = JSON.readValue(text, Authorization.class);
            SessionClaims claims = read.claims();
            Caller caller = claims == null
                    ? portal()
                    : new Caller.Session(account.sessionArn(claims.roleName(), claims.sessionName()), claims);
            return new LoggedIn(caller, read.expires());
        });
    }

    private record Authorization(@Nullable SessionClaims claims, Instant expires) {}
}
