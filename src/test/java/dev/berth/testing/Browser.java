package dev.berth.testing;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.HttpCookie;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.core.env.Environment;
import org.springframework.web.util.HtmlUtils;

/**
 * A small browser without script: it keeps cookies, follows redirects, and sends a form with what the page put into it,
 * the CSRF token too. Addresses are paths of the portal, or whole ones.
 */
public final class Browser {

    private static final Pattern FORM = Pattern.compile("<form\\b[^>]*>.*?</form>", Pattern.DOTALL);
    private static final Pattern TAG = Pattern.compile("<(form|input|button|select|option|textarea)\\b([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([\\w-]+)=\"([^\"]*)\"");

    private static final Pattern LINK = Pattern.compile("href=\"(/[^\"#]*)\"");
    private static final int LONGEST_WALK = 200;

    private final URI home;
    private final CookieManager cookies = new CookieManager(null, CookiePolicy.ACCEPT_ALL);
    private final HttpClient client = HttpClient.newBuilder()
            .cookieHandler(cookies)
            .connectTimeout(Duration.ofSeconds(10))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    private Browser(URI home) {
        this.home = home;
    }

    /** The portal of a {@link SandboxTest}. */
    public static Browser at(Environment environment) {
        return at(environment.getRequiredProperty("local.server.port", Integer.class));
    }

    public static Browser at(int port) {
        return new Browser(URI.create("http://localhost:" + port));
    }

    public static Browser signedInAs(String persona, Environment environment) {
        return at(environment).signIn(persona);
    }

    /** By the identity provider's page of personas, as a person does it. */
    public Browser signIn(String persona) {
        Page personas = get("/oauth2/authorization/berth");
        Page arrived = personas.submit("/personas", Map.of("username", persona));
        if (arrived.status() != 200 || arrived.address().getPort() != home.getPort()) {
            throw new IllegalStateException(
                    "Signing in as " + persona + " led to " + arrived.status() + " " + arrived.address());
        }
        return this;
    }

    /** Follows redirects, as a browser does. */
    public Page get(String address) {
        return follow(send(page(address).GET().build()));
    }

    /** The first answer only. */
    public Page getOnce(String address) {
        return send(page(address).GET().build());
    }

    /** As a script or a client does that wants no page. */
    public Page getAs(String accept, String address) {
        return send(HttpRequest.newBuilder(home.resolve(address))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", accept)
                .GET()
                .build());
    }

    /** Every page that links lead to, as a person with time and curiosity finds them; to the same one only once. */
    public List<Page> walk() {
        List<Page> pages = new ArrayList<>();
        Deque<String> waiting = new ArrayDeque<>(List.of("/"));
        Set<String> seen = new HashSet<>(waiting);
        for (String address = waiting.poll(); address != null; address = waiting.poll()) {
            Page page = get(address);
            pages.add(page);
            Matcher link = LINK.matcher(page.body());
            while (link.find() && seen.size() < LONGEST_WALK) {
                String next = HtmlUtils.htmlUnescape(link.group(1));
                if (seen.add(next)) {
                    waiting.add(next);
                }
            }
        }
        return pages;
    }

    /** The form on {@code page} that is sent to {@code action}, with these fields filled in. */
    public Page submit(String page, String action, Map<String, String> fields) {
        return get(page).submit(action, fields);
    }

    /** A form from nowhere: without what a page would have put into it. */
    public Page post(String address, Map<String, String> fields) {
        return send(page(address)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(encoded(fields)))
                .build());
    }

    /** A POST to any address with a CSRF token of this session, taken from the page's sign-out form. */
    public Page postWithToken(String address, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(fields);
        all.put("_csrf", get("/").form("/sign-out").getOrDefault("_csrf", ""));
        return post(address, all);
    }

    public List<HttpCookie> cookies() {
        return cookies.getCookieStore().getCookies();
    }

    public URI home() {
        return home;
    }

    private HttpRequest.Builder page(String address) {
        return HttpRequest.newBuilder(home.resolve(address))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8");
    }

    private Page follow(Page page) {
        Page at = page;
        for (int hops = 0; hops < 20 && at.status() / 100 == 3; hops++) {
            String location = at.header("Location");
            at = send(page(at.address().resolve(location).toString()).GET().build());
        }
        return at;
    }

    private Page send(HttpRequest request) {
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return new Page(this, response);
        } catch (IOException e) {
            throw new IllegalStateException(request.method() + " " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encoded(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    /** What came back. */
    public record Page(Browser browser, HttpResponse<String> response) {

        public int status() {
            return response.statusCode();
        }

        public URI address() {
            return response.uri();
        }

        public String body() {
            return response.body();
        }

        /** Without tags, with single spaces: what a reader reads. */
        public String text() {
            return HtmlUtils.htmlUnescape(body().replaceAll("<(style|title)[^>]*>.*?</\\1>", " ")
                            .replaceAll("<[^>]+>", " "))
                    .replaceAll("\\s+", " ")
                    .strip();
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /** The fields, as the page filled them in, of the form that is sent to {@code action}. */
        public Map<String, String> form(String action) {
            return fields(formTo(action));
        }

        /** Sends that form and follows where it leads. */
        public Page submit(String action, Map<String, String> filledIn) {
            Map<String, String> all = form(action);
            all.putAll(filledIn);
            return browser.follow(browser.post(address().resolve(action).toString(), all));
        }

        private String formTo(String action) {
            Matcher form = FORM.matcher(body());
            while (form.find()) {
                Matcher tag = TAG.matcher(form.group());
                if (tag.find() && action.equals(attributes(tag.group(2)).get("action"))) {
                    return form.group();
                }
            }
            throw new AssertionError("No form to " + action + " on " + address() + " (" + status() + "):\n" + body());
        }

        private static Map<String, String> fields(String form) {
            Map<String, String> fields = new LinkedHashMap<>();
            Matcher tag = TAG.matcher(form);
            while (tag.find()) {
                Map<String, String> attributes = attributes(tag.group(2));
                String name = attributes.get("name");
                boolean choice = List.of("radio", "checkbox").contains(attributes.getOrDefault("type", ""))
                        && !tag.group(2).contains("checked");
                if (name == null || choice || tag.group(1).equals("button")) {
                    continue;
                }
                String value = attributes.getOrDefault("value", "");
                if (tag.group(1).equals("textarea")) {
                    int end = form.indexOf("</textarea>", tag.end());
                    value = HtmlUtils.htmlUnescape(form.substring(tag.end(), end));
                }
                fields.put(name, value);
            }
            return fields;
        }

        private static Map<String, String> attributes(String inside) {
            Map<String, String> attributes = new LinkedHashMap<>();
            Matcher attribute = ATTRIBUTE.matcher(inside);
            while (attribute.find()) {
                attributes.put(attribute.group(1), HtmlUtils.htmlUnescape(attribute.group(2)));
            }
            return attributes;
        }

        @Override
        public String toString() {
            return status() + " " + address() + "\n" + body();
        }
    }
}
