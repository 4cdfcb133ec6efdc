package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRange;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Blobs that a repository holds. */
final class BlobHandler {

    private final RegistryStore store;
    private final RegistryRequests requests;

    BlobHandler(RegistryStore store, RegistryRequests requests) {
        this.store = store;
        this.requests = requests;
    }

    ServerResponse head(ServerRequest request) {
        StoredBlob blob = blob(request, requests.allowed(request, "ecr:BatchCheckLayerAvailability"));
        return described(Answer.of(200), blob)
                .header(HttpHeaders.CONTENT_LENGTH, Long.toString(blob.size()))
                .build();
    }

    ServerResponse get(ServerRequest request) {
        StoredBlob blob = blob(request, requests.allowed(request, "ecr:GetDownloadUrlForLayer"));
        List<HttpRange> ranges = ranges(request);
        // Several ranges in one answer are a right of the server, not a duty; the whole is always right.
        if (ranges.size() != 1) {
            return described(Answer.of(200), blob)
                    .header(HttpHeaders.CONTENT_LENGTH, Long.toString(blob.size()))
                    .build((servlet, response) -> {
                        pour(blob, 0, blob.size(), response.getOutputStream());
                        return null;
                    });
        }
        if (!isSatisfiable(ranges.getFirst(), blob.size())) {
            throw unsatisfiable();
        }
        long first = ranges.getFirst().getRangeStart(blob.size());
        long last = ranges.getFirst().getRangeEnd(blob.size());
        return described(Answer.of(206), blob)
                .header(HttpHeaders.CONTENT_RANGE, "bytes %d-%d/%d".formatted(first, last, blob.size()))
                .header(HttpHeaders.CONTENT_LENGTH, Long.toString(last - first + 1))
                .build((servlet, response) -> {
                    pour(blob, first, last - first + 1, response.getOutputStream());
                    return null;
                });
    }

    private StoredBlob blob(ServerRequest request, RepositoryName repository) {
        Digest digest = RegistryRequests.digest(RegistryRoute.last(request));
        return store.blob(repository, digest)
                .orElseThrow(() -> new RegistryError(404, "BLOB_UNKNOWN", "blob unknown to registry"));
    }

    private static ServerResponse.BodyBuilder described(ServerResponse.BodyBuilder answer, StoredBlob blob) {
        return answer.header(HttpHeaders.CONTENT_TYPE, "application/octet-stream")
                .header(HttpHeaders.ACCEPT_RANGES, "bytes")
                .header("Docker-Content-Digest", blob.digest().value());
    }

    private static List<HttpRange> ranges(ServerRequest request) {
        try {
            return HttpRange.parseRanges(request.headers().firstHeader(HttpHeaders.RANGE));
        } catch (IllegalArgumentException e) {
            throw unsatisfiable();
        }
    }

    private static boolean isSatisfiable(HttpRange range, long size) {
        return size > 0 && range.getRangeStart(size) < size && range.getRangeStart(size) <= range.getRangeEnd(size);
    }

    private static RegistryError unsatisfiable() {
        return new RegistryError(416, "RANGE_INVALID", "The blob does not have this range");
    }

    private static void pour(StoredBlob blob, long from, long length, OutputStream out) throws IOException {
        try (FileChannel channel = FileChannel.open(blob.file())) {
            ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
            long at = from;
            long left = length;
            while (left > 0) {
                buffer.clear().limit((int) Math.min(buffer.capacity(), left));
                int read = channel.read(buffer, at);
                if (read < 0) {
                    throw new IOException("The blob %s is shorter than it was".formatted(blob.digest()));
                }
                out.write(buffer.array(), 0, read);
                at += read;
                left -= read;
            }
        }
    }
}
