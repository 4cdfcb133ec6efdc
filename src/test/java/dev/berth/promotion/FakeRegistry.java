package dev.berth.promotion;

import dev.berth.catalogue.ApprovedTags;
import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
import dev.berth.oci.Reference;
import dev.berth.oci.RepositoryName;
import dev.berth.oci.ScannedImage;
import dev.berth.oci.Tag;
import dev.berth.workspace.Workspace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A registry in memory that remembers what was asked of it, and lets a test do something before and after each call. */
public class FakeRegistry implements ImageTransfer, ApprovedRegistry, ApprovedTags {

    public final Map<String, Digest> tags = new ConcurrentHashMap<>();
    final Set<String> manifests = ConcurrentHashMap.newKeySet();
    public final Set<String> repositories = ConcurrentHashMap.newKeySet();
    public final List<String> calls = new CopyOnWriteArrayList<>();

    volatile List<LeftBehind> leftBehind = List.of();
    private final Map<String, Runnable> duringCopies = new ConcurrentHashMap<>();
    private volatile Interference interference = call -> {};

    /** What happens around each call: once before it has an effect, once after. */
    @FunctionalInterface
    public interface Interference {
        void at(String moment);
    }

    public void interfere(Interference other) {
        interference = other;
    }

    public void reset() {
        interference = call -> {};
        calls.clear();
        leftBehind = List.of();
    }

    /** What happens in every copy into this repository. */
    void duringCopies(RepositoryName to, Runnable what) {
        duringCopies.put(to.value(), what);
    }

    void staged(RepositoryName staging, Tag tag, Digest digest) {
        manifests.add(staging + "@" + digest);
        tags.put(staging + ":" + tag, digest);
    }

    public Optional<Digest> tagged(RepositoryName repository, Tag tag) {
        return Optional.ofNullable(tags.get(repository + ":" + tag));
    }

    List<String> moments() {
        return new ArrayList<>(calls);
    }

    @Override
    public Optional<Digest> digest(RepositoryName repository, Reference reference) {
        at("before asking for " + reference + " in " + repository);
        Optional<Digest> found = switch (reference) {
            case Tag tag -> tagged(repository, tag);
            case Digest digest ->
                manifests.contains(repository + "@" + digest) ? Optional.of(digest) : Optional.empty();
        };
        at("after asking for " + reference + " in " + repository);
        return found;
    }

    @Override
    public void provision(Workspace workspace) {
        at("before provisioning");
        repositories.add(workspace.approved().value());
        at("after provisioning");
    }

    @Override
    public List<LeftBehind> copy(RepositoryName from, ScannedImage image, RepositoryName to) {
        Digest digest = image.digest();
        at("before copying");
        duringCopies.getOrDefault(to.value(), () -> {}).run();
        if (!repositories.contains(to.value()) || !manifests.contains(from + "@" + digest)) {
            throw new IllegalStateException("There is no such repository or image");
        }
        manifests.add(to + "@" + digest);
        at("after copying");
        return leftBehind;
    }

    @Override
    public void tag(RepositoryName repository, Digest digest, Tag tag) {
        at("before tagging");
        if (!manifests.contains(repository + "@" + digest)) {
            throw new IllegalStateException("There is no such manifest");
        }
        tags.put(repository + ":" + tag, digest);
        at("after tagging");
    }

    @Override
    public Map<Tag, Set<Digest>> in(RepositoryName approved) {
        at("before listing");
        Map<Tag, Set<Digest>> found = new HashMap<>();
        tags.forEach((name, digest) -> {
            if (name.startsWith(approved + ":")) {
                found.put(Tag.of(name.substring(name.lastIndexOf(':') + 1)), Set.of(digest));
            }
        });
        at("after listing");
        return found;
    }

    private void at(String moment) {
        calls.add(moment);
        interference.at(moment);
    }
}
