package dev.berth;

import static dev.berth.RoutesTests.Answer.FORBIDDEN;
import static dev.berth.RoutesTests.Answer.NOT_FOUND;
import static dev.berth.RoutesTests.Answer.OPEN;
import static dev.berth.RoutesTests.Answer.SIGN_IN;
import static dev.berth.promotion.Rooms.finding;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.security.test.web.servlet.setup.SecurityMockMvcConfigurers.springSecurity;

import dev.berth.identity.NameHolders;
import dev.berth.identity.PersonId;
import dev.berth.promotion.Promotions;
import dev.berth.promotion.Rooms;
import dev.berth.promotion.Rooms.Image;
import dev.berth.promotion.UpperRooms;
import dev.berth.testing.Browser;
import dev.berth.testing.Browser.Page;
import dev.berth.testing.Portal;
import dev.berth.testing.SandboxTest;
import dev.berth.workspace.Workspace;
import dev.berth.workspace.Workspaces;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.context.WebApplicationContext;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.support.RouterFunctionMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;

/**
 * Every route and how it answers whom, said a second time, apart from the rules in identity. A new route without a line
 * here fails. Whose something is shows by asking for what one researcher really has: a pass, a push session, an image.
 */
@SandboxTest
@Import(UpperRooms.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RoutesTests {

    private enum Who {
        ANONYMOUS,
        RESEARCHER,
        OTHER_RESEARCHER,
        STAFF,
        ADMIN
    }

    enum Answer {
        /** Done, shown, led on, or asked to fill in the form. */
        OPEN,
        SIGN_IN,
        FORBIDDEN,
        NOT_FOUND;

        /** Anything else, such as a failure, is no answer to "may I?". */
        static Answer of(int status, String location) {
            return switch (status) {
                case 200, 422 -> OPEN;
                case 302, 303 -> location.endsWith("/oauth2/authorization/berth") ? SIGN_IN : OPEN;
                case 401 -> SIGN_IN;
                case 403 -> FORBIDDEN;
                case 404 -> NOT_FOUND;
                default -> throw new AssertionError("answered " + status);
            };
        }
    }

    /** @param at the address to ask at, where the route's pattern says none */
    private record Line(Map<Who, Answer> answers, Map<String, String> fields, String at) {

        static Line everybody() {
            return of(OPEN, OPEN, OPEN, OPEN, OPEN);
        }

        static Line signedIn() {
            return of(SIGN_IN, OPEN, OPEN, OPEN, OPEN);
        }

        static Line owner() {
            return of(SIGN_IN, OPEN, NOT_FOUND, NOT_FOUND, NOT_FOUND);
        }

        static Line staffAndAdmin() {
            return of(SIGN_IN, FORBIDDEN, FORBIDDEN, OPEN, OPEN);
        }

        static Line ownerStaffAndAdmin() {
            return of(SIGN_IN, OPEN, NOT_FOUND, OPEN, OPEN);
        }

        static Line ownerAndAdmin() {
            return of(SIGN_IN, OPEN, NOT_FOUND, NOT_FOUND, OPEN);
        }

        static Line staff() {
            return of(SIGN_IN, FORBIDDEN, FORBIDDEN, OPEN, FORBIDDEN);
        }

        static Line admin() {
            return of(SIGN_IN, FORBIDDEN, FORBIDDEN, FORBIDDEN, OPEN);
        }

        static Line nobody() {
            return of(SIGN_IN, NOT_FOUND, NOT_FOUND, NOT_FOUND, NOT_FOUND);
        }

        private static Line of(Answer anonymous, Answer researcher, Answer other, Answer staff, Answer admin) {
            return of(new EnumMap<>(Map.of(
                    Who.ANONYMOUS, anonymous,
                    Who.RESEARCHER, researcher,
                    Who.OTHER_RESEARCHER, other,
                    Who.STAFF, staff,
                    Who.ADMIN, admin)));
        }

        private static Line of(Map<Who, Answer> answers) {
            return new Line(answers, Map.of(), "");
        }

        Line sending(Map<String, String> fields) {
            return new Line(answers, fields, at);
        }

        Line at(String address) {
            return new Line(answers, fields, address);
        }

        /** For those it is open to there is nothing to find. */
        Line empty() {
            Map<Who, Answer> found = new EnumMap<>(answers);
            found.replaceAll((who, answer) -> answer == OPEN ? NOT_FOUND : answer);
            return of(found);
        }
    }

    private static final Map<String, Line> ROUTES = Map.ofEntries(
            entry("GET /", Line.signedIn()),
            entry("GET /sign-in", Line.everybody()),
            entry("GET /signed-out", Line.everybody()),
            entry("GET /images/{image}", Line.ownerStaffAndAdmin()),
            entry(
                    "GET /images/{image}/findings",
                    Line.ownerStaffAndAdmin().at("/images/{image}/findings?platform={manifest}")),
            entry("POST /images/{image}/promotions", Line.ownerAndAdmin()),
            entry("GET /my/approved", Line.signedIn()),
            entry("GET /my/passes/{pass}", Line.owner()),
            entry(
                    "POST /my/passes/{pass}/sessions",
                    Line.owner().sending(Map.of("attempt", UUID.randomUUID().toString()))),
            entry("GET /my/sessions/{session}", Line.owner()),
            entry("POST /my/sessions/{session}/revocation", Line.owner()),
            entry("GET /names", Line.staffAndAdmin()),
            entry("GET /names/{name}", Line.staffAndAdmin()),
            entry("POST /names/{name}", Line.staffAndAdmin()),
            entry("GET /staff/passes", Line.staff()),
            entry(
                    "POST /staff/passes",
                    Line.staff().sending(Map.of("pass", UUID.randomUUID().toString()))),
            entry("GET /staff/passes/new", Line.staff()),
            entry("GET /staff/passes/{pass}", Line.staff()),
            entry("POST /staff/passes/{pass}/preparation", Line.staff()),
            entry("POST /staff/passes/{pass}/revocation", Line.staff()),
            entry("GET /staff/sessions/{session}", Line.staff()),
            entry("POST /staff/sessions/{session}/revocation", Line.staff()),
            entry("GET /admin/reviews", Line.admin()),
            entry("GET /admin/reviews/{image}", Line.admin()),
            entry("POST /admin/reviews/{image}", Line.admin().sending(Map.of("decision", "approve"))),
            entry("GET /admin/work", Line.admin()),
            entry("POST /admin/work/promotions/{promotion}/try-again", Line.admin()),
            entry("GET /admin/audit", Line.admin()),
            entry("GET /admin/audit/check", Line.admin()),
            entry("POST /admin/audit/check", Line.admin()),
            entry("GET /admin/audit/check/progress", Line.admin()),
            entry("GET /error", Line.nobody()),
            entry("GET /livez", Line.everybody()),
            entry("GET /readyz", Line.everybody()),
            entry("GET /assets/**", Line.everybody().at("/assets/berth.css")));

    /** Where no handler is: what filters answer themselves, and nothing. Signing out comes last. */
    private static final List<Map.Entry<String, Line>> BESIDES = List.of(
            entry("GET /nowhere", Line.nobody()),
            entry("GET /api", Line.nobody()),
            entry("GET /actuator", Line.nobody()),
            entry("GET /actuator/health", Line.nobody()),
            entry("GET /actuator/health/readiness", Line.nobody()),
            entry("GET /actuator/prometheus", Line.nobody()),
            entry("GET /actuator/env", Line.nobody()),
            entry("GET /actuator/heapdump", Line.nobody()),
            entry("GET /staffing", Line.nobody()),
            entry("GET /admins", Line.nobody()),
            entry("POST /nowhere", Line.nobody()),
            entry("GET /my/nothing", Line.signedIn().empty()),
            entry("GET /staff/nothing", Line.staff().empty()),
            entry("GET /admin/nothing", Line.admin().empty()),
            entry("GET /assets/nothing.css", Line.everybody().empty()),
            entry("GET /webjars/bootstrap/{bootstrap}/dist/css/bootstrap.min.css", Line.nobody()),
            entry("GET /bootstrap.min.css", Line.nobody()),
            entry("GET /login", Line.nobody()),
            entry("GET /logout", Line.nobody()),
            entry("POST /logout", Line.nobody()),
            entry("GET /sign-out", Line.nobody()),
            entry("GET /oauth2/authorization/berth", Line.everybody()),
            entry("GET /login/oauth2/code/berth", Line.everybody()),
            entry("GET /oauth2/authorization/other", Line.everybody().empty()),
            entry("GET /login/oauth2/code/other", Line.everybody().empty()),
            entry("GET /oauth2/authorization", Line.nobody()),
            entry("GET /login/oauth2/code", Line.nobody()),
            entry("POST /sign-out", Line.everybody()));

    private final WebApplicationContext context;
    private final Rooms rooms;
    private final Workspaces workspaces;
    private final Promotions promotions;
    private final NameHolders names;
    private final MockMvc anonymous;

    /** What stands for a name in braces. */
    private final Map<String, String> things = new TreeMap<>();

    @Autowired
    RoutesTests(
            WebApplicationContext context,
            Rooms rooms,
            Workspaces workspaces,
            Promotions promotions,
            NameHolders names) {
        this.context = context;
        this.rooms = rooms;
        this.workspaces = workspaces;
        this.promotions = promotions;
        this.names = names;
        this.anonymous = MockMvcBuilders.webAppContextSetup(context)
                .apply(springSecurity())
                .build();
    }

    /** Frank has it all: nobody else's tests look into his workspace, whose staging repository is watched from now on. */
    @BeforeAll
    void aResearcherHasOneOfEach() {
        Portal portal = Portal.at(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
        String pass = portal.issuePass("frank@example.org");
        Matcher session = Pattern.compile("/my/sessions/([0-9a-f-]{36})")
                .matcher(portal.openSession("frank@example.org", pass).body());
        assertThat(session.find()).isTrue();
        String issuer = context.getEnvironment().getRequiredProperty("berth.identity.issuer");
        names.username(new PersonId(issuer, "frank-anew"), "frank@example.org", "", NameHolders.Pin.NONE);
        Matcher name = Pattern.compile("/names/([0-9a-f-]{36})")
                .matcher(portal.as("carol").get("/names").body());
        assertThat(name.find()).isTrue();
        Workspace franks = workspaces.findByUsername("frank@example.org").orElseThrow();
        Image waits = rooms.anImage(franks, "waits");
        rooms.scanned(waits, finding("CVE-2024-3094", "CRITICAL"));
        Image cleared = rooms.anImage(franks, "cleared");
        rooms.scanned(cleared);
        things.putAll(Map.of(
                "pass", pass,
                "name", Objects.requireNonNull(name.group(1)),
                "session", Objects.requireNonNull(session.group(1)),
                "image", waits.id().toString(),
                "manifest", waits.digest().value(),
                "promotion", promotions.ofImage(cleared.id()).getFirst().id().toString(),
                "bootstrap", context.getEnvironment().getRequiredProperty("berth.web.bootstrap")));
    }

    @Test
    void everyRouteHasALineInThisTest() {
        Set<String> routes = context.getBeansOfType(HandlerMapping.class).values().stream()
                .flatMap(RoutesTests::routes)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(routes)
                .isEqualTo(ROUTES.keySet().stream()
                        .map(RoutesTests::unnamed)
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @TestFactory
    Stream<DynamicTest> invariant6_everyRouteOpensToWhomItsLineSaysAndToNobodyElse() {
        return cells(new TreeMap<>(ROUTES).entrySet());
    }

    @TestFactory
    Stream<DynamicTest> invariant6_everyAddressIsClosedUnlessARuleOpensIt() {
        return cells(BESIDES);
    }

    private Stream<DynamicTest> cells(Collection<Map.Entry<String, Line>> lines) {
        int port = context.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
        Map<Who, Browser> browsers = Map.of(
                Who.ANONYMOUS, Browser.at(port),
                Who.RESEARCHER, Browser.at(port).signIn("frank@example.org"),
                Who.OTHER_RESEARCHER, Browser.at(port).signIn("bob"),
                Who.STAFF, Browser.at(port).signIn("carol"),
                Who.ADMIN, Browser.at(port).signIn("dave"));
        return lines.stream()
                .flatMap(line -> line.getValue().answers().entrySet().stream()
                        .map(cell -> DynamicTest.dynamicTest(
                                line.getKey() + " as " + cell.getKey(),
                                () -> assertThat(ask(
                                                Objects.requireNonNull(browsers.get(cell.getKey())),
                                                cell.getKey(),
                                                line.getKey(),
                                                line.getValue()))
                                        .isEqualTo(cell.getValue()))));
    }

    private Answer ask(Browser browser, Who who, String route, Line line) throws Exception {
        boolean get = route.startsWith("GET ");
        String address = line.at().isEmpty() ? route.substring(route.indexOf(' ') + 1) : line.at();
        for (Map.Entry<String, String> thing : things.entrySet()) {
            address = address.replace("{" + thing.getKey() + "}", thing.getValue());
        }
        if (!get && who == Who.ANONYMOUS) {
            return askWithToken(address, line.fields());
        }
        Page page = get ? browser.getOnce(address) : browser.postWithToken(address, line.fields());
        return Answer.of(page.status(), page.header("Location"));
    }

    /** No page gives a token to whoever is not signed in; with one it is the rules that refuse, and nothing before them. */
    private Answer askWithToken(String address, Map<String, String> fields) throws Exception {
        var request = MockMvcRequestBuilders.request(HttpMethod.POST, address).with(csrf());
        fields.forEach(request::param);
        MockHttpServletResponse response =
                anonymous.perform(request).andReturn().getResponse();
        return Answer.of(response.getStatus(), Objects.requireNonNullElse(response.getRedirectedUrl(), ""));
    }

    private static Stream<String> routes(HandlerMapping mapping) {
        return switch (mapping) {
            case RequestMappingInfoHandlerMapping methods ->
                methods.getHandlerMethods().keySet().stream()
                        .flatMap(RoutesTests::routes)
                        .map(RoutesTests::unnamed);
            case AbstractUrlHandlerMapping addresses ->
                addresses.getHandlerMap().keySet().stream().map("GET "::concat);
            case RouterFunctionMapping functions ->
                functions.getRouterFunction() == null ? Stream.of() : Stream.of("router functions");
            default -> Stream.of("routes of a kind that this test does not know: " + mapping);
        };
    }

    private static Stream<String> routes(RequestMappingInfo info) {
        Collection<RequestMethod> methods = info.getMethodsCondition().getMethods();
        return info.getPatternValues().stream()
                .flatMap(pattern -> (methods.isEmpty() ? List.of(RequestMethod.GET) : methods)
                        .stream().map(method -> method + " " + pattern));
    }

    /** A handler calls {@code {id}} what this test has to tell apart. */
    private static String unnamed(String route) {
        return route.replaceAll("\\{[^}]+}", "{}");
    }
}
