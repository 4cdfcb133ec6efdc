package dev.berth.oci;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a registry is shown. Credentials go as they are (Basic, as ECR has it) until the registry names a token server;
 * from then on they go only there, and the registry sees its tokens.
 */
final class Login {

    /** How long before its end a credential counts as run out, so that none ends on the way. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    /** ECR calls a password that has run out a denial; one that was given out just now cannot have. */
    private static final Duration YOUNG = Duration.ofMinutes(1);

    /** What the token specification says where an answer names no lifetime. */
    private static final long USUAL_LIFETIME_SECONDS = 60;

    private static final Pattern PARAMETER = Pattern.compile("([A-Za-z_]+)=\"([^\"]*)\"");

    interface TokenServer {
        Answer fetch(Call call, @Nullable String authorization);
    }

    private record Realm(URI uri, String service) {}

    private record Token(String value, Instant until) {}

    private final Registry registry;
    private final Supplier<RegistryCredentials> supplier;
    private final InstantSource clock;
    private final TokenServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<List<String>, Token> tokens = new HashMap<>();
    private @Nullable RegistryCredentials credentials;
    private Instant since = Instant.MIN;
    private @Nullable Realm realm;

    Login(Registry registry, Supplier<RegistryCredentials> supplier, InstantSource clock, TokenServer server) {
        this.registry = registry;
        this.supplier = supplier;
        this.clock = clock;
        this.server = server;
    }

    /** The Authorization header for this call, asking for credentials or a token where there is none that lasts. */
    Optional<String> authorization(Call call) {
        lock.lock();
        try {
            RegistryCredentials current = current();
            Realm known = realm;
            if (known == null || current instanceof RegistryCredentials.Bearer) {
                return current.authorization();
            }
            Token token = tokens.get(call.scopes());
            if (token == null || !lasts(token.until())) {
                token = fetch(known, call);
                tokens.put(call.scopes(), token);
            }
            return Optional.of("Bearer " + token.value());
        } finally {
            lock.unlock();
        }
    }

    /**
     * What was shown may have run out: it is forgotten, and where the registry names a token server that is used.
     *
     * @return whether asking again may help
     */
    boolean renew(Call call, Answer refusal) {
        if (refusal.status() != 401 && refusal.status() != 403) {
            return false;
        }
        lock.lock();
        try {
            return isRenewed(call, refusal.shown())
                    || (refusal.status() == 401 ? renewUnauthorized(call, refusal) : renewOldPassword());
        } finally {
            lock.unlock();
        }
    }

    /** Of several calls at once each is refused, but the first to say so has renewed what they showed. */
    private boolean isRenewed(Call call, String shown) {
        RegistryCredentials current = credentials;
        if (current == null || shown.isEmpty()) {
            return false;
        }
        if (realm == null || current instanceof RegistryCredentials.Bearer) {
            return !current.authorization().orElse("").equals(shown);
        }
        Token token = tokens.get(call.scopes());
        return token == null ? !shown.startsWith("Bearer ") : !shown.equals("Bearer " + token.value());
    }

    private boolean renewOldPassword() {
        boolean old = credentials instanceof RegistryCredentials.Basic
                && realm == null
                && since.plus(YOUNG).isBefore(clock.instant());
        if (old) {
            credentials = null;
        }
        return old;
    }

    private boolean renewUnauthorized(Call call, Answer refusal) {
        Optional<Realm> named = refusal.headers().allValues("WWW-Authenticate").stream()
                .map(Login::realm)
                .flatMap(Optional::stream)
                .findFirst();
        boolean first = named.isPresent() && realm == null;
        named.ifPresent(found -> realm = found);
        tokens.remove(call.scopes());
        if (!first) {
            credentials = null;
        }
        return realm != null || !(current() instanceof RegistryCredentials.Anonymous);
    }

    private RegistryCredentials current() {
        RegistryCredentials found = credentials;
        Instant until = found == null ? null : found.expiresAt();
        if (found == null || (until != null && !lasts(until))) {
            found = supplied();
            credentials = found;
            since = clock.instant();
        }
        return found;
    }

    /** Whoever gives the credentials may fail in words of its own; here it is a registry that lets nobody in. */
    private RegistryCredentials supplied() {
        try {
            return supplier.get();
        } catch (RegistryFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw new RegistryUnreachable(registry, "let Berth in", "no credentials: " + e.getMessage(), e);
        }
    }

    private boolean lasts(Instant until) {
        return clock.instant().plus(MARGIN).isBefore(until);
    }

    private Token fetch(Realm from, Call call) {
        Call ask = Call.of("GET", tokenUri(from, call.scopes()), call.doing(), call.scopes());
        Answer answer = server.fetch(ask, current().authorization().orElse(null));
        if (answer.status() == 401) {
            credentials = null;
            answer = server.fetch(ask, current().authorization().orElse(null));
        }
        if (answer.status() != 200) {
            throw noToken(call, answer);
        }
        return read(call, answer);
    }

    private Token read(Call call, Answer answer) {
        try {
            JsonNode json = JsonMapper.shared().readTree(answer.bytes());
            String value = json.path("token").asString(json.path("access_token").asString(""));
            if (value.isBlank() || !value.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
                throw noToken(call, answer);
            }
            long seconds = json.path("expires_in").asLong(USUAL_LIFETIME_SECONDS);
            // A lifetime shorter than the margin still serves the call that it was fetched for.
            Instant until = clock.instant().plusSeconds(Math.min(Math.max(seconds, 0), 86_400));
            return new Token(value, until);
        } catch (JacksonException e) {
            throw noToken(call, answer);
        }
    }

    private RegistryRefused noToken(Call call, Answer answer) {
        String code = RegistryErrors.usualCode(answer.status());
        return new RegistryRefused(registry, "give a token to " + call.doing(), answer.status(), code, "");
    }

    private static URI tokenUri(Realm from, List<String> scopes) {
        StringBuilder query = new StringBuilder(from.uri().getRawQuery() == null ? "?" : "&");
        query.append("service=").append(encode(from.service()));
        scopes.forEach(scope -> query.append("&scope=").append(encode(scope)));
        return URI.create(from.uri() + query.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static Optional<Realm> realm(String challenge) {
        if (!challenge.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return Optional.empty();
        }
        Map<String, String> found = new HashMap<>();
        Matcher parameters = PARAMETER.matcher(challenge);
        while (parameters.find()) {
            found.put(parameters.group(1), parameters.group(2));
        }
        try {
            URI uri = URI.create(found.getOrDefault("realm", ""));
            boolean usable =
                    uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()));
            return usable ? Optional.of(new Realm(uri, found.getOrDefault("service", ""))) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
