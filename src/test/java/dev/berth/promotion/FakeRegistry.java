package dev.berth.promotion;

import dev.berth.catalogue.ApprovedTags;
import dev.berth.oci.Digest;
import dev.berth.oci.LeftBehind;
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
    public Optional<Digest> digest(RepositoryName repository, Tag tag) {
        at("before asking for " + tag + " in " + repository);
        Optional<Digest> found = tagged(repository, tag);
        at("after asking for " + tag + " in " + repository);
        return found;
    }

    @Override
    public Optional<Stored> stored(RepositoryName repository, Digest digest) {
        at("before reading " + digest + " in " + repository);
        boolean there = manifests.contains(repository + "@" + digest);
        at("after reading " + digest + " in " + repository);
        return there ? Optional.of(tag -> tag(repository, digest, tag)) : Optional.empty();
    }

    @Override
    public void provision(Workspace workspace) {
        at("before provisioning");
        repositories.add(workspace.approved().value());
        at("after provisioning");
    }

    @Override
    public Copied copy(RepositoryName from, ScannedImage image, RepositoryName to, boolean again) {
        Digest digest = image.digest();
        at("before copying");
        duringCopies.getOrDefault(to.value(), () -> {}).run();
        if (!repositories.contains(to.value())) {
            throw new NoSuchRepository(to, new IllegalStateException("404"));
        }
        if (!manifests.contains(from + "@" + digest)) {
            throw new IllegalStateException("There is no such image");
        }
        manifests.add(to + "@" + digest);
        at("after copying");
        return new Copied(stored(to, digest).orElseThrow(), leftBehind);
    }

    private void tag(RepositoryName repository, Digest digest, Tag tag) {
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
