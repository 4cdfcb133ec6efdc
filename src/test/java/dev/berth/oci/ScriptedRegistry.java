package dev.berth.oci;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.berth.testing.Blob;
import dev.berth.testing.TestImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A small registry in memory that does as the specification says, until it is told to fail in one way or another. */
final class ScriptedRegistry implements AutoCloseable {

    private static final Duration SHORT = Duration.ofSeconds(5);

    /** Quick to give up, so that a failing test fails soon. */
    static final Patience PATIENCE = new Patience(SHORT, SHORT, SHORT, SHORT, 3, Duration.ofMillis(1));

    private static final Pattern PATH = Pattern.compile("/v2/(.+?)/(manifests|blobs/uploads|blobs|referrers)/([^/]*)");

    private static final Pattern TAGS = Pattern.compile("/v2/(.+?)/tags/list");

    /** Answers in the registry's place; false leaves the answer to the registry. */
    interface Script {
        boolean answers(HttpExchange exchange) throws IOException;
    }

    record Seen(String method, String path, Map<String, List<String>> headers) {

        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    private record Interruption(Pattern request, AtomicInteger times, Script script) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Seen> requests = new CopyOnWriteArrayList<>();
    private final List<Interruption> interruptions = new CopyOnWriteArrayList<>();
    private final Map<String, Map<String, Manifest>> manifests = new ConcurrentHashMap<>();
    private final Map<String, Map<String, byte[]>> blobs = new ConcurrentHashMap<>();
    private final Set<String> openUploads = ConcurrentHashMap.newKeySet();
    private final AtomicInteger uploads = new AtomicInteger();
    private volatile boolean mounting = true;
    private volatile boolean listingReferrers = true;

    private ScriptedRegistry() throws IOException {
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(executor);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    static ScriptedRegistry start() {
        try {
            return new ScriptedRegistry();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI address() {
        return URI.create("http://" + name());
    }

    Registry name() {
        return Registry.of("localhost:" + server.getAddress().getPort());
    }

    RegistryClient client() {
        return client(PATIENCE);
    }

    RegistryClient client(Patience patience) {
        return new RegistryClient(address(), name(), RegistryCredentials::anonymous, patience, InstantSource.system());
    }

    ScriptedRegistry decliningMounts() {
        mounting = false;
        return this;
    }

    /** As registries were before the specification 1.1. */
    ScriptedRegistry withoutReferrers() {
        listingReferrers = false;
        return this;
    }

    /** The next so many requests of this form ({@code GET /v2/.*}) are answered by the script. */
    void next(int times, String request, Script script) {
        interruptions.add(new Interruption(Pattern.compile(request), new AtomicInteger(times), script));
    }

    void always(String request, Script script) {
        next(Integer.MAX_VALUE, request, script);
    }

    List<Seen> requests() {
        return List.copyOf(requests);
    }

    List<Seen> requests(String form) {
        Pattern pattern = Pattern.compile(form);
        return requests.stream()
                .filter(seen -> pattern.matcher(seen.toString()).matches())
                .toList();
    }

    void forgetRequests() {
        requests.clear();
    }

    Set<String> openUploads() {
        return Set.copyOf(openUploads);
    }

    boolean holdsManifest(RepositoryName repository, Reference reference) {
        return in(manifests, repository.value()).containsKey(reference.value());
    }

    boolean holdsBlob(RepositoryName repository, Digest digest) {
        return in(blobs, repository.value()).containsKey(digest.value());
    }

    byte[] manifest(RepositoryName repository, Reference reference) {
        return held(in(manifests, repository.value()), reference.value()).bytes();
    }

    int manifests(RepositoryName repository) {
        return (int) in(manifests, repository.value()).keySet().stream()
                .filter(Digest::isDigest)
                .count();
    }

    void put(RepositoryName repository, Reference reference, TestImage image) {
        image.everyManifest().forEach(each -> {
            each.blobs().forEach(blob -> put(repository, blob));
            put(repository, each.digest(), each.manifest());
        });
        put(repository, reference, image.manifest());
    }

    void put(RepositoryName repository, Reference reference, Manifest manifest) {
        in(manifests, repository.value()).put(manifest.digest().value(), manifest);
        in(manifests, repository.value()).put(reference.value(), manifest);
    }

    void put(RepositoryName repository, Blob blob) {
        try (InputStream content = blob.content().get()) {
            in(blobs, repository.value()).put(blob.digest().value(), content.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void removeBlob(RepositoryName repository, Digest digest) {
        in(blobs, repository.value()).remove(digest.value());
    }

    void removeManifest(RepositoryName repository, Reference reference) {
        in(manifests, repository.value()).remove(reference.value());
    }

    private static Manifest held(Map<String, Manifest> all, String reference) {
        Manifest held = all.get(reference);
        if (held == null) {
            throw new AssertionError("The registry has no " + reference);
        }
        return held;
    }

    private static <T> Map<String, T> in(Map<String, Map<String, T>> all, String repository) {
        return all.computeIfAbsent(repository, name -> new ConcurrentHashMap<>());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        Seen seen = new Seen(exchange.getRequestMethod(), path, Map.copyOf(exchange.getRequestHeaders()));
        requests.add(seen);
        for (Interruption interruption : interruptions) {
            if (interruption.request.matcher(seen.toString()).matches()
                    && interruption.times.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                    && interruption.script.answers(exchange)) {
                return;
            }
        }
        Matcher list = TAGS.matcher(exchange.getRequestURI().getPath());
        if (list.matches()) {
            tags(exchange, list.group(1));
            return;
        }
        Matcher parts = PATH.matcher(exchange.getRequestURI().getPath());
        if (!parts.matches()) {
            answer(exchange, 404, "");
            return;
        }
        String repository = parts.group(1);
        switch (parts.group(2)) {
            case "manifests" -> manifest(exchange, repository, parts.group(3));
            case "referrers" -> referrers(exchange, repository, parts.group(3));
            case "blobs" -> blob(exchange, repository, parts.group(3));
            default -> upload(exchange, repository, parts.group(3));
        }
    }

    private void manifest(HttpExchange exchange, String repository, String reference) throws IOException {
        Map<String, Manifest> shelf = in(manifests, repository);
        if (exchange.getRequestMethod().equals("PUT")) {
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            String mediaType = exchange.getRequestHeaders().getFirst("Content-Type");
            ManifestContent content = ManifestContent.parse(new MediaType(mediaType), bytes);
            if (!isComplete(repository, content)) {
                error(exchange, 404, "MANIFEST_BLOB_UNKNOWN", "it names what is not here");
                return;
            }
            Digest digest = Digest.ofContent(bytes);
            shelf.put(digest.value(), Manifest.of(new MediaType(mediaType), bytes));
            shelf.put(reference, Manifest.of(new MediaType(mediaType), bytes));
            exchange.getResponseHeaders().set("Docker-Content-Digest", digest.value());
            Descriptor subject = content.subject();
            if (listingReferrers && subject != null) {
                exchange.getResponseHeaders()
                        .set("OCI-Subject", subject.digest().value());
            }
            answer(exchange, 201, "");
            return;
        }
        Manifest held = shelf.get(reference);
        if (held == null) {
            error(exchange, 404, "MANIFEST_UNKNOWN", "manifest unknown");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", held.mediaType().value());
        exchange.getResponseHeaders().set("Docker-Content-Digest", held.digest().value());
        send(exchange, 200, held.bytes());
    }

    /** The order that keeps an unfinished image from being seen is what a registry enforces, and this one too. */
    private boolean isComplete(String repository, ManifestContent content) {
        return switch (content) {
            case ManifestContent.Image image ->
                image.blobs().stream()
                        .allMatch(blob ->
                                in(blobs, repository).containsKey(blob.digest().value()));
            case ManifestContent.Index index ->
                index.manifests().stream()
                        .allMatch(child -> in(manifests, repository)
                                .containsKey(child.digest().value()));
        };
    }

    private void referrers(HttpExchange exchange, String repository, String subject) throws IOException {
        if (!listingReferrers) {
            answer(exchange, 404, "404 page not found");
            return;
        }
        List<Map<String, Object>> entries = new ArrayList<>();
        in(manifests, repository).forEach((reference, held) -> {
            Descriptor about = subject(held);
            if (Digest.isDigest(reference)
                    && about != null
                    && about.digest().value().equals(subject)) {
                entries.add(Map.of("mediaType", held.mediaType().value(), "digest", reference, "size", held.size()));
            }
        });
        Map<String, Object> index =
                Map.of("schemaVersion", 2, "mediaType", MediaType.OCI_INDEX.value(), "manifests", entries);
        exchange.getResponseHeaders().set("Content-Type", MediaType.OCI_INDEX.value());
        send(exchange, 200, JsonMapper.shared().writeValueAsBytes(index));
    }

    private static @Nullable Descriptor subject(Manifest manifest) {
        try {
            return manifest.content().subject();
        } catch (MalformedManifest e) {
            return null;
        }
    }

    private void tags(HttpExchange exchange, String repository) throws IOException {
        List<String> tags = in(manifests, repository).keySet().stream()
                .filter(reference -> !Digest.isDigest(reference))
                .toList();
        send(exchange, 200, JsonMapper.shared().writeValueAsBytes(Map.of("name", repository, "tags", tags)));
    }

    private void blob(HttpExchange exchange, String repository, String digest) throws IOException {
        byte[] bytes = in(blobs, repository).get(digest);
        if (bytes == null) {
            error(exchange, 404, "BLOB_UNKNOWN", "blob unknown to registry");
            return;
        }
        send(exchange, 200, bytes);
    }

    private void upload(HttpExchange exchange, String repository, String session) throws IOException {
        Map<String, String> query = query(exchange);
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                byte[] known = in(blobs, query.getOrDefault("from", "")).get(query.getOrDefault("mount", ""));
                if (mounting && known != null) {
                    in(blobs, repository).put(query.get("mount"), known);
                    answer(exchange, 201, "");
                    return;
                }
                String opened = "upload-" + uploads.incrementAndGet();
                openUploads.add(opened);
                exchange.getResponseHeaders()
                        .set("Location", "/v2/" + repository + "/blobs/uploads/" + opened + "?state=a%2Bb");
                answer(exchange, 202, "");
            }
            case "PUT" -> {
                byte[] bytes = exchange.getRequestBody().readAllBytes();
                String declared = exchange.getRequestHeaders().getFirst("Content-Length");
                boolean whole = declared != null && Long.parseLong(declared) == bytes.length;
                String digest = query.getOrDefault("digest", "");
                if (!whole || !openUploads.contains(session) || !"a+b".equals(query.get("state"))) {
                    error(exchange, 400, "BLOB_UPLOAD_INVALID", "no such upload, or not its whole body");
                } else if (!Digest.ofContent(bytes).value().equals(digest)) {
                    error(exchange, 400, "DIGEST_INVALID", "provided digest did not match uploaded content");
                } else {
                    openUploads.remove(session);
                    in(blobs, repository).put(digest, bytes);
                    exchange.getResponseHeaders().set("Docker-Content-Digest", digest);
                    answer(exchange, 201, "");
                }
            }
            case "DELETE" -> answer(exchange, openUploads.remove(session) ? 204 : 404, "");
            default -> answer(exchange, 405, "");
        }
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> found = new ConcurrentHashMap<>();
        String query = exchange.getRequestURI().getQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                found.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
        }
        return found;
    }

    static boolean error(HttpExchange exchange, int status, String code, String message) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        return answer(
                exchange,
                status,
                JsonMapper.shared()
                        .writeValueAsString(Map.of("errors", List.of(Map.of("code", code, "message", message)))));
    }

    static boolean answer(HttpExchange exchange, int status, String body) throws IOException {
        return send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    static boolean send(HttpExchange exchange, int status, byte[] body) throws IOException {
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
        }
        boolean bodiless = head || body.length == 0;
        exchange.sendResponseHeaders(status, bodiless ? -1 : body.length);
        if (!bodiless) {
            exchange.getResponseBody().write(body);
        }
        return true;
    }

    /** Promises more bytes than come, and hangs up. */
    static boolean truncate(HttpExchange exchange, byte[] body, int sent) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, sent);
        exchange.getResponseBody().flush();
        throw new IOException("hung up");
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
