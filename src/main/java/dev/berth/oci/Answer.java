package dev.berth.oci;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** What a registry said: a small body as bytes, or a blob as a stream that is still coming. */
final class Answer {

    private final HttpResponse<Body> response;
    private final boolean beforeRenewal;

    Answer(HttpResponse<Body> response) {
        this(response, false);
    }

    private Answer(HttpResponse<Body> response, boolean beforeRenewal) {
        this.response = response;
        this.beforeRenewal = beforeRenewal;
    }

    /** The same answer, to credentials that have been renewed since. */
    Answer beforeRenewal() {
        return new Answer(response, true);
    }

    boolean isBeforeRenewal() {
        return beforeRenewal;
    }

    int status() {
        return response.statusCode();
    }

    boolean isSuccess() {
        return status() / 100 == 2;
    }

    URI uri() {
        return response.uri();
    }

    HttpHeaders headers() {
        return response.headers();
    }

    Optional<String> header(String name) {
        return response.headers().firstValue(name);
    }

    /** The Authorization header of the request that this answers; empty where it had none. */
    String shown() {
        return response.request().headers().firstValue("Authorization").orElse("");
    }

    byte[] bytes() {
        return response.body().bytes;
    }

    InputStream stream() {
        InputStream stream = response.body().stream;
        return stream == null ? InputStream.nullInputStream() : stream;
    }

    static BodyHandler<Body> reader(boolean streamed, int limit) {
        return head -> streamed && head.statusCode() == 200
                ? BodySubscribers.mapping(BodySubscribers.ofInputStream(), Body::new)
                : BodySubscribers.mapping(new Bounded(limit), Body::new);
    }

    static final class Body {

        private final byte[] bytes;
        private final @Nullable InputStream stream;

        private Body(byte[] bytes) {
            this.bytes = bytes;
            this.stream = null;
        }

        private Body(InputStream stream) {
            this.bytes = new byte[0];
            this.stream = stream;
        }
    }

    /** The body is longer than anything that may be held in memory. */
    static final class TooLong extends IOException {

        private TooLong(int limit) {
            super("the answer is longer than %d bytes".formatted(limit));
        }
    }

    /** Stops reading at the limit; a registry cannot fill the memory. */
    private static final class Bounded implements BodySubscriber<byte[]> {

        private final BodySubscriber<byte[]> collected = BodySubscribers.ofByteArray();
        private final CompletableFuture<byte[]> body = new CompletableFuture<>();
        private final int limit;
        private @Nullable Subscription subscription;
        private long received;

        private Bounded(int limit) {
            this.limit = limit;
        }

        @Override
        public CompletionStage<byte[]> getBody() {
            return body;
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            this.subscription = subscription;
            collected.onSubscribe(subscription);
        }

        @Override
        public void onNext(List<ByteBuffer> buffers) {
            received += buffers.stream().mapToLong(ByteBuffer::remaining).sum();
            if (received <= limit) {
                collected.onNext(buffers);
            } else if (subscription != null) {
                subscription.cancel();
                onError(new TooLong(limit));
            }
        }

        @Override
        public void onError(Throwable failure) {
            body.completeExceptionally(failure);
        }

        @Override
        public void onComplete() {
            collected.onComplete();
            body.complete(collected.getBody().toCompletableFuture().join());
        }
    }
}
