package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** What a repository has: its tags, a page at a time, and what refers to a digest. */
final class ListHandler {

    private static final int PAGE = 1000;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final RegistryStore store;
    private final RegistryRequests requests;

    ListHandler(RegistryStore store, RegistryRequests requests) {
        this.store = store;
        this.requests = requests;
    }

    ServerResponse ping(ServerRequest request) {
        requests.authenticate(request);
        return json(Answer.of(200), "application/json", Map.of());
    }

    ServerResponse tags(ServerRequest request) {
        RepositoryName repository = requests.allowed(request, "ecr:ListImages");
        String last = RegistryRequests.query(request, "last").orElse("");
        int size = RegistryRequests.query(request, "n").map(ListHandler::size).orElse(PAGE);
        List<String> left = store.tags(repository).stream()
                .map(Tag::value)
                .filter(tag -> tag.compareTo(last) > 0)
                .toList();
        List<String> page = left.subList(0, Math.min(size, left.size()));
        ServerResponse.BodyBuilder answer = Answer.of(200);
        if (page.size() < left.size() && !page.isEmpty()) {
            answer.header(
                    HttpHeaders.LINK,
                    "</v2/%s/tags/list?n=%d&last=%s>; rel=\"next\"".formatted(repository, size, page.getLast()));
        }
        return json(answer, "application/json", Map.of("name", repository.value(), "tags", page));
    }

    ServerResponse referrers(ServerRequest request) {
        RepositoryName repository = requests.allowed(request, "ecr:BatchGetImage");
        Digest subject = RegistryRequests.digest(RegistryRoute.last(request));
        Optional<String> artifactType = RegistryRequests.query(request, "artifactType");
        List<Map<String, Object>> manifests = store.referrers(repository, subject).stream()
                .filter(image -> artifactType.isEmpty() || artifactType.get().equals(image.artifactType()))
                .map(ListHandler::descriptor)
                .toList();
        ServerResponse.BodyBuilder answer = Answer.of(200);
        artifactType.ifPresent(filtered -> answer.header("OCI-Filters-Applied", "artifactType"));
        return json(
                answer,
                MediaType.OCI_INDEX.value(),
                Map.of("schemaVersion", 2, "mediaType", MediaType.OCI_INDEX.value(), "manifests", manifests));
    }

    private static Map<String, Object> descriptor(StoredImage image) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", image.mediaType().value());
        descriptor.put("digest", image.digest().value());
        descriptor.put("size", image.manifestSize());
        String artifactType = image.artifactType();
        if (artifactType != null) {
            descriptor.put("artifactType", artifactType);
        }
        if (!image.annotations().isEmpty()) {
            descriptor.put("annotations", image.annotations());
        }
        return descriptor;
    }

    private static int size(String text) {
        if (!text.matches("[0-9]{1,9}")) {
            throw new RegistryError(400, "PAGINATION_NUMBER_INVALID", "n is a number of tags");
        }
        return Math.min(Integer.parseInt(text), PAGE);
    }

    private static ServerResponse json(ServerResponse.BodyBuilder answer, String contentType, Object body) {
        byte[] bytes = JSON.writeValueAsBytes(body);
        return answer.header(HttpHeaders.CONTENT_TYPE, contentType)
                .header(HttpHeaders.CONTENT_LENGTH, Integer.toString(bytes.length))
                .build((servlet, response) -> {
                    response.getOutputStream().write(bytes);
                    return null;
                });
    }
}
