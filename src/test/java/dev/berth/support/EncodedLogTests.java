package dev.berth.support;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.status.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

/** What the product's own logging configuration writes into a file. */
class EncodedLogTests {

    private static final String FORGED = "2026-11-25T10:00:00Z  INFO 1 --- [main] d.b.audit : carol approved it";

    @TempDir
    private Path folder;

    private final LoggerContext logging = new LoggerContext();

    @BeforeEach
    void configure() throws JoranException {
        logging.putProperty("LOG_FILE", folder.resolve("berth.log").toString());
        logging.setMDCAdapter(new LogbackMDCAdapter());
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(logging);
        configurator.doConfigure(getClass().getResource("/logback-spring.xml"));
        assertThat(logging.getStatusManager().getCopyOfStatusList())
                .filteredOn(status -> status.getLevel() >= Status.WARN)
                .isEmpty();
    }

    @AfterEach
    void stop() {
        logging.stop();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\r\n", "\n", "\r", "\u0085", "\u2028", "\u2029", "\u000b", "\f"})
    void nobodyWritesALineOfTheirOwn(String end) throws IOException {
        log().warn("A sign-in failed: {}", "x" + end + FORGED);
        log().warn("A sign-in failed: x" + end + FORGED);

        assertThat(Files.readString(folder.resolve("berth.log")).split("\\R"))
                .hasSize(2)
                .allMatch(line -> line.contains("A sign-in failed: x\\") && line.endsWith(FORGED));
    }

    @Test
    void aLogIsReadWithoutWhatNobodySees() throws IOException {
        log().warn("{}", "\u001b[2Ka\u0000b\u202ec\u200bd\ttab\u007f");

        assertThat(lines()).singleElement().asString().endsWith(": \\u001b[2Ka\\u0000b\\u202ec\\u200bd\\ttab\\u007f");
    }

    @Test
    void whatIsSeenStaysAsItIs() throws IOException {
        log().warn("“Zoë” 数据 🧬 C:\\path\\new {}", "é");

        assertThat(lines()).singleElement().asString().endsWith(": “Zoë” 数据 🧬 C:\\path\\new é");
    }

    @Test
    void noMessageOfAnExceptionIsALineOfItsOwn() throws IOException {
        Exception cause = new IllegalStateException("registry said\r\n" + FORGED);
        Exception failure = new IOException("outer\n" + FORGED, cause);
        failure.addSuppressed(new IllegalArgumentException("beside\n" + FORGED));

        log().warn("It failed", failure);

        List<String> lines = lines();
        assertThat(lines).noneMatch(line -> line.startsWith(FORGED));
        assertThat(lines).anyMatch(line -> line.startsWith("java.io.IOException: outer\\n"));
        assertThat(lines)
                .anyMatch(line -> line.contains("Caused by: java.lang.IllegalStateException: registry said\\r\\n"));
        assertThat(lines).anyMatch(line -> line.contains("Suppressed: java.lang.IllegalArgumentException: beside\\n"));
        assertThat(lines).anyMatch(line -> line.startsWith("\tat dev.berth.support.EncodedLogTests"));
    }

    @Test
    void whyAStartFailedKeepsItsParagraphs() throws IOException {
        logging.getLogger("org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter")
                .error("Description:\n\nSet it.");

        assertThat(lines()).hasSize(3);
    }

    private Logger log() {
        return logging.getLogger("dev.berth.somewhere");
    }

    private List<String> lines() throws IOException {
        return Files.readString(folder.resolve("berth.log")).lines().toList();
    }
}
