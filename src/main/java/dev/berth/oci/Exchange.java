package dev.berth.oci;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The HTTP of one registry: who is asking, where an answer leads, how long to wait and how often to ask. */
final class Exchange implements AutoCloseable {

    private static final int MAX_REDIRECTS = 5;

    private final URI base;
    private final Registry registry;
    private final Patience patience;
    private final HttpClient http;
    private final Login login;
    private final CallsSeen calls;

    Exchange(
            URI base,
            Registry registry,
            Supplier<RegistryCredentials> credentials,
            Patience patience,
            InstantSource clock,
            CallsSeen calls) {
        this.base = base;
        this.registry = registry;
        this.patience = patience;
        this.calls = calls;
        // HTTP/1.1: over plain HTTP the client would otherwise ask each registry to upgrade, and not each takes it.
        // Redirect.NEVER: the client would send Authorization along to another host.
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(Redirect.NEVER)
                .connectTimeout(patience.connect())
                .build();
        this.login = new Login(registry, credentials, clock, this::fetchToken);
    }

    /** Sends what may be sent again; gives back whatever the registry says at last, success or not. */
    Answer send(Call call) {
        boolean renewed = false;
        for (int attempt = 1; ; attempt++) {
            boolean last = attempt >= patience.attempts();
            try {
                Answer answer = follow(call);
                if (!renewed && isHere(answer.uri()) && login.renew(call, answer)) {
                    renewed = true;
                    attempt--;
                } else if (!RegistryRefused.isPassing(answer.status()) || last) {
                    return answer;
                } else {
                    pause(call, retryAfter(answer).orElse(patience.pauseAfter(attempt)));
                }
            } catch (Answer.TooLong e) {
                throw new RegistryRefused(registry, call.doing(), 200, "SIZE_INVALID", "the answer is too long");
            } catch (IOException e) {
                if (last) {
                    throw unreachable(call, e);
                }
                pause(call, patience.pauseAfter(attempt));
            }
        }
    }

    /**
     * Sends a blob, once: its bytes are gone then. Where the credentials had run out, the next call shows new ones.
     *
     * @throws RegistryFailure what the content's own source failed with, or that this registry took no more bytes
     */
    Answer upload(Call call, VerifiedStream content, long size) {
        HttpRequest.BodyPublisher body = BodyPublishers.ofInputStream(() -> content);
        Call whole = call.with(size == 0 ? BodyPublishers.noBody() : BodyPublishers.fromPublisher(body, size));
        CompletableFuture<HttpResponse<Answer.Body>> future = sendOnce(whole);
        try {
            Answer answer = awaitWhileMoving(whole, future, content, size);
            return isHere(answer.uri()) && login.renew(whole, answer) ? answer.beforeRenewal() : answer;
        } catch (IOException e) {
            if (content.failure() instanceof RegistryFailure mismatch) {
                throw mismatch;
            }
            throw unreachable(whole, content.failure() instanceof IOException source ? source : e);
        }
    }

    private Answer awaitWhileMoving(
            Call call, CompletableFuture<HttpResponse<Answer.Body>> future, VerifiedStream content, long size)
            throws IOException {
        for (long before = -1, now = content.position(); now != size; now = content.position()) {
            if (now == before) {
                future.cancel(true);
                throw new IOException("no byte moved for " + patience.stall());
            }
            before = now;
            Optional<Answer> answer = await(call, future, patience.stall());
            if (answer.isPresent()) {
                return answer.get();
            }
        }
        // Nothing moves any more while the registry reads all of it once more.
        return awaitOrGiveUp(call, future, patience.storing());
    }

    void pause(Call call, Duration pause) {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            throw interrupted(call, e);
        }
    }

    /** Reads follow up to five redirects; a Location that cannot be followed is an answer like any other. */
    private Answer follow(Call call) throws IOException {
        Answer answer = once(call);
        for (int hop = 0; call.followsRedirects() && isRedirect(answer) && hop < MAX_REDIRECTS; hop++) {
            URI from = answer.uri();
            Optional<URI> next = answer.header("Location").flatMap(location -> resolved(from, location));
            if (next.isEmpty()) {
                return answer;
            }
            answer = once(call.at(next.get()));
        }
        return answer;
    }

    private Answer once(Call call) throws IOException {
        return awaitOrGiveUp(call, sendOnce(call), patience.answer());
    }

    private Answer awaitOrGiveUp(Call call, CompletableFuture<HttpResponse<Answer.Body>> future, Duration atMost)
            throws IOException {
        Optional<Answer> answer = await(call, future, atMost);
        if (answer.isEmpty()) {
            future.cancel(true);
            throw new IOException("nothing came within " + atMost);
        }
        return answer.get();
    }

    private CompletableFuture<HttpResponse<Answer.Body>> sendOnce(Call call) {
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri())
                .method(call.method(), call.body())
                .header("User-Agent", "berth");
        call.headers().forEach(request::header);
        if (isHere(call.uri())) {
            login.authorization(call).ifPresent(value -> request.header("Authorization", value));
        }
        return exchange(call, request.build(), call.streamed());
    }

    private CompletableFuture<HttpResponse<Answer.Body>> exchange(Call call, HttpRequest request, boolean streamed) {
        long begun = System.nanoTime();
        return http.sendAsync(request, Answer.reader(streamed, Manifest.MAX_BYTES))
                .whenComplete((answer, failure) -> calls.seen(
                        call.operation(),
                        answer == null ? "unreachable" : answer.statusCode() / 100 + "xx",
                        Duration.ofNanos(System.nanoTime() - begun)));
    }

    private Optional<Answer> await(Call call, CompletableFuture<HttpResponse<Answer.Body>> future, Duration atMost)
            throws IOException {
        try {
            return Optional.of(new Answer(future.get(atMost.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            future.cancel(true);
            throw interrupted(call, e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? innermost(io) : new IOException("the connection failed", e);
        }
    }

    /** The client wraps what a body was ended with, so that it can name the caller's line. */
    private static IOException innermost(IOException failure) {
        return failure.getCause() instanceof IOException cause ? innermost(cause) : failure;
    }

    /** Asks an authorization server for a token, once; what is shown to it is not shown to anybody else. */
    private Answer fetchToken(Call call, @Nullable String authorization) {
        if (base.getScheme().equals("https") && !"https".equals(call.uri().getScheme())) {
            throw new RegistryRefused(
                    registry, call.doing(), 401, "UNAUTHORIZED", "its token server is not reached by https");
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(call.uri()).header("User-Agent", "berth");
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        try {
            return awaitOrGiveUp(call, exchange(call, request.build(), false), patience.answer());
        } catch (IOException e) {
            throw unreachable(call, e);
        }
    }

    /** Where an answer leads; nowhere that takes a secured one to an open line. */
    static Optional<URI> resolved(URI from, String location) {
        try {
            URI to = from.resolve(location);
            String scheme = to.getScheme();
            boolean safe = "https".equals(scheme) || ("http".equals(scheme) && !"https".equals(from.getScheme()));
            return safe && to.getHost() != null ? Optional.of(to) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether this is the registry itself, and so may see what is shown to it: same scheme, host and port. */
    private boolean isHere(URI uri) {
        return base.getScheme().equalsIgnoreCase(uri.getScheme())
                && base.getHost().equalsIgnoreCase(uri.getHost())
                && port(base) == port(uri);
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equals(uri.getScheme().toLowerCase(Locale.ROOT)) ? 443 : 80;
    }

    private static boolean isRedirect(Answer answer) {
        return switch (answer.status()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private Optional<Duration> retryAfter(Answer answer) {
        return answer.header("Retry-After")
                .filter(text -> text.matches("[0-9]{1,6}"))
                .map(text -> patience.shorter(Duration.ofSeconds(Long.parseLong(text))));
    }

    private RegistryUnreachable unreachable(Call call, IOException e) {
        String why = e.getMessage();
        return new RegistryUnreachable(
                registry, call.doing(), why == null ? e.getClass().getSimpleName() : why, e);
    }

    private RegistryUnreachable interrupted(Call call, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryUnreachable(registry, call.doing(), "the work was interrupted", e);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
