package dev.berth.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.tomcat.autoconfigure.servlet.TomcatServletWebServerAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The cookie as a real server sets it, by the product's own configuration of it. */
class SessionCookieTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            secure=true                                                        | __Host-BERTH=   | ; Path=/; Secure; HttpOnly; SameSite=Lax
            secure=true path=/                                                 | __Host-BERTH=   | ; Path=/; Secure; HttpOnly; SameSite=Lax
            secure=true context=/berth                                         | __Secure-BERTH= | ; Path=/berth; Secure; HttpOnly; SameSite=Lax
            secure=true path=/berth                                            | __Secure-BERTH= | ; Path=/berth; Secure; HttpOnly; SameSite=Lax
            secure=true domain=example.org                                     | __Secure-BERTH= | ; Domain=example.org; Path=/; Secure; HttpOnly; SameSite=Lax
            secure=false                                                       | BERTH=          | ; Path=/; HttpOnly; SameSite=Lax
            """)
    void theNameFollowsFromWhetherItIsSecureAndForTheWholeHost(String settings, String name, String attributes)
            throws Exception {
        String cookie = cookieOf(settings);

        assertThat(cookie).startsWith(name);
        assertThat(cookie.substring(cookie.indexOf(';'))).isEqualTo(attributes);
    }

    private static String cookieOf(String settings) throws Exception {
        Map<String, Object> properties = new HashMap<>(Map.of("server.port", "0"));
        for (String setting : settings.split(" ", -1)) {
            String[] parts = setting.split("=", 2);
            properties.put(
                    parts[0].equals("context")
                            ? "server.servlet.context-path"
                            : "server.servlet.session.cookie." + parts[0],
                    parts[1]);
        }
        SpringApplication application = new SpringApplication(Server.class);
        StandardEnvironment environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        application.setEnvironment(environment);
        try (ServletWebServerApplicationContext server = (ServletWebServerApplicationContext) application.run();
                HttpClient client = HttpClient.newHttpClient()) {
            URI address = URI.create("http://localhost:%d%s/"
                    .formatted(
                            Objects.requireNonNull(server.getWebServer()).getPort(),
                            properties.getOrDefault("server.servlet.context-path", "")));
            return client.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration(TomcatServletWebServerAutoConfiguration.class)
    @Import(SessionCookie.class)
    static class Server {

        @Bean
        ServletRegistrationBean<HttpServlet> session() {
            return new ServletRegistrationBean<>(
                    new HttpServlet() {
                        @Override
                        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                            request.getSession();
                        }
                    },
                    "/");
        }
    }
}
