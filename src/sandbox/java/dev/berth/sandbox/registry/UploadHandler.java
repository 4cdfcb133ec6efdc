package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.RepositoryName;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Uploads of blobs: in parts, in one piece, or by mounting what another repository holds. */
final class UploadHandler {

    /** As the specification writes it, without a unit; some clients write one. */
    private static final Pattern CONTENT_RANGE = Pattern.compile("(?:bytes[ =])?([0-9]{1,18})-([0-9]{1,18})(?:/.*)?");

    private static final String BEGIN = "ecr:InitiateLayerUpload";
    private static final String PART = "ecr:UploadLayerPart";
    private static final String COMPLETE = "ecr:CompleteLayerUpload";

    private final RegistryStore store;
    private final LayerUploads uploads;
    private final RegistryFaults faults;
    private final RegistryRequests requests;

    UploadHandler(RegistryStore store, LayerUploads uploads, RegistryFaults faults, RegistryRequests requests) {
        this.store = store;
        this.uploads = uploads;
        this.faults = faults;
        this.requests = requests;
    }

    ServerResponse begin(ServerRequest request) throws IOException {
        RepositoryName repository = requests.allowed(request, BEGIN);
        store.get(repository);
        Optional<StoredBlob> mounted = mount(request, repository);
        if (mounted.isPresent()) {
            return created(repository, mounted.get());
        }
        Optional<String> digest = RegistryRequests.query(request, "digest");
        if (digest.isEmpty()) {
            return accepted(repository, uploads.begin(repository), 0);
        }
        requests.require(request, PART, repository);
        requests.require(request, COMPLETE, repository);
        Digest expected = RegistryRequests.digest(digest.get());
        return created(
                repository,
                uploads.whole(
                                repository,
                                expected,
                                length(request),
                                request.servletRequest().getInputStream())
                        .blob());
    }

    ServerResponse status(ServerRequest request) {
        RepositoryName repository = requests.allowed(request, PART);
        UploadId id = id(request);
        return progress(Answer.of(204), repository, id, uploads.received(repository, id));
    }

    ServerResponse part(ServerRequest request) throws IOException {
        RepositoryName repository = requests.allowed(request, PART);
        UploadId id = id(request);
        // The specification has 202 here; ECR answers so.
        return progress(Answer.of(201), repository, id, append(request, repository, id));
    }

    ServerResponse complete(ServerRequest request) throws IOException {
        RepositoryName repository = requests.allowed(request, COMPLETE);
        if (request.servletRequest().getContentLengthLong() != 0) {
            requests.require(request, PART, repository);
        }
        UploadId id = id(request);
        uploads.received(repository, id);
        Digest expected = RegistryRequests.digest(
                RegistryRequests.query(request, "digest").orElse(""));
        append(request, repository, id);
        return created(repository, uploads.complete(repository, id, expected).blob());
    }

    ServerResponse cancel(ServerRequest request) {
        RepositoryName repository = requests.allowed(request, BEGIN);
        uploads.abandon(repository, id(request));
        return Answer.of(204).build();
    }

    /**
     * Whatever stands in the way of a mount, the answer is an upload, as the specification and ECR have it; so it does not
     * tell either whether a repository that the sender may not read holds the blob.
     */
    private Optional<StoredBlob> mount(ServerRequest request, RepositoryName to) {
        Optional<String> digest = RegistryRequests.query(request, "mount");
        Optional<RepositoryName> from = RegistryRequests.query(request, "from")
                .filter(RepositoryName::isRepositoryName)
                .map(RepositoryName::of);
        if (digest.isEmpty()
                || from.isEmpty()
                || faults.declinesMounts()
                || !requests.allows(request, "ecr:GetDownloadUrlForLayer", from.get())) {
            return Optional.empty();
        }
        return store.mount(to, from.get(), RegistryRequests.digest(digest.get()));
    }

    private long append(ServerRequest request, RepositoryName repository, UploadId id) throws IOException {
        Range range = range(request);
        Long length = length(request);
        if (range != null && length != null && range.length() != length) {
            throw new RegistryError(
                    400,
                    "SIZE_INVALID",
                    "Content-Range has %d bytes, Content-Length %d".formatted(range.length(), length));
        }
        return uploads.append(
                repository,
                id,
                range == null ? null : range.first(),
                range == null ? length : Long.valueOf(range.length()),
                request.servletRequest().getInputStream());
    }

    private record Range(long first, long last) {
        long length() {
            return last - first + 1;
        }
    }

    private static @Nullable Range range(ServerRequest request) {
        String header = request.headers().firstHeader(HttpHeaders.CONTENT_RANGE);
        if (header == null) {
            return null;
        }
        Matcher matcher = CONTENT_RANGE.matcher(header);
        if (!matcher.matches()) {
            throw new RegistryError(400, "BLOB_UPLOAD_INVALID", "A Content-Range looks like <first byte>-<last byte>");
        }
        Range range = new Range(Long.parseLong(matcher.group(1)), Long.parseLong(matcher.group(2)));
        if (range.length() < 0) {
            throw new RegistryError(400, "BLOB_UPLOAD_INVALID", "A Content-Range ends no earlier than it begins");
        }
        return range;
    }

    private static @Nullable Long length(ServerRequest request) {
        long length = request.servletRequest().getContentLengthLong();
        return length < 0 ? null : length;
    }

    private static UploadId id(ServerRequest request) {
        return UploadId.of(RegistryRoute.last(request)).orElseThrow(RegistryRefusal.UploadUnknown::new);
    }

    private static ServerResponse accepted(RepositoryName repository, UploadId id, long received) {
        return progress(Answer.of(202), repository, id, received);
    }

    private static ServerResponse progress(
            ServerResponse.HeadersBuilder<?> answer, RepositoryName repository, UploadId id, long received) {
        return answer.header(HttpHeaders.LOCATION, "/v2/%s/blobs/uploads/%s".formatted(repository, id))
                .header(HttpHeaders.RANGE, "0-" + Math.max(0, received - 1))
                .header("Docker-Upload-UUID", id.toString())
                .build();
    }

    private static ServerResponse created(RepositoryName repository, StoredBlob blob) {
        return Answer.of(201)
                .header(HttpHeaders.LOCATION, "/v2/%s/blobs/%s".formatted(repository, blob.digest()))
                .header("Docker-Content-Digest", blob.digest().value())
                .header(HttpHeaders.CONTENT_LENGTH, "0")
                .build();
    }
}
