package dev.berth.sandbox.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The provider's key and the portal's secret, made once and kept: whoever is signed in stays so over a restart. */
@Configuration(proxyBeanMethods = false)
class ProviderFiles {

    @Bean
    JWKSource<SecurityContext> signingKey(@Value("${berth.sandbox.directory}") Path directory) {
        String json = kept(directory.resolve("identity/signing-key.json"), ProviderFiles::newKey);
        try {
            return new ImmutableJWKSet<>(new JWKSet(RSAKey.parse(json)));
        } catch (ParseException e) {
            throw new IllegalStateException("The sandbox's signing key cannot be read; delete the state folder", e);
        }
    }

    @Bean
    PortalClient portalClient(@Value("${berth.sandbox.directory}") Path directory) {
        return new PortalClient("berth", kept(directory.resolve("identity/client-secret"), ProviderFiles::newSecret));
    }

    private static String newKey() {
        try {
            return new RSAKeyGenerator(2048)
                    .keyID(UUID.randomUUID().toString())
                    .generate()
                    .toJSONString();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String newSecret() {
        byte[] bytes = new byte[24];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static String kept(Path file, Supplier<String> content) {
        try {
            if (!Files.exists(file)) {
                Files.createDirectories(file.getParent());
                Path whole = file.resolveSibling(file.getFileName() + ".new");
                Files.deleteIfExists(whole);
                Files.createFile(whole, onlyForTheOwner());
                Files.writeString(whole, content.get());
                Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileAttribute<?>[] onlyForTheOwner() {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
