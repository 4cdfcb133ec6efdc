package dev.berth.sandbox.registry;

import dev.berth.oci.Digest;
import dev.berth.oci.Manifest;
import dev.berth.oci.MediaType;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.Tag;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * A repository as it stands on the disk: one file that is written anew as a whole, so that a kill leaves either the
 * state before or the state after. The name is a digest of the repository's, which may be longer than a file name
 * and may hold {@code /}.
 */
record RepositoryFile(
        String name,
        Instant createdAt,
        TagMutability.Rule mutability,
        List<String> exclusions,
        boolean scanOnPush,
        Map<String, String> resourceTags,
        @Nullable String lifecyclePolicy,
        List<Line> images,
        Map<String, String> imageTags,
        List<String> blobs) {

    record Line(String digest, String mediaType, Instant pushedAt) {}

    private static final JsonMapper JSON = JsonMapper.shared();

    static Path in(Path directory, RepositoryName name) {
        return directory.resolve(
                Digest.ofContent(name.value().getBytes(StandardCharsets.UTF_8)).hex() + ".json");
    }

    static void write(Path directory, Shelf shelf) {
        Repository repository = shelf.repository();
        Map<String, String> tags = new TreeMap<>();
        shelf.tags().forEach((tag, digest) -> tags.put(tag.value(), digest.value()));
        RepositoryFile file = new RepositoryFile(
                repository.name().value(),
                repository.createdAt(),
                repository.mutability().rule(),
                repository.mutability().exclusions(),
                repository.scanOnPush(),
                repository.resourceTags(),
                repository.lifecyclePolicy(),
                shelf.manifests().values().stream()
                        .map(held -> new Line(
                                held.manifest().digest().value(),
                                held.manifest().mediaType().value(),
                                held.pushedAt()))
                        .toList(),
                tags,
                shelf.blobs().stream().map(Digest::value).toList());
        DurableFiles.write(in(directory, repository.name()), JSON.writeValueAsBytes(file));
    }

    static Shelf read(Path file, Contents contents) {
        try {
            return JSON.readValue(Files.readAllBytes(file), RepositoryFile.class)
                    .shelf(contents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Shelf shelf(Contents contents) {
        Map<Digest, Shelf.Held> manifests = new LinkedHashMap<>();
        for (Line line : images) {
            Digest digest = Digest.of(line.digest());
            Manifest manifest = Manifest.of(MediaType.of(line.mediaType()), contents.read(digest));
            manifests.put(digest, Shelf.Held.of(manifest, Contained.in(manifest), line.pushedAt(), manifests));
        }
        Map<Tag, Digest> tags = new LinkedHashMap<>();
        imageTags.forEach((tag, digest) -> tags.put(Tag.of(tag), Digest.of(digest)));
        Set<Digest> linked = new LinkedHashSet<>();
        blobs.forEach(blob -> linked.add(Digest.of(blob)));
        return new Shelf(
                new Repository(
                        RepositoryName.of(name),
                        createdAt,
                        new TagMutability(mutability, exclusions),
                        scanOnPush,
                        resourceTags,
                        lifecyclePolicy),
                manifests,
                tags,
                linked);
    }
}
