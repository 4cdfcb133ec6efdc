package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuietLoggersTests {

    private static final List<String> WRITE_SECRETS = List.of(
            "org.apache.hc.client5.http.wire",
            "org.apache.hc.client5.http.headers",
            "org.apache.http.wire",
            "software.amazon.awssdk.request",
            "software.amazon.awssdk.auth.signer.Aws4Signer",
            "software.amazon.awssdk.http.auth.aws.internal.signer.DefaultV4RequestSigner",
            "org.springframework.web.client.RestTemplate",
            "org.springframework.web.client.DefaultRestClient",
            "org.springframework.web.servlet.DispatcherServlet",
            "org.springframework.web.servlet.mvc.method.annotation.HttpEntityMethodProcessor",
            "org.springframework.jdbc.core.StatementCreatorUtils",
            "org.springframework.security.web.FilterChainProxy",
            "org.springframework.security.oauth2.client",
            "org.springframework.core.convert",
            "org.thymeleaf.TemplateEngine.TIMER",
            "org.thymeleaf.standard.expression",
            "org.apache.coyote.http11.Http11InputBuffer",
            "org.apache.tomcat.util.http.Parameters",
            "org.postgresql.core.v3.QueryExecutorImpl",
            "sun.net.www.protocol.http.HttpURLConnection",
            "com.nimbusds",
            "io.netty.handler.logging.LoggingHandler",
            "somebody.elses.client");

    @Test
    void invariant3_noLevelOpensALoggerThatWritesSecrets() {
        LoggerContext context = new LoggerContext();
        QuietLoggers.in(context);
        QuietLoggers.in(context);
        assertQuiet(context);

        context.reset();
        assertQuiet(context);
        assertThat(context.getTurboFilterList()).hasSize(1);
    }

    private static void assertQuiet(LoggerContext context) {
        context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).setLevel(Level.TRACE);
        for (String name : WRITE_SECRETS) {
            Logger logger = context.getLogger(name);
            logger.setLevel(Level.TRACE);
            assertThat(logger.isDebugEnabled()).as(name).isFalse();
            assertThat(logger.isTraceEnabled()).as(name).isFalse();
            assertThat(logger.isInfoEnabled()).as(name).isTrue();
        }
        assertThat(context.getLogger("jdk.httpclient.HttpClient").isInfoEnabled())
                .isFalse();
        assertThat(context.getLogger("dev.berth.audit.AuditTrail").isTraceEnabled())
                .isTrue();
        assertThat(context.getLogger("dev.berthed").isDebugEnabled()).isFalse();
    }
}
