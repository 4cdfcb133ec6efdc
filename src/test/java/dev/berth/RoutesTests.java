package dev.berth;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.SandboxTest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route and who may open it, said a second time, apart from the rules in identity. A new route without a line here
 * fails. Whether an object is somebody's own is asked with an id that nobody has: whoever is let in gets 404.
 */
@SandboxTest
class RoutesTests {

    private enum Who {
        ANONYMOUS,
        RESEARCHER,
        OTHER_RESEARCHER,
        STAFF,
        ADMIN
    }

    private static final Set<Who> ALL = Set.of(Who.values());
    private static final Set<Who> SIGNED_IN = Set.of(Who.RESEARCHER, Who.OTHER_RESEARCHER, Who.STAFF, Who.ADMIN);
    private static final Set<Who> STAFF = Set.of(Who.STAFF);
    private static final Set<Who> ADMIN = Set.of(Who.ADMIN);

    private static final Map<String, Set<Who>> ROUTES = Map.ofEntries(
            entry("GET /", SIGNED_IN),
            entry("GET /sign-in", ALL),
            entry("GET /signed-out", ALL),
            entry("GET /error", ALL),
            entry("GET /images/{image}", SIGNED_IN),
            entry("GET /my/approved", SIGNED_IN),
            entry("GET /my/passes/{id}", SIGNED_IN),
            entry("POST /my/passes/{id}/sessions", SIGNED_IN),
            entry("GET /my/sessions/{id}", SIGNED_IN),
            entry("POST /my/sessions/{id}/revocation", SIGNED_IN),
            entry("GET /staff/passes", STAFF),
            entry("POST /staff/passes", STAFF),
            entry("GET /staff/passes/new", STAFF),
            entry("GET /staff/passes/{id}", STAFF),
            entry("POST /staff/passes/{id}/preparation", STAFF),
            entry("POST /staff/passes/{id}/revocation", STAFF),
            entry("GET /staff/sessions/{id}", STAFF),
            entry("POST /staff/sessions/{id}/revocation", STAFF),
            entry("GET /admin/reviews", ADMIN),
            entry("GET /admin/reviews/{image}", ADMIN),
            entry("POST /admin/reviews/{image}", ADMIN),
            entry("GET /admin/work", ADMIN),
            entry("POST /admin/work/promotions/{id}/try-again", ADMIN),
            entry("GET /admin/audit", ADMIN),
            entry("GET /admin/audit/check", ADMIN));

    private final Environment environment;
    private final RequestMappingHandlerMapping mapping;

    @Autowired
    RoutesTests(Environment environment, RequestMappingHandlerMapping requestMappingHandlerMapping) {
        this.environment = environment;
        this.mapping = requestMappingHandlerMapping;
    }

    @Test
    void everyRouteHasALineInThisTest() {
        Set<String> routes = new TreeSet<>(mapping.getHandlerMethods().keySet().stream()
                .flatMap(RoutesTests::routes)
                .toList());

        assertThat(routes).isEqualTo(new TreeSet<>(ROUTES.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> invariant6_everyRouteOpensToWhomItsLineSaysAndToNobodyElse() {
        Map<Who, Browser> browsers = browsers();
        return new TreeMap<>(ROUTES)
                .entrySet().stream()
                        .flatMap(route -> Stream.of(Who.values())
                                .map(who -> DynamicTest.dynamicTest(
                                        route.getKey() + " as " + who,
                                        () -> assertThat(isLetIn(as(who, browsers), who, route.getKey()))
                                                .isEqualTo(route.getValue().contains(who)))));
    }

    @TestFactory
    Stream<DynamicTest> invariant6_everyRouteIsDeniedUnlessARuleAllowsIt() {
        Map<Who, Browser> browsers = browsers();
        return Stream.of("/nowhere", "/actuator", "/actuator/env", "/actuator/heapdump", "/staffing", "/admins", "/api")
                .flatMap(address -> browsers.entrySet().stream()
                        .map(browser -> DynamicTest.dynamicTest(address + " as " + browser.getKey(), () -> {
                            Page page = browser.getValue().getOnce(address);
                            assertThat(page.status()).isEqualTo(browser.getKey() == Who.ANONYMOUS ? 302 : 404);
                        })));
    }

    @TestFactory
    Stream<DynamicTest> aPrefixIsClosedToOthersEvenWhereNothingIsBehindIt() {
        Map<Who, Browser> browsers = browsers();
        return Stream.of(
                        entry("/staff/nothing", STAFF), entry("/admin/nothing", ADMIN), entry("/my/nothing", SIGNED_IN))
                .flatMap(prefix -> Stream.of(Who.values())
                        .map(who -> DynamicTest.dynamicTest(prefix.getKey() + " as " + who, () -> {
                            int status =
                                    as(who, browsers).getOnce(prefix.getKey()).status();
                            int closed = who == Who.ANONYMOUS ? 302 : 403;
                            assertThat(status).isEqualTo(prefix.getValue().contains(who) ? 404 : closed);
                        })));
    }

    private Map<Who, Browser> browsers() {
        return Map.of(
                Who.ANONYMOUS, Browser.at(environment),
                Who.RESEARCHER, Browser.signedInAs("alice", environment),
                Who.OTHER_RESEARCHER, Browser.signedInAs("bob", environment),
                Who.STAFF, Browser.signedInAs("carol", environment),
                Who.ADMIN, Browser.signedInAs("dave", environment));
    }

    private static Browser as(Who who, Map<Who, Browser> browsers) {
        return Objects.requireNonNull(browsers.get(who));
    }

    private static boolean isLetIn(Browser browser, Who who, String route) {
        String method = route.substring(0, route.indexOf(' '));
        String address =
                route.substring(route.indexOf(' ') + 1).replaceAll("\\{[^}]+}", "00000000-0000-4000-8000-000000000000");
        Page answer = method.equals("GET")
                ? browser.getOnce(address)
                : who == Who.ANONYMOUS ? browser.post(address, Map.of()) : browser.postWithToken(address, Map.of());
        boolean toSignIn = answer.header("Location").contains("/oauth2/authorization/");
        return !toSignIn && !List.of(401, 403).contains(answer.status());
    }

    private static Stream<String> routes(RequestMappingInfo info) {
        Collection<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return info.getPatternValues().stream()
                .flatMap(pattern -> (methods.isEmpty() ? List.of(RequestMethod.GET) : methods)
                        .stream().map(method -> method + " " + pattern));
    }
}
