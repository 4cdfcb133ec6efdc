package dev.berth.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;

/** An OpenID Connect provider that says of the next person what a test tells it to: a signed ID token, and a userinfo. */
public final class ScriptedProvider implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpServer server;
    private final RSAKey key;
    private final AtomicInteger userInfoRequests = new AtomicInteger();

    private Map<String, Object> idToken = Map.of();
    private Map<String, Object> userInfo = Map.of();

    private ScriptedProvider(HttpServer server, RSAKey key) {
        this.server = server;
        this.key = key;
    }

    public static ScriptedProvider start() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            ScriptedProvider provider = new ScriptedProvider(
                    server, new RSAKeyGenerator(2048).keyID("key").generate());
            provider.answer();
            server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    public String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** @param idToken what stands in the token besides issuer, audience, times and nonce */
    public void says(Map<String, Object> idToken, Map<String, Object> userInfo) {
        this.idToken = idToken;
        this.userInfo = userInfo;
    }

    public int userInfoRequests() {
        return userInfoRequests.get();
    }

    private void answer() {
        serve(
                "/.well-known/openid-configuration",
                () -> JSON.writeValueAsString(Map.of(
                        "issuer",
                        issuer(),
                        "authorization_endpoint",
                        issuer() + "/authorize",
                        "token_endpoint",
                        issuer() + "/token",
                        "userinfo_endpoint",
                        issuer() + "/userinfo",
                        "jwks_uri",
                        issuer() + "/keys",
                        "response_types_supported",
                        List.of("code"),
                        "subject_types_supported",
                        List.of("public"),
                        "id_token_signing_alg_values_supported",
                        List.of("RS256"))));
        serve("/keys", () -> new JWKSet(key.toPublicJWK()).toString());
        serve(
                "/token",
                () -> JSON.writeValueAsString(Map.of(
                        "access_token", "access", "token_type", "Bearer", "expires_in", 300, "id_token", signed())));
        serve("/userinfo", () -> {
            userInfoRequests.incrementAndGet();
            return JSON.writeValueAsString(userInfo);
        });
    }

    private String signed() {
        Instant now = Instant.now();
        JWTClaimsSet.Builder claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience("berth")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)));
        new HashMap<>(idToken).forEach(claims::claim);
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("key").build(), claims.build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        return token.serialize();
    }

    private void serve(String path, java.util.function.Supplier<String> json) {
        server.createContext(path, exchange -> {
            byte[] body = json.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
