package dev.berth.testing;

import dev.berth.oci.Digest;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** What people do at the portal, page by page; nothing but HTTP. */
public final class Portal {

    private static final Pattern PASS = Pattern.compile("/staff/passes/([0-9a-f-]{36})");
    private static final Pattern IMAGE = Pattern.compile("href=\"(/images/[0-9a-f-]{36})\"");
    private static final Pattern REVIEW = Pattern.compile("href=\"(/admin/reviews/[0-9a-f-]{36})\"");
    private static final Duration PATIENCE = Duration.ofMinutes(6);

    private final int port;
    private final Map<String, Browser> signedIn = new HashMap<>();

    private Portal(int port) {
        this.port = port;
    }

    public static Portal at(int port) {
        return new Portal(port);
    }

    /** This person's browser, signed in. */
    public synchronized Browser as(String persona) {
        return signedIn.computeIfAbsent(persona, name -> Browser.at(port).signIn(name));
    }

    /** Staff issue a pass; the answer is its number. */
    public String issuePass(String researcher) {
        Browser.Page written = as("carol")
                .submit(
                        "/staff/passes/new",
                        "/staff/passes",
                        Map.of(
                                "username",
                                researcher,
                                "email",
                                researcher.contains("@") ? researcher : researcher + "@example.org",
                                "reason",
                                "A push that a test makes",
                                "sessions",
                                "5"));
        Matcher pass = PASS.matcher(written.address().getPath());
        if (!pass.matches()) {
            throw new AssertionError("No pass was issued: " + written.text());
        }
        return pass.group(1);
    }

    /** The researcher opens a push session, once the pass is ready. */
    public Browser.Page openSession(String researcher, String pass) {
        String page = "/my/passes/" + pass;
        String action = page + "/sessions";
        Browser.Page ready = Awaitility.await("a pass that can be used")
                .atMost(PATIENCE)
                .until(() -> as(researcher).get(page), shown -> shown.body().contains("\"" + action + "\""));
        return ready.submit(action, Map.of());
    }

    /** Pass and session in one: keys to push with. */
    public PushKeys keysFor(String researcher) {
        return PushKeys.on(openSession(researcher, issuePass(researcher)));
    }

    /** The image's page once it has arrived. */
    public String awaitArrival(String researcher, Digest digest) {
        return Awaitility.await("the arrival of " + digest)
                .atMost(PATIENCE)
                .until(() -> imagePage(researcher, digest), Optional::isPresent)
                .orElseThrow();
    }

    /** The researcher's page of the image, once it says this. */
    public Browser.Page awaitWords(String researcher, Digest digest, String words) {
        return awaitWords(researcher, digest, words, PATIENCE);
    }

    /** Waits so long for an image whose way is long. */
    public Browser.Page awaitWords(String researcher, Digest digest, String words, Duration patience) {
        return awaitWords(researcher, awaitArrival(researcher, digest), words, patience);
    }

    /** This page, once it says this to this person. */
    public Browser.Page awaitWords(String persona, String page, String words) {
        return awaitWords(persona, page, words, PATIENCE);
    }

    private Browser.Page awaitWords(String persona, String page, String words, Duration patience) {
        return Awaitility.await(words)
                .atMost(patience)
                .until(() -> as(persona).get(page), shown -> shown.text().contains(words));
    }

    /** The admin's page for the decision on this image, found among those that wait. */
    public Browser.Page awaitReview(String admin, Digest digest) {
        return Awaitility.await("a review of " + digest)
                .atMost(PATIENCE)
                .until(() -> review(admin, digest), Optional::isPresent)
                .orElseThrow();
    }

    private Optional<Browser.Page> review(String admin, Digest digest) {
        Set<String> links = new LinkedHashSet<>();
        Matcher link = REVIEW.matcher(as(admin).get("/admin/reviews").body());
        while (link.find()) {
            links.add(link.group(1));
        }
        return links.stream()
                .map(as(admin)::get)
                .filter(page -> page.body().contains(digest.value()))
                .findFirst();
    }

    private Optional<String> imagePage(String researcher, Digest digest) {
        Set<String> links = new LinkedHashSet<>();
        Matcher link = IMAGE.matcher(as(researcher).get("/").body());
        while (link.find()) {
            links.add(link.group(1));
        }
        return links.stream()
                .filter(page -> as(researcher).get(page).body().contains(digest.value()))
                .findFirst();
    }

    public URI address() {
        return URI.create("http://localhost:" + port);
    }
}
