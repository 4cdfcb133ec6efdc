package dev.berth.oci;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a registry is shown. No form of it tells its secret by {@code toString}. */
public sealed interface RegistryCredentials {

    /** When they run out, where that is known; others are asked for just before. */
    @Nullable
    Instant expiresAt();

    /** The value of the Authorization header; none where nothing is shown. */
    Optional<String> authorization();

    static RegistryCredentials basic(String username, String password) {
        return new Basic(username, password, null);
    }

    static RegistryCredentials anonymous() {
        return new Anonymous();
    }

    /** User name and password; of ECR {@code AWS} and the token. Exchanged for a token where the registry asks so. */
    record Basic(String username, String password, @Nullable Instant expiresAt) implements RegistryCredentials {

        public Basic {
            if (username.indexOf(':') >= 0) {
                throw new IllegalArgumentException("A user name for a registry has no ':'");
            }
        }

        @Override
        public Optional<String> authorization() {
            byte[] pair = (username + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair));
        }

        @Override
        public String toString() {
            return "Basic[username=%s, password=***, expiresAt=%s]".formatted(username, expiresAt);
        }
    }

    /** A token that the registry takes as it is. */
    record Bearer(String token, @Nullable Instant expiresAt) implements RegistryCredentials {

        @Override
        public Optional<String> authorization() {
            return Optional.of("Bearer " + token);
        }

        @Override
        public String toString() {
            return "Bearer[token=***, expiresAt=%s]".formatted(expiresAt);
        }
    }

    /** Nothing is shown; where the registry asks so, a token is fetched without credentials. */
    record Anonymous() implements RegistryCredentials {

        @Override
        public @Nullable Instant expiresAt() {
            return null;
        }

        @Override
        public Optional<String> authorization() {
            return Optional.empty();
        }
    }
}
