package dev.berth.aws;

import dev.berth.oci.RegistryClient;
import dev.berth.oci.RegistryCredentials;
import dev.berth.workspace.HomeRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import software.amazon.awssdk.services.ecr.EcrClient;
import software.amazon.awssdk.services.ecr.model.AuthorizationData;

/** The home registry over the distribution protocol, with ECR's token: valid for hours, kept, and fetched anew in time. */
@Configuration(proxyBeanMethods = false)
class EcrRegistryAccess {

    @Bean(destroyMethod = "close")
    RegistryClient registryClient(HomeRegistry home, @Lazy EcrClient ecr, CallMeters meters) {
        String scheme = home.isPlainHttp() ? "http" : "https";
        return new RegistryClient(
                URI.create(scheme + "://" + home.registry()), home.registry(), () -> token(ecr), meters.ofRegistry());
    }

    /** The token is Base64 of {@code AWS:<password>}. */
    static RegistryCredentials token(EcrClient ecr) {
        AuthorizationData data = ecr.getAuthorizationToken().authorizationData().getFirst();
        String pair = new String(Base64.getDecoder().decode(data.authorizationToken()), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return new RegistryCredentials.Basic(pair.substring(0, colon), pair.substring(colon + 1), data.expiresAt());
    }
}
